"""Which letters of a period are still to be written, and the writing of them. It stores nothing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from matcher.digest import choose, render
from matcher.house import House
from matcher.knowledge import Profile
from matcher.model import Letter, Match, Section, SourceState
from matcher.scoring.explain import why_sentence
from sources.kit.call import Call


def letters_due(house: House, now: datetime) -> Iterator[Letter]:
    """The letters of the period that no one has been written yet."""
    period = house.settings.schedule.period(now)
    links, states = house.store.calls.links(), house.states()
    calls = {call.id: call for call in house.store.calls.current()}
    for profile in house.profiles.values():
        matches = house.store.matches.of(profile.slug)
        for recipient in profile.recipients:
            if not house.store.letters.exists(profile.slug, recipient, period):
                yield _letter(house, profile, recipient, matches, calls, links, states, period, now)


def _letter(
    house: House,
    profile: Profile,
    recipient: str,
    matches: Sequence[Match],
    calls: Mapping[str, Call],
    links: Mapping[str, str],
    states: Sequence[SourceState],
    period: date,
    now: datetime,
) -> Letter:
    digest = choose.choose(
        profile,
        recipient,
        matches,
        calls,
        told=_told(house, profile, recipient, links),
        first=house.store.letters.is_first(profile.slug, recipient),
        sources=states,
        period=period,
        today=house.settings.schedule.today(now),
    )
    message_id = _message_id(profile.slug, recipient, period, house.settings.mail.sender)
    return render.render(
        digest, house.knowledge.programme, why=why_sentence, message_id=message_id, company=profile.company
    )


def _told(house: House, profile: Profile, recipient: str, links: Mapping[str, str]) -> dict[str, set[Section]]:
    """What the recipient was told; a call told under one source counts for the call that now stands for it."""
    told: dict[str, set[Section]] = defaultdict(set)
    for call, sections in house.store.letters.told(profile.slug, recipient).items():
        told[links.get(call, call)] |= sections
    return told


def _message_id(slug: str, recipient: str, period: date, sender: str) -> str:
    """The same for the same letter every time it is composed or sent, so that a doubled one can be recognised."""
    mark = hashlib.sha256(f"{slug} {recipient} {period}".encode()).hexdigest()[:24]
    return f"<{period:%G-V%V}.{mark}@{sender.rsplit('@', 1)[-1]}>"
