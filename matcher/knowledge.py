"""What the coordinator writes in `profiles/`, as frozen values; the fields are the allowed keys of the files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)

# An empty word is in every text: one of them would let everything through, or nothing.
Filled = Annotated[str, Field(min_length=1)]
Weight = Annotated[float, Field(gt=0, le=10)]
Fit = Literal["lead", "partner", "rare", "never"]
Who = Literal["public", "municipal_company", "any", "vague", "ngo", "company", "research", "person", "state"]


@dataclass(frozen=True)
class Profile:
    """A recipient's interests (`profiles/<slug>.toml`). Only name, recipients and description are needed.

    keywords       Swedish words and phrases; keywords_en: English ones, which come before the glossary's
    weights        weight of single keywords, 1 when not given
    avoid          words that count against a call, never a silent veto
    company        the recipient is a municipal company, not a department
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

    def outdated(self, year: int) -> list[str]:
        """Names of the programmes whose entry ended before `year` and should be looked over."""
        return [family.names[0] for family in self.families if family.until is not None and family.until < year]


@dataclass(frozen=True)
class Knowledge:
    """Everything that all profiles share."""

    programme: Programme
    glossary: Glossary
    geography: Geography
    funding: Funding
