"""The door to the network: passing faults are tried again, others are told, an override answers for the host."""

import gzip
from datetime import date

import pytest

from sources.kit.errors import FetchError, ShapeError, SourceError
from sources.kit.shelf import Shelf
from sources.kit.transport import MAX_BYTES, Pace
from sources.kit.web import TRIES, Web
from tests.server import Answer, Server

TODAY = date(2026, 11, 23)
PUBLIC = "https://funder.example/api/list"


def web(server: Server) -> Web:
    return Web(PUBLIC, TODAY, override=f"{server.url}/other/entry", patience=0.0)


@pytest.mark.parametrize(
    "bad",
    [Answer(b"", 503), Answer(b"", 500), Answer(b"", 429), Answer(b'{"half": '), Answer(b'{"a": 1}', cut=True)],
    ids=["503", "500", "429", "cut JSON", "cut body"],
)
def test_a_passing_fault_is_tried_again(bad: Answer) -> None:
    with Server({"/other/entry": [bad, bad, Answer(b'{"ok": true}')]}) as server:
        assert web(server).get_json(PUBLIC) == {"ok": True}
        assert len(server.asked) == 3


@pytest.mark.parametrize("bad", [Answer(b"", 503), Answer(b"<html>"), Answer(b"{}", cut=True)])
def test_a_lasting_fault_is_told_after_some_tries(bad: Answer) -> None:
    with Server({"/other/entry": [bad]}) as server:
        with pytest.raises(FetchError, match="4 tries"):
            web(server).get_json(PUBLIC)
        assert len(server.asked) == TRIES


def test_a_missing_page_is_told_at_once() -> None:
    with Server({}) as server:
        with pytest.raises(FetchError, match="status 404"):
            web(server).get("https://funder.example/gone")
        assert server.asked == ["/gone"]


def test_nobody_answers() -> None:
    with Server({}) as server:
        pass
    with pytest.raises(FetchError, match="ConnectionError"):
        web(server).get(PUBLIC)


def test_a_huge_body_is_refused() -> None:
    with Server({"/other/entry": [Answer(b"x" * (MAX_BYTES + 1))]}) as server, pytest.raises(FetchError, match="40 MB"):
        web(server).get(PUBLIC)


def test_a_redirect_loop_is_told() -> None:
    with (
        Server({"/other/entry": [Answer(b"", 302, {"Location": "/other/entry"})]}) as server,
        pytest.raises(FetchError, match="redirects"),
    ):
        web(server).get(PUBLIC)


def test_the_entry_and_its_host_are_answered_by_the_override_and_links_stay_public() -> None:
    page = b'<a href="/call/7">x</a>'
    with Server({"/other/entry": [Answer(page)], "/call/7": [Answer("Åtgärd".encode())]}) as server:
        reader = web(server)
        links = [
            reader.get(PUBLIC).link(href) for href in ("/call/7", f"{server.url}/call/7", "https://else.example/a")
        ]
        assert links == ["https://funder.example/call/7", "https://funder.example/call/7", "https://else.example/a"]
        assert reader.get(links[0]).html.get_text() == "Åtgärd"


def test_the_bytes_decide_the_encoding() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body>Förskola</body></html>'.encode("latin-1")
    with Server({"/other/entry": [Answer(page)]}) as server:
        assert web(server).get(PUBLIC).html.body.get_text() == "Förskola"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        ("<p>Förskola på ön</p>".encode("latin-1"), {"Content-Type": "text/html; charset=iso-8859-1"}),
        ("<p>Förskola på ön</p>".encode("latin-1"), {"Content-Type": "text/html"}),
        ("<p>Förskola på ön</p>".encode(), {}),
    ],
    ids=["header", "neither", "utf-8"],
)
def test_swedish_letters_survive_every_way_of_telling_the_encoding(body: bytes, header: dict[str, str]) -> None:
    with Server({"/other/entry": [Answer(body, headers=header)]}) as server:
        assert web(server).get(PUBLIC).html.get_text() == "Förskola på ön"


def test_a_page_that_is_no_feed_is_told() -> None:
    page = Answer(b"<html><body>Logga in</body></html>")
    with Server({"/other/entry": [page]}) as server, pytest.raises(ShapeError, match="not an RSS or Atom feed"):
        _ = web(server).get(PUBLIC).feed


