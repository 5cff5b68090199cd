"""PTS: money to build broadband where the market does not, once a year, for those who build networks.

What it publishes: one page on the support, with the year's last day in a sentence. Operators, city networks (which
often are a municipality's) and village associations apply; a municipality without a network of its own can tell them.
What is not a call here: the register of buildings, how projects are followed up, news of who got money.

The page is used again every year: the key gets the year of the round. It is one page, so it is one call; when it
moves, its new address is a source of its own in `config.toml` until it is changed here.
Written against parts of the texts of five pages (2020–2024), one of them at this address. Sure of the address then,
of who applies and of the sentence; whether the support goes on after 2025, and the mark-up, was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_pts",
        title="PTS",
        url="https://pts.se/",
        pages=("bredbandsstod",),
        funder="Post- och telestyrelsen",
        least=0,  # one round a year, open for three months
        most=5,
        format="text-only",
        written_against="parts of the texts of five pages (2020–2024)",
    )
)
