"""Concepts to vectors: scikit-learn's `TfidfVectorizer` with our analyser, fitted on the shipped background."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from matcher.scoring.background import Background
from matcher.scoring.concepts import Concepts, Hit
from matcher.scoring.words import Language

# A word of its own counts as two, a part of a compound as one.
WHOLE = 2


def tokens(hits: Iterable[Hit]) -> list[str]:
    """The analyser: a passage's concepts as tokens."""
    return [str(hit.concept) for hit in hits for _ in range(WHOLE if hit.whole else 1)]


class Index:
    """TF-IDF vectors over the concepts for one language.

    Sublinear tf, smooth idf over the background's calls (a concept's document frequency is that of the union of its
    words), no length norm: a passage's own length does not make its words weaker, and fields are cut to one length.
    """

    def __init__(self, concepts: Concepts, background: Background, language: Language) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        vocabulary = {str(number): number for number in range(len(concepts))}
        self._vectorizer = TfidfVectorizer(analyzer=tokens, vocabulary=vocabulary, norm=None, sublinear_tf=True)
        self._titles = concepts.find_in_bags(background.titles, language)
        self._leads = concepts.find_in_bags(background.leads, language)
        self._vectorizer.fit([title + lead for title, lead in zip(self._titles, self._leads, strict=True)])

    def idf(self) -> list[float]:
        """How rare each concept is in the background."""
        values: list[float] = self._vectorizer.idf_.tolist()
        return values

    def vectors(self, passages: Sequence[list[Hit]]) -> Any:
        """Sparse matrix, passages x concepts."""
        return self._vectorizer.transform(passages)

    def background(self) -> tuple[Any, Any]:
        """The background's titles and leads as matrices: what most calls look like."""
        return self.vectors(self._titles), self.vectors(self._leads)
