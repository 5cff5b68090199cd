"""Which letters of a period are still to be written, and the writing of them. It stores nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from matcher.digest.choose import choose
from matcher.digest.joint import Partners, all_partners
from matcher.digest.render import render
from matcher.digest.week import Pair, Week
from matcher.duplicates import heirs
from matcher.house import House
from matcher.knowledge import Recipient
from matcher.message import message_id
from matcher.model import Letter, Match, Mention, Opinion
from matcher.scoring.explain import why_sentence
from matcher.scoring.weights import WEIGHTS

NO: tuple[Opinion, ...] = ("not_relevant", "may_not_apply", "other_department")


@dataclass(frozen=True)
class Desk:
    """Everything that the letters of one period are written from, read once for all of them.

    links    call that is told under another -> that other
    matches  per profile, those that are sent or nearly
    """

    house: House
    week: Week
    links: Mapping[str, str]
    matches: Mapping[str, list[Match]]


def desk(house: House, now: datetime) -> Desk:
    """The desk as it lies at `now`."""
    store, period = house.store, house.settings.schedule.period(now)
    calls = house.calls()
    gone = {call.id: call for call in store.calls.told_and_gone()}
    links = store.calls.links() | heirs(gone.values(), calls.values())
    matches = {slug: store.matches.of(slug, WEIGHTS.maybe_at) for slug in house.profiles}
    aside = _judged(house, links, *NO)
    joint = all_partners(
        match
        for theirs in matches.values()
        for match in theirs
        if match.call in calls and (match.profile, match.call) not in aside
    )
    week = Week(
        period=period,
        today=house.settings.schedule.today(now),
        calls=calls,
        listings=house.listings(),
        names={slug: profile.name for slug, profile in house.profiles.items()},
        sources=house.states(),
        strong_at=WEIGHTS.strong_at,
        maybe_at=WEIGHTS.maybe_at,
        gone=gone,
        weighed={slug: store.matches.weighed(slug) for slug in house.profiles},
        joint=joint,
        unheard=_unheard(house, joint, links, period),
        aside=aside,
        wanted=_judged(house, links, "relevant"),
    )
    return Desk(house, week, links, matches)


def _judged(house: House, links: Mapping[str, str], *opinions: Opinion) -> set[Pair]:
    """(profile, call) of which the profile's people said one of these last."""
    verdicts = (verdict for verdict in house.store.verdicts.latest() if verdict.opinion in opinions)
    return {(verdict.profile, links.get(verdict.call, verdict.call)) for verdict in verdicts}


def _unheard(house: House, joint: Mapping[str, Partners], links: Mapping[str, str], period: date) -> set[Pair]:
    """(profile, call) of calls to apply for together that the profile's people were not told of before this period."""
    names = {call: {call, *(other for other, main in links.items() if main == call)} for call in joint}
    return {
        (slug, call)
        for call, partners in joint.items()
        for slug in partners
        if not any(told < period for name in names[call] for told in house.store.letters.periods_with(slug, name))
    }


def letters_due(house: House, now: datetime) -> Iterator[Letter]:
    """The weekly letters of the period that no one has been written yet; people on pause get none."""
    on = desk(house, now)
    for recipient in house.recipients():
        paused = house.store.pauses.has(recipient.address)
        if not paused and not house.store.letters.exists("digest", recipient.address, on.week.period):
            yield weekly_letter(on, recipient)


def weekly_letter(on: Desk, recipient: Recipient) -> Letter:
    """What this person should read now."""
    house, settings = on.house, on.house.settings
    digest = choose(
        recipient,
        {profile.slug: on.matches[profile.slug] for profile in recipient.profiles},
        _mentions(on, recipient.address),
        on.week,
        first=house.store.letters.is_first(recipient.address),
    )
    token = house.new_token()
    letter = render(
        digest,
        house.knowledge.programme,
        why=why_sentence,
        message_id=message_id("digest", recipient.address, on.week.period, settings.mail.sender),
        sender=settings.mail.sender,
        company=all(profile.company for profile in recipient.profiles),
        calendar=house.knowledge.calendar,
        answer_url=settings.page(token),
        answer_address=settings.mail.coordinator or "",
    )
    return replace(letter, to=recipient.addresses(on.week.today), token=token)


def _mentions(on: Desk, address: str) -> dict[str, list[Mention]]:
    """What the person was told; a call told under one id counts for the call that now stands for it."""
    told: dict[str, list[Mention]] = {}
    for call, mentions in on.house.store.letters.mentions(address).items():
        told.setdefault(on.links.get(call, call), []).extend(mentions)
    return told
