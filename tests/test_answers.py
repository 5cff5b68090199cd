"""The answer pages over HTTP: what they tell, that looking changes nothing, and that a form saves."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from matcher.console.answer import NOTE_LENGTH
from matcher.digest.facts import anchor
from matcher.model import Verdict
from tests.answer_house import (
    ANOTHER,
    COORDINATOR,
    DAY,
    MONDAY,
    NOW,
    OTHER,
    PAGE,
    PAUSE,
    PREVIEW,
    TOKEN,
    WEEKLY,
    Site,
    letter,
    mention,
    site,
    words,
)
from tests.letters import CARE, MEETING, SUPPORT, TWINNING, WELFARE


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as running:
        yield running


# --- What the page tells ------------------------------------------------------------------------------------------


def test_the_page_tells_of_every_call_of_its_letter(here: Site) -> None:
    page = here.get(PAGE)
    told = words(page)
    assert page.status_code == 200
    for part in (SUPPORT.title, WELFARE.title, TWINNING.title, MEETING.title, "Socialstyrelsen", "Vänortsstöd"):
        assert part in told
    assert CARE.title not in told
    assert "sista dag 1 december (8 dagar kvar)" in told
    assert "Ni får den här för att rubriken handlar om anhörigstöd." in told
    assert f'href="{SUPPORT.url}"' in page.text
    assert '<span lang="en">Town-Twinning</span>' in page.text
    assert "vecka 48 till Socialförvaltningen och Kultur och fritid" in told


def test_a_department_that_has_the_call_is_not_offered_as_another_one(here: Site) -> None:
    offered = re.findall(r"<form.*?</form>", here.get(PAGE).text, re.DOTALL)
    slugs = [set(re.findall(r'<option value="(\w+)"', form)) for form in offered]
    assert "kultur_fritid" in slugs[0]
    assert not {"social", "kultur_fritid"} & slugs[1]
    assert "bostader" in slugs[1]


def test_a_page_says_when_the_last_day_has_passed(here: Site) -> None:
    here.clock.now = NOW + timedelta(days=60)
    assert "sista dagen var 1 december 2026" in words(here.get(PAGE))


HOSTILE = replace(
    SUPPORT, key="x\"'><b>&å", title='</h2><script>alert("1")</script>', url="javascript:alert(1)",
    funder='<img src=x onerror="alert(1)">',
)  # fmt: skip


def test_what_a_funder_writes_can_do_no_harm_and_can_be_answered(tmp_path: Path) -> None:
    with site(tmp_path, letter(TOKEN, mention(HOSTILE)), calls=(HOSTILE,)) as here:
        page = here.get(PAGE)
        assert not re.search(r"<script|<img|<b>|javascript:", page.text)
        assert "&lt;script&gt;" in page.text
        call = html.unescape(re.search(r'name="call" value="([^"]*)"', page.text)[1])  # type: ignore[index]
        assert call == HOSTILE.id
        note = '<script>alert(2)</script> & "quoted"'
        assert here.post(PAGE, call=call, opinion="relevant", note=note).status_code == 303
        assert note in html.unescape(here.get(PAGE).text)
        assert "<script" not in here.get(PAGE).text


# --- Looking changes nothing --------------------------------------------------------------------------------------


def test_looking_changes_nothing(tmp_path: Path) -> None:
    """Whoever looks through mail opens every link, often more than once, and may ask for the headers only."""
    preview = letter(PREVIEW, kind="preview", recipient=COORDINATOR, period=MONDAY)
    with site(tmp_path, WEEKLY, ANOTHER, preview) as here:
        here.post(PAGE, call=SUPPORT.id, opinion="relevant")
        before = here.content()
        query = f"?call={WELFARE.id}&opinion=relevant&sparat=x&List-Unsubscribe=One-Click"
        for address in (PAGE, PAGE + query, PAUSE, PAUSE + query, f"/svar/{PREVIEW}", "/healthz", "/svar/static/x"):
            for method in ("GET", "HEAD", "OPTIONS", "GET"):
                headers = {"Purpose": "prefetch", "Sec-Purpose": "prefetch"}
                answer = requests.request(method, here.url + address, headers=headers, timeout=30)
                assert answer.status_code in (200, 404, 503), (method, address)
        for action in ("angra", "ateruppta", "stopp", "slapp"):
            for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
                answer = requests.request(method, f"{here.url}{PAGE}/{action}", data={"call": SUPPORT.id}, timeout=30)
                assert answer.status_code == 405, (method, action)
        assert here.content() == before


# --- A form saves -------------------------------------------------------------------------------------------------


def test_an_answer_is_saved_for_every_profile_that_the_letter_told_the_call_for(here: Site) -> None:
    saved = here.post(PAGE, call=WELFARE.id, opinion="other_department", other="bostader", note=" Fråga \r\n bolaget ")
    assert saved.status_code == 303
    assert saved.headers["Location"] == f"{PAGE}?sparat={anchor(WELFARE.id)}#{anchor(WELFARE.id)}"
    assert here.latest() == [
        Verdict(slug, WELFARE.id, "other_department", NOW, "Fråga bolaget", "bostader", 1)
        for slug in ("kultur_fritid", "social")
    ]
    told = words(here.get(saved.headers["Location"]))
    assert "Tack! Du svarade: Annan förvaltning (AB GöteneBostäder). Du skrev: Fråga bolaget" in told


@pytest.mark.parametrize(
    ("opinion", "said"),
    [
        ("relevant", "Relevant"),
        ("not_relevant", "Inte relevant"),
        ("may_not_apply", "Får inte söka"),
        ("other_department", "Annan förvaltning (vet inte vilken)"),
    ],
)
def test_each_opinion_can_be_given_without_another_word(here: Site, opinion: str, said: str) -> None:
    here.post(PAGE, call=SUPPORT.id, opinion=opinion, other="", note="")
    assert [(verdict.opinion, verdict.other) for verdict in here.latest()] == [(opinion, "")]
    assert f"Du svarade: {said}" in words(here.get(PAGE))


def test_a_department_is_kept_only_with_the_opinion_that_it_belongs_to(here: Site) -> None:
    here.post(PAGE, call=SUPPORT.id, opinion="relevant", other="bostader")
    assert [verdict.other for verdict in here.latest()] == [""]


def test_a_changed_answer_counts_instead_and_the_form_shows_it(here: Site) -> None:
    here.post(PAGE, call=SUPPORT.id, opinion="relevant", note="först")
    here.post(PAGE, call=SUPPORT.id, opinion="not_relevant", note="sedan")
    assert [(verdict.opinion, verdict.note) for verdict in here.latest()] == [("not_relevant", "sedan")]
    page = here.get(PAGE)
    assert re.findall(r'value="(\w+)" required checked', page.text) == ["not_relevant"]
    assert "först" not in page.text


def test_undo_takes_back_what_this_page_said_and_only_that(here: Site) -> None:
    with here.store() as store:
        store.verdicts.add(Verdict("social", SUPPORT.id, "may_not_apply", NOW - DAY))  # noted by the coordinator
    for opinion in ("relevant", "not_relevant"):
        here.post(PAGE, call=SUPPORT.id, opinion=opinion)
    here.post(PAGE, call=WELFARE.id, opinion="relevant")
    undone = here.post(f"{PAGE}/angra", call=SUPPORT.id)
    assert undone.status_code == 303
    told = words(here.get(undone.headers["Location"]))
    assert ("Svaret är borttaget" in told, told.count("Du svarade")) == (True, 1)
    left = [(verdict.call, verdict.profile, verdict.opinion) for verdict in here.latest()]
    assert left == [
        (WELFARE.id, "kultur_fritid", "relevant"),
        (SUPPORT.id, "social", "may_not_apply"),
        (WELFARE.id, "social", "relevant"),
    ]
    with here.store() as store:
        history = list(store._db.query("select opinion, withdrawn is null as counts from verdicts order by id"))
    assert [tuple(row.values()) for row in history][1:3] == [("relevant", 0), ("not_relevant", 0)]
    here.post(PAGE, call=SUPPORT.id, opinion="relevant")
    assert ("social", "relevant") in [(v.profile, v.opinion) for v in here.latest() if v.call == SUPPORT.id]


def test_nobody_sees_what_another_letter_was_answered(here: Site) -> None:
    here.post(f"/svar/{OTHER}", call=WELFARE.id, opinion="not_relevant", note="hemligt")
    assert "Du svarade" not in words(here.get(PAGE))
    here.post(f"{PAGE}/angra", call=WELFARE.id)
    assert [verdict.note for verdict in here.latest()] == ["hemligt"]


@pytest.mark.parametrize("path", ["", "/angra"])
@pytest.mark.parametrize("call", [CARE.id, "no:such", ""])
def test_a_token_speaks_for_the_calls_of_its_own_letter_only(here: Site, path: str, call: str) -> None:
    before = here.content()
    assert here.post(PAGE + path, call=call, opinion="relevant").status_code == 400
    assert here.content() == before


FAULTS = ("Välj ett av svaren först.", "lite för långt")


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"opinion": "wonderful"}, 400, "gick inte att spara"),
        ({"opinion": "other_department", "other": "rymden"}, 400, "gick inte att spara"),
        ({"opinion": "", "note": "mina ord"}, 400, "Välj ett av svaren först."),
        ({"note": "mina ord"}, 400, "Välj ett av svaren först."),
        ({"opinion": "relevant", "note": "å" * (NOTE_LENGTH + 1)}, 400, "lite för långt"),
        ({"opinion": "relevant", "note": "å" * 20_000}, 413, "för mycket på en gång"),
    ],
)
def test_what_cannot_be_saved_is_said_kindly_and_kept(
    here: Site, fields: dict[str, str], status: int, said: str
) -> None:
    before = here.content()
    answer = here.post(PAGE, call=SUPPORT.id, **fields)
    assert (answer.status_code, here.content()) == (status, before)
    assert said in words(answer)
    kept = "Spara svaret" in words(answer)
    assert kept == (said in FAULTS)
    assert fields.get("note", "") in answer.text or not kept


def test_a_note_at_its_longest_is_saved_in_any_script(here: Site) -> None:
    for note in ("å" * NOTE_LENGTH, "🎉" * NOTE_LENGTH, "&" * NOTE_LENGTH):
        assert (
            here.post(PAGE, call=SUPPORT.id, opinion="other_department", other="bostader", note=note).status_code == 303
        )
        assert [verdict.note for verdict in here.latest()] == [note]


# --- While a run is writing ---------------------------------------------------------------------------------------

WRITER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("begin immediate")
db.execute("insert into runs (verb) values ('collect')")
print("held", flush=True)
sys.stdin.readline()
db.execute("commit")
"""


