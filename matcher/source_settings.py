"""`[sources.<name>]` and `[sources.custom.<name>]`: how the operator bends a source, and sources without code."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, AnyHttpUrl, ConfigDict, Field, TypeAdapter, ValidationError, ValidationInfo

from matcher.knowledge import STRICT, Filled
from matcher.toml_file import read_text
from sources.kit.call import Kind, Source
from sources.kit.declaration import JSON_FIELDS, Declaration
from sources.kit.declared import declared
from sources.kit.labels import LabelRole
from sources.kit.listing import host_of
from sources.kit.patterns import check_pattern

CUSTOM = "custom"  # the table of sources without code stands beside those of the built-in sources
WRITTEN_AGAINST = "what the operator wrote in config.toml"


def web_address(address: str) -> str:
    """`address`, if it is one. Raises ValueError."""
    try:
        TypeAdapter(AnyHttpUrl).validate_python(address)
    except ValidationError as error:
        raise ValueError("must be an http or https address") from error
    return address


# Looks at the field before its own; one that is itself at fault is not among them.
def _not_below_least(most: int | None, earlier: ValidationInfo) -> int | None:
    least = earlier.data.get("least")
    if most is not None and least is not None and most < least:
        raise ValueError(f"is below least = {least}: no harvest could ever be healthy")
    return most


def span(duration: str) -> timedelta:
    """ "12h" or "7d" as a time."""
    number = int(duration[:-1])
    return timedelta(hours=number) if duration.endswith("h") else timedelta(days=number)


WebAddress = Annotated[str, AfterValidator(web_address)]
Duration = Annotated[str, Field(pattern=r"^\d{1,4}[hd]$")]
Pattern = Annotated[Filled, AfterValidator(check_pattern)]
Phrases = dict[LabelRole, tuple[Filled, ...]]
JsonField = Literal[
    "items", "url", "key", "title", "text", "opens", "closes", "applicants", "money", "region", "programme"
]
assert set(JsonField.__args__) == set(JSON_FIELDS)  # type: ignore[attr-defined]  # noqa: S101


@dataclass(frozen=True)
class SourceSettings:
    """`[sources.<name>]`: how the operator bends one source.

    url      another entry address; it is exempt from the rate rule, and the declared harvest no longer applies. Where
             a source without code has moved within its funder's host it stays itself, with both
    enabled  false leaves the source out
    every    least time between two readings, as "12h" or "7d"; `matcher run` then leaves it out
    least, most  the healthy harvest, when the declared one no longer fits
    key_env, key_file  where a source that needs a key finds it
    robots   true: robots.txt counts at another `url`, too; false: not even at the funder's, who has said so
    links, pages, labels, not_calls  mend a source without code, as in `sources/kit/declaration.py`; labels are added
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    url: WebAddress | None = None
    enabled: bool = True
    every: Duration = "0h"
    least: Annotated[int, Field(ge=0)] | None = None
    most: Annotated[Annotated[int, Field(ge=1)] | None, AfterValidator(_not_below_least)] = None
    key_env: str | None = None
    key_file: Path | None = None
    robots: bool | None = None
    links: Pattern | None = None
    pages: tuple[Filled, ...] = ()
    labels: Phrases = field(default_factory=dict)
    not_calls: tuple[Pattern, ...] = ()

    @property
    def pause(self) -> timedelta:
        """Least time between two readings."""
        return span(self.every)

    @property
    def key(self) -> str:
        """The key, from the environment or a file; "" where neither has one."""
        if self.key_env and self.key_env in os.environ:
            return os.environ[self.key_env].strip()
        return read_text(self.key_file).strip() if self.key_file and self.key_file.exists() else ""

    @property
    def mends(self) -> dict[str, Any]:
        """What it changes of a declaration."""
        return {name: value for name in ("links", "pages", "labels", "not_calls") if (value := getattr(self, name))}


@dataclass(frozen=True, kw_only=True)
class CustomSource:
    """`[sources.custom.<name>]`: a source without code. Its keys are those of `Declaration`, which explains them."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    title: Filled
    url: WebAddress
    enabled: bool = True
    every: Duration = "0h"
    links: Annotated[str, AfterValidator(check_pattern)] = ""
    feed: bool = False
    sitemap: bool = False
    pages: tuple[Filled, ...] = ()
    sections: Literal["", "h2", "h3", "h4"] = ""
    json: dict[JsonField, Filled] = field(default_factory=dict)
    labels: Phrases = field(default_factory=dict)
    not_calls: tuple[Pattern, ...] = ()
    nothing: Pattern | Literal[""] = ""
    rolling: bool = False
    yearly: bool = True
    hosts: tuple[Filled, ...] = ()
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] = "sv"
    funder: str = ""
    programme: str = ""
    region: str = ""
    kind: Kind | None = None
    least: Annotated[int, Field(ge=0)] = 1
    most: Annotated[int, Field(ge=1), AfterValidator(_not_below_least)] = 100

    def __post_init__(self) -> None:
        self.declaration("")  # what no single key can tell, as two ways to the calls

    def declaration(self, name: str) -> Declaration:
        """The declaration that it is. Raises ValueError where its keys do not fit together."""
        told = {key.name: getattr(self, key.name) for key in fields(self) if key.name not in ("enabled", "every")}
        return Declaration(name=name, written_against=WRITTEN_AGAINST, **told)

    @property
    def bent(self) -> SourceSettings:
        """What a custom source has in common with a bent one."""
        return SourceSettings(enabled=self.enabled, every=self.every)


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


@dataclass(frozen=True)
class CustomTables:
    """The part `[sources.custom]` of the file, in its place."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    custom: dict[Name, CustomSource] = field(default_factory=dict)


@dataclass(frozen=True)
class CustomFile:
    """The file as far as sources without code go; so that faults are told with the whole key."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    sources: CustomTables = field(default_factory=CustomTables)


def mended(source: Source, bent: SourceSettings) -> Source:
    """`source` as the operator mends it; itself where nothing is mended, or nothing can be.

    Another address of the same funder is where the list has moved; one elsewhere only answers instead (see `Web`).
    """
    if not source.declaration:
        return source
    moved = {"url": bent.url} if bent.url and host_of(bent.url) in source.declaration.own_hosts else {}
    return declared(source.declaration.mended(**bent.mends, **moved)) if bent.mends or moved else source


def custom_sources(custom: Mapping[str, CustomSource]) -> dict[str, Source]:
    """Every source without code by name."""
    return {name: declared(source.declaration(name)) for name, source in custom.items()}
