"""Calls as JSON Lines, one object a line: the interchange format of `matcher rank`, `import` and `export`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, TextIO

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from matcher.errors import ConfigError, Problem
from matcher.knowledge import STRICT
from matcher.toml_file import SENTENCES
from sources.kit.call import Call

Filled = Annotated[str, Field(min_length=1)]


def _iso_day(value: Any) -> Any:
    """Only `YYYY-MM-DD`: pydantic alone would take 20260131 for a number of seconds."""
    if isinstance(value, str):
        if len(value) != len("YYYY-MM-DD"):
            raise ValueError("is not a date, YYYY-MM-DD")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValueError(f"is no date: {error}") from error
    raise ValueError("is not a date, YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_iso_day)]
# Sources that do not know a field write null as often as they leave it out.
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


@dataclass(frozen=True)
class CallLine:
    """One line of the file; the fields are the allowed keys."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: Filled
    source: Filled
    url: str
    title: Filled
    text: str
    language: Filled
    funder: Text = ""
    programme: Text = ""
    call_title: Text = ""
    action_type: Text = ""
    keywords: Annotated[tuple[str, ...], BeforeValidator(lambda value: () if value is None else value)] = ()
    applicants: Text = ""
    opens: Day | None = None
    deadlines: Annotated[tuple[Day, ...], BeforeValidator(lambda value: () if value is None else value)] = ()


_LINE = TypeAdapter(CallLine)
_KEYS = {field.name: field.default for field in fields(CallLine)}
# What the format can say of a call beside its key, which is the line's id; and what every line must say.
SAID = tuple(field.name for field in fields(Call) if field.name in _KEYS)
MUST = tuple(name for name in SAID if _KEYS[name] is MISSING)


def read_calls(path: Path) -> list[Call]:
    """The calls in the file's order; a call's key is its id as it stands there.

    Raises `ConfigError` with the problems of every line: wrong encoding, bad JSON, unknown or missing keys, dates that
    do not exist, an id that came before.
    """
    found: dict[str, Call] = {}
    problems: list[Problem] = []
    for number, raw in enumerate(_lines(path), 1):
        if raw.strip():
            try:
                call = _call(raw)
            except (ValueError, RecursionError) as error:
                problems += [Problem(str(path), key, number, message) for key, message in _faults(error)]
                continue
            if call.key in found:
                problems.append(Problem(str(path), "id", number, f"is there already: {call.key!r}"))
            found[call.key] = call
    if problems:
        raise ConfigError(problems)
    return list(found.values())


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as error:
        raise ConfigError([Problem(str(path), "", None, f"cannot be read: {error.strerror}")]) from error


def _call(raw: bytes) -> Call:
    line = _LINE.validate_python(json.loads(raw.decode()))
    said = {name: getattr(line, name) for name in SAID}
    return Call(**{**said, "key": line.id, "deadlines": tuple(sorted(line.deadlines))})


def _faults(error: Exception) -> list[tuple[str, str]]:
    if isinstance(error, ValidationError):
        return [
            (".".join(map(str, fault["loc"])), SENTENCES.get(fault["type"], fault["msg"])) for fault in error.errors()
        ]
    if isinstance(error, UnicodeDecodeError):
        return [("", "is not UTF-8; save the file as UTF-8")]
    return [("", f"is not JSON: {error}")]


def updated(stored: Call, read: Call) -> Call:
    """`stored` with what the file says of it; what the format cannot say, or the file leaves out, stays."""
    return replace(stored, **{name: value for name in SAID if (value := getattr(read, name))})


def write_calls(calls: Iterable[Call], out: TextIO) -> None:
    """Writes calls so that `read_calls` gives them back; unknown fields are left out.

    A call's id is its key; its key with the source before it where the key alone could be taken for another call's, or
    begins with the source as if it were there already.
    """
    listed = list(calls)
    uses = Counter(name for call in listed for name in {call.key, call.id})
    for call in listed:
        plain = uses[call.key] == 1 and not call.key.startswith(f"{call.source}:")
        line = _line(call.key if plain else call.id, call)
        out.write(json.dumps(line, ensure_ascii=False, default=date.isoformat) + "\n")


def _line(name: str, call: Call) -> dict[str, Any]:
    said = {name: getattr(call, name) for name in SAID}
    return {"id": name} | {key: value for key, value in said.items() if value or key in MUST}
