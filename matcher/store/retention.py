"""What is removed when it is old, and a person who is forgotten. What a letter told stays: nobody is told twice."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from matcher.store.calls import GONE_AFTER
from matcher.store.letters import WAITING

Key = Literal["letters_days", "answers_days", "runs_days", "calls_days"]


@dataclass(frozen=True)
class Rule:
    """One kind of old rows.

    days     the setting that says how old
    columns  what is written down of a row before it is removed; never a token
    where    what is old; ?1 is the moment before which it is
    removal  statements that remove it, with {where} in the place of the condition
    """

    table: str
    days: Key
    columns: str
    where: str
    removal: tuple[str, ...]


_UNSETTLED = f"select letter from deliveries where {WAITING}"  # noqa: S608 - a constant
# The state of a source follows from its last good reading and everything after it.
_OLD_OUTCOMES = (
    "at < ?1 and run < (select max(run) from outcomes as good where good.source = outcomes.source and good.ok)"
)
# What is due follows from the last run of every verb, whatever became of it.
_OLD_RUNS = (
    "started < ?1 and id not in (select max(id) from runs group by verb, ended is null, failures > 0)"  # noqa: S608
    f" and id not in (select run from outcomes where not ({_OLD_OUTCOMES}))"
)
_GONE = (
    f"missed >= {GONE_AFTER} and last_seen < ?1"  # noqa: S608 - a constant
    " and id not in (select call from mentions) and id not in (select call from verdicts)"
    " and id not in (select canonical from calls where canonical is not null)"
)
# In this order: what refers to something goes before it. No rule may find more once another has removed its rows.
RULES = (
    Rule(
        "letters",
        "letters_days",
        "id, kind, recipient, period, message_id, subject, html, text, calendar, composed",
        f"composed < ?1 and html != '' and id not in ({_UNSETTLED})",
        ("update letters set subject = '', html = '', text = '', calendar = '', token = '' where {where}",),
    ),
    Rule(
        "deliveries",
        "letters_days",
        "*",
        f"updated < ?1 and answer != '' and not {WAITING}",
        ("update deliveries set answer = '' where {where}",),
    ),
    Rule("notices", "letters_days", "*", "at < ?1 and letter is not null", ("delete from notices where {where}",)),
    Rule("holds", "letters_days", "*", "period < ?1", ("delete from holds where {where}",)),
    Rule(
        "verdicts",
        "answers_days",
        "*",
        "at < ?1 and (note != '' or letter != 0)",
        ("update verdicts set note = '', letter = 0 where {where}",),
    ),
    Rule(
        "outcomes",
        "runs_days",
        "*",
        _OLD_OUTCOMES,
        ("delete from outcomes where {where}",),
    ),
    Rule("runs", "runs_days", "*", _OLD_RUNS, ("delete from runs where {where}",)),
    Rule(
        "calls",
        "calls_days",
        "id, data, first_seen, last_seen",
        _GONE,
        (
            "delete from changes where call in (select id from calls where {where})",
            "delete from matches where call in (select id from calls where {where})",
            "delete from calls where {where}",
        ),
    ),
)

_THEIRS = "recipient = :address collate nocase"
_FORGETTING = (
    f"update deliveries set status = 'cancelled' where {WAITING} and (address = :address collate nocase"  # noqa: S608
    f" or letter in (select id from letters where {_THEIRS}))",
    f"update verdicts set note = '' where letter in (select id from letters where {_THEIRS})",  # noqa: S608
    # The Message-ID is made from the address, and a calendar file breaks its lines anywhere.
    "update letters set token = '', calendar = '', message_id = '<' || lower(hex(randomblob(12))) ||"  # noqa: S608
    f" substr(message_id, instr(message_id, '@')) where {_THEIRS}",
    "delete from pauses where address = :address collate nocase",
)


class Retention:
    """Works on every table, for those who remove and forget."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def count(self, rule: Rule, before: datetime) -> int:
        """How many rows the rule would remove."""
        return self._db.table(rule.table).count_where(rule.where, [before.isoformat()])

    def old(self, rule: Rule, before: datetime) -> Iterator[dict[str, Any]]:
        """The rows that `remove` would remove, one at a time."""
        sql = f"select {rule.columns} from {rule.table} where {rule.where}"  # noqa: S608 - all of it stands above
        return self._db.query(sql, [before.isoformat()])

    def remove(self, rule: Rule, before: datetime) -> None:
        """Removes what the rule calls old."""
        for statement in rule.removal:
            self._db.execute(statement.format(where=rule.where), [before.isoformat()])

    def silent_since(self, before: datetime) -> list[str]:
        """Addresses that are in no letter, and were not paused, since then."""
        rows = self._db.query(
            "select address from (select address, composed as at from deliveries join letters on letters.id = letter"
            " union all select address, at from pauses) where address like '%@%' group by address having max(at) < ?",
            [before.isoformat()],
        )
        return [row["address"] for row in rows]

    def traces(self, address: str) -> dict[str, int]:
        """Table -> how many of its rows name the person, however the address is written."""
        self._let_sql_read(address)
        tables = {table: _texts(self._db, table) for table in self._db.table_names()}
        counts = {
            table: self._db.table(table).count_where(" or ".join(f"names([{column}])" for column in columns))
            for table, columns in tables.items()
            if columns
        }
        return {table: count for table, count in counts.items() if count}

    def forget(self, address: str) -> dict[str, int]:
        """Puts a meaningless name in the place of the address, the same everywhere. Returns what `traces` returned.

        Nothing is sent there any more, the person's answer pages are closed, and what was written on them is gone. The
        rows stay, so that every count of letters and answers stays what it was.
        """
        traces = self.traces(address)
        for statement in _FORGETTING:
            self._db.execute(statement, {"address": address})
        for table in traces:
            columns = _texts(self._db, table)
            changes = ", ".join(f"[{column}] = forgotten([{column}])" for column in columns)
            named = " or ".join(f"names([{column}])" for column in columns)
            self._db.execute(f"update [{table}] set {changes} where {named}")  # noqa: S608 - names of our own tables
        return traces

    def wiping(self) -> None:
        """From now on, what is removed is overwritten in the file, too."""
        self._db.execute("pragma secure_delete = on")

    def wiped(self) -> None:
        """Empties the file of latest changes beside the database, in which what was removed may still stand."""
        self._db.execute("pragma wal_checkpoint(truncate)")

    def _let_sql_read(self, address: str) -> None:
        """Makes `names(text)` and `forgotten(text)` known to SQL. Every spelling gets a name of its own."""
        word = re.compile(rf"(?<![\w.+%-]){re.escape(address)}(?![\w-]|\.\w)", re.IGNORECASE)
        name: defaultdict[str, str] = defaultdict(lambda: f"glomd-{secrets.token_hex(6)}")
        self._db.register_function(lambda text: bool(text and word.search(text)), name="names", replace=True)
        self._db.register_function(
            lambda text: text and word.sub(lambda found: name[found.group()], text), name="forgotten", replace=True
        )


def _texts(db: Database, table: str) -> list[str]:
    return [column.name for column in db.table(table).columns if column.type == "TEXT"]
