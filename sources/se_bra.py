"""Brå: money for municipalities' crime prevention, and for evaluating such work; two calls a year.

What it publishes: a page on support, and a page for each kind. Municipalities apply for both; the larger one is for
nobody else. The days stand in sentences: "Sista ansökningsdag är den 2 september 2024", "senast den 30 november".
What is not a call here: the final reports of earlier projects; questions and answers.

The address is used again every year: the key gets the year of the round. A page stays when its round is over
("Ansökningsperioden är nu stängd") and then is none, so for half of the year there is no call at all.
Written against texts of five pages (2017–2024) and notes on one (2026). Sure of the sentences; the address of the list
follows from that of one page (2026), the site was rebuilt after 2024, and the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_bra",
        title="Brå",
        url="https://bra.se/kunskapsstod/ekonomiskt-stod",
        links=r"^/kunskapsstod/ekonomiskt-stod/([^/]+)/?$",
        not_calls=(r"slutrapport", r"fr[aå]gor[- ]och[- ]svar", r"beviljade"),
        funder="Brottsförebyggande rådet",
        least=0,  # two rounds a year, open between June and November at the most
        most=10,
        format="text-only",
        written_against="texts of five pages (2017–2024), notes on one (2026)",
    )
)
