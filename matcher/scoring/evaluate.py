"""Measures matches against relevance judgments, by the definitions of the judged set, and prints the table."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.errors import ConfigError, Problem
from matcher.model import Match

GAIN = {0: 0, 1: 1, 2: 3}
DEPTH = 10
RECALL_DEPTH = 20
SERVES = 0.5
COLUMNS = ("twos", "ones", "ndcg10", "ap", "r20", "t11su", "p_sent", "p2_sent", "r2_sent", "sent")
AVERAGED = COLUMNS[2:]

Row = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """Grades 0..2 of one call per profile, whether a municipality may get money from it, and the goals it serves."""

    grades: Mapping[str, int]
    eligible: str
    priorities: tuple[str, ...]
    language: str = "?"
    source: str = "?"


@dataclass(frozen=True, slots=True)
class Measures:
    """Per profile one row of `COLUMNS`; `macro` is their mean, and the three totals are over all profiles."""

    profiles: Mapping[str, Row]
    macro: Mapping[str, float]
    worse_than_silence: int
    ineligible_sent: int
    prio_f1: float


def read_judged(path: Path) -> dict[str, Judged]:
    """Judgments by call from JSON Lines; raises `ConfigError` with the line of every one that cannot be read."""
    found, problems = {}, []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # a JSON text may hold other line ends
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([Problem(str(path), "", None, f"cannot be read: {error}")]) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                name, judged = _judged(json.loads(line))
                found[name] = judged
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                problems.append(Problem(str(path), "", number, f"is not a judgment: {error!r}"))
    if problems:
        raise ConfigError(problems)
    return found


def _judged(row: dict[str, Any]) -> tuple[str, Judged]:
    grades = {profile: int(grade) for profile, grade in row["g"].items()}
    if not set(grades.values()) <= GAIN.keys():
        raise ValueError(f"a grade is 0, 1 or 2, not {sorted(set(grades.values()) - GAIN.keys())}")
    return row["id"], Judged(
        grades, row["eligible"], tuple(row["priorities"]), row.get("language", "?"), row.get("source", "?")
    )


@dataclass(frozen=True, slots=True)
class Order:
    """One profile's judged calls by name: their grades, all of them best first, and those that are sent."""

    grades: Mapping[str, int]
    ranked: Sequence[str]
    sent: Sequence[str]

    def row(self, times: Mapping[str, int] | None = None) -> Row:
        """Its measures; `times` says how often each call counts, by default once."""
        return _row(self._grades_of(self.ranked, times), self._grades_of(self.sent, times))

    def _grades_of(self, names: Sequence[str], times: Mapping[str, int] | None) -> list[int]:
        return [self.grades[name] for name in names for _ in range(1 if times is None else times[name])]


def evaluate(matches: Iterable[Match], judged: Mapping[str, Judged]) -> Measures:
    """All measures of a ranking. A judged pair without a match counts as not sent and ranked last."""
    known = [match for match in matches if match.call in judged]
    table = {profile: order.row() for profile, order in orders(known, judged).items()}
    return Measures(
        profiles=table,
        macro={column: mean(row[column] for row in table.values()) for column in AVERAGED},
        worse_than_silence=sum(row["t11su"] < 1 / 3 for row in table.values() if row["t11su"] is not None),
        ineligible_sent=sum(judged[match.call].eligible == "no" for match in known if match.send),
        prio_f1=_priorities_f1(known, judged),
    )


def orders(matches: Iterable[Match], judged: Mapping[str, Judged]) -> dict[str, Order]:
    """By profile, as far as the judgments name profiles of the ranking; else all of the ranking's."""
    by_profile: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        if match.call in judged:
            by_profile[match.profile].append(match)
    named = sorted({profile for call in judged.values() for profile in call.grades} & by_profile.keys())
    return {profile: _order(by_profile[profile], _grades(profile, judged)) for profile in named or sorted(by_profile)}


def _grades(profile: str, judged: Mapping[str, Judged]) -> dict[str, int]:
    return {name: call.grades[profile] for name, call in judged.items() if profile in call.grades}


def _order(matches: list[Match], grades: Mapping[str, int]) -> Order:
    ranked = [m.call for m in sorted(matches, key=lambda m: (-m.score, m.call)) if m.call in grades]
    missing = sorted(grades.keys() - ranked, key=lambda name: (grades[name], name))
    return Order(grades, [*ranked, *missing], [match.call for match in matches if match.send and match.call in grades])


