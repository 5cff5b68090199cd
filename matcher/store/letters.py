"""The outbox and its ledger: what was written to whom, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from matcher.model import Letter, LetterStatus, Section


class Letters:
    """The tables `letters` and `letter_calls`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def exists(self, profile: str, recipient: str, period: date) -> bool:
        """Whether this letter was composed already."""
        values = [profile, recipient, period.isoformat()]
        return bool(self._db.table("letters").count_where("profile = ? and recipient = ? and period = ?", values))

    def is_first(self, profile: str, recipient: str) -> bool:
        """Whether the recipient has never been written to for this profile."""
        rows = self._db.query("select 1 from told where profile = ? and recipient = ? limit 1", [profile, recipient])
        return next(rows, None) is None

    def told(self, profile: str, recipient: str) -> dict[str, set[Section]]:
        """Call -> the sections of earlier letters in which the recipient was told of it."""
        rows = self._db.query(
            "select call, section from told join letter_calls on letter_calls.letter = told.id"
            " where profile = ? and recipient = ?",
            [profile, recipient],
        )
        told: dict[str, set[Section]] = defaultdict(set)
        for row in rows:
            told[row["call"]].add(row["section"])
        return dict(told)

    def mentions(self, profile: str, call: str) -> list[date]:
        """The periods whose letters told somebody of the profile of this call, oldest first."""
        rows = self._db.query(
            "select distinct period from told join letter_calls on letter_calls.letter = told.id"
            " where profile = ? and call = ? order by period",
            [profile, call],
        )
        return [date.fromisoformat(row["period"]) for row in rows]

    def queue(self, letter: Letter, now: datetime) -> None:
        """Puts a letter in the outbox, together with what it tells."""
        fields = {name: value for name, value in asdict(letter).items() if name not in ("id", "calls")}
        stamp = now.isoformat()
        with self._db.atomic():
            number = (
                self._db.table("letters")
                .insert(
                    fields
                    | {"period": letter.period.isoformat(), "status": "queued", "attempts": 0}
                    | {"answer": "", "composed": stamp, "updated": stamp}
                )
                .last_pk
            )
            self._db.table("letter_calls").insert_all(
                {"letter": number, "call": call, "section": section} for call, section in letter.calls
            )

    def waiting(self) -> Iterator[Letter]:
        """Letters that are to be delivered, oldest first; one left in "sending" by a killed run is among them."""
        rows = list(
            self._db.query("select * from letters where status in ('queued', 'sending', 'failed') order by period, id")
        )
        return (_letter(row) for row in rows)

    def claim(self, letter: Letter, now: datetime) -> bool:
        """Marks the letter as being sent, before it is; False when it is no longer waiting."""
        done = self._db.execute(
            "update letters set status = 'sending', attempts = attempts + 1, updated = ?"
            " where id = ? and status in ('queued', 'sending', 'failed')",
            [now.isoformat(), letter.id],
        )
        return int(done.rowcount) == 1

    def settle(self, letter: Letter, status: LetterStatus, answer: str, now: datetime) -> None:
        """Records what became of the letter, after it is known."""
        self._db.table("letters").update(letter.id, {"status": status, "answer": answer, "updated": now.isoformat()})

    def calls_in(self, period: date) -> dict[str, int]:
        """Profile -> how many calls its letter of the period holds, for profiles that have one."""
        rows = self._db.query(
            "select profile, count(distinct call) as n from letters left join letter_calls on letter = letters.id"
            " where period = ? group by profile",
            [period.isoformat()],
        )
        return {row["profile"]: row["n"] for row in rows}

    def counts(self) -> dict[str, int]:
        """Status -> number of letters."""
        rows = self._db.query("select status, count(*) as n from letters group by status order by status")
        return {row["status"]: row["n"] for row in rows}


def _letter(row: dict[str, Any]) -> Letter:
    return Letter(
        row["profile"],
        row["recipient"],
        date.fromisoformat(row["period"]),
        row["message_id"],
        row["subject"],
        row["html"],
        row["text"],
        id=row["id"],
    )
