"""What was understood of a call, field by field, in Swedish, with the words that it came from."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cli.common import say
from sources.kit.call import Call
from sources.kit.reading import Reading

FIELDS = {
    "opens": "Öppnar",
    "deadlines": "Sista ansökningsdag",
    "rolling": "Löpande",
    "applicants": "Vem kan söka",
    "grant_min": "Minst per projekt",
    "grant_max": "Högst per projekt",
    "budget": "Hela utlysningens budget",
    "grant_rate": "Högsta stödandel",
    "region": "Var",
    "programme": "Program",
}
MONEY = ("grant_min", "grant_max", "budget")
WIDTH = 110  # characters of a page's own words; more is not needed to find them there
NOT_UNDERSTOOD = "?"


def show_reading(call: Call, reading: Reading) -> None:
    """Prints the call of a page: every field with its words, what is unknown, and labels that gave nothing."""
    say(f"Rubrik: {call.title}")
    for name, heading in FIELDS.items():
        if value := _value(call, name):
            say(f"{heading}: {value}{_words(reading, name)}")
    if unknown := _unknown(call):
        say(f"Okänt: {', '.join(unknown)}.")
    for line in _idle(reading):
        say(line)


def show_call(call: Call) -> None:
    """Prints the fields of a call whose source does not tell from which words they came."""
    say(f"{call.key}: {call.title}")
    for name, heading in FIELDS.items():
        if value := _value(call, name):
            say(f"  {heading}: {value}")
    if unknown := _unknown(call):
        say(f"  Okänt: {', '.join(unknown)}.")


def _value(call: Call, name: str) -> str:
    value = getattr(call, name)
    if name == "deadlines":
        return ", ".join(day.isoformat() for day in call.deadlines)
    if name == "rolling":
        return "ja" if value else ""
    if value is None or value == "":
        return ""
    text = _short(" ".join(str(value).split()))
    return text + (f" {call.currency}" if name in MONEY else " procent" if name == "grant_rate" else "")


def _words(reading: Reading, name: str) -> str:
    told = [_short(": ".join(part for part in (said.label, said.value) if part)) for said in reading.said_of(name)]
    inferred = any("(" in gave for said in reading.said for gave in said.gave if gave.startswith(f"{name} "))
    mark = " (årtalet eller dagen är underförstådd)" if inferred else ""
    return f"{mark}, ur {' och '.join(f'”{words}”' for words in dict.fromkeys(told))}" if told else mark


def _unknown(call: Call) -> list[str]:
    dated = bool(call.deadlines or call.rolling)
    names = [name for name in FIELDS if not _value(call, name) and not (dated and name in ("deadlines", "rolling"))]
    return [FIELDS[name].lower() for name in names]


def _idle(reading: Reading) -> Iterator[str]:
    """Labels that were recognised and gave nothing, and those that nobody knows."""
    for said in reading.said:
        if not said.gave and said.role not in ("other", "stamp", "void", "status"):
            yield f"Kändes igen men förstods inte: ”{_short(f'{said.label}: {said.value}')}”"
    if reading.unknown:
        yield f"Rubriker som ingen regel känner: {'; '.join(map(_short, reading.unknown))}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= WIDTH else text[:WIDTH] + "…"
