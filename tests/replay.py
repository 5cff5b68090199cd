"""A funder's site on loopback: replays the pages of a recording folder, as they were on a given day.

The folder of a declared source holds a `facts.toml` (see `tests/markups.py`), any other the pages and a `pages.toml`:

    format = "text-only"                     what the layout rests on, as in the source's declaration
    rests_on = "…"                           what was looked at, and when

    [[pages]]
    path = "/utlysningar/?page=2"            path and query that the page answers to
    file = "lista-2.html"
    type = "text/html; charset=utf-8"
    appears = 2026-11-27                     optional: from this day on; the latest that has appeared answers
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.markups import read_facts, render


@dataclass(frozen=True)
class Recorded:
    """One page: what it answers to, its bytes and content type, and the first day it is there."""

    path: str
    content: bytes
    type: str
    appears: date


class Replay:
    """Serves the pages of `folder` while the `with` block lasts; anything else is a 404. `asked` lists the paths asked.

    today   pages that appear later are not there yet; None serves every page in its latest form
    markup  how facts are rendered, one of `tests.markups.MARKUPS`; "" is the recording's own
    """

    def __init__(self, folder: Path, *, today: date | None = None, markup: str = "") -> None:
        self.asked: list[str] = []
        declared, pages = _from_facts(folder, markup, today) if is_of_facts(folder) else _from_pages(folder)
        self.format: str = declared["format"]
        self.rests_on: str = declared["rests_on"]
        there = [page for page in pages if today is None or page.appears <= today]
        self._pages = {page.path: page for page in sorted(there, key=lambda page: page.appears)}

    def __enter__(self) -> Replay:
        handler = type("Handler", (_Handler,), {"site": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url_for(self, url: str) -> str:
        """The loopback address that answers instead of the public `url`."""
        return f"http://127.0.0.1:{self._server.server_port}{_path(url)}"

    def find(self, path: str) -> Recorded | None:
        """The page that answers to `path` (with its query), or None."""
        self.asked.append(path)
        return self._pages.get(unquote(path))


class _Handler(BaseHTTPRequestHandler):
    site: Replay

    def do_GET(self) -> None:
        page = self.site.find(self.path)
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", page.type if page else "text/plain; charset=utf-8")
        body = page.content if page else b"Not recorded\n"
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests do not want a log of requests."""


def is_of_facts(folder: Path) -> bool:
    """Whether the recording in `folder` is told as facts, which can be rendered in any mark-up."""
    return (folder / "facts.toml").exists()


def _from_facts(folder: Path, markup: str, today: date | None) -> tuple[dict[str, Any], list[Recorded]]:
    declared, facts = read_facts(folder)
    shown = render(declared, facts, markup or declared["markup"], today)
    kinds = {path: "text/xml" if text.startswith("<?xml") else "text/html" for path, text in shown.items()}
    pages = [
        Recorded(unquote(path), text.encode(), f"{kinds[path]}; charset=utf-8", date.min)
        for path, text in shown.items()
    ]
    return declared, pages


def _from_pages(folder: Path) -> tuple[dict[str, Any], list[Recorded]]:
    declared: dict[str, Any] = tomllib.loads((folder / "pages.toml").read_text(encoding="utf-8"))
    return declared, [_recorded(folder, **page) for page in declared["pages"]]


def _recorded(folder: Path, path: str, file: str, type: str, appears: date = date.min) -> Recorded:  # noqa: A002
    return Recorded(unquote(path), (folder / file).read_bytes(), type, appears)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
