"""What one person should read now, and why now: nothing closed, and nothing twice but a reminder or a correction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from matcher.digest.corrections import corrections, sequence, was_reminded
from matcher.digest.days import closes_soon
from matcher.digest.week import Told, Week
from matcher.knowledge import Recipient
from matcher.model import Digest, Entry, Match, Section
from sources.kit.call import Call

IN_FULL = 10
# A section that holds half the letter would say no more than the line that every such call has.
JOINT_MOST = 3
# Letters are weekly, so that this lets every other one have a perhaps, also when one is written a day early.
MAYBE_PAUSE = timedelta(days=13)


def choose(
    recipient: Recipient, matches: Mapping[str, Sequence[Match]], mentions: Told, week: Week, *, first: bool
) -> Digest:
    """What `recipient` should read this week; the order of the input never matters.

    matches   per profile of the recipient its matches, one a call; a call that suits several of the profiles is told
              once, as the best of them has it
    mentions  per call id, every time that this recipient was told of it before
    first     the recipient's first letter, which has everything that is open and shows the best of it in full

    At most `IN_FULL` calls stand in full, those that close soon first; the rest in `also`, so that nothing is hidden.
    """
    by_call = _by_call(matches, week)
    amends = corrections(by_call, mentions, week)
    left = by_call.keys() & week.open - {entry.call.id for entry in amends}
    found = [_entry(week.calls[call], worth, mentions, week) for call in left if (worth := _worth(by_call[call]))]
    full, short = _laid_out(found, mentions, week, first=first)
    maybe = () if first or len(full) == IN_FULL else _maybe(by_call, left, mentions, week)
    return Digest(
        recipient=recipient.address,
        profiles={profile.slug: profile.name for profile in recipient.profiles},
        period=week.period,
        today=week.today,
        first=first,
        corrections=amends,
        closing=_of("closing", full),
        new=_of("new", full),
        joint=_of("joint", full),
        maybe=maybe,
        also=tuple(short),
        sources=tuple(week.sources),
        seen=len(week.open & {call for slug in matches for call in week.weighed.get(slug, ())}),
    )


def _by_call(matches: Mapping[str, Sequence[Match]], week: Week) -> dict[str, list[Match]]:
    """The matches of every call, the best first, without those that the profile's people have said no to."""
    by_call: dict[str, list[Match]] = defaultdict(list)
    for theirs in matches.values():
        for match in theirs:
            if (match.profile, match.call) not in week.aside:
                by_call[match.call].append(match)
    return {call: sorted(theirs, key=lambda match: (-match.score, match.profile)) for call, theirs in by_call.items()}


def _worth(matches: Iterable[Match]) -> list[Match]:
    return [match for match in matches if match.send]


def _entry(call: Call, matches: Sequence[Match], told: Told, week: Week, section: Section = "new") -> Entry:
    """The call for all the profiles of these matches."""
    mentions, profiles = told.get(call.id, ()), tuple(match.profile for match in matches)
    others = tuple(week.names[slug] for slug in week.partners(call.id, profiles))
    listings = week.listings.get(call.id, ())
    return Entry(
        call, matches[0], section, profiles, others, bool(mentions), sequence(mentions), listings=tuple(listings)
    )


def _laid_out(found: list[Entry], told: Told, week: Week, *, first: bool) -> tuple[list[Entry], list[Entry]]:
    """What stands in full and what in one line each, in reading order and with its section."""
    closing = _closing(found, told, week)
    soon = {entry.call.id for entry in closing}
    near, far = _near_and_far(_new([entry for entry in found if entry.call.id not in soon], told, week), week)
    in_turn = sorted(closing + near, key=_rank) if first else closing + near
    full = {entry.call.id for entry in (in_turn or far)[:IN_FULL]}
    order = closing + near + far
    short = [_in_short(entry) for entry in order if entry.call.id not in full and not _is_retold(entry)]
    return [entry for entry in order if entry.call.id in full], short


def _of(section: Section, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.section == section)


def _closing(entries: Iterable[Entry], told: Told, week: Week) -> list[Entry]:
    """The strong ones that close soon and that this has not been said of, first last day first."""
    due = [
        replace(entry, section="closing")
        for entry in entries
        if closes_soon(entry.call, week.today)
        and _is_strong(entry, week)
        and not was_reminded(told.get(entry.call.id, ()))
    ]
    return sorted(due, key=lambda entry: (entry.call.next_deadline(week.today) or week.today, *_rank(entry)))


def _is_strong(entry: Entry, week: Week) -> bool:
    wanted = any((profile, entry.call.id) in week.wanted for profile in entry.profiles)
    return wanted or entry.match.score >= week.strong_at


def _new(entries: Iterable[Entry], told: Told, week: Week) -> list[Entry]:
    """Those never told of, and those to be told once more because others should join; best first."""
    ranked = sorted(entries, key=_rank)
    candidates = [entry for entry in ranked if _is_joint(entry, told, week)]
    chosen = sorted(candidates, key=lambda entry: entry.again)[:JOINT_MOST]
    joint = {entry.call.id for entry in chosen}
    return [
        replace(entry, section="joint") if entry.call.id in joint else entry
        for entry in ranked
        if entry.call.id in joint or not entry.again
    ]


def _is_joint(entry: Entry, told: Told, week: Week) -> bool:
    """True when several departments should apply for the call together, and this is the week to say so.

    A person who knows the call hears of it once more when another department is told of it only now.
    """
    call = entry.call.id
    if week.is_far(entry.call) or not week.joint.get(call, {}).keys() & set(entry.profiles):
        return False
    if not entry.again:
        return True
    said = any(mention.section == "joint" for mention in told[call])
    return not said and any((slug, call) in week.unheard for slug in week.partners(call, entry.profiles))


def _is_retold(entry: Entry) -> bool:
    return entry.again and entry.section == "joint"


def _maybe(by_call: Mapping[str, list[Match]], left: Iterable[str], told: Told, week: Week) -> tuple[Entry, ...]:
    """The one that came closest to being sent, when the last of its kind is long enough ago."""
    periods = [seen.period for mentions in told.values() for seen in mentions if seen.section == "maybe"]
    if any(period and week.period - period < MAYBE_PAUSE for period in periods):
        return ()
    found = [
        _entry(week.calls[call], almost, told, week, "maybe")
        for call in left
        if call not in told and not _worth(by_call[call]) and (almost := _almost(by_call[call], week))
    ]
    return tuple(sorted((entry for entry in found if not week.is_far(entry.call)), key=_rank)[:1])


def _almost(matches: Iterable[Match], week: Week) -> list[Match]:
    """Those that are not sent for want of a little score, where we know that we may apply."""
    return [match for match in matches if match.score >= week.maybe_at and match.eligible in ("yes", "partner")]


def _rank(entry: Entry) -> tuple[float, str]:
    """Best first; equal scores by call id, so that the order is always the same."""
    return -entry.match.score, entry.call.id


def _near_and_far(entries: list[Entry], week: Week) -> tuple[list[Entry], list[Entry]]:
    """Those that are open or open within `FAR_DAYS` days, and those that open later; each in the order given.

    The far ones stand in one line each when anything else is in the letter: nobody can act on them yet.
    """
    near = [entry for entry in entries if not week.is_far(entry.call)]
    return near, [entry for entry in entries if week.is_far(entry.call)]


def _in_short(entry: Entry) -> Entry:
    """`entry` as a line in `also`. A reminder stays one, or it would be sent again every week until the last day."""
    return replace(entry, section="closing" if entry.section == "closing" and entry.again else "also")
