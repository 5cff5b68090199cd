"""Svenska ESF-rådet: the European Social Fund in Sweden (ESF+), for work, education and inclusion; large projects.

What it publishes: calls of eight regions and national ones, two rounds a year, each a page with "Öppnar" and
"Stänger" ("Ej bestämt" while the day is not set). Municipalities lead many of the projects; staff time often is
their share.
What is not a call here: the plan of calls (utlysningsplan), which is preliminary and read again by people, news of
results, and reporting. Calls of other regions than Västsverige are read and keep their region.

Written against eight pages stored as text (2011–2022), one of them a region's copy with the two labels, and two
repositories that name the addresses (2026). Sure of the list's address and of the labels; the form of a call's
address under it and the mark-up were not seen, so the first reading may need `links` in `[sources.se_esf]`.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_esf",
        title="ESF-rådet",
        url="https://www.esf.se/utlysningar/",
        links=r"^/utlysningar/(?:.*/)?([^/]+)/?$",
        not_calls=(r"utlysningsplan", r"^/utlysningar/(?:kommande|pagaende|avslutade|arkiv)[^/]*/?$", r"redovis"),
        nothing=r"\binga (?:öppna |aktuella |pågående )?utlysningar\b",  # assumed
        # Here an area of the programme ("A2 Aktiv inkludering"), elsewhere a region.
        labels={"void": ("programområde",)},
        funder="Svenska ESF-rådet",
        programme="Europeiska socialfonden+ (ESF+)",
        least=0,  # between the two rounds of a year
        most=60,
        format="text-only",
        written_against="eight pages stored as text (2011–2022), addresses told by repositories (2026)",
    )
)
