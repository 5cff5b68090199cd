"""Filminstitutet: money for film in school and leisure, which only what a municipality pays for can apply for; and
cinemas.

What it publishes: a page for each support. Two matter to a small municipality: film culture for children and young
people (schools, libraries, culture schools; twice a year, with as much money of one's own) and the renewal of cinemas
in places of up to 25 000 people, where the owner of the cinema applies.
What is not a call here: support to film makers, distributors and festivals, which the same site has most of, and
support that ended, whose page stays with "bara redovisning är möjlig"; they are not read.

The two pages are named here, for the list of all supports is for the film trade. Days of both rounds stand in one
paragraph without a year, which a word before tells ("för våren 2024").
Written against parts of the texts of eight pages (2020–2024). Sure of addresses, who applies and the form of days of
the first page; when the second takes applications, and the mark-up, was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_filminstitutet",
        title="Filminstitutet",
        url="https://www.filminstitutet.se/sv/sok-stod/",
        pages=(
            "barn--unga/barn-och-ungdom/stod-till-filmkulturell-verksamhet-for-barn-och-ungdom/",
            "distribution--visning/biografstod_nya/stodsida-2/",
        ),
        funder="Svenska Filminstitutet",
        least=0,  # each page has one or two short rounds a year
        most=5,
        format="text-only",
        written_against="parts of the texts of eight pages (2020–2024)",
    )
)
