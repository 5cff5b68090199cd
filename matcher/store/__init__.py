"""The SQLite file: calls and their history, matches, letters, runs. Nobody outside this room knows its tables."""

from __future__ import annotations

import fcntl
import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from matcher.errors import AlreadyRunning, StoreError
from matcher.store.calls import Calls
from matcher.store.coordination import Holds, Notices, Pauses
from matcher.store.copies import copy, keep_before, put_back
from matcher.store.database import WaitingDatabase
from matcher.store.letters import Letters
from matcher.store.matches import Matches, Verdicts
from matcher.store.pages import Pages
from matcher.store.retention import Retention
from matcher.store.runs import Runs
from matcher.store.schema import is_newer, migrations

log = logging.getLogger(__name__)

BUSY_SECONDS = 30
IN_MEMORY = Path(":memory:")  # SQLite's name for a database that is gone with its connection


class Store:
    """One open database. Use it in the thread that opened it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.calls = Calls(db)
        self.matches = Matches(db)
        self.verdicts = Verdicts(db)
        self.letters = Letters(db)
        self.pauses = Pauses(db)
        self.holds = Holds(db)
        self.notices = Notices(db)
        self.runs = Runs(db)
        self.pages = Pages(db)
        self.retention = Retention(db)

    def atomic(self) -> AbstractContextManager[Any]:
        """All of the block's writing, or none of it."""
        return self._db.atomic()

    def backup(self, path: Path) -> None:
        """A consistent copy at `path`, also while another process writes. A file that is there is replaced whole.

        Raises StoreError when it cannot be written.
        """
        copy(self._db.conn, path)


@contextmanager
def open_store(path: Path) -> Iterator[Store]:
    """The database at `path`, made or migrated as needed: for whoever holds `only_run`.

    Raises StoreError when it is not one of ours.
    """
    with _connected(path) as db:
        _prepare(db, path)
        yield Store(db)


@contextmanager
def look_into(path: Path) -> Iterator[Store]:
    """The database at `path` for looking; where there is none yet an empty one, and none is made.

    Raises StoreError as `open_store` does, and AlreadyRunning when an older database cannot be migrated for a run.
    """
    if path.exists():
        _bring_up_to_date(path)
    with open_store(path if path.exists() else IN_MEMORY) as store:
        yield store


def _bring_up_to_date(path: Path) -> None:
    """Migrates under the lock that runs take, or waits until another process has done it."""
    patience = BUSY_SECONDS
    while _is_outdated(path):
        try:
            with only_run(path), open_store(path):
                return
        except AlreadyRunning:
            if not patience:
                raise
            patience -= 1
            time.sleep(1)


def _is_outdated(path: Path) -> bool:
    """Whether opening the database would write to it. A restored backup is not yet in write-ahead mode."""
    with _connected(path) as db:
        return db.journal_mode != "wal" or bool(migrations.pending(db))


@contextmanager
def _connected(path: Path) -> Iterator[Database]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = WaitingDatabase(sqlite3.connect(path, timeout=BUSY_SECONDS))
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: the database cannot be opened: {error}") from error
    try:
        yield db
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}; nothing half-done was kept") from error
    finally:
        db.close()


def _prepare(db: Database, path: Path) -> None:
    db.enable_wal()
    db.execute("pragma foreign_keys = on")
    if is_newer(db):
        raise StoreError(f"{path}: the database was made by a newer version of matcher")
    pending = migrations.pending(db)
    if pending and migrations.applied(db):
        keep_before(db.conn, path, pending[0].name)
    elif pending:
        with db.atomic():  # the library makes its table and then the index of it: whoever dies between leaves no index
            migrations.ensure_migrations_table(db)
    migrations.apply(db)


def restore(backup: Path, path: Path, now: datetime) -> Path | None:
    """Makes the backup the database at `path`, migrated as needed; returns where the one that was there is kept.

    Raises StoreError when it is not a sound database of ours, and AlreadyRunning while a run or the server works.
    """
    with only_server(path), only_run(path):
        aside = put_back(backup, path, now)
        with open_store(path):
            return aside


@contextmanager
def only_run(path: Path, patience: int = 0) -> Iterator[None]:
    """Holds the right to write for one run; the lock goes with the process, also when it is killed.

    Raises AlreadyRunning when another run still holds it after `patience` seconds.
    """
    with _locked(path, ".lock", f"another run is working on {path}; try again when it is done", patience):
        yield


@contextmanager
def only_server(path: Path) -> Iterator[None]:
    """Holds the right to be the server job, as `only_run` does for one run. Raises AlreadyRunning when there is one."""
    with _locked(path, ".server.lock", f"the server job is working on {path}; stop it first", patience=0):
        yield


@contextmanager
def _locked(path: Path, suffix: str, sentence: str, patience: int) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{path}{suffix}").open("w") as lock:
        for second in range(patience + 1):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if second == patience:
                    raise AlreadyRunning(sentence) from error
                if not second:
                    log.info("waiting at most %d seconds: %s", patience, sentence)
                time.sleep(1)
        yield
