"""Pages of funders as they were last sent, so that what has not changed need not be sent again."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from sqlite_utils import Database

from sources.kit.shelf import Kept, Shelf


class Pages:
    """The table `pages`. What it lacks is asked for in full; nothing else depends on it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def shelf(self, source: str, since: datetime) -> Shelf:
        """The kept pages of the source that were sent in full at or after `since`."""
        rows = self._db.query(
            "select url, etag, modified, charset, packed from pages where source = ? and at >= ?",
            [source, since.isoformat()],
        )
        return Shelf({row.pop("url"): Kept(**row) for row in rows})

    def keep(self, source: str, shelf: Shelf, now: datetime) -> None:
        """Adds what was sent in full, and drops every page that the source did not lead to any more."""
        rows = (
            {"source": source, "url": url, **asdict(kept), "at": now.isoformat()} for url, kept in shelf.fresh.items()
        )
        self._drop(source, shelf.used)
        self._db.table("pages").insert_all(rows, pk=("source", "url"), replace=True)

    def forget(self, source: str) -> None:
        """Drops all pages of the source: the next reading asks for them in full."""
        self._drop(source, set())

    def _drop(self, source: str, but: set[str]) -> None:
        old = "source = ? and url not in (select value from json_each(?))"
        values = [source, json.dumps(sorted(but))]
        if self._db.table("pages").count_where(old, values):
            self._db.table("pages").delete_where(old, values)
