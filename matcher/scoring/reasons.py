"""What is known of a call and a profile, as counted arguments in Swedish that add up to the score."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from matcher.model import Reason
from matcher.scoring.concepts import Concepts
from matcher.scoring.eligibility import SELDOM, Answer, Terms
from matcher.scoring.passages import Field
from matcher.scoring.priorities import Priorities
from matcher.scoring.subject import Evidence
from matcher.scoring.weights import Weights
from sources.kit.call import Call

STANDS: dict[Field, str] = {
    "title": "i rubriken",
    "lead": "i ingressen",
    "keywords": "bland nyckelorden",
    "themes": "som programmet handlar om",
}
ELIGIBLE = {"yes": "en kommun får söka", "no": "en kommun får inte söka"}
# Reasons shown by name; the small rest is one reason, so that a match is readable and still adds up.
MOST_WORDS = 8
# How soon more evidence stops to matter much; tried from 0.5 to 4.
STEEP = 2.0
SERVES = 0.5
# Many profiles are told the same of a call.
MOST_LABELS = 100_000


def subject_reasons(found: Sequence[Evidence], concepts: Concepts, weights: Weights) -> list[Reason]:
    """Evidence has diminishing returns: its logarithm is shared out over the words in proportion."""
    wanted = [evidence for evidence in found if evidence.amount > 0]
    avoided = [evidence for evidence in found if evidence.amount < 0]
    against = _shared_out(avoided, concepts, -weights.avoid)
    return [
        *_shared_out(wanted, concepts, weights.topic),
        *(replace(reason, kind="avoid", label=f"ni vill undvika {reason.label}") for reason in against),
    ]


def _shared_out(found: Sequence[Evidence], concepts: Concepts, weight: float) -> list[Reason]:
    total = math.fsum([abs(evidence.amount) for evidence in found])
    if not total:
        return []
    per_unit = weight * math.log1p(STEEP * total) / total
    named = [
        Reason(
            evidence.field,
            _label(concepts.labels[evidence.concept], evidence.field, evidence.form),
            per_unit * abs(evidence.amount),
            (evidence.form,),
        )
        for evidence in found[:MOST_WORDS]
    ]
    rest = math.fsum([abs(evidence.amount) for evidence in found[MOST_WORDS:]])
    return [*named, Reason("lead", "fler ord", per_unit * rest)] if rest else named


@lru_cache(maxsize=MOST_LABELS)
def _label(name: str, field: Field, form: str) -> str:
    """äldreomsorg (”long-term care”) i rubriken; the call's own words only where they differ."""
    same = field == "themes" or form.lower() == name.strip("”").lower()
    return f"{name} {STANDS[field]}" if same else f"{name} (”{form}”) {STANDS[field]}"


def subject_of(reason: Reason) -> str:
    """The bare subject of a subject reason: äldreomsorg."""
    stands = STANDS[reason.kind]  # type: ignore[index]
    return reason.label.removesuffix(f" {stands}").partition(" (”")[0]


def answer_reasons(answer: Answer, weights: Weights) -> list[Reason]:
    """Who may apply; "partner" and "unknown" are no argument either way."""
    points = {"yes": weights.yes, "no": -weights.no}.get(answer.eligible)
    return [Reason("eligible", ELIGIBLE[answer.eligible], points, (answer.why,))] if points else []


def terms_reasons(call: Call, terms: Terms, weights: Weights, *, said: bool) -> list[Reason]:
    """Whether it is for a municipality like this one, the recipient aside.

    said  the call itself names a subject of the recipient's; without it a Swedish funder is no argument, since what the
          funder is known for would then carry all its calls alike
    """
    reasons = []
    if terms.programme is not None:
        fit = terms.programme.fit
        points = weights.lead if fit == "lead" else -weights.rare if fit in SELDOM else 0.0
        reasons.append(Reason("programme", terms.programme.why, points, (call.programme,)))
    if terms.action is not None:
        points = -weights.action if terms.action.fit in SELDOM else 0.0
        reasons.append(Reason("action", terms.action.why, points, (call.action_type,)))
    if terms.silent:
        reasons.append(Reason("silent", "texten nämner ingen kommun eller annan offentlig aktör", -weights.silent))
    if terms.place is not None and terms.place.home:
        reasons.append(Reason("home", f"gäller {terms.place.words}", weights.home, (terms.place.words,)))
    if said and call.source.startswith(("se_", "nordic_")):
        reasons.append(Reason("national", "svensk eller nordisk finansiär", weights.national))
    return [reason for reason in reasons if reason.points]


def priority_reasons(
    goals: Mapping[str, float], words: Mapping[str, str], priorities: Priorities, weights: Weights
) -> list[Reason]:
    """The goals a call serves share one lift, the more important ones more of it; it never grows past the most.

    goals  weight 0..1 per goal; words: those of the call that each rests on
    """
    served = {slug: priorities.importance[slug] * weight for slug, weight in goals.items() if weight >= SERVES}
    total = math.fsum(served.values())
    lift = weights.priority * total / (total + 1.0)
    return [
        Reason("priority", f"målet {priorities.names[slug]}", lift * share / total, (words[slug],))
        for slug, share in served.items()
        if lift
    ]
