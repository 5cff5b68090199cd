"""Rounds of the same call, year after year: other calls, with days of their own, but one series. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sources.kit.call import ROUND, Call

# Fewer words ("Projektbidrag") are what many calls of a funder are called.
LEAST_WORDS = 2
# "2027", "2026/27", "2026–2027"
_YEARS = re.compile(r"20\d\d(?:[/–-](?:20)?\d\d)?")
_ROUND = re.compile(r"\b(?:vår|våren|vårterminen|höst|hösten|höstterminen|omgång|round|cut[- ]off)\b", re.IGNORECASE)


def rounds(call: Call, calls: Iterable[Call]) -> list[Call]:
    """The other rounds of `call` among `calls`, the earliest first.

    Rounds have the same funder and the same title once years and the word for the round are gone; or, at one source,
    the same key before its `ROUND`. Two that have a last day in common are strands of one round.
    """
    mine, days = _names(call), set(call.deadlines)
    found = [one for one in calls if one.id != call.id and mine & _names(one) and not days & set(one.deadlines)]
    return sorted(found, key=_in_time)


def all_series(calls: Iterable[Call]) -> list[list[Call]]:
    """Every series of at least two rounds, each with the earliest round first."""
    by_name: dict[tuple[str, ...], list[Call]] = defaultdict(list)
    series: dict[str, list[Call]] = {}
    for call in sorted(calls, key=_in_time):
        names = _names(call)
        known = next((by_name[name] for name in sorted(names) if name in by_name), [])
        known.append(call)
        series.setdefault(known[0].id, known)
        for name in names:
            by_name.setdefault(name, known)
    return [found for found in series.values() if len({call.deadlines for call in found}) > 1]


def _names(call: Call) -> set[tuple[str, ...]]:
    """What every round of the call is called: source and key of the page, funder and title without a year."""
    names = set[tuple[str, ...]]()
    page, round_, _ = call.key.partition(ROUND)
    if round_:
        names.add(("key", call.source, page))
    title = _plain(_ROUND.sub(" ", call.title))
    if len(title.split()) >= LEAST_WORDS:
        names.add(("title", _plain(call.funder) or call.source, title))
    return names


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", _YEARS.sub(" ", text).casefold()))


def _in_time(call: Call) -> tuple[date, str]:
    day = call.deadlines[-1] if call.deadlines else call.opens
    return day or date.max, call.id
