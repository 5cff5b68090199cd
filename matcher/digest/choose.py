"""What one recipient should read now, and why now: nothing closed, and nothing twice but one reminder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from matcher.knowledge import Profile
from matcher.model import Digest, Entry, Match, Section, SourceState
from sources.kit.call import Call

CLOSING_DAYS = 14
IN_FULL = 10

Told = Mapping[str, set[Section]]


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
    first    the recipient's first letter: the best calls are shown in full, whether they close soon or not

    At most `IN_FULL` calls stand in full, those that close within `CLOSING_DAYS` days first; the rest in `also`.
    """
    weighed = [match for match in matches if match.call in calls and not calls[match.call].is_closed(today)]
    worth = [match for match in weighed if match.send]
    closing = _closing([Entry(calls[match.call], match, "closing") for match in worth], told, today)
    soon = {entry.call.id for entry in closing}
    new = _new([Entry(calls[match.call], match, "new") for match in worth if match.call not in soon], told)
    full = _in_full(closing, new, first)
    return Digest(
        profile=profile.slug,
        profile_name=profile.name,
        recipient=recipient,
        period=period,
        today=today,
        first=first,
        closing=tuple(entry for entry in closing if entry.call.id in full),
        new=tuple(entry for entry in new if entry.call.id in full),
        also=tuple(_in_short(entry, told) for entry in closing + new if entry.call.id not in full),
        sources=tuple(sources),
        seen=len(weighed),
    )


def closes_soon(call: Call, today: date) -> bool:
    """True when the next last day to apply is at most `CLOSING_DAYS` days away.

    The next, not the final: who misses the first step of a call in two steps cannot enter at the second.
    """
    last = call.next_deadline(today)
    return last is not None and (last - today).days <= CLOSING_DAYS


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


def _in_full(closing: list[Entry], new: list[Entry], first: bool) -> set[str]:
    """Ids of the calls that there is room for in full."""
    order = sorted(closing + new, key=_rank) if first else closing + new
    return {entry.call.id for entry in order[:IN_FULL]}


def _in_short(entry: Entry, told: Told) -> Entry:
    """`entry` as a line in `also`. A reminder stays one, or it would be sent again every week until the last day."""
    reminder = entry.section == "closing" and bool(told.get(entry.call.id))
    return replace(entry, section="closing" if reminder else "also")
