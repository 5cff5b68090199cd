"""The best calls for each of many profiles without a look at every pair.

How much a pair can get at most is a product of two matrices; only pairs that can get among the best are then scored, by
the `Scorer` that scores all pairs elsewhere. So the most decides nothing: were it too high, more pairs would be scored
in vain, and the result would be the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from matcher.model import Reason
from matcher.scoring.facts import Facts
from matcher.scoring.reasons import STEEP
from matcher.scoring.units import Wanted
from matcher.scoring.weights import Weights
from matcher.scoring.words import Language

# Points on top of every most: single precision is wrong by less.
SLACK = 1e-4

# Where a call stands among all calls, and the most points that it can get.
Candidate = tuple[int, float]
# Rows of profiles, places of calls, and the most points that each pair can get, as arrays of one length.
Pairs = tuple[Any, Any, Any]
NO_PAIRS: Pairs = (np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))


@dataclass(frozen=True)
class Shelf:
    """Calls of one language.

    places   where each stands among all calls
    amounts  calls x concepts: how much of every concept
    terms    department or municipal company x calls: the most points that all but the subject may give
    """

    places: Any
    amounts: Any
    terms: Any

    @classmethod
    def of(cls, facts: Sequence[Facts], language: Language, concepts: int) -> Shelf:
        """Those of the calls that are in the language."""
        places = [place for place, read in enumerate(facts) if read.language == language]
        traces = [facts[place].traces for place in places]
        ends = np.cumsum([0, *map(len, traces)])
        numbers = np.array([concept for found in traces for concept, *_ in found], dtype=np.int32)
        amounts = np.array([amount for found in traces for _, amount, *_ in found], dtype=np.float32)
        terms = [[_most(facts[place], company=company) for place in places] for company in (False, True)]
        return cls(
            np.array(places, dtype=np.int64),
            csr_matrix((amounts, numbers, ends), shape=(len(places), concepts)),
            np.array(terms),
        )

    def candidates(self, wanted: Wanted, companies: Sequence[bool], at_least: float, weights: Weights) -> Pairs:
        """The pairs that may get so many points."""
        evidence = self.amounts @ wanted.in_units()
        needed = np.expm1((at_least - self.terms.max(axis=0)) / weights.topic) / STEEP
        calls, rows = np.nonzero(evidence >= needed.astype(np.float32)[:, np.newaxis])
        terms = self.terms[np.array(companies, dtype=np.intp)[rows], calls]
        tops = weights.topic * np.log1p(STEEP * evidence[calls, rows]) + terms
        good = tops >= at_least
        return rows[good], self.places[calls[good]], tops[good]


def by_profile(pairs: Iterable[Pairs]) -> dict[int, Iterator[Candidate]]:
    """By row, the candidates of a profile, the most promising first; a profile without any is not there."""
    rows, places, tops = (np.concatenate(parts) for parts in zip(NO_PAIRS, *pairs, strict=True))
    best_first = np.lexsort((-tops, rows))
    rows, places, tops = rows[best_first], places[best_first], tops[best_first]
    found, starts, counts = np.unique(rows, return_index=True, return_counts=True)
    return {
        row: zip(places[start:end].tolist(), tops[start:end].tolist(), strict=True)
        for row, start, end in zip(found.tolist(), starts, starts + counts, strict=True)
    }


def _most(facts: Facts, *, company: bool) -> float:
    """Whatever the subject, the points of everything else are never more."""
    terms = max(_sum(reasons) for reasons in facts.terms)
    return _sum(facts.answered[company]) + terms + max(0.0, _sum(facts.goals)) + SLACK


def _sum(reasons: Iterable[Reason]) -> float:
    return sum(reason.points for reason in reasons)
