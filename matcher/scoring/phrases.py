"""Finds the phrases of `funding.toml` in a text and quotes the sentence they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

# No sentence that decides who may apply has been seen later than this; a hostile text may be megabytes long.
READ_CHARS = 60_000
QUOTE_CHARS = 160
# A quote is looked for so far on either side.
FAR = 500
ENDING = r"(?:(?:met|en|et|n|er|erna|ar|arna|r|rna)?s?)"
# After these a full stop ends no sentence; after LISTED it does when a capital follows.
SHORTENED = "t.ex bl.a s.k dvs d.v.s inkl exkl ca nr kl resp dr prof e.g i.e incl approx"
LISTED = "m.fl m.m osv o.s.v etc st"
SENTENCE_END = re.compile(r"[.!?]\s|\n")


def _ending_in(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, words.split()))})\.$", re.IGNORECASE)


ENDS_NEVER, ENDS_BEFORE_CAPITAL = _ending_in(SHORTENED), _ending_in(LISTED)


@cache
def pattern(phrases: tuple[str, ...], *, capital: bool = False) -> re.Pattern[str] | None:
    """One expression for phrases that begin at a word's start; a `*` takes any ending. None for no phrases.

    capital: small and capital letters differ, as in names.
    """
    if not phrases:
        return None
    parts = sorted((_part(phrase) for phrase in phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})", 0 if capital else re.IGNORECASE)


@cache
def names_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """One expression for names as they are spelt: whole words with or without a Swedish ending.

    A name that ends in "-" begins a longer one; a `*` stands for any letters and digits, as the year in LIFE-*-NGO.
    """
    if not names:
        return None
    parts = (
        re.escape(name).replace(r"\*", r"\w*") + ("" if name.endswith(("-", "*")) else rf"{ENDING}(?!\w)")
        for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})")


def _part(phrase: str) -> str:
    words = [re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else r"(?!\w)") for word in phrase.split()]
    return r"\s+".join(words)


def find(phrases: Iterable[str], text: str) -> re.Match[str] | None:
    """The first place where one of the phrases stands."""
    expression = pattern(tuple(phrases))
    return expression.search(text, 0, READ_CHARS) if expression else None


def sentence(text: str, place: int) -> str:
    """The sentence around `place`, on one line, cut to `QUOTE_CHARS` at a word."""
    start = max((end for end in _ends(text, max(0, place - FAR), place)), default=max(0, place - FAR))
    end = next(_ends(text, place, place + FAR), place + FAR)
    quote = " ".join(text[start:end].split()).strip(" .")
    return quote if len(quote) <= QUOTE_CHARS else quote[:QUOTE_CHARS].rsplit(" ", 1)[0] + " …"


def _ends(text: str, start: int, stop: int) -> Iterator[int]:
    """Where sentences end between two places, each right after its mark."""
    for match in SENTENCE_END.finditer(text, start, stop):
        place = match.start() + 1
        before, after = text[max(0, place - 12) : place], text[place : place + 2].strip()
        listed = ENDS_BEFORE_CAPITAL.search(before) and not after[:1].isupper()
        if not ENDS_NEVER.search(before) and not listed:
            yield place
