"""The money of a call, told by the labels and sentences of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict

from sources.kit.fact import LONGEST, Fact, Said
from sources.kit.money import Terms, read_terms
from sources.kit.sums import find_sums

# What a bare amount beside a label is for, in words that `money.py` knows; an amount under a label that only speaks of
# money is read with the label's own words.
CAPTIONS = {
    "grant_max": "Högst per projekt",
    "grant_min": "Minst per projekt",
    "budget": "Utlysningens budget",
    "grant_rate": "Stödet täcker högst",
    "own_share": "Egen finansiering",
}
MONEY = ("money", *CAPTIONS)


def read_money(facts: list[Fact], free: list[str]) -> tuple[Terms, list[Said]]:
    """The money that labels tell, and for what they leave out, that of the sentences; and the words of both."""
    told = [fact for fact in facts if fact.role in MONEY]
    by_label = read_terms("\n".join(map(_captioned, told)))
    by_sentence = read_terms("\n".join(free))
    terms = _joined(by_label, by_sentence)
    said = [
        Said(fact.role, fact.label, fact.value[:LONGEST], fact.how, _gave(_captioned(fact), terms)) for fact in told
    ]
    return terms, [*said, *(_said_of_sentences(free, terms, by_label) if terms != by_label else ())]


def _captioned(fact: Fact) -> str:
    caption = CAPTIONS.get(fact.role, fact.label.rstrip(" ?:"))
    return f"{caption}{' per projekt' * (fact.role == 'money' and _is_range(fact.value))}: {fact.value}"


def _is_range(text: str) -> bool:
    """Whether `text` is nothing but two amounts: from the least to the most, which only one project's money has."""
    sums = find_sums(text)
    rest = text[: sums[0].start] + text[sums[0].end :] if len(sums) == 1 else text
    return len(sums) == 1 and len(sums[0].values) == 2 and not re.search(r"\w", rest)


def _joined(told: Terms, loose: Terms) -> Terms:
    """Amounts of sentences that are in another currency than those of labels are left out."""
    if not any((told.grant_min, told.grant_max, told.budget)):
        told = Terms(currency=loose.currency, grant_rate=told.grant_rate)
    same = told.currency == loose.currency
    return Terms(
        grant_min=told.grant_min or (loose.grant_min if same else None),
        grant_max=told.grant_max or (loose.grant_max if same else None),
        budget=told.budget or (loose.budget if same else None),
        currency=told.currency,
        grant_rate=told.grant_rate or loose.grant_rate,
    )


def _gave(text: str, terms: Terms) -> tuple[str, ...]:
    """The fields of `terms` that `text` alone gives, too."""
    here, known = asdict(read_terms(text)), asdict(terms)
    return tuple(
        f"{name} {value}" for name, value in here.items() if value and name != "currency" and known[name] == value
    )


def _said_of_sentences(free: list[str], terms: Terms, by_label: Terms) -> Iterator[Said]:
    labelled = {name for name, value in asdict(by_label).items() if value}
    for line in free:
        gave = tuple(one for one in _gave(line, terms) if one.split(" ")[0] not in labelled)
        if gave:
            yield Said("sentence", "", line[:LONGEST], "sentence", gave)
