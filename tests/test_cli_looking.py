"""Commands that look: they make and change nothing, wait for each other, and print nothing that steers a terminal."""

from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.cli.common import LogLine
from matcher.model import Outcome
from matcher.store import BUSY_SECONDS, look_into, only_run, open_store
from sources import all_sources
from tests.command import CALL, ROOT, TODAY, matcher, write_calls, write_config

OLD = sorted((ROOT / "tests" / "old_databases").glob("*.sql"))
AT_ONCE = 6
HOSTILE = "Stöd\x1b[2J\x9b31m till \u202ekommuner\r\nBluff\u2028 för\x07 elev\u00adhälsa"
HARMLESS = "Stöd [2J 31m till kommuner Bluff för elevhälsa"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_config(tmp_path)


# ------------------------------------------------------------------------------------------------ where nothing has run
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["status"], 0, "Inget har körts än."),
        (["sources"], 0, "inte läst än"),
        (["export"], 0, "Inga utlysningar är lagrade än."),
        (["explain", "social", "x"], 2, "Inga utlysningar är lagrade än."),
        (["preview", "social", str(ROOT / "profiles" / "social.toml")], 0, "0 utlysningar på 12 veckor"),
        (["backup", "copy.db"], 2, "Det finns ingen databas att kopiera än"),
        (["collect", "nobody"], 2, "Det finns ingen källa nobody."),
    ],
)
def test_looking_where_nothing_has_run_says_so_and_makes_nothing(
    config: Path, tmp_path: Path, words: list[str], code: int, told: str
) -> None:
    result = matcher("--config", config, *words)
    assert (result.exit_code, told in result.output) == (code, True)
    assert list(tmp_path.iterdir()) == [config]


def test_what_machines_read_is_whole_where_nothing_has_run(config: Path, tmp_path: Path) -> None:
    states = json.loads(matcher("--config", config, "sources", "--json").stdout)
    assert [(state["name"], state["state"]) for state in states] == [
        (name, "unconfigured" if source.needs_key else "never") for name, source in all_sources().items()
    ]
    status = json.loads(matcher("--config", config, "status", "--json").stdout)
    assert (status["runs"], status["letters"], status["calls"], status["failing"]) == ([], {}, 0, [])
    assert list(tmp_path.iterdir()) == [config]


# -------------------------------------------------------------------------------------------------------- the sources
READ = Outcome("se_vinnova", ok=True, asked=9, answered=9, calls=40, with_deadline=38, with_money=10, with_text=40)
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("latest", "code", "told"),
    [
        (READ, 0, "läst"),
        (replace(READ, ok=False, doubtful=True, error="20 of 40 are missing"), 1, "tveksam"),
        (replace(READ, ok=False, calls=0, error="status 500"), 1, "fel"),
        (replace(READ, ok=False, calls=0, unseen=True, error="status 404"), 0, "aldrig läst"),
    ],
)
def test_the_state_of_a_source_its_harvest_and_the_exit_code(
    config: Path, latest: Outcome, code: int, told: str
) -> None:
    with open_store(config.parent / "data" / "matcher.db") as store:
        store.runs.record(store.runs.start("collect", NOW), latest, NOW)
    shown = matcher("--config", config, "sources")
    (row,) = [line for line in shown.stdout.splitlines() if line.startswith("se_vinnova")]
    assert (shown.exit_code, told in row) == (code, True)
    assert ("95%" in row, "25%" in row) == (bool(latest.calls), bool(latest.calls))
    states = {state["name"]: state for state in json.loads(matcher("--config", config, "sources", "--json").stdout)}
    assert states["se_vinnova"]["latest"]["with_money"] == 10


# ------------------------------------------------------------------------------------------------- several at once
def nothing(path: Path) -> None:
    pass


def empty(path: Path) -> None:
    path.touch()


def old(path: Path) -> None:
    """A database of the first version, as a restored backup: not in write-ahead mode."""
    with sqlite3.connect(path) as db:
        db.executescript(OLD[0].read_text(encoding="utf-8"))
    db.close()


def killed_in_the_making(path: Path) -> None:
    """In write-ahead mode, but with no table."""
    with sqlite3.connect(path) as db:
        db.execute("pragma journal_mode = wal")
    db.close()


