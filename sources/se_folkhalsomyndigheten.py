"""Folkhälsomyndigheten: grants for public health – alcohol, drugs, tobacco, suicide, hiv – one page a grant and year.

What it publishes: a list of grants to apply for, and a page for each; the last day stands in a sentence under "Skicka
in ansökan" or "Sista ansökningsdag". Most are for non-profit organisations; municipalities may apply for some projects
(prevention of alcohol and drugs, hiv and sti), mostly between April and September.
What is not a call here: who was given money (elsewhere on the site), instructions, questions and answers; a page whose
round is over ("Stängt för ansökan") stays, and its day for reporting is no last day.

Most addresses have the year in them; the key of one that has none gets the year of the round.
Written against texts of eleven pages (2016–2025). Sure of the addresses and the sentences; the list itself, and the
mark-up, was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_folkhalsomyndigheten",
        title="Folkhälsomyndigheten",
        url="https://www.folkhalsomyndigheten.se/om-folkhalsomyndigheten/statsbidrag/medel-att-soka/",
        links=r"^/om-folkhalsomyndigheten/statsbidrag/medel-att-soka/([^/]+)/?$",
        labels={"applicants": ("vem kan ansökan om medel",)},
        not_calls=(r"anvisningar", r"fr[aå]gor[- ]och[- ]svar", r"redovisa", r"beviljade"),
        least=0,  # every round that was seen closed between May and October for the year after
        most=30,
        format="text-only",
        written_against="texts of eleven pages (2016–2025)",
    )
)
