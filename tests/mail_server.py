"""A real SMTP server on loopback that takes letters, or answers as a test tells it to."""

from __future__ import annotations

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller


class MailServer:
    """`answers`: recipient -> the answer to RCPT; `data_answers`: what DATA is answered with, one after the other."""

    def __init__(
        self, answers: dict[str, str] | None = None, data_answers: list[str] | None = None, **options: Any
    ) -> None:
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.refuse_sender = ""
        self.goodbye = "221 Bye"
        self._answers = answers or {}
        self._data_answers = list(data_answers or [])
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        return self.goodbye

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        answer = self._answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self._data_answers.pop(0) if self._data_answers else "250 OK"
        if answer.startswith("250"):
            self.raw.append(envelope.content)
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return answer

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()
