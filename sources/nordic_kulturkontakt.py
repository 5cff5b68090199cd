"""Nordisk kulturkontakt: Nordic money for culture and for the young, one page a programme, sums in euro.

What it publishes: a list of its programmes, and a page for each. For a small municipality: Volt (culture and language
of children and young people, which a culture school can fit) and the culture and arts programme; three Nordic
countries take part. A round's days stand in Finnish form ("12.08.2022 – 12.09.2022").
What is not a call here: help, and who decides; travel money for single artists; who got money.

The address has no year and is used again: the key gets the year of the round. The last day ends at 15:59 Finnish
time, 14:59 in Sweden.
Written against parts of the texts of seven pages (2018–2022). Sure of the addresses then, of the sums and of the form
of days; under which label a programme's page tells them, and the mark-up, was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="nordic_kulturkontakt",
        title="Nordisk kulturkontakt",
        url="https://www.nordiskkulturkontakt.org/sv/stod/",
        links=r"^/sv/stod/om-stodprogrammen/([^/]+)/?$",
        not_calls=(r"hj(?:ä|a)lp", r"mobilitetsst(?:ö|o)d", r"sakkunnig", r"rapport", r"beviljad"),
        region="Norden",
        least=1,
        most=20,
        format="text-only",
        written_against="parts of the texts of seven pages (2018–2022)",
    )
)
