"""What a match is made from, as hashes: equal hashes, equal match. Loads no heavy library, so it is cheap to ask."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache

from matcher.knowledge import Knowledge, Profile
from matcher.scoring import background
from matcher.scoring.weights import WEIGHTS
from sources.kit.call import Call

# Goes up with every change of the code that may change a match.
SCORING = 2


def fingerprint(profile: Profile, knowledge: Knowledge) -> str:
    """Of everything a match is made from but the call; who gets the letter does not matter."""
    nameless = replace(profile, recipients=(), weights={})
    return _hash(SCORING, WEIGHTS, _background(), nameless, sorted(profile.weights.items()), knowledge)


def call_fingerprint(call: Call) -> str:
    """Of the fields of a call that scoring reads; dates and amounts are not among them."""
    return _hash(
        call.source,
        call.key,
        call.url,
        call.title,
        call.text,
        call.language,
        call.funder,
        call.programme,
        call.call_title,
        call.action_type,
        call.keywords,
        call.applicants,
        call.region,
    )


@cache
def _background() -> str:
    return hashlib.sha256(background.packed()).hexdigest()


def _hash(*parts: object) -> str:
    """`repr` of frozen dataclasses, tuples and strings is the same in every process."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
