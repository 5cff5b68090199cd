"""Kulturrådet: grants for libraries, schools and culture; one page a grant, with a counter of the days that are left.

What it publishes: a list of grants, and a page for each. A page counts down ("12 dagar kvar") rather than naming the
day: the last day is then counted from the day of reading. A page that names its days ("Ansökningsdatum") is read by
them.
What is not a call here: a grant with "0 dagar kvar" or "Stängd för ansökan" (the round is over), and pages on rules,
decisions and reporting.

The address is used again every year: the key gets the year of the round. It was /sok-bidrag/… in 2024–2026 and
/sok-bidrag/vara-bidrag/… in 2021, so both are links.
Written against notes on five pages (2018–2026). Sure of the address; where the counter stands was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_kulturradet",
        title="Kulturrådet",
        url="https://www.kulturradet.se/sok-bidrag/",
        links=r"^/sok-bidrag/(?:vara-bidrag/)?([^/]+)/?$",
        not_calls=(r"redovis", r"^/sok-bidrag/(?:vara-bidrag|beslut|sa-soker-du|bidragsvillkor|bidragshandbok)/?$"),
        funder="Statens kulturråd",
        least=1,
        most=120,
        format="text-only",
        written_against="notes on five pages (2018–2026)",
    )
)
