"""Is there time? Red days, working days, and the meeting that can still decide; and how a letter says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from matcher.digest.facts import Reader, item
from matcher.digest.lead import Lead, lead_time
from matcher.digest.working_days import easter, is_working_day, red_days, working_days, working_days_before
from matcher.knowledge import Board, Calendar, Holiday
from matcher.model import Entry
from matcher.scoring.fingerprints import fingerprints
from sources.kit.call import Call
from tests.command import matcher
from tests.letters import BOLAG, MEETING, PROGRAMME, SOCIAL, TODAY, digest_of, letter, match, plain, why
from tests.scoring_house import shipped

MEETINGS = (date(2026, 12, 15), date(2027, 1, 19), date(2027, 2, 16), date(2027, 3, 30))
BOARD = Board("socialnämnden", ("social",), MEETINGS, papers_days=10)
CHRISTMAS = Holiday("Jul och nyår", date(2026, 12, 21), date(2027, 1, 8))
CALENDAR = Calendar((BOARD,), (CHRISTMAS,))


# --- Red days ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "moving"),
    [
        (2026, ["2026-04-03", "2026-04-06", "2026-05-14", "2026-06-19"]),
        (2027, ["2027-03-26", "2027-03-29", "2027-05-06", "2027-06-25"]),
        (2028, ["2028-04-14", "2028-04-17", "2028-05-25", "2028-06-23"]),
        (2029, ["2029-03-30", "2029-04-02", "2029-05-10", "2029-06-22"]),
        (2030, ["2030-04-19", "2030-04-22", "2030-05-30", "2030-06-21"]),
    ],
)
def test_red_days(year: int, moving: list[str]) -> None:
    """Good Friday, Easter Monday, Ascension Day and Midsummer Eve beside those that have the same date every year."""
    fixed = ["01-01", "01-06", "05-01", "06-06", "12-24", "12-25", "12-26", "12-31"]
    assert sorted(map(str, red_days(year))) == sorted([*moving, *(f"{year}-{day}" for day in fixed)])


@pytest.mark.parametrize(
    "day", ["1818-03-22", "1954-04-18", "1981-04-19", "2008-03-23", "2038-04-25", "2049-04-18", "2076-04-19"]
)
def test_the_earliest_and_latest_easters_and_those_of_the_exceptions(day: str) -> None:
    assert str(easter(int(day[:4]))) == day


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-11-23", True),  # Monday
        ("2026-11-27", True),  # Friday
        ("2026-11-28", False),  # Saturday
        ("2026-11-29", False),  # Sunday
        ("2026-12-18", True),  # the last day before the holiday
        ("2026-12-21", False),  # its first
        ("2027-01-08", False),  # its last
        ("2027-01-11", True),  # the first day after it
        ("2027-05-06", False),  # Ascension Day, a Thursday
        ("2027-05-07", True),  # the day after it
        ("2028-06-06", False),  # the National Day, a Tuesday
    ],
)
def test_working_days_of_the_calendar(day: str, working: bool) -> None:
    assert is_working_day(date.fromisoformat(day), CALENDAR.holidays) == working


@pytest.mark.parametrize(
    ("today", "last_day", "left"),
    [
        ("2026-11-23", "2026-11-23", 0),  # the last day is today
        ("2026-11-23", "2026-11-24", 1),
        ("2026-11-27", "2026-11-29", 0),  # Friday to Sunday
        ("2026-11-23", "2026-11-30", 5),
        ("2026-12-18", "2027-01-11", 1),  # over the holiday
        ("2027-03-25", "2027-03-30", 1),  # over Easter: only Tuesday
        ("2027-04-30", "2027-05-07", 4),  # 1 May is a Saturday, Ascension Day is not worked
    ],
)
def test_working_days_left_count_from_tomorrow_to_the_last_day(today: str, last_day: str, left: int) -> None:
    assert working_days(date.fromisoformat(today), date.fromisoformat(last_day), CALENDAR.holidays) == left


@pytest.mark.parametrize(
    ("day", "count", "before"),
    [
        ("2026-12-15", 0, "2026-12-15"),
        ("2026-12-15", 1, "2026-12-14"),
        ("2026-12-15", 10, "2026-12-01"),
        ("2027-01-19", 10, "2026-12-15"),  # six days of January, then four before the holiday
        ("2027-03-30", 10, "2027-03-12"),  # over Easter
    ],
)
def test_counting_back(day: str, count: int, before: str) -> None:
    assert str(working_days_before(date.fromisoformat(day), count, CALENDAR.holidays)) == before


# --- Is there time? ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "last_day", "kind", "meeting"),
    [
        ("2026-11-23", "2027-03-03", "time", "2027-02-16"),  # the last meeting before it, not the first
        ("2026-11-23", "2027-02-16", "time", "2027-01-19"),  # the day of a meeting is too late for that meeting
        ("2026-11-23", "2027-02-17", "time", "2027-02-16"),
        ("2026-11-16", "2026-12-16", "time", "2026-12-15"),  # papers in eleven working days
        ("2026-11-17", "2026-12-16", "time", "2026-12-15"),  # in ten
        ("2026-11-18", "2026-12-16", "tight", "2026-12-15"),  # in nine
        ("2026-11-23", "2027-01-15", "tight", "2026-12-15"),  # 23 working days left, but papers in six
        ("2026-12-01", "2026-12-16", "tight", "2026-12-15"),  # the papers are due today
        ("2026-12-02", "2026-12-16", "chair", ""),  # they were due yesterday
        ("2026-12-02", "2027-01-19", "chair", ""),  # ... and no meeting before the day of the next one
        ("2026-11-23", "2026-12-15", "chair", ""),  # the meeting is on the last day
        ("2026-11-23", "2026-11-27", "chair", ""),
        ("2026-11-23", "2026-11-23", "chair", ""),  # the last day is today
    ],
)
def test_the_meeting_that_can_still_decide(today: str, last_day: str, kind: str, meeting: str) -> None:
    lead = lead_time(date.fromisoformat(last_day), "social", CALENDAR, date.fromisoformat(today))
    assert lead
    assert (lead.kind, str(lead.meeting or "")) == (kind, meeting)
    assert lead.papers == (working_days_before(lead.meeting, 10, CALENDAR.holidays) if lead.meeting else None)


def test_under_three_weeks_is_tight_however_soon_the_papers() -> None:
    quick = Calendar((replace(BOARD, papers_days=0),))
    days = {n: lead_time(date(2026, 12, 15) + timedelta(n), "social", quick, date(2026, 11, 25)) for n in (1, 2)}
    assert [(lead.working_days, lead.kind) for lead in days.values() if lead] == [(15, "time"), (16, "time")]
    late = lead_time(date(2026, 12, 16), "social", quick, date(2026, 11, 26))
    assert late and (late.working_days, late.kind) == (14, "tight")


@pytest.mark.parametrize(
    ("today", "last_day", "kind", "meeting"),
    [
        ("2026-11-23", "2027-09-22", "time", "2027-03-30"),  # later ones may be set; this one is known
        ("2027-03-22", "2027-09-22", "unknown", ""),  # its papers are past, and what comes after is not written down
        ("2027-04-05", "2027-09-22", "unknown", ""),
        ("2027-04-05", "2027-04-30", "unknown", ""),
        ("2027-04-05", "2027-04-20", "unknown", ""),  # a meeting on the 19th would have its papers due today
        ("2027-04-06", "2027-04-20", "chair", ""),  # too late for a meeting on any day before it
        ("2027-03-22", "2027-03-30", "chair", ""),
    ],
)
def test_what_comes_after_the_last_known_meeting_is_never_guessed(
    today: str, last_day: str, kind: str, meeting: str
) -> None:
    lead = lead_time(date.fromisoformat(last_day), "social", CALENDAR, date.fromisoformat(today))
    assert lead
    assert (lead.kind, str(lead.meeting or ""), str(lead.known_until)) == (kind, meeting, "2027-03-30")


@pytest.mark.parametrize(
    ("today", "last_day", "kind"),
    [
        ("2026-09-15", "2026-12-10", "unlisted"),  # 91 days before the first meeting that is written down
        ("2026-09-16", "2026-12-10", "chair"),  # boards rest so long in summer
        ("2026-08-01", "2026-08-10", "chair"),  # too late for any meeting
        ("2026-08-01", "2026-12-16", "time"),
    ],
)
def test_what_comes_long_before_the_first_known_meeting_is_never_guessed(today: str, last_day: str, kind: str) -> None:
    lead = lead_time(date.fromisoformat(last_day), "social", CALENDAR, date.fromisoformat(today))
    assert lead and lead.kind == kind


@pytest.mark.parametrize(
    ("today", "last_day", "days", "kind"),
    [
        ("2026-11-23", "2026-12-11", 14, "tight"),
        ("2026-11-23", "2026-12-14", 15, "time"),
        ("2026-12-11", "2027-01-15", 10, "tight"),  # five weeks, but Christmas is in them
        ("2026-11-23", "2026-11-23", 0, "tight"),
    ],
)
def test_without_a_board_only_working_days_count(today: str, last_day: str, days: int, kind: str) -> None:
    lead = lead_time(date.fromisoformat(last_day), "bostader", CALENDAR, date.fromisoformat(today))
    assert lead == Lead(kind, days)  # type: ignore[arg-type]


@pytest.mark.parametrize("calendar", [Calendar(), Calendar(holidays=(CHRISTMAS,))])
def test_who_has_told_of_no_board_is_told_nothing(calendar: Calendar) -> None:
    assert lead_time(date(2027, 3, 3), "social", calendar, TODAY) is None


def test_a_day_in_a_far_future_is_no_day_to_count_to() -> None:
    assert lead_time(date(9999, 12, 31), "bostader", CALENDAR, TODAY) is None


# --- As a letter says it ----------------------------------------------------------------------------------------------


def said(call: Call, calendar: Calendar = CALENDAR, profile: object = SOCIAL) -> str:
    """What stands in the row "Hinner ni?"; empty when there is none."""
    reader = Reader(TODAY, PROGRAMME, why, {}, calendar=calendar)
    entry = Entry(call, match(call, profile), "new")  # type: ignore[arg-type]
    return plain(" ".join(fact.text for fact in item(entry, reader).facts if fact.name == "Hinner ni?"))


def closing(day: str, **fields: object) -> Call:
    return replace(MEETING, **({"rolling": False, "deadlines": (date.fromisoformat(day),)} | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("last_day", "sentence"),
    [
        (
            "2027-03-03",
            "Ja: 57 arbetsdagar kvar, och socialnämnden möts 16 februari 2027"
            " (handlingarna ska in senast 2 februari 2027).",
        ),
        (
            "2027-01-12",
            "Snävt: 21 arbetsdagar kvar, och socialnämnden möts 15 december (handlingarna ska in senast 1 december).",
        ),
        (
            "2026-12-10",
            "Nej, inte med ordinarie beslut: ärendet hinner inte upp i socialnämnden före sista dagen,"
            " så det krävs ordförandebeslut.",
        ),
    ],
)
def test_each_answer_is_one_plain_sentence(last_day: str, sentence: str) -> None:
    assert said(closing(last_day)) == sentence


def test_what_is_not_known_is_said() -> None:
    later = Calendar((replace(BOARD, meetings=(date(2027, 3, 30),)),))
    assert said(closing("2027-01-12"), later) == (
        "Oklart: 31 arbetsdagar kvar, men vi vet inte när socialnämnden möts före 30 mars 2027."
        " De sammanträdena är inte inlagda."
    )
    short = Calendar((replace(BOARD, meetings=(date(2026, 11, 24),)),))
    assert said(closing("2027-01-12"), short) == (
        "Oklart: 31 arbetsdagar kvar, men vi vet inte när socialnämnden möts efter 24 november."
        " De sammanträdena är inte inlagda."
    )


@pytest.mark.parametrize(
    ("last_day", "sentence"),
    [("2027-03-03", "Ja: 57 arbetsdagar kvar."), ("2026-11-24", "Snävt: 1 arbetsdag kvar.")],
)
def test_a_company_is_told_of_days_only(last_day: str, sentence: str) -> None:
    assert said(closing(last_day), profile=BOLAG) == sentence


@pytest.mark.parametrize(
    "call",
    [
        closing("2027-03-03", rolling=True),
        closing("2027-03-03", deadlines=()),
        closing("2026-11-20"),
        MEETING,
    ],
)
def test_a_call_without_a_last_day_has_no_such_row(call: Call) -> None:
    assert said(call) == ""


def test_the_next_of_several_last_days_counts() -> None:
    call = closing("2027-03-03", deadlines=(date(2026, 11, 1), date(2026, 12, 10), date(2027, 3, 3)))
    assert said(call).startswith("Nej")


def test_without_a_calendar_nothing_is_said() -> None:
    assert said(closing("2027-03-03"), Calendar()) == ""
    assert Reader(TODAY, PROGRAMME, why, {}).calendar == Calendar()


def test_a_letter_says_it_in_both_forms_after_the_last_day() -> None:
    call = closing("2027-03-03")
    sent = letter(digest_of([(call, match(call))]), calendar=CALENDAR)
    row = "Hinner ni? Ja: 57 arbetsdagar kvar, och socialnämnden möts 16 februari 2027"
    assert f"(100 dagar kvar) {row}" in plain(sent.text)
    assert row in plain(BeautifulSoup(sent.html, "html.parser").get_text(" "))


def test_a_changed_calendar_makes_no_match_anew() -> None:
    profiles, knowledge = shipped()
    assert fingerprints(profiles, replace(knowledge, calendar=CALENDAR)) == fingerprints(profiles, knowledge)


# --- As `matcher check` says it ---------------------------------------------------------------------------------------

PROFILE = 'name = "{0}"\nrecipients = ["{0}@b.example"]\ndescription = "Vi ansvarar för {0}."\n'
MEETS = '[[boards]]\nname = "nämnden"\nprofiles = ["{}"]\nmeetings = [2026-12-15]\n'


@pytest.mark.parametrize(
    ("calendar", "today", "hints"),
    [
        ("", "2026-11-23", ["Inga nämnder står i calendar.toml: breven säger inte om ni hinner."]),
        (MEETS.format("skola"), "2026-12-15", []),
        (
            MEETS.format("skola"),
            "2026-12-16",
            ["calendar.toml: sista inlagda mötet i nämnden var 2026-12-15. Fyll på med nya."],
        ),
        (
            "example = true\n" + MEETS.format("bolag"),
            "2026-12-15",
            [
                "calendar.toml är exemplet med påhittade dagar, och de kommer i breven. Skriv in kommunens egna.",
                "calendar.toml: ingen nämnd beslutar för skola. För dem räknas bara arbetsdagar.",
            ],
        ),
    ],
)
def test_what_the_coordinator_should_write(tmp_path: Path, calendar: str, today: str, hints: list[str]) -> None:
    company = PROFILE.format("bolag") + "company = true\n"
    folder = tmp_path / "profiles"
    folder.mkdir()
    for name, text in {"skola": PROFILE.format("skola"), "bolag": company, "calendar": calendar}.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "config.toml").touch()
    result = matcher("--config", tmp_path / "config.toml", "check", "--today", today)
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if "calendar.toml" in line] == hints
