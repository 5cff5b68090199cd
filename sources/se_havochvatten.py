"""Havs- och vattenmyndigheten (HaV): its own calls for better seas, lakes and streams, one page each.

What it publishes: calls for projects against eutrophication, for fish and for research, with the days and the sum in
sentences. Most are for associations and universities, some for municipalities, too.
What is not a call here: LOVA, the grant for local water projects, which municipalities apply for at the county board
– its days stand there, not here – and the pages on how the grants are used and reported.

Most addresses belong to one call, but a yearly one is used again: the key gets the year of the round.
Written against four pages stored as text (2017–2024) and notes on a fifth. Sure of the addresses of calls and of the
sentences; the address of the list follows from those of its pages; neither it nor the mark-up was seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_havochvatten",
        title="Havs- och vattenmyndigheten",
        url="https://www.havochvatten.se/bidrag-utlysningar-och-anslag/utlysningar.html",
        links=r"^/bidrag-utlysningar-och-anslag/utlysningar/([^/]+)\.html$",
        not_calls=(r"redovis", r"beviljade", r"upphandl", r"\blova\b"),
        nothing=r"\binga (?:öppna |aktuella |pågående )?utlysningar\b",  # assumed
        least=0,  # a few calls a year
        most=40,
        format="text-only",
        written_against="four pages stored as text (2017–2024)",
    )
)
