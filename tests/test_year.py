"""A whole year of the server job under a simulated clock: the real triggers, the real verbs, a very small town."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from matcher.house import House
from matcher.moments import ScheduleSettings
from matcher.schedule import looker, scheduler
from matcher.settings import HttpSettings, MailSettings, Settings, SourceSettings, StoreSettings
from matcher.store import only_run, open_store
from tests.server import Answer, Server
from tests.test_flow import GOOD, KNOWLEDGE, SOURCES, TWO

ZONE = ZoneInfo("Europe/Stockholm")
COORDINATOR = "samordnare@gotene.example"
PEOPLE = sorted(recipient for profile in TWO.values() for recipient in profile.recipients)
WEEK = timedelta(weeks=1)


class Town:
    """Two sources, two recipients, letters into a folder, and a clock that stands where it was set."""

    def __init__(self, folder: Path, schedule: ScheduleSettings, every: str, coordinator: str | None) -> None:
        self.folder = folder
        self.schedule = schedule
        self.now = datetime(2000, 1, 1, tzinfo=UTC)
        self.server = Server({f"/{name}": [Answer(json.dumps(page).encode())] for name, page in GOOD.items()})
        self.settings = Settings(
            store=StoreSettings(folder / "matcher.db"),
            mail=MailSettings(folder=folder / "letters", coordinator=coordinator),
            schedule=schedule,
            http=HttpSettings(per_second=1000),
            sources={name: SourceSettings(url=f"{self.server.url}/{name}", every=every) for name in SOURCES},
        )

    @contextmanager
    def open(self, *, write: bool) -> Iterator[House]:
        path = self.settings.store.path
        with ExitStack() as doors:
            if write:
                doors.enter_context(only_run(path))
            store = doors.enter_context(open_store(path))
            store._db.execute("pragma synchronous = off")  # nobody pulls the plug here, and a year has many commits
            yield House(self.settings, store, SOURCES, TWO, KNOWLEDGE)

    def serve(self, start: datetime, end: datetime) -> None:
        """The server job from its start to its end, as its scheduler would call it."""
        self.now = start
        made = scheduler(self.schedule, looker(self.open, lambda: self.now, Event()), lambda: self.now)
        jobs = {job.id: job for job in made.get_jobs()}
        coming = {name: job.trigger.get_next_fire_time(None, start) for name, job in jobs.items()}
        coming["interval"] = jobs["interval"].next_run_time
        while True:
            # By timestamp, as the library does: Python compares two times of one zone by what their clocks show.
            name = min(coming, key=lambda name: coming[name].timestamp())
            self.now = coming[name].astimezone(UTC)
            if self.now >= end:
                return
            jobs[name].func()
            coming[name] = jobs[name].trigger.get_next_fire_time(coming[name], self.now)

    def written(self) -> dict[str, list[datetime]]:
        """Person -> when each letter was composed, all of which were sent."""
        with self.open(write=False) as house:
            assert house.store.letters.counts().keys() <= {"sent"}
            rows = list(house.store._db.query("select recipient, composed from letters order by id"))
        return {
            person: [datetime.fromisoformat(row["composed"]) for row in rows if row["recipient"] == person]
            for person in sorted({row["recipient"] for row in rows})
        }

    def runs(self, verb: str) -> int:
        with self.open(write=False) as house:
            return int(next(house.store._db.query("select count(*) as n from runs where verb = ?", [verb]))["n"])


@contextmanager
def town(
    folder: Path, every: str = "0h", deliver_minutes: int = 60, coordinator: str | None = None, **schedule: Any
) -> Iterator[Town]:
    there = Town(folder, ScheduleSettings(deliver_minutes=deliver_minutes, **schedule), every, coordinator)
    with there.server:
        yield there


def local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE).astimezone(UTC)


def everybody(moments: list[datetime]) -> dict[str, list[datetime]]:
    return dict.fromkeys(PEOPLE, moments)


def digest_days(start: date, end: date, weekday: int = 0) -> list[date]:
    days = (start + timedelta(days=number) for number in range((end - start).days))
    return [day for day in days if day.weekday() == weekday]


@pytest.mark.parametrize(
    ("start", "end", "year", "mondays"),
    [(date(2026, 11, 23), date(2028, 1, 3), 2027, 52), (date(2029, 1, 1), date(2030, 1, 7), 2029, 53)],
)
def test_everybody_gets_one_letter_every_monday_at_seven(
    tmp_path: Path, start: date, end: date, year: int, mondays: int
) -> None:
    with town(tmp_path, every="12d", deliver_minutes=1440, coordinator=COORDINATOR) as there:
        there.serve(local(start, 4), local(end))
        expected = [local(day, 7) for day in digest_days(start, end)]
        assert sum(moment.year == year for moment in expected) == mondays
        assert {moment.hour for moment in expected} == {5, 6}  # summer time and winter time are both in it
        previews = [local(day, 13) for day in digest_days(start, end, weekday=4)]
        assert there.written() == everybody(expected) | {COORDINATOR: previews}
        assert len(list((tmp_path / "letters").glob("*.eml"))) == len(PEOPLE) * len(expected) + len(previews)
        assert there.runs("collect") == there.runs("alert") == (end - start).days
        assert there.runs("preview") == len(previews)


@pytest.mark.parametrize("change", [date(2027, 3, 28), date(2027, 10, 31)], ids=["lost hour", "doubled hour"])
def test_letters_in_the_hour_that_the_clock_changes_are_written_once(tmp_path: Path, change: date) -> None:
    at = {"digest_weekday": "sunday", "digest_time": time(2, 30), "collect_time": time(2, 45)}
    start, end = change - WEEK, change + 2 * WEEK
    with town(tmp_path, deliver_minutes=30, **at) as there:
        there.serve(local(start), local(end))
        assert there.written() == everybody([local(start + n * WEEK, 2, 30) for n in range(3)])
        assert there.runs("collect") == (end - start).days


MONDAY = date(2026, 11, 23)


def days_on(days: int, hour: int = 0) -> datetime:
    return local(MONDAY + timedelta(days=days), hour)


@pytest.mark.parametrize(
    ("down", "back", "written"),
    [
        (days_on(6), days_on(9, 10), [days_on(0, 7), days_on(9, 10), days_on(14, 7), days_on(21, 7)]),
        (days_on(3), days_on(24, 10), [days_on(0, 7), days_on(24, 10), days_on(28, 7)]),
        (days_on(7, 7), days_on(7, 8), [days_on(0, 7), days_on(7, 8), days_on(14, 7)]),
        (days_on(1), days_on(6, 10), [days_on(0, 7), days_on(7, 7), days_on(14, 7)]),
    ],
    ids=["over a Monday", "over three Mondays", "for an hour at seven", "from Tuesday to Sunday"],
)
def test_what_was_missed_is_caught_up_once(
    tmp_path: Path, down: datetime, back: datetime, written: list[datetime]
) -> None:
    with town(tmp_path) as there:
        there.serve(days_on(0, 4), down)
        before = there.runs("collect")
        there.serve(back, back + timedelta(hours=12))
        assert there.runs("collect") == before + 1 - (back.astimezone(ZONE).hour == 8)
        there.serve(back + timedelta(hours=12), written[-1] + timedelta(hours=1))
        assert there.written() == everybody(written)


@pytest.mark.parametrize(
    ("down", "back", "shown"),
    [
        (days_on(4, 12), days_on(5, 10), [days_on(5, 10), days_on(11, 13)]),
        (days_on(4, 12), days_on(7, 6), [days_on(7, 6), days_on(11, 13)]),
        (days_on(4, 12), days_on(7, 8), [days_on(11, 13)]),
        (days_on(3), days_on(19), [days_on(19)]),
        (days_on(4, 14), days_on(4, 12), [days_on(4, 13), days_on(11, 13)]),
    ],
    ids=["on Saturday", "just before the letters", "after the letters", "over two Fridays", "the clock was set back"],
)
def test_a_preview_that_was_missed_comes_as_long_as_there_is_something_to_stop(
    tmp_path: Path, down: datetime, back: datetime, shown: list[datetime]
) -> None:
    with town(tmp_path, coordinator=COORDINATOR) as there:
        there.serve(days_on(-7, 4), down)
        there.serve(back, max(back + timedelta(hours=12), days_on(13)))
        assert there.written()[COORDINATOR] == [days_on(-3, 13), *shown]


def test_a_server_that_restarts_again_and_again_does_nothing_twice(tmp_path: Path) -> None:
    with town(tmp_path) as there:
        there.serve(days_on(0, 4), days_on(7, 4))
        for minutes in range(0, 240, 6):
            start = days_on(7, 4) + timedelta(minutes=minutes)
            there.serve(start, start + timedelta(minutes=5))
        assert there.runs("collect") == 8  # one a day, from the first to the second Monday
        assert there.written() == everybody([days_on(0, 7), days_on(7, 7)])


def test_a_clock_that_is_set_back_an_hour_repeats_nothing(tmp_path: Path) -> None:
    with town(tmp_path) as there:
        there.serve(days_on(0, 4), days_on(7, 7) + timedelta(minutes=30))
        there.serve(days_on(7, 6) + timedelta(minutes=30), days_on(8))
        there.serve(days_on(7, 4) + timedelta(minutes=30), days_on(8))
        assert there.written() == everybody([days_on(0, 7), days_on(7, 7)])


def test_a_new_installation_waits_for_its_first_moments(tmp_path: Path) -> None:
    with town(tmp_path) as there:
        there.serve(days_on(2, 10), days_on(3, 4))
        assert (there.runs("collect"), there.written()) == (0, {})
        there.serve(days_on(3, 4), days_on(8))
        assert there.written() == everybody([days_on(7, 7)])
