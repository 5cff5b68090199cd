"""Migrationsverket: calls of the EU's asylum, migration and integration fund (AMIF) in Sweden, all on one page as a
plan.

What it publishes: a plan of calls, preliminary, each under a heading of its own ("Utlysning av medel till …") with
the fund's share, what money there is, and the days to open and to close. Municipalities apply, alone or with others,
in the open ones for integration; they are large (often 10–50 million kronor).
What is not a call here: calls for Migrationsverket, the police or the prison service alone, which most of the plan
consists of.

A call stands until its day has passed, so the key gets the year of the round. Which heading begins a call was not
seen: if it is not `h2`, the source fails and says so.
Written against parts of the texts of one page at two times (2022, 2024) and of seven pieces of news (2020–2023). Sure
of the labels and the form of days; the address may have changed since, and the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_migrationsverket_amif",
        title="Migrationsverket, AMIF",
        url="https://www.migrationsverket.se/Andra-aktorer/EU-fonder/Programperiod-2021-2027/"
        "Utlysningar/Planerade-utlysningar.html",
        sections="h2",
        not_calls=(r"\btill (?:Migrationsverket|Polis|Kriminalv)",),
        labels={"grant_rate": ("stöd från amif",)},
        funder="Migrationsverket",
        programme="Asyl-, migrations- och integrationsfonden (AMIF)",
        least=0,  # the plan may hold nothing but calls for the agencies
        most=20,
        format="text-only",
        written_against="parts of the texts of one page at two times (2022, 2024), seven news (2020–2023)",
    )
)
