"""The quality of the ranking where the judged calls are absent: floors on what was once read of a third of them.

`frozen_calls.jsonl` holds no words, only what `benchmarks/frozen.py` saw the matcher read: evidence, terms, goals and
grades. So weights, the sum, the threshold, the gate and the order are measured here; reading is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.frozen import hashed
from matcher.calls_file import read_calls
from matcher.knowledge import Family
from matcher.model import Match
from matcher.scoring.concepts import Concepts
from matcher.scoring.eligibility import Answer, Terms
from matcher.scoring.evaluate import Judged, apart, evaluate
from matcher.scoring.facts import Facts, counted
from matcher.scoring.places import Place
from matcher.scoring.priorities import Priorities
from matcher.scoring.reasons import priority_reasons
from matcher.scoring.scorer import Scorer
from matcher.scoring.subject import Trace
from matcher.scoring.weights import WEIGHTS, Weights
from tests.scoring_house import call, shipped, shipped_matcher

Row = dict[str, Any]
ROWS: list[Row] = [
    json.loads(line) for line in Path(__file__).with_name("frozen_calls.jsonl").read_text(encoding="utf-8").splitlines()
]
SLUGS = sorted(shipped()[0])
CONCEPTS = Concepts.of(shipped()[1].glossary)
GOALS = Priorities(shipped()[1].programme, CONCEPTS)
NONE = (0, 0, 0, 0)


def facts(row: Row, weights: Weights) -> Facts:
    """Every profile has two concepts of its own: what speaks for the call, and what speaks against it."""
    one = call(row["call"], source="se_frozen" if row["nordic"] else "eu_frozen", language=row["language"])
    answer, company = (Answer(eligible, "") for eligible in row["answers"])
    programme, action = (Family((), fit, "") if fit else None for fit in row["fits"])
    place = None if row["home"] is None else Place(row["home"], "")
    goals = {slug: row["goals"].get(slug, 0.0) for slug in GOALS.names}
    served = priority_reasons(goals, dict.fromkeys(goals, ""), GOALS, weights)
    terms = Terms(answer, company, programme, action, place, row["silent"])
    traces = [trace for place, slug in enumerate(SLUGS) for trace in traces_of(place, *row["pairs"].get(slug, NONE))]
    return counted(one, terms, tuple(traces), "sv", goals, served, weights)


def traces_of(place: int, _grade: int, wanted: float, avoided: float, said: int) -> list[Trace]:
    amounts = {2 * place: wanted, 2 * place + 1: avoided}
    return [(number, amount, "lead", "", bool(said)) for number, amount in amounts.items() if amount]


def judged(row: Row) -> Judged:
    grades = {slug: row["pairs"].get(slug, (0,))[0] for slug in SLUGS}
    return Judged(grades, row["judged"][0], tuple(row["judged"][1:]), row["language"])


FLOORS = {"ndcg10": 0.90, "ap": 0.92, "r20": 0.99, "t11su": 0.72, "p_sent": 0.90, "r2_sent": 0.87}
ENGLISH_FLOOR = 0.80


def ranked(rows: Iterable[Row] = ROWS, weights: Weights = WEIGHTS) -> list[Match]:
    scorer, profiles = Scorer(CONCEPTS, weights), shipped()[0]
    return [
        replace(
            scorer.match(profiles[slug], dict.fromkeys((2 * place, 2 * place + 1), 1.0), 1.0, one), call=row["call"]
        )
        for row in rows
        for one in [facts(row, weights)]
        for place, slug in enumerate(SLUGS)
    ]


def fallen(matches: list[Match]) -> set[str]:
    """What is under its floor."""
    grades = {row["call"]: judged(row) for row in ROWS}
    found, english = evaluate(matches, grades), apart(matches, grades, "language")["en"].macro["ndcg10"]
    low = {column for column, floor in FLOORS.items() if found.macro[column] < floor}
    others = {
        "silence": found.worse_than_silence == 0,
        "closed": found.ineligible_sent == 0,
        "goals": found.prio_f1 >= 0.74,
        "english": english >= ENGLISH_FLOOR,
    }
    return low | {name for name, stands in others.items() if not stands}


def test_no_measure_falls_through_its_floor() -> None:
    assert len(ROWS) > 100
    assert fallen(ranked()) == set()


BROKEN = [
    (replace(WEIGHTS, topic=0.5), {"ndcg10", "t11su", "r2_sent", "english"}),
    (replace(WEIGHTS, topic=5.0), {"t11su", "p_sent", "silence", "closed"}),
    (replace(WEIGHTS, yes=0.0), {"ap", "t11su", "r2_sent"}),
    (replace(WEIGHTS, national=0.0), {"t11su", "r2_sent"}),
    (replace(WEIGHTS, national=2.0), {"ndcg10", "p_sent"}),
    (replace(WEIGHTS, send_at=3.6), {"t11su", "r2_sent"}),
    (replace(WEIGHTS, send_at=2.6), {"p_sent", "closed"}),
]


@pytest.mark.parametrize(("weights", "low"), BROKEN, ids=lambda value: "" if isinstance(value, set) else None)
def test_a_broken_weight_or_threshold_falls_through(weights: Weights, low: set[str]) -> None:
    assert fallen(ranked(weights=weights)) >= low


def test_a_broken_order_falls_through() -> None:
    assert fallen([replace(match, score=-match.score) for match in ranked()]) >= {"ndcg10", "ap", "r20", "english"}


def test_a_gate_that_lets_everybody_through_is_noticed() -> None:
    open_to_all = [row | {"answers": ["yes", "yes"]} for row in ROWS]
    assert fallen(ranked(open_to_all)) >= {"ndcg10", "p_sent", "closed"}


def test_what_is_frozen_is_near_to_what_is_read(shared: Path) -> None:
    """Edits of words move a few scores a little; when more has changed the file is to be made anew."""
    calls = {hashed(one.key): one for one in read_calls(shared / "eval/calls.jsonl")}
    kept = [calls[row["call"]] for row in ROWS]
    read = {(match.profile, match.call): match for match in shipped_matcher().rank(kept, name=lambda c: hashed(c.key))}
    pairs = [(match, read[match.profile, match.call]) for match in ranked()]
    near = sum(abs(frozen.score - now.score) < 0.3 for frozen, now in pairs)
    assert near >= 0.97 * len(pairs), "run benchmarks/frozen.py"
