"""Myndigheten för civilt försvar (once MSB): grants to municipalities against natural disasters, and project money.

What it publishes: many pages on its subjects; two of them are about money that is applied for. Municipalities get up to
60 per cent of what protects houses against landslide, erosion and flood. The money for preparedness ("anslag 2:4") is
for other agencies and county boards; municipalities take part in their projects.
What is not a call here: the yearly compensation to municipalities, which is paid without an application; money for
voluntary defence organisations, which is by invitation.

Two named pages are read, not a list. The page on natural disasters tells "två perioder per år" rather than days: its
call then has none, which is no fault. The address is used again: the key gets the year where a day is told.
Written against texts of nine pages of MSB (2019–2024). The new agency's site was not seen, so the addresses are the old
ones: where they no longer answer, set `pages`, and `hosts` where they are on another host.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_mcf",
        title="Myndigheten för civilt försvar",
        url="https://www.msb.se/sv/amnesomraden/",
        pages=(
            "skydd-mot-olyckor-och-farliga-amnen/naturolyckor-och-klimat/statsbidrag-vid-naturolyckor/",
            "krisberedskap--civilt-forsvar/finansiering/anslag_2_4_myndigheter/",
        ),
        labels={
            "applicants": ("vilka myndigheter kan ansöka", "vilka är bidraget till för"),
            "money": ("förutsättningar för bidrag", "mer fakta om statsbidraget"),
        },
        hosts=("mcf.se",),
        least=1,
        most=5,
        format="assumed",
        written_against="texts of nine pages of its predecessor MSB (2019–2024)",
    )
)
