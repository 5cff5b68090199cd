"""The spine: six verbs take calls from the world to the right inbox. Each is safe to repeat; time is an argument.

A failure of one source or one letter is counted, logged and passed by; it never stops the others.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import asdict, replace
from datetime import datetime

import matcher.duplicates
from matcher.coordinator import note_ill_sources, note_missing_yearly, notices_due, preview_due, urgent_due
from matcher.correspondence import letters_due
from matcher.house import House, Tally, recorded
from matcher.intake import Kept, is_due, keep_added, keep_brought, read_sources
from matcher.mail import mailbox
from matcher.model import Letter, Notice, Outcome, Proposal
from matcher.post import deliver_one
from matcher.weighing import due_matches, make_matches
from sources.kit.call import Call

log = logging.getLogger(__name__)


def collect(
    house: House, now: datetime, names: Collection[str] = (), *, due: bool = False, accept: bool = False
) -> list[Outcome]:
    """Reads sources (all enabled ones, or those named), compares with what is stored, saves.

    due     only those whose pause is over
    accept  a person has looked: what is missing now was taken away by the funder
    """
    with recorded(house, "collect", now) as (run, tally):
        outcomes = []
        wanted = [source for name, source in house.sources.items() if (name in names if names else house.reads(name))]
        ready = [source for source in wanted if not due or is_due(house, source.name, now)]
        for outcome in read_sources(house, ready, now, accept=accept):
            house.store.runs.record(run, outcome, now)
            level = logging.INFO if outcome.ok or outcome.unseen else logging.ERROR
            log.log(level, "%s", outcome, extra={"fields": asdict(outcome)})
            outcomes.append(outcome)
        tally.done = len(outcomes)
        tally.failures = sum(outcome.alarms for outcome in outcomes)
        tally.note = f"{len(outcomes)} sources read, {tally.failures} with problems"
    return outcomes


def take_in(house: House, calls: Iterable[Call], now: datetime) -> tuple[int, int]:
    """Stores calls that a person brings: new ones and changes, never a removal. Returns (new, changed)."""
    with recorded(house, "import", now) as (_, tally):
        new, changed = keep_brought(house, calls, now)
        tally.done = new + changed
        tally.note = f"{new} new, {changed} changed"
    return new, changed


def add(house: House, call: Call, now: datetime) -> Kept:
    """Stores the call of a page that a person chose, or what has changed of it."""
    with recorded(house, "add", now) as (_, tally):
        kept = keep_added(house, call, now)
        tally.done = int(kept != "same")
        tally.note = f"{call.id} {kept}"
    return kept


def merge(house: House, now: datetime) -> int:
    """Links the same call at several sources; recomputed whole, deletes nothing. Returns how many links changed."""
    with recorded(house, "merge", now) as (_, tally):
        links = matcher.duplicates.canonical(house.store.calls.listed())
        with house.store.atomic():
            tally.done = house.store.calls.link(links)
        tally.note = f"{len(links)} calls stand under another, {tally.done} links changed"
    return tally.done


def score(house: House, now: datetime) -> int:
    """Scores every listed call for every profile, unless nothing has changed. Returns how many matches were made."""
    with recorded(house, "score", now) as (_, tally):
        house.store.matches.drop_profiles(list(house.profiles))
        due = due_matches(house)
        if due:
            make_matches(house, due)
        tally.done = len(due)
        tally.note = f"{tally.done} matches made"
    return tally.done


def compose(house: House, now: datetime) -> list[Letter]:
    """Writes this period's letters into the outbox, one per person that has none yet.

    What was held and never released of earlier periods is cancelled first, so that its calls come back.
    Returns them without their words, which the outbox has: a whole town's letters take much memory.
    """
    with recorded(house, "compose", now) as (_, tally):
        period, by_hand = house.settings.schedule.period(now), house.settings.schedule.by_hand
        house.store.letters.cancel_held(period, now, by_hand=by_hand)
        letters = []
        for letter in letters_due(house, now):
            house.go_on()
            number = house.store.letters.queue(letter, now)
            letters.append(replace(letter, id=number, html="", text="", calendar=""))
        tally.done = len(letters)
        tally.note = f"{len(letters)} letters for {period}"
    return letters


def deliver(house: House, now: datetime) -> Tally:
    """Sends what waits in the outbox: recorded before and after each letter, so at least once and never lost."""
    with recorded(house, "deliver", now) as (_, tally):
        box = mailbox(house.settings)
        for letter in house.store.letters.waiting(now, by_hand=house.settings.schedule.by_hand):
            house.go_on()
            deliver_one(house, box, letter, now, tally)
        tally.note = f"{tally.done} letters sent, {tally.failures} not"
    return tally


def preview(house: House, now: datetime) -> Letter | None:
    """Writes the coordinator what would stand in the next period's letters, once a period; they are not written yet."""
    with recorded(house, "preview", now) as (_, tally):
        coming = letters_due(house, house.settings.schedule.letters.next(now))
        due = preview_due(house, now, coming)
        if due:
            _queue(house, now, *due)
        tally.done = int(due is not None)
        tally.note = f"{tally.done} preview written"
    return due[0] if due else None


def alert(house: House, now: datetime) -> list[Letter]:
    """Writes what cannot wait for the next letters: calls that close before them, and what went wrong; once a day."""
    with recorded(house, "alert", now) as (_, tally):
        note_ill_sources(house, now)
        note_missing_yearly(house, now)
        urgent, told = urgent_due(house, now), notices_due(house, now)
        with house.store.atomic():
            for letter in urgent:
                _queue(house, now, letter)
            if told:
                _queue(house, now, *told)
        letters = [*urgent, told[0]] if told else urgent
        tally.done = len(letters)
        tally.note = f"{tally.done} letters about what cannot wait"
    return letters


def _queue(house: House, now: datetime, letter: Letter, notices: Iterable[Notice] = ()) -> None:
    with house.store.atomic():
        house.store.notices.tell(notices, house.store.letters.queue(letter, now))


def learn(house: House, now: datetime) -> list[Proposal]:
    """Turns verdicts into proposed changes of the coordinator's files; a person approves them by editing the file."""
    with recorded(house, "learn", now) as (_, tally):
        from matcher.scoring import feedback  # late: the other verbs should not pay for loading scikit-learn

        verdicts = house.store.verdicts.latest()
        calls = {verdict.call: call for verdict in verdicts if (call := house.store.calls.get(verdict.call))}
        proposals = feedback.propose(house.profiles, verdicts, calls, house.knowledge)
        with house.store.atomic():
            house.store.verdicts.propose(proposals)
        tally.done = len(proposals)
        tally.note = f"{len(verdicts)} verdicts, {len(proposals)} proposals"
    return proposals


def run(house: House, now: datetime) -> tuple[list[Outcome], int, list[Letter], Tally]:
    """The main job: the five verbs in order, once; and before the last the coordinator's letters, if they are due."""
    outcomes = collect(house, now, due=True)
    merge(house, now)
    made = score(house, now)
    letters = compose(house, now)
    if house.settings.schedule.preview_moment(now):
        preview(house, now)
    alert(house, now)
    return outcomes, made, letters, deliver(house, now)


def rehearse(house: House, now: datetime) -> tuple[list[Outcome], list[Letter]]:
    """The main job up to the letters that it would compose now; the outbox is left as it is."""
    outcomes = collect(house, now, due=True)
    merge(house, now)
    score(house, now)
    return outcomes, list(letters_due(house, now))
