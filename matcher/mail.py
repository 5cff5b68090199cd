"""Where letters leave the house: into a folder, or through an SMTP server."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from matcher.errors import DeliveryError
from matcher.model import Letter
from matcher.settings import MailSettings

PERMANENT = 500  # SMTP answers from here on say that the same try would fail again
TIMEOUT_SECONDS = 60


class Mailbox(Protocol):
    """Somewhere to send letters."""

    def send(self, letter: Letter, now: datetime) -> str:
        """Delivers one letter and returns the answer. Raises DeliveryError."""


def message(letter: Letter, sender: str, now: datetime) -> EmailMessage:
    """The letter as an e-mail with plain text and HTML. Its Message-ID is the letter's own, whenever it is built."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = letter.recipient
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = letter.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return mail


class Folder:
    """Letters as `.eml`, `.html` and `.txt` files, one set per letter."""

    def __init__(self, path: Path, sender: str) -> None:
        self._path = path
        self._sender = sender

    def send(self, letter: Letter, now: datetime) -> str:
        """Writes the three files; a file is whole or not there at all."""
        name = f"{letter.period:%G-V%V}_{letter.profile}_{letter.recipient}".replace("/", "_")
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            self._write(f"{name}.html", letter.html.encode())
            self._write(f"{name}.txt", letter.text.encode())
            self._write(f"{name}.eml", message(letter, self._sender, now).as_bytes())
        except OSError as error:
            raise DeliveryError(f"{self._path / name}: {error.strerror}", permanent=False) from error
        return f"written to {name}.eml"

    def _write(self, name: str, content: bytes) -> None:
        partial = self._path / f".{name}.partial"
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self._path / name)


class Smtp:
    """Letters through an SMTP server, each over its own connection, so that one bad letter spoils no other."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._password = settings.password if settings.username else ""

    def send(self, letter: Letter, now: datetime) -> str:
        """Hands the letter to the server. Raises DeliveryError with the server's own words.

        Only a 5xx to the recipient or to the letter itself is permanent; any other trouble is the server's or ours, and
        the same letter may well go through later.
        """
        try:
            with self._connect() as server:
                sender = self._settings.sender
                server.send_message(message(letter, sender, now), sender, [letter.recipient])
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(*error.recipients[letter.recipient]) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            place = f"{self._settings.host}:{self._settings.port}"
            raise DeliveryError(f"mail server {place}: {error or type(error).__name__}", permanent=False) from error
        return "accepted"

    @contextmanager
    def _connect(self) -> Iterator[smtplib.SMTP]:
        settings = self._settings
        server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS)
        try:
            if settings.starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.username:
                server.login(settings.username, self._password)
            yield server
            # The letter is the server's now: however it says goodbye, it must not be sent again.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()


def mailbox(settings: MailSettings) -> Mailbox:
    """The mailbox that the settings name. Raises ConfigError when its password is not to be found."""
    return Folder(settings.folder, settings.sender) if settings.mode == "folder" else Smtp(settings)


def _refusal(code: int, answer: bytes | str) -> DeliveryError:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return DeliveryError(f"{code} {words}", permanent=code >= PERMANENT)
