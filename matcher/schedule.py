"""When the verbs run: collect daily, compose and deliver on digest day, one run at a time. It knows only verbs."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from matcher import flow
from matcher.errors import MatcherError
from matcher.house import House
from matcher.settings import ScheduleSettings, Settings

log = logging.getLogger(__name__)

OpenHouse = Callable[[], AbstractContextManager[House]]

# A job that could not start on time (another was running, the machine slept) still runs when it is this late.
GRACE_SECONDS = 6 * 3600
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def scheduler(settings: ScheduleSettings, open_house: OpenHouse, clock: Callable[[], datetime]) -> BlockingScheduler:
    """The two jobs on one worker, so that they never overlap."""
    jobs = BlockingScheduler(
        timezone=settings.zone,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": GRACE_SECONDS},
    )
    # Weekdays by name: APScheduler counts Monday as 0, cron as 1.
    weekday, read, write = settings.digest_weekday[:3], settings.collect_time, settings.digest_time
    jobs.add_job(
        guarded(collect, open_house, clock),
        CronTrigger(hour=read.hour, minute=read.minute, timezone=settings.zone),
        id="collect",
    )
    jobs.add_job(
        guarded(write_letters, open_house, clock),
        CronTrigger(day_of_week=weekday, hour=write.hour, minute=write.minute, timezone=settings.zone),
        id="letters",
    )
    jobs.add_job(guarded(catch_up, open_house, clock), id="catch_up")
    return jobs


def collect(house: House, now: datetime) -> None:
    """Read the world and weigh it; then whatever of this period's letters is still to be written or delivered."""
    flow.collect(house, now, due=True)
    flow.merge(house, now)
    flow.score(house, now)
    catch_up(house, now)


def write_letters(house: House, now: datetime) -> None:
    """Write and send this period's letters, and whatever still waits."""
    flow.compose(house, now)
    flow.deliver(house, now)


def catch_up(house: House, now: datetime) -> None:
    """Letters of a digest moment that passed while the server was down. A new installation waits for its first one."""
    if house.store.letters.counts():
        write_letters(house, now)


def guarded(
    job: Callable[[House, datetime], None], open_house: OpenHouse, clock: Callable[[], datetime]
) -> Callable[[], None]:
    """The job with its own open house, files read anew; a failure is logged and the next run comes as planned."""

    def run() -> None:
        try:
            with open_house() as house:
                job(house, clock())
        except MatcherError as error:
            log.error("%s not done: %s", job.__name__, error)
        except Exception:  # the third broad except: one bad morning must not end the server job
            log.exception("%s failed", job.__name__)

    return run


def serve(settings: Settings, open_house: OpenHouse) -> None:
    """Runs until SIGTERM or SIGINT; a job in hand is finished first."""

    def clock() -> datetime:
        return datetime.now(UTC)

    def stop(*_: object) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)  # asking twice must not break off the job in hand
        jobs.shutdown(wait=True)

    jobs = scheduler(settings.schedule, open_house, clock)
    for number in SIGNALS:
        signal.signal(number, stop)
    log.info(
        "serving: collect daily %s, letters %s %s",
        settings.schedule.collect_time,
        settings.schedule.digest_weekday,
        settings.schedule.digest_time,
    )
    jobs.start()
    log.info("stopped")
