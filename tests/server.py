"""A real HTTP server on loopback that answers what a test tells it to, fault by fault."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False  # announce more bytes than are sent
    drip: float = 0.0  # seconds between two bytes
    stall: float = 0.0  # seconds before anything is said


class Server:
    """`answers`: path -> what to answer, one after the other; the last one stays.

    An answer with an ETag is not sent again to who names it: 304, as a funder's server does.
    asked  paths in order; headers  those of the latest request
    """

    def __init__(self, answers: dict[str, Sequence[Answer]]) -> None:
        self.answers = {path: list(list_) for path, list_ in answers.items()}
        self.asked: list[str] = []
        self.headers: dict[str, str] = {}
        self.sent = 0  # bytes of bodies
        self._over = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                left = outer.answers.get(self.path, [Answer(b"not here", 404)])
                answer = left.pop(0) if len(left) > 1 else left[0]
                outer.headers = dict(self.headers)
                if answer.headers.get("ETag", "none") == self.headers.get("If-None-Match"):
                    answer = Answer(status=304)
                outer.sent += len(answer.body)
                outer._over.wait(answer.stall)
                if "Date" in answer.headers:
                    self.send_response_only(answer.status)
                else:
                    self.send_response(answer.status)
                headers = {"Content-Length": str(len(answer.body) + (100 if answer.cut else 0)), **answer.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                outer._write(self, answer)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def _write(self, line: BaseHTTPRequestHandler, answer: Answer) -> None:
        with suppress(OSError):  # who is refused hangs up
            for byte in answer.body if answer.drip else ():
                line.wfile.write(bytes([byte]))
                self._over.wait(answer.drip)  # no sleep: tests take that away
            line.wfile.write(b"" if answer.drip else answer.body)

    def __enter__(self) -> Server:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._http.shutdown()
        self._http.server_close()
