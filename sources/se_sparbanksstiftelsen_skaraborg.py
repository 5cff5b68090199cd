"""Sparbanksstiftelsen Skaraborg: a local foundation for projects in Skara, Vara, Götene and Essunga.

What it publishes: one page on how to apply. Associations and organisations apply for limited projects in business,
research and education, culture or sport, with an effort of their own. It normally leaves out what a municipality,
region or state pays for, yet a municipality's nature trail got money in 2021.
What is not a call here: its projects that got money, and the bank's sponsorship.

The page tells no days, so it counts as rolling; that applications are taken all the time is assumed. It is one page,
so it is one call. When it moves, its new address is a source of its own in `config.toml` until it is changed here.
Written against texts of three pages (one undated, the others older). Sure of the address and of what is supported;
the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_sparbanksstiftelsen_skaraborg",
        title="Sparbanksstiftelsen Skaraborg",
        url="https://sparbankenskaraborg.se/om-oss/sparbanksstiftelsen-skaraborg/",
        pages=("ansok-om-bidrag.html",),
        rolling=True,
        region="Skara, Vara, Götene och Essunga kommuner",
        least=1,
        most=5,
        format="text-only",
        written_against="texts of three pages (one undated, the others older)",
    )
)
