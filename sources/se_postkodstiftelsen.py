"""Postkodstiftelsen: the lottery's money for non-profit projects, all the year round; never to what is part of the
public.

What it publishes: a page on project support (mostly 500 000 kronor and more), and one on Grannskapsinitiativet (small
sums for life in a neighbourhood). Only non-profit associations and foundations apply; a municipality can tell them of
it, and take part.
What is not a call here: calls on a theme, as "Inte bara idrott" in 2022, which stay on the site when they are over
and are therefore not read; longer waiting times at Christmas.

Both take applications all the year round, and tell no days. They are named here, for no list was seen.
Written against parts of the texts of nine pages (up to 2023). Sure of who applies, of the sums and that both were
rolling then; whether Grannskapsinitiativet goes on was not seen, nor the mark-up.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_postkodstiftelsen",
        title="Postkodstiftelsen",
        url="https://postkodstiftelsen.se/",
        pages=("sok-stod/", "grannskapsinitiativet/"),
        rolling=True,
        labels={"applicants": ("kriterier för projektstöd",)},
        least=1,
        most=5,
        format="text-only",
        written_against="parts of the texts of nine pages (up to 2023)",
    )
)
