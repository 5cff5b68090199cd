"""What each part of the matcher adds: the judged calls ranked without it.

    python -m benchmarks.ablation CALLS.jsonl JUDGED.jsonl profiles

The weights are not fitted anew for each row, so a row shows what the shipped matcher loses when the part is taken out.
Parts that are data or numbers are taken out of what the matcher is given; parts that are code are patched out.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.weights import described, rank
from matcher.calls_file import read_calls
from matcher.knowledge import Funding, Glossary, Knowledge, Profile
from matcher.model import Match
from matcher.profiles import read_profiles
from matcher.scoring import compounds, index, matcher, subject, words
from matcher.scoring.evaluate import apart, evaluate, read_judged
from matcher.scoring.weights import WEIGHTS, Weights

House = tuple[dict[str, Profile], Knowledge, Weights]


def variants(profiles: dict[str, Profile], knowledge: Knowledge) -> Iterator[tuple[str, House]]:
    """Name, and profiles, knowledge and weights without the part of that name."""
    funding, geography, weights = knowledge.funding, knowledge.geography, WEIGHTS
    home = tuple(county for county in geography.counties if geography.home in county.municipalities)
    bare = replace(funding, applicants=(), says_no=type(funding.says_no)(), says_who=type(funding.says_no)())
    yield "(everything in)", (profiles, knowledge, weights)
    yield "keywords of profiles", (described(profiles), knowledge, weights)
    yield "glossary", (profiles, replace(knowledge, glossary=Glossary(())), weights)
    yield "glossary and keywords", (described(profiles), replace(knowledge, glossary=Glossary(())), weights)
    yield "weight of titles", (profiles, knowledge, replace(weights, fields={**weights.fields, "title": 1.0}))
    yield "lead of the text", (profiles, knowledge, replace(weights, fields={**weights.fields, "lead": 0.0}))
    yield "themes of funders", (profiles, knowledge, replace(weights, fields={**weights.fields, "themes": 0.0}))
    yield "who may apply (words)", (profiles, replace(knowledge, funding=bare), weights)
    closed = replace(funding, families=(), actions=())
    yield "programmes and actions", (profiles, replace(knowledge, funding=closed), weights)
    yield "all of funding.toml", (profiles, replace(knowledge, funding=Funding()), weights)
    yield "silent texts weigh less", (profiles, knowledge, replace(weights, silent=0.0))
    elsewhere = replace(geography, counties=home, areas=())
    yield "other places", (profiles, replace(knowledge, geography=elsewhere), weights)
    yield "home, Swedish funder", (profiles, knowledge, replace(weights, home=0.0, national=0.0))
    yield "political goals", (profiles, knowledge, replace(weights, priority=0.0))
    for name in PATCHES:
        yield name, (profiles, knowledge, weights)


@contextmanager
def whole_words() -> Iterator[None]:
    """No word is taken apart."""
    words._word.cache_clear()
    words.LEXICON.stems["sv"].clear()
    with patch.object(compounds, "split", lambda _: ()):
        yield
    words._word.cache_clear()
    words.LEXICON.stems["sv"].clear()


class Common(index.Index):
    """Every word counts the same, however many calls have it."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._vectorizer.idf_ = self._vectorizer.idf_ * 0 + self._vectorizer.idf_.mean()


class OneScale(subject.Subject):
    """All profiles and both languages share the mean unit of the language that comes first."""

    unit = 0.0

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        OneScale.unit = OneScale.unit or sum(self._units) / len(self._units)
        self._units = [OneScale.unit] * len(self._units)


PATCHES: dict[str, Any] = {
    "compound parts": whole_words,
    "rarity of words": lambda: patch.object(subject, "Index", Common),
    "scale by language, profile": lambda: patch.object(matcher, "Subject", OneScale),
    "threshold (as many to each)": nullcontext,
}


def best_of_each(matches: Sequence[Match]) -> list[Match]:
    """As many sent in all as the threshold sends, but the same number to each."""
    profiles = {match.profile for match in matches}
    most, so_far = round(sum(match.send for match in matches) / len(profiles)), Counter[str]()
    found = []
    for match in matches:
        so_far[match.profile] += match.eligible != "no"
        found.append(replace(match, send=match.eligible != "no" and so_far[match.profile] <= most))
    return found


def main() -> None:
    calls, judged = read_calls(Path(sys.argv[1])), read_judged(Path(sys.argv[2]))
    profiles, knowledge = read_profiles(Path(sys.argv[3]), [Path(__file__).parent.parent / "profiles"])
    print("| without | nDCG@10 | AP | R@20 | T11SU | sent | ineligible | en nDCG | sv nDCG | goals F1 |")
    print(f"|{'---|' * 10}")
    for name, (found, known, weights) in variants(profiles, knowledge):
        with PATCHES.get(name, nullcontext)():
            matches = rank(found, known, calls, weights)
        total = evaluate(best_of_each(matches) if name.startswith("threshold") else matches, judged)
        parts, macro = apart(matches, judged, "language"), total.macro
        figures = [*(macro[key] for key in ("ndcg10", "ap", "r20", "t11su"))]
        figures += [*(parts[language].macro["ndcg10"] for language in ("en", "sv")), total.prio_f1]
        shown = [f"{figure:.3f}".removeprefix("0") for figure in figures]
        shown[4:4] = [f"{macro['sent'] * len(total.profiles):.0f}", str(total.ineligible_sent)]
        print(f"| {name} | {' | '.join(shown)} |", flush=True)


if __name__ == "__main__":
    main()
