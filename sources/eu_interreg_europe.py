"""Interreg Europe: public bodies from all over Europe learn from each other how to make better regional policy.

What it publishes: one page that tells the next call's days in a sentence, and those of earlier ones. Partners are
bodies that make policy; a small municipality is at most one partner of many, usually through its region.
What is not a call here: the calls that are over, which the same page lists, and calls for the programme's own
projects.

All money of 2021–2027 is committed and the page says that no call will come, so nothing is the normal state until
2028. The one page is the call; the key gets the year of the round.
Written against the page stored as text at four times (2023–2025). Sure of the address and of the sentences; the
mark-up was not seen. A repository (2026) was refused by the site (status 403): if that is so here, too, switch the
source off with `enabled = false` until the programme of 2028 opens.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="eu_interreg_europe",
        title="Interreg Europe",
        url="https://www.interregeurope.eu/next-call-for-projects",
        pages=("/next-call-for-projects",),
        nothing=r"\bno call open\b|\bno(?:t planning any)? more open calls\b",
        language="en",
        programme="Interreg Europe",
        region="Hela EU, med grannländer",
        least=0,  # the money of the period is committed
        most=3,
        format="text-only",
        written_against="the page of the next call stored as text at four times (2023–2025)",
    )
)
