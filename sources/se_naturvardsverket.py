"""Naturvårdsverket: grants for nature and climate – LONA, for which only municipalities can apply, and Klimatklivet.

What it publishes: a list of grants, and a page for each with the boxes "Vem får söka?", "Vad kan jag söka för?" and
"Ansökningsperiod". Klimatklivet has several numbered periods a year, and those for charging stations are its own;
LONA mostly ends on 1 December and is decided by the county board.
What is not a call here: premiums for private persons, reporting and paying out, guidance to county boards.

The address is used again every year: the key gets the year of the round. Grants stood under /bidrag/, /lona and
/amnesomraden/klimatomstallningen/ at different times, so all are links.
Written against six pages stored as text (2017–2025) and two repositories that read the list (2026). Sure of the
list's address and the labels of the boxes; the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_naturvardsverket",
        title="Naturvårdsverket",
        url="https://www.naturvardsverket.se/bidrag/",
        links=r"^/(?:bidrag/|amnesomraden/klimatomstallningen/|(?=lona/?$))([^/]+)/?$",
        not_calls=(r"elbilspremi", r"redovis", r"utbetal", r"rekvirera-ditt", r"beviljade", r"resultat"),
        least=1,
        most=60,
        format="text-only",
        written_against="six pages stored as text (2017–2025), the list told by two repositories (2026)",
    )
)
