"""`matcher collect --live-check`: what a source gives and what is understood of it, for a person; nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from matcher.cli.common import say
from matcher.cli.readings import show_call, show_reading
from matcher.harvest import harvest, open_web
from matcher.settings import Settings
from sources.kit.call import Call, Source
from sources.kit.declaration import Declaration
from sources.kit.declared import call_of, crawl
from sources.kit.errors import SourceError
from sources.kit.listing import Link
from sources.kit.reading import Reading
from sources.kit.shelf import Shelf
from sources.kit.transport import Pace
from sources.kit.web import Web

MOST_UNKNOWN = 10  # headings that no rule knows, the most frequent first


@dataclass
class _Seen:
    """What was seen while the source was read."""

    today: date
    pages: int = 0
    over: int = 0
    unknown: Counter[str] = field(default_factory=Counter)

    def page(self, declaration: Declaration, link: Link, reading: Reading) -> None:
        """Prints one page and counts it."""
        self.pages += 1
        self.over += reading.is_over(self.today)
        self.unknown.update(reading.unknown)
        say("")
        say(f"{link.url}{' (slut, tas inte med)' if reading.is_over(self.today) else ''}")
        show_reading(call_of(declaration, reading, link), reading)

    def calls(self, source: Source, web: Web) -> Iterator[Call]:
        """The calls of a source with code of its own, each printed and counted."""
        for call in source.crawl(web):
            self.pages += 1
            say("")
            show_call(call)
            yield call


def check_live(settings: Settings, source: Source, today: date) -> bool:
    """Reads the source as `collect` does and prints what was understood; True where it could be read whole."""
    seen, bent = _Seen(today), settings.source(source.name)
    say(f"{source.name} ({source.title}): {bent.url or source.url}")
    web = open_web(source, settings, today, Shelf(), Pace(settings.http.per_second))
    try:
        calls = harvest(_watched(source, seen), bent, web)
    except SourceError as error:
        _fault(web.skipped, f"Källan kan inte läsas: {error}")
        return False
    finally:
        web.close()
    _verdict(seen, calls.values(), web.skipped)
    return not web.skipped


def _watched(source: Source, seen: _Seen) -> Source:
    declaration = source.declaration
    if declaration is None:
        return replace(source, crawl=partial(seen.calls, source))
    return replace(source, crawl=partial(crawl, declaration, watch=partial(seen.page, declaration)))


def _verdict(seen: _Seen, calls: Iterable[Call], skipped: dict[str, str]) -> None:
    calls = list(calls)
    undated = sum(not call.deadlines and not call.rolling for call in calls)
    say("")
    if seen.unknown:
        common = ", ".join(f"{heading} ({times})" for heading, times in seen.unknown.most_common(MOST_UNKNOWN))
        say(f"Vanligaste rubriker som ingen regel känner: {common}. De som säger något kan läggas till under labels.")
    found = f"{seen.pages + len(skipped)} hittade, {len(calls)} öppna eller kommande, {seen.over} slut"
    told = f"{found}, {undated} av de öppna utan känd sista dag"
    if skipped:
        _fault(skipped, f"Källan läses, men inte hel: {told}, {len(skipped)} oläsliga.")
    else:
        say(f"Källan kan läsas: {told}. Inget är sparat.", colour="green")


def _fault(skipped: dict[str, str], sentence: str) -> None:
    for key, fault in skipped.items():
        say(f"  {key}: {fault}", err=True)
    say(f"{sentence} Inget är sparat.", err=True, colour="red")
