"""Stored calls: what the funders publish now, since when, and what they changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from matcher.model import Change
from sources.kit.call import Call

DEFAULTS = {field.name: field.default for field in fields(Call)}
GONE_AFTER = 2  # healthy readings in a row without the call


@dataclass(frozen=True, slots=True)
class Stored:
    """What must be known of a stored call to compare a new reading with it."""

    id: str
    fingerprint: str
    missed: int
    closes: date | None = None

    def may_be_open(self, today: date) -> bool:
        """Whether nothing says that its last day has passed."""
        return self.closes is None or self.closes >= today


class Calls:
    """The tables `calls` and `changes`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def stored(self, source: str) -> dict[str, Stored]:
        """Every stored call of the source by key, without its text."""
        rows = self._db.query("select key, id, fingerprint, missed, closes from calls where source = ?", [source])
        return {row["key"]: Stored(row["id"], row["fingerprint"], row["missed"], _day(row["closes"])) for row in rows}

    def get(self, call: str) -> Call | None:
        """The call with this id."""
        return next(self._select("where id = ?", [call]), None)

    def search(self, words: str, most: int) -> list[tuple[str, str]]:
        """(id, title) of calls with this key or address, or with `words` in the title; at most so many, by id."""
        rows = self._db.query(
            "select id, title from calls where key = :words or url = :words or instr(lower(title), lower(:words))"
            " order by id limit :most",
            {"words": words, "most": most},
        )
        return [(row["id"], row["title"]) for row in rows]

    def is_gone(self, call: str) -> bool:
        """Whether its source has stopped listing the call."""
        return bool(self._db.table("calls").count_where("id = ? and missed >= ?", [call, GONE_AFTER]))

    def current(self) -> Iterator[Call]:
        """Every call that stands for itself and that its source still lists, by id."""
        return self._select("where canonical is null and missed < ? order by id", [GONE_AFTER])

    def some(self, ids: Collection[str]) -> Iterator[Call]:
        """The stored calls among these, by id."""
        return self._select("where id in (select value from json_each(?)) order by id", [json.dumps(list(ids))])

    def fingerprints(self) -> dict[str, str]:
        """Call -> its fingerprint, for every call of `current`, without reading the calls."""
        rows = self._db.query("select id, fingerprint from calls where canonical is null and missed < ?", [GONE_AFTER])
        return {row["id"]: row["fingerprint"] for row in rows}

    def told_and_gone(self) -> Iterator[Call]:
        """Every call that a letter told of and that its source has stopped listing, by id."""
        return self._select("where missed >= ? and id in (select call from mentions) order by id", [GONE_AFTER])

    def listed(self) -> Iterator[Call]:
        """Every call that its source still lists, also doubled ones, by id."""
        return self._select("where missed < ? order by id", [GONE_AFTER])

    def every(self) -> Iterator[Call]:
        """Every stored call, also gone and doubled ones, by id."""
        return self._select("order by id", [])

    def since(self, moment: datetime) -> Iterator[tuple[Call, datetime]]:
        """Calls first seen at or after `moment`, with that time, oldest first."""
        rows = self._db.query(
            "select data, first_seen from calls where canonical is null and first_seen >= ? order by first_seen, id",
            [moment.isoformat()],
        )
        return ((from_json(row["data"]), datetime.fromisoformat(row["first_seen"])) for row in rows)

    def add(self, calls: Iterable[Call], now: datetime) -> None:
        """Stores calls that were never seen before."""
        self._db.table("calls").insert_all(
            ({**_row(call), "first_seen": now.isoformat(), "last_seen": None, "missed": 0} for call in calls), pk="id"
        )

    def update(self, call: Call, changes: Sequence[Change]) -> None:
        """Stores a changed call and what changed."""
        self._db.table("calls").update(call.id, _row(call))
        self._db.table("changes").insert_all({**asdict(change), "at": change.at.isoformat()} for change in changes)

    def miss(self, ids: Iterable[str], last_seen: datetime | None, times: int = 1) -> None:
        """Counts one more healthy reading (or so many) without these calls."""
        for call in ids:
            self._db.execute(
                "update calls set missed = missed + ?, last_seen = coalesce(last_seen, ?) where id = ?",
                [times, last_seen.isoformat() if last_seen else None, call],
            )

    def find_again(self, ids: Iterable[str]) -> None:
        """Calls that were missed are listed again."""
        for call in ids:
            self._db.execute("update calls set missed = 0, last_seen = null where id = ?", [call])

    def link(self, canonical: Mapping[str, str]) -> int:
        """Makes `canonical` (call -> the call that stands for it) the whole truth; returns how many rows changed."""
        before = {row["id"]: row["canonical"] for row in self._db.query("select id, canonical from calls")}
        changed = [call for call, other in before.items() if canonical.get(call) != other]
        for call in changed:
            self._db.execute("update calls set canonical = ? where id = ?", [canonical.get(call), call])
        return len(changed)

    def links(self) -> dict[str, str]:
        """Call -> the call that stands for it, for doubled calls only."""
        rows = self._db.query("select id, canonical from calls where canonical is not null")
        return {row["id"]: row["canonical"] for row in rows}

    def changes(self, call: str) -> list[Change]:
        """What the funder changed in the call, oldest first."""
        rows = self._db.query("select call, field, before, after, at from changes where call = ? order by id", [call])
        return [Change(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]

    def count(self) -> int:
        """How many calls are stored."""
        return self._db.table("calls").count

    def _select(self, rest: str, values: list[Any]) -> Iterator[Call]:
        for row in self._db.query(f"select data from calls {rest}", values):  # noqa: S608 - `rest` is written above
            yield from_json(row["data"])


def fingerprint(call: Call) -> str:
    """Changes exactly when something that the funder publishes changes."""
    return hashlib.sha256(to_json(call).encode()).hexdigest()[:32]


def to_json(call: Call) -> str:
    """The call as JSON with sorted keys; defaults are left out, so that a new field changes no old fingerprint."""
    said = {name: value for name, value in asdict(call).items() if value != DEFAULTS[name]}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, default=date.isoformat)


def from_json(data: str) -> Call:
    """The call that `to_json` wrote."""
    said = json.loads(data)
    said["keywords"] = tuple(said.get("keywords", ()))
    said["deadlines"] = tuple(date.fromisoformat(day) for day in said.get("deadlines", ()))
    if "opens" in said:
        said["opens"] = date.fromisoformat(said["opens"])
    return Call(**said)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _row(call: Call) -> dict[str, Any]:
    return {
        "id": call.id,
        "source": call.source,
        "key": call.key,
        "title": call.title,
        "url": call.url,
        "opens": call.opens.isoformat() if call.opens else None,
        "closes": call.deadlines[-1].isoformat() if call.deadlines else None,
        "data": to_json(call),
        "fingerprint": fingerprint(call),
    }
