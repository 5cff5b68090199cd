"""Which of the coordinator's letters are due, and the writing of them. It stores nothing but notices of ill sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from matcher.digest import coordinator as writing
from matcher.digest.coordinator import Coming, Sheet
from matcher.digest.days import is_over
from matcher.digest.facts import Reader, source_names
from matcher.digest.swedish import listed, one_line
from matcher.health import was_seen
from matcher.house import House
from matcher.message import message_id
from matcher.model import Entry, Letter, LetterKind, Match, Mention, Notice
from matcher.scoring.explain import why_sentence
from matcher.scoring.weights import WEIGHTS
from sources.kit.call import Call

# A last day this soon after the next weekly letter leaves no time to apply.
TOO_LATE = timedelta(days=3)
# A source that was ill for a day or two most often gets well by itself.
ILL_DAYS = 3
# A call that should have been seen before is no news any more.
NEWS_DAYS = 60


def preview_due(house: House, now: datetime, coming: Iterable[Letter]) -> tuple[Letter, list[Notice]] | None:
    """The preview of the next period and the notices that it tells; None without a coordinator, or when it is written.

    coming  the letters as they would be written then; not looked at when nothing is due
    """
    period = house.settings.schedule.letters.next(now).date()
    sheet = _sheet(house, "preview", period, period)
    if sheet is None or house.store.letters.exists("preview", sheet.recipient, period):
        return None
    notices, known = house.store.notices.untold(), house.calls()
    letter = writing.preview(
        sheet,
        house.settings.schedule.letters.next(now),
        [_coming(house, known, letter) for letter in coming],
        house.store.pauses.all(),
        [state for state in house.states() if state.is_ill],
        notices,
        by_hand=house.settings.schedule.by_hand,
    )
    return letter, notices


def urgent_due(house: House, now: datetime) -> list[Letter]:
    """Letters about what cannot wait for the weekly ones: to the coordinator and, if so set, to the recipients."""
    schedule, to_heads = house.settings.schedule, house.settings.mail.urgent_to_heads
    today = schedule.today(now)
    sheet = _sheet(house, "urgent", today, today)
    if sheet and house.store.letters.exists("urgent", sheet.recipient, today):
        return []  # what has come since waits until tomorrow, for the recipients too: the coordinator knows first
    calls, told = house.calls(), _mapped(house, house.store.letters.told_as_urgent())
    urgent = cannot_wait(house, calls, now)
    extras = _extras(house, calls, urgent, today) if to_heads else []
    news = [match for match in urgent if (match.profile, match.call) not in told]
    if not news or not sheet:
        return extras
    names = {slug: profile.name for slug, profile in house.profiles.items()}
    next_letters = schedule.letters.next(now).date()
    return [writing.urgent(sheet, _entries(calls, news, today), names, next_letters, told=to_heads), *extras]


def notices_due(house: House, now: datetime) -> tuple[Letter, list[Notice]] | None:
    """Today's letter with what the coordinator must be told; None when there is nothing, or one is written today."""
    notices, today = house.store.notices.untold(), house.settings.schedule.today(now)
    sheet = _sheet(house, "notice", today, today)
    if not notices or sheet is None or house.store.letters.exists("notice", sheet.recipient, today):
        return None
    return writing.notice(sheet, notices), notices


def note_ill_sources(house: House, now: datetime) -> None:
    """Notices sources that have been ill for `ILL_DAYS`; once for every illness, however long."""
    today = house.settings.schedule.today(now)
    for state in house.states():
        if state.is_ill and state.since and (today - state.since).days >= ILL_DAYS:
            text = writing.said_ill(state)
            if not house.store.notices.was_added("source", text):
                house.store.notices.add("source", text, now)


def note_missing_yearly(house: House, now: datetime) -> None:
    """Notices calls that come every year and were not seen in time; once a year each.

    Only when one of its sources was read from the beginning of the period on: else nobody can know.
    """
    today = house.settings.schedule.today(now)
    for yearly in house.knowledge.yearly:
        first, last = yearly.latest_period(today)
        read = any(_was_read(house, source, first) for source in yearly.sources)
        if not read or (today - last).days > NEWS_DAYS:
            continue
        text = writing.missing_yearly(yearly.name, first, last)
        told = house.store.notices.was_added("source", text)
        if not told and not was_seen(yearly, first, house.store.calls.every(), house.store.calls.listed()):
            house.store.notices.add("source", text, now)


