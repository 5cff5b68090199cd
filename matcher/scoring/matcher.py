"""Calls x profiles -> matches with reasons that add up. Reads nothing but the shipped background; no clock, no net."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from joblib import Parallel, delayed

from matcher.knowledge import Knowledge, Profile
from matcher.model import Match
from matcher.scoring.concepts import Concepts
from matcher.scoring.facts import Reader
from matcher.scoring.interests import read_interests
from matcher.scoring.library import Library, order
from matcher.scoring.places import place_names
from matcher.scoring.scorer import Scorer
from matcher.scoring.units import matrix
from matcher.scoring.weights import WEIGHTS, Weights
from sources.kit.call import Call

Result = TypeVar("Result")

# Profiles scored at once: with 20,000 calls their evidence takes 20 MB, and a second or two is worth another process.
BLOCK = 256


class Matcher:
    """All profiles against any number of calls. A call's score does not depend on the calls beside it."""

    def __init__(self, profiles: Mapping[str, Profile], knowledge: Knowledge, weights: Weights = WEIGHTS) -> None:
        concepts, names = Concepts.of(knowledge.glossary), place_names(knowledge.geography)
        self._profiles = [profiles[slug] for slug in sorted(profiles)]
        self._reader = Reader(knowledge, concepts, weights)
        self._interests = matrix((read_interests(profile, concepts, names) for profile in self._profiles), concepts)
        self._scorer = Scorer(concepts, weights)

    def match(self, call: Call) -> list[Match]:
        """Every profile's match with one call, by slug."""
        return self.rank([call])

    def rank(
        self,
        calls: Iterable[Call],
        *,
        today: date | None = None,
        name: Callable[[Call], str] = lambda call: call.id,
    ) -> list[Match]:
        """Every (profile, call) pair: by profile, the best first, equals by name.

        today  calls that are closed on that day are not to be sent; without it deadlines do not matter
        name   what `Match.call` holds, for a list whose ids are not `Call.id`
        """
        library = self.read(calls, today=today, name=name)
        return sorted(library.every(self._profiles, self._interests), key=order)

    def read(
        self,
        calls: Iterable[Call],
        *,
        today: date | None = None,
        name: Callable[[Call], str] = lambda call: call.id,
    ) -> Library:
        """The calls for `best`, of which only what is needed is kept: given one by one, no more than a thousand
        texts are in memory. Reading takes far longer than ranking for a few profiles. Arguments as for `rank`.
        """
        facts = list(self._reader.read(calls, name, today))
        return Library(facts, {read.language: self._reader.units(read.language) for read in facts}, self._scorer)

    def best(
        self,
        library: Library,
        then: Callable[[list[Match]], Result],
        *,
        most: int = 25,
        at_least: float | None = None,
        block: int = BLOCK,
        jobs: int | None = None,
    ) -> Iterator[Result]:
        """For each profile what `rank` has first: its best `most` (one or more) calls that reach so many points.

        Profiles are scored `block` by block, by slug; only what `then` makes of a block's matches, in the order of
        `rank`, is kept and comes back, in order, as soon as it is there. So neither the number of profiles nor that of
        pairs is limited by memory.

        then      runs where the matches are made; `list` gives them as they are
        at_least  points; without it what a letter takes
        jobs      processes; without it one, or what `joblib.parallel_config` says, which may name a cluster (Dask, Ray)
        """
        least = self._scorer.weights.send_at if at_least is None else at_least
        blocks = (slice(start, start + block) for start in range(0, len(self._profiles), block))
        work = (
            delayed(_best)(library, self._profiles[part], self._interests[part], most, least, then) for part in blocks
        )
        found: Iterator[Result] = Parallel(n_jobs=jobs, batch_size=1, return_as="generator")(work)
        return found


def _best(
    library: Library,
    profiles: Sequence[Profile],
    interests: Any,
    most: int,
    at_least: float,
    then: Callable[[list[Match]], Result],
) -> Result:
    return then(library.best(profiles, interests, most, at_least))
