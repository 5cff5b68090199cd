"""Copies of the database file: made while others write, looked through before use, put back in its place."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from matcher.errors import StoreError
from matcher.store.schema import is_newer, migrations

log = logging.getLogger(__name__)

BESIDE = ("-wal", "-shm")  # what SQLite keeps beside the file while somebody works on it


def copy(db: sqlite3.Connection, path: Path) -> None:
    """A consistent copy at `path`, also while another process writes. A file that is there is replaced whole.

    Raises StoreError when it cannot be written.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        with closing(sqlite3.connect(partial)) as target:
            db.backup(target)
            target.execute("pragma journal_mode = delete")
        partial.replace(path)
    except (OSError, sqlite3.Error) as error:
        partial.unlink(missing_ok=True)
        raise StoreError(f"{path}: the copy cannot be written: {error}") from error


def keep_before(db: sqlite3.Connection, path: Path, step: str) -> None:
    """Keeps the database as it was before a migration, beside it. Raises StoreError: then nothing may be migrated."""
    kept = path.with_name(f"{path.name}.before-{step}.bak")
    copy(db, kept)
    log.info("%s is migrated; as it was before, it is kept in %s", path, kept)


def put_back(backup: Path, path: Path, now: datetime) -> Path | None:
    """Makes the backup the database at `path`; returns where the one that was there is kept, with all of its changes.

    For whoever knows that nobody works on it. There is a whole database at `path` at every moment; the backup itself
    is only read. Raises StoreError when it is not a sound database of ours: then nothing was changed.
    """
    partial = path.with_name(f".{path.name}.partial")
    aside = path.with_name(f"{path.name}.replaced-{now:%Y%m%dT%H%M%S}")
    try:
        _copy_file(backup, partial)
        _look_through(partial, backup)
        if path.exists():
            _take_in(path)
            _copy_file(path, aside)
            # Where that failed: the old file's latest changes must not be taken for changes of the new one.
            for suffix in BESIDE:
                _move(Path(f"{path}{suffix}"), Path(f"{aside}{suffix}"))
        partial.replace(path)
    except OSError as error:
        raise StoreError(f"{backup}: cannot be put in place of {path}: {error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return aside if aside.exists() else None


def _copy_file(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _take_in(path: Path) -> None:
    """SQLite writes the changes that lie beside the file into it, so that it is whole alone. A damaged one stays."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as db:
        db.execute("pragma wal_checkpoint(truncate)")


def _move(source: Path, target: Path) -> None:
    if source.exists():
        source.replace(target)


def _look_through(path: Path, called: Path) -> None:
    """Raises StoreError when the file is damaged or none of ours."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            faults = [row[0] for row in connection.execute("pragma integrity_check") if row[0] != "ok"]
            faults += [f"a row of {row[0]} refers to nothing" for row in connection.execute("pragma foreign_key_check")]
            db = Database(connection)
            ours, newer = bool(migrations.applied(db)), is_newer(db)
    except sqlite3.Error as error:
        raise StoreError(f"{called}: is not a database: {error}") from error
    if faults:
        raise StoreError(f"{called}: the database is damaged: {'; '.join(faults[:3])}")
    if not ours:
        raise StoreError(f"{called}: is a database, but none that matcher made")
    if newer:
        raise StoreError(f"{called}: the database was made by a newer version of matcher")