@pytest.mark.parametrize("before", [nothing, empty, old, killed_in_the_making])
def test_several_may_look_at_once(config: Path, tmp_path: Path, before: Callable[[Path], None]) -> None:
    database, go = tmp_path / "data" / "matcher.db", tmp_path / "go"
    if before is not nothing:
        database.parent.mkdir()
        before(database)
    code = (
        "import sys, pathlib; from matcher.cli import main; go = pathlib.Path(sys.argv[1]); print(flush=True)\n"
        "while not go.exists(): pass\n"
        "main(sys.argv[2:])"
    )
    command = [sys.executable, "-c", code, go, "--config", config, "status", "--json"]
    lookers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(AT_ONCE)
    ]
    assert [looker.stdout and looker.stdout.readline() for looker in lookers] == ["\n"] * AT_ONCE
    go.touch()
    told = [looker.communicate() for looker in lookers]
    assert [looker.returncode for looker in lookers] == [0] * AT_ONCE, told
    assert len({json.loads(out)["calls"] for out, _ in told}) == 1
    assert database.exists() == (before is not nothing)


def test_an_older_database_waits_for_the_run_that_works_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, waited = tmp_path / "matcher.db", []
    old(path)
    with only_run(path):

        def migrate(seconds: float) -> None:
            waited.append(seconds)
            with open_store(path):  # what the run does while others wait
                pass

        monkeypatch.setattr("matcher.store.time.sleep", migrate)
        with look_into(path) as store:
            assert store.calls.get("se_test:7")
    assert waited == [1]


def test_an_older_database_that_stays_locked_is_told(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = config.parent / "data" / "matcher.db"
    path.parent.mkdir()
    old(path)
    waited: list[float] = []
    monkeypatch.setattr("matcher.store.time.sleep", waited.append)
    with only_run(path):
        result = matcher("--config", config, "status")
    assert (result.exit_code, "another run is working" in result.stderr) == (1, True)
    assert sum(waited) == BUSY_SECONDS


def test_looking_waits_for_no_run(config: Path, tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "calls.jsonl", CALL)
    assert matcher("--config", config, "import", calls, "--today", TODAY).exit_code == 0
    with only_run(tmp_path / "data" / "matcher.db"):
        assert matcher("--config", config, "status").exit_code == 0


# ------------------------------------------------------------------------------------------------- strangers' signs
def test_signs_that_steer_a_terminal_are_not_printed(config: Path, tmp_path: Path) -> None:
    hostile = {**CALL, "title": HOSTILE, "url": "https://funder.example/\x1b]0;x\x07"}
    other = {**CALL, "id": "x:2", "title": f"{HOSTILE} igen"}
    calls = write_calls(tmp_path / "calls.jsonl", hostile, other)
    assert matcher("--config", config, "import", calls, "--today", TODAY).exit_code == 0
    explained = matcher("--config", config, "explain", "barn_utbildning", "x:1", "--today", TODAY)
    assert explained.stdout.startswith(f"{HARMLESS}\nse_skolverket:x:1\nhttps://funder.example/ ]0;x\n\n")
    several = matcher("--config", config, "explain", "barn_utbildning", "hälsa")
    assert f"\n  se_skolverket:x:2  {HARMLESS} igen\n" in several.stderr
    matcher("--config", config, "verdict", "barn_utbildning", "x:1", "relevant", "--today", TODAY)
    narrow = tmp_path / "narrow.toml"
    narrow.write_text('name = "Smal"\nrecipients = ["a@gotene.example"]\ndescription = "Fyrtorn och farleder."\n')
    preview = matcher("--config", config, "preview", "barn_utbildning", narrow, "--today", TODAY)
    assert f"OBS: {HARMLESS} försvinner" in preview.stdout
    with sqlite3.connect(tmp_path / "data" / "matcher.db") as db:
        at = "2026-11-23T05:00+00:00"
        db.execute("insert into runs (id, verb, started, note) values (99, 'collect', ?, ?)", [at, HOSTILE])
        db.execute("insert into outcomes (run, source, at, ok, calls, error) values (99, ?, ?, 0, 0, ?)",
                   ["se_vinnova", at, HOSTILE])  # fmt: skip
    db.close()
    listed, status = matcher("--config", config, "sources"), matcher("--config", config, "status")
    assert HARMLESS in listed.stdout
    assert HARMLESS in status.stdout
    machine = [matcher("--config", config, command, "--json") for command in ("sources", "status")]
    assert HOSTILE in {state["problem"] for state in json.loads(machine[0].stdout)}
    assert HOSTILE in {one["note"] for one in json.loads(machine[1].stdout)["runs"]}
    for result in (explained, several, preview, listed, status, *machine):
        assert [sign for sign in result.output if not sign.isprintable() and sign != "\n"] == []


def test_a_log_record_stays_on_its_line() -> None:
    fault = ValueError(HOSTILE)
    record = logging.LogRecord("x", logging.ERROR, "", 1, "fel: %s", (HOSTILE,), (ValueError, fault, None))
    logged = LogLine("%(levelname)s %(message)s").format(record)
    first, *_, last = logged.split("\n")
    assert (first, last) == (f"ERROR fel: {HARMLESS}", "Bluff för elevhälsa")
    assert [sign for sign in logged if not sign.isprintable() and sign != "\n"] == []
