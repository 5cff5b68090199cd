"""The nouns of reading a page by its labels: a `Fact`, what stands with one label, and what was `Said` by it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sources.kit.days import find_groups
from sources.kit.labels import LabelRole

LONGEST = 1_500  # characters of a value that are kept: who may apply is told in fewer, and the text holds all

# The value of a label that nobody knows is nobody else's value.
FactRole = LabelRole | Literal["unknown"]
How = Literal["heading", "bold", "term", "column", "line", "line before", "line after", "sentence"]


CAPTION_WORDS = 8  # a line of its own that is a label has at most so many words
CAPTION_OF_ROUND = re.compile(r"^(?:[^\W\d]+ ){1,3}\d{1,2}:\s+(?=\d)")  # "Period 2: 3–18 maj 2027"
DAYS_LEFT = re.compile(
    r"\b(\d{1,3})\s+(?:dag(?:ar)?\s+kvar|days?\s+(?:left|remaining)|dage?r?\s+(?:igjen|tilbage))\b", re.IGNORECASE
)


def is_caption(text: str) -> bool:
    """Whether `text`, a line of its own, may be a label: few words, no sentence, no day.

    A year or a number at its end tells which one: "Ansökningstider 2027", "Ansökningsperiod 2".
    """
    rest = re.sub(r"\b20\d\d\b|\b\d{1,2}$", "", text)
    return len(text.split()) <= CAPTION_WORDS and not re.search(r"\d|[.!]$", rest) and not find_groups(text)


def is_days_left(text: str) -> bool:
    """Whether `text`, a whole line, is a counter: "12 dagar kvar", "12 dagar"."""
    if len(text.split()) > CAPTION_WORDS:
        return False
    return bool(DAYS_LEFT.search(text) or re.fullmatch(r"\d{1,3} (?:dagar|dag|days?|dager|dage)", text))


def is_of_days(role: LabelRole) -> bool:
    """Whether the value of a label with this role is a day."""
    return role in ("closes", "opens", "period", "left", "stamp", "other")


@dataclass(frozen=True, slots=True)
class Fact:
    """One label and what stands with it.

    values  lines of text; the first is the nearest to the label
    how     heading, bold, term, column: the value is under or beside such a label; line: both in one line; line before
            or after: the label is a line of its own before or after its value
    above   the heading above it
    places  numbers of the lines that the fact takes up
    """

    role: FactRole
    label: str
    values: tuple[str, ...]
    how: How
    places: tuple[int, ...]
    above: str = ""

    @property
    def value(self) -> str:
        """The value as one text."""
        return "\n".join(self.values)


@dataclass(frozen=True, slots=True)
class Said:
    """What one label said, for the person who checks or mends a source.

    role          what the label is for; "sentence" for a sentence without one
    label, value  the page's own words
    how           where they stood to each other (see `facts.py`)
    gave          what was understood of them, each a field of `Call` and its value: "deadlines 2026-12-01"; none:
                  recognised, but not understood, or nothing that a call has a field for (a day of decision)
    """

    role: str
    label: str
    value: str
    how: How
    gave: tuple[str, ...] = ()
