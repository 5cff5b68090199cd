"""Facts in rows of captions and values, lines of their own: whether labels stand before or after, the row tells."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from sources.kit.dates import is_bare
from sources.kit.fact import Fact, How, is_caption, is_days_left, is_of_days
from sources.kit.labels import LabelRole, Labels, plain
from sources.kit.pages import BOLD, TERM, Line


@dataclass(frozen=True, slots=True)
class _Item:
    """One line of a row of captions and values; the role of a caption that is not known is None."""

    place: int
    text: str
    is_value: bool
    role: LabelRole | None = None


def facts_in_rows(lines: Sequence[Line], labels: Labels, taken: Container[int]) -> dict[int, Fact]:
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
    """Runs of captions and bare values with nothing else between them; a heading is no label of the days above it."""
    row: list[_Item] = []
    for place, line in enumerate(lines):
        if not line.text or labels.role_of(line.text) == "void":
            continue  # the end of a cell, or the head of a column of days
        if row and 0 < line.level < BOLD:
            yield row
            row = []
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
    if line.level >= TERM or not plain(line.text) or not is_caption(line.text):
        return None
    role = labels.role_of(line.text)
    role = role if role and is_of_days(role) else None
    return _Item(place, line.text, is_value=False, role=role) if role or not line.level else None
