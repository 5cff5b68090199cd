"""The file of last days, read back with the same library that calendars are written with.

The golden files in `golden/letters/` are written anew by

    GOLDEN=write .venv/bin/pytest tests/test_calendar.py -k golden

and then read as a diff; they have plain line ends there, since a reviewer reads them.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from matcher.digest.calendar import calendar_file
from matcher.model import Correction, Digest, Entry
from sources.kit.call import Call
from tests.letters import CARE, CASCADE, LETTERS, MEETING, SOURCES, SUPPORT, TODAY, TWINNING, WELFARE, digest_of, match

SENDER = "utlysningar@kommunen.example"
GOLDEN = Path(__file__).parent / "golden" / "letters"


def digest(*entries: Entry, today: date = TODAY) -> Digest:
    return replace(digest_of([]), period=today, today=today, new=entries)


def entry(call: Call = WELFARE, **fields: object) -> Entry:
    return Entry(call, match(call), **({"section": "new"} | fields))  # type: ignore[arg-type]


def changed(kind: str, before: tuple[date, ...], after: tuple[date, ...], sequence: int = 1) -> Entry:
    """An entry that corrects what the person was told."""
    call = replace(WELFARE, deadlines=after or before)
    told = Correction(kind, before, after)  # type: ignore[arg-type]
    return entry(call, section="correction", sequence=sequence, correction=told)


def read(text: str) -> list[icalendar.Event]:
    file = icalendar.Calendar.from_ical(text)
    assert file.errors == [] and file["METHOD"] == "PUBLISH" and file["VERSION"] == "2.0" and file["PRODID"]
    return file.events


def days(*entries: Entry, today: date = TODAY) -> list[tuple[str, str]]:
    """Day and status of every event."""
    events = read(calendar_file(digest(*entries, today=today), SENDER))
    return [(str(event.DTSTART), str(event["STATUS"])) for event in events]


def uids(*entries: Entry, today: date = TODAY) -> dict[str, str]:
    """Day -> UID."""
    events = read(calendar_file(digest(*entries, today=today), SENDER))
    return {str(event.DTSTART): str(event["UID"]) for event in events}


# --- One event --------------------------------------------------------------------------------------------------------


def test_an_event_says_everything_that_a_calendar_asks_for() -> None:
    (event,) = read(calendar_file(digest(entry(sequence=2)), SENDER))
    assert event["SUMMARY"] == "Sista ansökningsdag: Välfärdsteknik som avlastar hemtjänsten"
    assert event["DESCRIPTION"] == f"Finansiär: Vinnova\n{WELFARE.url}"
    assert event["URL"] == WELFARE.url
    assert (date(2027, 1, 19), date(2027, 1, 20)) == (event.DTSTART, event.DTEND)
    assert not isinstance(event.DTSTART, datetime)  # a whole day
    assert event["DTSTAMP"].to_ical() == b"20261123T000000Z"
    assert (event["SEQUENCE"], event["STATUS"], event["TRANSP"]) == (2, "CONFIRMED", "TRANSPARENT")
    assert event["ORGANIZER"] == f"mailto:{SENDER}"
    assert event.categories == ["Utlysning"]
    assert str(event["UID"]).endswith("@kommunen.example")


def test_it_rings_at_nine_thirty_fourteen_and_three_days_before() -> None:
    (event,) = read(calendar_file(digest(entry()), SENDER))
    alarms = event.walk("VALARM")
    rings = [datetime(2027, 1, 19, tzinfo=UTC) + alarm.TRIGGER for alarm in alarms]
    assert [f"{ring:%Y-%m-%d %H:%M}" for ring in rings] == ["2026-12-20 09:00", "2027-01-05 09:00", "2027-01-16 09:00"]
    assert [alarm["TRIGGER"].params.get("RELATED", "START") for alarm in alarms] == ["START"] * 3
    assert {str(alarm["ACTION"]) for alarm in alarms} == {"DISPLAY"}
    assert alarms[2]["DESCRIPTION"].startswith("Om 3 dagar är sista ansökningsdag: Välfärdsteknik")


def test_a_call_in_english_has_its_swedish_label_and_its_title_below() -> None:
    first, second = read(calendar_file(digest(entry(TWINNING)), SENDER))
    assert first["SUMMARY"] == "Sista ansökningsdag: Vänortsstöd: möten mellan invånare i vänorter (CERV)"
    assert first["DESCRIPTION"] == f"Town-Twinning\nFinansiär: EU\n{TWINNING.url}"
    assert TWINNING.deadlines == (first.DTSTART, second.DTSTART)
    assert first["UID"] != second["UID"]


def test_who_tells_no_funder_is_told_by_its_source() -> None:
    (event,) = read(calendar_file(digest(entry(replace(CASCADE, deadlines=(TODAY,)))), SENDER))
    assert "\nFinansiär: EU:s utlysningsportal\n" in event["DESCRIPTION"]
    nameless = replace(digest(entry(replace(CASCADE, deadlines=(TODAY,)))), sources=())
    (event,) = read(calendar_file(nameless, SENDER))
    assert "Finansiär" not in event["DESCRIPTION"]


HOSTILE = replace(
    WELFARE,
    title="Stöd, till; allt\\n\r\nBEGIN:VEVENT\nSUMMARY:x\x00\x07\u2028\u202e " + "räksmörgås " * 40,
    funder="A\r\nATTENDEE:mailto:a@x.example",
    url="https://a.example/å?x;y=1,2#" + "d" * 200,
)


def test_a_hostile_title_makes_no_second_event_and_no_broken_line() -> None:
    text = calendar_file(digest(entry(HOSTILE)), SENDER)
    (event,) = read(text)
    assert event["SUMMARY"].startswith("Sista ansökningsdag: Stöd, till; allt\\n BEGIN:VEVENT SUMMARY:x räksmörgås ")
    assert event["DESCRIPTION"] == f"Finansiär: A ATTENDEE:mailto:a@x.example\n{HOSTILE.url}"
    assert event["URL"] == HOSTILE.url
    assert "ATTENDEE" not in event
    assert text.count("\r\nBEGIN:VEVENT\r\n") == 1
    assert "\x00" not in text and "\x07" not in text and "\u202e" not in text


def test_an_address_that_is_not_safe_is_left_out() -> None:
    (event,) = read(calendar_file(digest(entry(replace(WELFARE, url="javascript:alert(1)"))), SENDER))
    assert "URL" not in event
    assert event["DESCRIPTION"] == "Finansiär: Vinnova"


@pytest.mark.parametrize("name", ["rich", "english", "first", "source_down"])
def test_lines_are_folded_at_75_octets_and_end_as_the_standard_asks(name: str) -> None:
    for text in (calendar_file(LETTERS[name](), SENDER), calendar_file(digest(entry(HOSTILE)), SENDER)):
        lines = text.encode().split(b"\r\n")
        assert max(map(len, lines)) <= 75
        assert lines.pop() == b""
        assert not [line for line in lines if b"\r" in line or b"\n" in line or not line.strip()]


# --- Which days -------------------------------------------------------------------------------------------------------


def test_every_day_ahead_of_every_call_in_the_letter() -> None:
    held = LETTERS["first"]()
    told = {(str(call.deadlines[0])) for call in (SUPPORT, WELFARE)} | {"2026-12-02"}
    assert held.also and {day for day, _ in days(*held.entries)} == told


def test_passed_days_are_left_out_and_today_is_not() -> None:
    call = replace(WELFARE, deadlines=(TODAY - timedelta(1), TODAY, TODAY + timedelta(9)))
    assert days(entry(call)) == [("2026-11-23", "CONFIRMED"), ("2026-12-02", "CONFIRMED")]


def test_nothing_to_note_is_no_file() -> None:
    assert calendar_file(digest(), SENDER) == ""
    assert calendar_file(digest(entry(MEETING), entry(CASCADE)), SENDER) == ""


def test_what_only_may_fit_is_not_put_into_a_calendar() -> None:
    assert days(entry(CARE, section="maybe"), entry(WELFARE)) == [("2027-01-19", "CONFIRMED")]


# --- From letter to letter --------------------------------------------------------------------------------------------

A, B, C, D = date(2026, 12, 10), date(2027, 1, 19), date(2027, 3, 2), date(2027, 5, 4)


def test_told_then_moved_then_withdrawn_is_one_event_all_along() -> None:
    weeks = [
        (TODAY, entry(replace(WELFARE, deadlines=(B,)))),
        (TODAY + timedelta(7), changed("moved", (B,), (C,))),
        (TODAY + timedelta(14), changed("withdrawn", (C,), (), sequence=2)),
        (TODAY + timedelta(21), changed("reopened", (C,), (D,), sequence=3)),
    ]
    events = [read(calendar_file(digest(told, today=today), SENDER))[0] for today, told in weeks]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [event.DTSTART for event in events] == [B, C, C, D]
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2, 3]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [event.DTSTAMP for event in events] == sorted({event.DTSTAMP for event in events})


def test_a_withdrawn_call_takes_all_its_days_along_and_rings_no_more() -> None:
    gone = changed("withdrawn", (date(2026, 11, 1), B, C), ())
    assert days(gone) == [("2027-01-19", "CANCELLED"), ("2027-03-02", "CANCELLED")]
    events = read(calendar_file(digest(gone), SENDER))
    assert not [event for event in events if event.walk("VALARM")]
    title = "Gäller inte längre: sista ansökningsdag för Välfärdsteknik som avlastar hemtjänsten"
    assert {str(event["SUMMARY"]) for event in events} == {title}
    assert events[0]["DESCRIPTION"].startswith("Dagen har strukits hos finansiären.")


@pytest.mark.parametrize(
    ("before", "after", "held"),
    [
        ((B, C), (B, D), {"2027-01-19": "CONFIRMED", "2027-05-04": "CONFIRMED"}),
        ((A, C), (C,), {"2026-12-10": "CANCELLED", "2027-03-02": "CONFIRMED"}),  # one of two is gone
        ((B, C), (B,), {"2027-01-19": "CONFIRMED"}),  # the later one's event moves, the earlier one's is cancelled
        ((B,), (B, C), {"2027-01-19": "CONFIRMED", "2027-03-02": "CONFIRMED"}),
        ((C,), (date(2026, 11, 20),), {"2027-03-02": "CANCELLED"}),  # closed before its time
        ((date(2026, 11, 20),), (C,), {"2027-03-02": "CONFIRMED"}),
        ((date(2026, 11, 20), C), (D,), {"2027-05-04": "CONFIRMED"}),  # nobody misses a day that has passed
    ],
)
def test_moved_days(before: tuple[date, ...], after: tuple[date, ...], held: dict[str, str]) -> None:
    """What a calendar holds that first took the days as they were told, then those of the correction."""
    calendar: dict[str, tuple[str, str]] = {}
    for told in (entry(replace(WELFARE, deadlines=before)), changed("moved", before, after)):
        if text := calendar_file(digest(told), SENDER):
            calendar |= {str(event["UID"]): (str(event.DTSTART), str(event["STATUS"])) for event in read(text)}
    standing = {day for day, status in calendar.values() if status == "CONFIRMED"}
    assert standing == {day for day, status in held.items() if status == "CONFIRMED"}
    assert {day for day, status in calendar.values()} == set(held)


def test_a_passed_day_that_the_funder_takes_away_changes_no_other() -> None:
    before = uids(entry(replace(WELFARE, deadlines=(A, B, C))))
    later = A + timedelta(1)
    kept = uids(entry(replace(WELFARE, deadlines=(A, B, C))), today=later)
    dropped = uids(entry(replace(WELFARE, deadlines=(B, C))), today=later)
    assert kept == dropped == {day: uid for day, uid in before.items() if day != str(A)}


def test_the_same_day_has_the_same_event_for_everybody_and_no_two_calls_share_one() -> None:
    first, second = digest(entry()), replace(digest(entry()), recipient="annan@kommunen.example", sources=SOURCES[:1])
    assert calendar_file(first, SENDER) == calendar_file(second, SENDER)
    assert uids(entry())["2027-01-19"] not in uids(entry(replace(WELFARE, key="x"))).values()


@pytest.mark.parametrize("name", ["rich", "corrections"])
def test_golden(name: str) -> None:
    text = calendar_file(LETTERS[name](), SENDER).replace("\r\n", "\n")
    path = GOLDEN / f"{name}.ics"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, "see the top of this file"
