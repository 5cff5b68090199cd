"""Skolverket: state grants to those who run schools, one page a grant and year; applied for, or a reserved sum drawn.

What it publishes: a calendar of the year's grants, and a page for each. The page tells each step of the round under a
heading of its own that holds the days: "Ansökan: 1 mars–6 april 2027", "Begär utbetalning: …", "Redovisning: …".
Municipalities run schools, so most are for them: homework help, holiday school, staff, and above all the reserved sum
for equal schools, which only has to be drawn in time.
What is not a call here: paying out, reporting and decisions, which the same pages tell; questions and answers.

The address has the year in it, so it is the key as it is. A page that only tells decisions of a past year is over.
A grant that is applied for and then drawn has both last days; one that is only drawn is a rekvisition.
Written against the calendar (2023) and nine pages (2016–2024), all stored as text. Sure of the headings and the days;
that the calendar links to the pages, and the mark-up, was not seen. The site has been rebuilt now and then: where the
calendar has moved, set `url` and `links`.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_skolverket",
        title="Skolverket",
        url="https://www.skolverket.se/skolutveckling/statsbidrag/statsbidragskalendern",
        links=r"^/skolutveckling/statsbidrag/([^/]+)/?$",
        labels={"period": ("ansökan", "begär utbetalning", "begär ut")},
        not_calls=(r"statsbidragskalendern", r"fr[aå]gor[- ]och[- ]svar", r"^aktuella förändringar", r"^prenumerera"),
        funder="Statens skolverk",
        least=1,
        most=120,
        format="text-only",
        written_against="the calendar (2023) and nine pages (2016–2024), stored as text",
    )
)
