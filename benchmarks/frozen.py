"""Writes the part of the judged calls that a test measures where their texts are absent: no words, only what was read.

    python -m benchmarks.frozen CALLS.jsonl JUDGED.jsonl tests/frozen_calls.jsonl

Made anew when what is read of calls changes on purpose. Every third call, by the hash of its name. Per profile the
grade, the evidence for and against, and whether the call itself says it; profiles with nothing but zeros are left out.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from matcher.calls_file import read_calls
from matcher.knowledge import Knowledge, Profile
from matcher.profiles import read_profiles
from matcher.scoring.concepts import Concepts
from matcher.scoring.eligibility import Terms, read_terms
from matcher.scoring.evaluate import Judged, read_judged
from matcher.scoring.facts import Facts, Reader
from matcher.scoring.interests import read_interests
from matcher.scoring.places import Places, place_names
from matcher.scoring.subject import Evidence, evidence
from matcher.scoring.units import matrix
from matcher.scoring.weights import WEIGHTS
from sources.kit.call import Call

ONE_IN = 3


def main() -> None:
    calls, judged = read_calls(Path(sys.argv[1])), read_judged(Path(sys.argv[2]))
    profiles, knowledge = read_profiles(Path(__file__).parent.parent / "profiles")
    kept = [call for call in calls if call.key in judged and int(hashed(call.key), 16) % ONE_IN == 0]
    rows = sorted(frozen(kept, judged, profiles, knowledge), key=lambda found: found["call"])
    Path(sys.argv[3]).write_text("".join(json.dumps(found, sort_keys=True) + "\n" for found in rows), encoding="utf-8")


def hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:10]


def frozen(
    calls: Sequence[Call], judged: Mapping[str, Judged], profiles: Mapping[str, Profile], knowledge: Knowledge
) -> Iterator[dict[str, Any]]:
    concepts, names, places = (
        Concepts.of(knowledge.glossary),
        place_names(knowledge.geography),
        Places(knowledge.geography),
    )
    reader, slugs = Reader(knowledge, concepts, WEIGHTS), sorted(profiles)
    asked = matrix((read_interests(profiles[slug], concepts, names) for slug in slugs), concepts)
    for call, facts in zip(calls, reader.read(calls, lambda call: call.id, None), strict=True):
        wanted = zip(slugs, reader.units(facts.language).wanted(asked).each(), strict=True)
        found = {slug: evidence(facts.traces, interests, unit) for slug, (interests, unit) in wanted}
        terms = read_terms(call, knowledge.funding, places.of(call))
        yield row(call, facts, terms, found, judged[call.key])


def row(call: Call, facts: Facts, terms: Terms, found: Mapping[str, list[Evidence]], judged: Judged) -> dict[str, Any]:
    pairs = {slug: pair(theirs, judged.grades[slug]) for slug, theirs in found.items()}
    return {
        "call": hashed(call.key),
        "language": judged.language,
        "judged": [judged.eligible, *judged.priorities],
        "answers": [terms.answer.eligible, terms.company_answer.eligible],
        "fits": [family.fit if family else None for family in (terms.programme, terms.action)],
        "home": terms.place.home if terms.place else None,
        "silent": terms.silent,
        "nordic": call.source.startswith(("se_", "nordic_")),
        "goals": {slug: weight for slug, weight in facts.priorities.items() if weight},
        "pairs": {slug: found for slug, found in pairs.items() if any(found)},
    }


def pair(evidence: list[Evidence], grade: int) -> list[float]:
    """Grade, evidence for and against, and 1 when a word of the call itself speaks for it."""
    wanted = math.fsum(piece.amount for piece in evidence if piece.amount > 0)
    avoided = math.fsum(piece.amount for piece in evidence if piece.amount < 0)
    said = any(piece.said and piece.amount > 0 for piece in evidence)
    return [grade, round(wanted, 3), round(avoided, 3), int(said)]


if __name__ == "__main__":
    main()
