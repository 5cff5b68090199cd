"""The Commission's search service is asked rightly and not believed: against a server with its habits and faults."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from sources.eu_funding_tenders import SOURCE
from sources.kit.corporate_search import Row, search
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
    with pytest.raises(FetchError, match="status 500"):
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


# The language of a row, and a service that does not read which one was asked for


@pytest.mark.parametrize(
    ("reference", "languages"),
    [
        ("48400948TOPICSen", {"en"}),
        ("48400948TOPICSsv", {"sv"}),
        ("186571PROSPECTSEN", {"en"}),
        ("186571PROSPECTSFR", {"fr"}),
        ("10381COMPETITIVE_CALLen", {"en"}),
        ("45792903CERVLumpSumGrants1678838400000", set()),
        ("44774210ERASMUSECHECharter1645574400000", set()),
        ("52000304ERASMUSLumpSumGrants", set()),
        ("44774210ERASMUS", set()),
        ("484009484749921", set()),
        ("5e0c7d1a-0000-4000-8000-000000000001-CN", set()),
        ("", set()),
    ],
)
def test_a_reference_tells_the_language_where_no_field_does(reference: str, languages: set[str]) -> None:
    bare = {"reference": reference, "metadata": {"type": ["1"]}}
    assert Row(bare).languages() == languages
    for empty in ([], [None], [""], None):
        assert Row(bare | {"metadata": {"language": empty}, "language": None}).languages() == languages
    assert Row(bare | {"language": "CS"}).languages() == {"cs"}
    assert Row(bare | {"language": "cs", "metadata": {"language": ["de", "fr"]}}).languages() == {"de", "fr"}


def unlabelled(identifier: str, reference: str) -> dict[str, Any]:
    row = make_row(identifier, reference=reference, **LIVING)
    del row["language"], row["metadata"]["language"]
    return row


@pytest.mark.parametrize("reference", ["52000117TOPICSsv", "52000117TOPICScs"])
def test_an_unlabelled_row_in_another_language_fails_the_source(reference: str) -> None:
    with pytest.raises(ShapeError, match=f"{reference}: asked for language en, got {reference[-2:]}"):
        calls_of([*many(1), unlabelled("LIFE-2027-X", reference)], babel=True)


def test_rows_in_all_languages_are_not_the_english_answer() -> None:
    with pytest.raises(ShapeError, match="asked for language en, got sv"):
        calls_of([*many(2), make_row("LIFE-2027-000", language="sv", **LIVING)], babel=True)


def test_an_unlabelled_row_that_nothing_speaks_against_is_what_was_asked_for() -> None:
    rows = [unlabelled("X", "52000117TOPICSen"), unlabelled("Y", "45792903CERVLumpSumGrants1678838400000")]
    assert {key: call.language for key, call in calls_of(rows, babel=True).items()} == {"X": "en", "Y": "en"}


def test_only_what_tells_that_it_is_swedish_is_a_swedish_copy() -> None:
    terms = {"type": ["1"], "status": ["31094502"]}
    rows = [
        *many(2),
        make_row("LIFE-2027-A", language="sv"),
        unlabelled("LIFE-2027-B", "52000117TOPICSsv"),
        unlabelled("LIFE-2027-C", "52000117TOPICSen"),
        unlabelled("LIFE-2027-D", "45792903CERVLumpSumGrants1678838400000"),
    ]
    with Portal(rows, babel=True) as portal:
        web = Web(SOURCE.url, TODAY, override=portal.url, patience=0.0)
        found = [row.one("identifier") for row in search(web, "SEDIA", terms, "identifier", "sv", partly=True)]
        web.close()
    assert found == ["LIFE-2027-A", "LIFE-2027-B"]
