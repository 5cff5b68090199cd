"""MUCF: state grants for young people and civil society, and the youth parts of Erasmus+, one page a grant.

What it publishes: a list of grants, and a page for each with three fixed labels: "Ansökan öppnar", "Ansökan stänger",
"Beslut meddelas"; those of EU programmes say "Ansökningstider" and "Ni kan söka bidraget". Most are for associations;
municipalities apply for some (young people without work or school, holiday activities) and lead projects of the
European Solidarity Corps.
What is not a call here: pages on reporting, paying out and quality labels, which the same list links to, and the two
kinds of grants, /bidrag/statsbidrag and /bidrag/eu-bidrag, which are lists of their own.

The address has no year and is used again: the key gets the year of the round.
Written against one page stored as text (2023) and notes on four others (2016–2026). Sure of the address and the labels;
the mark-up, and whether the list has further pages, was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_mucf",
        title="MUCF",
        url="https://www.mucf.se/bidrag",
        links=r"^/bidrag/([^/]+)/?$",
        not_calls=(r"redovis", r"utbetal", r"rekvirera-ditt", r"^/bidrag/(?:kvalitetsm|(?:stats|eu-)bidrag/?$)"),
        funder="Myndigheten för ungdoms- och civilsamhällesfrågor",
        least=1,
        most=60,
        format="text-only",
        written_against="one page stored as text (2023), notes on four others (2016–2026)",
    )
)
