"""Declared sources: their pages in whatever mark-up, how calls are found, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sources import all_sources
from sources.kit.call import Call
from sources.kit.declaration import Declaration
from sources.kit.declared import declared
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


def read(declaration: Declaration, folder: Path, pages: dict[str, str], today: date = TODAY) -> tuple[list[Call], dict]:
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
