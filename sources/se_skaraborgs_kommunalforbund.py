"""Skaraborgs kommunalförbund: development money that Skaraborg's fifteen municipalities, Götene among them, share out.

What it publishes: a page on how to apply for project money, once or twice a year, with the year's days under one
heading ("Ansökningsdatum under 2020"). Projects must be of regional use and stand apart from daily work; the region
adds a million a year for culture.
What is not a call here: pages on projects that run or are over; and "three weeks before the meeting", which is no
day. The sister associations' money (Fyrbodal, Sjuhärad) is for their own places.

The address is used again every year: the key gets the year of the round.
Written against texts of three pages (2020) and of two sister associations' (2023–2024). Sure of what the money is
for; the addresses are those of 2020 and may have changed since (`url` and `links` in `config.toml` mend that), and
the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_skaraborgs_kommunalforbund",
        title="Skaraborgs kommunalförbund",
        url="https://skaraborg.se/Var-verksamhet1/Tillvaxtprogrammet/",
        links=r"(?i)/([^/]*(?:projektstod|projektmedel|utvecklingsmedel|tillvaxtmedel|kulturmiljon)[^/]*)/?$",
        not_calls=(r"redovis", r"rapporter", r"beviljad", r"p(?:å|a)g(?:å|a)ende"),
        labels={"closes": ("ansökningsdatum under",)},
        region="Skaraborg",
        least=0,  # between the rounds of a year nothing can be applied for
        most=10,
        format="text-only",
        written_against="texts of three pages (2020) and of two sister associations' (2023–2024)",
    )
)
