"""The door of the answer pages: a token opens the page of its own letter, and nothing else.

A token has 128 random bits. Looking it up in an index takes a moment more or less depending on what it begins with, but
nobody can guess enough of one to measure that, so it is stored and looked up as it is. A token that is wrong, one that
is too old and one that was revoked are answered alike.

There is no cookie and no log-in, hence no ticket against forged requests either: another site can make a browser post
only to an address that it knows, and whoever knows the address has the token already.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import abort, current_app, request
from werkzeug.exceptions import TooManyRequests

from matcher.house import House
from matcher.model import Letter
from matcher.settings import Settings
from matcher.store import look_into

log = logging.getLogger(__name__)

OpenHouse = Callable[[], AbstractContextManager[House]]

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
MOST_MISSES = 30
MINUTE = 60


class Misses:
    """How many wrong tokens every client has tried in the present minute; forgotten with the process.

    It slows down who tries tokens, and stops nobody who has one: a whole town hall may come from one address.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: Counter[str] = Counter()

    def too_many(self, client: str, now: datetime) -> bool:
        """Counts one more of the client."""
        minute = int(now.timestamp()) // MINUTE
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, Counter()
            self._counts[client] += 1
            return self._counts[client] > MOST_MISSES


@dataclass(frozen=True)
class Door:
    """How the pages get into the house."""

    open_house: OpenHouse
    clock: Callable[[], datetime]
    settings: Settings
    misses: Misses = field(default_factory=Misses)


@dataclass(frozen=True)
class Visit:
    """One person at the page of one letter, which is open until the end of `last_day`."""

    house: House
    letter: Letter
    last_day: date
    now: datetime

    @property
    def today(self) -> date:
        """The local calendar day."""
        return self.house.settings.schedule.today(self.now)


def door() -> Door:
    """The door of the running console."""
    found: Door = current_app.extensions["door"]
    return found


@contextmanager
def visit(token: str) -> Iterator[Visit]:
    """The house, open at the page of this token. Answers 404 when it opens none, 429 to who tries too many.

    Only who has a token gets into the house: reading its files anew is more work than a stranger should cause.
    """
    now = door().clock()
    letter, last_day = _letter(token, now)
    with door().open_house() as house:
        yield Visit(house, letter, last_day, now)


def _letter(token: str, now: datetime) -> tuple[Letter, date]:
    """The letter that the token opens, and the last day on which it does."""
    found = _look_up(token)
    if found is None or found[1] < door().settings.schedule.today(now):
        log.warning("an answer page that is not open was asked for by %s", request.remote_addr)
        if door().misses.too_many(request.remote_addr or "", now):
            raise TooManyRequests(retry_after=MINUTE)
        abort(404)
    return found


def _look_up(token: str) -> tuple[Letter, date] | None:
    if not TOKEN.fullmatch(token):
        return None
    settings = door().settings
    with look_into(settings.store.path) as store:
        found = store.letters.by_token(token)
    if found is None:
        return None
    letter, composed = found
    return letter, settings.schedule.today(composed) + timedelta(settings.console.answer_days)
