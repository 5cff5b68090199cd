"""When the verbs run: right across both clock changes, one at a time, and to a clean end on SIGTERM."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.schedule import catch_up, guarded, scheduler
from matcher.settings import ScheduleSettings
from tests.test_flow import GOOD, MONDAY, WEEK, house


@contextmanager
def nobody() -> Iterator[None]:
    yield None


def fire_times(job_id: str, settings: ScheduleSettings) -> list[datetime]:
    jobs = scheduler(settings, nobody, lambda: MONDAY)  # type: ignore[arg-type]
    (trigger,) = (job.trigger for job in jobs.get_jobs() if job.id == job_id)
    times, at = [], datetime(2026, 1, 1, tzinfo=settings.zone)
    while (at := trigger.get_next_fire_time(times[-1] if times else None, at + timedelta(seconds=1))).year == 2026:
        times.append(at)
    return times


def test_letters_go_out_every_monday_at_seven_local_time_all_year() -> None:
    times = fire_times("letters", ScheduleSettings())
    assert len(times) == 52
    assert {(at.strftime("%A"), at.hour, at.minute) for at in times} == {("Monday", 7, 0)}
    assert {at.astimezone(UTC).hour for at in times} == {5, 6}  # summer and winter
    assert [at.date() for at in times] == [ScheduleSettings().period(at) for at in times]


def test_sources_are_read_every_day_of_the_year_once() -> None:
    times = fire_times("collect", ScheduleSettings())
    assert len({at.date() for at in times}) == len(times) == 365
    assert {at.hour for at in times} == {5}


def test_another_weekday_and_time_may_be_chosen() -> None:
    from datetime import time as clock

    times = fire_times("letters", ScheduleSettings(digest_weekday="thursday", digest_time=clock(13, 30)))
    assert {(at.strftime("%A"), at.hour, at.minute) for at in times} == {("Thursday", 13, 30)}


def test_a_job_that_fails_is_logged_and_does_not_end_the_server(caplog: pytest.LogCaptureFixture) -> None:
    def bad_morning(home: object, now: datetime) -> None:
        raise RuntimeError("no coffee")

    with caplog.at_level(logging.ERROR):
        guarded(bad_morning, nobody, lambda: MONDAY)()  # type: ignore[arg-type]
    assert "bad_morning failed" in caplog.text
    assert "no coffee" in caplog.text


def test_letters_missed_while_the_server_was_down_are_written_once(tmp_path: Path) -> None:
    from matcher import flow

    with house(tmp_path, GOOD) as home:
        catch_up(home, MONDAY)
        assert home.store.letters.counts() == {}  # a new installation waits for its first digest moment
        flow.run(home, MONDAY)
        late = MONDAY + WEEK + timedelta(days=2)
        catch_up(home, late)
        catch_up(home, late)
        assert home.store.letters.counts() == {"sent": 4}


def test_serve_stops_cleanly_on_sigterm(tmp_path: Path) -> None:
    profiles = Path(__file__).resolve().parents[1] / "profiles"
    (tmp_path / "config.toml").write_text(f'[profiles]\npath = "{profiles}"\n')
    server = subprocess.Popen(
        [sys.executable, "-m", "matcher", "--config", str(tmp_path / "config.toml"), "serve"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stderr
    for line in server.stderr:
        if "serving" in line:
            break
    time.sleep(0.5)
    server.send_signal(signal.SIGTERM)
    rest = server.stderr.read()
    server.stderr.close()
    assert server.wait(timeout=30) == 0
    assert "stopped" in rest
    assert "Traceback" not in rest
