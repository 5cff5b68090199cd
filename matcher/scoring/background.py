"""What calls usually say: the stems of stored calls, per language, from which document frequencies are counted.

The file holds no texts: per call three sets of numbers (stems in the title, in the lead, compound parts), sorted,
without stems that only one call has. `benchmarks/background.py` makes it from a corpus.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from matcher.errors import ConfigError, Problem
from matcher.scoring.concepts import Bag
from matcher.scoring.words import Language

FILE = "background.json.gz"
# Goes up when the analysis of words changes, since stems made before are then not found any more.
ANALYSIS = 2


@dataclass(frozen=True, slots=True)
class Background:
    """Stored calls of one language as bags of stems: `titles[i]` and `leads[i]` belong to the same call."""

    titles: tuple[Bag, ...]
    leads: tuple[Bag, ...]


@cache
def packed() -> bytes:
    """The shipped file as it is."""
    return files("matcher.scoring").joinpath(FILE).read_bytes()


@cache
def shipped() -> dict[Language, Background]:
    """The background that comes with the program. Raises `ConfigError` when it was made by another analysis."""
    data = json.loads(gzip.decompress(packed()))
    if data["analysis"] != ANALYSIS:
        message = f"was made by analysis {data['analysis']}, not {ANALYSIS}; run benchmarks/background.py"
        raise ConfigError([Problem(FILE, "analysis", None, message)])
    return {language: _background(data[language]) for language in ("sv", "en")}


def _background(data: dict[str, Any]) -> Background:
    stems: list[str] = data["stems"]
    calls: list[list[list[int]]] = data["calls"]
    return Background(
        tuple(Bag(_stems(stems, title)) for title, _, _ in calls),
        tuple(Bag(_stems(stems, lead), _stems(stems, parts)) for _, lead, parts in calls),
    )


def _stems(stems: list[str], gaps: list[int]) -> frozenset[str]:
    """Stems by number; numbers are kept as gaps to the one before, which packs smaller."""
    number, found = 0, []
    for gap in gaps:
        number += gap
        found.append(stems[number])
    return frozenset(found)
