"""What a match is made from, as hashes: equal hashes, equal match. Loads no heavy library, so it is cheap to ask."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from matcher.knowledge import Calendar, Knowledge, Profile
from matcher.scoring import background
from matcher.scoring.weights import WEIGHTS

# Goes up with every change of the code that may change a match.
SCORING = 4
ANALYSED_BY = ("words.py", "compounds.py", "lexicon.py")


def fingerprints(profiles: Mapping[str, Profile], knowledge: Knowledge) -> dict[str, str]:
    """By slug, of everything that the matches of a profile are made from but the calls. The calendar makes none,
    nor do the calls that come every year."""
    shared = _hash(SCORING, WEIGHTS, _background(), replace(knowledge, calendar=Calendar(), yearly=()))
    return {slug: _hash(shared, *_read_of(profile)) for slug, profile in profiles.items()}


def _read_of(profile: Profile) -> tuple[object, ...]:
    """What scoring reads of a profile; who gets the letter does not matter."""
    return replace(profile, recipients=(), absences=(), weights={}), sorted(profile.weights.items())


@cache
def analysis() -> str:
    """Of everything that the analysis of a word is made from: our code, the libraries, Python and its letters."""
    libraries = [version(name) for name in ("simplemma", "snowballstemmer")]
    code = [files("matcher.scoring").joinpath(name).read_bytes() for name in ANALYSED_BY]
    return _hash(sys.version, libraries, code)


@cache
def _background() -> str:
    return hashlib.sha256(background.packed()).hexdigest()


def _hash(*parts: object) -> str:
    """`repr` of frozen dataclasses, tuples and strings is the same in every process."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
