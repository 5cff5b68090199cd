"""Jämställdhetsmyndigheten: state grants for gender equality, one page a grant; few of them are for municipalities.

What it publishes: a page on state grants, and a page for each; days stand in a sentence ("Utlysningen är öppen 16
september–16 oktober"). Municipalities may apply for projects that prevent men's violence against women, every second
year; the other grants are for associations and foundations.
What is not a call here: questions and answers, and lists of who was given money. A page whose round is over stays, says
so in the past tense ("Utlysningen var öppen …") and waits for the next.

The address is used again: the key gets the year of the round. For a good part of the year nothing is open.
Written against texts of five pages (2022–2024) and three news (2018–2020). Sure of the addresses and of the sentences
of rounds that are over; those of an open one were seen in news only, and the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_jamstalldhetsmyndigheten",
        title="Jämställdhetsmyndigheten",
        url="https://jamstalldhetsmyndigheten.se/sok-statsbidrag/",
        links=r"^/sok-statsbidrag/([^/]+)/?$",
        labels={"applicants": ("ni kan söka",)},
        not_calls=(r"fr[aå]gor[- ]och[- ]svar", r"beviljade", r"redovisa"),
        least=0,  # rounds of a month each; pages say "uppdateras inför nästa utlysning" until then
        most=15,
        format="text-only",
        written_against="texts of five pages (2022–2024), three news (2018–2020)",
    )
)
