"""The headers of a letter as they lie on the wire: for people, for mail programs, and against strangers' words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import parse_qs, urlsplit

import pytest

from matcher.mail import mailbox
from matcher.message import letterhead, message, message_id, thread_id
from matcher.model import Letter
from matcher.settings import ConsoleSettings, MailSettings, Settings
from tests.mail_server import MailServer

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
HEAD, DEPUTY = "socialchef@gotene.example", "ersattare@gotene.example"
COORDINATOR = "samordnare@gotene.example"
TOKEN = "4fzC0m3t_Kq2mWx8Tn-A1b"  # as long as they are
LETTER = Letter(
    "digest",
    HEAD,
    date(2026, 11, 23),
    "<2026-V48.0123456789abcdef01234567@gotene.example>",
    "3 nya utlysningar – Socialförvaltningen, v. 48",
    "<html lang='sv'><p>Äldreomsorg</p></html>",
    "Äldreomsorg\n",
    to=(HEAD, DEPUTY),
    calendar="BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
    token=TOKEN,
)
PUBLIC = "https://utlysningar.kommunens-mycket-langa-namn.vastragotaland.example"


def town(base_url: str = PUBLIC, **mail: object) -> Settings:
    given = {"dkim": True, "coordinator": COORDINATOR} | mail
    return Settings(mail=MailSettings(**given), console=ConsoleSettings(base_url=base_url))  # type: ignore[arg-type]


def raw(letter: Letter = LETTER, settings: Settings | None = None) -> bytes:
    return message(letter, letterhead(settings or town()), NOW).as_bytes()


def lines(content: bytes) -> dict[str, list[str]]:
    """Header -> its lines as they stand there, of the letter's own head."""
    found: dict[str, list[str]] = {}
    for line in content.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n"):
        if line[0] not in " \t":
            name, _, line = line.partition(": ")
        found.setdefault(name, []).append(line)
    return found


