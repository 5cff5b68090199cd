"""The grammar of days: which words are a day (Swedish, English, Norwegian, Danish), and what a range or a list shares.

It knows forms, not meaning: what a day is for (`opens`, `closes`) and a year that nobody wrote belong to `dates.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

# A month and a weekday are known by their first three letters in every language.
MONTHS = {name: number for number, names in enumerate(
    ("jan", "feb", "mar", "apr", "maj may mai", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec des"), 1
) for name in names.split()}  # fmt: skip
WEEKDAYS = {name: number for number, names in enumerate(
    ("mån mon man", "tis tue tir", "ons wed", "tor thu", "fre fri", "lör sat lør", "sön sun søn")
) for name in names.split()}  # fmt: skip
ORDINALS = (
    "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte trettonde fjortonde femtonde "
    "sextonde sjuttonde artonde nittonde tjugonde tjugoförsta tjugoandra tjugotredje tjugofjärde tjugofemte "
    "tjugosjätte tjugosjunde tjugoåttonde tjugonionde trettionde trettioförsta"
).split()

_MONTH = (
    r"(?:januari|january|januar|jan|februari|february|februar|feb|marts|mars|march|mar|april|apr|maj|may|mai|juni|june|jun"
    r"|juli|july|jul|augusti|august|aug|september|sept|sep|oktober|october|okt|oct|november|nov|december|desember|dec|des)\b"
)
_WEEKDAY = (
    r"(?:(?:mån|tis|ons|tors|fre|lör|sön|man|tirs|lør|søn)dag(?:en)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|mån|tis|ons|tors?|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun)\b"
)
# A number that counts money, people or per cent is not a year.
_YEAR = (
    r"(?:19|20)\d\d(?![\d_]|[\s\u00a0]\d{3}\b|\s*(?:kr|kronor|sek|eur|euro|mkr|tkr|procent|personer|platser)\b|\s*[%€])"
)
# "15. februar": Norwegian and Danish put a stop behind the day; before a capital it ends a sentence.
_STOP = r"(?-i:\.(?=\s?[a-z–-]))"
_NUMBER = (
    rf"(?:\d{{1,2}}(?::?[ae]\b|st\b|nd\b|rd\b|th\b|{_STOP})?|(?:{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\b)"
)
_UNTIL = r"(?:[–—-]|till?(?:\s+och\s+med|\s+og\s+med)?\b|t\.?\s?o\.?\s?m\b\.?|to\b|until\b|through\b)"
_AND = r"(?:,?\s*(?:och|og|samt|eller|and|or)\b|[,/])"
_THE = r"(?:den|the)"
_FREE = r"(?<![\w])(?<!\d[.,:/])"

_TIME = re.compile(
    rf"\b(?:kl\b\.?|klockan|at)\s*\d{{1,2}}(?:[.:]\d\d|(?!\s*(?:of\s+)?{_MONTH}|\d))(?:\s*[–-]\s*\d{{1,2}}[.:]\d\d)?"
    r"|(?<![\d.,:-])\d{1,2}[.:]\d\d(?![\d.,]|\s*(?:mkr|milj|%|procent))(?:\s*[–-]\s*\d{1,2}[.:]\d\d(?![\d.]))?",
    re.IGNORECASE,
)
_LEAD = rf"(?:{_THE}\s+)?(?:(?P<weekday>{_WEEKDAY})\.?,?\s+(?:{_THE}\s+)?)?"
_DAYS = rf"(?P<days>{_NUMBER}(?:\s*(?:{_UNTIL}|{_AND})\s*(?:{_THE}\s+)?{_NUMBER})*)"


@dataclass(frozen=True, slots=True)
class Day:
    """One day as it is written; `day` is None for a mere month, `year` None when no year is written for it.

    inferred  the year was not written but follows from the words around it
    """

    start: int
    end: int
    year: int | None
    month: int
    day: int | None
    weekday: int | None = None
    inferred: bool = False

    def exists(self) -> bool:
        """False for 30 February; a day without a year exists when it does so in a leap year."""
        return self.day is None or self.on(self.year or 2024) is not None

    def on(self, year: int) -> date | None:
        """The day in `year`, or None where the calendar has no such day."""
        try:
            return date(year, self.month, 1 if self.day is None else self.day)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Group:
    """Days that belong together: one day, a list ("12 april och 1 december"), or a range of first and last day."""

    days: tuple[Day, ...]
    is_range: bool = False

    @property
    def start(self) -> int:
        """Where the group begins in its text."""
        return self.days[0].start

    @property
    def end(self) -> int:
        """Where the group ends in its text."""
        return self.days[-1].end


def find_groups(text: str) -> list[Group]:
    """Every day of `text`, in order, joined to ranges and lists; days that cannot exist are left out."""
    text = blank_times(text)
    groups: list[Group] = []
    for found in _forms(text):
        last = groups[-1] if groups else None
        join = _join(text, last, found) if last else ""
        if last and join:
            groups[-1] = Group(last.days + found.days, is_range=join == "range")
        else:
            groups.append(found)
    return [whole for group in groups if (whole := _share_years(group))]


def blank_times(text: str) -> str:
    """`text` with times of day replaced by as many spaces, so that "kl. 12, 24 april" is not two days."""
    return _TIME.sub(lambda match: " " * len(match[0]), text)


def _join(text: str, last: Group, found: Group) -> Literal["", "range", "list"]:
    """How the words between two groups join them; a range is never part of a longer one."""
    gap = text[last.end : found.start]
    two = len(last.days) == len(found.days) == 1
    if two and re.fullmatch(rf"\s*{_UNTIL}\s*(?:{_THE}\s*)?", gap, re.IGNORECASE):
        return "range"
    if last.is_range or found.is_range or not re.fullmatch(rf"\s*{_AND}\s*(?:{_THE}\s*)?", gap, re.IGNORECASE):
        return ""
    return "range" if two and _between(text, last.start) else "list"


def _between(text: str, start: int) -> bool:
    return re.search(r"\b(?:mellan|between)\s*$", text[:start], re.IGNORECASE) is not None


def _forms(text: str) -> Iterator[Group]:
    """Matches of every form in text order; where two overlap, the form that stands first in `FORMS` counts."""
    taken = bytearray(len(text))  # 1 where an earlier form has found a day
    found: list[tuple[int, Group]] = []
    for pattern, read in FORMS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append((start, read(match)))
    for _, group in sorted(found, key=lambda item: item[0]):
        if group.days:
            yield group


def _numeric(match: re.Match[str]) -> Group:
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    return _existing([Day(match.start(), match.end(), year, month, day)])


def _slashed(match: re.Match[str]) -> Group:
    """Two numbers and a slash: the day stands first here, but where the order could be American it is refused."""
    spelled = match["year"] is None or not match[0].endswith("/" + match["year"])
    day, month = int(match["day"]), int(match["month"])
    if not spelled and day <= 12 and day != month:
        return Group(())
    year = int(match["year"]) if match["year"] else None
    return _existing([Day(match.start(), match.end(), year, month, day)])


def _worded(match: re.Match[str]) -> Group:
    """Days before or after a month's name, which they share, and a year, which they share as well."""
    numbers = [_number(part) for part in re.findall(_NUMBER, match["days"], re.IGNORECASE)]
    year = int(match["year"]) if match["year"] else None
    weekday = WEEKDAYS[match["weekday"][:3].lower()] if match["weekday"] else None
    month = MONTHS[match["month"][:3].lower()]
    until = re.search(_UNTIL, match["days"], re.IGNORECASE) is not None
    is_range = len(numbers) == 2 and (until or _between(match.string, match.start()))
    # "may" in lower case is most likely the verb: "up to 5 may apply".
    if numbers != sorted(numbers) or (match["month"] == "may" and year is None):
        return Group(())
    days = [Day(match.start(), match.end(), year, month, number, weekday) for number in numbers]
    return _existing(days, is_range=is_range)


