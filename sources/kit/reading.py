"""A call page read by its labels: what was understood, from which words, and what was not.

Strict: a day, an amount or an applicant is taken only from words that say so; the first day of a page or of a block
around is never one. What is not understood stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from sources.kit.call import Call, Kind
from sources.kit.errors import ShapeError
from sources.kit.fact import DAYS_LEFT, LONGEST, Fact, Said
from sources.kit.facts import find_facts, unknown_labels
from sources.kit.labels import TO_APPLY, Labels, shipped_labels
from sources.kit.money import Terms
from sources.kit.pages import BOLD, Line, main_part, read_marked_lines
from sources.kit.reading_days import DATED, opening_of, read_days, refuse_contradiction, written_near, years_of
from sources.kit.reading_money import MONEY, read_money
from sources.kit.web import Page

TELLING = (*DATED, "status", "applicants", *MONEY)
MOST_LINES = 10_000  # the longest real pages of calls have some 1,000
TEXTS = ("applicants", "region", "programme")
_REKVISITION = re.compile(r"\brekvi(?:re|si)\w*", re.IGNORECASE)
_APPLICATION = re.compile(r"\bansök\w*", re.IGNORECASE)
_DRAWING = re.compile(r"\bbegär\w*\s+(?:ut\b|(?:om\s+)?utbetalning\b)", re.IGNORECASE)


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
        """Whether the page says anything about applying at all; where not, it is another page than was expected.

        "Utlysningen öppnar i maj 2027" does, although a month is no day.
        """
        months = self.said_of("opens") or self.said_of("deadlines")
        return self.is_dated or bool(months) or any(said.role in TELLING for said in self.said)

    def said_of(self, name: str) -> list[Said]:
        """The words from which a field of `Call` was understood."""
        return [said for said in self.said if any(gave.split(" ")[0] == name for gave in said.gave)]

    def is_over(self, today: date) -> bool:
        """Whether nobody can apply any more, nor will later as far as the page says.

        A page without days that is named for a year that has passed only tells what was decided then.
        """
        days = [*self.deadlines, *([self.opens] if self.opens else [])]
        if any(day >= today for day in days) or self.rolling:
            return False
        years = [] if self.opens else years_of(self.title)
        return self.closed or bool(self.deadlines) or (bool(years) and max(years) < today.year)

    def call(self, **given: Any) -> Call:
        """The call; `given` are the fields that a page does not tell (source, key, url, funder), or that win."""
        told = {one.name: getattr(self, one.name) for one in fields(self) if one.name in Call.__dataclass_fields__}
        return Call(**(told | asdict(self.terms) | given))


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
    Raises ShapeError where one label gives two different last days, and for a text without end.
    """
    if len(lines) > MOST_LINES:
        raise ShapeError(f"{url}: {len(lines)} lines, more than any page of one call has")
    labels = labels or shipped_labels()
    facts = find_facts(lines, labels)
    taken = {place for fact in facts for place in fact.places}
    free = [line.text for place, line in enumerate(lines) if place not in taken and line.text and not line.level]
    headings = [line.text for line in lines if 0 < line.level <= BOLD]
    days = read_days(facts, free, headings, written_near(title, facts, url, today), today, labels)
    refuse_contradiction(url, days, today, labels)
    terms, said_of_money = read_money(facts, free)
    texts = [fact for fact in facts if fact.role in TEXTS]
    return Reading(
        title=title,
        text=_text(lines, _dated(facts)),
        opens=opening_of(days, today),
        deadlines=days.known(today),
        rolling=days.rolling and not days.deadlines,
        applicants=_value(facts, "applicants"),
        region=_value(facts, "region"),
        programme=_value(facts, "programme"),
        kind=_kind(title, facts, lines),
        terms=terms,
        closed=days.closed,
        said=(*days.said, *map(_said_of_text, texts), *said_of_money),
        unknown=tuple(unknown_labels(lines, labels)),
    )


def _dated(facts: list[Fact]) -> set[int]:
    """Lines that a text does without: days stand in fields, and stamps and counters would change it every day."""
    loose = [fact for fact in facts if fact.how not in ("heading", "bold")]
    return {place for fact in loose if fact.role in (*DATED, "stamp", "status", "other") for place in fact.places}


def _text(lines: Sequence[Line], without: set[int]) -> str:
    texts = [line.text for place, line in enumerate(lines) if line.text and place not in without]
    return "\n".join(text for text in texts if not DAYS_LEFT.search(text))


def _value(facts: list[Fact], role: str) -> str:
    return next((fact.value[:LONGEST] for fact in facts if fact.role == role), "")


def _kind(title: str, facts: list[Fact], lines: Sequence[Line]) -> Kind:
    """A rekvisition where the heading or a label says so, or where the text speaks of it more than of applying.

    "Begär utbetalning" says so where there is no other way to the money: else it is what comes after a decision.
    """
    if any(_REKVISITION.search(words) for words in (title, *(fact.label for fact in facts))):
        return "rekvisition"
    ways = [fact.label for fact in facts if fact.role in TO_APPLY]
    if ways and all(_DRAWING.search(label) for label in ways):
        return "rekvisition"
    labels = {fact.places[0] for fact in facts}
    text = "\n".join(line.text for place, line in enumerate(lines) if place not in labels)
    return "rekvisition" if len(_REKVISITION.findall(text)) > len(_APPLICATION.findall(text)) else "competition"


def _said_of_text(fact: Fact) -> Said:
    return Said(fact.role, fact.label, fact.value[:LONGEST], fact.how, (fact.role,))
