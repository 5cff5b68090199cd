"""The outbox and its ledger: what was written to whom, and what became of it at every address."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from matcher.model import Delivery, DeliveryStatus, Letter, LetterKind, Mention

WAITING = "status in ('queued', 'sending', 'failed')"
# What was said of this letter, else of all letters of the period, else how the operator wants it.
HELD = (
    "kind like 'digest%' and coalesce("
    "(select held from holds where holds.period = letters.period and holds.recipient = letters.recipient),"
    " (select held from holds where holds.period = letters.period and holds.recipient = ''), :by_hand)"
)
DUE = f"{WAITING} and (next_try is null or next_try <= :now) and not ({HELD})"
OUTBOX = "from letters join deliveries on letter = letters.id"
REACHED = (
    "exists (select 1 from deliveries where deliveries.letter = letters.id and status not in ('refused', 'cancelled'))"
)
MOMENTS = ("first_try", "next_try", "updated")
FIELDS = ("kind", "recipient", "message_id", "subject", "html", "text", "calendar", "token")


class Letters:
    """The tables `letters`, `mentions` and `deliveries`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def exists(self, kind: LetterKind, recipient: str, period: date) -> bool:
        """Whether this letter was composed already."""
        values = [kind, recipient, period.isoformat()]
        return bool(self._db.table("letters").count_where("kind = ? and recipient = ? and period = ?", values))

    def is_first(self, recipient: str) -> bool:
        """Whether the recipient has never had a weekly letter."""
        sql = "select 1 from told where recipient = ? and kind like 'digest%' limit 1"
        rows = self._db.query(sql, [recipient])
        return next(rows, None) is None

    def mentions(self, recipient: str) -> dict[str, list[Mention]]:
        """Call -> every time that a weekly or an extra letter told the recipient of it, oldest first.

        A letter that every address refused told nothing.
        """
        rows = self._db.query(
            "select mentions.*, period from told join mentions on mentions.letter = told.id"
            " where recipient = ? order by period, told.id",
            [recipient],
        )
        told: dict[str, list[Mention]] = defaultdict(list)
        for row in rows:
            told[row["call"]].append(_mention(row))
        return dict(told)

    def periods_with(self, profile: str, call: str) -> list[date]:
        """The days of the letters that told somebody of the profile of this call, oldest first."""
        rows = self._db.query(
            "select distinct period from told join mentions on mentions.letter = told.id"
            " where profile = ? and call = ? order by period",
            [profile, call],
        )
        return [date.fromisoformat(row["period"]) for row in rows]

    def told(self, *, by_hand: bool) -> set[tuple[str, str]]:
        """Every (profile, call) that a weekly or an extra letter told somebody of; one on hold has told nothing."""
        rows = self._db.query(
            "select distinct profile, call from told as letters join mentions on mentions.letter = letters.id"  # noqa: S608
            f" where not ({HELD}) or exists (select 1 from deliveries where deliveries.letter = letters.id"
            " and status = 'sent')",
            {"by_hand": by_hand},
        )
        return {(row["profile"], row["call"]) for row in rows}

    def told_as_urgent(self) -> set[tuple[str, str]]:
        """Every (profile, call) that the coordinator was told cannot wait."""
        rows = self._db.query(
            "select distinct profile, call from mentions join letters on letters.id = letter"  # noqa: S608 - a constant
            f" where kind = 'urgent' and {REACHED}"
        )
        return {(row["profile"], row["call"]) for row in rows}

    def queue(self, letter: Letter, now: datetime) -> int:
        """Puts a letter in the outbox, with what it tells and every address it goes to. Returns its number."""
        row = {name: getattr(letter, name) for name in FIELDS}
        row |= {"period": letter.period.isoformat(), "composed": now.isoformat()}
        with self._db.atomic():
            number = int(self._db.table("letters").insert(row).last_pk)  # type: ignore[arg-type]
            self._db.table("mentions").insert_all(_row(number, mention) for mention in letter.mentions)
            self._db.table("deliveries").insert_all(
                {"letter": number, "address": address, "status": "queued", "attempts": 0, "answer": "",
                 "first_try": None, "next_try": None, "updated": now.isoformat()}
                for address in letter.to or (letter.recipient,)
            )  # fmt: skip
        return number

    def waiting(self, now: datetime, *, by_hand: bool = False) -> Iterator[Letter]:
        """Letters to deliver now, oldest first, each with the addresses that still wait in `to`.

        One left in "sending" by a killed run is among them; one that failed waits until its next try, and one that is
        held until it is released.

        by_hand  weekly letters of which nothing was said are held
        """
        found = list(
            self._db.query(
                f"select letters.id, group_concat(address, char(10)) as addresses {OUTBOX} where {DUE}"
                " group by letters.id order by composed, letters.id",
                {"now": now.isoformat(), "by_hand": by_hand},
            )
        )
        for row in found:  # one at a time, since a whole outbox takes much memory
            letter = _letter(next(self._db.query("select * from letters where id = ?", [row["id"]])))
            yield replace(letter, to=tuple(sorted(row["addresses"].split("\n"))))

    def any_waiting(self, now: datetime, *, by_hand: bool = False) -> bool:
        """Whether anything is to be delivered now."""
        return next(self.waiting(now, by_hand=by_hand), None) is not None

    def waiting_since(self, *, by_hand: bool = False) -> datetime | None:
        """From when on the first letter that waits, and is not held, may be delivered; None when none waits."""
        sql = f"select min(coalesce(next_try, composed)) as at {OUTBOX} where {WAITING} and not ({HELD})"
        at = next(self._db.query(sql, {"by_hand": by_hand}))["at"]
        return datetime.fromisoformat(at) if at else None

    def held(self, *, by_hand: bool) -> int:
        """How many letters are written and wait until the coordinator releases them."""
        sql = f"select count(distinct letters.id) as n {OUTBOX} where {WAITING} and {HELD}"
        return int(next(self._db.query(sql, {"by_hand": by_hand}))["n"])

    def cancel_held(self, before: date, now: datetime, *, by_hand: bool) -> int:
        """Cancels what is still held of earlier periods, so that its calls come back. Returns how many letters."""
        sql = f"select distinct letters.id {OUTBOX} where {WAITING} and {HELD} and period < :before"
        held = [row["id"] for row in self._db.query(sql, {"by_hand": by_hand, "before": before.isoformat()})]
        for number in held:
            self.cancel(number, "was not released before the next letter", now)
        return len(held)

    def cancel(self, letter: int, why: str, now: datetime) -> None:
        """Ends every delivery of the letter that still waits."""
        values = [why, now.isoformat(), letter]
        self._db.execute(
            "update deliveries set status = 'cancelled', answer = ?, updated = ?, next_try = null"  # noqa: S608
            f" where letter = ? and {WAITING}",
            values,
        )

    def get(self, number: int) -> Letter | None:
        """The letter with this number, with its mentions."""
        row = next(self._db.query("select * from letters where id = ?", [number]), None)
        return replace(_letter(row), mentions=tuple(self._mentions_of(number))) if row else None

    def by_token(self, token: str) -> tuple[Letter, datetime] | None:
        """The letter whose answer page the token opens, with its mentions, and when it was composed.

        A letter without a token has no page, so the empty token opens none.
        """
        row = next(self._db.query("select * from letters where token = ? and token != ''", [token]), None)
        if row is None:
            return None
        letter = replace(_letter(row), mentions=tuple(self._mentions_of(row["id"])))
        return letter, datetime.fromisoformat(row["composed"])

    def revoke(self, recipient: str) -> int:
        """Closes the answer pages of all the person's letters so far, for ever. Returns how many were open."""
        sql = "update letters set token = '' where recipient = ? collate nocase and token != ''"
        return self._db.execute(sql, [recipient]).rowcount

    def claim(self, letter: Letter, now: datetime) -> tuple[str, ...]:
        """Marks the letter's deliveries as being sent, before they are; returns the addresses that still waited."""
        claimed = [
            address
            for address in letter.to
            if self._db.execute(
                "update deliveries set status = 'sending', attempts = attempts + 1, updated = :now,"  # noqa: S608
                f" first_try = coalesce(first_try, :now) where letter = :letter and address = :address and {WAITING}",
                {"now": now.isoformat(), "letter": letter.id, "address": address},
            ).rowcount
            == 1
        ]
        return tuple(claimed)

    def settle(
        self, letter: int, address: str, status: DeliveryStatus, answer: str, now: datetime,
        next_try: datetime | None = None,
    ) -> None:  # fmt: skip
        """Records what became of the letter at one address, after it is known."""
        self._db.table("deliveries").update(
            (letter, address),
            {"status": status, "answer": answer, "updated": now.isoformat(),
             "next_try": next_try.isoformat() if next_try else None},
        )  # fmt: skip

    def deliveries(self, letter: int) -> list[Delivery]:
        """The ledger of one letter, by address."""
        rows = self._db.query("select * from deliveries where letter = ? order by address", [letter])
        return [_delivery(row) for row in rows]

    def calls_in(self, period: date) -> dict[str, int]:
        """Profile -> how many calls the weekly letters of the period hold for it, for profiles that have any."""
        rows = self._db.query(
            "select profile, count(distinct call) as n from letters join mentions on letter = letters.id"
            " where kind = 'digest' and period = ? group by profile",
            [period.isoformat()],
        )
        return {row["profile"]: row["n"] for row in rows}

    def counts(self, kinds: Collection[LetterKind] = ()) -> dict[str, int]:
        """Delivery status -> number of deliveries, of all letters or those of some kinds."""
        marks = ",".join("?" * len(kinds))
        where = f"where kind in ({marks})" if kinds else ""
        rows = self._db.query(
            "select status, count(*) as n from deliveries join letters on letters.id = letter"  # noqa: S608 - only marks
            f" {where} group by status order by status",
            list(kinds),
        )
        return {row["status"]: row["n"] for row in rows}

    def _mentions_of(self, number: int) -> Iterable[Mention]:
        rows = self._db.query(
            "select mentions.*, period from mentions join letters on letters.id = letter where letter = ?"
            " order by mentions.rowid",
            [number],
        )
        return (_mention(row) for row in rows)


def _row(letter: int, mention: Mention) -> dict[str, Any]:
    return {
        "letter": letter,
        "call": mention.call,
        "profile": mention.profile,
        "section": mention.section,
        "deadlines": json.dumps([day.isoformat() for day in mention.deadlines]),
        "sequence": mention.sequence,
        "correction": mention.correction,
    }


def _mention(row: dict[str, Any]) -> Mention:
    return Mention(
        row["call"],
        row["profile"],
        row["section"],
        tuple(date.fromisoformat(day) for day in json.loads(row["deadlines"])),
        row["sequence"],
        row["correction"],
        date.fromisoformat(row["period"]),
    )


def _letter(row: dict[str, Any]) -> Letter:
    return Letter(**{name: row[name] for name in FIELDS}, period=date.fromisoformat(row["period"]), id=row["id"])


def _delivery(row: dict[str, Any]) -> Delivery:
    moments = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in MOMENTS}
    return Delivery(row["letter"], row["address"], row["status"], row["attempts"], row["answer"], **moments)
