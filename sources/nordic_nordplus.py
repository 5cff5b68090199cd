"""Nordplus: Nordic and Baltic money for exchange between schools and in adult education, one call a year for all of it.

What it publishes: a call each November for all its five programmes with 1 February (or the next working day) as the
last day; a page on preparatory visits, which have 1 October as well. Schools, preschools and culture schools
coordinate; a municipality is a partner, and leads in Nordplus Horizontal and Adult.
What is not a call here: the handbook, rates and reports; a call of a year that is over, which stays as news.

The call's page is used again each year: the key gets the year of the round. It tells its last day in a sentence, a
round's year with it; the preparatory visits tell days without a year. The two pages are named here, for no list was
seen.
Written against parts of the texts of ten pages (2012–2026), two of them calls (2021, 2023), and notes of October 2026
on the addresses. Sure of the days and of who applies; that the address of the call is a page, and the mark-up, was
not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="nordic_nordplus",
        title="Nordplus",
        url="https://nordplusonline.org/",
        pages=("whats-new/call-for-applications", "folder/get-ready-for-a-project/preparatory-visits/"),
        language="en",
        funder="Nordiska ministerrådet",
        programme="Nordplus",
        region="Norden och Baltikum",
        least=1,
        most=8,
        format="text-only",
        written_against="parts of the texts of ten pages (2012–2026), notes on the addresses (2026-10)",
    )
)