def _was_read(house: House, source: str, first: date) -> bool:
    begun = house.store.runs.first_ok(source)
    return begun is not None and begun.date() <= first and source in house.sources and house.reads(source)


def cannot_wait(house: House, calls: Mapping[str, Call], now: datetime) -> list[Match]:
    """Strong matches that nobody of the profile was told of, and whose last day comes before they could act on it.

    What a profile's people have judged is known to them.
    """
    schedule = house.settings.schedule
    today, limit = schedule.today(now), schedule.letters.next(now).date() + TOO_LATE
    closing = {call.id for call in calls.values() if _closes_before(call, limit, today)}
    judged = {(verdict.profile, verdict.call) for verdict in house.store.verdicts.latest()}
    known = _mapped(house, judged | house.store.letters.told(by_hand=schedule.by_hand))
    return [
        match
        for slug in house.profiles
        for match in house.store.matches.of(slug, WEIGHTS.strong_at)
        if match.send and match.call in closing and (slug, match.call) not in known
    ]


def _mapped(house: House, pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The same (profile, call) pairs with the calls that now stand for those."""
    links = house.store.calls.links()
    return {(slug, links.get(call, call)) for slug, call in pairs}


def _entries(calls: Mapping[str, Call], matches: Sequence[Match], today: date) -> list[Entry]:
    """One entry a call, for all the profiles of these matches; the first last day first."""
    by_call: dict[str, list[Match]] = defaultdict(list)
    for match in sorted(matches, key=lambda match: (-match.score, match.profile)):
        by_call[match.call].append(match)
    entries = [
        Entry(calls[call], theirs[0], "closing", tuple(match.profile for match in theirs))
        for call, theirs in by_call.items()
    ]
    return sorted(entries, key=lambda entry: (entry.call.next_deadline(today) or today, entry.call.id))


def _closes_before(call: Call, limit: date, today: date) -> bool:
    last = call.next_deadline(today)
    return last is not None and last < limit and not is_over(call, today)


def _extras(house: House, calls: Mapping[str, Call], urgent: Sequence[Match], today: date) -> list[Letter]:
    """The letters to the recipients of these matches; people on pause get none."""
    letters = []
    for person in house.recipients():
        slugs = {profile.slug for profile in person.profiles}
        theirs = [match for match in urgent if match.profile in slugs]
        written = house.store.letters.exists("extra", person.address, today)
        if theirs and not written and not house.store.pauses.has(person.address):
            sheet = _sheet_to(house, "extra", person.address, today, today)
            letter = writing.for_recipient(sheet, _entries(calls, theirs, today))
            letters.append(replace(letter, to=person.addresses(today)))
    return letters


def _coming(house: House, known: Mapping[str, Call], letter: Letter) -> Coming:
    names = {slug: profile.name for slug, profile in house.profiles.items()}
    person = next(person for person in house.recipients() if person.address == letter.recipient)
    calls = {mention.call: mention for mention in reversed(letter.mentions)}  # the first one of a call counts
    full = [mention for call, mention in calls.items() if mention.section != "also"]
    entries = [entry for mention in reversed(full) if (entry := _entry(house, known, mention))]
    return Coming(
        letter.recipient,
        listed([one_line(names[profile.slug]) for profile in person.profiles]),
        letter.subject,
        tuple(entries),
        len(calls) - len(full),
        house.is_held(letter.period, letter.recipient),
    )


def _entry(house: House, known: Mapping[str, Call], mention: Mention) -> Entry | None:
    call = known.get(mention.call) or house.store.calls.get(mention.call)
    match = house.store.matches.get(mention.profile, mention.call)
    return Entry(call, match, mention.section) if call and match else None


def _sheet(house: House, kind: LetterKind, period: date, today: date) -> Sheet | None:
    """What a letter to the coordinator is written on; None where there is no coordinator."""
    coordinator = house.settings.mail.coordinator
    return _sheet_to(house, kind, coordinator, period, today) if coordinator else None


def _sheet_to(house: House, kind: LetterKind, recipient: str, period: date, today: date) -> Sheet:
    token = house.new_token() if kind in ("preview", "extra") else ""
    knowledge = house.knowledge
    reader = Reader(today, knowledge.programme, why_sentence, source_names(house.states()), calendar=knowledge.calendar)
    mail = house.settings.mail
    return Sheet(
        kind,
        recipient,
        period,
        message_id(kind, recipient, period, mail.sender),
        reader,
        token,
        house.settings.page(token),
        mail.coordinator or "",
    )
