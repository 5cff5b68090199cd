"""What is due: the moments that the schedule names, against the runs that the store remembers. It starts nothing.

What is due follows from what was done, not from a clock that rang. So a moment that was missed, or whose run was broken
off, is caught up once, and one that was served is served once, however often anybody asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from matcher.house import House
from matcher.moments import ScheduleSettings

LATE = timedelta(hours=2)  # the longest that anything due may take before somebody should look


@dataclass(frozen=True)
class Agenda:
    """The house at `now`. What was never done at all is due only for moments after `since`.

    So a new installation does nothing by itself until its first moment comes, and the coordinator can look around.
    """

    house: House
    now: datetime
    since: datetime

    def due(self) -> list[str]:
        """The verbs that are due, in the order in which they are to be run."""
        verbs = [*self._reading(), *self._writing()]
        if verbs or self.house.store.letters.any_waiting(self.now, by_hand=self._schedule.by_hand):
            verbs += ["deliver"]
        return verbs

    def _reading(self) -> list[str]:
        moment = self._schedule.reading.last(self.now)
        verbs = ["collect"] if self._missed("collect", moment) else []
        if self._missed("score", moment):
            verbs += ["merge", "score", *(["purge"] if self.house.settings.retention.allowed else ())]
        return verbs

    def _writing(self) -> list[str]:
        schedule, verbs = self._schedule, []
        reading, letters = schedule.reading.last(self.now), schedule.letters.last(self.now)
        # A letter that could not be written is tried again, but not more often than the sources are read.
        if self._missed("compose", letters, well=True) and self._missed("compose", max(reading, letters)):
            verbs += ["compose"]
        preview = schedule.preview_moment(self.now)
        if preview and self._missed("preview", preview):
            verbs += ["preview"]
        # Once the letters of the day are written, little is left that cannot wait for the next ones.
        if self._missed("alert", reading) and not schedule.writes_later_today(self.now):
            verbs += ["alert"]
        return verbs

    def unread(self) -> list[str]:
        """The enabled sources that were not tried since the latest moment of reading."""
        moment = self._schedule.reading.last(self.now)
        enabled = [name for name in self.house.sources if self.house.reads(name)]
        tried = {name: self.house.store.runs.last_read(name) for name in enabled}
        return [name for name, at in tried.items() if at is None or not moment <= at <= self.now]

    @property
    def _schedule(self) -> ScheduleSettings:
        return self.house.settings.schedule

    def _missed(self, verb: str, moment: datetime, *, well: bool = False) -> bool:
        """Whether the verb has not come to an end (or to an end without failures) since the moment."""
        runs = self.house.store.runs
        if runs.last(verb, self.now) is None:
            return self.since < moment
        done = runs.last(verb, self.now, "well" if well else "ended")
        return done is None or done < moment


def late(house: House, now: datetime) -> list[str]:
    """The verbs that were due a good while ago and still are: something is wrong with the server job."""
    before = now - LATE
    still = Agenda(house, now, since=now).due()
    verbs = [verb for verb in Agenda(house, before, since=now).due() if verb in still and verb != "deliver"]
    waiting = house.store.letters.waiting_since(by_hand=house.settings.schedule.by_hand)
    return [*verbs, "deliver"] if waiting and waiting < before else verbs
