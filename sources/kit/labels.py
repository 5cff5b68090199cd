"""The labels of funders' pages: "Sista ansökningsdag", "Vem kan söka?", "Budget" – which words say what a fact is for.

The phrases are data (`labels.toml`); a source adds its own in its declaration, an operator in `config.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from sources.kit.sentences import END

LabelRole = Literal[
    "closes", "opens", "period", "left", "stamp", "other", "applicants", "money", "grant_max", "grant_min", "budget",
    "grant_rate", "own_share", "region", "programme", "status", "void",
]  # fmt: skip
ROLES: tuple[LabelRole, ...] = get_args(LabelRole)
TO_APPLY = ("closes", "opens", "period")

_WORD = re.compile(r"\w+")
_MOST_MORE = 6  # so many words may follow a phrase of several words: "Sista ansökningsdag för projekt inom kultur"


class Label(NamedTuple):
    """A label that was recognised at the beginning of a text; `end` is where its phrase ends."""

    role: LabelRole
    start: int
    end: int


@dataclass(frozen=True)
class Labels:
    """What is known of labels.

    phrases       plain phrase -> role
    lead          words that may stand before a phrase
    not_applying  beginnings of words that make a day in a label no day to apply
    round         beginnings of words that tell one of several rounds
    beside        words that may stand anywhere in a sentence which says that applying is over
    closed        whole sentences that say that applying is over, without those words
    """

    phrases: Mapping[str, LabelRole]
    lead: frozenset[str]
    not_applying: tuple[str, ...]
    round: tuple[str, ...]
    beside: re.Pattern[str]
    closed: frozenset[str]

    def more(self, extra: Mapping[str, Iterable[str]]) -> Labels:
        """These labels and those of `extra`, role -> phrases, which win. Raises ValueError for an unknown role."""
        if unknown := sorted(set(extra) - set(ROLES)):
            raise ValueError(f"no such role: {', '.join(unknown)}; there are {', '.join(ROLES)}")
        added = {plain(phrase): role for role in ROLES for phrase in extra.get(role, ())}
        return replace(self, phrases={**self.phrases, **added}) if added else self

    def begins(self, text: str) -> Label | None:
        """The label that `text` begins with, the longest phrase first; None when it begins with none."""
        spans = [match.span() for match in _WORD.finditer(text)]
        words = [text[start:end].lower() for start, end in spans[:12]]
        for first in range(min(len(words), 3)):
            if first and words[first - 1] not in self.lead:
                break
            for last in range(len(words), first, -1):
                if role := self.phrases.get(" ".join(words[first:last])):
                    return Label(role, spans[first][0], spans[last - 1][1])
        return None

    def ends(self, text: str) -> Label | None:
        """The label that `text` ends with, as in "24 mars 2027 Sista ansökningsdag"; the longest phrase first."""
        spans = [match.span() for match in _WORD.finditer(text)][-8:]
        words = [text[start:end].lower() for start, end in spans]
        for first in range(len(words)):
            if role := self.phrases.get(" ".join(words[first:])):
                return Label(role, spans[first][0], spans[-1][1])
        return None

    def role_of(self, label: str) -> LabelRole | None:
        """What the fact of `label`, a whole heading or label, is for; None when it says nothing that is known."""
        found = self.begins(label)
        if not found:
            return None
        words = len(_WORD.findall(label[found.start : found.end]))
        more = [word for word in _WORD.findall(label[found.end :]) if not word.isdigit()]  # "Ansökningsperiod 2"
        if len(more) > (_MOST_MORE if words > 1 else 0):
            return None
        if found.role in TO_APPLY and self.is_other(f"{label[: found.start]} {label[found.end :]}"):
            return "other"  # its phrase is known, whatever words it is made of; those around may say otherwise
        return found.role

    def is_other(self, label: str) -> bool:
        """Whether the words of `label` make its day no day to apply, as in "Sista dag för redovisning"."""
        return any(word.startswith(self.not_applying) for word in plain(label).split())

    def is_round(self, label: str) -> bool:
        """Whether `label` tells one of several rounds, as "Ansökningsperiod 2", "Vårens omgång", "Ansökningsdagar"."""
        return any(word.isdigit() or word.startswith(self.round) for word in plain(label).split())

    def says_closed(self, text: str) -> bool:
        """Whether a sentence of `text`, a whole line, says that applying is over: "Obs! Årets ansökan är nu stängd"."""
        return any(self._is_closed(sentence) for sentence in END.split(text))

    def _is_closed(self, sentence: str) -> bool:
        words = without(self.beside, plain(sentence))
        first, _, rest = words.partition(" ")
        return words in self.closed or (first in self.lead and rest in self.closed)


def plain(text: str) -> str:
    """Words in lower case with single spaces between, no marks: how labels are compared."""
    return " ".join(_WORD.findall(text.lower()))


def without(beside: re.Pattern[str], words: str) -> str:
    """`words`, which are plain, without those of `beside`."""
    return plain(beside.sub("", words))


@cache
def shipped_labels() -> Labels:
    """The labels that ship with the program."""
    data = tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))
    says = data.pop("says")
    phrases: dict[str, LabelRole] = {}
    for role in ROLES:
        phrases |= {plain(phrase): role for phrase in _all(data[role]) if plain(phrase) not in phrases}
    beside = re.compile(rf"\b(?:{'|'.join(_all(says['beside']))})\b")
    return Labels(
        phrases,
        lead=frozenset(_all(says["lead"])),
        not_applying=tuple(_all(says["not_applying"])),
        round=tuple(_all(says["round"])),
        beside=beside,
        closed=frozenset(without(beside, plain(phrase)) for phrase in _all(says["closed"])),
    )


def _all(by_language: Mapping[str, Iterable[str]]) -> list[str]:
    return [phrase for phrases in by_language.values() for phrase in phrases]
