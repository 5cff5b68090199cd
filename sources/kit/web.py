"""The one door to the network: polite, bounded, patient with passing faults, and honest about the rest."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit, urlunsplit

import feedparser
import requests
from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from requests_ratelimiter import LimiterSession

from sources.kit.errors import FetchError, ShapeError, SourceError

T = TypeVar("T")

log = logging.getLogger(__name__)

USER_AGENT = "matcher/0.1 (funding-call reader of a Swedish municipality)"
TRIES = 4
MAX_BYTES = 40_000_000
LONGEST = 5  # a whole answer may take this many times the time-out
PASSING_STATUS = {408, 425, 429, 500, 502, 503, 504}


class _Passing(Exception):
    """A fault worth one more try."""


@dataclass(frozen=True)
class Page:
    """One answer. `url` is the public address, whatever server really answered."""

    url: str
    content: bytes
    origins: tuple[str, str] = ("", "")
    charset: str | None = None

    @cached_property
    def html(self) -> BeautifulSoup:
        """The parsed page. Its encoding is what the header or the page says, else UTF-8, else windows-1252."""
        declared = self.charset or EncodingDetector.find_declared_encoding(self.content, is_html=True)
        return BeautifulSoup(self.content, "html.parser", from_encoding=declared or self._undeclared())

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
                is not slowed down, since the operator has chosen it
    key         what the operator was given by the funder, for a source that needs it; it is told in no error
    per_second  requests a second and host
    patience    seconds before the first new try after a passing fault; doubled each time
    """

    def __init__(
        self,
        url: str,
        today: date,
        *,
        override: str = "",
        key: str = "",
        per_second: float = 1.0,
        patience: float = 2.0,
        timeout: float = 60.0,
    ) -> None:
        self.url = url
        self.today = today
        self.key = key
        self.asked = 0
        self.skipped: dict[str, str] = {}
        self._override = override if url.endswith("/") else override.rstrip("/")
        self._patience = patience
        self._timeout = timeout
        self._session = requests.Session() if override else LimiterSession(per_second=per_second)
        self._session.headers["User-Agent"] = USER_AGENT

    def get(self, url: str) -> Page:
        """The page at `url`. Raises FetchError."""
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
        self._session.close()

    def _patiently(self, method: str, url: str, read: Callable[[Page], T], **options: Any) -> T:
        for attempt in range(TRIES):
            if attempt:
                time.sleep(self._patience * 2 ** (attempt - 1))
            try:
                return read(self._fetch(method, url, **options))
            except _Passing as error:
                fault = str(error)
                log.info("%s, try %d of %d", fault, attempt + 1, TRIES)
        raise FetchError(f"{fault} ({TRIES} tries)")

    def _fetch(self, method: str, url: str, **options: Any) -> Page:
        self.asked += 1
        address = self._address(url)
        try:
            with self._session.request(method, address, timeout=self._timeout, stream=True, **options) as answer:
                if answer.status_code in PASSING_STATUS:
                    raise _Passing(f"{url}: status {answer.status_code}")
                if answer.status_code != requests.codes.ok:
                    raise FetchError(f"{url}: status {answer.status_code}")
                return Page(url, _body(url, answer, self._timeout), self._origins(), _charset(answer))
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise _Passing(f"{url}: {type(error).__name__}") from error
        except (requests.RequestException, ValueError) as error:
            raise FetchError(f"{url}: {self._without_key(str(error))}") from error

    def _without_key(self, message: str) -> str:
        return message.replace(self.key, "…") if self.key else message

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
        raise _Passing(f"{page.url}: the JSON answer is cut off or is not JSON") from error


def _body(url: str, answer: requests.Response, timeout: float) -> bytes:
    """The whole body. The time-out of requests is only that of a single silence; a dripping server has a limit, too."""
    body, end = bytearray(), time.monotonic() + LONGEST * timeout
    for chunk in answer.iter_content(65536):
        body += chunk
        if len(body) > MAX_BYTES:
            raise FetchError(f"{url}: more than {MAX_BYTES // 1_000_000} MB")
        if time.monotonic() > end:
            raise FetchError(f"{url}: not whole after {LONGEST * timeout:.0f} seconds")
    return bytes(body)


def _charset(answer: requests.Response) -> str | None:
    """The charset that the header names; requests' own guess for a header without one is not asked."""
    named = re.search(r"charset=[\"']?([\w.:-]+)", answer.headers.get("Content-Type", ""), re.IGNORECASE)
    return named[1] if named else None
