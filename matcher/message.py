"""A letter as an e-mail: headers that machines can read, text, HTML, and the days to remember as a calendar file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from urllib.parse import quote

from matcher.model import FOR_RECIPIENTS, Letter, LetterKind
from matcher.settings import Settings

CALENDAR_NAME = "sista-dagar.ics"
# Line breaks of every alphabet, and signs that steer a terminal or a printer.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# How RFC 2047 begins a word in code. The library decodes one that stands in a title, and writes the line breaks in it.
CODED = "=?"


@dataclass(frozen=True)
class Letterhead:
    """What all letters of the house bear.

    sender     the address that they come from
    replies    the address where a person reads: the coordinator's, else the sender's
    page       from a letter's token to the address of its answer page; empty where there is none
    one_click  the page may be offered for unsubscribing by one click: RFC 8058 asks for https and a DKIM signature
    """

    sender: str
    replies: str
    page: Callable[[str], str]
    one_click: bool = False


def letterhead(settings: Settings) -> Letterhead:
    """The letterhead that the settings name."""
    mail = settings.mail
    base = settings.console.base_url
    one_click = mail.dkim and base.startswith("https://") and base.isascii()
    return Letterhead(mail.sender, mail.coordinator or mail.sender, settings.page, one_click)


def message_id(kind: LetterKind, recipient: str, period: date, sender: str) -> str:
    """The same for the same letter every time it is composed or sent, so that a doubled one can be recognised."""
    return f"<{period:%G-V%V}.{_mark(f'{kind} {recipient} {period}')}@{_domain(sender)}>"


def thread_id(recipient: str, sender: str) -> str:
    """What all letters to a person answer to, so that they lie together; no letter has this id itself."""
    return f"<brev.{_mark(recipient.casefold())}@{_domain(sender)}>"


def message(letter: Letter, head: Letterhead, now: datetime) -> EmailMessage:
    """The letter as an e-mail. Its Message-ID is the letter's own, whenever it is built.

    The recipient stands in To and deputies in Cc, so that a deputy sees whose letter it is. The subject, the only
    header that holds strangers' words, loses every sign that could end a line, also one in code.
    """
    mail = EmailMessage(policy=_WHOLE)
    for name, value in _headers(letter, head, now):
        mail[name] = value
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.calendar:
        # Older programs look for the file's name here, newer ones in the Content-Disposition.
        params = {"method": "PUBLISH", "name": CALENDAR_NAME}
        mail.add_attachment(letter.calendar, subtype="calendar", cte="base64", params=params, filename=CALENDAR_NAME)
    return mail


def _headers(letter: Letter, head: Letterhead, now: datetime) -> list[tuple[str, str]]:
    deputies = [address for address in letter.to if address.casefold() != letter.recipient.casefold()]
    thread = thread_id(letter.recipient, head.sender)
    headers = [
        ("From", head.sender),
        ("To", letter.recipient),
        ("Cc", ", ".join(deputies)),
        ("Reply-To", head.replies if head.replies != head.sender else ""),
        ("Subject", CONTROL.sub(" ", letter.subject).replace(CODED, "= ?")),
        ("Date", format_datetime(now)),
        ("Message-ID", letter.message_id),
        ("In-Reply-To", thread),
        ("References", thread),
        # Nobody's holiday answer is wanted: RFC 3834, and what Exchange knows in its place. That a letter could not be
        # delivered (NDR) is to be told.
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply"),
        ("Precedence", "bulk"),
        ("List-Id", f"<{head.sender.replace('@', '.')}>"),
        *(_unsubscribe(letter, head) if letter.kind in FOR_RECIPIENTS else ()),
    ]
    return [(name, value) for name, value in headers if value]


def _unsubscribe(letter: Letter, head: Letterhead) -> list[tuple[str, str]]:
    """RFC 2369, and RFC 8058 where one click is allowed: the click pauses the letter's recipient."""
    by_mail = f"<mailto:{quote(head.replies, safe='@')}?subject=pausa>"
    page = head.page(letter.token)
    if not page or not head.one_click:
        return [("List-Unsubscribe", by_mail)]
    one_click = ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    return [("List-Unsubscribe", f"<{page}/pausa>, {by_mail}"), one_click]


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _domain(sender: str) -> str:
    return sender.rsplit("@", 1)[-1]


class _WholeHeaders(EmailPolicy):
    """Folds the subject only, for a line may be 998 characters long (RFC 5322, 2.1.1).

    The library breaks or encodes an address, an id or a link that is longer than its line, and no mail program can read
    it any more: `References`, `List-Unsubscribe` and long names of mailboxes are lost that way.
    """

    def fold(self, name: str, value: str) -> str:
        return super().fold(name, value) if name == "Subject" else f"{name}: {value}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii")


_WHOLE = _WholeHeaders(linesep="\r\n")
