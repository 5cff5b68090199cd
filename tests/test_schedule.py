"""When the verbs run: right across both clock changes, one at a time, and to a clean end on SIGTERM."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from matcher.agenda import Agenda, late
from matcher.house import House
from matcher.model import Letter, Outcome
from matcher.moments import ScheduleSettings
from matcher.schedule import VERBS, looker, scheduler, work
from matcher.settings import RetentionSettings, Settings
from matcher.store import only_run, open_store
from tests.command import CALL, matcher, write_calls, write_config
from tests.mail_server import MailServer
from tests.test_flow import KNOWLEDGE, MONDAY, SOURCES, TWO
from tests.test_year import days_on, town

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MORNING = MONDAY - HOUR  # six o'clock on a Monday, between reading and writing


# --- The moments --------------------------------------------------------------------------------------------------


def fire_times(name: str, settings: ScheduleSettings) -> list[datetime]:
    (trigger,) = (job.trigger for job in scheduler(settings, print, lambda: MONDAY).get_jobs() if job.id == name)
    times, at = [], datetime(2026, 1, 1, tzinfo=settings.zone)
    while (at := trigger.get_next_fire_time(times[-1] if times else None, at + timedelta(seconds=1))).year == 2026:
        times.append(at)
    return times


def test_it_looks_every_monday_at_seven_local_time_all_year() -> None:
    times = fire_times("letters", ScheduleSettings())
    assert len(times) == 52
    assert {(at.strftime("%A"), at.hour, at.minute) for at in times} == {("Monday", 7, 0)}
    assert {at.astimezone(UTC).hour for at in times} == {5, 6}  # summer and winter
    assert [at.date() for at in times] == [ScheduleSettings().period(at) for at in times]


def test_it_looks_every_morning_and_on_friday_afternoons() -> None:
    times = fire_times("reading", ScheduleSettings())
    assert len({at.date() for at in times}) == len(times) == 365
    assert {at.hour for at in times} == {5}
    assert {(at.strftime("%A"), at.hour) for at in fire_times("previews", ScheduleSettings())} == {("Friday", 13)}


def test_another_weekday_and_time_may_be_chosen() -> None:
    chosen = ScheduleSettings(digest_weekday="thursday", digest_time=time(13, 30), preview_weekday="never")
    assert {(at.strftime("%A"), at.hour, at.minute) for at in fire_times("letters", chosen)} == {("Thursday", 13, 30)}
    assert {job.id for job in scheduler(chosen, print, lambda: MONDAY).get_jobs()} == {"interval", "reading", "letters"}


# --- What is due --------------------------------------------------------------------------------------------------

Done = dict[str, tuple[timedelta, int | None]]
ALL_DONE: Done = dict.fromkeys(("collect", "merge", "score", "compose"), (HOUR, 0))
ALWAYS: Done = ALL_DONE | dict.fromkeys(("preview", "alert"), (HOUR, 0))
FRIDAY = MONDAY + 4 * DAY + 6 * HOUR  # one o'clock


@contextmanager
def house(tmp_path: Path, done: Done, now: datetime) -> Iterator[House]:
    """A house in which verbs were run so long ago; their failures, None for a run that was broken off."""
    with open_store(tmp_path / "matcher.db") as store:
        for verb, (ago, failures) in done.items():
            run = store.runs.start(verb, now - ago)
            if failures is not None:
                store.runs.end(run, now - ago, failures, "")
        yield House(Settings(), store, SOURCES, TWO, KNOWLEDGE)


@pytest.mark.parametrize(
    ("now", "done", "due"),
    [
        (MONDAY, {}, []),  # nothing was ever done: a new installation waits
        (MONDAY + DAY, ALL_DONE, []),
        (MONDAY, ALL_DONE, ["compose", "deliver"]),  # written an hour ago, but it is seven now
        (MORNING, ALL_DONE, []),
        (MORNING, ALL_DONE | {"collect": (2 * HOUR, 0)}, ["collect", "deliver"]),
        (MORNING, ALL_DONE | {"score": (2 * HOUR, 0)}, ["merge", "score", "deliver"]),
        (MORNING, ALL_DONE | {"collect": (HOUR, 3)}, []),  # a source that fails is not read again and again
        (MORNING, ALL_DONE | {"collect": (HOUR, None)}, ["collect", "deliver"]),  # broken off
        (MONDAY + 9 * DAY, dict.fromkeys(ALL_DONE, (9 * DAY, 0)), ["collect", "merge", "score", "compose", "deliver"]),
        (MONDAY + HOUR, ALL_DONE | {"compose": (HOUR / 2, 1)}, []),  # one letter could not be written
        (MONDAY + DAY, ALL_DONE | {"compose": (DAY, 1)}, ["compose", "deliver"]),  # and is tried again a day later
        (MONDAY + DAY, ALL_DONE | {"compose": (DAY, 0)}, []),
        (MONDAY + DAY, ALL_DONE | {"compose": (HOUR, None)}, ["compose", "deliver"]),
        (MONDAY, ALL_DONE | {"compose": (-DAY, 0)}, []),  # somebody tried tomorrow
        (FRIDAY, ALWAYS, ["preview", "deliver"]),  # shown an hour ago, but that was before its moment
        (FRIDAY + HOUR, ALWAYS, []),
        (FRIDAY, ALWAYS | {"preview": (HOUR, None)}, ["preview", "deliver"]),
        (MONDAY + 7 * DAY - HOUR / 2, ALWAYS | {"preview": (5 * DAY, 0)}, ["preview", "deliver"]),  # half past six
        (MONDAY + 7 * DAY, ALWAYS | {"preview": (5 * DAY, 0)}, ["compose", "deliver"]),  # there is nothing to stop
        (MONDAY + DAY - HOUR, ALWAYS | {"alert": (2 * HOUR, 0)}, ["alert", "deliver"]),
        (MONDAY + DAY - HOUR, ALWAYS | {"alert": (HOUR, None)}, ["alert", "deliver"]),
        (MORNING, ALWAYS | {"alert": (DAY, 0)}, []),  # the letters of the day come first
        (MONDAY, ALWAYS | {"alert": (DAY, 0)}, ["compose", "alert", "deliver"]),
        (
            FRIDAY + 22 * DAY,
            dict.fromkeys(ALWAYS, (22 * DAY, 0)),
            ["collect", "merge", "score", "compose", "preview", "alert", "deliver"],
        ),
    ],
)
def test_what_is_due_follows_from_what_was_done(tmp_path: Path, now: datetime, done: Done, due: list[str]) -> None:
    with house(tmp_path, done, now) as home:
        assert Agenda(home, now, since=now).due() == due


def test_old_records_are_removed_once_a_day_when_it_is_decided(tmp_path: Path) -> None:
    with house(tmp_path, ALL_DONE | {"score": (DAY, 0)}, MORNING) as home:
        decided = replace(home, settings=Settings(retention=RetentionSettings(decision="KS 2026/123")))
        assert Agenda(decided, MORNING, since=MORNING).due() == ["merge", "score", "purge", "deliver"]
        assert "purge" in VERBS


def test_what_was_tried_with_a_later_date_does_not_count(tmp_path: Path) -> None:
    tried = {"compose": (-30 * DAY, 0)}
    with house(tmp_path, tried, MONDAY) as home:
        home.store.runs.end(home.store.runs.start("compose", MONDAY - 7 * DAY), MONDAY, 0, "")
        assert "compose" in Agenda(home, MONDAY, since=MONDAY).due()
        for name, at in (("se_one", MONDAY + 30 * DAY), ("se_two", MORNING)):
            home.store.runs.record(home.store.runs.start("collect", at), Outcome(name, ok=True), at)
        assert Agenda(home, MONDAY, since=MONDAY).unread() == ["se_one"]


def test_late_is_what_should_have_been_done_two_hours_ago(tmp_path: Path) -> None:
    done = dict.fromkeys(ALL_DONE, (DAY, 0))
    with house(tmp_path, done, MONDAY) as home:
        assert late(home, MORNING) == []  # it may be at work on it
        assert late(home, MONDAY) == ["collect", "merge", "score"]
        assert late(home, MONDAY + 2 * HOUR) == ["collect", "merge", "score", "compose"]
        for verb in ("collect", "merge", "score", "compose"):
            home.store.runs.end(home.store.runs.start(verb, MONDAY), MONDAY, 0, "")
        assert late(home, MONDAY + 2 * HOUR) == []


def test_the_coordinators_letters_may_be_late_too(tmp_path: Path) -> None:
    with house(tmp_path, ALWAYS | {"preview": (7 * DAY, 0), "alert": (DAY, 0)}, FRIDAY) as home:
        assert late(home, FRIDAY + HOUR) == ["alert"]
        assert late(home, FRIDAY + 2 * HOUR) == ["preview", "alert"]


def test_nobody_is_shown_letters_when_it_is_set_so(tmp_path: Path) -> None:
    with house(tmp_path, ALWAYS, FRIDAY) as home:
        never = replace(home, settings=Settings(schedule=ScheduleSettings(preview_weekday="never")))
        assert Agenda(never, FRIDAY, since=MONDAY).due() == []


def test_a_letter_that_nobody_sends_is_late(tmp_path: Path) -> None:
    with house(tmp_path, ALL_DONE, MONDAY + 2 * HOUR) as home:
        number = home.store.letters.queue(Letter("digest", "a@b.se", MONDAY.date(), "<a@b>", "s", "h", "t"), MONDAY)
        assert late(home, MONDAY + HOUR) == []
        assert late(home, MONDAY + 3 * HOUR) == ["deliver"]
        home.store.letters.settle(number, "a@b.se", "failed", "451 later", MONDAY, next_try=MONDAY + 4 * HOUR)
        assert late(home, MONDAY + 5 * HOUR) == []
        home.store.holds.add(MONDAY.date(), "a@b.se", MONDAY)
        assert late(home, MONDAY + 9 * HOUR) == []  # somebody wants it so


# --- Doing it -----------------------------------------------------------------------------------------------------


def test_a_verb_that_fails_is_logged_and_stops_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bad_morning(agenda: Agenda, now: datetime) -> None:
        raise RuntimeError("no coffee")

    done: list[str] = []
    verbs = {verb: lambda *_, verb=verb: done.append(verb) for verb in VERBS}
    monkeypatch.setattr("matcher.schedule.VERBS", verbs | {"merge": bad_morning})
    with house(tmp_path, dict.fromkeys(ALL_DONE, (9 * DAY, 0)), MONDAY) as home, caplog.at_level(logging.ERROR):
        work(home, lambda: MONDAY, MONDAY)
    assert done == ["collect", "score", "compose", "deliver"]
    assert "merge failed" in caplog.text and "no coffee" in caplog.text


def test_looking_keeps_nobody_out_and_what_is_due_waits_for_who_works(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with town(tmp_path) as there:
        there.serve(days_on(0, 4), days_on(1, 4))
        there.now = days_on(1, 4)
        look = looker(there.open, lambda: there.now, threading.Event())
        with only_run(tmp_path / "matcher.db"), caplog.at_level(logging.ERROR):
            look()
            assert "not done" not in caplog.text
            there.now = days_on(1, 5)
            look()
            assert "another run is working" in caplog.text
            assert there.runs("collect") == 1
        look()
        assert there.runs("collect") == 2


def test_a_reading_that_is_broken_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    stopping = threading.Event()
    with town(tmp_path) as there:
        there.serve(days_on(0, 4), days_on(1, 4))
        there.now, there.server.asked[:] = days_on(1, 5), []
        answer = there.server.answers["/se_one"]
        there.server.answers["/se_one"] = Stopper(answer, stopping)
        looker(there.open, lambda: there.now, stopping)()
        assert there.server.asked == ["/se_one"]
        there.server.answers["/se_one"] = answer
        there.serve(days_on(1, 5) + timedelta(minutes=1), days_on(1, 6))
        assert there.server.asked == ["/se_one", "/se_two"]
        assert there.runs("collect") == 3


class Stopper(list[Any]):
    """Answers that tell the server job to stop when the first is given."""

    def __init__(self, answers: list[Any], stopping: threading.Event) -> None:
        super().__init__(answers)
        self._stopping = stopping

    def __getitem__(self, index: Any) -> Any:
        self._stopping.set()
        return super().__getitem__(index)


# --- The process --------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Serving:
    """`matcher serve` as a process of its own."""

    def __init__(self, config: Path) -> None:
        command = [sys.executable, "-m", "matcher", "--config", str(config), "--log", "json", "serve"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.log: list[dict[str, Any]] = []

    def until(self, words: str) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.log.append(json.loads(line))
            if words in self.log[-1]["event"]:
                return
        raise AssertionError(f"ended without {words!r}: {self.log}")

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *_: object) -> None:
        """Stopped as systemd stops it, and asked twice."""
        for _ in range(2):
            self.process.send_signal(signal.SIGTERM)
        assert self.process.stderr
        self.log += [json.loads(line) for line in self.process.stderr]
        self.process.stderr.close()
        assert self.process.wait(timeout=60) == 0
        assert self.log[-1]["event"] == "stopped"


def test_serve_answers_watchmen_and_stops_cleanly(tmp_path: Path) -> None:
    port = free_port()
    config = write_config(tmp_path, f"[console]\nport = {port}\n")
    with Serving(config) as serving:
        serving.until("serving")
        health = requests.get(f"http://127.0.0.1:{port}/healthz", timeout=30)
        assert health.status_code == 200
        second = matcher("--config", config, "serve")
        assert (second.exit_code, "the server job is working" in second.stderr) == (1, True)
    assert {"at", "level", "room", "event"} <= serving.log[0].keys()
    assert not [line for line in serving.log if line["level"] != "info"]


def test_serve_runs_without_the_console(tmp_path: Path) -> None:
    with Serving(write_config(tmp_path, "[console]\nenabled = false\n")) as serving:
        serving.until("serving")
    assert not [line for line in serving.log if "console" in line["event"]]


def test_a_console_that_cannot_listen_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = write_config(tmp_path, f"[console]\nport = {taken.getsockname()[1]}\n")
        result = matcher("--config", config, "serve")
    assert (result.exit_code, "console.port" in result.stderr) == (2, True)


class SlowServer(MailServer):
    """Takes its time for every letter, and says when it has begun with the first."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        self.begun.set()
        await asyncio.sleep(1)
        return await super().handle_DATA(server, session, envelope)


