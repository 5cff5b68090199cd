"""ICLD: Sida's money for partnerships between Swedish municipalities and municipalities elsewhere, on local democracy.

What it publishes: pages on municipal partnerships, and articles when a round opens. Only municipalities, regions and
their associations apply, with a partner that they have found themselves. There are two rounds a year; a preparation
of one year can be applied for at any time.
What is not a call here: questions and answers, lists of partnerships, courses, research; an article on a round that
is over, which stays.

A page is a call where its address speaks of applying ("ansok"). Days mostly lack a year ("stänger 15 oktober"), which
is told by the round in the same sentence, else counted from the day of reading.
Written against parts of the texts of seven pages (2018–2022). Sure of who applies and of the form of days; what the
first page links to, and the mark-up, was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_icld",
        title="ICLD",
        url="https://icld.se/vart-arbete/kommunala-partnerskap/",
        links=r"^/(?:sv/)?(?:vart-arbete/kommunala-partnerskap|artikel)/([^/]*ansok[^/]*)/?$",
        not_calls=(r"onlineansokan", r"redovis", r"rapport"),
        funder="Internationellt centrum för lokal demokrati (ICLD)",
        least=0,  # between two rounds there may be nothing but old articles
        most=10,
        format="text-only",
        written_against="parts of the texts of seven pages (2018–2022)",
    )
)
