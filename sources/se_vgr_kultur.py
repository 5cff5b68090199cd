"""Västra Götalandsregionen, culture: support that the region's board of culture gives, one page a support.

What it publishes: a list of supports for culture in the county. Most are for associations and artists; a municipality
may apply for some projects, or gains when those who arrange culture locally get support beside its own.
What is not a call here: stipends for persons; support to whole organisations, which is given without being applied
for; and development money for culture, which the four associations of municipalities share out
(`se_skaraborgs_kommunalforbund`).

The address has no year and is used again: the key gets the year of the round.
Written against texts of the list and of one page below it (2022–2023). Sure of the list's address and of what it
names; how a page tells its days was not seen, so its labels are assumed, and so is the mark-up.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_vgr_kultur",
        title="Västra Götalandsregionen, kultur",
        url="https://www.vgregion.se/kultur/kulturstod/",
        links=r"^/kultur/kulturstod/(?:kulturstod/)?([^/]+)/?$",
        not_calls=(
            r"^/kultur/kulturstod/kulturstod/?$",
            r"stipendi",
            r"verksamhetsst(?:ö|o)d",
            r"delregional",
            r"redovis",
            r"villkor",
        ),
        funder="Västra Götalandsregionen",
        region="Västra Götaland",
        least=1,
        most=40,
        format="assumed",
        written_against="texts of the list and of one page (2022–2023)",
    )
)
