"""Walls are told from pages: error pages with status 200, bot walls, cookie pages, log-in pages, empty shells."""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from sources.kit.errors import ShapeError
from sources.kit.walls import find_wall
from sources.kit.web import Page

CALL = "<h1>Bidrag till kommuner</h1><p>Kommuner kan söka bidrag för äldreomsorg senast den 1 mars 2027.</p>"
MENU = "<nav><a href='/'>Start</a> <a href='/om'>Om oss</a> <a href='/logga-in'>Logga in</a></nav>"
LONG = "<p>" + "Kommuner kan söka bidrag för att utveckla sin verksamhet. " * 40 + "</p>"
NO_PAGE, ILL, BOT, COOKIES, LOGIN, SHELL = (
    "a page that says that there is no such page",
    "a page that says that the site is out of order",
    "a page that keeps programs out",
    "a cookie notice in the place of the page",
    "a log-in page",
    "an empty shell that a script would fill",
)


def page(title: str, body: str) -> str:
    return find_wall(
        BeautifulSoup(f"<html><head><title>{title}</title></head><body>{body}</body></html>", "html.parser")
    )


@pytest.mark.parametrize(
    ("title", "body", "wall"),
    [
        ("Sidan kunde inte hittas | Myndigheten", MENU + "<h1>Hoppsan!</h1>" + LONG, NO_PAGE),
        ("Myndigheten – Sidan finns inte", CALL, NO_PAGE),
        ("Myndigheten", "<h1>404</h1><p>Sidan har flyttat.</p>", NO_PAGE),
        ("Page not found - Agency", "<h2>Search</h2>", NO_PAGE),
        ("", "<h1>Siden finnes ikke</h1>", NO_PAGE),
        ("", "<h1>Siden blev ikke fundet</h1>", NO_PAGE),
        ("Ett fel har inträffat", "<h1>Ett fel har inträffat</h1><p>Försök igen senare.</p>", ILL),
        ("503 Service Unavailable", "<h1>Service Unavailable</h1>", ILL),
        ("Noget gik galt", "<p>Prøv igen.</p>", ILL),
        ("Just a moment...", "<h1>funder.example</h1><p>Please wait.</p><script>x</script>", BOT),
        ("Request Rejected", "<p>Your support ID is: 123</p>", BOT),
        ("funder.example", "<p>Checking your browser before accessing the site.</p>", BOT),
        ("", "<h1>Är du en robot?</h1>", BOT),
        ("Utlysningar", "<p>Bekræft, at du er et menneske, for at fortsætte.</p>", BOT),
        ("Utlysningar", "<main><h1>Vi använder kakor</h1><button>Godkänn</button></main>", COOKIES),
        ("We value your privacy", "<p>Accept all</p>", COOKIES),
        ("Vi bruger cookies", "<p>Accepter</p>", COOKIES),
        ("Myndigheten", "<main><h1>Logga in</h1><form><input name='user'></form></main>", LOGIN),
        ("Myndigheten", "<form><input name='user'><input type='password' name='pw'></form>", LOGIN),
        ("Sign in · Agency", "<p>Use your account.</p>", LOGIN),
        ("Logg inn", "<p>BankID</p>", LOGIN),
        ("Utlysningar", "<div id='root'></div><script src='/app.js'></script>", SHELL),
        (
            "Utlysningar",
            "<noscript>You need to enable JavaScript to run this app.</noscript><div id='app'></div>",
            SHELL,
        ),
        ("", "<main></main>", "an empty page"),
    ],
)
def test_a_wall_is_known(title: str, body: str, wall: str) -> None:
    assert page(title, body) == wall


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Bidrag till kommuner | Myndigheten", MENU + CALL),
        ("Bidrag | Myndigheten", "<div><h1>Vi använder kakor</h1></div>" + CALL),
        ("Bidrag", "<form><input type='password'></form>" + CALL + LONG),
        ("Logga in i Min ansökan och sök bidrag", CALL),
        ("Bidrag", CALL + "<noscript>Please enable JavaScript.</noscript>" + LONG),
        ("Säkerhetskontroller i skolan", "<h1>Säkerhetskontroller i skolan</h1>" + LONG),
        ("500 miljoner till laddstationer", "<h1>500 miljoner till laddstationer</h1><script>x</script>" + LONG),
        ("Kakor från hela Norden", "<h1>Kakor från hela Norden</h1>" + LONG),
        ("", "<p>fine</p>"),
    ],
)
def test_a_page_is_no_wall(title: str, body: str) -> None:
    assert page(title, body) == ""


def test_a_wall_fails_the_page_and_says_which() -> None:
    wall = Page("https://funder.example/a", b"<title>Logga in</title>")
    with pytest.raises(ShapeError, match="/a: a log-in page"):
        _ = wall.html


def real_texts(shared: Path) -> Iterator[tuple[str, str]]:
    """Titles and texts of calls and pages that were published; some rows of lists have a title only."""
    with gzip.open(shared / "corpus" / "calls.jsonl.gz", "rt", encoding="utf-8") as calls:
        lines = [*calls, *(shared / "recorded" / "swedish_notes.jsonl").read_text(encoding="utf-8").splitlines()]
    for line in lines:
        told = json.loads(line)
        if told["text"]:
            yield told["title"], told["text"]


def test_no_published_text_is_taken_for_a_wall(shared: Path) -> None:
    """Each as a bare page with a script, the hardest case: nothing else speaks for it."""
    found = []
    texts = list(real_texts(shared))
    for title, text in texts:
        body = f"<h1>{html.escape(title)}</h1><p>{html.escape(text)}</p><script>x</script>"
        if wall := page(html.escape(title), body):
            found.append((wall, title, len(text)))
    assert len(texts) > 1500
    assert found == []


def test_no_recorded_page_is_taken_for_a_wall() -> None:
    pages = sorted((Path(__file__).parent / "recorded").rglob("*.html"))
    assert len(pages) > 5
    assert [path.name for path in pages if find_wall(BeautifulSoup(path.read_bytes(), "html.parser"))] == []
