"""Letters leave the house through a real SMTP server or into a folder; every refusal is told apart."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from matcher.errors import ConfigError, DeliveryError
from matcher.mail import mailbox
from matcher.model import Answer, Letter
from matcher.settings import MailSettings, Settings
from tests.mail_server import MailServer

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
LETTER = Letter(
    "digest",
    "socialchef@gotene.example",
    date(2026, 11, 23),
    "<2026-W48.abc@gotene.example>",
    "3 nya utlysningar – Socialförvaltningen, v. 48",
    "<html lang='sv'><p>Äldreomsorg</p></html>",
    "Äldreomsorg\n",
    to=("socialchef@gotene.example",),
)
ACCEPTED = {LETTER.recipient: Answer("sent", "accepted")}


def smtp(server: MailServer, **more: object) -> Settings:
    return Settings(mail=MailSettings(mode="smtp", host="127.0.0.1", port=server.port, **more))  # type: ignore[arg-type]


def test_a_letter_arrives_whole() -> None:
    with MailServer() as server:
        assert mailbox(smtp(server)).send(LETTER, NOW) == ACCEPTED
        (mail,) = server.letters
    assert mail["Subject"] == LETTER.subject
    assert (mail["To"], mail["From"]) == (LETTER.recipient, "utlysningar@gotene.example")
    assert mail["Message-ID"] == LETTER.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(("plain",)).get_content().strip() == "Äldreomsorg"
    assert "Äldreomsorg" in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("answer", "status"), [("550 no such person", "refused"), ("452 mailbox full", "failed")], ids=["550", "452"]
)
def test_a_refused_recipient(answer: str, status: str) -> None:
    with MailServer(answers={LETTER.recipient: answer}) as server:
        assert mailbox(smtp(server)).send(LETTER, NOW) == {LETTER.recipient: Answer(status, answer)}
        assert server.letters == []


def test_an_address_that_is_refused_stops_no_other() -> None:
    two = replace(LETTER, to=("bort@gotene.example", LETTER.recipient))
    with MailServer(answers={"bort@gotene.example": "550 gone"}) as server:
        answers = mailbox(smtp(server)).send(two, NOW)
        assert answers == {"bort@gotene.example": Answer("refused", "550 gone"), **ACCEPTED}
        assert len(server.letters) == 1


@pytest.mark.parametrize(("answer", "status"), [("554 no", "refused"), ("451 later", "failed")])
def test_a_refused_letter(answer: str, status: str) -> None:
    with MailServer(data_answers=[answer]) as server:
        assert mailbox(smtp(server)).send(LETTER, NOW) == {LETTER.recipient: Answer(status, answer)}


def test_a_server_that_wants_no_mail_today_is_a_passing_fault() -> None:
    with MailServer() as server:
        server.refuse_sender = "550 not today"
        with pytest.raises(DeliveryError, match="not today") as caught:
            mailbox(smtp(server)).send(LETTER, NOW)
    assert not caught.value.permanent


def test_a_letter_that_was_taken_is_sent_however_the_server_says_goodbye() -> None:
    with MailServer() as server:
        server.goodbye = "554 go away"
        assert mailbox(smtp(server)).send(LETTER, NOW) == ACCEPTED
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


def test_a_folder_gets_three_files_and_no_halves(tmp_path: Path) -> None:
    settings = Settings(mail=MailSettings(folder=tmp_path / "letters"))
    for _ in range(2):
        assert mailbox(settings).send(LETTER, NOW)[LETTER.recipient].status == "sent"
    names = sorted(path.name for path in (tmp_path / "letters").iterdir())
    stem = "2026-V48_digest_socialchef@gotene.example"
    assert names == [f"{stem}.eml", f"{stem}.html", f"{stem}.txt"]
    mail = message_from_bytes((tmp_path / "letters" / f"{stem}.eml").read_bytes(), policy=policy.default)
    assert mail["Subject"] == LETTER.subject
    assert (tmp_path / "letters" / f"{stem}.txt").read_text() == LETTER.text


def test_letters_of_one_day_lie_beside_each_other(tmp_path: Path) -> None:
    box = mailbox(Settings(mail=MailSettings(folder=tmp_path)))
    for kind in ("preview", "urgent", "extra"):
        box.send(replace(LETTER, kind=kind, calendar="BEGIN:VCALENDAR\r\n"), NOW)
    stems = {path.name.rpartition(".")[0] for path in tmp_path.iterdir()}
    person = LETTER.recipient
    assert stems == {f"2026-V48_preview_{person}", f"2026-11-23_urgent_{person}", f"2026-11-23_extra_{person}"}
    assert len(list(tmp_path.glob("*.ics"))) == 3


def test_a_folder_that_cannot_be_written_is_a_passing_fault(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("a file stands where the folder should be")
    with pytest.raises(DeliveryError) as caught:
        mailbox(Settings(mail=MailSettings(folder=tmp_path / "letters"))).send(LETTER, NOW)
    assert not caught.value.permanent
