"""The EU portal's search service on loopback, with its habits and, when asked for, its faults.

Habits, as recorded or told by those who use it: parts that are not typed as JSON give an error 500; a query that is not
such a part is not read, and the answer is everything; never more than 100 rows a page; pages count from 1; past the end
comes an empty page; without a sort part, rows come back on later pages and others never come.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zlib import crc32

from sources.eu_funding_tenders import SOURCE
from sources.kit.call import Call
from sources.kit.web import Web

Row = dict[str, Any]

PATH = "/search-api/prod/rest/search"
MOST = 100

# What the tests of the reader share.
TODAY = date(2026, 11, 23)
NEXT = "2027-02-11T00:00:00.000+0000"
LIVING = {"deadlineDate": NEXT}


class BadQuery(Exception):
    """The service does not know this form of query."""


def make_row(identifier: str, kind: str = "1", language: str = "en", **fields: Any) -> Row:
    """A result in the portal's form: every value a list of strings; a field that is None is missing."""
    reference = fields.pop("reference", f"{identifier}-{kind}{language}")
    url = fields.pop("address", f"https://ec.europa.eu/topic-details/{identifier}")
    common = {"identifier": identifier, "type": kind, "language": language, "status": "31094502", "title": identifier}
    common |= {"callIdentifier": identifier, "callccm2Id": identifier, "frameworkProgramme": "43252405"}
    values = {name: value for name, value in (common | fields).items() if value is not None}
    metadata = {name: value if isinstance(value, list) else [str(value)] for name, value in values.items()}
    return {"reference": reference, "url": url, "databaseLabel": "SEDIA", "language": language, "metadata": metadata}


def many(count: int) -> list[Row]:
    """So many living topics, in the order of their identifiers."""
    return [make_row(f"LIFE-2027-{number:03}", **LIVING) for number in range(count)]


@dataclass
class Portal:
    """Serves `rows` at `url` while the `with` block lasts; `asked` tells what was asked (URL parameters and parts).

    today      rows whose own key `appears` is a later day are not there yet
    down       so many first answers are a 500
    cut_off    so many first answers end in the middle
    ill        the language, and the first page, to which `down` and `cut_off` are confined
    error      every answer is this document, with status 200
    missing    so many rows more are announced than there are
    growth     so many rows more are announced on each new page
    shift      each new page begins so many rows too early
    echo       what the answer says of itself instead of the truth, such as {"pageNumber": 1}
    intruder   a row that comes last on every page, whatever was asked
    deaf       the query is not read, nor the languages
    babel      the languages are not read: rows come in all of them
    unsorted   the sort part is not read
    """

    rows: Iterable[Row]
    today: date | None = None
    down: int = 0
    cut_off: int = 0
    ill: tuple[str, int] | None = None
    error: Mapping[str, Any] | None = None
    missing: int = 0
    growth: int = 0
    shift: int = 0
    echo: Mapping[str, Any] | None = None
    intruder: Row | None = None
    deaf: bool = False
    babel: bool = False
    unsorted: bool = False

    def __post_init__(self) -> None:
        there = [row for row in self.rows if not self.today or row.get("appears", "") <= self.today.isoformat()]
        stripped = [{name: value for name, value in row.items() if name != "appears"} for row in there]
        self.rows = list({json.dumps(row, sort_keys=True): row for row in stripped}.values())
        self.asked: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.url = ""

    def __enter__(self) -> Portal:
        handler = type("Handler", (_Handler,), {"portal": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}{PATH}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, params: dict[str, str], parts: dict[str, Any]) -> dict[str, Any]:
        """The document that answers a question. Raises BadQuery."""
        self.asked.append((params, parts))
        number, size = int(params.get("pageNumber", 1)), min(int(params.get("pageSize", 10)), MOST)
        found = self._found(parts)
        start = (number - 1) * (size - self.shift)
        results = self._ordered(found, parts.get("sort"), number)[start : start + size]
        return {
            "apiVersion": "2.151",
            "terms": params.get("text"),
            "totalResults": len(found) + self.missing + self.growth * (number - 1),
            "pageNumber": number,
            "pageSize": size,
            "sort": "relevance",
            "results": results + ([self.intruder] if self.intruder else []),
            "warnings": [],
        } | dict(self.echo or {})

    def is_ill(self, params: dict[str, str], parts: dict[str, Any]) -> bool:
        """Whether the faults that pass may befall the answer to this question."""
        language, page = self.ill or ("", 1)
        return language in ("", *parts.get("languages", [])) and int(params.get("pageNumber", 1)) >= page

    def _found(self, parts: dict[str, Any]) -> list[Row]:
        if self.deaf:
            return list(self.rows)
        languages = None if self.babel else parts.get("languages")
        spoken = [row for row in self.rows if languages is None or row["language"] in languages]
        return [row for row in spoken if _matches(row, parts.get("query"))]

    def _ordered(self, found: list[Row], sort: dict[str, str] | None, number: int) -> list[Row]:
        if self.unsorted or not sort:
            # By relevance all rows are equal, and each page is cut from another order of them.
            return sorted(found, key=lambda row: crc32(f"{number} {row['reference']}".encode()))
        return sorted(found, key=lambda row: _values(row, sort["field"])[:1], reverse=sort.get("order") == "DESC")


