"""An SMTP server on loopback in the mood that a test puts it in: it refuses, stalls, hangs up, or talks nonsense."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from email import message_from_bytes, policy
from socketserver import StreamRequestHandler, ThreadingTCPServer

STALL, HANG_UP, HANG_UP_HALFWAY = b"stall", b"hang up", b"hang up halfway"
USUAL = {"CONNECT": b"220 moody", "DATA": b"354 go on", "QUIT": b"221 bye"}
OK = b"250 OK"


class MoodyServer:
    """`mood`: what the client says -> the answer; nothing special: as usual.

    It says a line, of which the first word is enough, "CONNECT" at first, and "LETTER" after DATA.
    taken  (address, Message-ID, text) of every letter that the server took, whether it said so or not
    """

    def __init__(self) -> None:
        self.mood: Mapping[str, bytes] = {}
        self.taken: list[tuple[str, str, str]] = []
        self._over = threading.Event()
        outer = self

        class Line(StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):  # a client may hang up, too
                    outer.talk(self)

        self._server = ThreadingTCPServer(("127.0.0.1", 0), Line)
        self._server.daemon_threads, self._server.block_on_close = True, False
        self.port: int = self._server.server_address[1]

    def talk(self, line: StreamRequestHandler) -> None:
        """One connection, to its end."""
        said, addresses = "CONNECT", []
        while said:
            answer = self._answer(said)
            if said.startswith("rcpt") and answer == OK:
                addresses.append(said.partition("<")[2].partition(">")[0])
            if answer == STALL:
                self._over.wait()
            if answer in (STALL, HANG_UP):
                return
            line.wfile.write(answer + b"\r\n")
            said = line.rfile.readline().decode("latin-1").strip()
            if said == "data" and self._answer("DATA").startswith(b"354"):
                line.wfile.write(b"354 go on\r\n")
                said = self._read_letter(line, addresses)

    def _answer(self, said: str) -> bytes:
        word = said.split(" ")[0].upper()
        return self.mood.get(said) or self.mood.get(word) or USUAL.get(word, OK)

    def _read_letter(self, line: StreamRequestHandler, addresses: list[str]) -> str:
        answer = self._answer("LETTER")
        content = line.rfile.readline()
        if answer == HANG_UP_HALFWAY:
            return ""
        while not content.endswith(b"\r\n.\r\n"):
            content += line.rfile.readline()
        if answer in (OK, STALL, HANG_UP):
            mail = message_from_bytes(content, policy=policy.default)
            text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            self.taken += [(address, str(mail["Message-ID"]), text) for address in addresses]
        return "LETTER"

    def __enter__(self) -> MoodyServer:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
