"""Every run and what each source gave in it; the present state of every source follows from that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any, Literal

from sqlite_utils import Database

from matcher.model import Health, Outcome, SourceState
from sources.kit.call import Source

FLAGS = ("ok", "doubtful", "unseen")  # stored as numbers
USUAL = 10  # readings that tell what is usual


class Runs:
    """The tables `runs` and `outcomes`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def start(self, verb: str, now: datetime) -> int:
        """Records that a verb begins; returns the run's number."""
        self._db.table("runs").insert({"verb": verb, "started": now.isoformat()})
        return int(next(self._db.query("select max(id) as id from runs"))["id"])

    def end(self, run: int, now: datetime, failures: int, note: str) -> None:
        """Records how a run ended. A run without an end was killed."""
        self._db.table("runs").update(run, {"ended": now.isoformat(), "failures": failures, "note": note})

    def latest(self, count: int) -> list[dict[str, Any]]:
        """The latest runs, newest first."""
        return list(self._db.query("select * from runs order by id desc limit ?", [count]))

    def last(self, verb: str, now: datetime, how: Literal["begun", "ended", "well"] = "begun") -> datetime | None:
        """When the latest run of the verb began; or of those that came to an end, or to one without failures.

        What somebody tried with a date after `now` does not count.
        """
        ends = {"begun": "", "ended": "and ended is not null", "well": "and failures = 0"}[how]
        sql = f"select max(started) as at from runs where verb = ? and started <= ? {ends}"  # noqa: S608 - written here
        return _moment(self._db, sql, [verb, now.isoformat()])

    def record(self, run: int, outcome: Outcome, now: datetime) -> None:
        """Records what one source gave."""
        flags = {name: int(getattr(outcome, name)) for name in FLAGS}
        row = {**asdict(outcome), **flags, "run": run, "at": now.isoformat()}
        self._db.table("outcomes").insert(row)

    def last_read(self, source: str) -> datetime | None:
        """When the source was last tried, well or not."""
        return _moment(self._db, "select max(at) as at from outcomes where source = ?", [source])

    def last_ok(self, source: str) -> datetime | None:
        """When the source was last read well."""
        return _moment(self._db, "select max(at) as at from outcomes where source = ? and ok = 1", [source])

    def first_ok(self, source: str) -> datetime | None:
        """When the source was first read well, as far as is remembered."""
        return _moment(self._db, "select min(at) as at from outcomes where source = ? and ok = 1", [source])

    def good(self, source: str, most: int = USUAL) -> list[Outcome]:
        """The latest good readings of the source, newest first."""
        rows = self._db.query(
            "select * from outcomes where source = ? and ok = 1 order by run desc limit ?", [source, most]
        )
        return [_outcome(row) for row in rows]

    def news(self, source: str) -> list[datetime]:
        """When readings of the source brought new or changed calls, ascending."""
        sql = "select at from outcomes where source = ? and new + changed > 0 order by at"
        return [datetime.fromisoformat(row["at"]) for row in self._db.query(sql, [source])]

    def state(self, source: Source) -> SourceState:
        """The source as its latest reading left it."""
        sql = "select * from outcomes where source = ? order by run desc limit 1"
        row = next(self._db.query(sql, [source.name]), None)
        if row is None:
            return SourceState(source.name, source.title, source.format, "never")
        latest = _outcome(row)
        return SourceState(
            source.name,
            source.title,
            source.format,
            _health(latest),
            latest.calls,
            self.last_ok(source.name),
            None if latest.ok else self._ill_since(source.name),
            latest.error,
            latest,
        )

    def _ill_since(self, source: str) -> date | None:
        """The day of the first reading after the last good one."""
        since = _moment(
            self._db,
            "select min(at) as at from outcomes where source = ?1 and run >"
            " (select coalesce(max(run), 0) from outcomes where source = ?1 and ok = 1)",
            [source],
        )
        return since.date() if since else None


def _health(latest: Outcome) -> Health:
    if latest.ok:
        return "ok"
    if latest.doubtful:
        return "doubtful"
    return "unseen" if latest.unseen else "failing"


def _outcome(row: Mapping[str, Any]) -> Outcome:
    told = {field.name: row[field.name] for field in fields(Outcome)}
    return Outcome(**told | {name: bool(told[name]) for name in FLAGS})


def _moment(db: Database, sql: str, values: list[str]) -> datetime | None:
    at = next(db.query(sql, values))["at"]
    return datetime.fromisoformat(at) if at else None
