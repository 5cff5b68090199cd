"""Fits the points of `matcher/scoring/weights.py` on judged calls and tells what they are worth on calls not fitted on.

    python -m benchmarks.weights CALLS.jsonl JUDGED.jsonl profiles

One pooled logistic regression over all recipients, no weight below zero, a light pull towards zero, a grade of 1 as one
third of a grade of 2. The profiles are used twice, as written and as their description alone, so that the weights also
suit a profile with few words. The profiles in `strangers/`, a name and a description in everyday words, were written
once and never tuned; they are only measured. Folds are by call. The threshold is `MARGIN` above the one with the best
mean T11SU of the fitted part.
"""

from __future__ import annotations

import dataclasses
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from matcher.calls_file import read_calls
from matcher.knowledge import Knowledge, Profile
from matcher.model import Match
from matcher.profiles import read_profiles
from matcher.scoring import certainty
from matcher.scoring.evaluate import Judged, evaluate, read_judged, report
from matcher.scoring.matcher import Matcher
from matcher.scoring.passages import FIELDS
from matcher.scoring.weights import WEIGHTS, Weights
from sources.kit.call import Call

NAMES = ("topic", "yes", "lead", "rare", "action", "silent", "home", "national", "priority")
UNIT = dataclasses.replace(WEIGHTS, **dict.fromkeys(NAMES, 1.0))
FOLDS = 5
SHARE_OF_ONE = 1 / 3
PULL = 0.002
# A letter asks for so much more than fits best: rubbish costs trust, and profiles of few words gain by it.
MARGIN = 0.25
THRESHOLDS = np.arange(1.0, 6.0, 0.1)

Profiles = dict[str, Profile]
Judgments = Mapping[str, Judged]


def main() -> None:
    calls, judged = read_calls(Path(sys.argv[1])), read_judged(Path(sys.argv[2]))
    shipped = [Path(__file__).parent.parent / "profiles"]
    profiles, knowledge = read_profiles(Path(sys.argv[3]), shipped)
    strangers, _ = read_profiles(Path(__file__).parent / "strangers", shipped)
    sets = {"as written": profiles, "description alone": described(profiles)}
    unit = [rank(chosen, knowledge, calls, UNIT) for chosen in sets.values()]
    weights = fitted(unit, judged)
    print({name: round(getattr(weights, name), 2) for name in (*NAMES, "send_at")})
    for name, chosen in {**sets, "strangers": strangers}.items():
        for how, found in {
            "fitted on all calls": rank(chosen, knowledge, calls, weights),
            "cross-validated by call": cross_validated(chosen, knowledge, calls, unit, judged),
        }.items():
            print(f"\n# {name}, {how}\n{report(found, judged, 'language')}\n\n{certainty.report(found, judged)}")


def described(profiles: Profiles) -> Profiles:
    """The profiles with nothing but name and description."""
    bare = {"keywords": (), "keywords_en": (), "weights": {}, "avoid": ()}
    return {slug: dataclasses.replace(profile, **bare) for slug, profile in profiles.items()}


def rank(profiles: Profiles, knowledge: Knowledge, calls: Iterable[Call], weights: Weights) -> list[Match]:
    return Matcher(profiles, knowledge, weights).rank(calls, name=lambda call: call.key)


def fitted(sets: Iterable[Sequence[Match]], judged: Judgments) -> Weights:
    """Weights from matches that were made with `UNIT`; pairs that may not be sent teach nothing."""
    sets = [[match for match in matches if match.call in judged] for matches in sets]
    free = [match for matches in sets for match in matches if match.eligible != "no"]
    solution = regression(np.array([features(match) for match in free]), np.array([gain(m, judged) for m in free]))
    weights = dataclasses.replace(WEIGHTS, **dict(zip(NAMES, map(float, solution), strict=True)))
    return dataclasses.replace(weights, send_at=threshold(sets, solution, judged) + MARGIN)


def features(match: Match) -> list[float]:
    """What each weight is multiplied by, read from the reasons of a match made with `UNIT`."""
    sums = dict.fromkeys(NAMES, 0.0)
    for reason in match.reasons:
        name = kind(reason.kind, match, positive=reason.points > 0)
        if name in sums:
            sums[name] += reason.points
    return [sums[name] for name in NAMES]


def kind(name: str, match: Match, *, positive: bool) -> str:
    if name == "programme":
        return "lead" if positive else "rare"
    if name == "eligible":
        return match.eligible
    return "topic" if name in FIELDS else name


def gain(match: Match, judged: Judgments) -> float:
    return (0.0, SHARE_OF_ONE, 1.0)[judged[match.call].grades[match.profile]]


def regression(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Weights of a non-negative logistic regression; its intercept is fitted and left out."""
    x = np.column_stack([x, np.ones(len(x))])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        gradient = x.T @ (1 / (1 + np.exp(-z)) - y) / len(y)
        gradient[:-1] += 2 * PULL * w[:-1]
        return float(np.mean(np.logaddexp(0, z) - y * z) + PULL * (w[:-1] ** 2).sum()), gradient

    bounds = [(0, None)] * len(NAMES) + [(None, None)]
    return minimize(loss, np.zeros(x.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B").x[:-1]


def threshold(sets: Iterable[Sequence[Match]], solution: np.ndarray, judged: Judgments) -> float:
    """The mean, over the sets, of the threshold with the best macro T11SU."""
    best = []
    for matches in sets:
        avoided = [sum(reason.points for reason in match.reasons if reason.kind == "avoid") for match in matches]
        scores = np.array([features(match) for match in matches]) @ solution + np.array(avoided)
        scores = np.where([match.eligible == "no" for match in matches], -np.inf, scores)
        best.append(max(THRESHOLDS, key=lambda at, s=scores, m=matches: utility(m, s >= at, judged)))
    return round(float(np.mean(best)), 2)


def utility(matches: Sequence[Match], send: Sequence[bool], judged: Judgments) -> float:
    sent = [dataclasses.replace(match, send=bool(yes)) for match, yes in zip(matches, send, strict=True)]
    calls = {match.call for match in matches}
    return evaluate(sent, {name: call for name, call in judged.items() if name in calls}).macro["t11su"]


def cross_validated(
    profiles: Profiles,
    knowledge: Knowledge,
    calls: Sequence[Call],
    unit: Iterable[Sequence[Match]],
    judged: Judgments,
) -> list[Match]:
    """Every call ranked with weights that were fitted without it."""
    names = sorted(judged)
    random.Random(1).shuffle(names)
    found: list[Match] = []
    for fold in range(FOLDS):
        out = set(names[fold::FOLDS])
        weights = fitted([[m for m in matches if m.call not in out] for matches in unit], judged)
        found += rank(profiles, knowledge, [call for call in calls if call.key in out], weights)
    return found


if __name__ == "__main__":
    main()