def test_one_part_that_fails_is_counted_and_the_rest_goes_on() -> None:
    with Server({"/other/entry": [Answer(b"fine")]}) as server:
        reader, read = web(server), []
        for key in ("gone", "list"):
            with reader.part(key):
                read.append(reader.get(f"https://funder.example/api/{key}").content)
        assert read == [b"fine"]
        assert reader.skipped.keys() == {"gone"}


# ── Politeness ──


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr("sources.kit.web.time.sleep", slept.append)
    return slept


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, [2.0]),
        ({"Retry-After": "7"}, [7.0]),
        ({"Retry-After": "1"}, [2.0]),
        ({"Date": "Mon, 23 Nov 2026 06:00:00 GMT", "Retry-After": "Mon, 23 Nov 2026 06:00:30 GMT"}, [30.0]),
        ({"Retry-After": "soon"}, [2.0]),
        ({"Retry-After": "-5"}, [2.0]),
    ],
)
def test_a_funder_who_asks_us_to_wait_is_obeyed(
    headers: dict[str, str], expected: list[float], pauses: list[float]
) -> None:
    answers = [Answer(b"", 429, headers), Answer(b"fine")]
    with Server({"/other/entry": answers}) as server:
        page = Web(PUBLIC, TODAY, override=f"{server.url}/other/entry").get(PUBLIC)
    assert (page.content, pauses) == (b"fine", expected)


def test_a_funder_who_asks_for_long_is_left_alone_until_the_next_reading(pauses: list[float]) -> None:
    with Server({"/other/entry": [Answer(b"", 503, {"Retry-After": "3600"})]}) as server:
        with pytest.raises(FetchError, match="status 503; asked to wait 3600 seconds"):
            web(server).get(PUBLIC)
        assert len(server.asked) == 1
    assert pauses == []


def test_hosts_that_share_a_pace_wait_for_each_other_and_named_ones_do_not() -> None:
    pace = Pace(per_second=20)
    with Server({"/a": [Answer(b"a")]}) as server:
        readers = [Web(f"{server.url}/a", TODAY, pace=pace, robots=False, trusted=t) for t in ((), ())]
        for reader in readers:
            assert reader._transport._session.limiter is pace._first.limiter
            reader.close()
        assert readers[0]._transport._session.free == {server.url.removeprefix("http://")}
        paced = Web("https://funder.example/a", TODAY, pace=pace)
        assert paced._transport._session.free == frozenset()
        paced.close()
    pace.close()


def test_the_funder_can_ask_who_we_are() -> None:
    with Server({"/other/entry": [Answer(b"fine")]}) as server:
        Web(PUBLIC, TODAY, override=f"{server.url}/other/entry", contact="it@gotene.example").get(PUBLIC)
        assert server.headers["User-Agent"] == (
            "matcher/0.1 (funding-call reader of a Swedish municipality; it@gotene.example)"
        )


# ── Pages that have not changed ──


def again(server: Server, shelf: Shelf) -> tuple[bytes, Web]:
    reader = Web(PUBLIC, TODAY, override=f"{server.url}/other/entry", patience=0.0, shelf=Shelf(shelf.fresh))
    return reader.get(PUBLIC).content, reader