def test_sigterm_finishes_the_letter_in_hand_and_leaves_the_rest_waiting(tmp_path: Path) -> None:
    with SlowServer() as server:
        config = write_config(
            tmp_path,
            f'[mail]\nmode = "smtp"\nhost = "127.0.0.1"\nport = {server.port}\n[console]\nenabled = false\n',
        )
        calls = write_calls(tmp_path / "calls.jsonl", CALL)
        for words in (["import", calls], ["score"], ["compose"]):
            assert matcher("--config", config, *words).exit_code == 0
        assert letters(config) == {"queued": 8}
        with Serving(config):
            assert server.begun.wait(60)
        assert len(server.letters) == 1
        assert letters(config) == {"queued": 7, "sent": 1}
        with Serving(config) as serving:
            serving.until("deliver: ")
        assert letters(config) == {"sent": 8}
        assert len({mail["Message-ID"] for mail in server.letters}) == len(server.letters) == 8


def letters(config: Path) -> dict[str, int]:
    told: dict[str, int] = json.loads(matcher("--config", config, "status", "--json").stdout)["letters"]
    return told


@pytest.mark.parametrize("style", ["text", "journal", "json"])
def test_a_log_line_holds_no_token_and_says_how_bad_it_is(style: str, tmp_path: Path) -> None:
    code = (
        "import logging, sys; from matcher.cli.logs import write_log; write_log(sys.argv[1], logging.INFO)\n"
        "logging.getLogger('x').error('GET %s gav 500', 'https://svar.example/svar/hemlig-Nyckel_123/pausa')"
    )
    found = subprocess.run([sys.executable, "-c", code, style], capture_output=True, text=True, check=True).stderr
    assert "hemlig" not in found
    assert "/svar/…/pausa gav 500" in found
    assert {"text": " ERROR ", "journal": "<3>GET", "json": '"level": "error"'}[style] in found
    assert found.count("\n") == 1
