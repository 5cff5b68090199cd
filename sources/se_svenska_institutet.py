"""Svenska institutet: money for Swedish organisations, municipalities among them, that work with partners in other
countries.

What it publishes: a page for each programme under grants: SI Baltic Sea Neighbourhood Programme (the Baltic and the
EU's eastern neighbours), SI Ukraine Cooperation Programme, SI Creative Partnerships Programme. Each begins with its
state: "Öppen för ansökningar till 15 februari", "Öppnar för ansökningar i mars", "Ansökan stängd".
What is not a call here: scholarships and leadership programmes for persons, which the same list leads to; lists of
projects that got money. A programme that is closed keeps its page until next year.

The address has no year and is used again: the key gets the year of the round.
Written against parts of the texts of eleven pages (2018–2024). Sure of the addresses, of "Sökbart belopp" and "Vem
kan söka?" and of the words of the state; the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_svenska_institutet",
        title="Svenska institutet",
        url="https://si.se/utlysningar/",
        links=r"^/utlysningar/(?:bidrag-finansiering|fundings-grants)/([^/]+)/?$",
        not_calls=(r"stipendi", r"redovis", r"rapport"),
        least=0,  # most programmes have one round a year, and between rounds all may be closed
        most=20,
        format="text-only",
        written_against="parts of the texts of eleven pages (2018–2024)",
    )
)
