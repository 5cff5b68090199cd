"""The few numbers of a score, as data; `benchmarks/weights.py` fitted them on judged calls, pooled over recipients."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.scoring.passages import Field


@dataclass(frozen=True, slots=True)
class Weights:
    """Points per component; all of them add up to a score.

    fields       how much a word counts by where it stands, before normalisation
    topic        for subject evidence, of which most calls have none
    yes, no      by who may apply; "no" also keeps a call out of letters
    lead, rare   by how often municipalities get money from the programme: taken for "rare"
    action       taken for research actions and the like
    silent       taken where programme or action seldom pays municipalities and the text names no public body
    home         the call says that it holds where the municipality lies
    national     a Swedish or Nordic funder
    priority     the most that serving the political programme gives
    avoid        taken for words the profile avoids
    send_at      a letter takes a call from this score on; a margin above the best fit, since rubbish costs trust
    maybe_at     one that came so close may be told as a perhaps: every other of these is worth a line
    strong_at    from here on three of four are squarely the recipient's, below only one of three; worth a reminder
    least_topic  and only with this much evidence: good terms never carry an off-topic call
    """

    fields: dict[Field, float] = field(
        default_factory=lambda: {"title": 2.5, "lead": 1.0, "keywords": 1.0, "themes": 1.5}
    )
    topic: float = 2.22
    yes: float = 0.68
    no: float = 10.0
    lead: float = 0.28
    rare: float = 0.47
    action: float = 0.35
    silent: float = 0.58
    home: float = 0.55
    national: float = 0.95
    priority: float = 0.62
    avoid: float = 1.0
    send_at: float = 3.1
    maybe_at: float = 2.7
    strong_at: float = 4.0
    least_topic: float = 0.1


WEIGHTS = Weights()
