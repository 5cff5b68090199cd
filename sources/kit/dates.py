"""What the days of a Swedish or English text are for: opening, closing, or something else; strict, never a guess.

The rules come from real phrases of some thirty funders. A day counts as opening or closing only when a word of its
own sentence says so, and words like "Beslut meddelas" or "Senast uppdaterad" make it neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sources.kit.day_words import LABELS, Role
from sources.kit.days import Day, Group, blank_times, find_groups
from sources.kit.sentences import END, LONGEST, MOST, bounded


@dataclass(frozen=True, slots=True)
class FoundDate:
    """One day that a text names.

    value     ISO date `YYYY-MM-DD`, or `YYYY-MM` where only the month is told
    role      first day to apply, last day to apply, or anything else
    words     the words it rests on, with the word that gave the role
    inferred  the year was not written but follows from the context
    """

    value: str
    role: Role
    words: str
    inferred: bool = False

    @property
    def day(self) -> date | None:
        """The calendar day, or None for a mere month."""
        return date.fromisoformat(self.value) if len(self.value) == len("2026-01-01") else None


class _Hit(NamedTuple):
    rank: int
    end: int
    start: int
    role: Role
    words: str


# A label above a text counts as much as such a word inside it.
_LABEL_RANK: dict[Role, int] = {"closes": 1, "opens": 1, "other": 2}

# How far a label may stand from its day, in characters: before it a whole clause, after it only next to it.
BEFORE, AFTER = 120, 45
YEAR_NEAR = 60  # and how far before its day a year, with the word that tells it

_CLAUSE = re.compile(r"[;,]\s|\s(?:och|samt|men|medan|and|but|while)\s", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:den|the|kl|klockan|midnatt|cet|cest|eet|eest|utc|(?:svensk|dansk|finsk|norsk) tid)\b|\W|\d", re.IGNORECASE
)
_ABOUT = re.compile(
    r"\b(?:i|in)\s+(?:början|mitten|slutet|the\s+(?:beginning|middle|end))\s+(?:av|of)\b"
    r"|\b(?:preliminärt|omkring|cirka|ca|ungefär|planerat|senast|under|preliminary|around)\b",
    re.IGNORECASE,
)
_APPLYING = re.compile(r"\b(?:ansök|sök[aets]|utlys|omgång|apply|applic|call\b)|öppe[nt]\b|\bopen\b", re.IGNORECASE)
_SPEAKS_OF_APPLYING = re.compile(
    r"\b(?:ansök(?!ningsdag)\w*|\w+ansök(?:an|ningar)\b|söka?s?\b|söker\b|utlys\w*|rekvir\w*|rekvis\w*|sista\s+ansök\w*"
    r"|appl(?:y|ications?)\b|(?:the|this)\s+call\b|calls?\s+(?:for\b|\d|(?:is|was|will)\b|open|clos)|proposals?\b"
    r"|søk\w*|søg\w*|ansøg\w*|pulje\w*)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"\böpp|\bopen|\bå[pb]n|\butlysningsdatum", re.IGNORECASE)
_PAST = {
    "opens": re.compile(r"\böppnade|\böppnat|\böppe[nt]\b|\bopened\b", re.IGNORECASE),
    "closes": re.compile(r"\bstängde|\bstängt|\bstängd\b|\bclosed\b|\bgick ut\b", re.IGNORECASE),
}
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:för|år|under|våren|hösten|omgång\w*|utlysning\w*|bidrag\w*|ansökan|round|for|call)\s+|^)"
    r"(20\d\d)\b(?![-–/]\d)[^\d.]{0,25}$",
    re.IGNORECASE,
)
_ROLLING = re.compile(
    r"\btills\s?vidare\b|\båret\s+(?:runt|om)\b|\bså\s+länge\b[^.]{0,30}\b(?:medel|pengar|budget)"
    r"|\b(?:rolling|ongoing|continuous(?:ly)?)\b[^.]{0,30}\b(?:basis|open|call|appl|submission|deadline)"
    r"|\bopen\s+continuously\b|\ball\s+year\s+round\b"
    r"|\b(?:ansök\w*|söka?)\b[^.\n]{0,30}\bnär\s+(?:som\s+helst|ni\s+vill|du\s+vill)"
    r"|\b(?:ingen|inget|no)\s+(?:sista\s+(?:ansöknings|sök)\w+|deadline\b)(?!\s+(?:är|har|is|has)\b)"
    r"|\b(?:ansök\w*|söka?s?|tar|tas|öppe[nt]|utlysning\w*|sista\s+\w+|stäng\w+)\b[^.\n]{0,40}\blöpande\b"
    r"|\blöpande\b[^.\n]{0,40}\b(?:ansök\w*|sök[ats]?\b|emot\b|utlysning\w*|under\s+(?:hela\s+)?året)",
    re.IGNORECASE,
)
# Whole lines; in a sentence the same words may tell when a project may start.
_ALWAYS = {
    "löpande", "löpande ansökan", "tillsvidare", "när som helst", "när som helst under året", "rolling", "ongoing",
    "at any time",
}  # fmt: skip
_NOT_ROLLING = re.compile(
    r"\b(?:inte|ej|not)\s+(?:löpande|rolling)|\blöpande\s+(?:redovis|rapport|kostnad|uppfölj|bokför)\w*"
    r"|\b(?:inte|ej|not|stäng\w*|paus\w*|inställ\w*)\s+(?:[\wåäö]+\s+){0,6}?tills\s?vidare",
    re.IGNORECASE,
)


def read_dates(text: str, *, year_from: date | None = None, label: Role | None = None) -> list[FoundDate]:
    """Every day of `text`, in order of appearance, each with what it is for.

    `label` is what the label above or beside `text` says that its days are for; the text's own words may say otherwise.

    `year_from` is a day near which the text was written (its publication, the day it was read, 1 January of the year in
    its heading); from there a missing year is inferred and marked. Without it, a day whose year nobody wrote is left
    out, and so are days that the calendar does not have.
    """
    return [found for sentence in bounded(_sentences(text)) for found in _read_sentence(sentence, year_from, label)]


def read_application_days(text: str, *, year_from: date | None = None) -> list[FoundDate]:
    """The days to open and to close of sentences that speak of applying; the rest of `text` is passed over."""
    sentences = [sentence for sentence in bounded(_sentences(text)) if _SPEAKS_OF_APPLYING.search(sentence)]
    found = [one for sentence in sentences for one in _read_sentence(sentence, year_from, None)]
    # "från 1 januari 2025" alone is an opening of anything; before a last day it begins the time to apply.
    return [
        one
        for one, after in pairwise([*found, None])
        if one and (one.role == "closes" or (one.role == "opens" and (_OPENING.search(one.words) or _closes(after))))
    ]


def _closes(found: FoundDate | None) -> bool:
    return found is not None and found.role == "closes"


def reads_rolling(text: str) -> bool:
    """True when `text` says that applications are taken all the time, or as long as the money lasts.

    "Ej bestämt" and "0 dagar kvar" do not say so: there the last day is unknown, or past.
    """
    return text.strip(" .!").lower() in _ALWAYS or (
        _ROLLING.search(text) is not None and _NOT_ROLLING.search(text) is None
    )


def is_bare(text: str) -> bool:
    """True when `text` is nothing but days, exact or about, as a date field or a row of a list of deadlines."""
    if len(text) > LONGEST:
        return False
    text = _ABOUT.sub("", text)
    groups = find_groups(text)
    return bool(groups) and _is_bare(text, groups)


def _sentences(text: str) -> Iterator[str]:
    """Sentences; a line that is nothing but days is joined with the captions around it, whichever comes first."""
    run: list[str] = []
    bare_seen = False
    for line in [*bounded(line.strip() for line in text[:MOST].splitlines()), ""]:
        groups = find_groups(line)
        bare = bool(groups) and _is_bare(line, groups)
        if line and (bare or (not groups and len(line.split()) <= 8 and line[-1] not in ".!?")):
            run.append(line)
            bare_seen = bare_seen or bare
            continue
        yield from [" \n ".join(run)] if bare_seen else run
        run, bare_seen = [], False
        yield from END.split(line)


def _is_bare(text: str, groups: list[Group]) -> bool:
    """True when `text` says nothing beside its days."""
    timeless = blank_times(text)
    starts, ends = [0, *(group.end for group in groups)], [*(group.start for group in groups), len(text)]
    rest = " ".join(timeless[start:end] for start, end in zip(starts, ends, strict=True))
    return not _FILLER.sub("", re.sub(r"\b(?:från|mellan|till|och med)\b", "", rest))


def _read_sentence(sentence: str, year_from: date | None, label: Role | None) -> Iterator[FoundDate]:
    groups = find_groups(sentence)
    anchor = year_from
    for group, roles, hit in _with_roles(sentence, groups, label):
        hint = _YEAR_BEFORE.search(sentence, max(0, group.start - YEAR_NEAR), group.start)
        if hint and not re.search(r"start", hint[0]):
            anchor = _anchored(anchor, int(hint[1]))
        values = _values(group, roles, anchor, hit.words if hit else "")
        for day, role, value in zip(group.days, roles, values, strict=True):
            if value:
                yield FoundDate(value, role, _words(sentence, day, hit), day.inferred or day.year is None)
                anchor = date.fromisoformat(value) if len(value) == len("2026-01-01") and day.year else anchor


def _anchored(anchor: date | None, year: int) -> date:
    """The day to count from where the sentence names `year`.

    "Ansökan för 2027 är öppen till den 15 december", read in November 2026, may mean either year: the nearer last day
    is the safe one.
    """
    told = date(year, 1, 1)
    return min(anchor, told) if anchor else told


def _with_roles(
    sentence: str, groups: list[Group], label: Role | None
) -> Iterator[tuple[Group, tuple[Role, ...], _Hit | None]]:
    """Pairs each group with the label before it, or, where the sentence puts labels after their days, behind it."""
    gaps = _gaps(sentence, groups) if groups else []
    alone = bool(groups) and _is_bare(sentence, groups)
    before = [_best(gap, last=True, reach=BEFORE) for gap in gaps]
    after = [_best(gap, last=False, reach=AFTER) for gap in gaps]
    behind = bool(gaps) and label is None and not _says(before[0]) and _says(after[-1])
    for index, group in enumerate(groups):
        hit = after[index + 1] if behind else before[index]
        # "Den 3 januari öppnar ansökan och den stänger 1 mars": the first label between two days belongs to the first
        if label and (hit is None or hit.rank < _LABEL_RANK[label]):
            hit = _Hit(_LABEL_RANK[label], group.start, group.start, label, "")
        if hit is None and (index + 1 == len(groups) or after[index + 1] != before[index + 1]):
            hit = after[index + 1]
        if hit is None and index == 0:
            hit = before[0]
        yield group, _roles(sentence, group, hit, alone=alone), hit


def _says(hit: _Hit | None) -> bool:
    return hit is not None and hit.rank > 0


def _gaps(sentence: str, groups: list[Group]) -> list[tuple[int, str]]:
    """The texts around the groups with their places: before the first, between each two, after the last."""
    starts = [0, *(group.end for group in groups)]
    ends = [*(group.start for group in groups), len(sentence)]
    return [(start, sentence[start:end]) for start, end in zip(starts, ends, strict=True)]


def _best(gap: tuple[int, str], *, last: bool, reach: int) -> _Hit | None:
    """The label of the clause next to the day: the last clause of a gap before it, the first of a gap after it."""
    offset, text = gap
    cuts = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    clauses = list(pairwise(cuts))
    hits = _hits(text, offset) if re.search(r"[^\W\d]", text) else []
    for start, end in (reversed(clauses) if last else clauses) if hits else ():
        near = [hit for hit in hits if start <= hit.end - offset - 1 < end]
        near = [hit for hit in near if (len(text) - (hit.end - offset) if last else hit.start - offset) <= reach]
        if near:
            return max(near)
    return None


def _hits(text: str, offset: int) -> list[_Hit]:
    return [
        _Hit(label.rank, offset + match.end(), offset + match.start(), label.role, match[0])
        for label in LABELS
        for match in label.pattern.finditer(text)
    ]


def _roles(sentence: str, group: Group, hit: _Hit | None, *, alone: bool) -> tuple[Role, ...]:
    # A text that is nothing but a day is the date field of a card, and that is the last day to apply.
    lone: Role = "closes" if alone and "\n" not in sentence else "other"
    role = hit.role if hit else lone
    if group.is_range and (hit is None or hit.rank != 2):
        period = _says(hit) or alone or _APPLYING.search(sentence)
        return ("opens", "closes") if period else ("other", "other")
    return (role,) * len(group.days)


def _values(group: Group, roles: tuple[Role, ...], anchor: date | None, label: str) -> list[str]:
    """ISO values in the group's order; an empty one where the year cannot be told."""
    if group.is_range and group.days[0].year is None:
        last = _in_year(group.days[1], "closes", anchor, label)
        return [_iso(_latest(group.days[0], last)), _iso(last)] if last else ["", ""]
    return [
        (f"{day.year}-{day.month:02}" if day.day is None else _iso(day.on(day.year)))
        if day.year
        else _iso(_in_year(day, role, anchor, label))
        for day, role in zip(group.days, roles, strict=True)
    ]


def _in_year(day: Day, role: Role, anchor: date | None, label: str) -> date | None:
    """The day in the year that fits: the weekday decides, else the next one from `anchor`, or the last if past."""
    if anchor is None:
        return None
    near = [found for year in (anchor.year - 1, anchor.year, anchor.year + 1) if (found := day.on(year))]
    if day.weekday is not None:
        return next((found for found in near if found.weekday() == day.weekday), None)
    if role in _PAST and _PAST[role].search(label):
        return _latest(day, anchor)
    return next((found for found in near if found >= anchor), None)


def _latest(day: Day, end: date) -> date | None:
    near = [found for year in (end.year, end.year - 1) if (found := day.on(year))]
    return next((found for found in near if found <= end), None)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _words(sentence: str, day: Day, hit: _Hit | None) -> str:
    start, end = (min(day.start, hit.start), max(day.end, hit.end)) if hit else (day.start, day.end)
    return " ".join(sentence[start:end].split())
