"""Socialstyrelsen: state grants to municipalities' social services, one page a grant; most are drawn, not competed for.

What it publishes: a list for municipalities, and a page for each grant with three fixed labels: "Utlysningsdatum",
"Sista ansökningsdag" (ISO days) and "Tid kvar att ansöka" (days, or "Stängt för ansökan"). Who may apply is told
under "Vilka som kan ansöka" or "Vilka som kan rekvirera".
What is not a call here: a closed grant, whose page stays until next year's round; lists of how a sum is shared out.

The address is used again every year: the key gets the year of the round.
Written against four pages stored as text (2019–2022). Sure of address, labels and form of days; the mark-up was not
seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_socialstyrelsen",
        title="Socialstyrelsen",
        url="https://statsbidrag.socialstyrelsen.se/kommuner/",
        links=r"^/kommuner/([^/]+)/?$",
        not_calls=(r"fördelningsl", r"återrapport", r"återbetal"),
        least=1,
        most=60,
        format="text-only",
        written_against="four pages stored as text (2019–2022)",
    )
)
