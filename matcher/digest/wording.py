"""The Swedish wording of the letters, read once from `templates/wording.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import ConfigDict

from matcher.digest.swedish import language_name, number, one_line, plural
from matcher.knowledge import STRICT
from matcher.toml_file import read_toml
from sources.kit.call import Call

# What is said of a call alone is kept while the letters of a week are written: many people get the same calls.
CALLS_OF_A_WEEK = 1024
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Label:
    """What a call in another language is: every condition that is given must hold, by any one of its words."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    label: str
    programme: tuple[str, ...] = ()
    action_type: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()

    def fits(self, call: Call) -> bool:
        """True when the call is of this kind; a label without conditions fits every call."""
        return (
            _holds(self.programme, call.programme)
            and _holds(self.action_type, call.action_type)
            and _holds(self.title, f"{call.title} {call.call_title} {call.key}")
            and _holds(self.kind, call.kind)
        )


@dataclass(frozen=True)
class Wording:
    """The file.

    numerals     the whole numbers from 0 in words
    no_funder    how a register begins when it says that it does not know the funder
    phrases      and `counted`, the ones with a singular and a plural: {count} in figures, {words} in words
    funders      Swedish names of funders
    programmes   Swedish names of programmes
    labels       what a call in another language is; the first that fits
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    numerals: tuple[str, ...]
    no_funder: tuple[str, ...]
    phrases: dict[str, str]
    counted: dict[str, dict[Literal["one", "other"], str]]
    funders: dict[str, str]
    programmes: dict[str, str]
    labels: tuple[Label, ...]


@cache
def wording() -> Wording:
    """The shipped wording. Raises `ConfigError` when the file is not as it should be."""
    return read_toml(TEMPLATES / "wording.toml", Wording)


def say(phrase: str, /, **values: object) -> str:
    """The phrase of that name with its gaps filled; raises `KeyError` for a phrase or gap that does not exist."""
    return wording().phrases[phrase].format(**values)


def count(phrase: str, how_many: int) -> str:
    """The counted phrase of that name, in the singular or the plural."""
    return wording().counted[phrase][plural(how_many)].format(count=number(how_many), words=in_words(how_many))


def in_words(value: int) -> str:
    """For example "två"; figures from thirteen on, as Swedish writes numbers in a sentence."""
    numerals = wording().numerals
    return numerals[value] if value < len(numerals) else number(value)


def funder_name(call: Call) -> str:
    """The funder, in Swedish where the file knows it; empty when the call does not tell. A programme may be one."""
    name = one_line(call.funder)
    if name.startswith(wording().no_funder):
        return ""
    return wording().funders.get(name) or _programme(name)


def programme_name(call: Call) -> str:
    """The programme, in Swedish where the file knows it.

    Empty when the call does not tell, or tells a bare number that says nothing to a reader.
    """
    name = one_line(call.programme)
    return _programme(name) if any(sign.isalpha() for sign in name) else ""


def is_foreign(call: Call) -> bool:
    """True when the call is known to be in another language than Swedish."""
    return call.language not in ("", "sv")


@lru_cache(maxsize=CALLS_OF_A_WEEK)
def foreign_label(call: Call) -> str:
    """What the call is, in Swedish, when its own text is not; empty for Swedish calls."""
    if not is_foreign(call):
        return ""
    label = next(label.label for label in wording().labels if label.fits(call))
    source = programme_name(call) or funder_name(call) or say("unknown_funder")
    return label.format(language=language_name(call.language), programme=source)


@lru_cache(maxsize=CALLS_OF_A_WEEK)
def _programme(name: str) -> str:
    """The Swedish name of the programme; its years and the part of it, which are in English, are left out."""
    known = wording().programmes.items()
    return next((swedish for english, swedish in known if _is_programme(name, english)), name)


def _is_programme(name: str, english: str) -> bool:
    """True for `english` itself, with "programme" after it, and with years or a part after that."""
    return bool(re.match(rf"{re.escape(english)}( programme)?\W*($|[:(–-]| \d)", name, re.IGNORECASE))


def _holds(words: tuple[str, ...], text: str) -> bool:
    """True when one of the words stands in the text, whole or with a plural s; no words ask for nothing."""
    return not words or any(re.search(rf"\b{re.escape(word)}s?\b", text, re.IGNORECASE) for word in words)
