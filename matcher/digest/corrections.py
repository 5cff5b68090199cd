"""What a funder changed in a call that a person was told of, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from matcher.digest import swedish
from matcher.digest.days import ahead, are_near, is_over
from matcher.digest.facts import last_days
from matcher.digest.week import Told, Week
from matcher.digest.wording import say
from matcher.model import Correction, Entry, Match, Mention
from sources.kit.call import Call


def corrections(by_call: Mapping[str, Sequence[Match]], told: Told, week: Week) -> tuple[Entry, ...]:
    """What must be put right for one person, the most urgent first.

    by_call  the matches of the person's profiles, per call the best first
    A call that all the profiles it was told for have said no to is left alone.
    """
    found = (_corrected(call, mentions, by_call.get(call, ()), week) for call, mentions in told.items())
    return tuple(sorted((entry for entry in found if entry), key=lambda entry: _first_day(entry, week.today)))


def _corrected(call_id: str, told: Sequence[Mention], matches: Sequence[Match], week: Week) -> Entry | None:
    call = week.calls.get(call_id) or week.gone.get(call_id)
    profiles = sorted({mention.profile for mention in told})
    if call is None or all((profile, call_id) in week.aside for profile in profiles):
        return None
    gone = call_id not in week.calls
    found = correction(told, call, week.today, gone=gone, worth=any(match.send for match in matches))
    if found is None:
        return None
    match = matches[0] if matches else Match(profiles[0], call_id, 0.0, False, "unknown", "", {}, ())
    return Entry(call, match, "correction", tuple(profiles), (), True, sequence(told) + 1, found)


def _first_day(entry: Entry, today: date) -> tuple[date, str]:
    days = entry.correction.before + entry.correction.after if entry.correction else ()
    return min(ahead(days, today), default=date.max), entry.call.id


def correction(told: Sequence[Mention], call: Call, today: date, *, gone: bool, worth: bool) -> Correction | None:
    """What the person must be told of a call that differs from what the letters said; None when nothing does.

    told   every time that the person was told of it
    gone   its source has stopped listing it, and no other call stands for it
    worth  it is still worth sending to the person, so that a new round of it is good news

    A day that simply passed is no correction. Days of a call that is open all the time are dates of decision: only one
    that was told and is no longer true is corrected.
    """
    last = latest(told)
    before = ahead(last.deadlines, today)
    if gone:
        withdrawn = last.correction != "withdrawn" and (before or call.rolling)
        return Correction("withdrawn", before) if withdrawn else None
    after = ahead(call.deadlines, today)
    if last.correction == "withdrawn":
        return None if is_over(call, today) else Correction("reopened", (), after)
    if last.deadlines and not before:
        again = worth and after and not call.rolling
        return Correction("reopened", last.deadlines[-1:], after) if again else None
    return _moved(before, after, call, today)


def _moved(before: tuple[date, ...], after: tuple[date, ...], call: Call, today: date) -> Correction | None:
    if call.is_closed(today):
        return Correction("moved", before, call.deadlines[-1:])
    same = set(before) <= set(after) if call.rolling else before == after
    return None if same else Correction("moved", before, after)


def latest(told: Sequence[Mention]) -> Mention:
    """What the person was told last; every mention of one letter says the same."""
    return max(told, key=lambda mention: (mention.period or date.min, mention.sequence, mention.deadlines))


def sequence(told: Sequence[Mention]) -> int:
    """How many corrections of the call the person has had."""
    return max((mention.sequence for mention in told), default=0)


def was_reminded(told: Sequence[Mention]) -> bool:
    """Whether the person was told that the days told last are near: one reminder is enough, until they change."""
    since = [mention for mention in told if mention.sequence == sequence(told)]
    return any(mention.section == "closing" or _corrected_late(mention) for mention in since)


def _corrected_late(mention: Mention) -> bool:
    return bool(mention.correction and mention.period and are_near(mention.deadlines, mention.period))


def sentence(entry: Entry, funder: str, today: date) -> str:
    """What was said and what holds now, of an entry in the section "correction"."""
    call, found = entry.call, entry.correction
    if found is None:
        return ""
    before = swedish.listed([swedish.short_date(day, today) for day in found.before])
    after = swedish.short_date(call.deadlines[-1], today) if call.is_closed(today) else last_days(call, today)
    return say(_phrase(found, call, today), before=before, after=after, funder=funder or say("unknown_funder"))


def _phrase(found: Correction, call: Call, today: date) -> str:
    """The name of the phrase: what happened, and what was said or holds now where that makes it another sentence."""
    if found.kind == "withdrawn":
        return "withdrawn" if found.before else "withdrawn_rolling"
    if found.kind == "reopened":
        return "reopened" if found.before else "back" if found.after else "back_open"
    if call.is_closed(today):
        return "moved_over" if found.before else "first_day_over"
    if found.after:
        return "moved" if found.before else "first_day"
    return "moved_rolling" if call.rolling else "moved_unknown"
