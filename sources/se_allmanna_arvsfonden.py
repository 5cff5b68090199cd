"""Allmänna arvsfonden: money for new work with children, young people, people with disabilities and the old; all year.

What it publishes: two forms of support, each on a page of its own: project support, and money to build or change a
place for a new activity. Associations apply; a municipality gets project support only for special reasons, close to
associations and beside its own duties, and never money to build.
What is not a call here: conditions, drawing and accounting of money that was granted; decisions six times a year are
no last days.

Applications are taken all the year round. The address was moved several times, so a page is known by its last part
alone.
Written against parts of the texts of ten pages (2018–2024). Sure of who applies and that it is rolling; the present
address of the list is told in notes of 2026, what it links to and the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_allmanna_arvsfonden",
        title="Allmänna arvsfonden",
        url="https://www.arvsfonden.se/soka-pengar",
        links=r"/((?:projekt|lokal)stod)/?$",
        not_calls=(r"villkor", r"redovis", r"har-fatt", r"n(?:ä|a)r-ni-f(?:å|a)tt"),
        rolling=True,
        kind="competition",  # granted money is drawn, and the pages say so; it is competed for all the same
        programme="Arvsfonden",
        least=1,
        most=10,
        format="text-only",
        written_against="parts of the texts of ten pages (2018–2024)",
    )
)
