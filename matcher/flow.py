"""The spine: six verbs take calls from the world to the right inbox. Each is safe to repeat; time is an argument.

A failure of one source or one letter is counted, logged and passed by; it never stops the others.
"""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import matcher.duplicates
import matcher.reconcile
from matcher.calls_file import updated
from matcher.digest import choose, render
from matcher.errors import DeliveryError
from matcher.harvest import harvest, open_web
from matcher.house import House, Tally, recorded
from matcher.knowledge import Profile
from matcher.mail import Folder, Mailbox, mailbox
from matcher.model import Letter, Match, Outcome, Proposal, Section, SourceState
from matcher.scoring.explain import why_sentence
from matcher.scoring.fingerprints import call_fingerprint, fingerprint
from matcher.store.calls import GONE_AFTER
from matcher.store.calls import fingerprint as stored_fingerprint
from sources.kit.call import Call, Source
from sources.kit.errors import SourceError
from sources.kit.web import Web

log = logging.getLogger(__name__)

# A daily run starts a moment earlier or, when summer begins, an hour sooner than the day before.
SLACK = timedelta(hours=1, minutes=5)


# ---------------------------------------------------------------------------------------------------------- collect
def collect(house: House, now: datetime, names: Collection[str] = (), *, due: bool = False) -> list[Outcome]:
    """Reads sources (all enabled ones, or those named), compares with what is stored, saves. `due`: only those due."""
    with recorded(house, "collect", now) as (run, tally):
        outcomes = []
        for name, source in house.sources.items():
            wanted = name in names if names else house.settings.enabled(name)
            if not wanted or (due and not _is_due(house, name, now)):
                continue
            outcome = _collect_one(house, source, now)
            house.store.runs.record(run, outcome, now)
            log.log(logging.INFO if outcome.ok else logging.ERROR, "%s", outcome)
            outcomes.append(outcome)
        tally.done = len(outcomes)
        tally.failures = sum(not outcome.ok or outcome.skipped > 0 for outcome in outcomes)
        tally.note = f"{len(outcomes)} sources read, {tally.failures} with problems"
    return outcomes


def _is_due(house: House, name: str, now: datetime) -> bool:
    pause, last = house.settings.source(name).pause, house.store.runs.last_read(name)
    return not pause or last is None or not timedelta(0) <= now - last < pause - SLACK


def _collect_one(house: House, source: Source, now: datetime) -> Outcome:
    bent = house.settings.source(source.name)
    web = open_web(source, bent, house.settings.http, house.settings.schedule.today(now))
    try:
        return _keep(house, source, harvest(source, bent, web), web, now)
    except SourceError as error:
        return Outcome(source.name, ok=False, asked=web.asked, error=str(error))
    except Exception as error:  # one of three broad excepts: a fault in one source's code must not stop the others
        log.exception("%s: unforeseen", source.name)
        return Outcome(source.name, ok=False, asked=web.asked, error=f"unforeseen {type(error).__name__}: {error}")
    finally:
        web.close()


def _keep(house: House, source: Source, calls: dict[str, Call], web: Web, now: datetime) -> Outcome:
    store = house.store.calls
    read = {key: (call, stored_fingerprint(call)) for key, call in calls.items()}
    found = matcher.reconcile.compare(store.stored(source.name), read, web.skipped, GONE_AFTER)
    with house.store.atomic():
        _write(house, found, now)
        store.miss(found.missing, house.store.runs.last_ok(source.name))
    return Outcome(
        source.name,
        ok=True,
        asked=web.asked,
        calls=len(calls),
        with_deadline=sum(bool(call.deadlines) or call.rolling for call in calls.values()),
        with_text=sum(bool(call.text) for call in calls.values()),
        skipped=len(web.skipped),
        new=len(found.new),
        changed=len(found.changed),
        missing=len(found.missing),
        error="; ".join(f"{key}: {fault}" for key, fault in web.skipped.items()),
    )


def _write(house: House, found: matcher.reconcile.Difference, now: datetime) -> None:
    store = house.store.calls
    store.add(found.new, now)
    for call in found.changed:
        before = store.get(call.id)
        store.update(call, matcher.reconcile.changes(before, call, now) if before else [])
    store.find_again(found.returned)


def take_in(house: House, calls: Iterable[Call], now: datetime) -> tuple[int, int]:
    """Stores calls that a person brings: new ones and changes, never a removal. Returns (new, changed)."""
    by_source: dict[str, dict[str, tuple[Call, str]]] = defaultdict(dict)
    for call in calls:
        # An exported id carries its source when two sources share a key.
        call = replace(call, key=call.key.removeprefix(f"{call.source}:"))
        stored = house.store.calls.get(call.id)
        whole = updated(stored, call) if stored else call
        by_source[call.source][call.key] = (whole, stored_fingerprint(whole))
    new = changed = 0
    with recorded(house, "import", now) as (_, tally), house.store.atomic():
        for source, read in by_source.items():
            found = matcher.reconcile.compare(house.store.calls.stored(source), read, (), GONE_AFTER)
            _write(house, found, now)
            new, changed = new + len(found.new), changed + len(found.changed)
        tally.note = f"{new} new, {changed} changed"
    return new, changed


# ------------------------------------------------------------------------------------------------------------ merge
def merge(house: House, now: datetime) -> int:
    """Links the same call at several sources; recomputed whole, deletes nothing. Returns how many links changed."""
    with recorded(house, "merge", now) as (_, tally):
        links = matcher.duplicates.canonical(house.store.calls.listed())
        with house.store.atomic():
            tally.done = house.store.calls.link(links)
        tally.note = f"{len(links)} calls stand under another, {tally.done} links changed"
    return tally.done


