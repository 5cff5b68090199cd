"""The moments at which the server job has something to do: `[schedule]` of `config.toml`, in local time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, ConfigDict, Field

from matcher.knowledge import STRICT

DAYS_A_WEEK = 7
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"no such time zone: {name}") from error
    return name


def _whole_minute(clock: time) -> time:
    if clock.second or clock.microsecond:
        raise ValueError("must be a whole minute, as 07:00:00")
    return clock


Minute = Annotated[time, AfterValidator(_whole_minute)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@dataclass(frozen=True)
class Rhythm:
    """Every day, or once a week on one day (0 = Monday), at a local clock time."""

    clock: time
    zone: ZoneInfo
    weekday: int | None = None

    def last(self, now: datetime) -> datetime:
        """The latest such moment that is not after `now`, local time."""
        day = now.astimezone(self.zone).date()
        back = 0 if self.weekday is None else (day.weekday() - self.weekday) % DAYS_A_WEEK
        moment = self._at(day - timedelta(days=back))
        # In UTC, since Python compares two times of one zone by their clocks: wrong while the clock is set back.
        passed = moment.astimezone(UTC) <= now.astimezone(UTC)
        return moment if passed else self._at(moment.date() - self._step)

    def next(self, now: datetime) -> datetime:
        """The first such moment after `now`, local time."""
        return self._at(self.last(now).date() + self._step)

    @property
    def _step(self) -> timedelta:
        return timedelta(days=1 if self.weekday is None else DAYS_A_WEEK)

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, self.clock, tzinfo=self.zone)


@dataclass(frozen=True)
class ScheduleSettings:
    """`[schedule]`: when to read and when the letters go out, in local time.

    preview_weekday, preview_time  when the coordinator sees the coming letters
    deliver_minutes                how often waiting letters are tried again, and what was missed is caught up
    release                        "auto": the weekly letters go unless the coordinator holds them; "by_hand": they
                                   wait until the coordinator releases them
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    digest_weekday: Weekday = "monday"
    digest_time: Minute = time(7, 0)
    collect_time: Minute = time(5, 0)
    preview_weekday: Weekday | Literal["never"] = "friday"
    preview_time: Minute = time(13, 0)
    deliver_minutes: Annotated[int, Field(ge=1, le=1440)] = 10
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Europe/Stockholm"
    release: Literal["auto", "by_hand"] = "auto"

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone that days and clock times are meant in."""
        return ZoneInfo(self.time_zone)

    @property
    def by_hand(self) -> bool:
        """Whether the weekly letters wait until the coordinator releases them."""
        return self.release == "by_hand"

    @property
    def reading(self) -> Rhythm:
        """When the sources are read."""
        return Rhythm(self.collect_time, self.zone)

    @property
    def letters(self) -> Rhythm:
        """When the letters are written: the digest moments."""
        return Rhythm(self.digest_time, self.zone, WEEKDAYS.index(self.digest_weekday))

    @property
    def previews(self) -> Rhythm | None:
        """When the coordinator sees the coming letters, if ever."""
        day = self.preview_weekday
        return None if day == "never" else Rhythm(self.preview_time, self.zone, WEEKDAYS.index(day))

    def preview_moment(self, now: datetime) -> datetime | None:
        """The latest moment to show the coming letters; None when the letters that it was for have been written."""
        moment = self.previews.last(now) if self.previews else None
        return moment if moment and moment >= self.letters.last(now) else None

    def writes_later_today(self, now: datetime) -> bool:
        """Whether the digest moment is still to come on this local day."""
        return self.letters.next(now).date() == self.today(now)

    def today(self, now: datetime) -> date:
        """The local calendar day of `now`."""
        return now.astimezone(self.zone).date()

    def period(self, now: datetime) -> date:
        """The day of the latest digest moment that is not after `now`."""
        return self.letters.last(now).date()
