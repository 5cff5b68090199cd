"""The door to the network: passing faults are tried again, others are told, an override answers for the host."""

from datetime import date

import pytest

from sources.kit.errors import FetchError, ShapeError
from sources.kit.web import MAX_BYTES, TRIES, Web
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


def test_without_an_override_the_rate_is_kept() -> None:
    limited = Web("http://127.0.0.1:9/x", TODAY, per_second=2.0)
    assert limited._session.limiter is not None
    limited.close()


def test_a_key_is_sent_and_told_in_no_error() -> None:
    astray = Answer(b"", 302, {"Location": "ftp://elsewhere.example/?authorization=hemlig"})
    for bad, fault in ((Answer(b"", 401), "status 401"), (Answer(b"", 503), "4 tries"), (astray, "authorization=…")):
        with Server({"/other/entry?authorization=hemlig": [bad]}) as server:
            door = Web(PUBLIC, TODAY, override=f"{server.url}/other/entry", patience=0.0, key="hemlig")
            with pytest.raises(FetchError, match=fault) as told:
                door.get_json(PUBLIC, {"authorization": door.key})
        assert "authorization=hemlig" in server.asked[0]
        assert "hemlig" not in str(told.value)
