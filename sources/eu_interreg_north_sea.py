"""Interreg North Sea: projects of three or more countries around the North Sea; West Sweden takes part.

What it publishes: a page of coming calls, numbered (five so far in 2021–2027). A municipality may be a partner or
lead; small-scale projects are the easier ones. 60 per cent are paid.
What is not a call here: calls that are over, which have a page of their own, and extensions for running projects.

Most of the money of the period is given away, and the fifth call (2025) was for Norwegian partners only, so nothing
open is the normal state. The one page is the call; the key gets the year of the round.
Written against pages of earlier calls stored as text (2022–2025); the address of the page of coming calls comes from
a repository (2026). Labels of the second call's page are used; the page of coming calls itself was not seen, nor how
it says that there is none (`nothing` is assumed, mend it with a source of your own under `[sources.custom]`).
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="eu_interreg_north_sea",
        title="Interreg North Sea",
        url="https://www.interregnorthsea.eu/future-calls",
        pages=("/future-calls",),
        nothing=r"\bno (?:more |further |future |open |planned )?calls?\b",  # assumed
        language="en",
        programme="Interreg North Sea",
        region="Länderna runt Nordsjön, i Sverige Västsverige",
        least=0,  # most of the money of the period is given away
        most=3,
        format="assumed",
        written_against="pages of earlier calls stored as text (2022–2025), an address told by a repository (2026)",
    )
)