def _row(order: Sequence[int], sent: Sequence[int]) -> Row:
    """From the grades of all calls, best first, and of those that are sent."""
    twos, ones = order.count(2), order.count(1)
    ideal = _dcg(sorted(order, reverse=True))
    return {
        "twos": twos,
        "ones": ones,
        "ndcg10": _dcg(order) / ideal if ideal else None,
        "ap": _average_precision(order) if twos else None,
        "r20": order[:RECALL_DEPTH].count(2) / min(twos, RECALL_DEPTH) if twos else None,
        "t11su": _t11su(sent, twos, ones),
        "p_sent": sum(grade >= 1 for grade in sent) / len(sent) if sent else None,
        "p2_sent": sent.count(2) / len(sent) if sent else None,
        "r2_sent": sent.count(2) / twos if twos else None,
        "sent": len(sent),
    }


def _dcg(order: Sequence[int]) -> float:
    """Discounted cumulative gain of the first ten, gains 0, 1 and 3."""
    return sum(GAIN[grade] / math.log2(place + 2) for place, grade in enumerate(order[:DEPTH]))


def _average_precision(order: Sequence[int]) -> float:
    places = [place for place, grade in enumerate(order, 1) if grade == 2]
    return sum(hits / place for hits, place in enumerate(places, 1)) / len(places)


def _t11su(sent: Sequence[int], twos: int, ones: int) -> float:
    """Filtering utility of TREC 2002: 2, 1 or -1 per grade sent, as a share of the best, from -0.5 set to 0..1."""
    best = 2 * twos + ones
    utility = (2 * sent.count(2) + sent.count(1) - sent.count(0)) / best if best else 0.0
    return (max(utility, -0.5) + 0.5) / 1.5


def mean(values: Iterable[float | None]) -> float:
    """Of those that are known; NaN of none."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else math.nan


def _priorities_f1(matches: Iterable[Match], judged: Mapping[str, Judged]) -> float:
    """Micro F1 over calls that are worth something to somebody."""
    told: dict[str, set[str]] = {
        name: set() for name, call in judged.items() if max(call.grades.values(), default=0) >= 1
    }
    for match in matches:
        if match.call in told:
            told[match.call].update(slug for slug, weight in match.priorities.items() if weight >= SERVES)
    right = sum(len(told[name] & set(judged[name].priorities)) for name in told)
    named = sum(len(slugs) for slugs in told.values()) + sum(len(judged[name].priorities) for name in told)
    return 2 * right / named if named else math.nan


def apart(matches: Sequence[Match], judged: Mapping[str, Judged], by: str) -> dict[str, Measures]:
    """The same measures on the calls of each `language` or `source` alone."""
    parts: dict[str, dict[str, Judged]] = defaultdict(dict)
    for name, call in judged.items():
        parts[getattr(call, by)][name] = call
    return {value: evaluate(matches, parts[value]) for value in sorted(parts)}


def report(matches: Iterable[Match], judged: Mapping[str, Judged], by: str | None = None) -> str:
    """The table, and one more per `language` or `source` when asked for."""
    listed = list(matches)
    tables = [format_table(evaluate(listed, judged))]
    if by is not None:
        for value, measures in apart(listed, judged, by).items():
            size = sum(getattr(call, by) == value for call in judged.values())
            tables.append(f"{by} = {value}: {size} calls\n{format_table(measures)}")
    return "\n\n".join(tables)


def format_table(measures: Measures) -> str:
    """The measures as a table in plain text, one profile a line."""
    lines = [f"{'profile':18}" + "".join(f"{column:>9}" for column in COLUMNS)]
    for name, row in measures.profiles.items():
        lines.append(f"{name:18}" + "".join(f"{_shown(row[column]):>9}" for column in COLUMNS))
    lines.append(f"{'MACRO':18}" + " " * 18 + "".join(f"{_shown(measures.macro[column]):>9}" for column in AVERAGED))
    lines.append(
        f"worse than silence: {measures.worse_than_silence} | ineligible sent: {measures.ineligible_sent} | "
        f"priorities F1: {round(measures.prio_f1, 3)}"
    )
    return "\n".join(lines)


def _shown(value: float | None) -> str:
    return "-" if value is None else str(round(value, 3))
