"""A house whose letters have answer pages, behind a real web server on loopback."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from matcher.console import create_app, serve_console
from matcher.console.door import OpenHouse
from matcher.house import House
from matcher.model import Letter, Mention, Reason, Verdict
from matcher.profiles import read_profiles
from matcher.settings import ConsoleSettings, Settings, StoreSettings
from matcher.store import Store, look_into, open_store
from sources.kit.call import Call
from tests.letters import CARE, MEETING, SUPPORT, TWINNING, WELFARE, match

ROOT = Path(__file__).resolve().parents[1]
PROFILES, KNOWLEDGE = read_profiles(ROOT / "profiles")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
HEAD, COORDINATOR = "social@gotene.example", "samordnare@gotene.example"
TOKEN, OTHER, PREVIEW, NOTICE = (mark * 22 for mark in "abcd")
WHY = (Reason("title", "anhörigstöd i rubriken", 5.0, ("anhörigstöd",)),)
PAGE, PAUSE = f"/svar/{TOKEN}", f"/svar/{TOKEN}/pausa"
DAY = timedelta(days=1)
CALLS = (SUPPORT, WELFARE, MEETING, TWINNING, CARE)


@dataclass
class Site:
    """The running console, and what stands behind it."""

    url: str
    path: Path
    clock: Any
    open_house: OpenHouse

    @contextmanager
    def store(self) -> Iterator[Store]:
        with open_store(self.path) as store:
            yield store

    def get(self, address: str, **options: Any) -> requests.Response:
        return requests.get(f"{self.url}{address}", timeout=30, **options)

    def post(self, address: str, **fields: str) -> requests.Response:
        return requests.post(f"{self.url}{address}", data=fields, timeout=60, allow_redirects=False)

    def latest(self) -> list[Verdict]:
        with self.store() as store:
            return store.verdicts.latest()

    def content(self) -> list[str]:
        """Everything in the database."""
        with self.store() as store:
            return list(store._db.iterdump())


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def words(page: requests.Response) -> str:
    """What a reader sees, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.text)).split())


def mention(call: Call, profile: str = "social", section: str = "new") -> Mention:
    return Mention(call.id, profile, section, call.deadlines)  # type: ignore[arg-type]


def letter(token: str = TOKEN, *mentions: Mention, **fields: Any) -> Letter:
    given = {"kind": "digest", "recipient": HEAD, "period": MONDAY, "subject": "Brevet", "html": "", "text": ""}
    return Letter(message_id=f"<{token}@gotene.example>", token=token, mentions=mentions, **given | fields)


WEEKLY = letter(
    TOKEN, mention(SUPPORT, section="closing"), mention(WELFARE), mention(WELFARE, "kultur_fritid"),
    mention(TWINNING), mention(MEETING, section="also"),
)  # fmt: skip
# To another person, with one call of its own.
ANOTHER = letter(OTHER, mention(CARE), mention(WELFARE), recipient="ledning@gotene.example")


def fill(path: Path, *letters: Letter, calls: tuple[Call, ...] = CALLS) -> None:
    with open_store(path) as store:
        store.calls.add(calls, NOW)
        pairs = [(call, slug) for call in calls for slug in ("social", "kultur_fritid")]
        store.matches.save([(match(call, PROFILES[slug], 5.0, reasons=WHY), "made-from") for call, slug in pairs])
        for written in letters:
            store.letters.queue(written, NOW)


@contextmanager
def site(
    folder: Path, *letters: Letter, calls: tuple[Call, ...] = CALLS, now: datetime = NOW, **console: Any
) -> Iterator[Site]:
    """The console over a house with these letters (WEEKLY and ANOTHER when none are given)."""
    path, clock = folder / "matcher.db", Clock(now)
    fill(path, *(letters or (WEEKLY, ANOTHER)), calls=calls)
    settings = Settings(store=StoreSettings(path), console=ConsoleSettings(**console))

    @contextmanager
    def open_house() -> Iterator[House]:
        with look_into(path) as store:
            yield House(settings, store, {}, PROFILES, KNOWLEDGE)

    with serve_console(create_app(open_house, clock, settings), "127.0.0.1", 0) as port:
        yield Site(f"http://127.0.0.1:{port}", path, clock, open_house)
