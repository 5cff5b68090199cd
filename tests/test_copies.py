"""Copies of the database: before every migration, on demand, and back again without a trace of what was there."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.errors import AlreadyRunning, StoreError
from matcher.store import look_into, only_run, only_server, open_store, restore
from matcher.store.schema import migrations
from tests.command import matcher, write_config
from tests.test_store import CALL, NOW, OLD

LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)
ASIDE = "matcher.db.replaced-20261201T120000"
FIRST = OLD / "m001_first_tables.sql"
OTHER = replace(CALL, key="8")


def make(path: Path, script: Path = FIRST) -> Path:
    with sqlite3.connect(path) as db:
        db.executescript(script.read_text(encoding="utf-8"))
    db.close()
    return path


def steps(path: Path) -> list[str]:
    with sqlite3.connect(path) as db:
        found = [row[0] for row in db.execute("select name from _sqlite_migrations order by id")]
    db.close()
    return found


def calls(path: Path) -> list[str]:
    with open_store(path) as store:
        return [call.key for call in store.calls.every()]


# --- Before a migration -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("open_it", [open_store, look_into])
def test_a_database_is_kept_as_it_was_before_it_is_migrated(
    tmp_path: Path, open_it: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    path = make(tmp_path / "matcher.db")
    with caplog.at_level(logging.INFO):
        for _ in range(2):
            with open_it(path):  # type: ignore[attr-defined]
                pass
    second = migrations._migrations[1].name
    kept = tmp_path / f"matcher.db.before-{second}.bak"
    assert list(tmp_path.glob("*.bak")) == [kept]
    assert steps(kept) == [migrations._migrations[0].name]
    assert steps(path) == [step.name for step in migrations._migrations]
    assert caplog.text.count(str(kept)) == 1


def test_a_new_database_needs_no_copy(tmp_path: Path) -> None:
    with open_store(tmp_path / "matcher.db"):
        pass
    assert list(tmp_path.glob("*.bak")) == []


def test_what_cannot_be_copied_is_not_migrated(tmp_path: Path) -> None:
    path = make(tmp_path / "matcher.db")
    (tmp_path / f"matcher.db.before-{migrations._migrations[1].name}.bak").mkdir()
    with pytest.raises(StoreError, match="the copy cannot be written"), open_store(path):
        pass
    assert len(steps(path)) == 1


# --- Back again ---------------------------------------------------------------------------------------------------


def backed_up(tmp_path: Path) -> tuple[Path, Path]:
    """A database with two calls, the second of which came after the backup."""
    path, backup = tmp_path / "matcher.db", tmp_path / "backup.db"
    with open_store(path) as store:
        store.calls.add([CALL], NOW)
        store.backup(backup)
        store.calls.add([OTHER], NOW)
    return path, backup


def test_a_backup_is_put_back_and_what_was_there_is_kept(tmp_path: Path) -> None:
    path, backup = backed_up(tmp_path)
    before = backup.read_bytes()
    assert restore(backup, path, LATER) == tmp_path / ASIDE
    assert calls(path) == ["7"]
    assert calls(tmp_path / ASIDE) == ["7", "8"]
    assert backup.read_bytes() == before


def test_changes_that_lay_beside_the_old_database_are_not_taken_for_the_new_ones(tmp_path: Path) -> None:
    path, backup = backed_up(tmp_path)
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with open_store(path) as store:
        store.calls.add([replace(CALL, key="9")], NOW)
        for file in tmp_path.glob("matcher.db*"):  # as they lie there when the machine loses its power now
            shutil.copy(file, crashed / file.name)
    path = crashed / "matcher.db"
    assert (crashed / "matcher.db-wal").stat().st_size > 0
    restore(backup, path, LATER)
    assert calls(path) == ["7"]
    assert calls(crashed / ASIDE) == ["7", "8", "9"]


def test_an_older_backup_is_migrated_and_where_there_was_nothing_it_is_simply_there(tmp_path: Path) -> None:
    path = tmp_path / "data" / "matcher.db"
    assert restore(make(tmp_path / "old.db"), path, LATER) is None
    assert steps(path) == [step.name for step in migrations._migrations]
    assert len(steps(tmp_path / "old.db")) == 1
    assert calls(path) == ["7"]


def damaged(path: Path) -> None:
    """A page in the middle is overwritten, as by a bad disk."""
    with open_store(path) as store:
        store.calls.add([replace(CALL, key=str(number), text="x" * 3000) for number in range(100, 150)], NOW)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = b"\xff" * 4096
    path.write_bytes(content)


def of_another_program(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("create table matters (id integer)")
    db.close()


def newer(path: Path) -> None:
    with open_store(path) as store:
        store._db.execute("insert into _sqlite_migrations values (99, 'matcher', 'm999_future', '2030-01-01')")


def cut(path: Path) -> None:
    with open_store(path) as store:
        store.calls.add([CALL], NOW)
    path.write_bytes(path.read_bytes()[:20_000])


def orphaned(path: Path) -> None:
    with open_store(path) as store:
        store._db.execute("pragma foreign_keys = off")
        store._db.execute("insert into mentions values (1, 'nobody', 'social', 'new', '[]', 0, '')")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (damaged, "damaged|not a database"),
        (cut, "damaged|not a database"),
        (of_another_program, "none that matcher made"),
        (newer, "newer version"),
        (orphaned, "refers to nothing"),
        (lambda path: path.write_text("ett brev\n" * 1000), "is not a database"),
        (lambda path: path.touch(), "none that matcher made"),
        (lambda path: path.mkdir(), "cannot be put in place"),
    ],
)
def test_what_is_no_sound_database_of_ours_is_refused(
    tmp_path: Path, spoil: Callable[[Path], object], words: str
) -> None:
    path, _ = backed_up(tmp_path)
    spoilt = tmp_path / "spoilt.db"
    spoil(spoilt)
    with pytest.raises(StoreError, match=words):
        restore(spoilt, path, LATER)
    assert calls(path) == ["7", "8"]
    assert list(tmp_path.glob("*replaced*")) == list(tmp_path.glob(".*")) == []


def test_a_damaged_database_can_be_replaced(tmp_path: Path) -> None:
    path, backup = backed_up(tmp_path)
    path.write_text("ett brev\n" * 1000)
    restore(backup, path, LATER)
    assert calls(path) == ["7"]
    assert (tmp_path / ASIDE).read_text().startswith("ett brev")


@pytest.mark.parametrize("lock", [only_run, only_server])
def test_nothing_is_put_back_under_somebody_who_works(tmp_path: Path, lock: Callable[[Path], object]) -> None:
    path, backup = backed_up(tmp_path)
    with lock(path), pytest.raises(AlreadyRunning):  # type: ignore[attr-defined]
        restore(backup, path, LATER)
    assert calls(path) == ["7", "8"]


# --- The commands -------------------------------------------------------------------------------------------------


def test_the_commands_make_a_copy_and_put_it_back(tmp_path: Path) -> None:
    config = write_config(tmp_path)
    with open_store(tmp_path / "data" / "matcher.db") as store:
        store.calls.add([CALL], NOW)
    assert matcher("--config", config, "backup", tmp_path / "copy.db").exit_code == 0
    with open_store(tmp_path / "data" / "matcher.db") as store:
        store.calls.add([OTHER], NOW)
    restored = matcher("--config", config, "restore", tmp_path / "copy.db")
    assert restored.exit_code == 0
    assert "ligger kvar i" in restored.stdout and "matcher hold --waiting" in restored.stdout
    assert calls(tmp_path / "data" / "matcher.db") == ["7"]
    missing = matcher("--config", config, "restore", tmp_path / "nothing.db")
    assert (missing.exit_code, "Det finns ingen fil" in missing.stderr) == (2, True)
    (tmp_path / "letter.db").write_text("ett brev\n" * 1000)
    refused = matcher("--config", config, "restore", tmp_path / "letter.db")
    assert (refused.exit_code, "is not a database" in refused.stderr) == (1, True)
