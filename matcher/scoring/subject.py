"""What a call is about, against what a profile asks for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from matcher.scoring.background import Background
from matcher.scoring.concepts import Concepts, Hit
from matcher.scoring.index import Index
from matcher.scoring.interests import Interests
from matcher.scoring.passages import FIELDS, Field, Passages
from matcher.scoring.units import Units
from matcher.scoring.words import Language

# One concept in a call, whoever asks for it: number, amount, strongest field, the words that stand there, whether it is
# said. Bare tuples, since there are a million of them and the garbage collector lets these alone.
Trace = tuple[int, float, Field, str, bool]


class Evidence(NamedTuple):
    """One concept of a profile in a call: its amount of evidence, its strongest field, the words that stand there.

    said  it stands as a word of its own in the call itself, not only in what its programme or funder is known for
    """

    concept: int
    amount: float
    field: Field
    form: str
    said: bool = True


class Subject:
    """Reads what calls of one language are about; `units` says what each profile's evidence is measured in."""

    def __init__(
        self, concepts: Concepts, background: Background, language: Language, fields: Mapping[Field, float]
    ) -> None:
        self._index = Index(concepts, background, language)
        self._fields = fields
        titles, leads = self._index.background()
        self.units = Units(titles * fields["title"] + leads * fields["lead"], self._index.idf())

    def traces(self, calls: Sequence[Passages]) -> Iterator[tuple[Trace, ...]]:
        """Per call, every concept in it."""
        by_field = {name: self._index.vectors([call.hits[name] for call in calls]).tocsr() for name in FIELDS}
        return (self._of_call(row, call, by_field) for row, call in enumerate(calls))

    def _of_call(self, row: int, call: Passages, by_field: Mapping[Field, Any]) -> tuple[Trace, ...]:
        amounts: dict[int, dict[Field, float]] = {}
        for name, matrix in by_field.items():
            start, end = matrix.indptr[row], matrix.indptr[row + 1]
            for concept, value in zip(matrix.indices[start:end].tolist(), matrix.data[start:end].tolist(), strict=True):
                amounts.setdefault(concept, {})[name] = value * self._fields[name]
        forms, said = _forms(call), _said(call)
        return tuple(_trace(concept, fields, forms, said) for concept, fields in amounts.items())


def evidence(traces: Sequence[Trace], interests: Interests, unit: float) -> list[Evidence]:
    """What a call has of a profile's interests, strongest first."""
    found = [
        Evidence(concept, amount * interests[concept] / unit, field, form, said)
        for concept, amount, field, form, said in traces
        if concept in interests
    ]
    found.sort(key=lambda piece: (-piece[1], piece[0]))
    return found


def _trace(
    concept: int, fields: Mapping[Field, float], forms: Mapping[tuple[int, Field], str], said: frozenset[int]
) -> Trace:
    best = max(fields, key=lambda name: (fields[name], name))
    return concept, math.fsum(fields.values()), best, forms[concept, best], concept in said


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
