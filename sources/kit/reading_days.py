"""When one can apply, told by the labels and sentences of a page: the rules by which days are taken, or left.

A day is taken from a label that says what it is for, else from a sentence that speaks of applying, else from a counter
of days; never from anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from sources.kit.dates import FoundDate, is_bare, read_application_days, read_dates, reads_rolling
from sources.kit.day_words import Role
from sources.kit.errors import ShapeError
from sources.kit.fact import CAPTION_OF_ROUND, DAYS_LEFT, LONGEST, Fact, Said, is_days_left
from sources.kit.labels import Labels, plain
from sources.kit.sentences import END

DATED = ("closes", "opens", "period", "left")
STAYS = timedelta(days=30)  # so long a page whose days have no year is taken to tell of the round that is just over
PAST = timedelta(days=60)  # so long a round that is over is still told beside those to come
_TO_OPEN = re.compile(r"\b(?:öppna|open|åpner|åbner)", re.IGNORECASE)
_OPEN_END = re.compile(r"\bfr(?:ån|\.)|[–—-]\s*$", re.IGNORECASE)  # "från 1 mars 2027", "1 mars 2027 –"
_WAS_OPEN = re.compile(
    r"\b(?:ansök|utlys)\w*\b[^.]{0,60}\b(?:var\s+(?:öppe[nt]\b|(?:den\s+)?\d)|pågick\b)", re.IGNORECASE
)
_YEAR = re.compile(r"\b(20\d\d)(?:[/–-](?:20)?(\d\d))?\b")  # "2026", "2026/27", "2026–2027"
_YEAR_OF_URL = re.compile(r"/(20\d\d)[-/](\d\d)[-/](\d\d)(?!\d)")


@dataclass
class Days:
    """What a page says of when to apply, as far as it is read; each day with the label that gave it, if one did."""

    days: list[tuple[FoundDate, Fact | None]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    rolling: bool = False
    closed: bool = False

    @property
    def deadlines(self) -> tuple[date, ...]:
        """Every last day to apply, ascending."""
        return tuple(sorted({one.day for one, _ in self.days if one.role == "closes" and one.day}))

    def known(self, today: date) -> tuple[date, ...]:
        """The last days without those of rounds that were over long before `today`; the latest is always among them."""
        return tuple(day for day in self.deadlines if day >= today - PAST or day == self.deadlines[-1])


def written_near(title: str, facts: list[Fact], url: str, today: date) -> date:
    """A day near which the page was written: what it says of itself, what its address says, else not long before today.

    For a page stays a while when its round is over: "senast 15 december", read on the 21st, is no day of next year.
    """
    stamps = [one.day for fact in facts if fact.role == "stamp" for one in read_dates(fact.value, label="other")]
    told = max((day for day in stamps if day and day <= today), default=None)
    return _in_year_of(title, told or _day_of_url(url) or today - STAYS, certain=told is not None)


def _in_year_of(heading: str, written: date, *, certain: bool = False) -> date:
    """`written`, but not after the beginning of the year that `heading` tells: then the text is of that year.

    A later year makes nothing later: of two years that could be meant, the nearer last day is the safe one. Where it is
    `certain` when the page was written, an older heading is only a name.
    """
    years = years_of(heading)
    if not years or (certain and max(years) < written.year - 1):
        return written
    return min(written, date(max(years), 1, 1))


def years_of(heading: str) -> list[int]:
    """The years that `heading` names, of "2026/27" and "2026–2027" the last."""
    return [int(f"20{short}" if short else whole) for whole, short in _YEAR.findall(heading)]


def _day_of_url(url: str) -> date | None:
    found = _YEAR_OF_URL.search(url)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def read_days(
    facts: list[Fact], free: list[str], headings: list[str], written: date, today: date, labels: Labels
) -> Days:
    """The days of `facts`; where they tell no last day, those of `free`, the sentences that are in no fact.

    headings  may say that applying is over
    written  a day near which the page was written, from which a missing year follows
    """
    told = Days()
    for fact in facts:
        if fact.role in (*DATED, "status", "stamp", "other"):
            _read_dated(told, fact, written, labels)
    told.closed = told.closed or any(labels.says_closed(line) for line in [*headings, *free])
    if not told.deadlines:
        _read_sentences(told, free, written)
    if not told.deadlines:
        _count_days(told, facts, free, today)
    months = [one.value for one, _ in told.days if one.role == "closes" and not one.day]
    told.closed = told.closed or any(month < today.isoformat()[:7] for month in months)
    return told


def _read_dated(told: Days, fact: Fact, written: date, labels: Labels) -> None:
    """The days of one label, and whether it says that applying is over or never is."""
    found = list(_days(fact, written)) if fact.role in DATED else []
    told.days += [(one, fact) for one in found]
    over = any(labels.says_closed(line) for line in fact.values)
    rolling = fact.role in (*DATED, "status") and not found and any(reads_rolling(line) for line in fact.values[:3])
    told.closed, told.rolling = told.closed or over, told.rolling or rolling
    gave = [_shown(one) for one in found] + ["closed"] * over + ["rolling"] * rolling
    if gave or fact.role != "left":  # how many days are left is counted later, when no day is told
        told.said.append(Said(fact.role, fact.label, fact.value[:LONGEST], fact.how, tuple(gave)))


def _days(fact: Fact, written: date) -> Iterator[FoundDate]:
    """The days of a label's first line, and of the lines below it that are nothing but days or speak of applying."""
    label: Role | None = {"closes": "closes", "opens": "opens"}.get(fact.role)  # type: ignore[assignment]
    written = _in_year_of(f"{fact.above} {fact.label}", written)
    for place, text in enumerate(fact.values):
        line = CAPTION_OF_ROUND.sub("", text)
        if place and line == text and not is_bare(line):
            yield from read_application_days(line, year_from=written)
        elif label or (is_bare(line) and not _OPEN_END.search(line)):  # single days of a time to apply are last days
            yield from read_dates(line, year_from=written, label=label or "closes")
        else:
            yield from read_application_days(f"Ansökningsperiod: {line}", year_from=written)


