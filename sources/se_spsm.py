"""SPSM: state grants for pupils with disabilities, some few a year, each with its own page.

What it publishes: a page on grants for schools, and a page for each: development projects, regional teaching for pupils
of several municipalities, teaching in hospitals. Those who run schools apply, so municipalities do, once a year between
August and November.
What is not a call here: the page that only leads to the development projects; grants for folk high schools,
universities and private persons, which are elsewhere on the site.

The address is used again every year: the key gets the year of the round. The days mostly stand without their year
("15 augusti–30 september"), in a heading with the word "Ansökan"; the year is then inferred from "Publicerat".
Written against texts of four pages (2018–2024) and notes on two (October 2026). Sure of the addresses and of the days;
the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_spsm",
        title="SPSM",
        url="https://www.spsm.se/stod-och-rad/sok-statsbidrag/skolor-inom-skolvasendet/",
        links=r"^/stod-och-rad/sok-statsbidrag/skolor-inom-skolvasendet/(?:utvecklingsprojekt/)?([^/]+)/?$",
        labels={"period": ("ansökan",), "money": ("aktuella belopp",)},
        not_calls=(r"/utvecklingsprojekt/?$", r"redovis"),
        funder="Specialpedagogiska skolmyndigheten",
        least=1,
        most=15,
        format="text-only",
        written_against="texts of four pages (2018–2024), notes on two (October 2026)",
    )
)
