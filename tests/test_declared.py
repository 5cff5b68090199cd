"""Declared sources: their pages in whatever mark-up, how calls are found, and what is refused."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sources import all_sources
from sources.kit.call import Call
from sources.kit.declaration import Declaration
from sources.kit.declared import declared
from sources.kit.errors import ShapeError
from sources.kit.listing import MOST_PAGES, MOST_SITEMAPS
from tests.markups import MARKUPS
from tests.replay import Replay, is_of_facts
from tests.test_sources import GOLDEN, TODAY, crawl, serve
from tests.world import RECORDED

OF_FACTS = [name for name in all_sources() if is_of_facts(RECORDED / name)]
# Where an address is given, a test server answers at the same path.
HOME = Declaration(
    name="se_test",
    title="Testfonden",
    url="https://fund.example/grants/",
    links=r"^/grants/([^/]+)/$",
    written_against="a test",
    most=9,
)
CALL = "<main><h1>{0}</h1><p>Ansökan öppnar: {1}</p><p>Sista ansökningsdag: {2}</p><p>Stöd till bygden.</p></main>"
OPEN = CALL.format("Bygdestöd", "1 december 2026", "1 mars 2027")
OVER = CALL.format("Gammalt stöd", "1 mars 2026", "1 juni 2026")


def html(main: str) -> str:
    return f"<html><body>{main}</body></html>"


def links(*paths: str) -> str:
    return html("<main><h1>Bidrag</h1>" + "".join(f"<p><a href='{path}'>{path}</a></p>" for path in paths) + "</main>")


def read(
    declaration: Declaration, folder: Path, pages: Mapping[str, str | bytes], today: date = TODAY
) -> tuple[list[Call], dict]:
    source = declared(declaration)
    with serve(folder, pages) as replay:
        calls, web = crawl(source, replay.url_for(source.url), today)
    return calls, web.skipped


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("name", OF_FACTS)
def test_the_mark_up_of_a_declared_source_does_not_matter(name: str, markup: str) -> None:
    source = all_sources()[name]
    with Replay(RECORDED / name, today=TODAY, markup=markup) as replay:
        calls, web = crawl(source, replay.url_for(source.url))
    assert web.skipped == {}
    golden = {row["key"]: row for row in json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))}
    assert {call.key for call in calls} == set(golden)
    for call in calls:
        row = golden[call.key]
        told = {field: getattr(call, field) for field in row if field not in ("text", "opens", "deadlines")}
        assert told == {field: value for field, value in row.items() if field in told}, markup
        assert (call.opens.isoformat() if call.opens else None) == row.get("opens")
        assert [day.isoformat() for day in call.deadlines] == row.get("deadlines", [])
        # The order of the text is the page's; its words are the recording's.
        assert set(row["text"].split()) - set(call.text.split()) <= {"?"}


# ------------------------------------------------------------------------------------------------- how calls are found
RSS = "<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{}</channel></rss>"
ITEM = "<item><title>{0}</title><link>/grants/{0}/</link></item>"
GRANTS = {"/grants/a/": html(OPEN), "/grants/b/": html(OVER), "/grants/c/": html(OPEN)}


def keys(calls: list[Call]) -> list[str]:
    return sorted(call.key for call in calls)


def sitemap(*paths: str, kind: str = "urlset") -> str:
    return f"<?xml version='1.0'?><{kind}>{''.join(f'<url><loc>{path}</loc></url>' for path in paths)}</{kind}>"


def test_links_of_a_list_are_followed_and_the_round_is_in_the_key(tmp_path: Path) -> None:
    calls, skipped = read(HOME, tmp_path, GRANTS | {"/grants/": links("/grants/a/", "/grants/b/", "/about/", "#x")})
    assert skipped == {}
    assert [(call.key, call.url, call.opens, call.deadlines, call.funder) for call in calls] == [
        ("a@2027", "https://fund.example/grants/a/", date(2026, 12, 1), (date(2027, 3, 1),), "Testfonden")
    ]


@pytest.mark.parametrize(
    "further",
    [
        "<a href='/grants/?page=2'>Nästa</a>",
        "<a href='?sida=2'>2</a>",
        "<a rel='next' href='/grants/page/2/'>→</a>",
        "<a href='/grants/?from=10'>Visa fler</a>",
    ],
)
def test_further_pages_of_a_list_are_read(further: str, tmp_path: Path) -> None:
    second = links("/grants/c/")
    pages = dict.fromkeys(("/grants/?page=2", "/grants/?sida=2", "/grants/page/2/", "/grants/?from=10"), second)
    first = links("/grants/a/").replace("</main>", f"{further}</main>")
    home = replace(HOME, links=r"^/grants/(\w)/$")
    assert keys(read(home, tmp_path, GRANTS | pages | {"/grants/": first})[0]) == ["a@2027", "c@2027"]


def test_a_list_without_end_is_left(tmp_path: Path) -> None:
    card = "<a href='/grants/a/'>a</a>"
    lists = {
        f"/grants/?page={number}": html(f"<main>{card}<a href='/grants/?page={number + 1}'>Nästa</a></main>")
        for number in range(2, 60)
    }
    first = html(f"<main>{card}<a href='/grants/?page=2'>Nästa</a></main>")
    with serve(tmp_path, GRANTS | lists | {"/grants/": first}) as replay:
        calls, web = crawl(declared(HOME), replay.url_for(HOME.url))
    assert keys(calls) == ["a@2027"]
    assert web.asked == MOST_PAGES + 1


@pytest.mark.parametrize("named", [False, True])
def test_a_feed_is_read_or_found_on_its_page(named: bool, tmp_path: Path) -> None:
    feed = RSS.format(ITEM.format("a") + ITEM.format("b") + "<item><title>x</title><link>/news/x/</link></item>")
    page = html("<main><h1>Bidrag</h1></main>").replace(
        "<body>", "<head><link rel='alternate' type='application/rss+xml' href='/rss'></head><body>"
    )
    pages = GRANTS | ({"/grants/": page, "/rss": feed} if named else {"/grants/": feed})
    assert keys(read(replace(HOME, feed=True), tmp_path, pages)[0]) == ["a@2027"]


def test_sitemaps_are_followed_also_packed(tmp_path: Path) -> None:
    pages = GRANTS | {
        "/grants/": sitemap("/maps/1.xml", "/maps/2.xml.gz", "https://other.example/3.xml", kind="sitemapindex"),
        "/maps/1.xml": sitemap("/grants/a/", "/about/"),
        "/maps/2.xml.gz": gzip.compress(sitemap("/grants/c/").encode()),
    }
    assert keys(read(replace(HOME, sitemap=True), tmp_path, pages)[0]) == ["a@2027", "c@2027"]


def test_sitemaps_that_name_each_other_end(tmp_path: Path) -> None:
    loop = sitemap("/grants/", "/grants/", kind="sitemapindex")
    with serve(tmp_path, {"/grants/": loop}) as replay, pytest.raises(ShapeError, match="no links"):
        crawl(declared(replace(HOME, sitemap=True)), replay.url_for(HOME.url))
    assert len(replay.asked) == MOST_SITEMAPS


def test_pages_at_fixed_addresses(tmp_path: Path) -> None:
    home = replace(HOME, links="", pages=("/grants/a/", "c/"))
    assert keys(read(home, tmp_path, GRANTS)[0]) == ["a@2027", "c@2027"]


def test_sections_of_one_page(tmp_path: Path) -> None:
    page = html(
        "<main><h1>Bidrag</h1><h2>Om oss</h2><p>Vi finns.</p><h2>Stöd ett</h2><p>Sista ansökningsdag: 1 mars 2027</p>"
        "<h3>Vem kan söka?</h3><p>Kommuner.</p><h2>Stöd två</h2><p>Ansök senast 5 april 2027.</p></main>"
    )
    calls, _ = read(replace(HOME, links="", sections="h2"), tmp_path, {"/grants/": page})
    assert [(call.title, call.deadlines, call.applicants) for call in calls] == [
        ("Stöd ett", (date(2027, 3, 1),), "Kommuner."),
        ("Stöd två", (date(2027, 4, 5),), ""),
    ]


def test_a_json_list(tmp_path: Path) -> None:
    rows = {"data": {"calls": [
        {"link": "/grants/a/", "name": {"sv": "Stöd"}, "end": "2027-03-01", "who": "Kommuner", "sum": "Högst 2 mkr"},
        {"link": "/grants/b/", "name": {"sv": "Gammalt"}, "end": "2026-03-01"},
    ]}}  # fmt: skip
    ways = {
        "items": "data.calls",
        "url": "link",
        "title": "name.sv",
        "closes": "end",
        "applicants": "who",
        "money": "sum",
    }
    calls, _ = read(replace(HOME, json=ways), tmp_path, {"/grants/": json.dumps(rows)})
    assert [(call.key, call.title, call.deadlines, call.applicants, call.grant_max) for call in calls] == [
        ("a@2027", "Stöd", (date(2027, 3, 1),), "Kommuner", 2_000_000)
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"links": ""},
        {"feed": True, "sitemap": True},
        {"links": "(", "feed": True},
        {"links": "(a+)+b"},
        {"not_calls": (r"(?:x|y)*z",)},
        {"links": "", "sitemap": True},
        {"sections": "h1"},
        {"json": {"title": "name"}},
        {"least": 5, "most": 4},
        {"labels": {"ends": ("Slut",)}},
    ],
)
def test_a_declaration_that_cannot_work_is_refused(change: dict) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        replace(HOME, **change)


def test_a_list_that_is_none_or_leads_nowhere_fails_whole(tmp_path: Path) -> None:
    with pytest.raises(ShapeError, match="no links to calls"):
        read(HOME, tmp_path, {"/grants/": html("<main><h1>Våra bidrag</h1></main>")})
    other = {"/grants/a/": html("<main><h1>Om oss</h1><p>Vi finns sedan 1921.</p></main>")}
    with pytest.raises(ShapeError, match="none of 1 pages could be read"):
        read(HOME, tmp_path, other | {"/grants/": links("/grants/a/")})


def test_of_two_calls_with_one_key_the_second_is_left_out_and_told(tmp_path: Path) -> None:
    section = "<h2>Omgång</h2><p>Sista ansökningsdag: {}</p>".format
    page = html(f"<main><h1>Bidrag</h1>{section('1 mars 2027')}{section('1 september 2027')}</main>")
    calls, skipped = read(replace(HOME, links="", sections="h2"), tmp_path, {"/grants/": page})
    assert [(call.key, call.deadlines) for call in calls] == [("omgång@2027", (date(2027, 3, 1),))]
    assert list(skipped) == ["omgång@2027 (2)"]


def test_a_round_that_is_over_hides_none_with_its_key(tmp_path: Path) -> None:
    section = "<h2>Omgång</h2><p>Sista ansökningsdag: {}</p>".format
    page = html(f"<main><h1>Bidrag</h1>{section('1 mars 2026')}{section('1 december 2026')}</main>")
    calls, skipped = read(replace(HOME, links="", sections="h2"), tmp_path, {"/grants/": page})
    assert ([(call.key, call.deadlines) for call in calls], skipped) == ([("omgång@2026", (date(2026, 12, 1),))], {})
