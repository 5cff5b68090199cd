"""The tables, as append-only migrations: a step that has been released is never edited, only followed by another."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database, Migrations

migrations = Migrations("matcher")


def is_newer(db: Database) -> bool:
    """Whether a newer version of matcher has changed the database."""
    ours = {step.name for step in migrations._migrations}  # the library offers no list of all steps
    return any(step.name not in ours for step in migrations.applied(db))


@migrations()
def m001_first_tables(db: Any) -> None:
    """Calls and their history, runs and outcomes, matches, letters, verdicts and proposals."""
    _calls(db)
    _runs(db)
    _matches(db)
    _letters(db)
    _verdicts(db)


def _calls(db: Database) -> None:
    db.table("calls").create(
        {
            "id": str,  # source:key
            "source": str,
            "key": str,
            "title": str,
            "url": str,
            "opens": str,
            "closes": str,  # the last of its deadlines
            "data": str,  # the whole call as JSON
            "fingerprint": str,  # of data: equal means unchanged
            "canonical": str,  # id of the call that stands for this one; null when it stands for itself
            "first_seen": str,
            "last_seen": str,  # null as long as its source still lists it
            "missed": int,  # healthy readings in a row that did not list it
        },
        pk="id",
        not_null={"id", "source", "key", "title", "url", "data", "fingerprint", "first_seen", "missed"},
        strict=True,
    )
    db.table("calls").create_index(["source", "key"], unique=True)
    db.table("changes").create(
        {"id": int, "call": str, "field": str, "before": str, "after": str, "at": str},
        pk="id",
        foreign_keys=[("call", "calls", "id")],
        strict=True,
    )
    db.table("changes").create_index(["call"])


def _runs(db: Database) -> None:
    db.table("runs").create(
        {"id": int, "verb": str, "started": str, "ended": str, "failures": int, "note": str}, pk="id", strict=True
    )
    db.table("outcomes").create(
        {
            "run": int,
            "source": str,
            "at": str,
            "ok": int,
            "asked": int,
            "calls": int,
            "with_deadline": int,
            "with_text": int,
            "skipped": int,
            "new": int,
            "changed": int,
            "missing": int,
            "error": str,
        },
        pk=("run", "source"),
        foreign_keys=[("run", "runs", "id")],
        strict=True,
    )
    db.table("outcomes").create_index(["source", "at"])


def _matches(db: Database) -> None:
    db.table("matches").create(
        {
            "profile": str,
            "call": str,
            "score": float,
            "send": int,
            "eligible": str,
            "eligible_why": str,
            "priorities": str,  # JSON
            "reasons": str,  # JSON
            "stopped_by": str,
            "fingerprint": str,  # of everything the match was made from
        },
        pk=("profile", "call"),
        foreign_keys=[("call", "calls", "id")],
        strict=True,
    )


def _letters(db: Database) -> None:
    db.table("letters").create(
        {
            "id": int,
            "profile": str,
            "recipient": str,
            "period": str,
            "message_id": str,
            "subject": str,
            "html": str,
            "text": str,
            "status": str,
            "attempts": int,
            "answer": str,
            "composed": str,
            "updated": str,
        },
        pk="id",
        strict=True,
    )
    db.table("letters").create_index(["profile", "recipient", "period"], unique=True)
    # A refused letter told nobody anything: its calls come back in the next one.
    db.create_view("told", "select * from letters where status != 'refused'")
    db.table("letter_calls").create(
        {"letter": int, "call": str, "section": str},
        pk=("letter", "call"),
        foreign_keys=[("letter", "letters", "id"), ("call", "calls", "id")],
        strict=True,
    )


def _verdicts(db: Database) -> None:
    db.table("verdicts").create(
        {"id": int, "profile": str, "call": str, "opinion": str, "note": str, "at": str},
        pk="id",
        foreign_keys=[("call", "calls", "id")],
        strict=True,
    )
    db.table("proposals").create(
        {"profile": str, "action": str, "word": str, "weight": float, "why": str},
        pk=("profile", "action", "word"),
        strict=True,
    )


@migrations()
def m002_one_letter_a_person(db: Any) -> None:
    """One letter a person instead of one a profile; a ledger per address; what the coordinator decides and is told."""
    db.execute("drop view told")
    for table in ("letters", "letter_calls"):
        db.execute(f"alter table {table} rename to old_{table}")
    db.execute("drop index idx_letters_profile_recipient_period")
    _letters_per_person(db)
    _take_over_letters(db)
    for table in ("old_letter_calls", "old_letters"):
        db.table(table).drop()
    _coordination(db)
    db.table("verdicts").add_column("other", str, not_null_default="")
    db.table("verdicts").add_column("letter", int, not_null_default=0)
    db.table("verdicts").add_column("withdrawn", str)  # when it was taken back; null as long as it counts


def _letters_per_person(db: Database) -> None:
    db.table("letters").create(
        {
            "id": int,
            "kind": str,
            "recipient": str,
            "period": str,
            "message_id": str,
            "subject": str,
            "html": str,
            "text": str,
            "calendar": str,
            "token": str,
            "composed": str,
        },
        pk="id",
        not_null={"kind", "recipient", "period", "message_id", "subject", "html", "text", "calendar", "token"},
        strict=True,
    )
    db.table("letters").create_index(["recipient", "kind", "period"], unique=True)
    db.table("letters").create_index(["token"])
    _mentions(db)
    _deliveries(db)
    # A letter that reached nobody told nobody anything: its calls come back in the next one.
    db.create_view(
        "told",
        "select * from letters where (kind like 'digest%' or kind = 'extra') and exists (select 1 from deliveries"
        " where deliveries.letter = letters.id and status not in ('refused', 'cancelled'))",
    )


def _mentions(db: Database) -> None:
    db.table("mentions").create(
        {
            "letter": int,
            "call": str,
            "profile": str,
            "section": str,
            "deadlines": str,  # JSON: the last days as they were told
            "sequence": int,  # of the calendar events
            "correction": str,
        },
        pk=("letter", "call", "profile"),
        foreign_keys=[("letter", "letters", "id"), ("call", "calls", "id")],
        strict=True,
    )
    db.table("mentions").create_index(["call"])


def _deliveries(db: Database) -> None:
    db.table("deliveries").create(
        {
            "letter": int,
            "address": str,
            "status": str,
            "attempts": int,
            "answer": str,
            "first_try": str,  # null: not tried yet
            "next_try": str,  # null: at once
            "updated": str,
        },
        pk=("letter", "address"),
        foreign_keys=[("letter", "letters", "id")],
        not_null={"status", "attempts", "answer"},
        strict=True,
    )
    db.table("deliveries").create_index(["status"])


def _take_over_letters(db: Database) -> None:
    """A person with several profiles had several letters a week: the first keeps the kind, the others name it too."""
    db.execute(
        "insert into letters select id, case when id = (select min(id) from old_letters as twin where"
        " twin.recipient = old_letters.recipient and twin.period = old_letters.period)"
        " then 'digest' else 'digest ' || profile end,"
        " recipient, period, message_id, subject, html, text, '', '', composed from old_letters"
    )
    db.execute(
        "insert into mentions select letter, call, profile, section, coalesce("
        "(select json_extract(data, '$.deadlines') from calls where calls.id = call), '[]'), 0, ''"
        " from old_letter_calls join old_letters on old_letters.id = letter"
    )
    db.execute(
        "insert into deliveries select id, recipient, status, attempts, answer,"
        " case when attempts > 0 then composed end, null, updated from old_letters"
    )


def _coordination(db: Database) -> None:
    db.table("pauses").create({"address": str, "at": str, "why": str}, pk="address", strict=True)
    # recipient '' means every letter of the period for which nothing else is said; held 0: released
    db.table("holds").create(
        {"period": str, "recipient": str, "held": int, "at": str},
        pk=("period", "recipient"),
        not_null={"held"},
        strict=True,
    )
    db.table("notices").create(
        {"id": int, "at": str, "kind": str, "text": str, "letter": int},  # letter: in which it was told
        pk="id",
        foreign_keys=[("letter", "letters", "id")],
        strict=True,
    )


@migrations()
def m003_health_of_sources(db: Any) -> None:
    """What became of a reading on its way, and the pages that it need not be sent again."""
    for column in ("answered", "unmodified", "with_money", "gone", "doubtful", "unseen"):
        db.table("outcomes").add_column(column, int, not_null_default=0)
    db.table("pages").create(
        {
            "source": str,
            "url": str,  # the address that answered
            "etag": str,
            "modified": str,
            "charset": str,
            "packed": bytes,  # zlib
            "at": str,  # when it was last sent in full
        },
        pk=("source", "url"),
        not_null={"etag", "modified", "packed", "at"},
        strict=True,
    )
