"""Facts: what a page says under, beside or behind its labels, whatever the mark-up – a label, its value, and how.

Known forms: a heading with its section; a term with its definition; a cell beside or under its heading; words in bold,
or a line of its own, before the value or (as in lists of days) after it; label and value in one line.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import takewhile

from sources.kit.dates import is_bare
from sources.kit.days import find_groups
from sources.kit.fact import CAPTION_OF_ROUND, CAPTION_WORDS, Fact, FactRole, How, is_caption, is_of_days
from sources.kit.fact_rows import facts_in_rows
from sources.kit.labels import TO_APPLY, Label, LabelRole, Labels
from sources.kit.pages import BOLD, COLUMN, END, TERM, Line
from sources.kit.sentences import END as END_OF_SENTENCE

HOW: dict[int, How] = {BOLD: "bold", TERM: "term", COLUMN: "column"}
LINE_WORDS = 24  # a line that begins with its label; what is longer is a sentence


def find_facts(lines: Sequence[Line], labels: Labels) -> list[Fact]:
    """Every fact of `lines` (with the marks of `read_marked_lines`) whose label is known, in order of the labels."""
    stamps = _stamps(lines, labels)
    found = _of_terms(lines, labels, stamps)
    taken = {place for fact in found.values() for place in fact.places}
    found |= facts_in_rows(lines, labels, taken)
    # The days of a section's own labels are theirs, but "Vårens omgång: 1 februari" is one of the section's.
    rounds = {place for fact in found.values() if labels.is_round(fact.label) for place in fact.places}
    taken |= {place for fact in found.values() for place in fact.places}
    for place, line in enumerate(lines):
        if place not in taken and line.text and (fact := _fact(lines, place, labels, taken - rounds, stamps)):
            found[place] = fact
            taken |= set(fact.places)
    told = [(place, fact) for place, fact in sorted(found.items()) if fact.role not in ("void", "unknown")]
    return [replace(fact, above=_heading_above(lines, place)) for place, fact in told]


def _heading_above(lines: Sequence[Line], place: int) -> str:
    return next((line.text for line in reversed(lines[:place]) if 0 < line.level <= BOLD), "")


def unknown_labels(lines: Sequence[Line], labels: Labels) -> list[str]:
    """Headings and labels that no role knows, for the person who looks at a page for the first time."""
    return [line.text for line in lines if line.level and line.text and not labels.role_of(line.text)]


def _stamps(lines: Sequence[Line], labels: Labels) -> set[int]:
    """The lines that tell when the page was written, which are in no other fact: "Senast uppdaterad: 3 mars 2026"."""
    found = set()
    for place, line in enumerate(lines):
        if labels.role_of(line.text) == "stamp":
            found |= {place, place + 1}
        elif (told := _in_line(line, place, labels)) and told.role == "stamp":
            found.add(place)
    return found


def _of_terms(lines: Sequence[Line], labels: Labels, stamps: Container[int]) -> dict[int, Fact]:
    """Facts whose label surely stands before its value: terms, cells, "Label: value"; also of labels not known."""
    found = {}
    for place, line in enumerate(lines):
        role = labels.role_of(line.text) or "unknown" if line.level >= TERM and line.text else "void"
        # A day where a label is expected: a list of days tells what each is for after it.
        if (
            role != "void"
            and not is_bare(line.text)
            and (fact := _under(lines, place, role, () if role == "stamp" else stamps))
        ):
            found[place] = fact
    return found


def _fact(
    lines: Sequence[Line], place: int, labels: Labels, theirs: Container[int], stamps: Container[int]
) -> Fact | None:
    """The fact of one line; lines of `theirs` tell days of labels of their own, those of `stamps` tell no fact."""
    line = lines[place]
    role = labels.role_of(line.text)
    if line.level:
        # "Ansökan: 15 januari–15 februari 2027" as a heading says all: what is under it is not its value.
        whole = _in_line(line, place, labels) if line.level <= BOLD and find_groups(line.text) else None
        return whole or (_under(lines, place, role, theirs if is_of_days(role) else stamps) if role else None)
    caption = _after(lines, place, role, labels) if role and is_caption(line.text) else None
    return caption or _in_line(line, place, labels) or _before_list(lines, place, labels)


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
    """The fact of a label that is a line of its own without any mark: its value is the next line.

    So are the lines after it when each tells another round.
    """
    value = lines[place + 1] if place + 1 < len(lines) else END
    is_long = is_of_days(role) and (len(value.text.split()) > CAPTION_WORDS or value.text.endswith("."))
    if not value.text or value.level or labels.role_of(value.text) or is_long:
        return None
    rounds = takewhile(lambda line: not line.level and CAPTION_OF_ROUND.match(line.text), lines[place + 2 :])
    values = (value.text, *(line.text for line in rounds if is_of_days(role)))
    return Fact(role, lines[place].text, values, "line before", tuple(range(place, place + 1 + len(values))))


def _before_list(lines: Sequence[Line], place: int, labels: Labels) -> Fact | None:
    """The days of a list that the end of a text leads up to: "Sök två gånger. Sista ansökningsdagar 2027 är"."""
    lead = END_OF_SENTENCE.split(lines[place].text)[-1].rstrip(" :")
    label = labels.begins(lead)
    if not label or not is_of_days(label.role) or not re.fullmatch(r"(?:\s+20\d\d)?(?:\s+är)?", lead[label.end :]):
        return None
    days = list(takewhile(lambda other: not other.level and is_bare(other.text), lines[place + 1 :]))
    taken = tuple(range(place + 1, place + 1 + len(days)))
    return Fact(label.role, lead, tuple(day.text for day in days), "line before", taken) if days else None


def _in_line(line: Line, place: int, labels: Labels) -> Fact | None:
    """The fact of a line that holds its label and its value: "Stänger 24 april 2027", "24 april 2027 Sista dag"."""
    words = len(line.text.split())
    label = labels.begins(line.text)
    rest = line.text[label.end :].lstrip(" :?–—-") if label else ""
    is_value = _is_value(rest) or labels.says_closed(rest)
    if label and words <= LINE_WORDS and rest and (is_value or _is_marked(line.text, label)):
        role = "other" if labels.is_other(line.text[: label.start]) and label.role in TO_APPLY else label.role
        return Fact(role, line.text[label.start : label.end], (rest,), "line", (place,))
    if words > CAPTION_WORDS + 4:
        return None
    label = labels.ends(line.text)
    rest = line.text[: label.start].rstrip(" :–—-") if label else ""
    if label and is_of_days(label.role) and is_bare(rest):
        return Fact(label.role, line.text[label.start :], (rest,), "line", (place,))
    return None


def _is_value(text: str) -> bool:
    """Whether what follows a label without a mark between them is a value, not the rest of a sentence."""
    return bool(re.match(r"(?:är\s+|den\s+|kl\S*\s+)*\W*\d", text)) and (is_bare(text) or len(text.split()) <= 12)


def _is_marked(text: str, label: Label) -> bool:
    return re.match(r"\s*(?:[:?–—]|-\s)", text[label.end :]) is not None
