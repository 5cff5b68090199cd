"""Samordningsförbundet Skaraborg: money for joint rehabilitation, which its parties, municipalities among them, apply
for.

What it publishes: one page on new ideas, with the way of an application. At least two parties (municipality, region,
Arbetsförmedlingen, Försäkringskassan) apply together for work that brings people nearer to a job or studies.
What is not a call here: the board's five meetings a year, which are days of decision; projects that run.

Applications come in all the year round, as its page says; it is one page, so it is one call. When it moves, its new
address is a source of its own in `config.toml` until it is changed here.
Written against part of the text of one page (undated) and of two other associations. Sure of the address and that it
is rolling; that Götene is a party, and the mark-up, was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_samordningsforbundet_skaraborg",
        title="Samordningsförbundet Skaraborg",
        url="https://samordningsforbundetskaraborg.se/",
        pages=("nya-ideer/",),
        rolling=True,
        region="Skaraborg",
        least=1,
        most=5,
        format="text-only",
        written_against="part of the text of one page (undated) and of two other associations",
    )
)
