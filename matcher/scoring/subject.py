"""What a call is about, against what each profile asks for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcher.scoring.background import Background
from matcher.scoring.concepts import Concepts, Hit
from matcher.scoring.index import Index
from matcher.scoring.interests import DESCRIPTION, Interests
from matcher.scoring.passages import FIELDS, Field, Passages
from matcher.scoring.words import Language

# The unit of evidence: the mean over the strongest twentieth of the background, per profile and language.
STRONGEST = 0.05
# A word of a description that most calls have (utbildning, barn) counts by its idf as a share of this; a rare one in
# full. Keywords are chosen, so they count in full. Tried from 3 to 6 on descriptions alone.
RARE = 6.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One concept of a profile in a call: its amount of evidence, its strongest field, the words that stand there.

    said  it stands as a word of its own in the call itself, not only in what its programme or funder is known for
    """

    concept: int
    amount: float
    field: Field
    form: str
    said: bool = True


class Subject:
    """Evidence of every profile's interests in calls of one language, in units of that profile's background."""

    def __init__(
        self,
        concepts: Concepts,
        background: Background,
        language: Language,
        interests: Sequence[Interests],
        fields: Mapping[Field, float],
    ) -> None:
        import numpy as np

        self._index = Index(concepts, background, language)
        self._fields = fields
        rarity = [min(1.0, value / RARE) for value in self._index.idf()]
        interests = [_rare_first(interest, rarity) for interest in interests]
        self._interests = interests
        titles, leads = self._index.background()
        usual = titles * fields["title"] + leads * fields["lead"]
        wanted = np.zeros((len(concepts), len(interests)))
        for column, interest in enumerate(interests):
            for number, weight in interest.items():
                wanted[number, column] = max(weight, 0.0)
        scores = np.sort(usual @ wanted, axis=0)[::-1]
        tops = scores[: max(1, math.ceil(len(scores) * STRONGEST))].mean(axis=0)
        # Rounded, since the last bits of a sum depend on which other profiles share the matrix.
        self._units = [round(float(top), 9) or 1.0 for top in tops]

    def evidence(self, calls: Sequence[Passages]) -> list[list[list[Evidence]]]:
        """Per call, per profile: the evidence found, strongest first."""
        by_field = {name: self._index.vectors([call.hits[name] for call in calls]).tocsr() for name in FIELDS}
        return [self._of_call(row, call, by_field) for row, call in enumerate(calls)]

    def _of_call(self, row: int, call: Passages, by_field: Mapping[Field, Any]) -> list[list[Evidence]]:
        amounts: dict[int, dict[Field, float]] = {}
        for name, matrix in by_field.items():
            start, end = matrix.indptr[row], matrix.indptr[row + 1]
            for concept, value in zip(matrix.indices[start:end].tolist(), matrix.data[start:end].tolist(), strict=True):
                amounts.setdefault(concept, {})[name] = value * self._fields[name]
        forms, said = _forms(call), _said(call)
        return [
            _wanted(amounts, interest, unit, forms, said)
            for interest, unit in zip(self._interests, self._units, strict=True)
        ]


def _rare_first(interest: Interests, rarity: Sequence[float]) -> Interests:
    described = {number: weight * rarity[number] for number, weight in interest.items() if 0 < weight <= DESCRIPTION}
    return interest | described


def _wanted(
    amounts: Mapping[int, Mapping[Field, float]],
    interest: Interests,
    unit: float,
    forms: Mapping[tuple[int, Field], str],
    said: frozenset[int],
) -> list[Evidence]:
    found = []
    for concept, fields in amounts.items():
        weight = interest.get(concept)
        if weight:
            best = max(fields, key=lambda name: (fields[name], name))
            amount = math.fsum(fields.values()) * weight / unit
            found.append(Evidence(concept, amount, best, forms[concept, best], concept in said))
    return sorted(found, key=lambda evidence: (-evidence.amount, evidence.concept))


def _said(call: Passages) -> frozenset[int]:
    return frozenset(hit.concept for name, hits in call.hits.items() if name != "themes" for hit in hits if hit.whole)


def _forms(call: Passages) -> dict[tuple[int, Field], str]:
    """The words by which a concept first stands in a field; a word of its own before a part of another."""
    forms: dict[tuple[int, Field], Hit] = {}
    for name, hits in call.hits.items():
        for hit in hits:
            held = forms.get((hit.concept, name))
            if held is None or (hit.whole and not held.whole):
                forms[hit.concept, name] = hit
    return {key: hit.form for key, hit in forms.items()}
