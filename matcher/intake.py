"""One reading of one source, from the web into the store; and calls that a person brings."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

import matcher.reconcile
from matcher.calls_file import updated
from matcher.harvest import harvest, open_web
from matcher.house import House
from matcher.model import Outcome
from matcher.store.calls import GONE_AFTER, Stored, fingerprint
from sources.kit.call import Call, Source
from sources.kit.errors import SourceError
from sources.kit.web import Web

log = logging.getLogger(__name__)

Kept = Literal["new", "changed", "same"]

# A daily run starts a moment earlier or, when summer begins, an hour sooner than the day before.
SLACK = timedelta(hours=1, minutes=5)
# Of the open calls that a source listed before, so many may be missing at once before the reading is doubted.
LARGEST_DROP = 0.4
LEAST_TO_COMPARE = 8  # below this, a few calls that are withdrawn look like a collapse


def is_due(house: House, name: str, now: datetime) -> bool:
    """Whether the pause that the operator wants between two readings of the source is over."""
    pause, last = house.settings.source(name).pause, house.store.runs.last_read(name)
    return not pause or last is None or not timedelta(0) <= now - last < pause - SLACK


def read_source(house: House, source: Source, now: datetime, *, accept: bool = False) -> Outcome:
    """Reads the source and keeps what it gave. A source that fails changes nothing, and never raises.

    accept  a person has looked: the calls that are missing were taken away by the funder, and are gone at once
    """
    bent = house.settings.source(source.name)
    web = open_web(source, bent, house.settings.http, house.settings.schedule.today(now))
    try:
        return _keep(house, source, harvest(source, bent, web), web, now, accept=accept)
    except SourceError as error:
        return Outcome(source.name, ok=False, asked=web.asked, error=str(error))
    except Exception as error:  # one of three broad excepts: a fault in one source's code must not stop the others
        log.exception("%s: unforeseen", source.name)
        return Outcome(source.name, ok=False, asked=web.asked, error=f"unforeseen {type(error).__name__}: {error}")
    finally:
        web.close()


def _keep(house: House, source: Source, calls: dict[str, Call], web: Web, now: datetime, *, accept: bool) -> Outcome:
    store = house.store.calls
    known = store.stored(source.name)
    read = {key: (call, fingerprint(call)) for key, call in calls.items()}
    found = matcher.reconcile.compare(known, read, web.skipped, GONE_AFTER)
    doubt = "" if accept else _doubt(known, found.missing, web.today)
    with house.store.atomic():
        _write(house, found, now)
        if not doubt:  # what is new is never lost, but a doubtful reading takes nothing away
            times = GONE_AFTER if accept else 1
            store.miss(found.missing, house.store.runs.last_ok(source.name), times)
    return Outcome(
        source.name,
        ok=not doubt,
        asked=web.asked,
        calls=len(calls),
        with_deadline=sum(bool(call.deadlines) or call.rolling for call in calls.values()),
        with_text=sum(bool(call.text) for call in calls.values()),
        skipped=len(web.skipped),
        new=len(found.new),
        changed=len(found.changed),
        missing=len(found.missing),
        error=doubt or "; ".join(f"{key}: {fault}" for key, fault in web.skipped.items()),
    )


def _doubt(known: dict[str, Stored], missing: Iterable[str], today: date) -> str:
    """Why this reading cannot be trusted to be whole: too many calls that should still be open are not in it."""
    missing = set(missing)
    open_still = [call for call in known.values() if call.missed < GONE_AFTER and call.may_be_open(today)]
    lost = sum(call.id in missing for call in open_still)
    if len(open_still) < LEAST_TO_COMPARE or lost <= LARGEST_DROP * len(open_still):
        return ""
    return (
        f"{lost} of {len(open_still)} calls that should still be open are missing; nothing was taken away"
        " (when the funder did withdraw them: matcher collect --accept)"
    )


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
