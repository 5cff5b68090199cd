"""Examples of the letters to the coordinator, and of the extra letter to a head, for the tests of how they read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from matcher.digest.coordinator import Coming, Sheet, for_recipient, notice, preview, said_ill, urgent
from matcher.digest.facts import Reader, source_names
from matcher.digest.wording import say
from matcher.model import Entry, Letter, LetterKind, Notice
from tests.letters import (
    CARE,
    LEDNING,
    PROGRAMME,
    SAFE,
    SOCIAL,
    SOURCES,
    SUPPORT,
    TODAY,
    TWINNING,
    WELFARE,
    match,
    reasons,
    why,
)

COORDINATOR = "samordnare@kommunen.example"
NAMES = {profile.slug: profile.name for profile in (SOCIAL, LEDNING)}
MOMENT = datetime(2026, 11, 30, 7, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
PAGE = "https://svar.kommunen.example/svar/4fzC0m3t"
ILL = replace(SOURCES[2], state="failing", since=date(2026, 11, 19), problem="timed out")
NOTICES = tuple(
    Notice(number, "refused", text, datetime(2026, 11, 24, 7, tzinfo=UTC))
    for number, text in enumerate(
        (
            say("notice_refused", address="bort@kommunen.example", answer="550 5.1.1 User unknown"),
            say("person_paused", person="vd@bostader.example"),
        )
    )
)
# Closes on the day after the next letters.
HURRY = replace(SUPPORT, deadlines=(TODAY + timedelta(8),))
SOON = replace(TWINNING, key="CERV-2026-DAPHNE", title="Support to town twinning meetings", opens=None,
               deadlines=(TODAY + timedelta(3),))  # fmt: skip


def sheet(kind: LetterKind, recipient: str = COORDINATOR, page: str = "", answers: str = "") -> Sheet:
    reader = Reader(TODAY, PROGRAMME, why, source_names(SOURCES))
    period = MOMENT.date() if kind == "preview" else TODAY
    return Sheet(kind, recipient, period, f"<{kind}@kommunen.example>", reader, page.rpartition("/")[2], page, answers)


def entry(call: object, *profiles: object, section: str = "closing", **fields: object) -> Entry:
    found = match(call, profiles[0], **fields)  # type: ignore[arg-type]
    return Entry(call, found, section, tuple(profile.slug for profile in profiles))  # type: ignore[arg-type,attr-defined]


def coming() -> list[Coming]:
    full = (
        entry(SUPPORT, SOCIAL, reasons=reasons("anhöriga", "barn")),
        entry(WELFARE, SOCIAL, section="new", reasons=reasons("hemtjänst", "välfärdsteknik")),
        entry(CARE, SOCIAL, section="new", reasons=reasons("older people")),
    )
    subject = "1 stänger snart, 2 nya utlysningar – Socialförvaltningen, v. 49"
    nothing = "Inget nytt den här veckan – Kommunledningskontoret, v. 49"
    return [
        Coming(SOCIAL.recipients[0], SOCIAL.name, subject, full, 4, held=False),
        Coming(LEDNING.recipients[0], LEDNING.name, nothing, (), 0, held=False),
        Coming(
            "kultur@kommunen.example",
            "Kultur och fritid",
            "2 stänger snart – Kultur och fritid, v. 49",
            (),
            2,
            held=False,
        ),
        Coming(
            "plan@kommunen.example",
            "Samhällsbyggnad",
            "2 nya utlysningar – Samhällsbyggnad, v. 49",
            (entry(SAFE, LEDNING, section="new"),),
            1,
            held=True,
        ),
    ]


def full_preview() -> Letter:
    paused = {"vd@bostader.example": "pausade själv med länken i ett brev", "chef@kommunen.example": ""}
    return preview(sheet("preview", page=PAGE), MOMENT, coming(), paused, [ILL], NOTICES, by_hand=False)


def careful_preview() -> Letter:
    """Without a page, and nothing goes out by itself."""
    return preview(sheet("preview"), MOMENT, coming()[:1], {}, [], [], by_hand=True)


def empty_preview() -> Letter:
    return preview(
        sheet("preview", page=PAGE), MOMENT, [], {SOCIAL.recipients[0]: "tjänstledig"}, [], [], by_hand=False
    )


def two_urgent(*, told: bool = False) -> Letter:
    entries = [
        entry(SOON, LEDNING, reasons=reasons("town-twinning", "municipalities")),
        entry(HURRY, SOCIAL, LEDNING, reasons=reasons("anhöriga", "barn")),
    ]
    return urgent(sheet("urgent"), entries, NAMES, MOMENT.date(), told=told)


def one_urgent() -> Letter:
    entries = [entry(HURRY, SOCIAL, reasons=reasons("anhöriga", "barn"))]
    return urgent(sheet("urgent"), entries, NAMES, MOMENT.date(), told=True)


def extra(page: str = PAGE, answers: str = COORDINATOR) -> Letter:
    call = entry(HURRY, SOCIAL, reasons=reasons("anhöriga", "barn"), eligible="yes", eligible_why="Kommuner får söka.")
    return for_recipient(sheet("extra", SOCIAL.recipients[0], page, answers), [call])


def notices() -> Letter:
    ill = Notice(9, "source", said_ill(ILL), datetime(2026, 11, 22, 4, tzinfo=UTC))
    return notice(sheet("notice"), (*NOTICES, ill))


LETTERS = {
    "preview": full_preview,
    "preview_by_hand": careful_preview,
    "preview_empty": empty_preview,
    "urgent": two_urgent,
    "urgent_one": one_urgent,
    "extra": extra,
    "notice": notices,
}