def _month_only(match: re.Match[str]) -> Group:
    return _existing([Day(match.start(), match.end(), int(match["year"]), MONTHS[match["month"][:3].lower()], None)])


def _existing(days: list[Day], *, is_range: bool = False) -> Group:
    """One impossible day spoils its whole group: what was meant cannot be known."""
    return Group(tuple(days), is_range) if all(1 <= day.month <= 12 and day.exists() for day in days) else Group(())


def _number(word: str) -> int:
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else ORDINALS.index(word.lower()) + 1


def _share_years(group: Group) -> Group | None:
    """Gives a day without a year the year that is written further on in its group, or follows from the one before."""
    days = list(group.days)
    for index in range(len(days) - 2, -1, -1):
        if days[index].year is None:
            days[index] = _before(days[index], days[index + 1])
    for index in range(1, len(days)):
        if days[index].year is None:
            days[index] = _after(days[index], days[index - 1])
    return Group(tuple(days), group.is_range) if all(day.exists() for day in days) else None


def _before(day: Day, later: Day) -> Day:
    if later.year is None:
        return day
    wraps = (day.month, day.day or 0) > (later.month, later.day or 31)
    return replace(day, year=later.year - wraps)


def _after(day: Day, earlier: Day) -> Day:
    if earlier.year is None:
        return day
    wraps = (day.month, day.day or 31) < (earlier.month, earlier.day or 0)
    return replace(day, year=earlier.year + wraps, inferred=True)


