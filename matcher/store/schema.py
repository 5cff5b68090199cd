"""The tables, as append-only migrations: a step that has been released is never edited, only followed by another."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database, Migrations

migrations = Migrations("matcher")


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