def read(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


# --- For whom, from whom ------------------------------------------------------------------------------------------


def test_the_head_says_for_whom_the_letter_is_and_where_answers_go() -> None:
    head = lines(raw())
    assert head["From"] == ["utlysningar@gotene.example"]
    assert (head["To"], head["Cc"], head["Reply-To"]) == ([HEAD], [DEPUTY], [COORDINATOR])
    assert head["Date"] == ["Mon, 23 Nov 2026 06:00:00 +0000"]
    nobody = lines(raw(replace(LETTER, to=(HEAD,)), town(coordinator=None)))
    assert not {"Cc", "Reply-To", "Bcc"} & nobody.keys()


def test_programs_are_told_that_nobody_waits_for_an_answer() -> None:
    head = lines(raw())
    assert (head["Auto-Submitted"], head["Precedence"]) == (["auto-generated"], ["bulk"])
    # All but NDR: that the letter could not be delivered is to be told.
    assert head["X-Auto-Response-Suppress"] == ["DR, RN, NRN, OOF, AutoReply"]
    assert head["List-Id"] == ["<utlysningar.gotene.example>"]


# --- Which letter it is -------------------------------------------------------------------------------------------


def test_a_letter_has_its_message_id_whenever_it_is_built_and_no_other_letter_has_it() -> None:
    monday, sender = date(2026, 11, 23), "brev@a.example"
    ids = [
        message_id(kind, recipient, day, sender)  # type: ignore[arg-type]
        for kind in ("digest", "extra", "preview")
        for recipient in (HEAD, DEPUTY)
        for day in (monday, date(2026, 11, 24), date(2027, 11, 22))
    ]
    assert len(set(ids)) == len(ids) == 18
    assert message_id("digest", HEAD, monday, sender) == ids[0]
    assert all(re.fullmatch(r"<\d{4}-V\d\d\.[0-9a-f]{24}@a\.example>", found) for found in ids)
    later = message(LETTER, letterhead(town()), datetime(2026, 11, 26, 9, tzinfo=UTC)).as_bytes()
    assert lines(later)["Message-ID"] == lines(raw())["Message-ID"] == [LETTER.message_id]


def test_a_persons_letters_lie_in_one_thread_and_no_one_elses_in_it() -> None:
    other = replace(LETTER, recipient=DEPUTY, period=date(2026, 11, 30), message_id="<other@gotene.example>")
    threads = [lines(raw(letter)) for letter in (LETTER, replace(LETTER, kind="extra"), other)]
    for head in threads:
        assert head["In-Reply-To"] == head["References"]
        assert head["Message-ID"] != head["References"]
    assert threads[0]["References"] == threads[1]["References"] != threads[2]["References"]
    assert thread_id(HEAD.upper(), "a@b.se") == thread_id(HEAD, "a@b.se")


# --- Unsubscribing ------------------------------------------------------------------------------------------------


def test_one_click_survives_the_encoding_byte_for_byte() -> None:
    """The library would encode or break a line that is longer than 78 signs, and the button would be gone."""
    content = raw()
    page = f"{PUBLIC}/svar/{TOKEN}/pausa"
    assert len(page) > 100
    told = f"List-Unsubscribe: <{page}>, <mailto:{COORDINATOR}?subject=pausa>\r\n".encode()
    assert content.count(told) == 1
    assert content.count(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n") == 1
    with MailServer() as server:
        mail = replace(town().mail, mode="smtp", host="127.0.0.1", port=server.port)
        mailbox(replace(town(), mail=mail)).send(LETTER, NOW)
        assert told in server.raw[0]


@pytest.mark.parametrize(
    "settings",
    [
        town(dkim=False),
        town(base_url=""),
        town(base_url="http://127.0.0.1:8080"),
        town(base_url="https://svår.kommunen.example"),
    ],
    ids=["no DKIM", "no page", "no https", "an address that no header can hold"],
)
@pytest.mark.parametrize("kind", ["digest", "extra"])
def test_without_a_page_that_all_can_reach_and_trust_one_writes_a_mail(settings: Settings, kind: str) -> None:
    head = lines(raw(replace(LETTER, kind=kind), settings))  # type: ignore[arg-type]
    assert "List-Unsubscribe-Post" not in head
    (told,) = head["List-Unsubscribe"]
    address = urlsplit(told.strip("<>"))
    assert (address.scheme, address.path, parse_qs(address.query)) == ("mailto", COORDINATOR, {"subject": ["pausa"]})


def test_a_letter_whose_page_was_closed_offers_no_click() -> None:
    assert "List-Unsubscribe-Post" not in lines(raw(replace(LETTER, token="")))


def test_without_a_coordinator_the_sender_reads_it() -> None:
    assert (
        "<mailto:utlysningar@gotene.example?subject=pausa>"
        in lines(raw(settings=town("", coordinator=None)))["List-Unsubscribe"]
    )


@pytest.mark.parametrize("kind", ["preview", "urgent", "notice"])
def test_the_coordinators_work_cannot_be_unsubscribed(kind: str) -> None:
    head = lines(raw(replace(LETTER, kind=kind)))  # type: ignore[arg-type]
    assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & head.keys()


# --- Strangers' words ---------------------------------------------------------------------------------------------

USUAL = set(lines(raw()))
EVIL = [
    "Hej\r\nBcc: alla@gotene.example",
    "Hej\nBcc: alla@gotene.example",
    "Hej\rX-Evil: 1",
    "Hej\r\n\r\n<script>alert(1)</script>",
    "Hej\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029Bcc: alla@gotene.example",
    "=?utf-8?q?Hej=0D=0ABcc=3A_alla=40gotene=2Eexample?=",
    "=?utf-8?b?SGVqDQpCY2M6IGFsbGFAZ290ZW5lLmV4YW1wbGU=?= =?utf-8?q?=0D=0ABcc=3A_x?=",
    "==??utf-8?q?=0D=0ABcc=3A_x?=",
    "=\x00?utf-8?q?=0D=0ABcc=3A_x?=",
    "å" * 300 + "\r\nBcc: alla@gotene.example",
    "a" * 2000,
]


@pytest.mark.parametrize("subject", EVIL, ids=range(len(EVIL)))
def test_a_newline_never_becomes_a_header(subject: str) -> None:
    content = raw(replace(LETTER, subject=subject))
    assert set(lines(content)) == USUAL
    assert b"\r\n" not in content.replace(b"\r\n", b"") and b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    mail = read(content)
    assert not mail["Bcc"] and not mail["X-Evil"]
    assert mail["Message-ID"] == LETTER.message_id


LONG = "2 stänger snart, 3 nya utlysningar – " + "Barn- och utbildningsförvaltningen, " * 4


@pytest.mark.parametrize("subject", [LETTER.subject, "Å" * 200, "Kort", LONG])
def test_a_subject_is_read_as_it_was_written(subject: str) -> None:
    assert read(raw(replace(LETTER, subject=subject)))["Subject"] == subject


@pytest.mark.parametrize("field", ["recipient", "message_id"])
def test_an_address_or_id_with_a_newline_is_no_letter(field: str) -> None:
    """Profiles with such an address are refused when they are read; this is the last door."""
    evil = replace(LETTER, **{field: "<a@b.example>\r\nBcc: alla@gotene.example"})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        raw(evil)


# --- Its parts ----------------------------------------------------------------------------------------------------


def test_the_days_lie_in_a_file_that_old_and_new_programs_know_by_name() -> None:
    mail = read(raw())
    (file,) = mail.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "sista-dagar.ics")
    assert dict(file["Content-Type"].params) == {"charset": "utf-8", "method": "PUBLISH", "name": "sista-dagar.ics"}
    assert file["Content-Disposition"].params["filename"] == "sista-dagar.ics"
    assert file.get_content().splitlines() == LETTER.calendar.splitlines()
    assert not list(read(raw(replace(LETTER, calendar=""))).iter_attachments())


def test_text_comes_before_html_so_that_each_program_takes_the_best_it_knows() -> None:
    alternative = next(read(raw()).iter_parts())
    kinds = [part.get_content_type() for part in alternative.iter_parts()]
    assert (alternative.get_content_type(), kinds) == ("multipart/alternative", ["text/plain", "text/html"])