def crawl(portal: Portal, today: date = TODAY) -> tuple[dict[str, Call], Web]:
    """The calls by key, and the web they were read through."""
    with portal:
        web = Web(SOURCE.url, today, override=portal.url, patience=0.0)
        try:
            calls = list(SOURCE.crawl(web))
        finally:
            web.close()
    assert len({call.key for call in calls}) == len(calls)
    return {call.key: call for call in calls}, web


def calls_of(rows: Iterable[Row], today: date = TODAY, **faults: Any) -> dict[str, Call]:
    """The calls that are read from these rows, by key, while the portal has these faults."""
    return crawl(Portal(rows, **faults), today)[0]


class _Handler(BaseHTTPRequestHandler):
    portal: Portal

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = _parts(self.headers, body)
        if any(part.get_content_type() != "application/json" for part in parts.values()):
            return self._send(500, {"type": "throwable", "message": "internal error"})
        values = {name: json.loads(str(part.get_payload())) for name, part in parts.items()}
        params = dict(parse_qsl(urlsplit(self.path).query))
        is_ill = self.portal.is_ill(params, values)
        if is_ill and self.portal.down > 0:
            self.portal.down -= 1
            return self._send(500, {"type": "throwable", "message": "internal error"})
        try:
            answer = self.portal.error or self.portal.answer(params, values)
        except BadQuery:
            return self._send(400, {"type": "businessError", "message": "Invalid Query format"})
        is_cut = is_ill and self.portal.cut_off > 0
        self.portal.cut_off -= is_cut
        return self._send(200, answer, cut=is_cut)

    def do_GET(self) -> None:
        self._send(405, {})

    def _send(self, status: int, document: Mapping[str, Any], *, cut: bool = False) -> None:
        body = json.dumps(document).encode()
        if cut:
            body = body[: len(body) // 2]
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests do not want a log of requests."""


def _parts(headers: Message, body: bytes) -> dict[str, Message]:
    if headers.get_content_maintype() != "multipart":
        return {}
    message = BytesParser().parsebytes(b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body)
    parts = [part for part in message.walk() if part is not message]
    return {str(part.get_param("name", header="content-disposition")): part for part in parts}


def _matches(row: Row, query: Any) -> bool:
    return query is None or all(_clause(row, clause) for clause in _musts(query))


def _musts(query: Any) -> list[Any]:
    if set(query) != {"bool"} or set(query["bool"]) != {"must"}:
        raise BadQuery
    return list(query["bool"]["must"])


def _clause(row: Row, clause: dict[str, Any]) -> bool:
    forms: dict[str, Callable[[Any], list[str]]] = {"terms": list, "term": lambda value: [value]}
    (form, condition), *_ = clause.items()
    if form not in forms:
        raise BadQuery
    return all(set(_values(row, field)) & set(forms[form](wanted)) for field, wanted in condition.items())


def _values(row: Row, field: str) -> list[str]:
    return list(row.get("metadata", row).get(field, []))
