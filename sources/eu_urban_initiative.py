"""European Urban Initiative (EUI): money for bold trials in large towns, and visits between towns of any size.

What it publishes: numbered calls for innovative actions, and standing calls for city-to-city exchanges and peer
reviews. Innovative actions need more than 50 000 inhabitants, so a small municipality can only follow along as an
associate. An exchange can be applied for all the time by towns and suburbs in the sense of Eurostat's degree of
urbanisation.
What is not a call here: calls that are over, which the list keeps, and the call for peer reviewers (single persons).

Written against six pages of calls stored as text (2023–2026) and repositories that read two lists (2026). Sure of
the addresses of the calls and of their sentences; that this list links to the exchanges, too, and the mark-up are
assumed. The initiative also has a catalogue on another site (portico.urban-initiative.eu), which leads to the same
pages.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="eu_urban_initiative",
        title="European Urban Initiative",
        url="https://www.urban-initiative.eu/calls-proposals",
        links=r"^/((?:calls-proposals|capacity-building)/(?:.*/)?[^/]*call[^/]*)/?$",
        not_calls=(r"peer.?reviewers",),
        language="en",
        programme="European Urban Initiative",
        region="Hela EU",
        least=0,  # the list keeps what is over, so there may be none that is open
        most=20,
        format="text-only",
        written_against="six pages of calls stored as text (2023–2026), two lists told by repositories (2026)",
    )
)
