"""The server job: looks at set times, and every few minutes between them, what is due, and does it. One at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event
from typing import Any, Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from matcher import flow, retention
from matcher.agenda import Agenda
from matcher.errors import MatcherError, Stopped
from matcher.house import House
from matcher.moments import Rhythm, ScheduleSettings

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
# By name: APScheduler counts Monday as 0, cron as 1.
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class OpenHouse(Protocol):
    """Opens the house, its files read anew; to `write` is one run's right at a time."""

    def __call__(self, *, write: bool) -> AbstractContextManager[House]: ...  # noqa: D102


def scheduler(settings: ScheduleSettings, look: Callable[[], None], clock: Clock) -> BackgroundScheduler:
    """Calls `look` at once, at every moment that the settings name, and every few minutes; on one worker."""
    # A call that comes too late, however late, comes once: what it does depends on what is due then.
    late = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    workers = {"default": ThreadPoolExecutor(1)}
    jobs = BackgroundScheduler(timezone=settings.zone, executors=workers, job_defaults=late)
    # The interval also bounds how long a machine that slept, or whose clock was set, sleeps on.
    jobs.add_job(look, IntervalTrigger(minutes=settings.deliver_minutes), id="interval", next_run_time=clock())
    moments = {"reading": settings.reading, "letters": settings.letters, "previews": settings.previews}
    for name, rhythm in moments.items():
        if rhythm:
            jobs.add_job(look, _trigger(rhythm), id=name)
    return jobs


def _trigger(rhythm: Rhythm) -> CronTrigger:
    day = "*" if rhythm.weekday is None else DAY_NAMES[rhythm.weekday]
    return CronTrigger(day_of_week=day, hour=rhythm.clock.hour, minute=rhythm.clock.minute, timezone=rhythm.zone)


def looker(open_house: OpenHouse, clock: Clock, stopping: Event) -> Callable[[], None]:
    """What the scheduler calls: looks whether anything is due, without keeping anybody out, and then does it."""
    since = clock()

    def look() -> None:
        if stopping.is_set():
            return
        try:
            with open_house(write=False) as house:
                if not Agenda(house, clock(), since).due():
                    return
            with open_house(write=True) as house:
                work(replace(house, told_to_stop=stopping.is_set), clock, since)
        except MatcherError as error:
            log.error("what is due is not done: %s", error)

    return look


def work(house: House, clock: Clock, since: datetime) -> None:
    """Does what is due, verb by verb. A verb that fails is logged, stops no other, and is due again the next time."""
    agenda = Agenda(house, clock(), since)
    for verb in agenda.due():
        try:
            house.go_on()
            VERBS[verb](agenda, clock())
        except Stopped as stopped:
            log.info("%s: %s", verb, stopped)
            return
        except MatcherError as error:
            log.error("%s not done: %s", verb, error)
        except Exception:  # the third broad except: one bad verb must not end the server job
            log.exception("%s failed", verb)


VERBS: Mapping[str, Callable[[Agenda, datetime], Any]] = {
    "collect": lambda agenda, now: flow.collect(agenda.house, now, agenda.unread(), due=True),
    "merge": lambda agenda, now: flow.merge(agenda.house, now),
    "score": lambda agenda, now: flow.score(agenda.house, now),
    "purge": lambda agenda, now: retention.purge(agenda.house, now),
    "compose": lambda agenda, now: flow.compose(agenda.house, now),
    "preview": lambda agenda, now: flow.preview(agenda.house, now),
    "alert": lambda agenda, now: flow.alert(agenda.house, now),
    "deliver": lambda agenda, now: flow.deliver(agenda.house, now),
}


def serve(settings: ScheduleSettings, open_house: OpenHouse, wait: Callable[[], object]) -> None:
    """Runs until `wait` is over; the letter or the source in hand is finished first, what is left waits."""
    # It warns when a look is left out because one is at work; that is as it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    stopping = Event()
    jobs = scheduler(settings, looker(open_house, wall_clock, stopping), wall_clock)
    jobs.start()
    now = wall_clock()
    log.info("serving: next reading %s, next letters %s", settings.reading.next(now), settings.letters.next(now))
    wait()
    stopping.set()
    log.info("stopping: what is in hand is finished first")
    jobs.shutdown(wait=True)
    log.info("stopped")


def wall_clock() -> datetime:
    """Now."""
    return datetime.now(UTC)
