"""One request and its answer: paced, bounded in size and time, and only to where we may go."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import requests
from requests_ratelimiter import LimiterSession

from sources.kit.addresses import GuardedAdapter, place_of
from sources.kit.errors import FetchError

USER_AGENT = "matcher/0.1 (funding-call reader of a Swedish municipality{contact})"
MAX_BYTES = 40_000_000
REDIRECTS = 5
LONGEST = 5  # a whole answer may take this many times the time-out
LONGEST_WAIT = 60.0  # seconds that a funder may ask us to wait; for longer the next reading comes back


class Passing(Exception):
    """A fault worth one more try; `wait` seconds before it, if the funder says so."""

    def __init__(self, fault: str, wait: float = 0.0) -> None:
        super().__init__(fault)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer. `charset` is what its header names."""

    status: int
    content: bytes
    charset: str | None
    headers: Mapping[str, str]


class Pace:
    """How many requests a second each host gets, from all who share this."""

    def __init__(self, per_second: float) -> None:
        self._first = LimiterSession(per_second=per_second)

    def session(self, free: Collection[str]) -> requests.Session:
        """A session that keeps the pace, but for these places."""
        session = _PacedSession(limiter=self._first.limiter)
        session.free = frozenset(free)
        return session

    def close(self) -> None:
        """Nobody asks any more."""
        self._first.close()


class _PacedSession(LimiterSession):
    free: frozenset[str] = frozenset()

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """One request, when its host may be asked again."""
        if place_of(str(request.url)) in self.free:
            return requests.Session.send(self, request, **options)
        return super().send(request, **options)


class Transport:
    """Asks, follows redirects, and reads whole answers.

    trusted  places that the operator has named: they may be private, and are not slowed down
    timeout  seconds of silence that are borne
    """

    def __init__(self, pace: Pace, trusted: Collection[str], timeout: float, contact: str) -> None:
        self._timeout = timeout
        self._session = pace.session(trusted)
        self._session.headers["User-Agent"] = USER_AGENT.format(contact=f"; {contact}" if contact else "")
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, GuardedAdapter(trusted))

    def ask(self, method: str, url: str, permit: Callable[[str], None], **options: Any) -> Answer:
        """The answer to a request. `permit` sees every address before it is asked and raises what forbids it.

        Raises Passing for silence and broken connections, FetchError for what will not pass, ForbiddenError.
        """
        try:
            return self._follow(method, url, permit, **options)
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise Passing(f"{url}: {type(error).__name__}") from error
        except (requests.RequestException, ValueError) as error:
            raise FetchError(f"{url}: {error}") from error

    def close(self) -> None:
        """Ends the connections."""
        self._session.close()

    def _follow(self, method: str, url: str, permit: Callable[[str], None], **options: Any) -> Answer:
        for _ in range(REDIRECTS + 1):
            place_of(url)  # nothing but a web address goes on
            permit(url)
            with self._session.request(
                method, url, timeout=self._timeout, stream=True, allow_redirects=False, **options
            ) as answer:
                target = self._session.get_redirect_target(answer)
                if not target:
                    return Answer(answer.status_code, self._body(url, answer), _charset(answer), answer.headers)
            if method != "GET":
                raise FetchError(f"{url}: has moved to {target}")
            url = urljoin(url, target)
        raise FetchError(f"{url}: more than {REDIRECTS} redirects")

    def _body(self, url: str, answer: requests.Response) -> bytes:
        """The whole body, unpacked. requests' time-out is that of one silence; a dripping server has a limit, too."""
        if int(answer.headers.get("Content-Length") or 0) > MAX_BYTES:
            raise FetchError(f"{url}: more than {MAX_BYTES // 1_000_000} MB")
        body, end = bytearray(), time.monotonic() + LONGEST * self._timeout
        for chunk in answer.iter_content(65536):
            body += chunk
            if len(body) > MAX_BYTES:
                raise FetchError(f"{url}: more than {MAX_BYTES // 1_000_000} MB")
            if time.monotonic() > end:
                raise FetchError(f"{url}: not whole after {LONGEST * self._timeout:.0f} seconds")
        return bytes(body)


def asked_to_wait(answer: Answer) -> float:
    """Seconds that `Retry-After` asks for, by the funder's own clock where it names a time; 0 when it asks for none."""
    said = answer.headers.get("Retry-After", "")
    if said.isdecimal():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - parsedate_to_datetime(answer.headers["Date"])).total_seconds())
    except (KeyError, TypeError, ValueError):
        return 0.0


def _charset(answer: requests.Response) -> str | None:
    """The charset that the header names; requests' own guess for a header without one is not asked."""
    named = re.search(r"charset=[\"']?([\w.:-]+)", answer.headers.get("Content-Type", ""), re.IGNORECASE)
    return named[1] if named else None
