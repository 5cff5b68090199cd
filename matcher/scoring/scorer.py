"""One profile and one call that has been read -> a match with reasons that add up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matcher.knowledge import Profile
from matcher.model import Match, Reason
from matcher.scoring.concepts import Concepts
from matcher.scoring.facts import Facts
from matcher.scoring.interests import Interests
from matcher.scoring.reasons import subject_reasons
from matcher.scoring.subject import Evidence, evidence
from matcher.scoring.weights import Weights


@dataclass(frozen=True)
class Scorer:
    """Makes matches; every score that anybody sees comes from here."""

    concepts: Concepts
    weights: Weights

    def match(self, profile: Profile, interests: Interests, unit: float, facts: Facts) -> Match:
        """What the profile asks for in the call's language, and the unit of that, against the call."""
        found = evidence(facts.traces, interests, unit)
        answer = facts.answers[profile.company]
        subject = math.fsum(piece.amount for piece in found if piece.amount > 0)
        reasons = self._reasons(profile, facts, found, subject)
        score = math.fsum(reason.points for reason in reasons)
        stopped = self._stopped_by(profile, facts, subject, score)
        return Match(
            profile=profile.slug,
            call=facts.call,
            score=score,
            send=not stopped,
            eligible=answer.eligible,
            eligible_why=answer.why,
            priorities=dict(facts.priorities),
            reasons=tuple(reasons),
            stopped_by=stopped,
        )

    def _reasons(self, profile: Profile, facts: Facts, found: Sequence[Evidence], subject: float) -> list[Reason]:
        """All reasons, the heaviest first. The programme's goals may lift a call, but not one that is off topic."""
        said = any(piece.said and piece.amount > 0 for piece in found)
        reasons = [
            *subject_reasons(found, self.concepts, self.weights),
            *facts.answered[profile.company],
            *facts.terms[said],
        ]
        if subject >= self.weights.least_topic:
            reasons += facts.goals
        return sorted(reasons, key=lambda reason: -abs(reason.points))

    def _stopped_by(self, profile: Profile, facts: Facts, subject: float, score: float) -> str:
        answer = facts.answers[profile.company]
        if answer.elsewhere:
            return f"{answer.why}. Den skickas om finansiären låter den gälla också här."
        if answer.eligible == "no":
            return f"Ni får inte söka: {answer.why}. Den skickas om finansiären öppnar den för er."
        if subject < self.weights.least_topic:
            return (
                "Den handlar för lite om det som står i profilen. Lägg till ord ur utlysningen i profilen "
                "om ni vill ha sådana."
            )
        if score < self.weights.send_at:
            return (
                f"Den fick {_swedish(score)} poäng och {_swedish(self.weights.send_at)} krävs. "
                "Ord i profilen som väger tyngre skulle lyfta den."
            )
        return facts.closed


def _swedish(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")
