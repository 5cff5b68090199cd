"""Rows of a declared JSON list: read as a page with labels would be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urljoin

from sources.kit.cards import find_key
from sources.kit.dates import read_dates, reads_rolling
from sources.kit.declaration import Declaration
from sources.kit.errors import ShapeError
from sources.kit.listing import Link, follow
from sources.kit.markup import plain_text
from sources.kit.pages import END, TERM, Line
from sources.kit.reading import Reading, read_lines_of_call

# The label under which a field is read, so that its words are understood as those of a page are.
LABELS = {
    "opens": "Ansökan öppnar",
    "closes": "Sista ansökningsdag",
    "applicants": "Vem kan söka",
    "money": "Belopp",
    "region": "Region",
    "programme": "Program",
}


def row_link(declaration: Declaration, url: str, row: dict[str, Any]) -> Link:
    """The page of a row. Raises ShapeError for a row without an address or a key."""
    told = row_text(declaration, row, "url")
    address = urljoin(url, told)
    key = row_text(declaration, row, "key") or find_key(address, declaration.pattern)
    if not told or not key:
        raise ShapeError(f"{url}: a row without an address or a key: {str(row)[:100]}")
    return Link(key, address, row_text(declaration, row, "title"))


def read_row(declaration: Declaration, row: dict[str, Any], url: str, today: date) -> Reading:
    """The call of a row. Raises ShapeError for a row without a title, or with a day that is not understood."""
    title = row_text(declaration, row, "title")
    if not title:
        raise ShapeError(f"{url}: a row without a title")
    for name in ("opens", "closes"):
        told = row_text(declaration, row, name)
        if told and not read_dates(told, label="other") and not reads_rolling(told):
            raise ShapeError(f"{url}: {name} is no day: {told!r}")
    text = [Line(line) for line in row_text(declaration, row, "text").split("\n") if line]
    return read_lines_of_call(title, [*_labelled(declaration, row), *text], url, today, declaration.known_labels)


def _labelled(declaration: Declaration, row: dict[str, Any]) -> Iterator[Line]:
    for name, label in LABELS.items():
        if told := row_text(declaration, row, name):
            yield Line(label, TERM)
            yield from map(Line, told.split("\n"))
            yield END


def row_text(declaration: Declaration, row: dict[str, Any], name: str) -> str:
    """A field of a row as plain text; "" where it is not told."""
    value = follow(row, declaration.json[name]) if name in declaration.json else None
    texts = value if isinstance(value, list) else [value]
    return "\n".join(plain_text(str(text)) for text in texts if text not in (None, ""))
