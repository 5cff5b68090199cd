"""A call page read by its labels: what was understood, from which words, and what was not.

Strict: a day, an amount or an applicant is taken only from words that say so; the first day of a page or of a block
around is never one. What is not understood stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from sources.kit.call import Call, Kind
from sources.kit.dates import FoundDate, Role, is_bare, read_application_days, read_dates, reads_rolling
from sources.kit.errors import ShapeError
from sources.kit.facts import DAYS_LEFT, Fact, How, find_facts, is_days_left, unknown_labels
from sources.kit.labels import Labels, plain, shipped_labels
from sources.kit.money import Terms, read_terms
from sources.kit.pages import Line, main_part, read_marked_lines
from sources.kit.web import Page

DATED = ("closes", "opens", "period", "left")
TELLING = (*DATED, "status", "applicants", "money", "grant_max", "grant_min", "budget", "grant_rate", "own_share")
LONGEST = 1_500  # characters of a value that are kept: who may apply is told in fewer, and the text holds all
# What a bare amount beside a label is for, in words that `money.py` knows.
CAPTIONS = {
    "money": "",
    "grant_max": "Högst per projekt: ",
    "grant_min": "Minst per projekt: ",
    "budget": "Utlysningens budget: ",
    "grant_rate": "Stödet täcker högst: ",
    "own_share": "Egen finansiering: ",
}
_TO_OPEN = re.compile(r"\b(?:öppna|open|åpner|åbner)", re.IGNORECASE)
_CAPTION_OF_ROUND = re.compile(r"^[^\W\d][\w ]{0,30}\d\s*[:–-]\s*(?=\d)")  # "Period 2: 3–18 maj 2027"
_REKVISITION = re.compile(r"\brekvi(?:re|si)\w*", re.IGNORECASE)
_APPLICATION = re.compile(r"\bansök\w*", re.IGNORECASE)
_YEAR = re.compile(r"\b(20\d\d)(?:[/–-](?:20)?(\d\d))?\b")  # "2026", "2026/27", "2026–2027"
_YEAR_OF_URL = re.compile(r"/(20\d\d)[-/](\d\d)[-/](\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Said:
    """What one label said, for the person who checks or mends a source.

    role          what the label is for; "sentence" for a sentence without one, "title" for the heading
    label, value  the page's own words
    how           where they stood to each other (see `facts.py`)
    gave          what was understood of them, by field: "deadlines 2026-12-01"; empty: recognised, but not understood,
                  or nothing that a call has a field for (a day of decision)
    """

    role: str
    label: str
    value: str
    how: How
    gave: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page says of one call; the fields are those of `Call`.

    closed   the page says in words that applying is over, and tells no later day
    said     every label that was recognised, with what it gave
    unknown  headings and labels that no role knows
    """

    title: str
    text: str
    opens: date | None = None
    deadlines: tuple[date, ...] = ()
    rolling: bool = False
    applicants: str = ""
    region: str = ""
    programme: str = ""
    kind: Kind = "competition"
    terms: Terms = field(default_factory=Terms)
    closed: bool = False
    said: tuple[Said, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_dated(self) -> bool:
        """Whether the page says when to apply, or that it is over, or that it never is."""
        return bool(self.opens or self.deadlines or self.rolling or self.closed)

    @property
    def is_recognised(self) -> bool:
        """Whether the page says anything about applying at all; where not, it is another page than was expected."""
        return self.is_dated or any(said.role in TELLING for said in self.said)

    def is_over(self, today: date) -> bool:
        """Whether nobody can apply any more, nor will later as far as the page says."""
        days = [*self.deadlines, *([self.opens] if self.opens else [])]
        if any(day >= today for day in days) or self.rolling:
            return False
        return self.closed or bool(self.deadlines)

    def call(self, **given: Any) -> Call:
        """The call; `given` are the fields that a page does not tell (source, key, url, funder), or that win."""
        told = {one.name: getattr(self, one.name) for one in fields(self) if one.name in Call.__dataclass_fields__}
        return Call(**(told | asdict(self.terms) | given))


@dataclass
class _Draft:
    """What the facts have given so far."""

    days: list[tuple[FoundDate, Fact | None]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    rolling: bool = False
    closed: bool = False


def read_page(page: Page, today: date, labels: Labels | None = None) -> Reading:
    """The call that `page` is about. Raises ShapeError for a page without a heading, or one that contradicts itself."""
    lines = read_marked_lines(main_part(page.html))
    heading = page.html.find("h1")
    at = next((place for place, line in enumerate(lines) if line.level == 1), None)
    title = lines[at].text if at is not None else " ".join(heading.get_text(" ").split()) if heading else ""
    if not title:
        raise ShapeError(f"{page.url}: no heading")
    rest = lines if at is None else [*lines[:at], *lines[at + 1 :]]
    return read_lines_of_call(title, rest, page.url, today, labels)


def read_lines_of_call(
    title: str, lines: Sequence[Line], url: str, today: date, labels: Labels | None = None
) -> Reading:
    """The call whose heading is `title` and whose text is `lines`, with the marks of `read_marked_lines`.

    today  the day on which the page is read: years that nobody wrote and "12 dagar kvar" are counted from it
    Raises ShapeError where one label gives two different last days.
    """
    labels = labels or shipped_labels()
    facts = find_facts(lines, labels)
    taken = {place for fact in facts for place in fact.places}
    free = [line.text for place, line in enumerate(lines) if place not in taken and line.text and not line.level]
    draft = _read_days(facts, free, _written(title, facts, url, today), today, labels)
    _refuse_contradiction(url, draft, today, labels)
    deadlines = tuple(sorted({one.day for one, _ in draft.days if one.role == "closes" and one.day}))
    text = "\n".join(line.text for place, line in enumerate(lines) if line.text and place not in _dated(facts))
    terms = _terms(facts, free)
    return Reading(
        title=title,
        text="\n".join(line for line in text.split("\n") if not DAYS_LEFT.search(line)),
        opens=_opening(draft, deadlines, today),
        deadlines=deadlines,
        rolling=not deadlines and draft.rolling,
        applicants=_value(facts, "applicants"),
        region=_value(facts, "region"),
        programme=_value(facts, "programme"),
        kind=_kind(title, facts, lines),
        terms=terms,
        closed=draft.closed,
        said=(*draft.said, *_said_of_texts(facts, terms)),
        unknown=tuple(unknown_labels(lines, labels)),
    )


def _written(title: str, facts: list[Fact], url: str, today: date) -> date:
    """A day near which the page was written: what it says of itself, what its address says, else today."""
    stamps = [one.day for fact in facts if fact.role == "stamp" for one in read_dates(fact.value, label="other")]
    told = max((day for day in stamps if day and day <= today), default=None)
    return _in_year_of(title, told or _day_of_url(url) or today, certain=told is not None)


def _in_year_of(heading: str, written: date, *, certain: bool = False) -> date:
    """`written`, but not after the beginning of the year that `heading` tells: then the text is of that year.

    A later year makes nothing later: of two years that could be meant, the nearer last day is the safe one. Where it is
    `certain` when the page was written, an older heading is only a name.
    """
    years = [int(f"20{short}" if short else whole) for whole, short in _YEAR.findall(heading)]
    if not years or (certain and max(years) < written.year - 1):
        return written
    return min(written, date(max(years), 1, 1))


def _day_of_url(url: str) -> date | None:
    found = _YEAR_OF_URL.search(url)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _read_days(facts: list[Fact], free: list[str], written: date, today: date, labels: Labels) -> _Draft:
    draft = _Draft()
    for fact in facts:
        if fact.role in (*DATED, "status", "stamp", "other"):
            _read_dated(draft, fact, written, labels)
    if not any(one.role == "closes" and one.day for one, _ in draft.days):
        _read_sentences(draft, free, written)
    if not any(one.role == "closes" and one.day for one, _ in draft.days):
        _count_days(draft, facts, free, today)
    draft.closed = draft.closed or any(labels.says_closed(line) for line in free)
    return draft


def _read_dated(draft: _Draft, fact: Fact, written: date, labels: Labels) -> None:
    """The days of one label, and whether it says that applying is over or never is."""
    found = list(_days(fact, written)) if fact.role in DATED else []
    draft.days += [(one, fact) for one in found]
    over = any(labels.says_closed(line) for line in fact.values)
    rolling = fact.role in (*DATED, "status") and not found and any(reads_rolling(line) for line in fact.values[:3])
    draft.closed, draft.rolling = draft.closed or over, draft.rolling or rolling
    gave = [_shown(one) for one in found] + ["closed"] * over + ["rolling"] * rolling
    if gave or fact.role != "left":  # how many days are left is counted later, when no day is told
        draft.said.append(Said(fact.role, fact.label, fact.value[:LONGEST], fact.how, ", ".join(gave)))


def _days(fact: Fact, written: date) -> Iterator[FoundDate]:
    """The days of a label's first line, and of the lines below it that are nothing but days or speak of applying."""
    label: Role | None = {"closes": "closes", "opens": "opens"}.get(fact.role)  # type: ignore[assignment]
    written = _in_year_of(f"{fact.above} {fact.label}", written)
    for place, text in enumerate(fact.values):
        line = _CAPTION_OF_ROUND.sub("", text)
        if place and not is_bare(line):
            yield from read_application_days(line, year_from=written)
        elif label:
            yield from read_dates(line, year_from=written, label=label)
        else:
            yield from read_application_days(f"Ansökningsperiod: {line}", year_from=written)


def _read_sentences(draft: _Draft, free: list[str], written: date) -> None:
    """Days of sentences that have no label: those that speak of applying, and how many days are left."""
    for line in free:
        found = read_application_days(line, year_from=written)
        rolling = not found and reads_rolling(line)
        draft.days += [(one, None) for one in found]
        draft.rolling = draft.rolling or rolling
        if found or rolling:
            gave = ", ".join([_shown(one) for one in found] + ["rolling"] * rolling)
            draft.said.append(Said("sentence", "", line[:LONGEST], "sentence", gave))


def _count_days(draft: _Draft, facts: list[Fact], free: list[str], today: date) -> None:
    """ "12 dagar kvar": the last day, counted from today. "0 dagar kvar" is no day: applying may be over."""
    told = [(fact.label, line, fact.how) for fact in facts if fact.role == "left" for line in fact.values[:1]]
    told += [("", line, "line") for line in free if is_days_left(line) and DAYS_LEFT.search(line)]
    for label, line, how in told:
        found = DAYS_LEFT.search(line) or re.fullmatch(r"\D{0,20}(\d{1,3})\s+(?:dag|day)\w*", line.strip())
        if not found or _TO_OPEN.search(line):
            continue
        draft.closed = draft.closed or not int(found[1])
        if int(found[1]):
            day = FoundDate((today + timedelta(days=int(found[1]))).isoformat(), "closes", line, inferred=True)
            draft.days.append((day, None))
            draft.said.append(Said("left", label, line, how, f"deadlines {day.value} (counted from today)"))


def _shown(one: FoundDate) -> str:
    field_name = {"closes": "deadlines", "opens": "opens", "other": "other"}[one.role]
    return f"{field_name} {one.value}{' (year inferred)' if one.inferred else ''}"


def _opening(draft: _Draft, deadlines: tuple[date, ...], today: date) -> date | None:
    """The opening of the round that comes next: the last one before its last day, else the first that is to come."""
    days = sorted({one.day for one, _ in draft.days if one.role == "opens" and one.day})
    last = next((day for day in deadlines if day >= today), None)
    if last:
        return max((day for day in days if day <= last), default=None)
    return next((day for day in days if day >= today), days[-1] if days else None)


def _refuse_contradiction(url: str, draft: _Draft, today: date, labels: Labels) -> None:
    """One label for one call has one last day, unless its words or those above it say that there are several."""
    told: dict[str, dict[str, Fact]] = {}
    for one, fact in draft.days:
        if fact and fact.role == "closes" and fact.how != "column" and one.role == "closes" and _is_later(one, today):
            told.setdefault(plain(fact.label), {})[one.value] = fact
    for label, by_day in told.items():
        values = {fact.value for fact in by_day.values()}
        several = any(labels.is_round(f"{label} {fact.above}") for fact in by_day.values())
        if len(by_day) > 1 and len(values) > 1 and not several:
            raise ShapeError(f"{url}: {label!r} gives different days: {', '.join(sorted(by_day))}")


def _is_later(one: FoundDate, today: date) -> bool:
    return one.day is not None and one.day >= today


def _dated(facts: list[Fact]) -> set[int]:
    """Lines that a text does without: days stand in fields, and stamps and counters would change it every day."""
    loose = [fact for fact in facts if fact.how not in ("heading", "bold")]
    return {place for fact in loose if fact.role in (*DATED, "stamp", "status", "other") for place in fact.places}


def _terms(facts: list[Fact], free: list[str]) -> Terms:
    """The money that labels tell, and for what they leave out, that of the sentences."""
    told = read_terms("\n".join(f"{CAPTIONS[fact.role]}{fact.value}" for fact in facts if fact.role in CAPTIONS))
    loose = read_terms("\n".join(free))
    if not any((told.grant_min, told.grant_max, told.budget)):
        told = Terms(currency=loose.currency, grant_rate=told.grant_rate)
    same = told.currency == loose.currency
    return Terms(
        grant_min=told.grant_min or (loose.grant_min if same else None),
        grant_max=told.grant_max or (loose.grant_max if same else None),
        budget=told.budget or (loose.budget if same else None),
        currency=told.currency,
        grant_rate=told.grant_rate or loose.grant_rate,
    )


def _value(facts: list[Fact], role: str) -> str:
    return next((fact.value[:LONGEST] for fact in facts if fact.role == role), "")


def _kind(title: str, facts: list[Fact], lines: Sequence[Line]) -> Kind:
    """A rekvisition where the heading or a label says so, or where the text speaks of it more than of applying."""
    if any(_REKVISITION.search(words) for words in (title, *(fact.label for fact in facts))):
        return "rekvisition"
    labels = {fact.places[0] for fact in facts}
    text = "\n".join(line.text for place, line in enumerate(lines) if place not in labels)
    return "rekvisition" if len(_REKVISITION.findall(text)) > len(_APPLICATION.findall(text)) else "competition"


def _said_of_texts(facts: list[Fact], terms: Terms) -> Iterator[Said]:
    """What the labels of texts and money gave."""
    for fact in facts:
        if fact.role in ("applicants", "region", "programme"):
            yield Said(fact.role, fact.label, fact.value[:LONGEST], fact.how, fact.role)
        elif fact.role in CAPTIONS:
            here = asdict(read_terms(f"{CAPTIONS[fact.role]}{fact.value}"))
            known: Mapping[str, Any] = asdict(terms)
            gave = [f"{name} {value}" for name, value in here.items() if value and known[name] == value]
            gave = gave if any(not one.startswith("currency") for one in gave) else []
            yield Said(fact.role, fact.label, fact.value[:LONGEST], fact.how, ", ".join(gave))
