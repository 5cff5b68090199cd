"""Boverket: grants and aid for building and housing, one page each; some with a fixed last day every year.

What it publishes: a list of grants and guarantees, and a page for each, which tells the days in a sentence: "kan sökas
från den 2 april 2024 till den 1 oktober 2026", "senast den 30 september varje år". Municipalities apply for some (plans
for small houses, premises for culture) and pay a part of others (assembly halls).
What is not a call here: grants that have ended (under /bidrag-som-inte-langre-gar-att-soka/), credit guarantees, and
lists of who was given what.

The address is used again: the key gets the year of the last day. Where only "varje år" is told, the year is inferred.
Written against texts of five pages (2016–2024) and notes on three. Sure of the addresses and of the sentences; whether
all grants stand in one list, and the mark-up, was not seen: in 2016 some stood under a heading page of their own.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_boverket",
        title="Boverket",
        url="https://www.boverket.se/sv/bidrag--garantier/",
        links=r"^/sv/bidrag--garantier/([^/]+)/?$",
        # "garanti" alone is in every path.
        not_calls=(r"bidrag-som-inte-langre", r"kreditgaranti", r"f[öo]rv[äa]rvsgaranti", r"radonbidrag", r"^se vilka"),
        least=1,
        most=40,
        format="text-only",
        written_against="texts of five pages (2016–2024), notes on three others",
    )
)
