"""The same call at two sources becomes one. Pure: it links, and never deletes anything."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from sources.kit.call import Call, is_web_address

# Shorter titles ("Innovation", "Open call 2026") are shared by calls that have nothing to do with each other.
LEAST_WORDS_IN_TITLE = 4


def canonical(calls: Iterable[Call]) -> dict[str, str]:
    """Every doubled call -> the call that stands for it.

    Two calls of different sources are the same when they share their public page, or a telling title and a last day.
    A call never doubles another of its own source: a funder who lists two rounds means two. The one with the longest
    text stands for the others; ties go to the first id.
    """
    calls = sorted(calls, key=lambda call: (-len(call.text), call.id))
    stands_for: dict[str, str] = {}
    owner: dict[tuple[str, ...], Call] = {}
    sources_of: dict[str, set[str]] = defaultdict(set)
    for call in calls:
        marks = list(_marks(call))
        main = next((owner[mark] for mark in marks if mark in owner and owner[mark].source != call.source), None)
        if main and call.source not in sources_of[main.id]:
            stands_for[call.id] = main.id
        main = main if call.id in stands_for and main else call
        sources_of[main.id].add(call.source)
        for mark in marks:
            owner.setdefault(mark, main)
    return stands_for


def heirs(gone: Iterable[Call], listed: Iterable[Call]) -> dict[str, str]:
    """Every call that its source lists no longer -> the listed call that it has become, where there is one.

    Another source has it still, or its own has it under another key, with the same telling title and a last day. The
    page alone tells nothing there, since some funders have all their calls on one.
    """
    owners: dict[tuple[str, ...], list[Call]] = defaultdict(list)
    for call in sorted(listed, key=lambda call: call.id):
        for mark in _marks(call):
            owners[mark].append(call)
    found = {}
    for call in gone:
        same = (
            other.id
            for mark in _marks(call)
            for other in owners.get(mark, ())
            if mark[0] == "title" or other.source != call.source
        )
        found[call.id] = next(same, "")
    return {call: heir for call, heir in found.items() if heir}


def _marks(call: Call) -> Iterator[tuple[str, ...]]:
    if is_web_address(call.url):
        yield ("page", _page(call.url))
    words = re.findall(r"\w+", call.title.casefold())
    if len(words) >= LEAST_WORDS_IN_TITLE:
        for day in call.deadlines:
            yield ("title", " ".join(words), day.isoformat())


def _page(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/').casefold()}?{urlencode(sorted(parse_qsl(parts.query)))}"
