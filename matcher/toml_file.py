"""Reads a TOML file into a dataclass and tells every fault at once, with file, key and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from matcher.errors import ConfigError, Problem

T = TypeVar("T")
Place = tuple[str | int, ...]  # the keys, and the numbers of entries in lists, that lead to a value

# One plain address: it ends up in mail headers, in the SMTP dialogue and in file names.
MAIL_ADDRESS = re.compile(r"(?=.{3,120}$)[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")

# Plain sentences for the faults people really make; pydantic's own English is good enough for the rest.
SENTENCES = {
    "extra_forbidden": "unknown key",
    "unexpected_keyword_argument": "unknown key",
    "missing": "is missing",
    "missing_argument": "is missing",
    "tuple_type": 'must be a list: ["…", "…"]',
    "list_type": 'must be a list: ["…", "…"]',
    "string_type": 'must be text in quotation marks: "…"',
    "dict_type": "must be a table with a key and a value on each line",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "date_type": "must be a day without quotation marks: 2026-12-31",
}


def read_toml(path: Path, kind: type[T], **extra: Any) -> T:
    """The file as a `kind`, a dataclass whose fields are the allowed keys; `extra` fills fields that are not in it.

    Raises `ConfigError` with every problem found: unreadable, wrong encoding, bad TOML, unknown keys, wrong types.
    """
    text, data = parse_toml(path)
    problems = located(path, [((key,), "unknown key") for key in extra if key in data])
    with noted(problems):
        found = validate(path, text, data | extra, kind)
    if problems:
        raise ConfigError(problems)
    return found


@contextmanager
def noted(problems: list[Problem]) -> Iterator[None]:
    """Notes what the block finds wrong and goes on after it, so that all problems can be told at once."""
    try:
        yield
    except ConfigError as error:
        problems += error.problems


def parse_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a TOML file and what it says, unchecked. Raises ConfigError."""
    text = read_text(path)
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_syntax_problem(path, text, str(error))]) from error


def validate(path: Path, text: str, data: dict[str, Any], kind: type[T]) -> T:
    """`data` (read from `text`) as a `kind`; raises `ConfigError` with every problem and its line."""
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        problems = [
            Problem(str(path), _dotted(fault["loc"]), find_line(text, fault["loc"]), _sentence(fault, kind))
            for fault in error.errors()
        ]
        raise ConfigError(problems) from error


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises ConfigError when it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError([Problem(str(path), "", None, "no such file")]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError([Problem(str(path), "", line, "is not UTF-8; save the file as UTF-8")]) from error
    except OSError as error:
        raise ConfigError([Problem(str(path), "", None, f"cannot be read: {error.strerror}")]) from error


def located(path: Path, faults: Sequence[tuple[Place, str]]) -> list[Problem]:
    """Faults of a file that could be read, each with its line; the file is read again only when there are any."""
    text = read_text(path) if faults else ""
    return [Problem(str(path), _dotted(place), find_line(text, place), message) for place, message in faults]


def _syntax_problem(path: Path, text: str, message: str) -> Problem:
    place = re.search(r"\(at line (\d+), column \d+\)", message)
    line = int(place[1]) if place else text.count("\n") + 1  # else "at end of document"
    hint = "; is a quotation mark or a bracket missing?" if re.match("Illegal|Un(closed|terminated)", message) else ""
    return Problem(str(path), "", line, f"is not valid TOML: {message}{hint}")


def _sentence(fault: Any, kind: type[Any]) -> str:
    sentence: str = SENTENCES.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    if sentence == "unknown key":
        return sentence + _did_you_mean(fault["loc"], kind)
    if sentence == "is missing" or fault["input"] is None:  # TOML has no null, so nothing stands there
        return sentence
    got = repr(fault["input"])
    return f"{sentence} (got {got if len(got) <= 60 else got[:60] + '…'})"


def _did_you_mean(loc: Place, kind: type[Any]) -> str:
    """The nearest key of the file itself; keys further in are left alone."""
    if len(loc) != 1 or not is_dataclass(kind):
        return ""
    near = get_close_matches(str(loc[0]), [field.name for field in fields(kind)], n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _dotted(loc: Place) -> str:
    return ".".join(str(part) for part in loc if part != "[key]")  # pydantic's mark for the name of a table


def find_line(text: str, loc: Place) -> int | None:
    """Line (from 1) where the key path `loc` most likely stands; None when it is not there, as for a missing key.

    No TOML library tells the lines of values, so this looks for `[table]` headers and `key =`, the only two forms
    that the project's files use.
    """
    lines = text.split("\n")  # the only line ends that TOML knows, also inside texts
    names = [str(part) for part in loc if isinstance(part, str)]
    indexes = [part for part in loc if isinstance(part, int)]
    start, found = 0, None
    if indexes and len(loc) > 1 and loc[1] == indexes[0]:
        start = _nth_part(lines, names.pop(0), indexes[0])
        found = start + 1
    for name in names:
        pattern = re.compile(rf'^\s*(\[+\s*([\w".-]+\.)?"?{re.escape(name)}"?\s*[\].]|"?{re.escape(name)}"?\s*=)')
        for number in range(start, len(lines)):
            if pattern.match(lines[number]):
                start, found = number, number + 1
                break
        else:
            return found
    return found


def _nth_part(lines: list[str], name: str, index: int) -> int:
    """Line (from 0) of the nth `[[name]]` table, or of the nth line that opens a table inside `name = [ … ]`."""
    tables = [number for number, line in enumerate(lines) if line.strip().startswith(f"[[{name}]]")]
    if index < len(tables):
        return tables[index]
    array = next((number for number, line in enumerate(lines) if re.match(rf"\s*{re.escape(name)}\s*=", line)), 0)
    inside = [number for number, line in enumerate(lines) if number > array and line.lstrip().startswith("{")]
    return inside[index] if index < len(inside) else array
