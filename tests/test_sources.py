"""Every source against its recording: what is read is compared with a golden file that a reviewer can read as a diff.

`python -m tests.test_sources --write` writes the golden files anew.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sources import all_sources
from sources.kit.call import Call, Source
from sources.kit.errors import ShapeError
from sources.kit.web import Web
from tests.portal import Portal
from tests.replay import Replay
from tests.world import RECORDED, portal_rows

GOLDEN = Path(__file__).parent / "golden" / "sources"
TODAY = date(2026, 11, 23)
# The day on which the recordings' later pages have appeared.
NEXT_WEEK = date(2026, 11, 30)
NAMES = list(all_sources())
KEY = "nyckel"  # of the sources that need one; their recordings answer to it


@contextmanager
def site(name: str, today: date = TODAY) -> Iterator[str]:
    """The loopback address that answers for a source."""
    if name == "eu_funding_tenders":
        with Portal(portal_rows(), today=today) as portal:
            yield portal.url
    else:
        with Replay(RECORDED / name, today=today) as replay:
            yield replay.url_for(all_sources()[name].url)


def crawl(source: Source, address: str, today: date = TODAY) -> tuple[list[Call], Web]:
    web = Web(source.url, today, override=address, patience=0, key=KEY if source.needs_key else "")
    try:
        return list(source.crawl(web)), web
    finally:
        web.close()


def shown(calls: list[Call]) -> str:
    """Calls as sorted JSON without what is unknown, one field a line."""
    known = [
        {field: value for field, value in asdict(call).items() if value not in (None, "", ())}
        for call in sorted(calls, key=lambda call: call.key)
    ]
    return json.dumps(known, ensure_ascii=False, indent=1, default=date.isoformat) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_is_read_as_the_golden_file_says(name: str) -> None:
    with site(name) as address:
        calls, web = crawl(all_sources()[name], address)
    assert web.skipped == {}
    assert shown(calls) == (GOLDEN / f"{name}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_source_keeps_its_promises(name: str) -> None:
    source = all_sources()[name]
    with site(name) as address:
        calls, _ = crawl(source, address)
    # A recording is a sample: only the real funder must give as much as the source declares.
    assert 1 <= len(calls) <= source.most
    assert len({call.key for call in calls}) == len(calls)
    for call in calls:
        assert call.source == name
        assert call.url.startswith("https://"), "links lead to the funder, not to the recording"
        assert call.title
        assert list(call.deadlines) == sorted(call.deadlines)
        assert not call.is_closed(TODAY)


@pytest.mark.parametrize("name", NAMES)
def test_a_source_tells_what_it_rests_on(name: str) -> None:
    source = all_sources()[name]
    told = inspect.getdoc(sys.modules[f"sources.{name}"]) or ""
    assert re.search(r"\bnot (?:a )?calls?\b", told, re.IGNORECASE), "the docstring says what is not a call there"
    assert source.title
    assert source.written_against
    if name != "eu_funding_tenders":
        recording = Replay(RECORDED / name)
        assert recording.format == source.format
        assert recording.rests_on


@pytest.mark.parametrize("name", ["se_vinnova", "se_tillvaxtverket", "se_energimyndigheten"])
def test_a_new_call_appears_in_the_second_week(name: str) -> None:
    source = all_sources()[name]
    with site(name) as first, site(name, NEXT_WEEK) as second:
        before = {call.key for call in crawl(source, first)[0]}
        after = {call.key for call in crawl(source, second, NEXT_WEEK)[0]}
    assert len(after - before) == 1
    assert before <= after


# What a list page must never be taken for.
NO_LISTS = {
    "empty": "<html><body><main></main></body></html>",
    "cookies": "<html><body><main><h1>Vi använder kakor</h1><button>Godkänn</button></main></body></html>",
    "login": "<html><body><main><h1>Logga in</h1><form><input name='user'></form></main></body></html>",
    "soft 404": "<html><body><main><h1>Sidan finns inte</h1><a href='/'>Till startsidan</a></main></body></html>",
}


def serve(folder: Path, pages: Mapping[str, str | bytes]) -> Replay:
    """A replay of pages that a test has written: path to text, or to bytes."""
    declared = ['format = "assumed"', 'rests_on = "a test"']
    for number, (path, text) in enumerate(pages.items()):
        (folder / str(number)).write_bytes(text if isinstance(text, bytes) else text.encode())
        declared.append(f'[[pages]]\npath = {json.dumps(path)}\nfile = "{number}"\ntype = "text/html; charset=utf-8"')
    (folder / "pages.toml").write_text("\n".join(declared), encoding="utf-8")
    return Replay(folder)


def path_of(source: Source) -> str:
    return source.url.split("/", 3)[3].join(["/", ""])


@pytest.mark.parametrize("kind", NO_LISTS)
@pytest.mark.parametrize("name", ["se_tillvaxtverket", "se_energimyndigheten"])
def test_a_page_that_is_no_list_is_refused(name: str, kind: str, tmp_path: Path) -> None:
    source = all_sources()[name]
    with serve(tmp_path, {path_of(source): NO_LISTS[kind]}) as replay, pytest.raises(ShapeError):
        crawl(source, replay.url_for(source.url))


# ── Energimyndigheten: the mark-up is not known, so it must not matter ──

CARDS = (
    ("a", "Stöd A 2026–2027", "Stänger 05 mars 2027", "Övrigt", "För kommuner under 1 januari 2027–31 december 2028."),
    ("b", "Stöd B", "Stänger 10 december 2026", "Forskningsstöd", "Med lärosäten."),
    ("c", "Stöd C", "12 november 2026", "Tävlingar", "Redan stängd."),
    ("d", "Stöd D", "Öppnar 11 januari 2027", "Impact Innovation", "Kommer snart."),
)
LAYOUTS = {
    "list": ("<ul>{}</ul>", "<li><a href='/utlysningar/{0}/'>{1}</a><p>{2}</p><p>{3}</p><p>{4}</p></li>"),
    "articles": (
        "<div><h1>Utlysningar</h1><div>{}</div></div>",
        "<article><p>{2}</p><h3><a href='{0}/'>{1}</a></h3><div><span>{3}</span><p>{4}</p></div>"
        "<a href='/utlysningar/{0}/'>Läs mer</a></article>",
    ),
    "table": (
        "<table><tbody>{}</tbody></table>",
        "<tr><td><a href='/utlysningar/{0}'>{1}</a></td><td>{2}</td><td>{3}</td><td>{4}</td></tr>",
    ),
    "whole card a link": (
        "<section>{}</section>",
        "<a href='/utlysningar/{0}/'><h2>{1}</h2><span>{2}</span> <span>{3}</span> <span>{4}</span></a>",
    ),
}


def energy_list(layout: str, cards: tuple[tuple[str, ...], ...] = CARDS) -> str:
    around, card = LAYOUTS[layout]
    return f"<html><body><main>{around.format(''.join(card.format(*one) for one in cards))}</main></body></html>"


def energy_pages(layout: str) -> dict[str, str]:
    about = "<main><h1>{1}</h1><p>Högst 2 mkr per projekt.</p><h2>Vem kan söka?</h2><p>Kommuner.</p></main>"
    details = {f"/utlysningar/{card[0]}/": about.format(*card) for card in CARDS}
    bare = {f"/utlysningar/{card[0]}": about.format(*card) for card in CARDS}
    return {"/utlysningar/": energy_list(layout)} | details | bare


@pytest.mark.parametrize("layout", LAYOUTS)
def test_energy_cards_are_read_in_whatever_mark_up(layout: str, tmp_path: Path) -> None:
    source = all_sources()["se_energimyndigheten"]
    with serve(tmp_path, energy_pages(layout)) as replay:
        calls, web = crawl(source, replay.url_for(source.url))
    read = [(call.key, call.title, call.opens, call.deadlines, call.action_type, call.grant_max) for call in calls]
    assert web.skipped == {}
    assert read == [
        ("a", "Stöd A 2026–2027", None, (date(2027, 3, 5),), "Övrigt", 2_000_000),
        ("b", "Stöd B", None, (date(2026, 12, 10),), "Forskningsstöd", 2_000_000),
        ("d", "Stöd D", date(2027, 1, 11), (), "Impact Innovation", 2_000_000),
    ]
    assert [call.text.split("\n")[0] for call in calls] == [CARDS[0][4], CARDS[1][4], CARDS[3][4]]
    assert {call.applicants for call in calls} == {"Kommuner."}


def test_energy_cards_without_days_are_refused(tmp_path: Path) -> None:
    source = all_sources()["se_energimyndigheten"]
    undated = tuple((slug, title, "", category, "Text.") for slug, title, _, category, _ in CARDS)
    with (
        serve(tmp_path, {"/utlysningar/": energy_list("list", undated)}) as replay,
        pytest.raises(ShapeError, match="day"),
    ):
        crawl(source, replay.url_for(source.url))


def test_an_energy_card_stands_when_its_page_cannot_be_read(tmp_path: Path) -> None:
    source = all_sources()["se_energimyndigheten"]
    pages = energy_pages("list") | {"/utlysningar/a/": NO_LISTS["login"]}
    with serve(tmp_path, pages) as replay:
        calls, web = crawl(source, replay.url_for(source.url))
    assert [(call.key, call.text) for call in calls if call.key == "a"] == [("a", CARDS[0][4])]
    assert list(web.skipped) == ["a"]


def test_an_unknown_energy_category_is_kept_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = all_sources()["se_energimyndigheten"]
    card = ("a", "Stöd A", "Stänger 05 mars 2027", "Nytt slag", "Text.")
    with serve(tmp_path, energy_pages("list") | {"/utlysningar/": energy_list("list", (card,))}) as replay:
        calls, _ = crawl(source, replay.url_for(source.url))
    assert [call.action_type for call in calls] == [""]
    assert "unknown category: 'Nytt slag" in caplog.text


def test_a_promised_energy_page_without_cards_is_refused(tmp_path: Path) -> None:
    source = all_sources()["se_energimyndigheten"]
    first = energy_list("list").replace("</main>", "<a href='?page=2'>Nästa</a></main>")
    second = "<html><body><main><h1>Utlysningar</h1><p>Inga fler.</p></main></body></html>"
    pages = energy_pages("list") | {"/utlysningar/": first, "/utlysningar/?page=2": second}
    with serve(tmp_path, pages) as replay, pytest.raises(ShapeError, match="no links"):
        crawl(source, replay.url_for(source.url))


# ── Tillväxtverket: the status row and the counties, in whatever mark-up ──

FEED = (
    "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>t</title>{}</channel></rss>",
    "<item><title>{0}</title><link>https://tillvaxtverket.se/u/{0}.html</link></item>",
)
STATUS_ROWS = {
    "list": "<ul><li>{0}</li><li>Västra Götalands län</li><li>Hallands län</li></ul>",
    "table": "<table><tr><td>{0}</td></tr><tr><td>Västra Götalands län</td></tr><tr><td>Hallands län</td></tr></table>",
    "blocks": "<div><div><span>{0}</span></div><div>Västra Götalands län</div><div>Hallands län</div></div>",
    "lines": "<p>{0}<br>Västra Götalands län<br>Hallands län</p>",
}


def growth_page(rows: str, status: str) -> str:
    return (
        f"<html><body><nav>Öppnar snart</nav><main><h1>Rubrik</h1>{STATUS_ROWS[rows].format(status)}"
        "<p>Ett stöd för dem som vill mer än i fjol.</p><h2>Vem kan söka?</h2><p>Kommuner.</p>"
        "<h2>Hur mycket kan ni få i stöd?</h2><p>Max 40 procent.</p><p>Publicerad 1 mars 2026</p></main></body></html>"
    )


def read_growth(folder: Path, pages: dict[str, str]) -> tuple[list[Call], Web]:
    source = all_sources()["se_tillvaxtverket"]
    around, item = FEED
    feed = around.format("".join(item.format(name) for name in pages))
    with serve(folder, {path_of(source): feed} | {f"/u/{name}.html": page for name, page in pages.items()}) as replay:
        return crawl(source, replay.url_for(source.url))


@pytest.mark.parametrize("rows", STATUS_ROWS)
def test_the_status_and_the_counties_are_read_in_whatever_mark_up(rows: str, tmp_path: Path) -> None:
    pages = {
        "open.1": growth_page(rows, "Stänger 3 mars 2027"),
        "later.2": growth_page(rows, "Öppnar 14 januari 2027"),
        "gone.3": growth_page(rows, "Stängd 19 mars 2026"),
    }
    calls, web = read_growth(tmp_path, pages)
    assert web.skipped == {}
    assert [(call.key, call.opens, call.deadlines) for call in calls] == [
        ("1", None, (date(2027, 3, 3),)),
        ("2", date(2027, 1, 14), ()),
    ]
    assert {call.region for call in calls} == {"Västra Götalands län, Hallands län"}
    assert {(call.applicants, call.grant_rate) for call in calls} == {("Kommuner.", 40)}
    assert all(call.text.startswith("Ett stöd för dem") for call in calls)


def test_a_growth_page_that_cannot_be_read_is_skipped_and_all_of_them_are_an_error(tmp_path: Path) -> None:
    fine, undated = growth_page("list", "Stänger 3 mars 2027"), growth_page("list", "Öppnar snart")
    calls, web = read_growth(tmp_path, {"a.1": fine, "b.2": undated, "c.3": NO_LISTS["soft 404"], "d": fine})
    assert [call.key for call in calls] == ["1"]
    assert sorted(web.skipped) == ["2", "3", "https://tillvaxtverket.se/u/d.html"]
    with pytest.raises(ShapeError, match="none of 2 pages"):
        read_growth(tmp_path, {"b.2": undated, "c.3": NO_LISTS["login"]})


# ── Vinnova: what an answer must not be ──


def vinnova_round(**fields: Any) -> dict[str, Any]:
    whole = {"Diarienummer": "2026-1", "DiarienummerUtlysning": "2026-0", "Titel": "En riktigt lång rubrik här"}
    whole |= {"Oppningsdatum": "2026-11-01T08:00:00", "Stangningsdatum": "2027-02-01T14:00:00", "Publik": 1}
    return whole | fields


def read_vinnova(folder: Path, rounds: Any) -> tuple[list[Call], Web]:
    source = all_sources()["se_vinnova"]
    calls = json.dumps([{"Diarienummer": "2026-0", "Titel": "Utlysningen"}])
    pages = {"/api/ansokningsomgangar/2023-01-01": json.dumps(rounds), "/api/utlysningar/2023-01-01": calls}
    with serve(folder, pages) as replay:
        return crawl(source, replay.url_for(source.url))


@pytest.mark.parametrize(
    "rounds",
    [
        [],
        {"error": "okänd"},
        [{"Titel": "utan nummer"}],
        [vinnova_round(Stangningsdatum="1900-01-01T00:00:00")],
        [{"Diarienummer": "2026-1"}],
    ],
)
def test_an_answer_that_is_no_list_of_rounds_is_refused(rounds: Any, tmp_path: Path) -> None:
    with pytest.raises(ShapeError):
        read_vinnova(tmp_path, rounds)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"Publik": 7}, "Publik"),
        ({"Oppningsdatum": "2026-11-01T08:00:00Z"}, "time zone"),
        ({"Oppningsdatum": "snart"}, "day"),
    ],
)
def test_a_round_that_is_not_understood_is_skipped(fields: dict[str, Any], fault: str, tmp_path: Path) -> None:
    calls, web = read_vinnova(tmp_path, [vinnova_round(), vinnova_round(Diarienummer="2026-2", **fields)])
    assert [call.key for call in calls] == ["2026-1"]
    assert fault in web.skipped["2026-2"]


def test_a_round_that_closes_today_is_open(tmp_path: Path) -> None:
    rounds = [
        vinnova_round(Stangningsdatum="2026-11-23T14:00:00"),
        vinnova_round(Diarienummer="2026-2", Stangningsdatum="2026-11-22T23:59:00"),
    ]
    assert [call.key for call in read_vinnova(tmp_path, rounds)[0]] == ["2026-1"]


def write_golden() -> None:
    """Writes the golden file of every source from its recording."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name, source in all_sources().items():
        with site(name) as address:
            calls, _ = crawl(source, address)
        (GOLDEN / f"{name}.json").write_text(shown(calls), encoding="utf-8")
        print(f"{name}: {len(calls)} calls")


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    write_golden()
