"""Leader Nordvästra Skaraborg: EU and municipal money for local projects in ten municipalities, Götene among them.

What it publishes: one page on project support, which takes applications all the time; the board meets some times a
year. Municipalities, associations and companies apply. The period 2023–2027 has about 43 million kronor, a third from
the municipalities; its aims are smart countryside, enterprise and circular solutions.
What is not a call here: the steps of an application (start here, carry out, report), the board's days of decision,
and news of projects that got money.

A page without a day takes applications all the time: so its news says of 2023–2027. It is one page, so it is one
call; the pages below it are steps. When it moves, its new address is a source of its own in `config.toml` until it is
changed here.
Written against texts of five pages (2016–2023). Sure of the address then and of what the money is for; the page
itself was seen only as the place of its steps, and no mark-up was seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_leader_nordvastra_skaraborg",
        title="Leader Nordvästra Skaraborg",
        url="https://leadernvskaraborg.se/",
        pages=("sok-projektstod/",),
        rolling=True,
        labels={"other": ("beslutsmöten", "lag möten", "lag möte")},
        programme="Leader",
        region="Essunga, Grästorp, Gullspång, Götene, Karlsborg, Lidköping, Mariestad, Skara, Töreboda och Vara",
        least=1,
        most=5,
        format="text-only",
        written_against="texts of five pages (2016–2023)",
    )
)
