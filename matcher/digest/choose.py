"""What one recipient should read now, and why now: nothing closed, and nothing twice but one reminder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from matcher.knowledge import Profile
from matcher.model import Digest, Entry, Match, Section, SourceState
from sources.kit.call import Call

CLOSING_DAYS = 14
FAR_DAYS = 180
IN_FULL = 10

Told = Mapping[str, set[Section]]

# A year of this century, alone or with the next one after it: 2025, 2025/26, 2025–26.
_YEARS = re.compile(r"(?<!\d)(20\d\d)(?:[/–-](\d\d))?(?!\d)")


def choose(
    profile: Profile,
    recipient: str,
    matches: Sequence[Match],
    calls: Mapping[str, Call],
    told: Told,
    first: bool,
    sources: Sequence[SourceState],
    period: date,
    today: date,
) -> Digest:
    """What `recipient` of `profile` should read in the letter of `period`; the order of the input never matters.

    matches  the profile's matches, one a call; one whose call is not in `calls` (withdrawn, merged) is left out
    told     per call id, the sections in which this recipient was told of it before
    first    the recipient's first letter, which has everything that is open and shows the best of it in full

    At most `IN_FULL` calls stand in full, those that close within `CLOSING_DAYS` days first; the rest in `also`.
    """
    weighed = [match for match in matches if match.call in calls and not is_over(calls[match.call], today)]
    worth = [match for match in weighed if match.send]
    closing = _closing([Entry(calls[match.call], match, "closing") for match in worth], told, today)
    soon = {entry.call.id for entry in closing}
    new = _new([Entry(calls[match.call], match, "new") for match in worth if match.call not in soon], told)
    near, far = _near_and_far(new, today)
    order = closing + near + far
    in_turn = sorted(closing + near, key=_rank) if first else closing + near
    full = {entry.call.id for entry in (in_turn or far)[:IN_FULL]}
    return Digest(
        profile=profile.slug,
        profile_name=profile.name,
        recipient=recipient,
        period=period,
        today=today,
        first=first,
        closing=tuple(entry for entry in order if entry.call.id in full and entry.section == "closing"),
        new=tuple(entry for entry in order if entry.call.id in full and entry.section == "new"),
        also=tuple(_in_short(entry, told) for entry in order if entry.call.id not in full),
        sources=tuple(sources),
        seen=len(weighed),
    )


def closes_soon(call: Call, today: date) -> bool:
    """True when the next last day to apply is at most `CLOSING_DAYS` days away.

    The next, not the final: who misses the first step of a call in two steps cannot enter at the second.
    """
    last = call.next_deadline(today)
    return last is not None and (last - today).days <= CLOSING_DAYS


def is_over(call: Call, today: date) -> bool:
    """True when nobody can apply any more: the last day has passed or, where none is told, the last year has.

    The years are those of title and key: "Statsbidrag för lärcentrum 2025" is over in 2026, "Leader 2023–2027" is not.
    A call that opens this year or later is never over by its years.
    """
    if call.deadlines or call.rolling or (call.opens and call.opens.year >= today.year):
        return call.is_closed(today)
    found = _YEARS.findall(f"{call.title} {call.key}")
    years = [int(year) for year, _ in found] + [int(f"20{last}") for _, last in found if last]
    return bool(years) and max(years) < today.year


def _closing(entries: Iterable[Entry], told: Told, today: date) -> list[Entry]:
    """Those that close soon and that this has not been said of, first last day first."""
    due = [e for e in entries if closes_soon(e.call, today) and "closing" not in told.get(e.call.id, ())]
    return sorted(due, key=lambda entry: (entry.call.next_deadline(today) or today, *_rank(entry)))


def _new(entries: Iterable[Entry], told: Told) -> list[Entry]:
    """Those never told of, best first."""
    return sorted((entry for entry in entries if not told.get(entry.call.id)), key=_rank)


def _rank(entry: Entry) -> tuple[float, str]:
    """Best first; equal scores by call id, so that the order is always the same."""
    return -entry.match.score, entry.call.id


def _near_and_far(entries: list[Entry], today: date) -> tuple[list[Entry], list[Entry]]:
    """Those that are open or open within `FAR_DAYS` days, and those that open later; each in the order given.

    The far ones stand in one line each when anything else is in the letter: nobody can act on them yet.
    """
    far_off = today + timedelta(FAR_DAYS)
    near = [entry for entry in entries if not entry.call.opens or entry.call.opens <= far_off]
    return near, [entry for entry in entries if entry.call.opens and entry.call.opens > far_off]


def _in_short(entry: Entry, told: Told) -> Entry:
    """`entry` as a line in `also`. A reminder stays one, or it would be sent again every week until the last day."""
    reminder = entry.section == "closing" and bool(told.get(entry.call.id))
    return replace(entry, section="closing" if reminder else "also")
