"""The commands that keep the records, and the one that tells what was done and what comes next."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.model import Letter
from matcher.store import Store, open_store
from tests.command import ROOT, matcher

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
CHIEF = "socialchef@kommun.example"
PROFILE = f"""\
name = "Socialförvaltningen"
# {CHIEF} har valt orden
recipients = ["{CHIEF}"]
description = "Äldreomsorg och funktionshinder."
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A house of one profile, and a database with one letter that was sent and one that waits."""
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    (profiles / "social.toml").write_text(PROFILE)
    shutil.copy(ROOT / "profiles" / "programme.toml", profiles)
    path = tmp_path / "config.toml"
    path.write_text("[sources]\nonly = []\n")
    (tmp_path / "data").mkdir()
    with store_of(path) as store:
        for status, period in (("sent", NOW), ("failed", NOW + timedelta(weeks=1))):
            letter = Letter("digest", CHIEF, period.date(), f"<{period.date()}@x>", "Ämne", f"<p>{CHIEF}", "text")
            number = store.letters.queue(letter, NOW)
            store.letters.settle(number, CHIEF, status, "svar", NOW)  # type: ignore[arg-type]
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / f"2026-V48_digest_{CHIEF}.html").write_text("brev")
    return path


def store_of(config: Path):  # type: ignore[no-untyped-def]
    return open_store(config.parent / "data" / "matcher.db")


def allow(config: Path, decision: str = "KS 2026/123") -> None:
    config.write_text(f'{config.read_text()}[retention]\ndecision = "{decision}"\n')


# --- purge --------------------------------------------------------------------------------------------------------


def test_purge_says_that_it_lacks_a_decision_and_what_it_would_remove(config: Path) -> None:
    result = matcher("--config", config, "purge", "--today", "2030-01-01")
    assert result.exit_code == 0
    assert "Äldre än gallringstiden: brev 1, sändningar 1." in result.stdout
    assert "Inget gallras: beslutets beteckning saknas" in result.stdout
    assert "Inget gallras" in matcher("--config", config, "check").stdout
    allow(config)
    assert "Inget gallras" not in matcher("--config", config, "check").stdout


def test_purge_removes_by_decision_and_tells_where_it_is_kept(config: Path) -> None:
    allow(config)
    counted = matcher("--config", config, "purge", "--dry-run", "--today", "2030-01-01")
    assert "brev 1" in counted.stdout and "Allt som togs bort" not in counted.stdout
    removed = matcher("--config", config, "purge", "--today", "2030-01-01")
    assert "Gallrat enligt KS 2026/123: brev 1, sändningar 1." in removed.stdout
    assert str(config.parent / "data" / "removed") in removed.stdout
    assert (config.parent / "data" / "removed" / "20300101T225900" / "letters.jsonl").exists()
    assert "Inget var gammalt nog." in matcher("--config", config, "purge", "--today", "2030-01-01").stdout


# --- forget -------------------------------------------------------------------------------------------------------


def test_forget_tells_what_still_names_the_person(config: Path) -> None:
    dry = matcher("--config", config, "forget", CHIEF.upper(), "--dry-run")
    assert dry.exit_code == 0
    assert "Adressen finns i: brev 2, sändningar 2." in dry.stdout
    with store_of(config) as store:
        assert store.retention.traces(CHIEF)
    done = matcher("--config", config, "forget", CHIEF.upper())
    assert done.exit_code == 1  # somebody must mend the file
    assert "Adressen är borttagen ur: brev 2, sändningar 2." in done.stdout
    profile = config.parent / "profiles" / "social.toml"
    for line in (2, 3):
        assert f"{profile}, rad {line}, nämner adressen" in done.stderr
    assert str(config.parent / "letters" / f"2026-V48_digest_{CHIEF}.html") in done.stdout
    with store_of(config) as store:
        assert store.retention.traces(CHIEF) == {}
        assert store.letters.counts() == {"cancelled": 1, "sent": 1}


def test_forget_is_done_when_no_file_names_the_person(config: Path) -> None:
    profile = config.parent / "profiles" / "social.toml"
    profile.write_text(PROFILE.replace(CHIEF, "ny@kommun.example"))
    shutil.rmtree(config.parent / "letters")
    first, second = (matcher("--config", config, "forget", CHIEF) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert CHIEF not in first.output
    assert "Adressen finns inte i databasen." in second.stdout


def test_forget_says_what_it_cannot_reach(config: Path) -> None:
    config.write_text(f'{config.read_text()}[mail]\nmode = "smtp"\n')
    for number in range(25):
        (config.parent / "letters" / f"{number}_{CHIEF}.eml").write_text("brev")
    told = matcher("--config", config, "forget", CHIEF).stdout
    assert told.count("innehåller adressen") == 20
    assert "Ytterligare 6 filer innehåller den." in told
    assert "når matcher inte" in told


def test_what_is_no_address_is_told(config: Path) -> None:
    assert matcher("--config", config, "forget", "socialchefen").exit_code == 2


# --- status -------------------------------------------------------------------------------------------------------


def fill(store: Store) -> None:
    store.holds.add(NOW.date(), CHIEF, NOW)
    store.pauses.add("vice@kommun.example", "semester", NOW)
    store.notices.add("refused", "Adressen tar inte emot post.", NOW)
    for verb in ("collect", "score"):
        store.runs.end(store.runs.start(verb, NOW), NOW, 0, "1 sources read")
    store.runs.start("compose", NOW - timedelta(weeks=1))


def test_status_tells_what_waits_and_what_is_late(config: Path) -> None:
    with store_of(config) as store:
        fill(store)
    words = ["--config", config, "status", "--today", "2026-11-23"]
    told = matcher(*words).stdout
    for part in (
        "försöks igen",
        "Pausade: vice@kommun.example.",
        "Att berätta för samordnaren: Adressen tar inte emot post.",
        "källorna läses 2026-11-24 05:00",
        "samordnaren ser breven 2026-11-27 13:00",
        "breven skrivs 2026-11-30 07:00",
        "väntande brev skickas 2026-11-23 23:59",
        "OBS: försenat är compose, deliver.",
        "avbruten",
    ):
        assert part in told, part
    data = json.loads(matcher(*words, "--json").stdout)
    assert data["letters"] == {"failed": 1, "sent": 1}
    assert (data["late"], data["paused"]) == (["compose", "deliver"], {"vice@kommun.example": "semester"})
    assert data["next"]["letters"] == "2026-11-30T07:00:00+01:00"


def test_status_counts_letters_on_hold(config: Path) -> None:
    with store_of(config) as store:
        store.holds.add(NOW.date() + timedelta(weeks=1), CHIEF, NOW)
    told = matcher("--config", config, "status").stdout
    assert "Stoppade brev, som du släpper med `matcher release --waiting`: 1." in told
    assert "väntande brev" not in told


def test_every_status_of_a_letter_has_its_swedish_word() -> None:
    from typing import get_args

    from matcher.cli.status import LETTERS
    from matcher.model import DeliveryStatus

    assert set(LETTERS) == set(get_args(DeliveryStatus))