def _read_sentences(told: Days, free: list[str], written: date) -> None:
    """Days of sentences that have no label: those that speak of applying, and whether it never ends.

    Where applying is over, a day without a year is that of the round that was, not of one to come.
    """
    over = told.closed
    for line in free:
        sentences = END.split(line)
        was = " ".join(sentence for sentence in sentences if _WAS_OPEN.search(sentence))
        rest = " ".join(sentence for sentence in sentences if not _WAS_OPEN.search(sentence))
        told.closed = told.closed or bool(was)
        found = [one for one in read_application_days(was, year_from=written) if not one.inferred]
        found += [one for one in read_application_days(rest, year_from=written) if not (one.inferred and over)]
        rolling = not found and reads_rolling(rest)
        told.days += [(one, None) for one in found]
        told.rolling = told.rolling or rolling
        if found or rolling:
            gave = (*map(_shown, found), *["rolling"] * rolling)
            told.said.append(Said("sentence", "", line[:LONGEST], "sentence", gave))


def _count_days(told: Days, facts: list[Fact], free: list[str], today: date) -> None:
    """ "12 dagar kvar": the last day, counted from today. "0 dagar kvar" is no day: applying may be over."""
    counters = [(fact.label, line, fact.how) for fact in facts if fact.role == "left" for line in fact.values[:1]]
    counters += [("", line, "line") for line in free if is_days_left(line) and DAYS_LEFT.search(line)]
    for label, line, how in counters:
        found = DAYS_LEFT.search(line) or re.fullmatch(r"\D{0,20}(\d{1,3})\s+(?:dag|day)\w*", line.strip())
        if not found or _TO_OPEN.search(line):
            continue
        told.closed = told.closed or not int(found[1])
        if int(found[1]):
            day = FoundDate((today + timedelta(days=int(found[1]))).isoformat(), "closes", line, inferred=True)
            told.days.append((day, None))
            told.said.append(Said("left", label, line, how, (f"deadlines {day.value} (counted from today)",)))


def _shown(one: FoundDate) -> str:
    field_name = {"closes": "deadlines", "opens": "opens", "other": "other"}[one.role]
    return f"{field_name} {one.value}{' (year inferred)' if one.inferred else ''}"


def opening_of(told: Days, today: date) -> date | None:
    """The opening of the round that comes next: the last one before its last day, else the first that is to come."""
    days = sorted({one.day for one, _ in told.days if one.role == "opens" and one.day})
    last = next((day for day in told.deadlines if day >= today), None)
    if last:
        return max((day for day in days if day <= last), default=None)
    return next((day for day in days if day >= today), days[-1] if days else None)


def refuse_contradiction(url: str, told: Days, today: date, labels: Labels) -> None:
    """One label for one call has one last day, unless its words or those above it say that there are several."""
    by_label: dict[str, dict[str, Fact]] = {}
    for one, fact in told.days:
        if fact and fact.role == "closes" and fact.how != "column" and one.role == "closes" and _is_later(one, today):
            by_label.setdefault(plain(fact.label), {})[one.value] = fact
    for label, by_day in by_label.items():
        values = {fact.value for fact in by_day.values()}
        several = any(labels.is_round(f"{label} {fact.above}") for fact in by_day.values())
        if len(by_day) > 1 and len(values) > 1 and not several:
            raise ShapeError(f"{url}: {label!r} gives different days: {', '.join(sorted(by_day))}")


def _is_later(one: FoundDate, today: date) -> bool:
    return one.day is not None and one.day >= today
