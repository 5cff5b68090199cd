"""What a changed profile would have sent, counted on a real database: gained, lost, and what must not be lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matcher.cli import main
from tests.command import CALL, TODAY, matcher, write_calls

OLD = 'name = "Skola"\nrecipients = ["a@b.example"]\ndescription = "Elevhälsa."\nkeywords = ["elevhälsa"]\n'
NEW = 'name = "Skola"\nrecipients = ["a@b.example"]\ndescription = "Simhallar."\nkeywords = ["simhall"]\n'
HEALTH = {**CALL, "id": "health", "title": "Bidrag till kommuner för elevhälsa", "text": "Kommuner kan söka."}
POOL = {**CALL, "id": "pool", "title": "Bidrag till kommuner för simhall", "text": "Kommuner kan söka."}
OVER = {**POOL, "id": "over", "title": "Bidrag för simhall till kommuner", "deadlines": ["2026-01-15"]}
LONG_AGO = {**HEALTH, "id": "old", "title": "Elevhälsa för kommuner i norr"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A house with one profile; three calls seen this autumn, and one seen in March."""
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "skola.toml").write_text(OLD)
    (tmp_path / "profiles" / "annan.toml").write_text(OLD.replace("Skola", "Annan"))
    (tmp_path / "ny.toml").write_text(NEW)
    path = tmp_path / "config.toml"
    path.write_text('[profiles]\npath = "profiles"\n')
    for day, calls in (("2026-03-02", [LONG_AGO]), ("2026-11-02", [HEALTH, POOL, OVER])):
        brought = write_calls(tmp_path / f"{day}.jsonl", *calls)
        assert matcher("--config", path, "import", brought, "--today", day).exit_code == 0
    return path


def preview(config: Path, *, weeks: int = 4, colour: bool = False) -> Result:
    words = ["--quiet", "--config", config, "preview", "skola", config.parent / "ny.toml"]
    arguments = [*map(str, words), "--weeks", str(weeks), "--today", str(TODAY)]
    return CliRunner().invoke(main, arguments, color=colour)


def test_gained_and_lost_are_told_and_counted_by_week(config: Path) -> None:
    gained, lost = preview(config).stdout.split("Försvinner: ")
    assert gained.startswith("Tillkommer: 1\n")
    assert POOL["title"] in gained
    assert lost.startswith("1\n")
    assert HEALTH["title"] in lost
    assert (
        "2 utlysningar på 4 veckor: 1 i breven förut (0,2 i veckan), 1 med ändringen (0,2 i veckan)."
        " 0 av 0 som någon har sagt är relevanta faller bort.\n" in lost
    )


def test_what_was_closed_when_it_was_seen_stood_in_no_letter(config: Path) -> None:
    assert OVER["title"] not in preview(config).stdout


def test_relevant_calls_that_fall_away_are_told_however_old_they_are(config: Path) -> None:
    for call in ("old", "health", "pool"):
        matcher("--config", config, "verdict", "skola", call, "relevant")
    result = preview(config)
    for title in (LONG_AGO["title"], HEALTH["title"]):
        assert f"OBS: {title} försvinner men har bedömts som relevant.\n" in result.stdout
    assert "2 av 3 som någon har sagt är relevanta faller bort." in result.stdout
    assert "Försvinner: 1\n" in result.stdout  # of these four weeks


def test_what_another_department_passed_on_counts_as_relevant_and_what_was_not_does_not(config: Path) -> None:
    matcher("--config", config, "verdict", "skola", "health", "not_relevant")
    assert "OBS" not in preview(config).stdout
    matcher("--config", config, "verdict", "annan", "old", "other_department", "--other", "skola")
    assert f"OBS: {LONG_AGO['title']} försvinner" in preview(config).stdout


@pytest.mark.parametrize("colour", [True, False])
def test_it_is_red_on_a_terminal_and_marked_in_words_everywhere(config: Path, colour: bool) -> None:
    matcher("--config", config, "verdict", "skola", "old", "relevant")
    shown = preview(config, colour=colour).stdout
    assert "OBS: " in shown
    assert ("\x1b[31mOBS: " in shown) is colour


def test_a_profile_that_is_not_changed_changes_nothing(config: Path) -> None:
    (config.parent / "ny.toml").write_text(OLD)
    shown = preview(config, weeks=52).stdout
    assert shown.startswith("Tillkommer: 0\nFörsvinner: 0\n3 utlysningar på 52 veckor: 2 i breven förut")
