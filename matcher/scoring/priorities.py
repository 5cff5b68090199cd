"""Which goals of the political programme a call serves, each with its own evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from matcher.knowledge import Programme
from matcher.scoring.concepts import Concepts, Hit
from matcher.scoring.interests import Interests, by_keyword
from matcher.scoring.passages import Field, Passages

# Points of a word by where it stands; `HALF` points make a weight of 0.5, which is read as "serves it".
FIELD_POINTS: dict[Field, float] = {"title": 3.0, "lead": 1.0, "keywords": 1.0, "themes": 1.0}
HALF = 3.0


class Priorities:
    """The programme's goals as concepts."""

    def __init__(self, programme: Programme, concepts: Concepts) -> None:
        self.names = {priority.slug: priority.name for priority in programme.priorities}
        self.importance = {priority.slug: priority.weight for priority in programme.priorities}
        self._wanted = {
            priority.slug: _wanted(priority.words, priority.words_en, concepts) for priority in programme.priorities
        }

    def of(self, call: Passages) -> tuple[dict[str, float], dict[str, str]]:
        """Weight 0..1 per goal, rising with the evidence and 0.5 at `HALF` points; and the words it rests on."""
        weights, words = {}, {}
        for slug, wanted in self._wanted.items():
            points, best = _points(call.hits, wanted)
            weights[slug] = round(points / (points + HALF), 4)
            words[slug] = best
        return weights, words


def _wanted(sv: Sequence[str], en: Sequence[str], concepts: Concepts) -> Interests:
    found: Interests = {}
    for word, language in [*((w, "sv") for w in sv), *((w, "en") for w in en)]:
        for number, weight in by_keyword(word, language, concepts).items():  # type: ignore[arg-type]
            if weight == 1.0:
                found[number] = weight
    return found


def _points(fields: Mapping[Field, list[Hit]], wanted: Interests) -> tuple[float, str]:
    """Evidence of one goal: per field the root of how often, so that ten mentions are not ten arguments.

    Parts of compounds do not count: arbetsmiljö is no care for the environment.
    """
    total, best, strongest = 0.0, "", 0.0
    for name, hits in fields.items():
        found = [hit for hit in hits if hit.whole and hit.concept in wanted]
        if found:
            points = FIELD_POINTS[name] * math.sqrt(len(found))
            total += points
            if points > strongest:
                strongest, best = points, found[0].form
    return total, best