def _form(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(pattern, flags)


FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Group]], ...] = (
    # 2026-04-24, 2026/04/24, 2026.04.24
    (_form(r"(?<![\w-])(?P<year>(?:19|20)\d\d)([-/.])(?P<month>\d\d)\2(?P<day>\d\d)(?![\d_]|-\d)"), _numeric),
    # 24.4.2026
    (_form(r"(?<![\w.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d\d)(?![\d_])"), _numeric),
    # 20260424
    (_form(r"(?<![\w-])(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\w-])"), _numeric),
    # 24/4 2026, 24/4-2026, 24/04/2026
    (_form(rf"(?<![\w/])(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?:[ -]|/)(?P<year>{_YEAR})"), _slashed),
    # 1/2–31/3 2027, 1/2 och 1/9 2027: the year stands behind the last
    (
        _form(
            rf"(?<![\w/])(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?P<year>)?(?=\s*(?:{_UNTIL}|{_AND})\s*(?:{_THE}\s+)?"
            rf"\d{{1,2}}/\d{{1,2}}[ -]{_YEAR})"
        ),
        _slashed,
    ),
    # senast 24/4: without a year only where a word says that it is a day
    (_form(r"(?<=\b(?:den)\s)(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\d/])(?P<year>)?"), _slashed),
    (_form(r"(?<=\bsenast\s)(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\d/])(?P<year>)?"), _slashed),
    # den 24 april 2026, 10–28 februari 2022, artonde februari, 28:e april, 13 februari, 2018
    (_form(rf"{_FREE}{_LEAD}{_DAYS}\s*(?:of\s+)?(?P<month>{_MONTH})\.?(?:,?\s*(?P<year>{_YEAR}))?"), _worded),
    # April 24, 2026; February 10–28, 2022: only English puts the month first, and with a capital
    (
        _form(
            rf"(?<!\w)(?:(?P<weekday>(?i:{_WEEKDAY}))\.?,?\s+)?(?P<month>(?=[A-Z])(?i:{_MONTH}))\.?\s+(?P<days>\d{{1,2}}"
            rf"(?:st|nd|rd|th)?(?:\s*(?:{_UNTIL}|{_AND})\s*\d{{1,2}}(?:st|nd|rd|th)?)*)(?!\d|\s\d{{3}}\b|\s*[%€])"
            rf"(?:,?\s*(?P<year>{_YEAR}))?",
            flags=0,
        ),
        _worded,
    ),
    # mars 2026
    (_form(rf"(?<!\w)(?P<month>{_MONTH})\.?,?\s+(?P<year>{_YEAR})"), _month_only),
)
