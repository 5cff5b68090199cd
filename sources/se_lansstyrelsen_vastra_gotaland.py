"""Länsstyrelsen Västra Götaland: state money that the county board shares out, one page a grant, days in running text.

What it publishes: a page for each grant, in the template that all county boards use. For a small municipality: LONA
(local nature conservation; only municipalities apply, mostly by 1 December), LOVA (local water projects; all the year
round as long as the money lasts), safe drinking water (municipalities and their companies, in spring) and refugee
guides (only municipalities).
What is not a call here: "no decisions between 1 December and 28 February", which is said of LOVA and is no time to
apply; the page on regional project money, which tells no days but asks for a talk first, and is therefore not read.

No page that lists them all was seen, so each is named here; the later of two addresses that were seen for LOVA is
used. When one moves, its new address is a source of its own in `config.toml` until it is changed here.
Written against texts of these four pages (2021–2023) and notes on six others, some of other counties (2013–2022).
Sure of the form of days; the addresses are years old, the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_lansstyrelsen_vastra_gotaland",
        title="Länsstyrelsen Västra Götaland",
        url="https://www.lansstyrelsen.se/vastra-gotaland/",
        pages=(
            "natur-och-landsbygd/stod-till-naturvard/lokala-naturvardssatsningen-lona.html",
            "miljo-och-vatten/atgarder-och-verksamheter-i-vatten/lokala-vattenvardsprojekt-lova.html",
            "miljo-och-vatten/atgarder-och-verksamheter-i-vatten/stod-for-atgarder-i-vatten/"
            "stod-for-sakrad-dricksvattentillgang.html",
            "samhalle/social-hallbarhet/integration/bidrag-for-flyktingguider-och-familjekontakter.html",
        ),
        labels={"applicants": ("kommuner kan söka medel",)},
        funder="Länsstyrelsen i Västra Götalands län",
        region="Västra Götalands län",
        least=1,  # LOVA takes applications all the year round
        most=10,
        format="text-only",
        written_against="texts of four pages (2021–2023), notes on six others (2013–2022)",
    )
)