@pytest.mark.parametrize("mark", ["ETag", "Last-Modified"])
def test_an_unchanged_page_is_asked_for_and_not_sent_again(mark: str) -> None:
    headers = {mark: '"v1"', "Content-Type": "text/html; charset=iso-8859-1"}
    with Server({"/other/entry": [Answer("Förskola".encode("latin-1"), headers=headers)]}) as server:
        first = web(server)
        first.get(PUBLIC)
        if mark == "Last-Modified":  # the test server knows ETags only
            server.answers["/other/entry"] = [Answer(b"", 304)]
        content, reader = again(server, first.shelf)
        assert server.headers[{"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[mark]] == '"v1"'
        assert content.decode("latin-1") == "Förskola"
        assert (reader.asked, reader.answered, reader.unmodified) == (1, 1, 1)
        assert reader.shelf.used == {f"{server.url}/other/entry"}
        assert reader.shelf.fresh == {}


def test_a_changed_page_takes_the_place_of_the_kept_one() -> None:
    with Server({"/other/entry": [Answer(b"old", headers={"ETag": '"1"'})]}) as server:
        first = web(server)
        first.get(PUBLIC)
        server.answers["/other/entry"] = [Answer(b"new", headers={"ETag": '"2"'})]
        content, reader = again(server, first.shelf)
    assert (content, reader.unmodified) == (b"new", 0)
    assert [kept.content for kept in reader.shelf.fresh.values()] == [b"new"]


def test_a_kept_page_never_stands_for_a_funder_who_is_silent() -> None:
    with Server({"/other/entry": [Answer(b"old", headers={"ETag": '"1"'})]}) as server:
        first = web(server)
        first.get(PUBLIC)
        server.answers["/other/entry"] = [Answer(b"", 500)]
        with pytest.raises(FetchError, match="status 500"):
            again(server, first.shelf)


def test_a_page_that_could_not_be_read_or_may_be_cut_off_is_not_kept() -> None:
    cut = [Answer(b'{"half": ', headers={"ETag": '"1"'}), Answer(b"{}", headers={"ETag": '"1"'})]
    with Server({"/other/entry": cut}) as server:
        reader = web(server)
        assert reader.get_json(PUBLIC) == {}
        assert [kept.content for kept in reader.shelf.fresh.values()] == [b"{}"]
        assert "If-None-Match" not in server.headers
    shelf = Shelf()
    shelf.put("u", b"ends with the connection", None, {"ETag": '"1"'})
    assert shelf.fresh == {}


@pytest.mark.parametrize(
    "bad", [Answer(b"", 404), Answer(b"", 500), Answer(b"<html>"), Answer(b"", 302, {"Location": "/robbed?k=s3cret"})]
)
def test_a_key_in_an_address_is_told_and_kept_nowhere(bad: Answer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="sources")
    path = "/other/entry?authorization=s3cret"
    with Server({path: [bad]}) as server:
        reader = Web(PUBLIC, TODAY, override=f"{server.url}/other/entry", patience=0.0, key="s3cret")
        with pytest.raises(FetchError) as caught:
            reader.get_json(f"{PUBLIC}?authorization=s3cret")
        assert "s3cret" not in f"{caught.value}{caught.value.__cause__}{caplog.text}"
        server.answers[path] = [Answer(b"{}", headers={"ETag": '"1"'})]
        assert reader.get_json(f"{PUBLIC}?authorization=s3cret") == {}
    assert reader.shelf.fresh == {}


# ── Bounds ──


def test_a_small_body_that_unpacks_to_a_huge_one_is_refused() -> None:
    bomb = Answer(gzip.compress(b"0" * (MAX_BYTES + 1)), headers={"Content-Encoding": "gzip"})
    assert len(bomb.body) < 50_000
    with Server({"/other/entry": [bomb]}) as server, pytest.raises(FetchError, match="40 MB"):
        web(server).get(PUBLIC)


def test_a_body_that_is_announced_as_huge_is_not_read_at_all() -> None:
    huge = Answer(b"", headers={"Content-Length": "60000000"})
    with Server({"/other/entry": [huge]}) as server, pytest.raises(FetchError, match="40 MB"):
        web(server).get(PUBLIC)


def test_a_body_that_drips_is_given_up() -> None:
    with (
        Server({"/other/entry": [Answer(b"x" * 50, drip=0.02)]}) as server,
        pytest.raises(FetchError, match="not whole"),
    ):
        Web(PUBLIC, TODAY, override=f"{server.url}/other/entry", timeout=0.05).get(PUBLIC)


def test_a_source_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.kit.web.LONGEST_READING", -1.0)
    with (
        Server({"/other/entry": [Answer(b"fine")]}) as server,
        pytest.raises(FetchError, match="the source takes more"),
    ):
        web(server).get(PUBLIC)


def test_a_key_is_sent_and_told_in_no_error() -> None:
    astray = Answer(b"", 302, {"Location": "ftp://elsewhere.example/?authorization=hemlig"})
    for bad, fault in ((Answer(b"", 401), "status 401"), (Answer(b"", 503), "4 tries"), (astray, "authorization=…")):
        with Server({"/other/entry?authorization=hemlig": [bad]}) as server:
            door = Web(PUBLIC, TODAY, override=f"{server.url}/other/entry", patience=0.0, key="hemlig")
            with pytest.raises(SourceError, match=fault) as told:
                door.get_json(PUBLIC, {"authorization": door.key})
        assert "authorization=hemlig" in server.asked[0]
        assert "hemlig" not in str(told.value)
