"""The research funders' shared interface: what an answer must not be, and a key that is missing."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sources import all_sources
from sources.kit.call import Call
from sources.kit.errors import FetchError, NotConfigured, ShapeError
from sources.kit.web import Web
from tests.replay import Replay
from tests.test_sources import KEY, TODAY, crawl
from tests.world import RECORDED

SOURCE = all_sources()["se_formas"]
COUNCILS = ["se_formas", "se_forte", "se_vetenskapsradet"]


def row(**fields: Any) -> dict[str, Any]:
    whole = {"diarienummer": "2026-1", "titel": "Mat", "status": "Pågående", "oppningsdatum": "2026-11-01"}
    return whole | {"stangningsdatum": "2027-02-01"} | fields


def read(folder: Path, answer: Any) -> tuple[list[Call], Web]:
    path = f"/gdp_formas/utlysningar?authorization={KEY}"
    (folder / "rows").write_text(json.dumps(answer), encoding="utf-8")
    (folder / "pages.toml").write_text(
        'format = "assumed"\nrests_on = "a test"\n'
        f'[[pages]]\npath = "{path}"\nfile = "rows"\ntype = "application/json"\n',
        encoding="utf-8",
    )
    with Replay(folder) as replay:
        return crawl(SOURCE, replay.url_for(SOURCE.url))


@pytest.mark.parametrize("name", COUNCILS)
def test_without_a_key_nobody_is_asked(name: str) -> None:
    source = all_sources()[name]
    assert "gdphub.se" in source.needs_key
    with Replay(RECORDED / name) as replay:
        web = Web(source.url, TODAY, override=replay.url_for(source.url), patience=0)
        with pytest.raises(NotConfigured, match=r"key.*gdphub\.se"):
            list(source.crawl(web))
    assert replay.asked == []


def test_a_key_that_is_not_known_is_a_fault() -> None:
    with Replay(RECORDED / "se_formas") as replay:
        web = Web(SOURCE.url, TODAY, override=replay.url_for(SOURCE.url), patience=0, key="fel")
        with pytest.raises(FetchError):
            list(SOURCE.crawl(web))


@pytest.mark.parametrize(
    "answer",
    [[], {"error": "okänd"}, ["rad"], [row(stangningsdatum=None)], [{"diarienummer": "2026-1", "titel": "Mat"}]],
    ids=["empty", "no list", "no objects", "no day at all", "days stripped"],
)
def test_an_answer_that_is_no_list_of_calls_is_refused(answer: Any, tmp_path: Path) -> None:
    with pytest.raises(ShapeError):
        read(tmp_path, answer)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"status": None}, "status"),
        ({"status": "Öppen"}, "status"),
        ({"stangningsdatum": "snart"}, "not a day"),
        ({"oppningsdatum": 20261101}, "not a day"),
        ({"titel": "", "titelEng": "xx"}, "title"),
        ({"diarienummer": ""}, "number"),
    ],
)
def test_a_row_that_is_not_understood_is_skipped(fields: dict[str, Any], fault: str, tmp_path: Path) -> None:
    calls, web = read(tmp_path, [row(), row(diarienummer="2026-2") | fields])
    assert [call.key for call in calls] == ["2026-1"]
    assert re.search(fault, "\n".join(web.skipped.values()))


@pytest.mark.parametrize(
    ("status", "closes", "is_call"),
    [
        ("Pågående", "2026-11-23T14:00:00", True),
        ("Pågående", "2026-11-22", False),
        ("Kommande", None, True),
        ("Kommande", "1900-01-01T00:00:00", True),
        ("Avslutad", "2027-02-01", False),
    ],
)
def test_ended_calls_are_no_calls(status: str, closes: str | None, *, is_call: bool, tmp_path: Path) -> None:
    one = row(diarienummer="2026-2", status=status, stangningsdatum=closes)
    calls, web = read(tmp_path, [row(), one])
    assert ("2026-2" in {call.key for call in calls}) is is_call
    assert web.skipped == {}


def test_a_day_with_a_zone_is_that_of_stockholm(tmp_path: Path) -> None:
    calls, _ = read(tmp_path, [row(stangningsdatum="2027-01-31T23:30:00Z")])
    assert calls[0].deadlines == (date(2027, 2, 1),)


def test_a_budget_in_another_currency_wins_over_the_text(tmp_path: Path) -> None:
    text = "<p>Högst 2 miljoner kronor per projekt.</p>"
    calls, _ = read(tmp_path, [row(beskrivning=text, budgetBelopp=3_000_000, budgetValuta="EUR")])
    assert (calls[0].budget, calls[0].currency, calls[0].grant_max) == (3_000_000, "EUR", None)


@pytest.mark.parametrize("field", ["publiceringsplatser", "publiceringsplats"])
def test_the_public_page_is_linked_to(field: str, tmp_path: Path) -> None:
    calls, _ = read(tmp_path, [row(**{field: [{"webbadress": "https://formas.se/a.html"}]})])
    assert calls[0].url == "https://formas.se/a.html"


def test_the_list_is_linked_to_where_no_page_is_told(tmp_path: Path) -> None:
    calls, _ = read(tmp_path, [row(publiceringsplatser=[{"webbadress": "inte en adress"}])])
    assert calls[0].url == "https://formas.se/soka-finansiering/"
