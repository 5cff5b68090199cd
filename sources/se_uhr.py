"""UHR: exchanges and cooperation in education – Erasmus+ (education), Nordplus, Atlas – one page a part of a programme.

What it publishes: a list of what can be applied for, and a page for each, with "Vem som kan söka" and the last day in a
sentence. Schools, preschools, adult education and the municipality itself apply for short mobility projects and
small-scale partnerships (February and March), accreditation (autumn), Nordplus (1 February and 1 October) and Atlas.
What is not a call here: pages on running a project that has its money (they are under /driv-projekt/).

The address has no year and is used again: the key gets the year of the round. Between the rounds a page mostly tells no
day, and its call then has none.
Written against texts of four pages (2024) and notes on seven others (October 2026). Sure of the addresses; which words
tell the days was seen for two programmes only, and the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_uhr",
        title="UHR",
        url="https://www.uhr.se/internationella-mojligheter/samarbete-och-utbyte/sok-finansiering/",
        links=r"/samarbete-och-utbyte/sok-finansiering/([^/]+)/?$",
        funder="Universitets- och högskolerådet",
        least=1,
        most=40,
        format="text-only",
        written_against="texts of four pages (2024), notes on seven others (October 2026)",
    )
)
