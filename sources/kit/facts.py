"""Facts: what a page says under, beside or behind its labels, whatever the mark-up – a label, its value, and how.

Known forms: a heading with its section; a term with its definition; a cell beside or under its heading; words in bold,
or a line of its own, before the value or (as in lists of days) after it; label and value in one line.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from sources.kit.dates import is_bare
from sources.kit.labels import TO_APPLY, Label, LabelRole, Labels, plain
from sources.kit.pages import BOLD, COLUMN, END, TERM, Line

# The value of a label that nobody knows is nobody else's value.
FactRole = LabelRole | Literal["unknown"]
How = Literal["heading", "bold", "term", "column", "line", "line before", "line after", "sentence"]

HOW: dict[int, How] = {BOLD: "bold", TERM: "term", COLUMN: "column"}
CAPTION_WORDS = 8  # a line of its own that is a label has at most so many words
LINE_WORDS = 24  # a line that begins with its label; what is longer is a sentence
DAYS_LEFT = re.compile(
    r"\b(\d{1,3})\s+(?:dag(?:ar)?\s+kvar|days?\s+(?:left|remaining)|dage?r?\s+(?:igjen|tilbage))\b", re.IGNORECASE
)


def is_days_left(text: str) -> bool:
    """Whether `text`, a whole line, is a counter: "12 dagar kvar", "12 dagar"."""
    if len(text.split()) > CAPTION_WORDS:
        return False
    return bool(DAYS_LEFT.search(text) or re.fullmatch(r"\d{1,3} (?:dagar|dag|days?|dager|dage)", text))


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


def find_facts(lines: Sequence[Line], labels: Labels) -> list[Fact]:
    """Every fact of `lines` (with the marks of `read_marked_lines`) whose label is known, in order of the labels."""
    found = _of_terms(lines, labels)
    taken = {place for fact in found.values() for place in fact.places}
    found |= _in_rows(lines, labels, taken)
    # The days of a section's own labels are theirs, but "Vårens omgång: 1 februari" is one of the section's.
    rounds = {place for fact in found.values() if labels.is_round(fact.label) for place in fact.places}
    taken |= {place for fact in found.values() for place in fact.places}
    for place, line in enumerate(lines):
        if place not in taken and line.text and (fact := _fact(lines, place, labels, taken - rounds)):
            found[place] = fact
            taken |= set(fact.places)
    told = [(place, fact) for place, fact in sorted(found.items()) if fact.role not in ("void", "unknown")]
    return [replace(fact, above=_heading_above(lines, place)) for place, fact in told]


def _heading_above(lines: Sequence[Line], place: int) -> str:
    return next((line.text for line in reversed(lines[:place]) if 0 < line.level <= BOLD), "")


def unknown_labels(lines: Sequence[Line], labels: Labels) -> list[str]:
    """Headings and labels that no role knows, for the person who looks at a page for the first time."""
    return [line.text for line in lines if line.level and line.text and not labels.role_of(line.text)]


def _of_terms(lines: Sequence[Line], labels: Labels) -> dict[int, Fact]:
    """Facts whose label surely stands before its value: terms, cells, "Label: value"; also of labels not known."""
    found = {}
    for place, line in enumerate(lines):
        role = labels.role_of(line.text) or "unknown" if line.level >= TERM and line.text else "void"
        # A day where a label is expected: a list of days tells what each is for after it.
        if role != "void" and not is_bare(line.text) and (fact := _under(lines, place, role)):
            found[place] = fact
    return found


def _fact(lines: Sequence[Line], place: int, labels: Labels, theirs: Container[int]) -> Fact | None:
    line = lines[place]
    role = labels.role_of(line.text)
    if line.level:
        return _under(lines, place, role, theirs if _is_of_days(role) else ()) if role else None
    is_caption = role and len(line.text.split()) <= CAPTION_WORDS and not re.search(r"\d|[.!]$", line.text)
    return (role and is_caption and _after(lines, place, role, labels)) or _in_line(line, place, labels)


def _under(lines: Sequence[Line], place: int, role: FactRole, theirs: Container[int] = ()) -> Fact | None:
    """The fact of a heading, a term or words in bold, whose value ends where the next of its kind begins."""
    line = lines[place]
    inside = list(takewhile(lambda other: not other.level or other.level > line.level, lines[place + 1 :]))
    texts = [other.text for at, other in enumerate(inside, place + 1) if other.text and at not in theirs]
    if not texts:
        return None
    how: How = HOW.get(line.level, "heading")
    # A section's own labels are facts of their own.
    taken = range(place, place + 1 + len(inside)) if line.level >= TERM else (place,)
    return Fact(role, line.text, tuple(texts), how, tuple(taken))


def _after(lines: Sequence[Line], place: int, role: LabelRole, labels: Labels) -> Fact | None:
    """The fact of a label that is a line of its own without any mark: its value is the next line."""
    value = lines[place + 1] if place + 1 < len(lines) else END
    is_long = _is_of_days(role) and (len(value.text.split()) > CAPTION_WORDS or value.text.endswith("."))
    if not value.text or value.level or labels.role_of(value.text) or is_long:
        return None
    return Fact(role, lines[place].text, (value.text,), "line before", (place, place + 1))


def _in_line(line: Line, place: int, labels: Labels) -> Fact | None:
    """The fact of a line that holds its label and its value: "Stänger 24 april 2027", "24 april 2027 Sista dag"."""
    words = len(line.text.split())
    label = labels.begins(line.text)
    rest = line.text[label.end :].lstrip(" :?–—-") if label else ""
    if label and words <= LINE_WORDS and rest and (_is_value(rest) or _is_marked(line.text, label)):
        role = "other" if labels.is_other(line.text[: label.end]) and label.role in TO_APPLY else label.role
        return Fact(role, line.text[label.start : label.end], (rest,), "line", (place,))
    if words > CAPTION_WORDS + 4:
        return None
    label = labels.ends(line.text)
    rest = line.text[: label.start].rstrip(" :–—-") if label else ""
    if label and _is_of_days(label.role) and is_bare(rest):
        return Fact(label.role, line.text[label.start :], (rest,), "line", (place,))
    return None


def _is_of_days(role: LabelRole) -> bool:
    return role in ("closes", "opens", "period", "left", "stamp", "other")


def _is_value(text: str) -> bool:
    """Whether what follows a label without a mark between them is a value, not the rest of a sentence."""
    return bool(re.match(r"(?:är\s+|den\s+|kl\S*\s+)*\W*\d", text)) and (is_bare(text) or len(text.split()) <= 12)


def _is_marked(text: str, label: Label) -> bool:
    return re.match(r"\s*(?:[:?–—]|-\s)", text[label.end :]) is not None


@dataclass(frozen=True, slots=True)
class _Item:
    """One line of a row of captions and values; the role of a caption that is not known is None."""

    place: int
    text: str
    is_value: bool
    role: LabelRole | None = None


def _in_rows(lines: Sequence[Line], labels: Labels, taken: Container[int]) -> dict[int, Fact]:
    """Facts whose label is a line of its own; whether it stands before or after its values, the whole row tells."""
    found = {}
    for row in _rows(lines, labels, taken):
        after = _puts_labels_after(row)
        for index, item in enumerate(row):
            values = list(takewhile(lambda other: other.is_value, reversed(row[:index]) if after else row[index + 1 :]))
            if item.role and values:
                texts, places = (tuple(other.text for other in values), tuple(other.place for other in values))
                how: How = "line after" if after else "line before"
                found[item.place] = Fact(item.role, item.text, texts, how, (item.place, *places))
    return found


def _puts_labels_after(row: list[_Item]) -> bool:
    """True for "24 mars / Sista ansökningsdag / 3 juni / Beslut": a value first and a label last."""
    first = next((item for item in row if item.is_value or item.role), None)
    return first is not None and first.is_value and not row[-1].is_value


def _rows(lines: Sequence[Line], labels: Labels, taken: Container[int]) -> Iterator[list[_Item]]:
    """Runs of captions and bare values with nothing else between them."""
    row: list[_Item] = []
    for place, line in enumerate(lines):
        if not line.text or labels.role_of(line.text) == "void":
            continue  # the end of a cell, or the head of a column of days
        item = _item(place, line, labels) if place not in taken else None
        if item:
            row.append(item)
        elif row:
            yield row
            row = []
    if row:
        yield row


def _item(place: int, line: Line, labels: Labels) -> _Item | None:
    if is_bare(line.text) or is_days_left(line.text):
        return _Item(place, line.text, is_value=True)
    words = plain(line.text).split()
    if line.level >= TERM or not words or len(words) > CAPTION_WORDS or re.search(r"\d|[.!]$", line.text):
        return None
    role = labels.role_of(line.text)
    role = role if role and _is_of_days(role) else None
    return _Item(place, line.text, is_value=False, role=role) if role or not line.level else None
