"""The EU portal's reader: what becomes of its rows, a test for each trap; `test_corporate_search.py` has the asking."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.harvest import harvest
from matcher.settings import SourceSettings
from sources.eu_funding_tenders import SOURCE
from sources.kit.call import Call
from sources.kit.errors import FetchError, ShapeError
from sources.kit.web import Web
from tests.portal import LIVING, NEXT, TODAY, Portal, calls_of, crawl, make_row, many

PAST = "2023-09-20T17:00:00.000+0000"
ROWS = Path(__file__).parent / "recorded" / SOURCE.name / "rows.jsonl"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "recorded" / "eu_portal"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/recorded/eu_portal is not on this machine")


def only(**fields: Any) -> Call:
    """The call that is read from one living topic with these fields."""
    (call,) = calls_of([make_row("LIFE-2027-X", **(LIVING | fields))]).values()
    return call


def actions(*deadlines: str, opens: str = "2026-10-15") -> str:
    return json.dumps([{"plannedOpeningDate": opens, "deadlineDates": list(deadlines)}])


def overview(*groups: list[dict[str, Any]]) -> str:
    return json.dumps({"budgetTopicActionMap": {str(number): group for number, group in enumerate(groups)}})


def line(action: str, *, least: int = 0, most: int = 0, **years: str) -> dict[str, Any]:
    return {"action": action, "minContribution": least, "maxContribution": most, "budgetYearMap": years}


# Zombies


@pytest.mark.parametrize(
    ("alive", "kind", "fields"),
    [
        (True, "1", {"deadlineDate": "2026-11-23T00:00:00.000+0000"}),
        (False, "1", {"deadlineDate": "2026-11-22T17:00:00.000+0000"}),
        (False, "1", {"deadlineDate": PAST, "DATASOURCE": "SEDIA_PRD_CENTRICITY"}),
        (False, "1", {"deadlineDate": PAST, "DATASOURCE": "SEDIA"}),
        (False, "1", {"deadlineDate": PAST, "status": "31094501"}),
        (True, "1", {"status": "31094501"}),
        (False, "1", {}),
        (True, "2", {"deadlineDate": "2026-12-01T12:00:30.000+0000"}),
        (False, "2", {"deadlineDate": "2026-05-27T15:00:53.000+0000"}),
        (False, "2", {"startDate": "2022-02-16T08:00:47.000+0000"}),
        (True, "2", {"status": "31094501"}),
        (False, "8", {"deadlineDate": PAST}),
    ],
)
def test_a_coming_cut_off_decides_not_the_status(alive: bool, kind: str, fields: dict[str, Any]) -> None:
    rows = [*many(1), make_row("ROW", kind, **fields)]
    assert ("ROW" in calls_of(rows)) is alive


# Several rows of one identifier


@pytest.mark.parametrize("order", [1, -1])
def test_the_fullest_row_of_an_identifier_wins(order: int) -> None:
    stub = make_row("TOPIC", title="TOPIC", reference="a")
    legacy = make_row("TOPIC", title="Old title", reference="b", **LIVING)
    full = make_row("TOPIC", title="A title", descriptionByte="<p>Text</p>", reference="c", **LIVING)
    rows = [stub, legacy, full]
    assert calls_of(rows[::order])["TOPIC"].title == "A title"
    assert calls_of(rows[:2][::order])["TOPIC"].title == "Old title"


def test_an_old_copy_with_a_coming_date_does_not_revive_a_closed_topic() -> None:
    closed = make_row("TOPIC", descriptionByte="<p>Text</p>", reference="a", deadlineDate=PAST)
    legacy = make_row("TOPIC", reference="b", **LIVING)
    assert set(calls_of([closed, legacy, *many(1)])) == {"LIFE-2027-000"}


def test_a_call_whose_fullest_row_cannot_be_read_is_left_as_it_is_stored() -> None:
    broken = make_row("TOPIC", descriptionByte="<p>Text</p>", reference="a", deadlineDate="31 April")
    calls, web = crawl(Portal([broken, make_row("TOPIC", reference="b", **LIVING), *many(1)]))
    assert set(calls) == {"LIFE-2027-000"}
    assert web.skipped == {"TOPIC": "date not understood: '31 April'"}


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"actions": '[{"deadlineDates"'}, "T-1en: actions is not JSON"),
        ({"actions": "null"}, "T-1en: actions holds None, not a list"),
        ({"budgetOverview": "[]"}, "T-1en: budgetOverview holds [], not a dict"),
        ({"keywords": '["Water", '}, "T-1en: keywords is not JSON"),
    ],
)
def test_a_row_with_broken_json_inside_is_skipped_alone(fields: dict[str, Any], complaint: str) -> None:
    calls, web = crawl(Portal([make_row("T", **(LIVING | fields)), *many(1)]))
    assert set(calls) == {"LIFE-2027-000"}
    assert web.skipped == {"T": complaint}


def test_a_row_without_an_identifier_is_skipped() -> None:
    nameless = make_row("X", reference="52TOPICSen", **LIVING)
    nameless["metadata"]["identifier"] = []
    calls, web = crawl(Portal([nameless, *many(1)]))
    assert set(calls) == {"LIFE-2027-000"}
    assert list(web.skipped) == ["52TOPICSen"]


# Days


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2027-02-11T00:00:00.000+0000", date(2027, 2, 11)),  # current topics
        ("2027-02-11T17:00:00.000+0000", date(2027, 2, 11)),  # old topics
        ("2027-01-11T22:59:02.000+0000", date(2027, 1, 11)),  # EuropeAid: one minute to midnight in winter
        ("2027-06-11T21:59:02.000+0000", date(2027, 6, 11)),  # and in summer
        ("2027-09-20T22:00:00.000+0000", date(2027, 9, 21)),  # midnight in summer
        ("2027-03-17T23:00:00.000+0000", date(2027, 3, 18)),  # midnight in winter
        ("2027-03-27T23:00:00.000+0000", date(2027, 3, 28)),  # the night when summer time begins
        ("2027-03-28T22:00:00.000+0000", date(2027, 3, 29)),
        ("2027-02-11", date(2027, 2, 11)),
    ],
)
def test_days_are_brussels_days(stamp: str, day: date) -> None:
    assert only(deadlineDate=stamp).deadlines == (day,)


def test_all_coming_cut_offs_are_kept_and_those_of_the_actions_come_first() -> None:
    several = [PAST, "2027-09-21T00:00:00.000+0000", NEXT, NEXT]
    assert only(deadlineDate=several).deadlines == (date(2027, 2, 11), date(2027, 9, 21))
    planned = [actions("2024-09-24", "2027-02-12"), actions("2027-01-07")]
    call = only(deadlineDate=several, actions=planned, startDate="2026-01-01T00:00:00.000+0000")
    assert (call.opens, call.deadlines) == (date(2026, 10, 15), (date(2027, 1, 7), date(2027, 2, 12)))
    assert only(startDate="2021-06-09T22:00:00.000+0000").opens == date(2021, 6, 10)
    assert only().opens is None


# Money


def test_the_budget_is_that_of_this_topic_not_of_the_whole_call() -> None:
    own = [
        line("LIFE-2027-X - LIFE-PJG LIFE Project Grants", least=1000000, most=5000000, a="28000000", b="72323812.37")
    ]
    others = [line("LIFE-2027-X-02 - LIFE-PJG", least=1, most=9000000, a="4000000"), line("LIFE-2027-Y - X", a="7")]
    call = only(budgetOverview=overview(own, *[[other] for other in others]))
    assert (call.grant_min, call.grant_max, call.budget, call.currency) == (1000000, 5000000, 100323812, "EUR")


def test_types_of_action_of_one_group_share_one_pot() -> None:
    shared = [line(f"LIFE-2027-X - TYPE-{kind}", a="593033846") for kind in "ABC"]
    apart = [[line("LIFE-2027-X - EF", a="339192721")], [line("LIFE-2027-X - GF", a="59857539")]]
    assert only(budgetOverview=overview(shared)).budget == 593033846
    assert only(budgetOverview=overview(*apart)).budget == 399050260


def test_no_amount_is_unknown_and_so_is_one_that_cannot_be_read(caplog: pytest.LogCaptureFixture) -> None:
    nothing = only(budgetOverview=overview([line("LIFE-2027-X - A", a="0", b="")]))
    assert (nothing.grant_min, nothing.grant_max, nothing.budget) == (None, None, None)
    assert only(budgetOverview=json.dumps({"budgetTopicActionMap": {}})).budget is None
    assert not caplog.records
    assert only(budgetOverview=overview([line("LIFE-2027-X - A", a="about 5 million")])).budget is None
    assert "amount not understood: 'about 5 million'" in caplog.text


# Words


def test_the_description_becomes_clean_text() -> None:
    markup = (
        '<span class="topicdescriptionkind">Expected Outcome:</span><ul><li>One  &amp; two</li><li>a &lt; b</li></ul>'
        '<p class="topicdescriptionkind">null</p><p>Police[[As defined in <a href="https://x.eu">law</a>.]] work.<br>'
        'End</p><p class="topicdescriptionkind">Scope:</p><table><tr><td>Year</td><td>2027</td></tr></table>'
    )
    text = "Expected Outcome:\nOne & two\na < b\nPolice (As defined in law.) work.\nEnd\nScope:\nYear\n2027"
    assert only(descriptionByte=markup).text == text


def test_a_topic_without_text_yet_is_kept() -> None:
    assert only(descriptionByte=[], status="31094501").text == ""


@pytest.mark.parametrize(
    ("title", "call_title", "shown"),
    [
        ("Climate  Change Adaptation", "LIFE Climate", "Climate Change Adaptation"),
        ("CEEP", "Call on community engagement (CEEP)", "Call on community engagement (CEEP)"),
        ("CEEP", "Community engagement", "CEEP – Community engagement"),
        ("CEEP", None, "CEEP"),
        ("LIFE-2027-X", "The call's title", "The call's title"),
        ("life-2027-x", "The call's title", "The call's title"),
        ("LIFE-2027-SCLATEUP", "Scaling Club 2.0", "Scaling Club 2.0"),
        ("ERC PROOF OF CONCEPT GRANTS", "Call for ERC", "ERC PROOF OF CONCEPT GRANTS"),
        ("Democracy", "The call's title", "Democracy"),
        (None, None, "LIFE-2027-X"),
    ],
)
def test_a_title_that_says_nothing_is_helped_by_the_calls_title(
    title: str | None, call_title: str | None, shown: str
) -> None:
    assert only(title=title, callTitle=call_title).title == shown


@pytest.mark.parametrize(
    ("keywords", "read"),
    [
        (["LIFE-2027-X", "LIFE-2027", "Water", "Water", "Solar energy"], ("Water", "Solar energy", "farm")),
        (['["Local authorities","Town twinning"]'], ("Local authorities", "Town twinning", "farm")),
        ([], ("farm",)),
    ],
)
def test_keywords_are_words_not_identifiers(keywords: list[str], read: tuple[str, ...]) -> None:
    assert only(keywords=keywords, callIdentifier="LIFE-2027", tags=["farm", " "]).keywords == read


def test_doubled_spaces_in_labels_are_collapsed() -> None:
    types = ["HORIZON  Research and Innovation Actions", "HORIZON Cofund", "HORIZON Cofund"]
    assert only(typesOfAction=types).action_type == "HORIZON Research and Innovation Actions, HORIZON Cofund"


def test_applicants_are_told_only_where_the_conditions_tell() -> None:
    start = '<div class="eui-u-mt-l>"><h4>Conditions</h4><div><h4>3. Other eligibility conditions</h4>'
    told = (
        "<p>At least three cities, each from another country[[Or two.]], must participate.</p><p>The JRC may join.</p>"
    )
    assert only(topicConditions=f"{start}<p>described in the call document.</p></div></div>").applicants == ""
    text = "At least three cities, each from another country (Or two.), must participate."
    assert only(topicConditions=f"{start}{told}</div></div>").applicants == text
    assert only(topicConditions=f"{start}<p>Consortia must include, as beneficiaries:</p></div></div>").applicants == ""


def test_an_unknown_programme_keeps_the_call_and_is_told(caplog: pytest.LogCaptureFixture) -> None:
    assert only(frameworkProgramme="43108390").programme == "Horisont Europa"
    assert not caplog.records
    assert only(frameworkProgramme="99999999").programme == ""
    assert "unknown programme code 99999999 in 2026" in caplog.text
    # What a code means is known for some years only.
    assert only(frameworkProgramme="43108390", startDate="2034-01-01T00:00:00.000+0000").programme == ""


# External actions and cascade calls


def test_europeaid_identifiers_keep_their_slashes_and_old_addresses_are_never_shown() -> None:
    key = "EuropeAid/185979/DD/ACT/"
    page = "https://webgate.ec.europa.eu/prospect/external/publishedcalls.htm?callId=185979"
    fields: dict[str, Any] = LIVING | {"callIdentifier": "185979", "budget": "5700000", "currency": "EUR"}
    for url in (page, "https://ec.europa.eu/info/funding-tenders/opportunities/data/topicDetails/185979EN", None):
        call = calls_of([*many(1), make_row(key, "2", url=url, **fields)])[key]
        assert (call.kind, call.url, call.budget) == ("external_action", page, 5700000)


def test_topics_are_shown_at_the_portals_page_never_at_the_dead_json_file() -> None:
    dead = "https://ec.europa.eu/info/funding-tenders/opportunities/data/topicDetails/LIFE-2027-X.json"
    page = (
        "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/topic-details/LIFE-2027-X"
    )
    assert only(url=dead, address=dead).url == page


def test_cascade_calls_of_one_topic_are_told_apart_by_their_own_number() -> None:
    parent = "CERV-2024-CITIZENS-VALUES"
    rows = [
        make_row(parent, "8", callccm2Id=number, callTitle=f"Grants for clubs {number}", caName=name, **LIVING)
        for number, name in (("11021", "Civic Fund"), ("11022", None))
    ]
    rows[1]["metadata"] |= {"projectAcronym": ["CLUBS"], "description": ["<p>Small grants</p>"], "budget": ["0"]}
    first, second = (calls_of([*many(1), *rows])[key] for key in ("11021", "11022"))
    assert (first.title, first.funder, first.kind) == ("Grants for clubs 11021", "Civic Fund", "cascade")
    assert first.url.endswith("/screen/opportunities/competitive-calls-cs/11021")
    assert (second.funder, second.text, second.budget) == ("CLUBS", "Small grants", None)


def test_a_cascade_call_may_lack_the_metadata_level() -> None:
    flat: dict[str, Any] = {"reference": "10381COMPETITIVE_CALLen", "language": "en", "type": "8", "title": None}
    flat |= {"callTitle": "Vouchers", "projectAcronym": "VOUCH", "deadlineDate": [NEXT], "status": ["31094502"]}
    call = calls_of([*many(1), flat])["10381COMPETITIVE_CALLen"]
    assert (call.title, call.funder, call.deadlines) == ("Vouchers", "VOUCH", (date(2027, 2, 11),))


# Swedish copies

ENGLISH = "<p>The topic supports municipalities that adapt to a changing climate.</p>"
SWEDISH = "<p>Utlysningen stödjer kommuner som anpassar sig till ett förändrat klimat.</p>"


def in_two_languages(**copy: Any) -> list[dict[str, Any]]:
    english = make_row("LIFE-2027-X", title="Climate change adaptation", descriptionByte=ENGLISH, **LIVING)
    return [english, make_row("LIFE-2027-X", language="sv", **copy)]


def test_a_really_swedish_copy_gives_the_words_and_the_english_row_the_dates() -> None:
    copy = {"title": "Anpassning till klimatförändringar", "descriptionByte": SWEDISH, "deadlineDate": PAST}
    call = calls_of(in_two_languages(**copy))["LIFE-2027-X"]
    assert (call.title, call.language, call.deadlines) == (copy["title"], "sv", (date(2027, 2, 11),))
    assert call.text == "Utlysningen stödjer kommuner som anpassar sig till ett förändrat klimat."


@pytest.mark.parametrize(
    "copy",
    [
        {"title": "Climate change adaptation", "descriptionByte": ENGLISH},
        {"title": "Tilpasning til klimaforandringer", "descriptionByte": "<p>Støtte til kommuner og byer.</p>"},
        {"title": "Anpassning till klimatförändringar"},
    ],
    ids=["english", "danish", "title only"],
)
def test_a_copy_that_is_not_swedish_or_lacks_the_text_changes_nothing(copy: dict[str, Any]) -> None:
    call = calls_of(in_two_languages(**copy))["LIFE-2027-X"]
    assert (call.title, call.language) == ("Climate change adaptation", "en")


def test_a_swedish_copy_alone_is_not_a_call() -> None:
    alone = make_row("LIFE-2027-Y", language="sv", title="Ensam", descriptionByte=SWEDISH, **LIVING)
    assert set(calls_of([*many(1), alone])) == {"LIFE-2027-000"}


@pytest.mark.parametrize(
    ("faults", "complaint"), [({"down": 99}, "status 500"), ({"cut_off": 99}, "the JSON answer is cut off")]
)
def test_the_english_calls_stay_when_no_swedish_copy_can_be_read(faults: dict[str, Any], complaint: str) -> None:
    rows = in_two_languages(title="Anpassning till klimatförändringar", descriptionByte=SWEDISH)
    with Portal(rows, ill=("sv", 1), **faults) as portal:
        web = Web(SOURCE.url, TODAY, override=portal.url, patience=0.0)
        calls = harvest(SOURCE, SourceSettings(url=portal.url), web)
        web.close()
    call = calls["LIFE-2027-X"]
    assert (call.title, call.language, len(calls)) == ("Climate change adaptation", "en", 1)
    assert list(web.skipped) == ["Swedish copies"]
    assert complaint in web.skipped["Swedish copies"]


@pytest.mark.parametrize(
    ("faults", "complaint"),
    [
        ({"ill": ("sv", 2), "down": 99}, "status 500"),
        ({"ill": ("sv", 2), "cut_off": 99}, "the JSON answer is cut off"),
        ({"shift": 1}, "repeats 1 rows"),
    ],
)
def test_swedish_copies_read_before_a_fault_are_used(faults: dict[str, Any], complaint: str) -> None:
    title = "Utlysningen stödjer kommuner som anpassar sig till ett förändrat klimat"
    copies = [make_row(f"LIFE-2027-{number:03}", language="sv", title=title) for number in range(150)]
    english = many(150)
    calls, web = crawl(Portal([*english[:1], *english[100:], *copies], **faults))
    assert {key for key, call in calls.items() if call.language == "sv"} == {"LIFE-2027-000"}
    assert len(calls) == 51
    assert complaint in web.skipped["Swedish copies"]


def test_a_fault_of_the_english_answer_still_fails_the_source() -> None:
    with pytest.raises(FetchError, match="status 500"):
        crawl(Portal(in_two_languages(), ill=("en", 1), down=99))


# The project's own rows, and the recorded ones


def test_our_rows_on_two_mondays() -> None:
    rows = [json.loads(text) for text in ROWS.read_text("utf-8").splitlines()]
    first = crawl(Portal(rows, today=TODAY), TODAY)[0]
    later = date(2026, 11, 30)
    second = crawl(Portal(rows, today=later), later)[0]
    assert (len(first), len(second)) == (28, 32)
    assert set(second) - set(first) == {
        "CERV-2027-CHILD", "DIGITAL-2027-SKILLS-SCHOOL", "LIFE-2027-CET-BETTERRENO", "11388"
    }  # fmt: skip
    assert {call.key for call in second.values() if call.language == "sv"} == {
        "CERV-2027-CITIZENS-TOWN-TT", "LIFE-2027-CET-DHC"
    }  # fmt: skip
    assert all(call.programme for call in second.values())


def recorded() -> list[dict[str, Any]]:
    pages = sorted((SHARED / "2026-05-07").glob("page-*.json.gz"))
    return [row for page in pages for row in json.loads(gzip.decompress(page.read_bytes()))["results"]]


def example(name: str) -> list[dict[str, Any]]:
    (path,) = (SHARED / "examples").glob(f"sedia_{name}*.json")
    return list(json.loads(path.read_text("utf-8"))["results"])


@needs_shared
def test_the_recorded_pages() -> None:
    portal = Portal(recorded())
    assert len(list(portal.rows)) == 580
    calls, web = crawl(portal, date(2026, 5, 7))
    assert (len(calls), web.skipped) == (576, {})
    fields = ("text", "programme", "action_type", "deadlines", "opens", "budget", "grant_max", "keywords", "applicants")
    assert {field: sum(bool(getattr(call, field)) for call in calls.values()) for field in fields} == {
        "text": 537, "programme": 576, "action_type": 538, "deadlines": 576, "opens": 576, "budget": 574,
        "grant_max": 418, "keywords": 347, "applicants": 51,
    }  # fmt: skip
    shown = "\n".join(text for call in calls.values() for text in (call.title, call.text, call.applicants))
    assert not [leak for leak in ("[[", "]]", '">', "\nnull\n", "</", "&amp;", "  ") if leak in shown]
    assert not [call.url for call in calls.values() if "/data/topicDetails/" in call.url]
    assert calls["LIFE-2026-SAP-CLIMA-CCA"].budget == 28_000_000
    assert calls["HORIZON-MSCA-2026-DN-01-01"].budget == 593_033_846
    label = calls["ESC-HUMAID-2021-QUAL-LABEL-FP"]
    assert (label.opens, label.deadlines) == (date(2021, 6, 10), (date(2026, 9, 22),))


@needs_shared
def test_the_recorded_pages_as_they_were_fetched_are_refused() -> None:
    with pytest.raises(ShapeError, match="repeats"):
        calls_of(recorded(), today=date(2026, 5, 7), unsorted=True)


@needs_shared
def test_recorded_single_rows() -> None:
    stale = example("STALE") + example("same_identifier") + example("type2_prospect_without_deadline")
    assert set(calls_of([*stale, *many(1)], date(2026, 6, 27))) == {"LIFE-2027-000"}
    # A day before its last day, ECHE is alive, and its fullest copy gives the date that counts.
    call = calls_of(stale, date(2026, 3, 23))["ERASMUS-EDU-2022-ECHE-CERT-FP"]
    assert (call.deadlines, len(call.text) > 1000) == ((date(2026, 3, 24),), True)


@needs_shared
def test_a_recorded_swedish_copy() -> None:
    rows = example("text_AI_no_filter")
    for row in rows:
        row["metadata"] |= {"status": ["31094502"]} if row["metadata"]["type"] == ["1"] else {}
    call = calls_of(rows, date(2025, 6, 15))["HORIZON-CL4-2025-04-DATA-03"]
    assert (call.language, call.deadlines) == ("sv", (date(2025, 10, 2),))
    assert call.title.startswith("Programvaruteknik för AI")
