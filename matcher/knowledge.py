"""What the coordinator writes in `profiles/`, as frozen values; the fields are the allowed keys of the files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, Strict

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)

# An empty word is in every text: one of them would let everything through, or nothing.
Filled = Annotated[str, Field(min_length=1)]
Weight = Annotated[float, Field(gt=0, le=10)]
# Strict, since a number like 20261215 would else be read as seconds since 1970.
Day = Annotated[date, Strict()]
Fit = Literal["lead", "partner", "rare", "never"]
Who = Literal["public", "municipal_company", "any", "vague", "ngo", "company", "research", "person", "state"]


@dataclass(frozen=True)
class Absence:
    """Days, both ends among them, on which the letters to `who` go to `deputy`, too."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    who: Filled
    first: Day
    last: Day
    deputy: Filled


@dataclass(frozen=True)
class Profile:
    """A recipient's interests (`profiles/<slug>.toml`). Only name, recipients and description are needed.

    keywords       Swedish words and phrases; keywords_en: English ones, which come before the glossary's
    weights        weight of single keywords, 1 when not given
    avoid          words that count against a call, never a silent veto
    company        the recipient is a municipal company, not a department
    absences       when a recipient is away, and who reads the letters then
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    slug: str
    name: str
    recipients: tuple[Filled, ...]
    description: str
    keywords: tuple[Filled, ...] = ()
    keywords_en: tuple[Filled, ...] = ()
    weights: dict[str, Weight] = field(default_factory=dict)
    avoid: tuple[Filled, ...] = ()
    company: bool = False
    absences: tuple[Absence, ...] = ()

    def weight(self, keyword: str) -> float:
        """What the keyword weighs; capitals make no difference."""
        word = keyword.casefold()
        return next((weight for weighed, weight in self.weights.items() if weighed.casefold() == word), 1.0)


@dataclass(frozen=True)
class Recipient:
    """One person who gets letters, and the profiles (at least one) that they are about."""

    address: str
    profiles: tuple[Profile, ...]

    def addresses(self, today: date) -> tuple[str, ...]:
        """Where letters of that day go: to the person, and to the deputies of one who is away."""
        absences = (absence for profile in self.profiles for absence in profile.absences)
        deputies = {
            absence.deputy.casefold(): absence.deputy
            for absence in absences
            if self.is_at(absence.who) and absence.first <= today <= absence.last
        }
        return self.address, *deputies.values()

    def is_at(self, address: str) -> bool:
        """Whether this is the person's address; capitals make no difference."""
        return address.casefold() == self.address.casefold()


@dataclass(frozen=True)
class Priority:
    """One goal of the political programme: slug, Swedish name, weight, and the words it is known by."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    slug: str
    name: str
    weight: Weight
    words: tuple[Filled, ...]
    words_en: tuple[Filled, ...] = ()


@dataclass(frozen=True)
class Programme:
    """The political programme (`profiles/programme.toml`)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    priorities: tuple[Priority, ...]


@dataclass(frozen=True)
class Group:
    """Words that mean the same in Swedish and English: one thing for the matcher."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    sv: tuple[Filled, ...]
    en: tuple[Filled, ...]


@dataclass(frozen=True)
class Glossary:
    """Swedish-English groups (`profiles/glossary.toml`)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class County:
    """A Swedish county (län) with its municipalities; `also` holds other names that mean just this county."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    name: str
    municipalities: tuple[Filled, ...]
    also: tuple[Filled, ...] = ()


@dataclass(frozen=True)
class Area:
    """A named area of whole counties or single municipalities; neither means all of Sweden."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    names: tuple[Filled, ...]
    counties: tuple[Filled, ...] = ()
    municipalities: tuple[Filled, ...] = ()


@dataclass(frozen=True)
class Geography:
    """Where the municipality `home` lies and what other places are called (`profiles/geography.toml`)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    home: str
    counties: tuple[County, ...]
    areas: tuple[Area, ...] = ()
    interreg: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Family:
    """A programme or type of action, how often a municipality gets money there, and why.

    fit     "lead" applies itself, "partner" in others' projects, "rare" seldom, "never" cannot
    themes  what it is about, in Swedish words; until: last year that this holds, None when it has no end
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    names: tuple[Filled, ...]
    fit: Fit
    why: str
    themes: tuple[Filled, ...] = ()
    until: int | None = None


