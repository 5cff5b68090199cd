"""Västra Götalandsregionen, regional development: project money from four boards, mostly taken in all the year round.

What it publishes: a page on project support, which leads to how to apply and to single calls of its programmes
("Medel för …"). Municipalities apply or take part; the region never pays alone, and a project must be of use in the
whole county or most of it.
What is not a call here: pages on reporting, changing and drawing money, on terms and criteria; support to companies
and organisations; the page on project support itself, which only leads on.

Project support is rolling by the words of its page. A programme's call tells days, or is told without any.
Written against texts of three pages (2020–2023). Sure of who may apply and of the addresses then; how a single call
tells its days was not seen, nor the mark-up. The pages stand under www.vgregion.se and under hh.vgregion.se.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_vgr_utveckling",
        title="Västra Götalandsregionen, regional utveckling",
        url="https://www.vgregion.se/regional-utveckling/soka-stod/projektstod/",
        # Under project support, or anywhere under development where the address says that money is offered.
        links=r"^/regional-utveckling/(?:soka-stod/projektstod/|.+/(?=medel-|utlysning-))([^/]+)/?$",
        not_calls=(r"rapporter", r"rekvirer", r"villkor", r"kriterier", r"beviljad", r"fr(?:å|a)gor"),
        hosts=("hh.vgregion.se",),
        funder="Västra Götalandsregionen",
        region="Västra Götaland",
        least=1,
        most=30,
        format="text-only",
        written_against="texts of three pages (2020–2023)",
    )
)
