"""Letters through encrypted servers: a certificate that is not sound, or a password that is wrong, sends nothing.

The certificates are made by `openssl` (`apt-get install openssl`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from matcher.errors import ConfigError, DeliveryError
from matcher.mail import mailbox
from matcher.settings import MailSettings, Settings
from tests.certificates import OPENSSL, Certificate, make
from tests.mail_server import MailServer
from tests.test_mail import ACCEPTED, LETTER, NOW

needs_openssl = pytest.mark.skipif(not OPENSSL, reason="no openssl: apt-get install openssl")
PASSWORD = "hast batteri haftklammer"


@dataclass
class Doorman:
    """Lets in whoever knows the password, and counts who asks."""

    asked: list[tuple[bytes, bytes]] = field(default_factory=list)

    def __call__(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.asked.append((data.login, data.password))
        return AuthResult(success=self.asked[-1] == (b"matcher", PASSWORD.encode()), handled=False)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make(tmp_path_factory.mktemp("tls") / "sound")


def implicit(certificate: Certificate, **more: Any) -> tuple[MailServer, dict[str, bool]]:
    """Encrypted from the first byte on."""
    server = MailServer(ssl_context=certificate.context(), auth_require_tls=False, **more)
    return server, {"tls": True}


def after_greeting(certificate: Certificate, **more: Any) -> tuple[MailServer, dict[str, bool]]:
    """Takes nothing before STARTTLS."""
    return MailServer(tls_context=certificate.context(), require_starttls=True, **more), {"starttls": True}


WAYS = [implicit, after_greeting]
Way = Callable[..., tuple[MailServer, dict[str, bool]]]


def settings(server: MailServer, **more: Any) -> Settings:
    return Settings(mail=MailSettings(mode="smtp", host="127.0.0.1", port=server.port, timeout=10, **more))


@needs_openssl
@pytest.mark.parametrize("way", WAYS)
def test_a_letter_goes_to_a_server_whose_certificate_the_operator_trusts(way: Way, sound: Certificate) -> None:
    server, how = way(sound)
    with server:
        assert mailbox(settings(server, ca_file=sound.certificate, **how)).send(LETTER, NOW) == ACCEPTED
        assert len(server.letters) == 1


# How the certificate is made, and whose the operator trusts.
FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "nobody vouches for it": ({}, ""),
    "another vouches": ({}, "other"),
    "it is another host's": ({"name": "DNS:mail.gotene.example"}, "shown"),
    "it has run out": ({"until": "20200102000000Z"}, "shown"),
}


@needs_openssl
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("way", WAYS)
def test_a_certificate_that_is_not_sound_gets_neither_letter_nor_password(
    way: Way, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, trusted = FAULTS[fault]
    there = {"shown": make(tmp_path / "shown", **made), "other": make(tmp_path / "other")}
    ca_file = there[trusted].certificate if trusted else None
    doorman = Doorman()
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    server, how = way(there["shown"], authenticator=doorman)
    login = {"username": "matcher", "password_env": "MAIL_PASSWORD"}
    with server, pytest.raises(DeliveryError, match="certificate") as caught:
        mailbox(settings(server, ca_file=ca_file, **login, **how)).send(LETTER, NOW)
    assert not caught.value.permanent
    assert (server.letters, doorman.asked) == ([], [])


@needs_openssl
@pytest.mark.parametrize("way", WAYS)
def test_the_password_opens_the_door_and_a_wrong_one_is_tried_once_a_round(
    way: Way, sound: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    doorman = Doorman()
    server, how = way(sound, authenticator=doorman)
    login = settings(server, ca_file=sound.certificate, username="matcher", password_env="MAIL_PASSWORD", **how)
    with server:
        monkeypatch.setenv("MAIL_PASSWORD", "fel")
        box = mailbox(login)
        for _ in range(3):
            with pytest.raises(DeliveryError, match="Authentication") as caught:
                box.send(LETTER, NOW)
            assert not caught.value.permanent
        wrong = len(doorman.asked)
        assert server.letters == []
        assert "fel" not in str(caught.value)
        monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
        assert mailbox(login).send(LETTER, NOW) == ACCEPTED
    assert {password for _, password in doorman.asked[:wrong]} == {b"fel"}
    assert wrong <= 3  # the library tries every way that the server offers


@needs_openssl
def test_who_has_no_password_is_told_that_one_is_wanted(sound: Certificate) -> None:
    server, how = after_greeting(sound, authenticator=Doorman(), auth_required=True)
    with server, pytest.raises(DeliveryError, match="530"):
        mailbox(settings(server, ca_file=sound.certificate, **how)).send(LETTER, NOW)
    assert server.letters == []


def test_a_server_that_lets_nobody_log_in_gets_nothing_when_a_password_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    with MailServer() as server, pytest.raises(DeliveryError, match="AUTH"):
        mailbox(settings(server, username="matcher", password_env="MAIL_PASSWORD")).send(LETTER, NOW)
    assert server.letters == []


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_certificates_that_cannot_be_read_are_told_first(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with MailServer() as server:
        bent = settings(server, starttls=True)
        with pytest.raises(ConfigError, match=r"mail\.ca_file.*ca\.pem"):
            mailbox(replace(bent, mail=replace(bent.mail, ca_file=path)))
