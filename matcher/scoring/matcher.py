"""Calls x profiles -> matches with reasons that add up. Reads nothing but the shipped background; no clock, no net."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from matcher.knowledge import Knowledge, Profile
from matcher.model import Match, Reason
from matcher.scoring import background
from matcher.scoring.concepts import Concepts
from matcher.scoring.eligibility import Answer, read_terms
from matcher.scoring.interests import read_interests
from matcher.scoring.passages import Passages, read_passages
from matcher.scoring.places import Places, place_names
from matcher.scoring.priorities import Priorities
from matcher.scoring.reasons import Facts, answer_reasons, priority_reasons, subject_reasons, terms_reasons
from matcher.scoring.subject import Evidence, Subject
from matcher.scoring.weights import WEIGHTS, Weights
from matcher.scoring.words import Language
from sources.kit.call import Call


class Matcher:
    """All profiles against any number of calls. A call's score does not depend on the calls beside it."""

    def __init__(self, profiles: Mapping[str, Profile], knowledge: Knowledge, weights: Weights = WEIGHTS) -> None:
        self._profiles = [profiles[slug] for slug in sorted(profiles)]
        self._funding = knowledge.funding
        self._weights = weights
        self._places = Places(knowledge.geography)
        self._concepts = Concepts.of(knowledge.glossary)
        self._priorities = Priorities(knowledge.programme, self._concepts)
        names = place_names(knowledge.geography)
        self._interests = [read_interests(profile, self._concepts, names) for profile in self._profiles]
        self._subjects: dict[Language, Subject] = {}

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
        return self.weigh(self.read(list(calls)), today=today, name=name)

    def weigh(
        self,
        found: Iterable[Facts],
        *,
        today: date | None = None,
        name: Callable[[Call], str] = lambda call: call.id,
    ) -> list[Match]:
        """`rank`, of calls that are already read."""
        matches = [
            self._match(profile, facts, evidence, name(facts.call), today)
            for facts in found
            for profile, evidence in zip(self._profiles, facts.evidence, strict=True)
        ]
        return sorted(matches, key=lambda match: (match.profile, -match.score, match.call))

    def read(self, calls: Sequence[Call]) -> Iterable[Facts]:
        """What is known of each call before any points are counted."""
        terms = [read_terms(call, self._funding, self._places.of(call)) for call in calls]
        passages = [
            read_passages(call, terms_of, self._concepts, self._funding)
            for call, terms_of in zip(calls, terms, strict=True)
        ]
        evidence = self._evidence(passages)
        for place, call in enumerate(calls):
            weights, words = self._priorities.of(passages[place])
            yield Facts(call, terms[place], passages[place], evidence[place], weights, words)

    def _evidence(self, passages: Sequence[Passages]) -> Mapping[int, list[list[Evidence]]]:
        """By place in `passages`; all calls of one language become one matrix."""
        found: dict[int, list[list[Evidence]]] = {}
        for language in sorted({passage.language for passage in passages}):
            places = [place for place, passage in enumerate(passages) if passage.language == language]
            evidence = self._subject(language).evidence([passages[place] for place in places])
            found.update(zip(places, evidence, strict=True))
        return found

    def _subject(self, language: Language) -> Subject:
        """Made when the first call in the language comes; many a morning has no English one."""
        if language not in self._subjects:
            known, fields = background.shipped()[language], self._weights.fields
            self._subjects[language] = Subject(self._concepts, known, language, self._interests, fields)
        return self._subjects[language]

    def _match(
        self, profile: Profile, facts: Facts, evidence: Sequence[Evidence], name: str, today: date | None
    ) -> Match:
        answer = facts.terms.company_answer if profile.company else facts.terms.answer
        subject = math.fsum(piece.amount for piece in evidence if piece.amount > 0)
        reasons = self._reasons(facts, evidence, answer, subject)
        score = math.fsum(reason.points for reason in reasons)
        stopped = self._stopped_by(facts.call, answer, subject, score, today)
        return Match(
            profile=profile.slug,
            call=name,
            score=score,
            send=not stopped,
            eligible=answer.eligible,
            eligible_why=answer.why,
            priorities=dict(facts.priorities),
            reasons=tuple(reasons),
            stopped_by=stopped,
        )

    def _reasons(self, facts: Facts, evidence: Sequence[Evidence], answer: Answer, subject: float) -> list[Reason]:
        """All reasons, the heaviest first. The programme's goals may lift a call, but not one that is off topic."""
        said = any(piece.said and piece.amount > 0 for piece in evidence)
        reasons = [
            *subject_reasons(evidence, self._concepts, self._weights),
            *answer_reasons(answer, self._weights),
            *terms_reasons(facts.call, facts.terms, self._weights, said=said),
        ]
        if subject >= self._weights.least_topic:
            reasons += priority_reasons(facts, self._priorities.names, self._priorities.importance, self._weights)
        return sorted(reasons, key=lambda reason: -abs(reason.points))

    def _stopped_by(self, call: Call, answer: Answer, subject: float, score: float, today: date | None) -> str:
        if answer.elsewhere:
            return f"{answer.why}. Den skickas om finansiären låter den gälla också här."
        if answer.eligible == "no":
            return f"Ni får inte söka: {answer.why}. Den skickas om finansiären öppnar den för er."
        if subject < self._weights.least_topic:
            return (
                "Den handlar för lite om det som står i profilen. Lägg till ord ur utlysningen i profilen "
                "om ni vill ha sådana."
            )
        if score < self._weights.send_at:
            return (
                f"Den fick {_swedish(score)} poäng och {_swedish(self._weights.send_at)} krävs. "
                "Ord i profilen som väger tyngre skulle lyfta den."
            )
        if today is not None and call.is_closed(today):
            return f"Sista ansökningsdagen var {call.deadlines[-1].isoformat()}. Den skickas om den öppnar igen."
        return ""


def _swedish(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")
