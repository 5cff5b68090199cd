"""Interreg Öresund-Kattegat-Skagerrak: projects of Sweden, Denmark and Norway; Västra Götaland takes part.

What it publishes: two rounds a year for main projects, each a page of the calendar with its number in the address
and its days in a sentence, and preliminary projects (förprojekt) that can be applied for all the time. Two partners
from two of the three countries are needed; a municipality may lead. 60 per cent of the costs are paid.
What is not a call here: seminars and meetings of the same calendar, news, and the Danish copies under /da/.

Written against two round pages stored as text (2022, 2023), notes on four archived ones (2017–2020), and a
repository that reads the page for applicants (2026). Sure of the form of a round's page and its days; that the page
for applicants links to it is assumed, and so is the address of the page on preliminary projects. When no link is
found, look where the next round is announced and set `url` and `links` of `[sources.eu_interreg_oks]`.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="eu_interreg_oks",
        title="Interreg Öresund-Kattegat-Skagerrak",
        url="https://interreg-oks.eu/forersomvillansoka.488.html",
        links=r"^/(?!da/|no/|en/)(?:.*/)?((?:ansokningsomgang|forprojekt)[^/]*)\.html$",
        not_calls=(r"seminari", r"webbinari"),
        nothing=r"\bingen (?:öppen |pågående )?ansökningsomgång\b",  # assumed
        yearly=False,  # the number in the address belongs to one round
        programme="Interreg Öresund-Kattegat-Skagerrak",
        region="Skåne, Halland och Västra Götaland, med delar av Danmark och Norge",
        least=0,  # between the rounds of spring and autumn
        most=15,
        format="text-only",
        written_against="two round pages stored as text (2022, 2023), a repository that reads the list (2026)",
    )
)
