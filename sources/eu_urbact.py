"""URBACT: networks of towns in Europe that learn from each other; towns of any size can join, as partner or lead.

What it publishes: a page on how to get involved that links to the call that is open, about one a year (action
planning, transfer and action networks, now and then a label for good practices). The days stand in a sentence.
What is not a call here: calls for experts (single persons) and stories of earlier networks.

The address names the kind of network and is used again: the key gets the year of the round.
Written against the page stored as text at five times (2023–2026) and a repository that finds its calls by their
addresses (2026). Sure of both; the mark-up was not seen, nor what the page says when nothing is open (`nothing` is
assumed).
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="eu_urbact",
        title="URBACT",
        url="https://urbact.eu/get-involved",
        links=r"^/(call-[a-z0-9-]+)/?$",
        not_calls=(r"\bexperts?\b",),
        nothing=r"\bno (?:open |current )?calls?\b",  # assumed
        language="en",
        programme="URBACT",
        region="Hela EU, med grannländer",
        least=0,  # about one call a year
        most=10,
        format="text-only",
        written_against="the page stored as text at five times (2023–2026), addresses told by a repository (2026)",
    )
)