@contextmanager
def writer(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process in the middle of a transaction; it ends that when it is told something."""
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout and other.stdout.readline() == "held\n"
        yield other


def tell(other: subprocess.Popen[str]) -> None:
    assert other.stdin
    other.stdin.write("go on\n")
    other.stdin.flush()


@pytest.mark.parametrize(
    ("path", "fields", "rows", "count"),
    [
        (PAGE, {"call": WELFARE.id, "opinion": "relevant"}, "verdicts", 3),
        (f"{PAGE}/angra", {"call": WELFARE.id}, "verdicts where withdrawn is null", 0),
        (PAUSE, {}, "pauses", 1),
    ],
)
def test_who_saves_while_a_run_is_writing_waits_and_is_saved(
    here: Site, path: str, fields: dict[str, str], rows: str, count: int
) -> None:
    with here.store() as store:
        store.verdicts.add(Verdict("social", WELFARE.id, "relevant", NOW, letter=1))
    before = here.content()
    with writer(here.path) as other, ThreadPoolExecutor(1) as person:
        assert here.get(PAGE).status_code == 200  # who only looks waits for nobody
        saving = person.submit(here.post, path, **fields)
        with pytest.raises(TimeoutError):
            saving.result(3)  # what does not wait has failed long before
        assert here.content() == before
        tell(other)
        assert saving.result(60).status_code in (200, 303)
    with here.store() as store:
        assert next(store._db.query(f"select count(*) as n from {rows}"))["n"] == count


def test_what_cannot_be_saved_now_comes_back_to_be_sent_again(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.store.BUSY_SECONDS", 0.1)
    with writer(here.path) as other:
        failed = here.post(PAGE, call=SUPPORT.id, opinion="relevant", note='Mina "ord" <3')
        assert failed.status_code == 503
        assert "Det är inte sparat än" in words(failed)
        tell(other)
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', failed.text)
    again = re.search(r'<form method="post" action="([^"]*)">', failed.text)
    assert again and again[1] == PAGE
    assert here.latest() == []
    here.post(again[1], **{name: html.unescape(value) for name, value in fields})
    assert [(verdict.opinion, verdict.note) for verdict in here.latest()] == [("relevant", 'Mina "ord" <3')]
