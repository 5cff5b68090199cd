"""What each part of the matcher adds: the judged calls ranked without it.

    python -m benchmarks.ablation CALLS.jsonl JUDGED.jsonl profiles

The weights are not fitted anew for each row, so a row shows what the shipped matcher loses when the part is taken out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.weights import described, rank
from matcher.calls_file import read_calls
from matcher.knowledge import Funding, Glossary, Knowledge, Profile
from matcher.profiles import read_profiles
from matcher.scoring import compounds, words
from matcher.scoring.evaluate import apart, evaluate, read_judged
from matcher.scoring.weights import WEIGHTS, Weights

House = tuple[dict[str, Profile], Knowledge, Weights]


def variants(profiles: dict[str, Profile], knowledge: Knowledge) -> Iterator[tuple[str, House]]:
    """Name, and profiles, knowledge and weights without the part of that name."""
    funding, geography, weights = knowledge.funding, knowledge.geography, WEIGHTS
    home = tuple(county for county in geography.counties if geography.home in county.municipalities)
    bare = replace(funding, applicants=(), says_no=type(funding.says_no)(), says_who=type(funding.says_no)())
    yield "everything", (profiles, knowledge, weights)
    yield "keywords of profiles", (described(profiles), knowledge, weights)
    yield "glossary", (profiles, replace(knowledge, glossary=Glossary(())), weights)
    yield "glossary and keywords", (described(profiles), replace(knowledge, glossary=Glossary(())), weights)
    yield "compound parts", (profiles, knowledge, weights)
    yield "weight of titles", (profiles, knowledge, replace(weights, fields={**weights.fields, "title": 1.0}))
    yield "lead of the text", (profiles, knowledge, replace(weights, fields={**weights.fields, "lead": 0.0}))
    yield "themes of funders", (profiles, knowledge, replace(weights, fields={**weights.fields, "themes": 0.0}))
    yield "who may apply", (profiles, replace(knowledge, funding=bare), weights)
    yield "programmes", (profiles, replace(knowledge, funding=replace(funding, families=(), actions=())), weights)
    yield "all of funding.toml", (profiles, replace(knowledge, funding=Funding()), weights)
    elsewhere = replace(geography, counties=home, areas=())
    yield "other places", (profiles, replace(knowledge, geography=elsewhere), weights)
    yield "home and national", (profiles, knowledge, replace(weights, home=0.0, national=0.0))
    yield "political priorities", (profiles, knowledge, replace(weights, priority=0.0))


@contextmanager
def whole_words() -> Iterator[None]:
    """No word is taken apart."""
    split, compounds.split = compounds.split, lambda _: ()  # type: ignore[assignment]
    words._word.cache_clear()
    yield
    compounds.split = split
    words._word.cache_clear()


def main() -> None:
    calls, judged = read_calls(Path(sys.argv[1])), read_judged(Path(sys.argv[2]))
    profiles, knowledge = read_profiles(Path(sys.argv[3]), [Path(__file__).parent.parent / "profiles"])
    print(f"{'without':24}{'nDCG@10':>9}{'AP':>7}{'T11SU':>7}{'sent':>6}{'inel.':>6}{'en nDCG':>9}{'sv nDCG':>9}")
    for name, (found, known, weights) in variants(profiles, knowledge):
        if name == "compound parts":
            with whole_words():
                matches = rank(found, known, calls, weights)
        else:
            matches = rank(found, known, calls, weights)
        total, parts = evaluate(matches, judged), apart(matches, judged, "language")
        macro = total.macro
        print(
            f"{name:24}{macro['ndcg10']:9.3f}{macro['ap']:7.3f}{macro['t11su']:7.3f}{macro['sent']:6.1f}"
            f"{total.ineligible_sent:6}{parts['en'].macro['ndcg10']:9.3f}{parts['sv'].macro['ndcg10']:9.3f}"
        )


if __name__ == "__main__":
    main()
