"""What the coordinator decides and must be told: people on pause, letters on hold, notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlite_utils import Database

from matcher.model import Notice, NoticeKind

EVERYONE = ""
# Neither told yet, nor told only in a letter that did not reach the coordinator.
UNTOLD = (
    "not exists (select 1 from deliveries where deliveries.letter = notices.letter"
    " and status not in ('refused', 'cancelled'))"
)


class Pauses:
    """The table `pauses`: people who want no letters for now."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> dict[str, str]:
        """Address -> why the person is on pause."""
        return {row["address"]: row["why"] for row in self._db.query("select address, why from pauses order by at")}

    def has(self, address: str) -> bool:
        """Whether the person is on pause, however the address is written."""
        return bool(self._db.table("pauses").count_where("address = ? collate nocase", [address]))

    def add(self, address: str, why: str, now: datetime) -> bool:
        """Puts a person on pause; False when the person was already."""
        if self.has(address):
            return False
        self._db.table("pauses").insert({"address": address, "at": now.isoformat(), "why": why})
        return True

    def end(self, address: str) -> bool:
        """Ends a pause; False when there was none."""
        return bool(self._db.execute("delete from pauses where address = ? collate nocase", [address]).rowcount)


class Holds:
    """The table `holds`: whether weekly letters of a period are held, as far as the coordinator has said so.

    What was said of one letter goes before what was said of `EVERYONE`, until something is said of everyone again.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, period: date) -> set[str]:
        """The recipients whose letters of the period were held by name, and `EVERYONE` when all of them were."""
        rows = self._db.query("select recipient from holds where period = ? and held", [period.isoformat()])
        return {row["recipient"] for row in rows}

    def is_held(self, period: date, recipient: str, *, by_hand: bool) -> bool:
        """Whether the letter waits until it is released.

        recipient  `EVERYONE` for a letter of which nothing was said by itself
        by_hand    what holds when nothing was said at all
        """
        rows = self._db.query(
            "select held from holds where period = ? and recipient in (?, ?) order by recipient = ? desc",
            [period.isoformat(), recipient, EVERYONE, recipient],
        )
        said = next(rows, None)
        return by_hand if said is None else bool(said["held"])

    def add(self, period: date, recipient: str, now: datetime) -> None:
        """Holds a letter, or every letter of the period for `EVERYONE`."""
        self._say(period, recipient, 1, now)

    def release(self, period: date, recipient: str, now: datetime) -> None:
        """Releases a letter, or every letter of the period for `EVERYONE`."""
        self._say(period, recipient, 0, now)

    def _say(self, period: date, recipient: str, held: int, now: datetime) -> None:
        if recipient == EVERYONE:
            self._db.execute("delete from holds where period = ?", [period.isoformat()])
        row = {"period": period.isoformat(), "recipient": recipient, "held": held, "at": now.isoformat()}
        self._db.table("holds").upsert(row, pk=("period", "recipient"))


class Notices:
    """The table `notices`: what the coordinator must be told, until a letter has told it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, kind: NoticeKind, text: str, now: datetime) -> None:
        """Remembers something that the coordinator must be told. Said once: the same words wait only once."""
        if not self._db.table("notices").count_where(f"kind = ? and text = ? and {UNTOLD}", [kind, text]):
            self._db.table("notices").insert({"at": now.isoformat(), "kind": kind, "text": text, "letter": None})

    def was_added(self, kind: NoticeKind, text: str) -> bool:
        """Whether these words were ever a notice, told or not."""
        return bool(self._db.table("notices").count_where("kind = ? and text = ?", [kind, text]))

    def untold(self) -> list[Notice]:
        """What no letter has told the coordinator yet, oldest first."""
        rows = self._db.query(f"select id, at, kind, text from notices where {UNTOLD} order by id")  # noqa: S608
        return [Notice(row["id"], row["kind"], row["text"], datetime.fromisoformat(row["at"])) for row in rows]

    def tell(self, notices: Iterable[Notice], letter: int) -> None:
        """Records the letter that tells them."""
        for notice in notices:
            self._db.execute("update notices set letter = ? where id = ?", [letter, notice.id])
