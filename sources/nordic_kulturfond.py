"""Nordisk kulturfond: Danish kroner for culture across the Nordic countries, one page a programme.

What it publishes: a list of programmes (project support, Opstart, Globus), and a page for each with the most that can
be applied for ("Ansök om stöd upp till" / "50 000 DKK") and days under "Ansökningstider" or "Ansökningsfrister", with
a clock in Danish time. Anybody may apply, public organisations too.
What is not a call here: "Behandlingstid" is how long an answer takes; pages on terms, and on who got money.

A programme is rolling only where its page says so. The address has no year: the key gets the year of the round.
Written against parts of the texts of six pages in Swedish and English (2019–2024). Sure of labels and form of days;
the address of the Swedish list follows from that of one programme (the site was rebuilt in 2023), and the mark-up was
not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="nordic_kulturfond",
        title="Nordisk kulturfond",
        url="https://nordiskkulturfond.org/sv/stoedprogram",
        links=r"^/sv/stoedprogram/([^/]+)/?$",
        not_calls=(r"rapport", r"villkor", r"beviljad", r"fr(?:å|a)gor"),
        region="Norden",
        least=1,
        most=15,
        format="text-only",
        written_against="parts of the texts of six pages in Swedish and English (2019–2024)",
    )
)
