"""The console as a server: headers, error pages, health, where it listens, and what the operator may write."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event, Timer

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from matcher.console import create_app, serve_console
from matcher.errors import ConfigError, StoreError
from matcher.house import House
from matcher.settings import Settings, StoreSettings, read_settings
from tests.answer_house import DAY, NOW, PAGE, PAUSE, TOKEN, WEEKLY, Site, fill, site
from tests.letters import SUPPORT


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as running:
        yield running


# --- Whatever happens ---------------------------------------------------------------------------------------------


def test_every_answer_has_the_headers_that_keep_the_token_and_no_cookie(here: Site) -> None:
    css = re.search(r'<link rel="stylesheet" href="([^"]*)">', here.get(PAGE).text)
    assert css
    answers = [here.get(path) for path in (PAGE, PAUSE, css[1], "/svar/x", "/", "/healthz", f"{PAGE}/angra")]
    answers.append(here.post(PAGE, call=SUPPORT.id, opinion="relevant"))
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 404, 200, 405, 303]
    for answer in answers:
        policy = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
        assert policy == {"default-src 'none'", "style-src 'self'", "img-src 'self' data:", "form-action 'self'",
                          "frame-ancestors 'none'", "base-uri 'none'"}  # fmt: skip
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert not {"Set-Cookie", "Server"} & set(answer.headers)


def test_a_page_asks_for_nothing_outside_svar_and_runs_no_script(here: Site) -> None:
    page = here.get(PAGE).text
    assert not re.search(r"<script|\son\w+=|style=", page)
    own = re.findall(r'(?:action|src|href)="(?!https://|#|data:)([^"]*)"', page)
    assert own
    assert {address[:6] for address in own} == {"/svar/"}


def test_a_wrong_method_is_told_in_swedish_with_the_right_ones(here: Site) -> None:
    answer = here.get(f"{PAGE}/angra")
    assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (405, {"POST", "OPTIONS"})
    assert '<html lang="sv">' in answer.text
    assert requests.put(here.url + PAGE, timeout=30).status_code == 405


def test_any_other_refusal_is_told_in_swedish_too(here: Site) -> None:
    answer = here.get("/svar/static/console.css", headers={"Range": "bytes=999999-"})
    assert (answer.status_code, "Det gick inte" in answer.text) == (416, True)


def app_with(open_house: Callable[[], House], path: Path) -> FlaskClient:
    """The console without its web server, over a house that cannot be opened."""
    fill(path, WEEKLY)
    return create_app(open_house, lambda: NOW, Settings(store=StoreSettings(path))).test_client()  # type: ignore[arg-type]


def test_what_nobody_foresaw_is_told_kindly_and_logged_without_the_token(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> House:
        raise RuntimeError("a fault of ours")

    answer = app_with(broken, tmp_path / "matcher.db").get(PAGE)
    assert answer.status_code == 500
    assert "Något gick fel hos oss" in answer.text
    assert "a fault of ours" not in answer.text
    ((record),) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "answer.show" in record.getMessage()
    assert record.exc_info
    assert TOKEN not in caplog.text


def test_a_house_that_cannot_be_opened_is_told_kindly(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def closed() -> House:
        raise StoreError("/var/lib/matcher.db: the disk is gone")

    app = app_with(closed, tmp_path / "matcher.db")
    page, health = app.get(PAGE), app.get("/healthz")
    assert (page.status_code, health.status_code) == (503, 503)
    assert "Just nu går det inte" in page.text
    assert "disk" not in page.text
    reasons = ["/var/lib/matcher.db: the disk is gone"]
    assert health.json == {"ok": False, "database": False, "reasons": reasons}
    assert TOKEN not in caplog.text


def test_where_there_is_no_database_yet_no_page_is_open(tmp_path: Path) -> None:
    with site(tmp_path) as here:
        for path in tmp_path.iterdir():
            path.unlink()
        assert here.get(PAGE).status_code == 404
        assert list(tmp_path.iterdir()) == []


# --- For the watchman ---------------------------------------------------------------------------------------------

HOUR = timedelta(hours=1)


# It is ten o'clock on a Monday: the sources were to be read at five, the letters to be written at seven.
@pytest.mark.parametrize(
    ("ages", "late"),
    [
        ({}, []),  # a new installation
        ({"collect": 2 * HOUR, "compose": 2 * HOUR}, []),
        ({"collect": 6 * HOUR, "compose": 2 * HOUR}, ["collect"]),
        ({"collect": 2 * HOUR, "compose": 4 * HOUR}, ["compose"]),
        ({"collect": 30 * DAY, "compose": 30 * DAY}, ["collect", "compose"]),
    ],
)
def test_health_tells_what_is_late(tmp_path: Path, ages: dict[str, timedelta], late: list[str]) -> None:
    with site(tmp_path) as here:
        with here.store() as store:
            for verb, age in ages.items():
                run = store.runs.start(verb, NOW - age)
                store.runs.end(run, NOW - age, 0, "")
        answer = here.get("/healthz")
        told = answer.json()
        assert (answer.status_code, told["ok"], told["database"]) == (503 if late else 200, not late, True)
        assert [reason.split()[0] for reason in told["reasons"]] == late
        assert told["last_collect"] == ((NOW - ages["collect"]).isoformat() if ages else None)


def test_a_run_that_was_killed_is_no_sign_of_health(here: Site) -> None:
    with here.store() as store:
        store.runs.start("collect", NOW)
    assert here.get("/healthz").json()["last_collect"] is None


# --- The server ---------------------------------------------------------------------------------------------------


def test_the_server_listens_as_long_as_its_block_lasts(tmp_path: Path) -> None:
    with site(tmp_path) as here:
        port = int(here.url.rsplit(":", 1)[1])
        app = create_app(lambda: None, lambda: NOW, Settings())  # type: ignore[arg-type,return-value]
        with (
            pytest.raises(ConfigError, match=rf"console\.port: 127\.0\.0\.1:{port}"),
            serve_console(app, "127.0.0.1", port),
        ):
            pass
    with pytest.raises(requests.ConnectionError):
        here.get(PAGE)
    with serve_console(app, "127.0.0.1", port) as again:
        assert again == port


def test_a_request_in_hand_is_answered_before_the_server_ends() -> None:
    app, begun, go_on = Flask(__name__), Event(), Event()

    @app.get("/slow")
    def slow() -> str:
        begun.set()
        go_on.wait(30)
        return "done"

    with ThreadPoolExecutor(1) as person:
        with serve_console(app, "127.0.0.1", 0) as port:
            asked = person.submit(requests.get, f"http://127.0.0.1:{port}/slow", timeout=30)
            assert begun.wait(30)
            Timer(0.5, go_on.set).start()
        assert asked.result(30).text == "done"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('base_url = "http://svar.kommunen.example"', "must be https"),
        ('base_url = "https://kommunen.example/utlysningar"', "without a path"),
        ('base_url = "https://kommunen.example?a=1"', "without a path"),
        ('base_url = "https://anna@kommunen.example"', "without a path"),
        ('base_url = "svar.kommunen.example"', "http or https address"),
        ("answer_days = 0", "greater than or equal to 1"),
        ("proxies = -1", "greater than or equal to 0"),
        ('host = ""', "at least 1 character"),
    ],
)
def test_a_console_that_would_not_work_is_refused(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"[console]\n{line}\n")
    with pytest.raises(ConfigError) as caught:
        read_settings(path, {})
    ((problem),) = caught.value.problems
    assert problem.line == 2
    assert said in problem.message


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("", ""),
        ("https://svar.kommunen.example/", "https://svar.kommunen.example"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
    ],
)
def test_the_address_that_letters_link_to(tmp_path: Path, address: str, kept: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[console]\nbase_url = "{address}"\n')
    assert read_settings(path, {}).console.base_url == kept
