"""The Commission's search service is asked rightly and not believed: against a server with its habits and faults."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from sources.eu_funding_tenders import SOURCE
from sources.kit.corporate_search import search
from sources.kit.errors import FetchError, ShapeError
from sources.kit.web import Web
from tests.portal import LIVING, NEXT, TODAY, Portal, calls_of, crawl, make_row, many


def test_asks_once_for_each_type_in_a_total_order_and_for_swedish_copies() -> None:
    portal = Portal(many(1))
    crawl(portal)
    asked = [
        (parts["query"]["bool"]["must"][0]["terms"]["type"], parts["languages"], parts["sort"]["field"])
        for _, parts in portal.asked
    ]
    assert asked == [
        (["1"], ["en"], "identifier"),
        (["2"], ["en"], "callIdentifier"),
        (["8"], ["en"], "callccm2Id"),
        (["1"], ["sv"], "identifier"),
    ]
    # A part `displayFields` would cost the conditions of every topic.
    assert all(set(parts) == {"query", "languages", "sort"} for _, parts in portal.asked)


def test_the_test_portal_has_the_real_ones_habits() -> None:
    rows = [*many(3), make_row("NEWS", "6")]
    query = json.dumps({"bool": {"must": [{"terms": {"type": ["1"]}}]}})
    typed = {"query": ("blob", query, "application/json")}
    wildcard = {"query": ("blob", json.dumps({"wildcard": {"identifier": "LIFE*"}}), "application/json")}
    with Portal(rows) as portal:
        assert requests.post(portal.url, files={"query": ("blob", query)}, timeout=5).json()["type"] == "throwable"
        assert requests.post(portal.url, params={"query": query}, timeout=5).json()["totalResults"] == 4
        assert requests.post(portal.url, json=json.loads(query), timeout=5).json()["totalResults"] == 4
        assert requests.post(portal.url, files=typed, timeout=5).json()["totalResults"] == 3
        assert requests.post(portal.url, files=wildcard, timeout=5).status_code == 400
        assert requests.get(portal.url, timeout=5).status_code == 405
        many_asked = requests.post(portal.url, params={"pageSize": "500", "pageNumber": "9"}, timeout=5).json()
        assert (many_asked["pageSize"], many_asked["results"]) == (100, [])


# Paging that proves itself


def test_reads_every_page_once() -> None:
    portal = Portal(many(250))
    calls, web = crawl(portal)
    assert sorted(calls) == [f"LIFE-2027-{number:03}" for number in range(250)]
    assert web.asked == 3 + 1 + 1 + 1


@pytest.mark.parametrize(
    ("faults", "complaint"),
    [
        ({"unsorted": True}, "repeats"),
        ({"shift": 1}, "repeats 1 rows"),
        ({"missing": 1}, "251 rows announced, 250 received"),
        ({"missing": -1}, "249 rows announced, 250 received"),
        ({"missing": 640_000}, "was the question understood"),
        ({"growth": 1}, "250 rows, then 251 on page 2"),
        ({"growth": -1}, "250 rows, then 249 on page 2"),
        ({"echo": {"pageNumber": 1}}, "'pageNumber': 2"),
        ({"echo": {"pageSize": 50}}, "'pageSize': 50"),
        ({"echo": {"totalResults": None}}, "totalResults is None"),
        ({"echo": {"results": []}}, "250 rows announced, 0 received"),
        ({"error": {"type": "businessError", "message": "Invalid Query format"}}, "Invalid Query format"),
        ({"error": {"results": None}}, "without results"),
        ({"echo": {"results": ["a row?"]}}, "without results"),
    ],
)
def test_an_answer_that_does_not_add_up_fails_the_source(faults: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ShapeError, match=complaint):
        calls_of(many(250), **faults)


@pytest.mark.parametrize(
    "intruder",
    [
        make_row("EC-COMM/2026/OP/0042", "0", **LIVING),
        make_row("LIFE-2027-NEWS", "6", status=None),
        make_row("LIFE-2026-CLOSED", status="31094503", **LIVING),
        make_row("LIFE-2027-X", language="de", **LIVING),
    ],
    ids=["tender", "news", "closed", "german"],
)
def test_an_answer_to_another_question_fails_the_source(intruder: dict[str, Any]) -> None:
    with pytest.raises(ShapeError, match="asked for"):
        calls_of(many(1), intruder=intruder)


def test_a_filter_that_is_not_read_fails_the_source() -> None:
    with pytest.raises(ShapeError, match="asked for type 1, got 0"):
        calls_of([*many(2), make_row("EC-COMM/2026/OP/0042", "0")], deaf=True)


def test_no_topic_at_all_is_a_fault_but_no_cascade_call_is_not() -> None:
    assert set(calls_of(many(1))) == {"LIFE-2027-000"}
    with pytest.raises(ShapeError, match="no grant topic"):
        calls_of([make_row("EuropeAid/1/DD/ACT/KZ", "2", **LIVING)])


def test_passing_faults_are_waited_out_and_lasting_ones_fail_the_source() -> None:
    assert len(calls_of(many(2), cut_off=2)) == 2
    assert len(calls_of(many(2), down=3)) == 2
    with pytest.raises(FetchError, match="cut off"):
        calls_of(many(2), cut_off=99)
    with pytest.raises(FetchError, match="503"):
        calls_of(many(2), down=99)


def test_copies_in_the_index_that_share_a_reference_are_not_taken_for_repeated_rows() -> None:
    old, older, new = (make_row("X-ECHE", reference="44774210ERASMUS", **LIVING) for _ in range(3))
    older["databaseLabel"], new["url"] = "", "https://ec.europa.eu/other"
    for before in (98, 99):  # so that each of them begins a page once
        assert len(calls_of([*many(before), older, old, new])) == before + 1


def test_missing_null_and_unknown_fields_are_tolerated() -> None:
    fields = {"identifier": ["BARE"], "type": ["1"], "status": ["31094502"], "deadlineDate": [NEXT], "novelty": ["b"]}
    metadata = fields | {"tags": None, "callTitle": [], "keywords": [None]}
    bare = {"reference": "1", "title": None, "language": "en", "novelty": {"a": 1}, "metadata": metadata}
    call = calls_of([bare], echo={"warnings": ["slow today"], "spellingSuggestion": None})["BARE"]
    assert (call.title, call.text, call.programme, call.budget, call.language) == ("BARE", "", "", None, "en")


def test_what_comes_in_another_language_than_swedish_is_left_out() -> None:
    terms = {"type": ["1"], "status": ["31094502"]}
    with Portal([*many(2), make_row("LIFE-2027-X", language="sv")], fallback=True) as portal:
        web = Web(SOURCE.url, TODAY, override=portal.url, patience=0.0)
        found = [row.reference for row in search(web, "SEDIA", terms, "identifier", "sv", partly=True)]
        web.close()
    assert found == ["LIFE-2027-X-1sv"]


def test_the_swedish_pages_prove_themselves_too() -> None:
    copies = [make_row(f"LIFE-2027-{number:03}", language="sv") for number in range(150)]
    with pytest.raises(ShapeError, match="repeats 1 rows"):
        calls_of([*many(1), *copies], shift=1)
