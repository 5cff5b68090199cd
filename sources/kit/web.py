"""The one door to the network: polite, bounded, patient with passing faults, and honest about the rest."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit, urlunsplit

import feedparser
from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector

from sources.kit.addresses import names_private, place_of
from sources.kit.errors import FetchError, ForbiddenError, ShapeError, SourceError
from sources.kit.robots import Robots
from sources.kit.shelf import Shelf
from sources.kit.transport import LONGEST_WAIT, Answer, Pace, Passing, Transport, asked_to_wait
from sources.kit.walls import find_wall

T = TypeVar("T")

log = logging.getLogger(__name__)

OK, NOT_MODIFIED = 200, 304
TRIES = 4
PASSING_STATUS = {408, 425, 429, 500, 502, 503, 504}
LONGEST_READING = 3600.0  # seconds that a source may take; after that nothing more of it is asked for


@dataclass(frozen=True)
class Page:
    """One answer. `url` is the public address, whatever server really answered."""

    url: str
    content: bytes
    origins: tuple[str, str] = ("", "")
    charset: str | None = None

    @cached_property
    def html(self) -> BeautifulSoup:
        """The parsed page. Its encoding is what the header or the page says, else UTF-8, else windows-1252.

        Raises ShapeError for a page that stands in the place of the one that was asked for, as a log-in page.
        """
        declared = self.charset or EncodingDetector.find_declared_encoding(self.content, is_html=True)
        page = BeautifulSoup(self.content, "html.parser", from_encoding=declared or self._undeclared())
        if wall := find_wall(page):
            raise ShapeError(f"{self.url}: {wall}")
        return page

    def _undeclared(self) -> str:
        try:
            self.content.decode()
        except UnicodeDecodeError:
            return "windows-1252"
        return "utf-8"

    @cached_property
    def feed(self) -> Any:
        """The parsed RSS or Atom feed. Raises ShapeError for anything that is not a feed."""
        feed = feedparser.parse(self.content)
        if not feed.version:
            raise ShapeError(f"{self.url}: not an RSS or Atom feed")
        return feed

    def link(self, href: str) -> str:
        """`href` as an absolute public address. Raises ShapeError for one that cannot be read."""
        public, actual = self.origins
        try:
            absolute = urljoin(self.url, href.strip())
        except ValueError as error:
            raise ShapeError(f"{self.url}: a link that is no address: {href!r}") from error
        return public + absolute[len(actual) :] if actual and absolute.startswith(actual + "/") else absolute


class Web:
    """What a source may know of the world while it is read: the pages, and which day it is.

    today       the day that counts for open and closed (Swedish calendar)
    url         the source's public entry address
    override    address that answers instead of `url`; other pages of the same host then come from its origin, and it
                is neither slowed down nor asked for its robots.txt, since the operator has chosen it
    trusted     further places ("host:port") that the operator has named, which may be private
    shelf       pages of earlier readings; they are asked for again, and sent again only if they have changed
    pace        shared with all that are read at the same time; without one `per_second` requests a second and host
    robots      True: robots.txt counts at `override`, too; False: it counts nowhere, the funder has said so
    key         the operator's, for a source that needs one; "" without. No error tells it, and no page that is asked
                for with it is kept
    contact     who can be asked about us, for the User-Agent
    patience    seconds before the first new try after a passing fault; doubled each time
    timeout     seconds of silence that are borne
    """

    def __init__(
        self,
        url: str,
        today: date,
        *,
        override: str = "",
        trusted: Collection[str] = (),
        shelf: Shelf | None = None,
        pace: Pace | None = None,
        per_second: float = 1.0,
        robots: bool | None = None,
        key: str = "",
        contact: str = "",
        patience: float = 2.0,
        timeout: float = 60.0,
    ) -> None:
        self.url = url
        self.today = today
        self.key = key
        self.asked = self.answered = self.unmodified = 0
        self.skipped: dict[str, str] = {}
        self.shelf = shelf or Shelf()
        self._override = override if url.endswith("/") else override.rstrip("/")
        self._robots, self._known_robots = robots, dict[str, Robots]()
        self._patience, self._began = patience, 0.0
        self._pace, self._shares_pace = pace or Pace(per_second), pace is not None
        entry = place_of(override or url)
        named = {*trusted, entry} if override or names_private(entry) else trusted
        self._transport = Transport(self._pace, named, timeout, contact)

    def get(self, url: str) -> Page:
        """The page at `url`. Raises FetchError or ForbiddenError."""
        return self._patiently("GET", url, lambda page: page)

    def get_json(self, url: str, params: Mapping[str, str] | None = None) -> Any:
        """The JSON document at `url`, asked for with `params`, which no error tells.

        Raises FetchError, also for a body that is cut off every time.
        """
        return self._patiently("GET", url, _json, params=dict(params or {}))

    def post_json(self, url: str, params: Mapping[str, str], parts: Mapping[str, Any]) -> Any:
        """Posts each of `parts` as a JSON part of a multipart form and returns the JSON answer. Raises FetchError."""
        files = {name: ("blob", json.dumps(part), "application/json") for name, part in parts.items()}
        return self._patiently("POST", url, _json, params=dict(params), files=files)

    @contextmanager
    def part(self, key: str) -> Iterator[None]:
        """One call of many: if reading it fails, it is counted as skipped and the source goes on.

        A skipped call is neither missing nor changed: what is stored of it stays.
        """
        try:
            yield
        except SourceError as error:
            log.warning("skipped %s: %s", key, error)
            self.skipped[key] = str(error)

    def close(self) -> None:
        """Ends the connections."""
        self._transport.close()
        if not self._shares_pace:
            self._pace.close()

    def _patiently(self, method: str, url: str, read: Callable[[Page], T], **options: Any) -> T:
        wait = 0.0
        for attempt in range(TRIES):
            if attempt:
                time.sleep(max(wait, self._patience * 2 ** (attempt - 1)))
            try:
                return read(self._fetch(method, url, **options))
            except Passing as error:
                fault, wait = self._without_key(error), error.wait
                self.shelf.drop(self._address(url))
                log.info("%s, try %d of %d", fault, attempt + 1, TRIES)
            except SourceError as error:
                raise type(error)(self._without_key(error)) from (None if self.key else error)
            if wait > LONGEST_WAIT:
                raise FetchError(f"{fault}; asked to wait {wait:.0f} seconds")
        raise FetchError(f"{fault} ({TRIES} tries)")

    def _without_key(self, error: Exception) -> str:
        """What an error says; some funders want the key in the address, but nobody wants it in a log or a letter."""
        return str(error).replace(self.key, "…") if self.key else str(error)

    def _fetch(self, method: str, url: str, **options: Any) -> Page:
        self._began = self._began or time.monotonic()
        if time.monotonic() - self._began > LONGEST_READING:
            raise FetchError(f"{url}: the source takes more than {LONGEST_READING:.0f} seconds")
        self.asked += 1
        address = self._address(url)
        keeps = method == "GET" and not options.get("params") and not (self.key and self.key in address)
        marks = self.shelf.marks(address) if keeps else {}
        answer = self._transport.ask(method, address, self._permit, headers=marks, **options)
        if answer.status == OK and keeps:
            self.shelf.put(address, answer.content, answer.charset, answer.headers)
        page = self._page(url, address, answer)
        self.answered += 1
        return page

    def _page(self, url: str, address: str, answer: Answer) -> Page:
        if answer.status == NOT_MODIFIED and (kept := self.shelf.again(address)):
            self.unmodified += 1
            return Page(url, kept.content, self._origins(), kept.charset)
        if answer.status in PASSING_STATUS:
            raise Passing(f"{url}: status {answer.status}", asked_to_wait(answer))
        if answer.status != OK:
            raise FetchError(f"{url}: status {answer.status}")
        return Page(url, answer.content, self._origins(), answer.charset)

    def _permit(self, address: str) -> None:
        """Raises ForbiddenError where robots.txt says no, and Passing while nobody can know."""
        origin = _origin(address)
        chosen = self._override and place_of(address) == place_of(self._override)
        if self._robots is False or (chosen and not self._robots):
            return
        if origin not in self._known_robots:
            self._known_robots[origin] = Robots(self._read_robots(f"{origin}/robots.txt"))
        if not self._known_robots[origin].allows(address):
            raise ForbiddenError(f"{address}: robots.txt forbids this page")

    def _read_robots(self, address: str) -> str:
        """The file; "" where there is none (4xx). A server that cannot say forbids all, unless it said earlier."""
        try:
            answer = self._transport.ask("GET", address, lambda _: None, headers=self.shelf.marks(address))
        except Passing:
            answer = Answer(0, b"", None, {})
        kept = self.shelf.again(address)
        if answer.status == OK:
            self.shelf.put(address, answer.content, answer.charset, answer.headers)
            return answer.content.decode(errors="replace")
        if 400 <= answer.status < 500 and answer.status not in PASSING_STATUS:
            return ""
        if kept:
            return kept.content.decode(errors="replace")
        raise Passing(f"{address}: cannot be read, status {answer.status or 'none'}", asked_to_wait(answer))

    def _address(self, url: str) -> str:
        if not self._override:
            return url
        if url.startswith(self.url):
            return self._override + url[len(self.url) :]
        public, actual = self._origins()
        return actual + url[len(public) :] if url.startswith(public + "/") else url

    def _origins(self) -> tuple[str, str]:
        return (_origin(self.url), _origin(self._override)) if self._override else ("", "")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


def _json(page: Page) -> Any:
    try:
        return json.loads(page.content.decode("utf-8-sig"))
    except ValueError as error:
        raise Passing(f"{page.url}: the JSON answer is cut off or is not JSON") from error
