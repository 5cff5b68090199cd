"""The SQLite file: calls and their history, matches, letters, runs. Nobody outside this room knows its tables."""

from __future__ import annotations

import fcntl
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from matcher.errors import AlreadyRunning, StoreError
from matcher.store.calls import Calls
from matcher.store.letters import Letters
from matcher.store.matches import Matches, Verdicts
from matcher.store.runs import Runs
from matcher.store.schema import migrations

BUSY_SECONDS = 30


class Store:
    """One open database. Use it in the thread that opened it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.calls = Calls(db)
        self.matches = Matches(db)
        self.verdicts = Verdicts(db)
        self.letters = Letters(db)
        self.runs = Runs(db)

    def atomic(self) -> AbstractContextManager[Any]:
        """All of the block's writing, or none of it."""
        return self._db.atomic()

    def backup(self, path: Path) -> None:
        """A consistent copy at `path`, also while another process writes. A file that is there is replaced whole.

        Raises StoreError when it cannot be written.
        """
        partial = path.with_name(f".{path.name}.partial")
        try:
            with closing(sqlite3.connect(partial)) as copy:
                self._db.conn.backup(copy)
                copy.execute("pragma journal_mode = delete")
            partial.replace(path)
        except (OSError, sqlite3.Error) as error:
            partial.unlink(missing_ok=True)
            raise StoreError(f"{path}: the copy cannot be written: {error}") from error


@contextmanager
def open_store(path: Path) -> Iterator[Store]:
    """The database at `path`, made or migrated as needed. Raises StoreError when it is not one of ours."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = Database(sqlite3.connect(path, timeout=BUSY_SECONDS))
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: the database cannot be opened: {error}") from error
    try:
        _prepare(db, path)
        yield Store(db)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}; nothing half-done was kept") from error
    finally:
        db.close()


def _prepare(db: Database, path: Path) -> None:
    db.enable_wal()
    db.execute("pragma foreign_keys = on")
    known = {step.name for step in migrations.pending(db)} | {step.name for step in migrations.applied(db)}
    ours = {step.name for step in migrations._migrations}  # the library offers no list of all steps
    if known - ours:
        raise StoreError(f"{path}: the database was made by a newer version of matcher")
    migrations.apply(db)


@contextmanager
def only_run(path: Path, patience: int = 0) -> Iterator[None]:
    """Holds the right to write for one run; the lock goes with the process, also when it is killed.

    Raises AlreadyRunning when another run still holds it after `patience` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(path.suffix + ".lock").open("w") as lock:
        for second in range(patience + 1):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if second == patience:
                    raise AlreadyRunning(f"another run is working on {path}; try again when it is done") from error
                time.sleep(1)
        yield
