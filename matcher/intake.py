"""One reading of one source, from the web into the store; and calls that a person brings."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

import matcher.reconcile
from matcher.calls_file import updated
from matcher.errors import Stopped
from matcher.harvest import harvest, open_web
from matcher.health import LEAST_TO_COMPARE, vanished
from matcher.house import House
from matcher.model import Outcome
from matcher.side_by_side import side_by_side
from matcher.store.calls import GONE_AFTER, Stored, fingerprint
from sources.kit.addresses import place_of
from sources.kit.call import Call, Source
from sources.kit.errors import SourceError
from sources.kit.transport import Pace
from sources.kit.web import Web

log = logging.getLogger(__name__)

Kept = Literal["new", "changed", "same"]

# A daily run starts a moment earlier or, when summer begins, an hour sooner than the day before.
SLACK = timedelta(hours=1, minutes=5)
# Of the open calls that a source listed before, so many may be missing at once before the reading is doubted.
LARGEST_DROP = 0.4
NOTHING_TAKEN = "; nothing was taken away (when the funder did: matcher collect --accept)"
# After this time a page is asked for in full, lest a server that always says "unchanged" be believed for ever.
PAGES_KEPT = timedelta(days=7)


def is_due(house: House, name: str, now: datetime) -> bool:
    """Whether the pause that the operator wants between two readings of the source is over."""
    pause, last = house.settings.source(name).pause, house.store.runs.last_read(name)
    return not pause or last is None or not timedelta(0) <= now - last < pause - SLACK


@dataclass(frozen=True)
class _Reading:
    """One source while it is read: opened and kept in the house's thread, read in any."""

    house: House
    source: Source
    web: Web

    @property
    def host(self) -> str:
        """Where it is read."""
        return place_of(self.house.settings.source(self.source.name).url or self.source.url)

    def read(self) -> dict[str, Call]:
        """Its calls by key. Raises Stopped when the server job must end, and whatever the source raises."""
        self.house.go_on()
        return harvest(self.source, self.house.settings.source(self.source.name), self.web)


def read_sources(house: House, sources: Iterable[Source], now: datetime, *, accept: bool = False) -> Iterator[Outcome]:
    """Reads the sources side by side and keeps what they gave, one after the other, in their order.

    A source that fails changes nothing that is stored of it, and stops no other.

    accept  a person has looked: what the readings lack was taken away by the funders
    """
    pace, today = Pace(house.settings.http.per_second), house.settings.schedule.today(now)
    shelves = [(source, house.store.pages.shelf(source.name, now - PAGES_KEPT)) for source in sources]
    readings = [
        _Reading(house, source, open_web(source, house.settings, today, shelf, pace)) for source, shelf in shelves
    ]
    results = side_by_side([(reading.host, reading.read) for reading in readings], house.settings.http.hosts)
    try:
        with closing(results):
            for reading, result in zip(readings, results, strict=True):
                yield _outcome(reading, result, now, accept=accept)
    finally:
        for reading in readings:
            reading.web.close()
        pace.close()


def _outcome(reading: _Reading, result: Callable[[], dict[str, Call]], now: datetime, *, accept: bool) -> Outcome:
    try:
        return _keep(reading, result(), now, accept=accept)
    except Stopped:
        raise
    except SourceError as error:
        fault = str(error)
    except Exception as error:  # one of three broad excepts: a fault in one source's code must not stop the others
        log.exception("%s: unforeseen", reading.source.name)
        fault = f"unforeseen {type(error).__name__}: {error}"
    return _failed(reading, fault)


def _failed(reading: _Reading, fault: str) -> Outcome:
    house, source, web = reading.house, reading.source, reading.web
    with house.store.atomic():
        house.store.pages.forget(source.name)  # what could not be read must come anew
    return Outcome(
        source.name,
        ok=False,
        asked=web.asked,
        answered=web.answered,
        unmodified=web.unmodified,
        error=fault,
        unseen=house.is_unseen(source),
    )


