"""Every run and what each source gave in it; the present state of every source follows from that."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from sqlite_utils import Database

from matcher.model import Outcome, SourceState
from sources.kit.call import Source


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
        row = {**asdict(outcome), "run": run, "at": now.isoformat(), "ok": int(outcome.ok)}
        self._db.table("outcomes").insert(row)

    def last_read(self, source: str) -> datetime | None:
        """When the source was last tried, well or not."""
        return _moment(self._db, "select max(at) as at from outcomes where source = ?", [source])

    def last_ok(self, source: str) -> datetime | None:
        """When the source was last read well."""
        return _moment(self._db, "select max(at) as at from outcomes where source = ? and ok = 1", [source])

    def state(self, source: Source) -> SourceState:
        """The source as it stands now."""
        latest = next(
            self._db.query("select * from outcomes where source = ? order by run desc limit 1", [source.name]), None
        )
        if latest is None:
            return SourceState(source.name, source.title, source.format, "never")
        last_ok = self.last_ok(source.name)
        if latest["ok"]:
            return SourceState(
                source.name, source.title, source.format, "ok", latest["calls"], last_ok, problem=latest["error"]
            )
        since = _moment(
            self._db,
            "select min(at) as at from outcomes where source = ?1 and run >"
            " (select coalesce(max(run), 0) from outcomes where source = ?1 and ok = 1)",
            [source.name],
        )
        return SourceState(
            source.name, source.title, source.format, "failing", 0, last_ok, _day(since), latest["error"]
        )


def _moment(db: Database, sql: str, values: list[str]) -> datetime | None:
    at = next(db.query(sql, values))["at"]
    return datetime.fromisoformat(at) if at else None


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
