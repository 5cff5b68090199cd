"""What is read of a call once, for whoever asks: what it is about, and every point that no single profile decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from matcher.knowledge import Knowledge
from matcher.model import Reason
from matcher.scoring import background
from matcher.scoring.concepts import Concepts
from matcher.scoring.eligibility import Answer, Terms, read_terms
from matcher.scoring.passages import Passages, read_passages
from matcher.scoring.places import Places
from matcher.scoring.priorities import Priorities
from matcher.scoring.reasons import answer_reasons, priority_reasons, terms_reasons
from matcher.scoring.subject import Subject, Trace
from matcher.scoring.units import Units
from matcher.scoring.weights import Weights
from matcher.scoring.words import Language
from sources.kit.call import Call

# Calls read at once: the words of so many stand in memory together, then only their traces.
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Facts:
    """A call when everything has been read of it. Pairs are for a department and for a municipal company.

    traces      the concepts in it
    answers     may they apply? `answered` are the points of that
    terms       points of its terms: when the call names no subject of the recipient's, and when it does
    goals       points of the goals it serves, for a recipient that it is on topic for
    priorities  weight 0..1 per goal
    closed      why it can be applied for no more; empty when it can, or when no day was asked for
    """

    call: str
    language: Language
    traces: tuple[Trace, ...]
    answers: tuple[Answer, Answer]
    answered: tuple[list[Reason], list[Reason]]
    terms: tuple[list[Reason], list[Reason]]
    goals: list[Reason]
    priorities: Mapping[str, float]
    closed: str = ""


class Reader:
    """Reads calls into facts."""

    def __init__(self, knowledge: Knowledge, concepts: Concepts, weights: Weights) -> None:
        self._funding = knowledge.funding
        self._places = Places(knowledge.geography)
        self._priorities = Priorities(knowledge.programme, concepts)
        self._concepts = concepts
        self._weights = weights
        self._subjects: dict[Language, Subject] = {}

    def units(self, language: Language) -> Units:
        """What evidence in calls of that language is measured in."""
        return self._subject(language).units

    def read(self, calls: Iterable[Call], name: Callable[[Call], str], today: date | None) -> Iterator[Facts]:
        """One by one, in their order."""
        calls = iter(calls)
        while some := list(islice(calls, AT_ONCE)):
            terms = [read_terms(call, self._funding, self._places.of(call)) for call in some]
            passages = [
                read_passages(call, terms_of, self._concepts, self._funding)
                for call, terms_of in zip(some, terms, strict=True)
            ]
            traces = self._traces(passages)
            for call, its_terms, its_passages, its_traces in zip(some, terms, passages, traces, strict=True):
                facts = self._facts(call, its_terms, its_passages, its_traces)
                yield replace(facts, call=name(call), closed=_closed(call, today))

    def _traces(self, passages: Sequence[Passages]) -> list[tuple[Trace, ...]]:
        """Per call; all calls of one language become one matrix."""
        found: dict[int, tuple[Trace, ...]] = {}
        for language in sorted({passage.language for passage in passages}):
            places = [place for place, passage in enumerate(passages) if passage.language == language]
            found |= zip(places, self._subject(language).traces([passages[place] for place in places]), strict=True)
        return [found[place] for place in range(len(passages))]

    def _subject(self, language: Language) -> Subject:
        """Made when the first call in the language comes; many a morning has no English one."""
        if language not in self._subjects:
            known, fields = background.shipped()[language], self._weights.fields
            self._subjects[language] = Subject(self._concepts, known, language, fields)
        return self._subjects[language]

    def _facts(self, call: Call, terms: Terms, passages: Passages, traces: tuple[Trace, ...]) -> Facts:
        goals, words = self._priorities.of(passages)
        served = priority_reasons(goals, words, self._priorities, self._weights)
        return counted(call, terms, traces, passages.language, goals, served, self._weights)


def counted(
    call: Call,
    terms: Terms,
    traces: tuple[Trace, ...],
    language: Language,
    goals: Mapping[str, float],
    served: list[Reason],
    weights: Weights,
) -> Facts:
    """The facts of a call from all that was read of it; `goals` and `served`: weights of goals and their points."""
    answers = (terms.answer, terms.company_answer)
    return Facts(
        call=call.id,
        language=language,
        traces=traces,
        answers=answers,
        answered=(answer_reasons(answers[0], weights), answer_reasons(answers[1], weights)),
        terms=(terms_reasons(call, terms, weights, said=False), terms_reasons(call, terms, weights, said=True)),
        goals=served,
        priorities=goals,
    )


def _closed(call: Call, today: date | None) -> str:
    late = today is not None and call.is_closed(today)
    return f"Sista ansökningsdagen var {call.deadlines[-1]}. Den skickas om den öppnar igen." if late else ""
