"""The last days to apply of a letter as a calendar file (RFC 5545) that a person adds to the own calendar.

The days of one call keep their events from letter to letter, whoever reads it: a later file with a higher SEQUENCE, or
the same and a later DTSTAMP, replaces what an earlier one said (RFC 5546, section 2.1.5).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import zip_longest

from icalendar import STATUS, TRANSP, Alarm, Calendar, Event, vCalAddress

from matcher.digest.facts import funder_of, safe_url, source_names, title_of
from matcher.digest.swedish import one_line
from matcher.digest.wording import foreign_label, say
from matcher.model import Digest, Entry
from sources.kit.call import Call

PRODID = "-//matcher//sista ansökningsdagar//SV"
EVENTS_OF_A_WEEK = 4096
ALARM_DAYS = (30, 14, 3)
ALARM_HOUR = timedelta(hours=9)  # an event of a whole day begins at midnight


@dataclass(frozen=True, slots=True)
class LastDay:
    """One last day of a call that is still ahead.

    number  counted from the call's latest (0), since funders take passed days away and those that are left keep theirs
    gone    the person was told of it, and it holds no longer
    """

    number: int
    day: date
    gone: bool = False


def calendar_file(digest: Digest, sender: str) -> str:
    """The last days still ahead of all calls in the letter, one event each; empty when there are none.

    sender  the letter's own address: it publishes the events, and its domain makes their UIDs unique in the world

    Calls that only may fit ("maybe") are left out: nobody wants them in the calendar before having read them.
    """
    names = source_names(digest.sources)
    events = [
        _event(entry.call, last, entry.sequence, digest.period, funder_of(entry.call, names), sender)
        for entry in digest.entries
        if entry.section != "maybe"
        for last in _last_days(entry, digest.today)
    ]
    if not events:
        return ""
    file = Calendar()
    file.add("prodid", PRODID)
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    start, end, _ = str(file.to_ical(), "utf-8").partition("END:VCALENDAR\r\n")
    return f"{start}{''.join(events)}{end}"


def _last_days(entry: Entry, today: date) -> list[LastDay]:
    """Those of the call, and those that it was told with and no longer has, in order of time."""
    change = entry.correction
    now = () if change and change.kind == "withdrawn" else entry.call.deadlines
    told = change.before if change else ()
    found = []
    for number, (day, before) in enumerate(zip_longest(reversed(now), reversed(told))):
        if day and day >= today:
            found.append(LastDay(number, day))
        elif before and before >= today:
            found.append(LastDay(number, before, gone=True))
    return sorted(found, key=lambda last: last.day)


# Many people get the same calls, and this is most of the work of writing a letter.
@lru_cache(maxsize=EVENTS_OF_A_WEEK)
def _event(call: Call, last: LastDay, sequence: int, period: date, funder: str, sender: str) -> str:
    title = one_line(foreign_label(call) or title_of(call))
    event = Event.new(
        uid=_uid(call.id, last.number, sender),
        stamp=datetime.combine(period, time(), UTC),
        sequence=sequence,
        start=last.day,
        end=last.day + timedelta(1),
        summary=say("calendar_cancelled" if last.gone else "calendar_title", title=title),
        description=_description(call, last, funder),
        url=safe_url(call.url) or None,
        categories=[say("calendar_category")],
        organizer=vCalAddress(f"mailto:{sender}"),
        status=STATUS.CANCELLED if last.gone else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,
    )
    if not last.gone:
        event.subcomponents.extend(_alarm(days, title) for days in ALARM_DAYS)
    return str(event.to_ical(), "utf-8")


def _description(call: Call, last: LastDay, funder: str) -> str:
    """What the call is called where its summary is a Swedish label, its funder, and the page where it stands."""
    lines = [
        say("calendar_gone") if last.gone else "",
        title_of(call) if foreign_label(call) else "",
        say("calendar_funder", funder=funder) if funder else "",
        safe_url(call.url),
    ]
    return "\n".join(filter(None, lines))


def _alarm(days: int, title: str) -> Alarm:
    alarm = Alarm.new(description=say("calendar_alarm", days=days, title=title))
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", ALARM_HOUR - timedelta(days))
    return alarm


def _uid(call: str, number: int, sender: str) -> str:
    """The same for the same last day in every letter, and for every person."""
    mark = hashlib.sha256(f"{call} {number}".encode()).hexdigest()[:24]
    return f"{mark}@{sender.rsplit('@', 1)[-1]}"