def _keep(reading: _Reading, calls: dict[str, Call], now: datetime, *, accept: bool) -> Outcome:
    house, web = reading.house, reading.web
    known = house.store.calls.stored(reading.source.name)
    read = {key: (call, fingerprint(call)) for key, call in calls.items()}
    found = matcher.reconcile.compare(known, read, web.skipped, GONE_AFTER)
    times = GONE_AFTER if accept else 1
    outcome = _counted(reading, calls, found, [call for call in known.values() if call.missed + times >= GONE_AFTER])
    drop, fall = _drop(known, found.missing, web.today), vanished(house.store.runs.good(outcome.source), outcome)
    doubt = "" if accept else "; ".join(filter(None, (drop, fall)))
    with house.store.atomic():
        # What is new is never lost, but a doubtful reading takes nothing away, and no days from calls that had them.
        if doubt and fall:
            found, outcome = replace(found, changed=()), replace(outcome, changed=0)
        _write(house, found, now)
        if doubt:
            house.store.pages.forget(outcome.source)
            return replace(outcome, ok=False, doubtful=True, gone=0, error=f"{doubt}{NOTHING_TAKEN}")
        house.store.calls.miss(found.missing, house.store.runs.last_ok(outcome.source), times)
        house.store.pages.keep(outcome.source, web.shelf, now)
    return outcome


def _counted(
    reading: _Reading, calls: Mapping[str, Call], found: matcher.reconcile.Difference, nearly_gone: Iterable[Stored]
) -> Outcome:
    web, missing = reading.web, set(found.missing)
    return Outcome(
        reading.source.name,
        ok=True,
        asked=web.asked,
        answered=web.answered,
        unmodified=web.unmodified,
        calls=len(calls),
        with_deadline=sum(bool(call.deadlines or call.opens) or call.rolling for call in calls.values()),
        with_money=sum(any((call.grant_min, call.grant_max, call.budget, call.grant_rate)) for call in calls.values()),
        with_text=sum(bool(call.text) for call in calls.values()),
        skipped=len(web.skipped),
        new=len(found.new),
        changed=len(found.changed),
        missing=len(missing),
        gone=sum(call.id in missing for call in nearly_gone),
        error="; ".join(f"{key}: {fault}" for key, fault in web.skipped.items()),
    )


def _drop(known: Mapping[str, Stored], missing: Iterable[str], today: date) -> str:
    """Whether so many calls that should still be open are not in the reading that it cannot be whole."""
    missing = set(missing)
    open_still = [call for call in known.values() if call.missed < GONE_AFTER and call.may_be_open(today)]
    lost = sum(call.id in missing for call in open_still)
    if len(open_still) < LEAST_TO_COMPARE or lost <= LARGEST_DROP * len(open_still):
        return ""
    return f"{lost} of {len(open_still)} calls that should still be open are missing"


def _write(house: House, found: matcher.reconcile.Difference, now: datetime) -> None:
    store = house.store.calls
    store.add(found.new, now)
    for call in found.changed:
        before = store.get(call.id)
        store.update(call, matcher.reconcile.changes(before, call, now) if before else [])
    store.find_again(found.returned)


def keep_added(house: House, call: Call, now: datetime) -> Kept:
    """Stores the call of a page that a person chose; reading the page again replaces what it said before.

    No source lists it, so nothing ever misses it.
    """
    read = {call.key: (call, fingerprint(call))}
    found = matcher.reconcile.compare(house.store.calls.stored(call.source), read, (), GONE_AFTER)
    with house.store.atomic():
        _write(house, found, now)
    return "new" if found.new else "changed" if found.changed else "same"


def keep_brought(house: House, calls: Iterable[Call], now: datetime) -> tuple[int, int]:
    """Stores calls that a person brings: new ones and changes, never a removal. Returns (new, changed)."""
    by_source: dict[str, dict[str, tuple[Call, str]]] = defaultdict(dict)
    for call in calls:
        # An exported id carries its source when two sources share a key.
        call = replace(call, key=call.key.removeprefix(f"{call.source}:"))
        stored = house.store.calls.get(call.id)
        whole = updated(stored, call) if stored else call
        by_source[call.source][call.key] = (whole, fingerprint(whole))
    new = changed = 0
    with house.store.atomic():
        for source, read in by_source.items():
            found = matcher.reconcile.compare(house.store.calls.stored(source), read, (), GONE_AFTER)
            _write(house, found, now)
            new, changed = new + len(found.new), changed + len(found.changed)
    return new, changed
