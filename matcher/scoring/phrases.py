"""Finds the phrases of `funding.toml` in a text and quotes the sentence they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

# No sentence that decides who may apply has been seen later than this; a hostile text may be megabytes long.
READ_CHARS = 60_000
QUOTE_CHARS = 160


@cache
def pattern(phrases: tuple[str, ...], *, capital: bool = False) -> re.Pattern[str] | None:
    """One expression for phrases that begin at a word's start; a `*` takes any ending. None for no phrases.

    capital: small and capital letters differ, as in names.
    """
    if not phrases:
        return None
    parts = sorted((_part(phrase) for phrase in phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})", 0 if capital else re.IGNORECASE)


def _part(phrase: str) -> str:
    words = [re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else r"(?!\w)") for word in phrase.split()]
    return r"\s+".join(words)


def find(phrases: Iterable[str], text: str) -> re.Match[str] | None:
    """The first place where one of the phrases stands."""
    expression = pattern(tuple(phrases))
    return expression.search(text, 0, READ_CHARS) if expression else None


def sentence(text: str, place: int) -> str:
    """The sentence around `place`, on one line, cut to `QUOTE_CHARS` at a word."""
    start = max(text.rfind(mark, 0, place) for mark in (". ", "! ", "? ", "\n"))
    ends = [end for mark in (". ", "! ", "? ", "\n") if (end := text.find(mark, place, place + 500)) >= 0]
    quote = " ".join(text[start + 1 : min(ends, default=place + 500)].split()).strip(" .")
    return quote if len(quote) <= QUOTE_CHARS else quote[:QUOTE_CHARS].rsplit(" ", 1)[0] + " …"