@dataclass(frozen=True)
class Funder:
    """A funder and the field it answers for, in Swedish words."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    names: tuple[Filled, ...]
    themes: tuple[Filled, ...]


@dataclass(frozen=True)
class Phrases:
    """Words and phrases in both languages; a final `*` takes any ending."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    sv: tuple[Filled, ...] = ()
    en: tuple[Filled, ...] = ()


@dataclass(frozen=True)
class Applicants:
    """Words for one kind of applicant.

    "public" and "any" cover a municipality, "municipal_company" and "any" a municipal company; "vague" may cover both.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    who: Who
    sv: tuple[Filled, ...] = ()
    en: tuple[Filled, ...] = ()


@dataclass(frozen=True)
class Funding:
    """What is known of programmes, funders and who may apply (`profiles/funding.toml`).

    families, actions  the first one named in a call holds
    says_no            phrases by which a text shuts municipalities out; says_partner: lets them in with others
    says_chosen        phrases by which only some municipalities are let in
    says_who           words that introduce who may apply
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    families: tuple[Family, ...] = ()
    actions: tuple[Family, ...] = ()
    funders: tuple[Funder, ...] = ()
    applicants: tuple[Applicants, ...] = ()
    says_no: Phrases = Phrases()
    says_partner: Phrases = Phrases()
    says_chosen: Phrases = Phrases()
    says_who: Phrases = Phrases()


@dataclass(frozen=True)
class Board:
    """A board that decides on applications for some profiles, and when it meets.

    name         as it stands inside a Swedish sentence, for example "socialnämnden"
    meetings     their days, at least one
    papers_days  working days before a meeting by which a matter must be handed in
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    name: Filled
    profiles: tuple[Filled, ...]
    meetings: tuple[Day, ...]
    papers_days: Annotated[int, Field(ge=0, le=60)] = 10

    @property
    def known_from(self) -> date:
        """The first meeting that is written down; of a day long before it nothing is known."""
        return min(self.meetings)

    @property
    def known_until(self) -> date:
        """The latest meeting that is written down; what comes after it is unknown."""
        return max(self.meetings)


@dataclass(frozen=True)
class Holiday:
    """Days, both ends among them, on which nobody is there to write an application."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    name: Filled
    first: Day
    last: Day


@dataclass(frozen=True)
class Calendar:
    """When the municipality can decide and work (`profiles/calendar.toml`); public holidays are known without it.

    example  the days are invented, as in the file that ships
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    boards: tuple[Board, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    example: bool = False

    def board(self, profile: str) -> Board | None:
        """The board that decides for the profile of that slug; None for one that needs no board."""
        return next((board for board in self.boards if profile in board.profiles), None)


MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$")]


@dataclass(frozen=True, kw_only=True)
class Yearly:
    """A call that comes back every year (`profiles/yearly.toml`), so that its absence can be told.

    words        one of which its title or its programme has
    sources      that usually list it; where none of them is read, nothing is missed
    first, last  "month-day": it should be seen between them; a period over New Year ends in the year after
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    name: Filled
    words: Annotated[tuple[Filled, ...], Field(min_length=1)]
    sources: Annotated[tuple[Filled, ...], Field(min_length=1)]
    first: MonthDay
    last: MonthDay

    def latest_period(self, today: date) -> tuple[date, date]:
        """First and last day of the latest period that is over."""
        last = date.fromisoformat(f"{today.year}-{self.last}")
        last = last if last < today else last.replace(year=today.year - 1)
        return date.fromisoformat(f"{last.year - (self.first > self.last)}-{self.first}"), last


@dataclass(frozen=True)
class YearlyCalls:
    """`profiles/yearly.toml`."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    yearly: tuple[Yearly, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """Everything that all profiles share."""

    programme: Programme
    glossary: Glossary
    geography: Geography
    funding: Funding
    calendar: Calendar = Calendar()
    yearly: tuple[Yearly, ...] = ()
