"""Killed while it is made, upgraded, copied or put back, the database is whole: as before, or as after.

The table in `docs/operations.md` is written anew by

    GOLDEN=write .venv/bin/pytest tests/test_crash_database.py
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from matcher.store import open_store
from sources.kit.call import Call
from tests.crash import Cradle, Morning, agrees_with_docs, is_sound

OLD = Path(__file__).parent / "old_databases" / "m001_first_tables.sql"
NOW = datetime(2026, 11, 30, 6, tzinfo=UTC)
CALL = Call("se_one", "aldre", "https://funder.example/aldre", "Bidrag till äldreomsorg")


def nothing(path: Path) -> None:
    """No database yet."""


def old(path: Path) -> None:
    """A database of the first version, with something in every table."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(OLD.read_text(encoding="utf-8"))


def crashed(path: Path) -> None:
    """A database whose latest changes still lie beside it, as a killed process leaves them, and an older backup."""
    living = path.with_name("living.db")
    with open_store(living) as store:
        store.calls.add([CALL], NOW)
        store.backup(path.with_name("backup.db"))
        store.calls.add([replace(CALL, key="skola")], NOW)
        for suffix in ("", "-wal"):
            shutil.copy(f"{living}{suffix}", f"{path}{suffix}")


CASES: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "a new database is made": (nothing, ()),
    "an old one is upgraded": (old, ()),
    "a backup is made": (crashed, ("backup",)),
    "a backup is put back": (crashed, ("restore",)),
}


def content(folder: Path) -> list[str]:
    """Every table and row but the times of the upgrades, in no order of theirs."""
    with closing(sqlite3.connect(folder / "matcher.db")) as db:
        return sorted(line for line in db.iterdump() if not line.startswith('INSERT INTO "_sqlite_migrations"'))


class Workshop:
    """One case: the folder before, what it becomes, and every step on the way."""

    def __init__(self, folder: Path, cradle: Cradle, case: str) -> None:
        prepare, self._verbs = CASES[case]
        self._folder, self._cradle = folder, cradle
        self._start = folder / "start"
        self._start.mkdir()
        prepare(self._start / "matcher.db")
        self._copied("before")
        self.work("before", ())
        self.before = content(folder / "before")
        self._copied("after")
        self.steps = self.work("after", self._verbs)
        self.after = content(folder / "after")

    def work(self, name: str, verbs: Sequence[str], fatal: int = 0) -> list[str]:
        return self._cradle.live(Morning(str(self._folder / name), list(verbs), NOW.isoformat(), "", 1, fatal))

    def _copied(self, name: str) -> Path:
        shutil.rmtree(self._folder / name, ignore_errors=True)
        return Path(shutil.copytree(self._start, self._folder / name))

    def killed(self, number: int) -> bool:
        """Dies before the step, opens what is left, and does the whole work again. Whether it was as after at once."""
        folder, step = self._copied("killed"), f"step {number}, before {self.steps[number - 1]!r}"
        assert self.work("killed", self._verbs, number) == self.steps[:number], step
        self.work("killed", ())
        assert all(is_sound(database) for database in folder.glob("*.db")), step  # the backup among them
        found = content(folder)
        assert found in (self.before, self.after), step
        if self._verbs:
            self.work("killed", self._verbs)
        assert is_sound(folder / "matcher.db"), step
        assert content(folder) == self.after, step
        return found == self.after


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], list[bool]]]:
    """Case -> for each of its steps, whether the database was found as after (or else as before)."""
    with Cradle() as cradle:

        @cache
        def dead(case: str) -> list[bool]:
            workshop = Workshop(tmp_path_factory.mktemp("workshop"), cradle, case)
            return [workshop.killed(number) for number in range(1, len(workshop.steps) + 1)]

        yield dead


@pytest.mark.parametrize("case", CASES)
def test_killed_before_any_step_the_database_is_whole(found: Callable[[str], list[bool]], case: str) -> None:
    assert found(case)


def test_the_docs_tell_it(found: Callable[[str], list[bool]]) -> None:
    table = ["| killed while | steps | then as before | then as after |", "|---|--:|--:|--:|"]
    for case in CASES:
        after = found(case)
        table.append(f"| {case} | {len(after)} | {after.count(False)} | {after.count(True)} |")
    assert agrees_with_docs(table), "see the top of this file"
