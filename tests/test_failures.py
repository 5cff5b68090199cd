"""Everything that a funder's server can do to us, once: what the source is then called, and that nothing is lost.

The table in `docs/operations.md` is written anew by

    GOLDEN=write .venv/bin/pytest tests/test_failures.py
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from matcher import flow
from matcher.house import House
from matcher.model import Outcome
from matcher.settings import HttpSettings, MailSettings, Settings, SourceSettings
from matcher.store import open_store
from sources.kit.call import Call, Source
from sources.kit.errors import ShapeError
from sources.kit.pages import one
from sources.kit.transport import MAX_BYTES
from sources.kit.web import Web
from tests.crash import agrees_with_docs
from tests.server import Answer, Server
from tests.test_flow import KNOWLEDGE, TWO

MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)
DAY = timedelta(days=1)
PAGES, API, OTHER = "se_pages", "se_api", "se_other"
KEYS = [f"stod-{number}" for number in range(10)]


def read_pages(web: Web) -> Iterator[Call]:
    """A list with a link to each call, and a page a call: as most funders have it."""
    links = web.get(web.url).html.select("main li a")
    if not links:
        raise ShapeError(f"{web.url}: no links to calls")
    for link in links:
        page = web.get(web.url + str(link["href"]))
        with web.part(str(link["href"])):
            main = one(page.html, "main")
            days = tuple(date.fromisoformat(day.get_text()) for day in main.select("time"))
            money = next((int(sum_.get_text()) for sum_ in main.select(".kr")), None)
            title = one(main, "h1").get_text()
            yield Call(PAGES, str(link["href"]), page.url, title, main.get_text(" "), deadlines=days, grant_max=money)


def read_api(web: Web) -> Iterator[Call]:
    for row in web.get_json(web.url):
        yield Call(web.url.split("/")[3], row["key"], f"{web.url}{row['key']}", row["title"], row["text"])


def source(name: str, crawl: Any) -> Source:
    return Source(name, f"Källan {name}", f"https://funder.example/{name}/", crawl, 1, 50, "seen", "this test")


SOURCES = {name: source(name, read_pages if name == PAGES else read_api) for name in (PAGES, API, OTHER)}


def html(body: str, charset: str = "utf-8", title: str = "Utlysningar") -> Answer:
    text = f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode(charset)
    headers = {"Content-Type": "text/html", "ETag": f'"{sha256(text).hexdigest()[:8]}"'}
    return Answer(text, headers=headers)


def listing(keys: list[str]) -> str:
    return f"<main><h1>Utlysningar</h1><ul>{''.join(f'<li><a href={key!r}>{key}</a></li>' for key in keys)}</ul></main>"


def detail(key: str, day: str = "<time>2027-03-01</time>", money: str = "<b class=kr>200000</b>") -> str:
    return f"<main><h1>Bidrag {key} för förskolor</h1><p>Sista ansökningsdag {day}, högst {money} kronor.</p></main>"


def rows(name: str) -> Answer:
    told = [{"key": key, "title": f"Bidrag {key}", "text": "Kommuner kan söka."} for key in KEYS]
    return Answer(json.dumps(told).encode())


def site() -> dict[str, Answer]:
    """Everything that the three funders publish on a good day."""
    details = {f"/{PAGES}/{key}": html(detail(key)) for key in KEYS}
    return {f"/{PAGES}/": html(listing(KEYS)), **details, f"/{API}/": rows(API), f"/{OTHER}/": rows(OTHER)}


@dataclass(frozen=True)
class Failure:
    """One bad morning.

    state   what the source is called then
    pages   what answers differently; where a redirect leads to INNER, that is a server that nobody has named
    source  whose server it is
    says    a part of the problem as `matcher sources` tells it
    robots  whether the address, which the operator has chosen, is asked for its robots.txt
    """

    name: str
    state: str
    pages: dict[str, Answer]
    source: str = PAGES
    says: str = ""
    http: HttpSettings = field(default_factory=lambda: HttpSettings(per_second=1000))
    robots: bool | None = None
    skipped: int = 0


LIST = f"/{PAGES}/"
INNER = "http://inner"
IMPATIENT = HttpSettings(per_second=1000, timeout=0.1)
BOMB = Answer(gzip.compress(b" " * (MAX_BYTES + 1)), headers={"Content-Encoding": "gzip"})


def instead(answer: Answer) -> dict[str, Answer]:
    return {LIST: answer}


def every(**changed: str) -> dict[str, Answer]:
    return {f"/{PAGES}/{key}": html(detail(key, **changed)) for key in KEYS}


LOGIN = html("<main><h1>Logga in</h1><form><input type=password></form></main>")
FAILURES = [
    Failure("status 500", "failing", instead(Answer(b"", 500)), says="status 500 (4 tries)"),
    Failure("silence until the time-out", "failing", instead(Answer(b"", stall=1.0)), says="Timeout", http=IMPATIENT),
    Failure("bytes that drip", "failing", instead(Answer(b" " * 99, drip=0.02)), says="not whole", http=IMPATIENT),
    Failure("JSON that is cut off", "failing", {f"/{API}/": Answer(b'[{"key": "a", ')}, API, says="is cut off"),
    Failure("JSON of another shape", "failing", {f"/{API}/": Answer(b'{"rows": []}')}, API, says="unforeseen"),
    Failure(
        "an error page with status 200", "failing", instead(html("<h1>Ett fel har inträffat</h1>")), says="out of order"
    ),
    Failure(
        "a page “not found” with status 200", "failing", instead(html("<h1>Sidan finns inte</h1>")), says="no such page"
    ),
    Failure("an empty list", "failing", instead(html(listing([]))), says="no links"),
    Failure("an empty list of an API", "failing", {f"/{API}/": Answer(b"[]")}, API, says="0 calls, where 1 to"),
    Failure("half of the calls gone", "doubtful", instead(html(listing(KEYS[:5]))), says="5 of 10 calls"),
    Failure("the days vanished from the pages", "doubtful", every(day=""), says="0% of 10 calls have a day"),
    Failure("the money vanished from the pages", "doubtful", every(money=""), says="0% of 10 calls have an amount"),
    Failure(
        "another mark-up", "failing", instead(html("<main><h1>Utlysningar</h1><div>Nytt</div></main>")), says="no links"
    ),
    Failure("latin-1 where UTF-8 was", "ok", {f"/{PAGES}/{key}": html(detail(key), "latin-1") for key in KEYS}),
    Failure("a body of 60 MB", "failing", instead(Answer(b" " * 60_000_000)), says="more than 40 MB"),
    Failure("40 MB packed into 40 kB", "failing", instead(BOMB), says="more than 40 MB"),
    Failure("a redirect loop", "failing", instead(Answer(b"", 302, {"Location": LIST})), says="more than 5 redirects"),
    Failure(
        "a redirect into our own network",
        "failing",
        instead(Answer(b"", 302, {"Location": INNER})),
        says="not an address on the open internet",
    ),
    Failure(
        "robots.txt forbids the page",
        "failing",
        {"/robots.txt": Answer(b"User-agent: *\nDisallow: /se_pages")},
        says="robots.txt forbids",
        robots=True,
    ),
    Failure(
        "robots.txt cannot be read",
        "failing",
        {"/robots.txt": Answer(b"", 503)},
        says="robots.txt: cannot be read",
        robots=True,
    ),
    Failure(
        "429, come back in an hour",
        "failing",
        instead(Answer(b"", 429, {"Retry-After": "3600"})),
        says="asked to wait 3600",
    ),
    Failure("a log-in page", "failing", instead(LOGIN), says="a log-in page"),
    Failure(
        "a cookie page", "failing", instead(html("<main><h1>Vi använder kakor</h1></main>")), says="a cookie notice"
    ),
    Failure(
        "a bot wall",
        "failing",
        instead(html("<p>Checking your browser</p>", title="Just a moment...")),
        says="keeps programs out",
    ),
    Failure(
        "an empty shell",
        "failing",
        instead(html("<div id=app></div><script src=a.js></script>")),
        says="an empty shell",
    ),
    Failure("one page of ten is a log-in page", "ok", {f"{LIST}{KEYS[3]}": LOGIN}, says="a log-in page", skipped=1),
    Failure(
        "most pages are log-in pages",
        "failing",
        {f"{LIST}{key}": LOGIN for key in KEYS[:6]},
        says="6 calls could not be read",
    ),
]


@dataclass
class Town:
    """Three funders, and a house that has read them well for some mornings."""

    folder: Path
    server: Server
    inner: Server

    def __post_init__(self) -> None:
        (self.folder / "before").mkdir()
        self._publish({})
        with self.house("before") as home:
            for day in range(3):
                assert all(outcome.ok for outcome in flow.collect(home, MONDAY + day * DAY))
            self.stored = told(home)
        self.found = cache(self._found)

    def _publish(self, pages: dict[str, Answer]) -> None:
        self.server.answers = {path: [answer] for path, answer in (site() | pages).items()}

    @contextmanager
    def house(self, name: str, failure: Failure | None = None) -> Iterator[House]:
        bent = {
            name: SourceSettings(
                url=f"{self.server.url}/{name}/",
                robots=failure.robots if failure and name == failure.source else None,
            )
            for name in SOURCES
        }
        folder = self.folder / name
        settings = Settings(
            mail=MailSettings(folder=folder),
            sources=bent,
            http=failure.http if failure else HttpSettings(per_second=1000),
        )
        with open_store(folder / "matcher.db") as store:
            yield House(settings, store, SOURCES, TWO, KNOWLEDGE)

    def _found(self, number: int) -> Found:
        """A bad morning, and a good one after it."""
        failure, name = FAILURES[number], f"{number}"
        shutil.copytree(self.folder / "before", self.folder / name)
        target = f"{self.inner.url}/secret"
        self._publish(
            {
                path: replace(answer, headers={k: target if v == INNER else v for k, v in answer.headers.items()})
                for path, answer in failure.pages.items()
            }
        )
        with self.house(name, failure) as home:
            outcomes = {outcome.source: outcome for outcome in flow.collect(home, MONDAY + 3 * DAY)}
            state = home.state(SOURCES[failure.source])
            after = told(home)
        self._publish({})
        with self.house(name) as home:
            good = {outcome.source: outcome for outcome in flow.collect(home, MONDAY + 4 * DAY)}
            later = told(home)
        return Found(outcomes, state.state, state.problem, after, good, later)


@dataclass(frozen=True)
class Found:
    outcomes: dict[str, Outcome]
    state: str
    problem: str
    stored: dict[str, Any]
    next_morning: dict[str, Outcome]
    later: dict[str, Any]


def told(home: House) -> dict[str, Any]:
    """Every stored call, and how often it was missed."""
    missed = {known.id: known.missed for name in SOURCES for known in home.store.calls.stored(name).values()}
    return {call.id: (call, missed[call.id]) for call in home.store.calls.every()}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with pytest.MonkeyPatch.context() as patch, Server({}) as server, Server({"/secret": [rows(PAGES)]}) as inner:
        patch.setattr("sources.kit.web.time.sleep", lambda seconds: None)
        yield Town(tmp_path_factory.mktemp("town"), server, inner)


@pytest.mark.parametrize("number", range(len(FAILURES)), ids=[failure.name for failure in FAILURES])
def test_a_failure_is_called_by_its_name_and_loses_nothing(town: Town, number: int) -> None:
    failure, found = FAILURES[number], town.found(number)
    outcome = found.outcomes[failure.source]
    assert found.state == failure.state
    assert failure.says in found.problem
    assert (outcome.alarms, outcome.skipped) == (failure.state != "ok" or failure.skipped > 0, failure.skipped)
    assert found.stored == town.stored, "what is stored is as it was"
    assert (outcome.new, outcome.changed, outcome.gone) == (0, 0, 0)
    assert all(other.ok for name, other in found.outcomes.items() if name != failure.source)
    assert all(after.ok and not after.changed and not after.missing for after in found.next_morning.values())
    assert found.later == town.stored
    assert town.inner.asked == []


def test_a_good_morning_sends_no_page_twice(town: Town) -> None:
    """The pages are all asked for; only what has no version is sent."""
    shutil.copytree(town.folder / "before", town.folder / "again")
    town._publish({})
    asked, sent = len(town.server.asked), town.server.sent
    with town.house("again") as home:
        outcome = flow.collect(home, MONDAY + 3 * DAY, [PAGES])[0]
    assert (outcome.asked, outcome.answered, outcome.unmodified) == (11, 11, 11)
    assert (len(town.server.asked) - asked, town.server.sent - sent) == (11, 0)
    assert (outcome.calls, outcome.with_deadline, outcome.with_money, outcome.with_text) == (10, 10, 10, 10)


def test_the_docs_tell_what_every_failure_does(town: Town) -> None:
    table = [
        "| a funder's server does this | its source is then | calls kept | changed | other sources | next morning |",
        "|---|---|--:|--:|---|---|",
    ]
    for number, failure in enumerate(FAILURES):
        found = town.found(number)
        ours = [call for call in town.stored if call.startswith(failure.source)]
        kept = sum(found.stored.get(call) is not None for call in ours)
        changed = sum(found.stored.get(call) != town.stored[call] for call in ours)
        others = all(outcome.ok for name, outcome in found.outcomes.items() if name != failure.source)
        state = f"{found.state}, {failure.skipped} page skipped" if failure.skipped else found.state
        after = "ok" if found.next_morning[failure.source].ok else "failing"
        well = "well" if others else "harmed"
        table.append(f"| {failure.name} | {state} | {kept} of {len(ours)} | {changed} | {well} | {after} |")
    assert agrees_with_docs(table), "see the top of this file"
