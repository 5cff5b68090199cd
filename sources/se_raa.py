"""Riksantikvarieämbetet: grants for cultural heritage; few, and mostly for museums and associations.

What it publishes: a page on grants and funds, and a page for each; days stand in a sentence ("mellan 1 december och 31
januari varje år"). A municipality gains little itself, but its local museums and associations do, and it may take part
in research projects on heritage.
What is not a call here: the money for heritage sites ("bidrag till kulturmiljövård"), which county boards hand out.

The address is used again: the key gets the year of the round. Where only "varje år" is told, the year is inferred.
Written against texts of five pages (2017–2024). Sure of the sentences; the addresses changed once (2018–2023), whether
the research grant stands in the same list, and the mark-up, was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_raa",
        title="Riksantikvarieämbetet",
        url="https://www.raa.se/lagar-och-stod/bidrag-anslag-och-fonder/",
        links=r"/bidrag-anslag-och-fonder/[^/]+/?$|/fou-forskning-och-utveckling/ansokan-fou/?$",
        not_calls=(r"kulturmiljov[aå]rd", r"kulturmiljövård", r"beviljade", r"redovisa"),
        least=1,
        most=15,
        format="text-only",
        written_against="texts of five pages (2017–2024)",
    )
)
