"""What the coordinator decides at the command line: letters stopped and released, people on pause, how all stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result

from tests.command import CALL, TODAY, matcher, write_calls, write_config

HEAD, SCHOOL = "social@gotene.example", "barnochutbildning@gotene.example"
MONDAY, NEXT = "måndag 23 november 2026", "måndag 30 november 2026"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A house that has one call and has written no letters."""
    path = write_config(tmp_path)
    assert matcher("--config", path, "import", write_calls(tmp_path / "calls.jsonl", CALL)).exit_code == 0
    return path


def decide(config: Path, *words: str) -> Result:
    return matcher("--config", config, *words, "--today", TODAY)


def state(config: Path, address: str) -> str:
    """The line of the table on the person."""
    told = decide(config, "recipients").output
    return next(line for line in told.splitlines() if line.startswith(address))


def delivered(config: Path) -> str:
    assert decide(config, "score").exit_code == 0
    assert decide(config, "compose").exit_code == 0
    return decide(config, "deliver").output


def test_everyone_who_gets_letters_is_listed_with_the_profiles(config: Path) -> None:
    told = decide(config, "recipients")
    assert told.exit_code == 0
    assert told.output.splitlines()[0].split() == ["Mottagare", "Profiler", "Läge"]
    assert len(told.output.splitlines()) == 1 + 8
    assert state(config, SCHOOL).split() == [SCHOOL, "barn_utbildning"]


def test_a_coming_letter_is_stopped_and_released(config: Path) -> None:
    told = decide(config, "hold", HEAD.upper())
    assert (told.exit_code, told.output) == (0, f"Stoppas tills du släpper: brevet till {HEAD} {NEXT}.\n")
    assert "nästa brev är stoppat" in state(config, HEAD)
    assert "nästa brev är stoppat" not in state(config, SCHOOL)
    assert decide(config, "release", HEAD).output == f"Släpps: brevet till {HEAD} {NEXT}.\n"
    assert "stoppat" not in state(config, HEAD)


def test_all_coming_letters_are_stopped_but_the_one_that_is_released(config: Path) -> None:
    assert decide(config, "hold").output == f"Stoppas tills du släpper: alla brev {NEXT}.\n"
    assert decide(config, "release", HEAD).exit_code == 0
    assert "stoppat" not in state(config, HEAD)
    assert "nästa brev är stoppat" in state(config, SCHOOL)


def test_letters_that_wait_are_stopped_and_go_when_they_are_released(config: Path) -> None:
    assert decide(config, "hold", HEAD, "--waiting").output.endswith(f"brevet till {HEAD} {MONDAY}.\n")
    assert "Skickade brev: 7." in delivered(config)
    assert "Stoppade brev, som du släpper med `matcher release --waiting`: 1." in decide(config, "status").output
    assert decide(config, "release", HEAD, "--waiting").exit_code == 0
    assert "Skickade brev: 1." in decide(config, "deliver").output


def test_a_person_on_pause_gets_no_letter_until_the_pause_ends(config: Path) -> None:
    assert decide(config, "pause", HEAD, "--why", "slutar i maj").output == (
        f"{HEAD} får inga brev förrän pausen är slut.\n"
    )
    assert decide(config, "pause", HEAD).output == f"{HEAD} är redan på paus.\n"
    assert "på paus: slutar i maj" in state(config, HEAD)
    assert "Skickade brev: 7." in delivered(config)
    assert matcher("--config", config, "resume", HEAD.upper()).output.endswith("får brev igen, nästa gång de skrivs.\n")
    assert matcher("--config", config, "resume", HEAD).output == f"{HEAD} är inte på paus.\n"
    assert "Skickade brev: 1." in delivered(config)


@pytest.mark.parametrize("verb", ["hold", "release", "pause"])
def test_who_gets_no_letters_is_refused_with_those_who_do(config: Path, verb: str) -> None:
    told = decide(config, verb, "vem@gotene.example")
    assert told.exit_code == 2
    assert f"Ingen mottagare har adressen vem@gotene.example. Mottagarna är: {SCHOOL}" in told.output


@pytest.mark.parametrize("words", [["hold"], ["release"], ["pause", HEAD], ["resume", HEAD]])
def test_without_a_database_nothing_is_decided_and_none_is_made(tmp_path: Path, words: list[str]) -> None:
    config = write_config(tmp_path)
    told = matcher("--config", config, *words)
    assert (told.exit_code, "Det finns ingen databas än." in told.output) == (2, True)
    assert list(tmp_path.iterdir()) == [config]
