"""More calls and profiles than there are, for measuring: deterministic mixtures of real calls and shipped profiles.

A call is a real one with every other sentence of its text from another of the same source; so its length, language,
terms and funder are real, and hardly two are alike. A profile has half the keywords of a shipped one, as many more out
of the glossary, and half of the sentences of two descriptions; so it is as long as a department's and asks for other
things.
"""

from __future__ import annotations

import gzip
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, cycle, zip_longest
from pathlib import Path

from matcher.calls_file import read_calls
from matcher.knowledge import Knowledge, Profile
from sources.kit.call import Call

SEED = 1


def real_calls(corpus: Path) -> list[Call]:
    """The calls of a packed corpus."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(gzip.decompress(corpus.read_bytes()))
        file.flush()
        return read_calls(Path(file.name))


def many_calls(real: list[Call], count: int) -> Iterator[Call]:
    """The real ones first, then mixtures of them, one at a time."""
    dice, siblings = random.Random(SEED), defaultdict(list)
    for call in real:
        siblings[call.source, call.language].append(call.text)
    for number, call in zip(range(count), cycle(real), strict=False):
        other = dice.choice(siblings[call.source, call.language])
        yield call if number < len(real) else replace(call, key=f"{call.key}-{number}", text=_mixed(call.text, other))


def _mixed(text: str, other: str) -> str:
    own = text.split(". ")
    pairs = zip_longest(own[::2], other.split(". ")[1 : len(own) : 2], fillvalue="")
    return ". ".join(filter(None, chain.from_iterable(pairs)))


def many_profiles(shipped: dict[str, Profile], knowledge: Knowledge, count: int) -> dict[str, Profile]:
    """The shipped ones first, then mixtures of them."""
    dice, real = random.Random(SEED), list(shipped.values())
    groups = [group for group in knowledge.glossary.groups if group.sv and group.en]
    made = dict(shipped)
    for number in range(len(real), count):
        one, other = dice.sample(real, 2)
        half, half_en = len(one.keywords) // 2, len(one.keywords_en) // 2
        chosen = dice.sample(groups, half)
        sentences = one.description.split(". ") + other.description.split(". ")
        made[f"p{number:06}"] = replace(
            one,
            slug=f"p{number:06}",
            description=". ".join(dice.sample(sentences, len(sentences) // 2)),
            keywords=(*dice.sample(one.keywords, half), *(dice.choice(group.sv) for group in chosen)),
            keywords_en=(*dice.sample(one.keywords_en, half_en), *(dice.choice(g.en) for g in chosen[:half_en])),
        )
    return made
