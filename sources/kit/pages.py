"""Reading a web page: selectors that count what they find, sane text, and sections told by their headings.

A section is found by its words, whatever the mark-up: a heading, a term with its definition, the first cell of a row, a
paragraph in bold, or "Label: value" in one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from sources.kit.days import find_groups
from sources.kit.errors import ShapeError
from sources.kit.labels import shipped_labels

# What is on every page of a site and says nothing of this one.
FURNITURE = {"script", "style", "noscript", "template", "nav", "footer", "form", "button", "svg", "iframe", "select"}
FURNITURE_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog"}
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "label", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "u",
}  # fmt: skip
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# Labels are weaker than headings: a bold paragraph ends at the next one, a term or a cell at anything of its kind.
BOLD, TERM, COLUMN = 7, 8, 9


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page's text; `level` is 1–6 for a heading, more for a label, 0 for ordinary text."""

    text: str
    level: int = 0


END = Line("", TERM)
MOST_WORDS = 3  # a label that is not known has at most so many words, or its value begins with a day


def one(node: Tag, css: str) -> Tag:
    """The only element that `css` selects. Raises ShapeError when there is none, or more than one."""
    found = node.select(css)
    if len(found) != 1:
        raise ShapeError(f"{css!r} found {len(found)} elements, expected 1")
    return found[0]


def main_part(page: Tag) -> Tag:
    """The part of a page that is its own: `main` or the only `article`, else the body, else all of it."""
    for css in ("main", "[role=main]", "article", "body"):
        found = page.select(css)
        if len(found) == 1:
            return found[0]
    return page


def clean_text(node: Tag) -> str:
    """The text that a person reads, one line a block, single spaces; no scripts, menus, forms or cookie notices."""
    try:
        return "\n".join(line.text for line in _blocks(node) if line.text)
    except RecursionError as error:
        raise ShapeError("the page is nested too deep to be read") from error


def read_lines(node: Tag) -> list[Line]:
    """`node` as lines in reading order, with headings and labels marked."""
    return [line for line in read_marked_lines(node) if line.text]


def read_marked_lines(node: Tag) -> list[Line]:
    """As `read_lines`, with `END` where the value of a label ends for certain: after a cell, a list of terms, a line.

    Raises ShapeError for a page that is nested too deep.
    """
    try:
        return [line for raw in _blocks(node) for line in _split_label(raw)]
    except RecursionError as error:
        raise ShapeError("the page is nested too deep to be read") from error


def section_after(node: Tag, *starts: str) -> str:
    """The text under the first heading or label that begins with one of `starts`, or "" when there is none.

    It ends at the next heading of the same or a higher level. Capitals and punctuation do not matter. A label with
    nothing behind it belongs to the value before it, as in "24 mars 2026 / Sista ansökningsdag".
    """
    lines = read_marked_lines(node)
    for index, line in enumerate(lines):
        if line.level and any(_plain(line.text).startswith(_plain(start)) for start in starts):
            under = _under(lines[index + 1 :], line.level)
            before = lines[index - 1] if index else END
            return under or (before.text if line.level >= BOLD and not before.level else "")
    return ""


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\W+", " ", text).lower().split())


def _under(lines: list[Line], level: int) -> str:
    texts = []
    for line in lines:
        if line.level and line.level <= level:
            break
        texts += [line.text] if line.text else []
    return "\n".join(texts)


def _blocks(node: Tag) -> Iterator[Line]:
    """Lines of the blocks inside `node`; words outside a block of their own form lines between the blocks."""
    loose: list[str] = []
    for child in node.children:
        if isinstance(child, NavigableString):
            loose += [] if isinstance(child, PreformattedString) else [str(child)]
        elif isinstance(child, Tag) and not _is_furniture(child):
            if _is_inline(child):
                loose += [" " * _touches(child), _inline_text(child)]
                continue
            yield from _line(loose)
            loose = []
            yield from _block(child)
    yield from _line(loose)


def _block(tag: Tag) -> Iterator[Line]:
    if tag.name == "table" and (rows := _headed_rows(tag)):
        yield from rows
    elif tag.name == "tr":
        yield from _row([cell for cell in tag.find_all(["th", "td"], recursive=False) if isinstance(cell, Tag)])
    elif tag.name in HEADINGS:
        yield from _line([_inline_text(tag)], HEADINGS[tag.name])
    elif tag.name == "dt":
        yield from _line([_inline_text(tag)], TERM)
    elif _is_bold(tag):
        yield from _line([_inline_text(tag)], BOLD)
    else:
        yield from _blocks(tag)
        if tag.name == "dl":
            yield END


