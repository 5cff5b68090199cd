"""Where letters leave the house: into a folder, or through an SMTP server."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

from matcher.errors import ConfigError, DeliveryError, Problem
from matcher.message import Letterhead, letterhead, message
from matcher.model import Answer, Letter
from matcher.settings import MailSettings, Settings

PERMANENT = 500  # SMTP answers from here on say that the same try would fail again


class Mailbox(Protocol):
    """Somewhere to send letters."""

    def send(self, letter: Letter, now: datetime) -> dict[str, Answer]:
        """Hands over one letter; the answer for each address in `letter.to`. Raises DeliveryError for all of them."""


class Folder:
    """Letters as files, one set per letter: `.eml`, `.html`, `.txt`, and `.ics` when there are days to remember."""

    def __init__(self, path: Path, head: Letterhead) -> None:
        self._path = path
        self._head = head

    def send(self, letter: Letter, now: datetime) -> dict[str, Answer]:
        """Writes the files; a file is whole or not there at all."""
        when = f"{letter.period:%G-V%V}" if letter.kind in ("digest", "preview") else f"{letter.period}"
        name = f"{when}_{letter.kind}_{letter.recipient}".replace("/", "_")
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            self._write(f"{name}.html", letter.html.encode())
            self._write(f"{name}.txt", letter.text.encode())
            if letter.calendar:
                self._write(f"{name}.ics", letter.calendar.encode())
            self._write(f"{name}.eml", message(letter, self._head, now).as_bytes())
        except OSError as error:
            raise DeliveryError(f"{self._path / name}: {error.strerror}", permanent=False) from error
        return dict.fromkeys(letter.to or (letter.recipient,), Answer("sent", f"written to {name}.eml"))

    def _write(self, name: str, content: bytes) -> None:
        partial = self._path / f".{name}.partial"
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self._path / name)


class Smtp:
    """Letters through an SMTP server, each over its own connection, so that one bad letter spoils no other.

    Made for one round: a server that does not let us in is not asked again for the next letter, since a wrong password
    that is tried once a letter locks the account. Raises ConfigError when password or certificates are not to be found.
    """

    def __init__(self, settings: MailSettings, head: Letterhead) -> None:
        self._settings = settings
        self._head = head
        self._password = settings.password if settings.username else ""
        self._trusted = _trusted(settings.ca_file) if settings.tls or settings.starttls else None
        self._shut = ""

    def send(self, letter: Letter, now: datetime) -> dict[str, Answer]:
        """Hands the letter to the server; an address that is refused stops no other of the letter.

        Only a 5xx to the recipient or to the letter itself is permanent; any other trouble is the server's or ours, and
        the same letter may well go through later.
        """
        content = message(letter, self._head, now).as_bytes()
        try:
            with self._connected() as server:
                return _hand_over(server, self._head.sender, letter.to, content)
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(self._told(error), permanent=False) from error

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        with closing(self._let_in()) as server:
            yield server
            # The letter is the server's now: however it says goodbye, it must not be sent again.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()

    def _let_in(self) -> smtplib.SMTP:
        if self._shut:
            raise DeliveryError(self._shut, permanent=False)
        try:
            return self._greeted()
        except (smtplib.SMTPException, OSError) as error:
            self._shut = self._told(error)
            raise

    def _greeted(self) -> smtplib.SMTP:
        """The server after its greeting, encrypted and logged in to as the settings ask; on failure we hang up."""
        settings = self._settings
        with ExitStack() as on_failure:
            if settings.tls:
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    settings.host, settings.port, timeout=settings.timeout, context=self._trusted
                )
            else:
                server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
            on_failure.callback(server.close)
            if settings.starttls:
                server.starttls(context=self._trusted)
            if settings.username:
                server.login(settings.username, self._password)
            on_failure.pop_all()
        return server

    def _told(self, error: Exception) -> str:
        return f"mail server {self._settings.host}:{self._settings.port}: {error or type(error).__name__}"


def mailbox(settings: Settings) -> Mailbox:
    """The mailbox that the settings name, for one round of letters. Raises ConfigError as `Smtp` does."""
    mail, head = settings.mail, letterhead(settings)
    return Folder(mail.folder, head) if mail.mode == "folder" else Smtp(mail, head)


def _trusted(ca_file: Path | None) -> ssl.SSLContext:
    """Whose certificates are believed: the system's, or only those in the file."""
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        told = f"{ca_file} holds no certificate that can be read: {error.strerror or error}"
        raise ConfigError([Problem("config", "mail.ca_file", None, told)]) from error


def _hand_over(server: smtplib.SMTP, sender: str, addresses: Sequence[str], content: bytes) -> dict[str, Answer]:
    """The server's answer for every address."""
    refused: dict[str, tuple[int, bytes]] = {}
    others = Answer("sent", "accepted")
    try:
        refused = server.sendmail(sender, addresses, content)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
        # After a 421 the library breaks off: what stands in the list was answered, and nobody got anything.
        others = Answer("failed", "not sent: the server broke off at another address")
    except smtplib.SMTPDataError as error:
        others = _answer(error.smtp_code, error.smtp_error)
    return {address: _answer(*refused[address]) if address in refused else others for address in addresses}


def _answer(code: int, said: bytes | str) -> Answer:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Answer("refused" if code >= PERMANENT else "failed", f"{code} {words}")
