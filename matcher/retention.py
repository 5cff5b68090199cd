"""Old records removed as the municipality has decided, and a person forgotten. Nothing goes before it is exported."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from matcher.errors import StoreError
from matcher.house import House, recorded
from matcher.store.retention import RULES, Rule

log = logging.getLogger(__name__)

Old = dict[Rule, datetime]


def removable(house: House, now: datetime) -> dict[str, int]:
    """Kind of rows -> how many are old enough to be removed, whether or not a decision allows it; and old addresses."""
    counts = {rule.table: house.store.retention.count(rule, before) for rule, before in _old(house, now).items()}
    return {kind: count for kind, count in (counts | {"addresses": len(_former(house, now))}).items() if count}


def purge(house: House, now: datetime) -> dict[str, int]:
    """Exports what is old, then removes it; all of it or nothing. Returns what was removed.

    Does nothing without a decision. Raises StoreError when the export cannot be written.
    """
    rules, found = house.settings.retention, removable(house, now)
    if not rules.allowed or not found:
        return {}
    with recorded(house, "purge", now) as (_, tally):
        folder = _export(house, found, now)
        house.store.retention.wiping()
        with house.store.atomic():
            for address in _former(house, now):
                house.store.retention.forget(address)
            for rule, before in _old(house, now).items():
                house.store.retention.remove(rule, before)
        house.store.retention.wiped()
        tally.done = sum(found.values())
        tally.note = f"{tally.done} rows removed by decision {rules.decision.strip()}, exported to {folder.name}"
    return found


def forget(house: House, address: str, now: datetime) -> dict[str, int]:
    """Takes a person's address out of everything that is stored. Returns table -> how many rows named it."""
    with recorded(house, "forget", now) as (_, tally):
        house.store.retention.wiping()
        with house.store.atomic():
            traces = house.store.retention.forget(address)
        house.store.retention.wiped()
        tally.done = sum(traces.values())
        tally.note = f"{tally.done} rows name a person no longer"
    return traces


def _old(house: House, now: datetime) -> Old:
    """Every rule that is in force, with the moment before which its rows are old."""
    days = {rule: getattr(house.settings.retention, rule.days) for rule in RULES}
    return {rule: now - timedelta(days=number) for rule, number in days.items() if number}


def _former(house: House, now: datetime) -> list[str]:
    """Addresses that no file names any more and that nothing was written to for as long as letters are kept."""
    days = house.settings.retention.letters_days
    if not days:
        return []
    named = {address.casefold() for address in house.addresses()}
    silent = house.store.retention.silent_since(now - timedelta(days=days))
    return [address for address in silent if address.casefold() not in named]


def _export(house: House, found: dict[str, int], now: datetime) -> Path:
    """Everything that is to be removed, one file of JSON lines for every table, in a folder that is whole or not there.

    The addresses are not exported: that they are gone is the purpose.
    """
    folder = house.settings.retention.export / f"{now:%Y%m%dT%H%M%S}"
    partial = folder.with_name(f".{folder.name}.partial")
    told = {"decision": house.settings.retention.decision, "at": now.isoformat(), "removed": found}
    try:
        partial.mkdir(parents=True, mode=0o700)
        _write(partial / "decision.json", [told])
        for rule, before in _old(house, now).items():
            if found.get(rule.table):
                _write(partial / f"{rule.table}.jsonl", house.store.retention.old(rule, before))
        partial.replace(folder)
    except OSError as error:
        raise StoreError(f"{folder}: the export cannot be written, so nothing is removed: {error}") from error
    log.info("exported what is removed to %s", folder)
    return folder


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def places(address: str, files: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    """Where files still name the address: the file, and the line of it."""
    word = address.casefold()
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if word in line.casefold():
                yield path, number


def holding(address: str, folders: Iterable[Path]) -> Iterator[Path]:
    """The files in the folders whose name or content names the address: letters, exports, old copies."""
    word = address.casefold()
    for folder in folders:
        for path in sorted(folder.rglob("*") if folder.is_dir() else ()):
            if path.is_file() and (word in path.name.casefold() or word.encode() in path.read_bytes().lower()):
                yield path
