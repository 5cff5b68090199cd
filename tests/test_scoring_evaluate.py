"""The measures: small cases by hand, and the judged set's own scorer on a real ranking."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from matcher.calls_file import read_calls
from matcher.errors import ConfigError
from matcher.model import Eligible, Match
from matcher.scoring import certainty
from matcher.scoring.evaluate import Judged, apart, evaluate, format_table, orders, read_judged, report
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


# ---------------------------------------------------------------------------------------------------------- certainty
def said(name: str, eligible: Eligible, profile: str = "a") -> Match:
    return Match(profile, name, 1.0, False, eligible, "", {}, ())


def may(**judgments: str) -> dict[str, Judged]:
    return {name: Judged({"a": 0}, eligible, ()) for name, eligible in judgments.items()}


def test_who_may_apply_is_right_when_both_say_may_or_both_say_not() -> None:
    truth = may(x="yes", y="partner", z="no", v="no", w="yes", u="unclear", t="yes")
    ours = [said("x", "partner"), said("y", "yes"), said("z", "no"), said("v", "yes"), said("w", "no")]
    found = certainty.answers([*ours, said("u", "no"), said("t", "unknown")], truth)
    assert (found.answered, found.right, found.wrong_no) == (5, 3, 1)
    assert found.counts["yes", "unknown"] == 1


def test_a_company_that_may_apply_makes_the_answer_a_yes() -> None:
    both = [said("x", "no"), said("x", "yes", profile="b")]
    assert certainty.answers(both, may(x="yes")).right == 1


def test_what_is_sent_in_vain_is_counted_and_what_is_worthless_of_it() -> None:
    truth = {"x": Judged({"a": 0, "b": 1}, "no", ()), "y": Judged({"a": 0}, "yes", ())}
    sent = [match("x", 1, send=True), replace(match("x", 1, send=True), profile="b"), match("y", 1, send=True)]
    assert certainty.closed([*sent, match("stranger", 1, send=True)], truth) == certainty.Closed(3, 2, 1)


def test_an_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    names = [chr(ord("a") + place) for place in range(26)]
    ranking = [match(name, -place, send=place < 10) for place, name in enumerate(names)]
    grades = judged(**{name: (2, 0, 1)[place % 3] for place, name in enumerate(names)})
    found = certainty.intervals(ranking, grades, 100)
    assert found == certainty.intervals(ranking, grades, 100)
    macro = evaluate(ranking, grades).macro
    for column, (low, high) in found.items():
        assert low < macro[column] < high
    perfect = [match(name, grades[name].grades["a"]) for name in names]
    assert certainty.intervals(perfect, grades, 20)["ap"] == (1.0, 1.0)


def test_a_call_that_is_drawn_twice_counts_twice() -> None:
    order = orders([match("x", 2, send=True), match("y", 1)], judged(x=0, y=2))["a"]
    assert order.row()["ap"] == 0.5
    assert order.row({"x": 2, "y": 1})["ap"] == pytest.approx(1 / 3)
    assert order.row({"x": 0, "y": 3})["ap"] == 1.0
    assert order.row({"x": 3, "y": 1})["sent"] == 3


def test_the_report_tells_each_language_and_english_beside_swedish() -> None:
    grades = {
        name: replace(one, language="en" if name in "ab" else "sv") for name, one in judged(a=2, b=0, c=2).items()
    }
    ranking = [replace(match("b", 3, send=True), eligible="yes"), match("a", 2), match("c", 1)]
    text = certainty.report(ranking, grades, 5)
    assert "English calls: 0.63 of Swedish (0.631 of 1.000)" in text
    english, swedish = text[text.index("# en: 2 calls") :].split("# sv: 1 calls")
    assert "of 1 sent 0 are closed to municipalities, 0 of these graded 0" in english
    assert "who may apply: 1.000 right of 1 answered, 0 wrongly no" in english
    assert "judged yes         1 yes    0 partner    1 unknown    0 no" in english
    assert "who may apply: - right of 0 answered, 0 wrongly no" in swedish
