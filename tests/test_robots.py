"""robots.txt: which rule counts, and what a page that may not be read does to its source."""

from datetime import date

import pytest

from sources.kit.errors import FetchError, ForbiddenError
from sources.kit.robots import Robots
from sources.kit.shelf import Shelf
from sources.kit.web import Web
from tests.server import Answer, Server

TODAY = date(2026, 11, 23)
SITE = """\ufeffSitemap: https://funder.example/sitemap.xml
User-agent: *
User-agent: SlowBot   # two agents, one group
Disallow: /intern/
Disallow: /*?sort=
Disallow: /*.pdf$
Disallow: /stöd/gamla
Allow: /intern/öppet
Crawl-delay: 10

User-agent: OtherBot
Disallow: /
"""
OURS = "User-agent: *\nDisallow: /\n\nUser-agent: Matcher/2.0\nDisallow: /a\n\nuser-agent: matcher\nDISALLOW: /b\n"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        (SITE, "/", True),
        (SITE, "/utlysningar/?page=2", True),
        (SITE, "/intern/protokoll", False),
        (SITE, "/intern", True),
        (SITE, "/intern/%C3%B6ppet/1", True),
        (SITE, "/intern/öppet", True),
        (SITE, "/utlysningar?sort=datum", False),
        (SITE, "/utlysningar?page=2&sort=datum", True),
        (SITE, "/beslut.pdf", False),
        (SITE, "/beslut.pdf?x=1", True),
        (SITE, "/st%c3%b6d/gamla/2019", False),
        (OURS, "/", True),
        (OURS, "/a/1", False),
        (OURS, "/b", False),
        ("User-agent: *\nDisallow: /\nAllow: /", "/x", True),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("Disallow: /", "/x", True),
        ("<!doctype html><title>Sidan finns inte</title><p>User-agent: *</p>", "/x", True),
        ("", "/x", True),
    ],
)
def test_the_longest_rule_that_fits_decides(text: str, path: str, allowed: bool) -> None:
    assert Robots(text).allows(f"https://funder.example{path}") is allowed


def web(server: Server, **options: object) -> Web:
    return Web(f"{server.url}/list", TODAY, patience=0.0, per_second=1000, **options)  # type: ignore[arg-type]


def robots(text: str = "", status: int = 200, **headers: str) -> dict[str, list[Answer]]:
    return {"/robots.txt": [Answer(text.encode(), status, headers)], "/list": [Answer(b"list")]}


def test_a_forbidden_page_is_never_asked_for() -> None:
    with Server(robots("User-agent: *\nDisallow: /list")) as server:
        with pytest.raises(ForbiddenError, match=r"robots\.txt forbids"):
            web(server).get(f"{server.url}/list")
        assert server.asked == ["/robots.txt"]


def test_it_is_asked_for_once_a_host_and_counts_for_redirects() -> None:
    pages = robots("User-agent: *\nDisallow: /closed") | {"/moved": [Answer(b"", 302, {"Location": "/closed/1"})]}
    with Server(pages) as server:
        reader = web(server)
        assert reader.get(f"{server.url}/list").content == b"list"
        with pytest.raises(ForbiddenError, match="/closed/1: robots"):
            reader.get(f"{server.url}/moved")
        assert server.asked == ["/robots.txt", "/list", "/moved"]


@pytest.mark.parametrize("status", [404, 403, 410])
def test_where_there_is_none_everything_is_allowed(status: int) -> None:
    with Server(robots(status=status)) as server:
        assert web(server).get(f"{server.url}/list").content == b"list"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_that_cannot_say_is_left_alone(status: int) -> None:
    with Server(robots(status=status)) as server:
        with pytest.raises(FetchError, match=r"robots\.txt: cannot be read"):
            web(server).get(f"{server.url}/list")
        assert set(server.asked) == {"/robots.txt"}


def test_what_it_said_earlier_holds_while_it_cannot_say() -> None:
    with Server(robots("User-agent: *\nDisallow: /closed", ETag='"1"')) as server:
        shelf = Shelf()
        web(server, shelf=shelf).get(f"{server.url}/list")
        server.answers["/robots.txt"] = [Answer(b"", 500)]
        reader = web(server, shelf=Shelf(shelf.fresh))
        assert reader.get(f"{server.url}/list").content == b"list"
        with pytest.raises(ForbiddenError):
            reader.get(f"{server.url}/closed")


def test_an_address_that_the_operator_has_chosen_is_not_asked_unless_he_says_so() -> None:
    with Server(robots("User-agent: *\nDisallow: /")) as server:
        public = "https://funder.example/list"
        chosen = Web(public, TODAY, override=f"{server.url}/list", patience=0.0)
        assert chosen.get(public).content == b"list"
        assert server.asked == ["/list"]
        with pytest.raises(ForbiddenError):
            Web(public, TODAY, override=f"{server.url}/list", robots=True).get(public)
        assert web(server, robots=False).get(f"{server.url}/list").content == b"list"
