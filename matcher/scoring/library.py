"""Calls that have been read, ready to be scored for any number of profiles, here or on other machines."""

from __future__ import annotations

import hashlib
import pickle
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from matcher.knowledge import Profile
from matcher.model import Match
from matcher.scoring.facts import Facts
from matcher.scoring.interests import Interests
from matcher.scoring.scorer import Scorer
from matcher.scoring.shortlist import Candidate, Shelf, by_profile
from matcher.scoring.units import Units, Wanted
from matcher.scoring.words import Language

Asked = Mapping[Language, tuple[Interests, float]]


def order(match: Match) -> tuple[str, float, str]:
    """By profile, the best first, equals by name."""
    return match.profile, -match.score, match.call


class Library:
    """The facts of many calls. It knows no profile; those come block by block, with their interests as a matrix.

    Sent to another process it is packed once, however many blocks go there, and unpacked there once. joblib keeps the
    packed bytes in shared memory, and Dask sends them to a worker once, as it does with everything big.
    """

    def __init__(self, facts: Sequence[Facts], units: Mapping[Language, Units], scorer: Scorer) -> None:
        self._facts = facts
        self._units = units
        self._scorer = scorer

    def every(self, profiles: Sequence[Profile], interests: Any) -> Iterator[Match]:
        """The match of every profile with every call."""
        for profile, asked in _each(profiles, self._wanted(interests)):
            for facts in self._facts:
                yield self._scorer.match(profile, *asked[facts.language], facts)

    def best(self, profiles: Sequence[Profile], interests: Any, most: int, at_least: float) -> list[Match]:
        """Per profile its best `most` matches of those that have so many points, in the order of `order`."""
        wanted = self._wanted(interests)
        companies = [profile.company for profile in profiles]
        weights = self._scorer.weights
        candidates = by_profile(
            shelf.candidates(wanted[language], companies, at_least, weights) for language, shelf in self.shelves.items()
        )
        best: list[Match] = []
        for row, (profile, asked) in enumerate(_each(profiles, wanted)):
            best += self._best_of(profile, asked, candidates.get(row, ()), most, at_least)
        return best

    def _best_of(
        self, profile: Profile, asked: Asked, candidates: Iterable[Candidate], most: int, at_least: float
    ) -> list[Match]:
        """Scores the most promising first, until no other can be better than the worst of the best."""
        best: list[Match] = []
        for place, top in candidates:
            if len(best) == most and top < best[-1].score:
                break
            facts = self._facts[place]
            match = self._scorer.match(profile, *asked[facts.language], facts)
            if match.score >= at_least:
                insort(best, match, key=order)
                del best[most:]
        return best

    def _wanted(self, interests: Any) -> Mapping[Language, Wanted]:
        return {language: units.wanted(interests) for language, units in self._units.items()}

    @cached_property
    def shelves(self) -> Mapping[Language, Shelf]:
        """By language; made when first asked for, since whoever wants every pair needs none."""
        concepts = len(self._scorer.concepts)
        return {language: Shelf.of(self._facts, language, concepts) for language in self._units}

    @cached_property
    def _packed(self) -> tuple[str, Any]:
        import numpy as np

        packed = pickle.dumps((self._facts, self._units, self._scorer, self.shelves), protocol=5)
        return hashlib.sha256(packed).hexdigest(), np.frombuffer(packed, dtype=np.uint8)

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpacked, self._packed

    def __sizeof__(self) -> int:
        """Bytes to send."""
        return int(self._packed[1].nbytes)


def _each(profiles: Sequence[Profile], wanted: Mapping[Language, Wanted]) -> Iterator[tuple[Profile, Asked]]:
    """Profile by profile, what it asks for in each language."""
    asked = {language: of_language.each() for language, of_language in wanted.items()}
    for profile in profiles:
        yield profile, {language: next(each) for language, each in asked.items()}


# The library that this process got last; the next block is nearly always for the same.
_LAST: dict[str, Library] = {}


def _unpacked(seal: str, packed: Any) -> Library:
    if seal not in _LAST:
        facts, units, scorer, shelves = pickle.loads(packed)  # noqa: S301 - from the process that asked us to score
        _LAST.clear()
        _LAST[seal] = Library(facts, units, scorer)
        _LAST[seal].shelves = shelves
    return _LAST[seal]
