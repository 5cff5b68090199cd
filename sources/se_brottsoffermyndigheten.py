"""Brottsoffermyndigheten: Brottsofferfonden's money for better support to victims of crime, in two rounds a year.

What it publishes: a page on projects, and one on research. Associations and public bodies apply; municipalities have
got money to teach social workers and to inform young victims. What prevents crime gets nothing (Brå has that).
What is not a call here: how decisions are made, news of who got money, accounting.

The address has no year and is used again: the key gets the year of the round.
Written against parts of the texts of eleven pages (2018–2024). Sure of the address and of who applies; no text told
the days of a round, so their form and labels are assumed, and so is the mark-up.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_brottsoffermyndigheten",
        title="Brottsoffermyndigheten",
        url="https://www.brottsoffermyndigheten.se/sok-projektmedel/",
        links=r"^/sok-projektmedel/([^/]+)/?$",
        not_calls=(r"redovis", r"beviljad", r"fr(?:å|a)gor", r"beslut"),
        programme="Brottsofferfonden",
        least=1,
        most=10,
        format="assumed",
        written_against="parts of the texts of eleven pages (2018–2024), none of which told days",
    )
)
