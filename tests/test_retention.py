"""What is old is exported and then removed, by decision only; a forgotten person stands nowhere any more."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from matcher import retention
from matcher.errors import StoreError
from matcher.house import House
from matcher.model import Letter, Mention, Outcome, Verdict
from matcher.settings import MailSettings, RetentionSettings, Settings
from matcher.store import open_store
from sources.kit.call import Call
from tests.test_flow import CHIEF, KNOWLEDGE, SOURCES, TWO

NOW = datetime(2029, 1, 2, 4, tzinfo=UTC)
FORMER = "Tidigare.Chef@gotene.example"
KEPT = Call("se_one", "told", "https://funder.example/told", "Berättad om")
GONE = Call("se_one", "gone", "https://funder.example/gone", "Aldrig berättad om")
DECISION = RetentionSettings(decision="KS 2026/123")


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


@contextmanager
def house(tmp_path: Path, allowed: RetentionSettings = DECISION) -> Iterator[House]:
    settings = Settings(
        retention=replace(allowed, export=tmp_path / "removed"), mail=MailSettings(folder=tmp_path / "letters")
    )
    with open_store(tmp_path / "matcher.db") as store:
        yield House(settings, store, SOURCES, TWO, KNOWLEDGE)


def write(home: House, recipient: str, composed: datetime, *, status: str = "sent", more: str = "") -> int:
    """A letter to the recipient that tells of the kept call and names the recipient wherever a letter can."""
    period = composed.date()
    text = f"Till {recipient.upper()} <{recipient}>. {more}"
    mention = Mention(KEPT.id, "social", "new", (date(2027, 3, 1),), period=period)
    letter = Letter(
        "digest", recipient, period, f"<{recipient}.{period}@gotene.example>", f"Brev till {recipient}",
        f"<p>{text}</p>", text, (recipient,), f"BEGIN:VCALENDAR {recipient}", f"token-{recipient}-{period}", (mention,),
    )  # fmt: skip
    number = home.store.letters.queue(letter, composed)
    home.store.letters.settle(number, recipient, status, f"250 {recipient} accepted", composed)  # type: ignore[arg-type]
    return number


def fill(home: House) -> None:
    """Three years of a small town."""
    store = home.store
    store.calls.add([KEPT, GONE], days_ago(900))
    for call in (KEPT, GONE):
        store.calls.miss([call.id], days_ago(800), times=2)
    for days in (900, 10):
        number = write(home, CHIEF, days_ago(days))
        store.verdicts.add(Verdict("social", KEPT.id, "relevant", days_ago(days), f"ring {CHIEF}", "", number))
        run = store.runs.start("collect", days_ago(days))
        store.runs.record(run, Outcome("se_one", ok=True, calls=2), days_ago(days))
        store.runs.end(run, days_ago(days), 0, "1 sources read")
        store.runs.end(store.runs.start("learn", days_ago(days)), days_ago(days), 0, "")
        store.holds.add(days_ago(days).date(), CHIEF, days_ago(days))
        store.notices.add("refused", f"{CHIEF} tar inte emot post ({days}).", days_ago(days))
        store.notices.tell(store.notices.untold(), number)
    write(home, FORMER, days_ago(1000))
    write(home, CHIEF, days_ago(750), status="failed")  # on its way still
    store.pauses.add(FORMER, "slutar", days_ago(990))


def content(path: Path) -> dict[str, list[dict[str, Any]]]:
    with sqlite3.connect(path) as db:
        db.row_factory = sqlite3.Row
        tables = [row["name"] for row in db.execute("select name from sqlite_master where type = 'table'")]
        rows = {table: [dict(row) for row in db.execute(f"select * from [{table}]")] for table in tables}
    db.close()
    return rows


def raw(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("matcher.db*")).lower()


def test_nothing_is_removed_without_a_decision(tmp_path: Path) -> None:
    with house(tmp_path, RetentionSettings(decision="  ")) as home:
        fill(home)
        before = content(tmp_path / "matcher.db")
        assert retention.removable(home, NOW)["letters"] == 2
        assert retention.purge(home, NOW) == {}
        assert content(tmp_path / "matcher.db") == before
    assert not (tmp_path / "removed").exists()


def test_what_is_old_is_exported_and_then_removed(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        fill(home)
        before = content(tmp_path / "matcher.db")
        removed = retention.purge(home, NOW)
        after = content(tmp_path / "matcher.db")
        assert retention.purge(home, NOW + timedelta(days=1)) == {}
        assert next(home.store._db.query("pragma integrity_check"))["integrity_check"] == "ok"
        assert list(home.store._db.query("pragma foreign_key_check")) == []
    assert removed == {"letters": 2, "deliveries": 2, "notices": 1, "holds": 1, "verdicts": 1, "outcomes": 1,
                       "runs": 2, "calls": 1, "addresses": 1}  # fmt: skip
    (folder,) = (tmp_path / "removed").iterdir()
    assert folder.name == "20290102T040000"
    exported = {path.stem: [json.loads(line) for line in path.read_text().splitlines()] for path in folder.iterdir()}
    assert exported.pop("decision") == [{"decision": "KS 2026/123", "at": NOW.isoformat(), "removed": removed}]
    for table, rows in exported.items():
        assert len(rows) == removed[table]
        assert all(any(row.items() <= stored.items() for stored in before[table]) for row in rows)
    for table in ("notices", "holds", "outcomes", "calls"):
        assert len(before[table]) - len(after[table]) == removed[table]
    assert len(before["runs"]) - len(after["runs"]) + 1 == removed["runs"]
    assert "token" not in exported["letters"][0]
    assert [row["html"] != "" for row in after["letters"]] == [False, True, False, True]
    assert [row["token"] for row in after["letters"] if not row["html"]] == ["", ""]
    assert [verdict["note"] for verdict in after["verdicts"]] == ["", f"ring {CHIEF}"]
    assert [call["id"] for call in after["calls"]] == [KEPT.id]
    assert [run["verb"] for run in after["runs"]] == ["collect", "learn", "purge"]
    assert "KS 2026/123" in after["runs"][-1]["note"]


def test_nobody_is_told_twice_because_a_letter_was_removed(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        fill(home)
        before = home.store.letters.mentions(CHIEF)
        retention.purge(home, NOW)
        assert home.store.letters.mentions(CHIEF) == before
        assert len(before[KEPT.id]) == 3
        assert not home.store.letters.is_first(CHIEF)


def test_who_gets_no_letters_any_more_is_forgotten_with_the_last_of_them(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        fill(home)
        retention.purge(home, NOW)
        assert home.store.retention.traces(FORMER) == {}
        assert home.store.pauses.all() == {}
    assert FORMER.lower().encode() not in raw(tmp_path)


def test_zero_days_keep_everything_for_good(tmp_path: Path) -> None:
    forever = replace(DECISION, letters_days=0, answers_days=0, runs_days=0, calls_days=0)
    with house(tmp_path, forever) as home:
        fill(home)
        assert retention.purge(home, NOW) == {}


def test_an_export_that_cannot_be_written_stops_the_removal(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        fill(home)
        (tmp_path / "removed").write_text("a file where the folder should be")
        before = content(tmp_path / "matcher.db")
        with pytest.raises(StoreError, match="nothing is removed"):
            retention.purge(home, NOW)
        after = content(tmp_path / "matcher.db")
    assert after.pop("runs")[:-1] == before.pop("runs")
    assert after == before


def test_a_forgotten_person_stands_nowhere_any_more(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        fill(home)
        other = write(home, f"vice{CHIEF}", days_ago(3), more=f"{CHIEF} är borta; se {CHIEF}.")
        home.store.runs.end(home.store.runs.start("deliver", NOW), NOW, 1, f"letter to {CHIEF} refused")
        before = {table: len(rows) for table, rows in content(tmp_path / "matcher.db").items()}
        traces = retention.forget(home, CHIEF.upper(), NOW)
        assert {"letters", "deliveries", "notices", "holds", "verdicts", "runs"} <= traces.keys()
        assert home.store.retention.traces(CHIEF) == {}
        assert [letter.to for letter in home.store.letters.waiting(NOW)] == []
        assert home.store.letters.by_token(f"token-{CHIEF}-{days_ago(10).date()}") is None
        kept = home.store.letters.get(other)
        assert kept and kept.recipient == f"vice{CHIEF}" and f"vice{CHIEF}" in kept.text
        after = content(tmp_path / "matcher.db")
    assert {table: len(rows) for table, rows in after.items()} == before | {"runs": before["runs"] + 1}
    names = {row["recipient"] for row in after["letters"]} - {FORMER, f"vice{CHIEF}"}
    assert len(names) == 1
    assert names == {row["address"] for row in after["deliveries"]} - {FORMER, f"vice{CHIEF}"}
    assert [row["note"] for row in after["verdicts"]] == ["", ""]
    # Nor does the file hold it anywhere between its rows.
    assert raw(tmp_path).count(CHIEF.encode()) == raw(tmp_path).count(f"vice{CHIEF}".encode()) > 0


def test_to_forget_twice_changes_nothing_more(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        fill(home)
        retention.forget(home, CHIEF, NOW)
        before = content(tmp_path / "matcher.db")
        assert retention.forget(home, CHIEF, NOW) == {}
        after = content(tmp_path / "matcher.db")
    assert after.pop("runs")[:-1] == before.pop("runs")
    assert after == before