def _headed_rows(table: Tag) -> list[Line]:
    """The cells of a table whose first row, or first column, holds nothing but headings, each with its own; else none.

    The first row does where its cells are marked as headings, or tell two kinds of facts; the first column where more
    kinds are told there, or as many and the corner is empty ("Sista ansökningsdag" and "Beslut" of rounds 1, 2 and 3).
    """
    cells = [row.find_all(["th", "td"], recursive=False) for row in table.find_all("tr")]
    if len(cells) < 2 or len(cells[0]) < 2 or not table.find("td"):
        return []
    marked = all(cell.name == "th" for cell in cells[0])
    head, *rows = [[_cell(cell) for cell in row] for row in cells]
    across, down = _kinds(head), _kinds([row[0] for row in (head, *rows) if row])
    if (down > across or (down == across and not head[0])) and (marked or len(head) > 2):
        told = [head, *rows] if head[0] else rows
        return [line for row in told for line in _labelled_row(list(filter(None, row)))]
    if not marked and across < 2:
        return []
    return [line for row in rows for line in _under_heads(head, row)]


def _kinds(texts: list[str]) -> int:
    return len({shipped_labels().role_of(text) for text in texts} - {None, "void"})


def _under_heads(head: list[str], row: list[str]) -> Iterator[Line]:
    for label, text in zip(head, row, strict=False):
        if text:
            yield from ([Line(label, COLUMN), Line(text), END] if label else [Line(text)])


def _labelled_row(texts: list[str]) -> list[Line]:
    return [Line(texts[0], TERM), *map(Line, texts[1:]), END] if len(texts) > 1 else [Line(text) for text in texts]


def _cell(cell: Tag) -> str:
    return " ".join(clean_text(cell).split("\n"))


def _row(cells: list[Tag]) -> Iterator[Line]:
    """A row of two cells is a label and its value; which one is the label, `th` tells, else the place."""
    texts = [_cell(cell) for cell in cells]
    if len(cells) == 2 and all(texts):
        label = 1 if cells[1].name == "th" and cells[0].name != "th" else 0
        yield from (Line(texts[label], TERM), Line(texts[1 - label]), END)
    else:
        yield from _line([" ".join(texts)])


def _line(parts: list[str], level: int = 0) -> Iterator[Line]:
    text = " ".join("".join(parts).split())
    if text:
        yield Line(text, level)


def _split_label(line: Line) -> list[Line]:
    """ "Vem kan söka: kommuner" as a label and its value; a lone "Label:" is a label whose value follows.

    Many words that are no known label, as "Minst två parter tillsammans: kommuner", begin a sentence; not where a day
    follows, which then is nobody else's.
    """
    match = re.fullmatch(r"([^\W\d][^.:!?]{1,40}[^\W\d]\??):(?:\s+(\S.*))?", line.text) if not line.level else None
    if not match or (match[2] and _is_sentence(match[1]) and not find_groups(match[2])):
        return [line]
    return [Line(match[1], TERM), *([Line(match[2]), END] if match[2] else [])]


def _is_sentence(label: str) -> bool:
    return len(label.split()) > MOST_WORDS and shipped_labels().begins(label) is None


def _is_furniture(tag: Tag) -> bool:
    marks = " ".join([str(tag.get("id", "")), *map(str, tag.get_attribute_list("class"))]).lower()
    hidden = tag.has_attr("hidden") or tag.get("aria-hidden") == "true"
    return tag.name in FURNITURE or tag.get("role") in FURNITURE_ROLES or hidden or "cookie" in marks


def _is_inline(tag: Tag) -> bool:
    return tag.name in INLINE and not any(child.name not in INLINE for child in tag.find_all(True))


def _touches(tag: Tag) -> bool:
    """Whether `tag` follows another element without a space: on the screen they are mostly apart all the same."""
    apart = {"span", "time", "strong", "a"}
    before = tag.previous_sibling
    return isinstance(before, Tag) and tag.name in apart and before.name in apart


def _is_bold(tag: Tag) -> bool:
    """A paragraph that is nothing but bold words."""
    children = [child for child in tag.children if isinstance(child, Tag) or str(child).strip()]
    return tag.name in {"p", "div", "li"} and len(children) == 1 and getattr(children[0], "name", "") in {"b", "strong"}


def _inline_text(tag: Tag) -> str:
    parts = []
    for child in tag.descendants:
        if isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            parts.append(str(child))
        elif isinstance(child, Tag) and (child.name == "br" or _touches(child)):
            parts.append(" ")
    return "".join(parts)
