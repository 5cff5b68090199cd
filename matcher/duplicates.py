"""The same call at two sources becomes one. Pure: it links, and never deletes anything."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from sources.kit.call import ROUND, Call, is_web_address

# Shorter titles ("Innovation", "Open call 2026") are shared by calls that have nothing to do with each other.
LEAST_WORDS_IN_TITLE = 3
# So many words in common are no chance, whatever the days.
LONG_TITLE = 5
# Words that one source puts around a title and another leaves out.
AROUND_A_TITLE = frozenset("utlysning utlysningen ansökan sök call proposals proposal".split())
# Words that say nothing of what a call is about.
SMALL = frozenset("och i på av om för till med den det de ett en som the of and for in on to with a an".split())
# Copies of one round tell days that are so near each other; next year's round on the same page does not.
ONE_ROUND = timedelta(days=31)

_YEAR = re.compile(r"20\d\d")
# HORIZON-CL5-2027-05-D4-05, LIFE-2026-STRAT-NAT-SNAP-two-stage; the register number of a Swedish agency: 2024-01549.
_REFERENCE = re.compile(r"\b(?:[A-Z][A-Z0-9]+(?=[A-Za-z0-9-]*\d)(?:-[A-Za-z0-9]+){2,}|20\d\d-\d{5})\b")


class Mark(NamedTuple):
    """What two listings of one call have in common: its reference, its public page, or its title and a last day."""

    kind: Literal["reference", "page", "title"]
    value: str
    day: date | None = None


def canonical(calls: Iterable[Call]) -> dict[str, str]:
    """Every doubled call -> the call that stands for it.

    Two calls of different sources are the same when they share a reference, their public page or a long title (in the
    same round), or a telling title and a last day. A call never doubles another of its own source: a funder who lists
    two rounds means two. The one with the longest text stands for the others; ties go to the first id.
    """
    calls = sorted(calls, key=lambda call: (-len(call.text), call.id))
    marks = _marks_by_call(calls)
    stands_for: dict[str, str] = {}
    owners: dict[Mark, list[Call]] = defaultdict(list)
    sources_of: dict[str, set[str]] = defaultdict(set)
    for call in calls:
        doubled = (
            main
            for mark in marks[call.id]
            for main in owners[mark]
            if call.source not in sources_of[main.id] and _may_be(call, main, mark)
        )
        main = next(doubled, call)
        if main is not call:
            stands_for[call.id] = main.id
        sources_of[main.id].add(call.source)
        for mark in marks[call.id]:
            if main not in owners[mark]:
                owners[mark].append(main)
    return stands_for


def heirs(gone: Iterable[Call], listed: Iterable[Call]) -> dict[str, str]:
    """Every call that its source lists no longer -> the listed call that it has become, where there is one.

    Another source has it still, or its own has it under another key: with the same telling title and a last day, or as
    the first round of a page that told no day before. The page alone tells nothing there, since some funders have all
    their calls on one.
    """
    owners: dict[Mark, list[Call]] = defaultdict(list)
    rounds: dict[str, str] = {}
    for call in sorted(listed, key=lambda call: call.id):
        for mark in _marks(call):
            owners[mark].append(call)
        if ROUND in call.key:
            rounds.setdefault(call.series, call.id)
    found = {}
    for call in gone:
        same = (
            other.id
            for mark in _marks(call)
            for other in owners.get(mark, ())
            if (mark.kind == "title" or other.source != call.source) and _may_be(call, other, mark)
        )
        found[call.id] = next(same, rounds.get(call.id, ""))
    return {call: heir for call, heir in found.items() if heir}


def joined(listings: Sequence[Call]) -> Call:
    """The first of `listings`, the same call at several sources, with the last days that the others tell, too.

    Where two sources tell different days of one round, the earlier one holds: who trusts it is not late.
    """
    call, *copies = listings
    days = set(call.deadlines)
    for copy in copies:
        for day in set(copy.deadlines) - set(call.deadlines):
            other = min(days - set(copy.deadlines), key=lambda known: abs(known - day), default=None)
            if other and abs(other - day) <= ONE_ROUND:
                days = (days - {other}) | {min(day, other)}
            else:
                days.add(day)
    return replace(call, deadlines=tuple(sorted(days))) if days != set(call.deadlines) else call


def _may_be(call: Call, other: Call, mark: Mark) -> bool:
    """Whether nothing speaks against what `mark` says: the next round on the same page, the fund of another region."""
    if mark.kind == "title" and call.region and other.region and not _words(call.region) & _words(other.region):
        return False
    return mark.kind == "reference" or mark.day is not None or _is_one_round(call, other)


def _is_one_round(call: Call, other: Call) -> bool:
    """Whether neither the last days nor the years in the titles tell two rounds."""
    years, others = set(_YEAR.findall(call.title)), set(_YEAR.findall(other.title))
    if years and others and not years & others:
        return False
    apart = [abs(one - two) for one in call.deadlines for two in other.deadlines]
    return not apart or min(apart) <= ONE_ROUND


def _marks_by_call(calls: Iterable[Call]) -> Mapping[str, list[Mark]]:
    """The marks of every call, the surest first.

    One that a source has at several calls tells none of them: the reference of the call above them, a page that holds
    all calls of a funder, two strands with the same title.
    """
    marks = {call: list(_marks(call)) for call in calls}
    count = Counter((call.source, mark) for call, theirs in marks.items() for mark in theirs)
    return {call.id: [mark for mark in theirs if count[call.source, mark] == 1] for call, theirs in marks.items()}


def _marks(call: Call) -> Iterator[Mark]:
    names = {found.casefold() for text in (call.key, call.title, call.call_title) for found in _REFERENCE.findall(text)}
    yield from (Mark("reference", name) for name in sorted(names))
    if is_web_address(call.url):
        yield Mark("page", _page(call.url))
    words = _telling_words(call)
    title = " ".join(sorted(words))
    if len(words) >= LEAST_WORDS_IN_TITLE:
        yield from (Mark("title", title, day) for day in call.deadlines)
    if len(words) >= LONG_TITLE:
        yield Mark("title", title)


def _telling_words(call: Call) -> set[str]:
    """The words of the title that another source has, too."""
    words = _words(_REFERENCE.sub(" ", call.title)) - AROUND_A_TITLE - SMALL - _words(call.funder)
    return {word for word in words if not _YEAR.fullmatch(word)}


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _page(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/').casefold()}?{urlencode(sorted(parse_qsl(parts.query)))}"
