"""Where a page can lead us: to the open internet and to what the operator has named, however the address is dressed."""

from __future__ import annotations

import socket
from datetime import date
from typing import Any

import pytest

from sources.kit.addresses import is_open, place_of
from sources.kit.errors import ForbiddenError
from sources.kit.web import Web
from tests.server import Answer, Server

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.36.136.1", True),
        ("2001:6b0::1", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::c024:8801", True),
        ("2002:7f00:1::", False),
    ],
)
def test_only_the_open_internet_is_open(address: str, expected: bool) -> None:
    assert is_open(address) is expected


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://Funder.example/a", "funder.example:443"),
        ("http://funder.example", "funder.example:80"),
        ("http://[::1]:8080/", "::1:8080"),
        ("https://user@funder.example:444/", "funder.example:444"),
    ],
)
def test_a_place_is_a_host_and_its_port(url: str, place: str) -> None:
    assert place_of(url) == place


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://funder.example/", "javascript:alert(1)", "//x", "http:///a", "http://a:99999/"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ForbiddenError):
        place_of(url)
    with Server({}) as server, pytest.raises(ForbiddenError):
        reader(server).get(url)


def reader(server: Server) -> Web:
    return Web("https://funder.example/list", TODAY, override=f"{server.url}/list", patience=0.0, per_second=1000)


HIDDEN = "the municipality's own"


@pytest.fixture
def inner() -> Any:
    """What must not be reached: a server that nobody named. Names of `.example` lead there, as bad names could."""
    with Server({path: [Answer(HIDDEN.encode())] for path in ("/", "/secret")}) as server:
        yield server


def port(server: Server) -> int:
    return int(server.url.rpartition(":")[2])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "127.1"])
@pytest.mark.parametrize("way", ["link", "redirect"])
def test_no_page_leads_to_an_address_that_nobody_named(inner: Server, host: str, way: str) -> None:
    target = f"http://{host}:{port(inner)}/secret"
    with (
        Server({"/list": [Answer(b"", 302, {"Location": target})]}) as server,
        pytest.raises(ForbiddenError),
    ):
        reader(server).get(target if way == "link" else "https://funder.example/list")
    assert inner.asked == []


@pytest.mark.parametrize("inside", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_a_name_that_leads_inside_is_found_out(inner: Server, inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is innocent; only the connection shows where it leads. Nothing is sent through it."""
    family = socket.AF_INET6 if ":" in inside else socket.AF_INET
    found = [(family, socket.SOCK_STREAM, 6, "", (inside, port(inner), *([0, 0] if ":" in inside else [])))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket.socket, "connect", _real_connect)
    page = f"http://innocent.example:{port(inner)}/secret"
    with pytest.raises(ForbiddenError, match="not on the open internet"):
        Web("https://funder.example/", TODAY, patience=0.0, robots=False).get(page)
    assert inner.asked == []


def test_what_the_operator_has_named_may_be_inside(inner: Server) -> None:
    page = f"{inner.url}/secret"
    named = Web("https://funder.example/", TODAY, trusted=[place_of(page)], robots=False)
    assert named.get(page).content == HIDDEN.encode()
    with Server({}) as other, pytest.raises(ForbiddenError):
        named.get(f"{other.url}/secret")


_real_connect = socket.socket.connect