# ------------------------------------------------------------------------------------------------------------ score
def score(house: House, now: datetime) -> int:
    """Scores every listed call for every profile, unless nothing has changed. Returns how many matches were made."""
    with recorded(house, "score", now) as (_, tally):
        house.store.matches.drop_profiles(list(house.profiles))
        due = _due_matches(house)
        if due:
            _score(house, due)
        tally.done = len(due)
        tally.note = f"{tally.done} matches made"
    return tally.done


def _due_matches(house: House) -> dict[tuple[str, str], str]:
    """(profile, call) -> new fingerprint, for every match that is missing or was made from something else."""
    known = house.store.matches.fingerprints()
    makers = {slug: fingerprint(profile, house.knowledge) for slug, profile in house.profiles.items()}
    due = {}
    for call in house.store.calls.current():
        content = call_fingerprint(call)
        for slug, maker in makers.items():
            made_from = hashlib.sha256(f"{maker} {content}".encode()).hexdigest()[:32]
            if known.get((slug, call.id)) != made_from:
                due[slug, call.id] = made_from
    return due


def _score(house: House, due: Mapping[tuple[str, str], str]) -> None:
    from matcher.scoring.matcher import Matcher  # late: an unchanged run should not pay for loading scikit-learn

    slugs, ids = {slug for slug, _ in due}, {call for _, call in due}
    scorer = Matcher({slug: house.profiles[slug] for slug in sorted(slugs)}, house.knowledge)
    matches = scorer.rank([call for call in house.store.calls.current() if call.id in ids])
    pairs = ((match, due.get((match.profile, match.call))) for match in matches)
    with house.store.atomic():
        house.store.matches.save((match, made_from) for match, made_from in pairs if made_from)


# ---------------------------------------------------------------------------------------------------------- compose
def compose(house: House, now: datetime) -> list[Letter]:
    """Writes this period's letters into the outbox, one per profile and recipient that has none yet."""
    with recorded(house, "compose", now) as (_, tally):
        letters = []
        for letter in letters_due(house, now):
            house.store.letters.queue(letter, now)
            letters.append(letter)
        tally.done = len(letters)
        tally.note = f"{len(letters)} letters for {house.settings.schedule.period(now)}"
    return letters


def letters_due(house: House, now: datetime) -> Iterator[Letter]:
    """The letters of the period that no one has been written yet; stores nothing."""
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


# ---------------------------------------------------------------------------------------------------------- deliver
def deliver(house: House, now: datetime) -> Tally:
    """Sends what waits in the outbox: recorded before and after each letter, so at least once and never lost."""
    with recorded(house, "deliver", now) as (_, tally):
        box = mailbox(house.settings.mail)
        for letter in house.store.letters.waiting():
            if house.store.letters.claim(letter, now):
                _deliver_one(house, box, letter, now, tally)
        tally.note = f"{tally.done} letters sent, {tally.failures} not"
    return tally


def _deliver_one(house: House, box: Mailbox, letter: Letter, now: datetime, tally: Tally) -> None:
    ledger = house.store.letters
    try:
        answer = box.send(letter, now)
    except DeliveryError as error:
        ledger.settle(letter, "refused" if error.permanent else "failed", str(error), now)
        tally.failures += 1
        log.error("letter to %s (%s): %s", letter.recipient, letter.profile, error)
    except Exception as error:  # the second broad except: one letter must not stop the others
        ledger.settle(letter, "failed", f"unforeseen {type(error).__name__}: {error}", now)
        tally.failures += 1
        log.exception("letter to %s (%s): unforeseen", letter.recipient, letter.profile)
    else:
        ledger.settle(letter, "sent", answer, now)
        tally.done += 1


def try_out(house: House, letters: Iterable[Letter], folder: Path, now: datetime) -> int:
    """Writes letters into a folder for eyes; the outbox does not know of it. Returns how many."""
    box = Folder(folder, house.settings.mail.sender)
    return sum(bool(box.send(letter, now)) for letter in letters)


# ------------------------------------------------------------------------------------------------------------ learn
def learn(house: House, now: datetime) -> list[Proposal]:
    """Turns verdicts into proposed changes of profiles; a person approves them by editing the file."""
    with recorded(house, "learn", now) as (_, tally):
        from matcher.scoring import feedback  # late, as above

        verdicts = house.store.verdicts.latest()
        calls = {verdict.call: call for verdict in verdicts if (call := house.store.calls.get(verdict.call))}
        proposals = feedback.propose(house.profiles, verdicts, calls)
        with house.store.atomic():
            house.store.verdicts.propose(proposals)
        tally.done = len(proposals)
        tally.note = f"{len(verdicts)} verdicts, {len(proposals)} proposals"
    return proposals


def run(house: House, now: datetime) -> tuple[list[Outcome], int, list[Letter], Tally]:
    """The main job: the five verbs in order, once."""
    outcomes = collect(house, now, due=True)
    merge(house, now)
    made = score(house, now)
    letters = compose(house, now)
    return outcomes, made, letters, deliver(house, now)


def rehearse(house: House, now: datetime) -> tuple[list[Outcome], list[Letter]]:
    """The main job up to the letters that it would compose now; the outbox is left as it is."""
    outcomes = collect(house, now, due=True)
    merge(house, now)
    score(house, now)
    return outcomes, list(letters_due(house, now))
