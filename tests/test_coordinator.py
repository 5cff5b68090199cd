"""The coordinator's weeks: the preview on Fridays, what cannot wait for Monday, and what went wrong, each told once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from matcher import flow
from matcher.house import House
from matcher.knowledge import Absence
from matcher.model import Answer, Letter, Verdict
from matcher.store import Store
from matcher.store.coordination import EVERYONE
from tests.coordinator_house import (
    CHIEF,
    COMING,
    COORDINATOR,
    DAY,
    DEPUTY,
    FRIDAY,
    HEAD,
    MONDAY,
    TUESDAY,
    TWO,
    WEEK,
    bent,
    found,
    ledger,
    letters,
    small_house,
    wait_for,
)
from tests.letters import HOMEWARD, MEETING, SUPPORT, WELFARE, match, plain
from tests.mail_server import MailServer
from tests.test_correspondence import lists, suits


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with small_house(tmp_path) as house:
        yield house


# --- The preview --------------------------------------------------------------------------------------------------


def test_on_friday_the_coordinator_sees_every_letter_as_it_will_be(home: House) -> None:
    preview = flow.preview(bent(home, base_url="https://svar.a.example"), FRIDAY)
    assert preview
    assert (preview.kind, preview.recipient, preview.period) == ("preview", COORDINATOR, COMING.date())
    assert "skrivs och skickas måndag 30 november 2026 klockan 07.00" in plain(preview.text)
    page = f"https://svar.a.example/svar/{preview.token}"
    assert re.fullmatch(r"[\w-]{22}", preview.token)
    assert f'href="{page}"' in preview.html
    assert page in preview.text.splitlines()
    composed = flow.compose(home, COMING)
    assert {letter.recipient for letter in composed} == {HEAD, CHIEF}
    for letter in composed:
        for form in (preview.text, preview.html):
            assert f"Ämnesrad: {letter.subject}" in plain(form)
            assert letter.recipient in form
    assert all(call.title in plain(preview.text) for call in (HOMEWARD, WELFARE))


def test_it_is_written_once_and_sent_like_any_other_letter(home: House) -> None:
    hour = timedelta(hours=1)
    assert [flow.preview(home, FRIDAY + hours * hour) is None for hours in range(3)] == [False, True, True]
    flow.deliver(home, FRIDAY)
    assert ledger(home.store, "preview") == [("11-30", COORDINATOR, "sent")]
    assert flow.preview(home, FRIDAY + WEEK) is not None


def test_without_a_page_it_tells_the_commands(home: House) -> None:
    preview = flow.preview(home, FRIDAY)
    assert preview
    assert "matcher hold ADRESS" in preview.text  # on one line, to be copied
    assert "matcher release ADRESS" in preview.text
    assert "http" not in preview.text.replace(HOMEWARD.url, "").replace(WELFARE.url, "")


def test_it_tells_who_gets_nothing_and_which_letters_are_stopped(home: House) -> None:
    home.store.pauses.add(HEAD, "slutar i maj", TUESDAY)
    home.store.holds.add(COMING.date(), CHIEF, TUESDAY)
    preview = flow.preview(home, FRIDAY)
    assert preview
    told = plain(preview.text)
    assert f"{HEAD}: slutar i maj" in told
    assert "Brevet är stoppat tills du släpper det." in told
    assert HOMEWARD.title not in told


def test_nobody_is_written_to_where_there_is_no_coordinator(home: House) -> None:
    alone = bent(home, coordinator=None)
    assert (flow.preview(alone, FRIDAY), flow.alert(alone, FRIDAY)) == (None, [])
    assert letters(home.store, "preview", "urgent", "notice") == []


def test_letters_to_a_coordinator_who_has_left_are_not_sent(home: House) -> None:
    flow.preview(home, FRIDAY)
    flow.deliver(bent(home, coordinator="ny@a.example"), FRIDAY)
    assert ledger(home.store, "preview") == [("11-30", COORDINATOR, "cancelled")]


# --- What it stops ------------------------------------------------------------------------------------------------


def sent(store: Store, period: datetime) -> set[str]:
    day = f"{period:%m-%d}"
    return {address for when, address, status in ledger(store, "digest") if (when, status) == (day, "sent")}


def test_letters_go_out_by_themselves_when_nothing_is_said(home: House) -> None:
    flow.preview(home, FRIDAY)
    wait_for(home, COMING)
    assert sent(home.store, COMING) == {HEAD, CHIEF}


def test_what_is_stopped_is_not_sent_and_its_calls_come_back(home: House) -> None:
    flow.preview(home, FRIDAY)
    home.store.holds.add(COMING.date(), HEAD, FRIDAY)
    for day in range(7):
        wait_for(home, COMING + day * DAY)
    assert sent(home.store, COMING) == {CHIEF}
    wait_for(home, COMING + WEEK)
    assert ("11-30", HEAD, "cancelled") in ledger(home.store, "digest")
    assert sent(home.store, COMING + WEEK) == {HEAD, CHIEF}
    told = {
        letter.recipient: [(mention.call, mention.section) for mention in letter.mentions]
        for letter in letters(home.store, "digest")
        if letter.period == (COMING + WEEK).date()
    }
    assert told == {HEAD: [(HOMEWARD.id, "new")], CHIEF: []}


def test_what_is_released_later_is_sent_then_and_told_once(home: House) -> None:
    home.store.holds.add(COMING.date(), EVERYONE, FRIDAY)
    wait_for(home, COMING)
    assert sent(home.store, COMING) == set()
    home.store.holds.release(COMING.date(), HEAD, COMING + DAY)
    wait_for(home, COMING + DAY)
    assert sent(home.store, COMING) == {HEAD}
    wait_for(home, COMING + WEEK)
    (again,) = [letter for letter in letters(home.store, "digest") if letter.period == (COMING + WEEK).date()][:1]
    assert (again.recipient, again.mentions) == (HEAD, ())


def test_letters_that_are_released_by_hand_wait_for_it(home: House) -> None:
    careful = bent(home, schedule={"release": "by_hand"})
    preview = flow.preview(careful, FRIDAY)
    assert preview
    assert "De skickas först när du har släppt dem." in plain(preview.text)
    wait_for(careful, COMING)
    assert sent(home.store, COMING) == set()
    home.store.holds.release(COMING.date(), EVERYONE, COMING)
    wait_for(careful, COMING + DAY)
    assert sent(home.store, COMING) == {HEAD, CHIEF}


def test_who_says_stop_while_letters_go_out_is_heard(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    class FirstOnly:
        def send(self, letter: Letter, now: datetime) -> dict[str, Answer]:
            home.store.holds.add(letter.period, EVERYONE, now)
            return dict.fromkeys(letter.to, Answer("sent", "accepted"))

    flow.compose(home, COMING)
    monkeypatch.setattr("matcher.flow.mailbox", lambda settings: FirstOnly())
    assert flow.deliver(home, COMING).done == 1
    assert home.store.letters.counts() == {"queued": 1, "sent": 1}


# --- What cannot wait ---------------------------------------------------------------------------------------------


def urgent(house: House, now: datetime) -> set[str]:
    return {mention.call for letter in flow.alert(house, now) if letter.kind == "urgent" for mention in letter.mentions}


@pytest.mark.parametrize(
    ("last", "at_once"),
    [
        (date(2026, 11, 23), False),  # yesterday
        (date(2026, 11, 24), True),
        (date(2026, 11, 30), True),  # the next letters come on this day
        (date(2026, 12, 2), True),
        (date(2026, 12, 3), False),  # three days after them: there is time
        (date(2027, 1, 15), False),
    ],
)
def test_a_strong_call_that_closes_before_anybody_could_act_on_mondays_letter_is_told_the_same_day(
    home: House, last: date, at_once: bool
) -> None:
    call = found(home, last)
    assert urgent(home, TUESDAY) == ({call} if at_once else set())


@pytest.mark.parametrize(("score", "fields"), [(3.9, {}), (5.0, {"send": False})], ids=["not strong", "not to be sent"])
def test_what_is_not_strong_waits_for_monday(home: House, score: float, fields: dict[str, Any]) -> None:
    found(home, date(2026, 11, 27), score, **fields)
    assert urgent(home, TUESDAY) == set()


def test_it_is_told_once_with_whom_it_is_for(home: House) -> None:
    call = found(home, date(2026, 12, 1))
    (letter,) = flow.alert(home, TUESDAY)
    assert (letter.kind, letter.recipient) == ("urgent", COORDINATOR)
    assert "För: Socialförvaltningen" in plain(letter.text)
    assert "Ingen mottagare har fått veta det än" in plain(letter.text)
    assert [urgent(home, TUESDAY + day * DAY) for day in range(4)] == [set()] * 4
    flow.deliver(home, TUESDAY)
    assert ledger(home.store, "urgent", "extra") == [("11-24", COORDINATOR, "sent")]
    flow.compose(home, COMING)  # the head hears of it on Monday all the same
    assert call in {mention.call for letter in letters(home.store, "digest")[-2:] for mention in letter.mentions}


def test_what_a_second_reading_of_the_day_brings_waits_until_tomorrow(home: House) -> None:
    call = found(home, date(2026, 12, 1))
    flow.alert(home, TUESDAY)
    another = replace(MEETING, key="också", rolling=False, deadlines=(date(2026, 11, 27),))
    lists(home.store, HOMEWARD, WELFARE, replace(SUPPORT, key="brådskar", deadlines=(date(2026, 12, 1),)), another)
    suits(home.store, match(another, TWO[1], 5.0))
    assert urgent(home, TUESDAY + timedelta(hours=5)) == set()
    assert urgent(home, TUESDAY + DAY) == {another.id} != {call}


def test_a_letter_that_did_not_reach_the_coordinator_has_told_nothing(home: House) -> None:
    call = found(home, date(2026, 12, 1))
    flow.alert(home, TUESDAY)
    with MailServer(answers={COORDINATOR: "550 gone"}) as server:
        flow.deliver(bent(home, mode="smtp", host="127.0.0.1", port=server.port), TUESDAY)
    assert ledger(home.store, "urgent") == [("11-24", COORDINATOR, "refused")]
    assert urgent(home, TUESDAY + DAY) == {call}


def test_what_is_known_is_not_urgent(home: House) -> None:
    call = found(home, date(2026, 12, 1))
    home.store.verdicts.add(Verdict("social", call, "relevant", MONDAY))
    assert urgent(home, TUESDAY) == set()


@pytest.mark.parametrize("stopped", [True, False])
def test_what_stood_in_mondays_letter_is_urgent_only_when_that_is_stopped(home: House, stopped: bool) -> None:
    lists(home.store, replace(HOMEWARD, deadlines=(date(2026, 11, 30),)), WELFARE)
    if stopped:
        home.store.holds.add(MONDAY.date(), HEAD, MONDAY)
    flow.compose(home, MONDAY)
    assert urgent(home, MONDAY) == ({HOMEWARD.id} if stopped else set())


def test_if_it_is_set_so_the_heads_hear_of_it_too_and_once(home: House) -> None:
    away = replace(TWO[0], absences=(Absence(HEAD, date(2026, 11, 1), date(2026, 12, 31), DEPUTY),))
    both = replace(bent(home, urgent_to_heads=True), profiles={"social": away, "kommunledning": TWO[1]})
    call = found(both, date(2026, 12, 1))
    told, extra = flow.alert(both, TUESDAY)
    assert (told.kind, extra.kind, extra.recipient, extra.to) == ("urgent", "extra", HEAD, (HEAD, DEPUTY))
    assert "Mottagarna får veta det i ett eget brev i dag." in plain(told.text)
    assert "kan inte vänta till nästa brev" in plain(extra.text)
    assert f"Skriv till {COORDINATOR}" in plain(extra.text)
    flow.deliver(both, TUESDAY)
    assert ledger(home.store, "extra") == [("11-24", DEPUTY, "sent"), ("11-24", HEAD, "sent")]
    for day in range(1, 4):
        assert flow.alert(both, TUESDAY + day * DAY) == []
    flow.compose(both, COMING)
    assert call not in {mention.call for letter in letters(home.store, "digest")[-2:] for mention in letter.mentions}


def test_heads_hear_of_it_also_where_there_is_no_coordinator_but_never_on_pause(home: House) -> None:
    alone = bent(home, urgent_to_heads=True, coordinator=None)
    found(alone, date(2026, 12, 1))
    home.store.pauses.add(HEAD, "", TUESDAY)
    assert flow.alert(alone, TUESDAY) == []
    home.store.pauses.end(HEAD)
    assert [letter.recipient for letter in flow.alert(alone, TUESDAY)] == [HEAD]


# --- The main job -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "written"),
    [(TUESDAY, "notice"), (FRIDAY - timedelta(hours=1), "notice"), (FRIDAY, "preview"), (COMING - DAY / 24, "preview")],
)
def test_run_writes_the_coordinator_what_is_due(home: House, now: datetime, written: str) -> None:
    """The preview tells what went wrong, too, so that there is one letter and not two."""
    home.store.notices.add("paused", "Någon har pausat sina brev.", MONDAY)
    for _ in range(2):
        flow.run(home, now)
    (letter,) = letters(home.store, "preview", "urgent", "notice")
    assert (letter.kind, "Någon har pausat" in letter.text) == (written, True)
    assert home.store.letters.counts() == {"sent": 3}
