"""The measures: small cases by hand, and the judged set's own scorer on a real ranking."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.calls_file import read_calls
from matcher.errors import ConfigError
from matcher.model import Match
from matcher.scoring.evaluate import Judged, apart, evaluate, format_table, read_judged, report
from tests.scoring_house import shipped_matcher


def match(name: str, score: float, *, send: bool = False, goals: dict[str, float] | None = None) -> Match:
    return Match("a", name, score, send, "unknown", "", goals or {}, ())


def judged(**grades: int) -> dict[str, Judged]:
    return {name: Judged({"a": grade}, "yes", ("social",)) for name, grade in grades.items()}


def test_a_perfect_ranking_scores_one_everywhere() -> None:
    found = evaluate(
        [match("x", 3, send=True, goals={"social": 0.5}), match("y", 2, send=True), match("z", 1)],
        {**judged(x=2, z=0), "y": Judged({"a": 1}, "yes", ())},
    )
    row = found.profiles["a"]
    assert [row[key] for key in ("ndcg10", "ap", "r20", "t11su", "p_sent", "r2_sent")] == [1.0] * 6
    assert (row["p2_sent"], found.prio_f1, found.worse_than_silence) == (0.5, 1.0, 0)


def test_silence_scores_a_third_and_rubbish_less() -> None:
    silent = evaluate([match("x", 1), match("y", 0)], judged(x=2, y=0))
    sent = [match(name, 0, send=True) for name in "yzw"]
    rubbish = evaluate([match("x", 1), *sent], judged(x=2, y=0, z=0, w=0))
    assert silent.macro["t11su"] == pytest.approx(1 / 3)
    assert rubbish.macro["t11su"] == 0.0
    assert (silent.worse_than_silence, rubbish.worse_than_silence) == (0, 1)


def test_a_missing_pair_ranks_last_and_a_stranger_counts_not() -> None:
    found = evaluate([match("y", 1), match("stranger", 9, send=True)], judged(x=2, y=0))
    assert found.profiles["a"]["ap"] == 0.5
    assert found.profiles["a"]["sent"] == 0


def test_ineligible_sent_are_counted() -> None:
    assert evaluate([match("x", 1, send=True)], {"x": Judged({"a": 0}, "no", ())}).ineligible_sent == 1


def test_bad_judgments_are_told_by_line(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text('{"id": "x", "g": {"a": 3}, "eligible": "yes", "priorities": []}\n\n{"id": 1\n[]\n{"id": "y"}\n')
    with pytest.raises(ConfigError) as caught:
        read_judged(path)
    assert [problem.line for problem in caught.value.problems] == [1, 3, 4, 5]


def test_judgments_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_judged(tmp_path / "none.jsonl")


def test_same_figures_as_the_judged_sets_own_scorer(shared: Path, tmp_path: Path) -> None:
    ranked = shipped_matcher().rank(read_calls(shared / "eval/calls.jsonl"), name=lambda call: call.key)
    rank = tmp_path / "rank.jsonl"
    keys = ("profile", "call", "score", "send", "eligible", "priorities")
    rank.write_text("\n".join(json.dumps({key: getattr(match, key) for key in keys}) for match in ranked))
    scorer = [sys.executable, shared / "eval/measure.py", rank, shared / "eval/judged.jsonl"]

    def told(*more: str) -> str:
        return subprocess.run([*scorer, *more], capture_output=True, check=True, text=True).stdout

    grades = read_judged(shared / "eval/judged.jsonl")
    assert report(ranked, grades, "language").split() == told("--by", "language").split()
    assert format_table(evaluate(ranked, grades)).split() == told().split()
    exact = json.loads(told("--json"))
    ours = evaluate(ranked, grades)
    assert ours.profiles == exact["profiles"]
    assert {**ours.macro} == {key: exact["macro"][key] for key in ours.macro}
    assert ours.prio_f1 == exact["macro"]["prio_f1"]
    assert set(apart(ranked, grades, "source")) == {call.source for call in grades.values()}
