"""What the coordinator writes in `profiles/`, as frozen values; the fields are the allowed keys of the files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)

Weight = Annotated[float, Field(gt=0, le=10)]


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
    recipients: tuple[str, ...]
    description: str
    keywords: tuple[str, ...] = ()
    keywords_en: tuple[str, ...] = ()
    weights: dict[str, Weight] = field(default_factory=dict)
    avoid: tuple[str, ...] = ()
    company: bool = False


@dataclass(frozen=True)
class Priority:
    """One goal of the political programme: slug, Swedish name, weight, and the words it is known by."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    slug: str
    name: str
    weight: Weight
    words: tuple[str, ...]
    words_en: tuple[str, ...] = ()


@dataclass(frozen=True)
class Programme:
    """The political programme (`profiles/programme.toml`)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    priorities: tuple[Priority, ...]


@dataclass(frozen=True)
class Group:
    """Words that mean the same in Swedish and English: one thing for the matcher."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    sv: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True)
class Glossary:
    """Swedish-English groups (`profiles/glossary.toml`)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    groups: tuple[Group, ...]
