"""RF-SISU Västra Götaland: Riksidrottsförbundet's money for sports grounds and for sport of the young, shared out by
county.

What it publishes: a page for each economic support. Clubs apply, never a municipality; it is told of them because it
mostly owns the ground, and the largest support is for new places to move, energy, renewal and safety.
What is not a call here: money to the county's sports federations (shared out by a formula); "Sidan uppdaterades" is
no day to apply; courses.

Days often stand as a list without a year below "Ansökningstider"; the year follows from the heading, else from the
day of the page.
Written against parts of the texts of two pages of this county (2020–2024) and of nine of other counties, which share
a template. The list's address is the folder of one of them; on a like page the links were filled in by a script, so
they may be missing here. The mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_rf_sisu_vastra_gotaland",
        title="RF-SISU Västra Götaland",
        url="https://www.rfsisu.se/distrikt/vastra-gotaland/bidrag-och-stod/ekonomiska-stod",
        links=r"/bidrag-och-stod/ekonomisk[^/]*-stod/([^/]+)/?$",
        not_calls=(r"sdf-bidrag", r"redovis", r"rapport"),
        funder="Riksidrottsförbundet, RF-SISU Västra Götaland",
        region="Västra Götaland",
        least=1,
        most=25,
        format="text-only",
        written_against="parts of the texts of two pages of this county and nine of others (2020–2024)",
    )
)
