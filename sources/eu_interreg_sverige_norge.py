"""Interreg Sverige–Norge: projects of Swedish and Norwegian partners; a part of Västra Götaland is in it.

What it publishes: one page for applicants that tells the next round for main projects, two a year; preliminary and
small projects have no last day. At least one Swedish and one Norwegian partner are needed; a municipality may lead.
What is not a call here: news, the project handbook and results of earlier rounds.

The one page is the call; the key gets the year of the round, so spring and autumn of a year are one call whose days
move. Whether Götene lies in the part of Västra Götaland that takes part was not seen: the call says so in its
region.
Written against the page stored as text (2024) and a Norwegian county's on the same programme. Sure of address and of
the sentence with the days; the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="eu_interreg_sverige_norge",
        title="Interreg Sverige–Norge",
        url="https://www.interreg-sverige-norge.com/soka-projekt/",
        pages=("/soka-projekt/",),
        programme="Interreg Sverige-Norge",
        region="Värmland, Dalarna, Jämtland, Västernorrland och delar av Västra Götaland, med delar av Norge",
        least=0,  # between the rounds the page may tell the last one
        most=3,
        format="text-only",
        written_against="the page for applicants stored as text (2024)",
    )
)
