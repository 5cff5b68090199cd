"""What profiles ask for as one sparse matrix, and the unit in which each profile's evidence is measured."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Any

from matcher.scoring.interests import DESCRIPTION, Interests

# The unit of evidence: the mean over the strongest twentieth of the background, per profile and language.
STRONGEST = 0.05
# A word of a description that most calls have (utbildning, barn) counts by its idf as a share of this; a rare one in
# full. Keywords are chosen, so they count in full. Tried from 3 to 6 on descriptions alone.
RARE = 6.0


def matrix(interests: Iterable[Interests], concepts: Sized) -> Any:
    """Profiles x concepts. A hundred thousand profiles take 100 MB so, as dicts they would take ten times as much.

    concepts  read only when all interests are, since these may add to them
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    weights, numbers, ends = array("d"), array("i"), array("q", [0])
    for interest in interests:
        numbers.extend(interest)
        weights.extend(interest.values())
        ends.append(len(numbers))
    parts = np.array(weights), np.array(numbers, dtype=np.int32), np.array(ends)
    return csr_matrix(parts, shape=(len(ends) - 1, len(concepts)))


@dataclass(frozen=True)
class Wanted:
    """What some profiles ask for in calls of one language: weights, profiles x concepts; and each profile's unit."""

    weights: Any
    units: Sequence[float]

    def each(self) -> Iterator[tuple[Interests, float]]:
        """Profile by profile, its interests and its unit."""
        numbers, weights, ends = (part.tolist() for part in self._parts())
        for row, unit in enumerate(self.units):
            own = slice(ends[row], ends[row + 1])
            yield dict(zip(numbers[own], weights[own], strict=True)), unit

    def _parts(self) -> tuple[Any, Any, Any]:
        return self.weights.indices, self.weights.data, self.weights.indptr

    def in_units(self) -> Any:
        """What speaks for a call, dense, concepts x profiles: times a call's amounts it is the profile's evidence."""
        import numpy as np

        return (self.weights.maximum(0).T.toarray() / np.array(self.units)).astype(np.float32)


class Units:
    """The scale of one language: what its background has of every concept, and how rare each is there."""

    def __init__(self, usual: Any, idf: Sequence[float]) -> None:
        import numpy as np

        self._usual = usual
        self._rarity = np.minimum(1.0, np.array(idf) / RARE)

    def wanted(self, interests: Any) -> Wanted:
        """The same profiles with the words of descriptions weighed by their rarity."""
        import numpy as np

        weights = interests.copy()
        described = (weights.data > 0) & (weights.data <= DESCRIPTION)
        weights.data = np.where(described, weights.data * self._rarity[weights.indices], weights.data)
        return Wanted(weights, self._units(weights))

    def _units(self, weights: Any) -> list[float]:
        import numpy as np

        scores = self._usual @ weights.maximum(0).T.toarray()
        strongest = max(1, math.ceil(len(scores) * STRONGEST))
        tops = np.sort(np.partition(scores, -strongest, axis=0)[-strongest:], axis=0)[::-1].mean(axis=0)
        # Rounded, since the last bits of a sum depend on which other profiles share the matrix.
        return [round(float(top), 9) or 1.0 for top in tops]
