"""Floors under the quality of the ranking, on the judged calls; the figures of today stand in docs/matching.md.

The floors leave room for edits of words and profiles; a fall through one of them is a broken part.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from matcher.calls_file import read_calls
from matcher.knowledge import Profile
from matcher.profiles import read_profiles
from matcher.scoring.evaluate import Measures, apart, evaluate, read_judged
from matcher.scoring.matcher import Matcher
from tests.scoring_house import PROFILES, shipped


def measured(shared: Path, profiles: dict[str, Profile]) -> tuple[Measures, Measures, Measures]:
    """All calls, the English ones alone, and the Swedish ones."""
    ranked = Matcher(profiles, shipped()[1]).rank(read_calls(shared / "eval/calls.jsonl"), name=lambda call: call.key)
    judged = read_judged(shared / "eval/judged.jsonl")
    parts = apart(ranked, judged, "language")
    return evaluate(ranked, judged), parts["en"], parts["sv"]


def test_the_shipped_profiles(shared: Path) -> None:
    found, english, swedish = measured(shared, shipped()[0])
    floors = {"ndcg10": 0.90, "ap": 0.80, "r20": 0.82, "t11su": 0.69, "p_sent": 0.85, "r2_sent": 0.85}
    assert {key: found.macro[key] >= floor for key, floor in floors.items()} == dict.fromkeys(floors, True), found.macro
    sent = sum(row["sent"] or 0 for row in found.profiles.values())
    assert found.worse_than_silence == 0
    assert found.ineligible_sent <= 0.01 * sent
    assert found.prio_f1 >= 0.76
    assert english.macro["ndcg10"] >= max(0.77, 0.85 * swedish.macro["ndcg10"])


def test_a_swedish_description_alone(shared: Path) -> None:
    bare = {
        slug: replace(profile, keywords=(), keywords_en=(), weights={}, avoid=())
        for slug, profile in shipped()[0].items()
    }
    found, english, _ = measured(shared, bare)
    assert found.macro["ndcg10"] >= 0.84
    assert found.macro["t11su"] >= 0.60
    assert english.macro["ndcg10"] >= 0.73


def test_a_strangers_few_words(shared: Path) -> None:
    """A name and two everyday sentences, never tuned."""
    strangers, _ = read_profiles(PROFILES.parent / "benchmarks/strangers", [PROFILES])
    found, english, _ = measured(shared, strangers)
    assert found.macro["ndcg10"] >= 0.70
    assert found.macro["t11su"] >= 0.52
    assert english.macro["ndcg10"] >= 0.61


@pytest.mark.parametrize("slug", ["social", "vatten_varme"])
def test_a_wrong_profile_is_told_from_the_right_one(shared: Path, slug: str) -> None:
    """The measure itself would notice: another department's words rank badly."""
    profiles, _ = shipped()
    wrong = {slug: replace(profiles["barn_utbildning"], slug=slug, company=False)}
    found, *_ = measured(shared, wrong)
    assert found.macro["ndcg10"] < 0.5
