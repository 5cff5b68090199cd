"""Letters leave the house through a real SMTP server or into a folder; every refusal is told apart."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from matcher.errors import ConfigError, DeliveryError
from matcher.mail import mailbox
from matcher.model import Letter
from matcher.settings import MailSettings
from tests.mail_server import MailServer

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
LETTER = Letter(
    "social",
    "socialchef@gotene.example",
    date(2026, 11, 23),
    "<2026-W48.abc@gotene.example>",
    "3 nya utlysningar – Socialförvaltningen, v. 48",
    "<html lang='sv'><p>Äldreomsorg</p></html>",
    "Äldreomsorg\n",
)


def smtp(server: MailServer, **more: object) -> MailSettings:
    return MailSettings(mode="smtp", host="127.0.0.1", port=server.port, **more)  # type: ignore[arg-type]


def test_a_letter_arrives_whole() -> None:
    with MailServer() as server:
        assert mailbox(smtp(server)).send(LETTER, NOW) == "accepted"
        (mail,) = server.letters
    assert mail["Subject"] == LETTER.subject
    assert (mail["To"], mail["From"]) == (LETTER.recipient, "utlysningar@gotene.example")
    assert mail["Message-ID"] == LETTER.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(("plain",)).get_content().strip() == "Äldreomsorg"
    assert "Äldreomsorg" in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("answer", "permanent"), [("550 no such person", True), ("452 mailbox full", False)], ids=["550", "452"]
)
def test_a_refused_recipient(answer: str, permanent: bool) -> None:
    with MailServer(answers={LETTER.recipient: answer}) as server, pytest.raises(DeliveryError, match=answer) as caught:
        mailbox(smtp(server)).send(LETTER, NOW)
    assert caught.value.permanent is permanent


@pytest.mark.parametrize(("answer", "permanent"), [("554 no", True), ("451 later", False)])
def test_a_refused_letter(answer: str, permanent: bool) -> None:
    with MailServer(data_answers=[answer]) as server, pytest.raises(DeliveryError, match=answer) as caught:
        mailbox(smtp(server)).send(LETTER, NOW)
    assert caught.value.permanent is permanent


def test_a_server_that_wants_no_mail_today_is_a_passing_fault() -> None:
    with MailServer() as server:
        server.refuse_sender = "550 not today"
        with pytest.raises(DeliveryError, match="not today") as caught:
            mailbox(smtp(server)).send(LETTER, NOW)
    assert not caught.value.permanent


def test_a_letter_that_was_taken_is_sent_however_the_server_says_goodbye() -> None:
    with MailServer() as server:
        server.goodbye = "554 go away"
        assert mailbox(smtp(server)).send(LETTER, NOW) == "accepted"
        assert len(server.letters) == 1


def test_no_server_is_a_passing_fault() -> None:
    with MailServer() as server:
        settings = smtp(server)
    with pytest.raises(DeliveryError, match=r"127\.0\.0\.1") as caught:
        mailbox(settings).send(LETTER, NOW)
    assert not caught.value.permanent


def test_a_server_without_starttls_gets_nothing_when_it_is_asked_for() -> None:
    with MailServer() as server, pytest.raises(DeliveryError, match="STARTTLS"):
        mailbox(smtp(server, starttls=True)).send(LETTER, NOW)
    assert server.letters == []


def test_a_password_that_is_not_there_is_told_before_anything_is_sent() -> None:
    with MailServer() as server, pytest.raises(ConfigError, match="password_env or password_file"):
        mailbox(smtp(server, username="matcher"))


def test_a_newline_never_becomes_a_header() -> None:
    evil = replace(LETTER, subject="Hej\r\nBcc: alla@gotene.example")
    with MailServer() as server, pytest.raises(ValueError, match=r"linefeed|newline"):
        mailbox(smtp(server)).send(evil, NOW)
    assert server.letters == []


def test_a_folder_gets_three_files_and_no_halves(tmp_path: Path) -> None:
    settings = MailSettings(folder=tmp_path / "letters")
    mailbox(settings).send(LETTER, NOW)
    mailbox(settings).send(LETTER, NOW)
    names = sorted(path.name for path in (tmp_path / "letters").iterdir())
    stem = "2026-V48_social_socialchef@gotene.example"
    assert names == [f"{stem}.eml", f"{stem}.html", f"{stem}.txt"]
    mail = message_from_bytes((tmp_path / "letters" / f"{stem}.eml").read_bytes(), policy=policy.default)
    assert mail["Subject"] == LETTER.subject
    assert (tmp_path / "letters" / f"{stem}.txt").read_text() == LETTER.text


def test_a_folder_that_cannot_be_written_is_a_passing_fault(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("a file stands where the folder should be")
    with pytest.raises(DeliveryError) as caught:
        mailbox(MailSettings(folder=tmp_path / "letters")).send(LETTER, NOW)
    assert not caught.value.permanent
