"""Avfall Sverige: the municipalities' own money to develop the handling of waste, four rounds a year.

What it publishes: one page with a table of the year's rounds: the last day to apply, and the day of decision, of
each. Anybody may apply; a project must be of use to most members, which are Sweden's municipalities and their waste
companies.
What is not a call here: the day of decision in the same table; finished projects and their reports. That the call "is
always open" does not make it rolling: what comes late waits for the next round.

The page is used again every year: the key gets the year of the last round. It is one page, so it is one call; when it
moves, its new address is a source of its own in `config.toml` until it is changed here.
Written against parts of the texts of three pages (2016–2021 and later). Sure of who applies and of the table's rows;
the address follows from that of a page below it, and the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_avfall_sverige",
        title="Avfall Sverige",
        url="https://www.avfallsverige.se/rapporter-utveckling/utveckling/",
        pages=("utvecklingssatsningen/",),
        least=0,  # between the last round of a year and the next year's table nothing can be read
        most=5,
        format="text-only",
        written_against="parts of the texts of three pages (2016–2021 and later)",
    )
)
