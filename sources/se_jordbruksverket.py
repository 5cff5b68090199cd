"""Jordbruksverket: national calls for joint projects on farming, food and the countryside, one page each.

What it publishes: calls within the strategic plan of the EU's agricultural policy and other money. The days stand in
a sentence, the sum too, and "Vem kan få stöd?" is a heading; municipalities are often among those who can apply.
What is not a call here: payments to farmers (the SAM application), procurements, which the same list holds, print
copies of pages, and Leader and the county boards' project support, which others announce.

Every page also tells the last day of the project and of its final payment, which is no day to apply.
Written against four pages of calls stored as text (2023–2025) and a repository that reads the list (2026). Sure of
the addresses, the sentences and the heading; the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_jordbruksverket",
        title="Jordbruksverket",
        url="https://jordbruksverket.se/stod/utlysningar-och-upphandlingar",
        links=r"^/stod/utlysningar-och-upphandlingar/([^/.]+)/?$",
        not_calls=(r"upphandling(?!ar/)", r"anbud"),
        nothing=r"\binga (?:öppna |aktuella |pågående )?utlysningar\b",  # assumed
        least=0,  # a handful of calls a year
        most=60,
        format="text-only",
        written_against="four pages of calls stored as text (2023–2025), the list told by a repository (2026)",
    )
)
