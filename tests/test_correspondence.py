"""Whole weeks with a real database: who is put right about what, who hears of whom, and where answers go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from matcher import flow
from matcher.correspondence import desk, letters_due
from matcher.digest.choose import choose
from matcher.digest.facts import anchor
from matcher.house import House
from matcher.knowledge import Profile, Recipient
from matcher.model import Letter, Match, Opinion, Verdict
from matcher.settings import ConsoleSettings, MailSettings, Settings
from matcher.store import Store, open_store
from sources.kit.call import Call
from tests.letters import HOMEWARD, MEETING, SAFE, SUPPORT, WELFARE, match, reasons
from tests.scoring_house import shipped

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)
SOCIAL = Profile("social", "Socialförvaltningen", ("social@a.example",), "Äldreomsorg.")
LEDNING = Profile("kommunledning", "Kommunledningskontoret", ("ledning@a.example", "Chef@a.example"), "Strategi.")
BEFORE, AFTER = date(2027, 2, 1), date(2027, 3, 1)
MOVED = replace(HOMEWARD, deadlines=(AFTER,))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "matcher.db") as opened:
        yield opened


def house(store: Store, *profiles: Profile, **settings: object) -> House:
    mine = {profile.slug: profile for profile in profiles or (SOCIAL, LEDNING)}
    mail = MailSettings(sender="brev@a.example", coordinator=str(settings.pop("coordinator", "")) or None)
    return House(Settings(mail=mail, **settings), store, {}, mine, shipped()[1])  # type: ignore[arg-type]


def lists(store: Store, *calls: Call) -> None:
    """The sources list these calls and no others."""
    known = {call.id for call in store.calls.every()}
    store.calls.add([call for call in calls if call.id not in known], MONDAY)
    for call in calls:
        store.calls.update(call, [])
    store.calls.find_again([call.id for call in calls])
    store.calls.miss(known - {call.id for call in calls}, MONDAY, times=2)


def suits(store: Store, *matches: Match) -> None:
    store.matches.save((found, "made") for found in matches)


def strong(call: Call, profile: Profile = SOCIAL, *words: str, **fields: object) -> Match:
    return match(call, profile, **({"score": 5.0, "reasons": reasons(*(words or ("barn", "stöd")))} | fields))  # type: ignore[arg-type]


def week(home: House, number: int) -> dict[str, Letter]:
    """The letters of that week, which are then in the outbox."""
    stored = (home.store.letters.get(letter.id) for letter in flow.compose(home, MONDAY + number * WEEK))
    return {letter.recipient: letter for letter in stored if letter}


def told(letter: Letter) -> list[tuple[str, str]]:
    return [(mention.call, mention.correction or mention.section) for mention in letter.mentions]


# --- Rättelser --------------------------------------------------------------------------------------------------------


def test_exactly_those_who_were_told_of_a_call_are_put_right(store: Store) -> None:
    home = house(store)
    lists(store, HOMEWARD, WELFARE)
    suits(store, strong(HOMEWARD), strong(WELFARE), strong(WELFARE, LEDNING))
    first = week(home, 0)
    assert told(first["social@a.example"]) == [(WELFARE.id, "new"), (HOMEWARD.id, "new")]
    lists(store, MOVED)
    second = week(home, 1)
    assert told(second["social@a.example"]) == [(WELFARE.id, "withdrawn"), (HOMEWARD.id, "moved")]
    assert told(second["ledning@a.example"]) == told(second["Chef@a.example"]) == [(WELFARE.id, "withdrawn")]
    assert {told(letter) == [] for letter in week(home, 2).values()} == {True}
    lists(store, MOVED, replace(WELFARE, deadlines=(AFTER,)))
    third = week(home, 3)
    assert {tuple(told(letter)) for letter in third.values()} == {((WELFARE.id, "reopened"),)}
    assert [mention.sequence for letter in third.values() for mention in letter.mentions] == [2, 2, 2]


def test_who_comes_later_is_told_of_the_call_as_it_is_now(store: Store) -> None:
    lists(store, HOMEWARD)
    suits(store, strong(HOMEWARD))
    week(house(store), 0)
    lists(store, MOVED)
    home = house(store, replace(SOCIAL, recipients=("social@a.example", "ny@a.example")))
    letters = week(home, 1)
    assert told(letters["social@a.example"]) == [(HOMEWARD.id, "moved")]
    assert told(letters["ny@a.example"]) == [(HOMEWARD.id, "new")]


def test_a_call_that_is_missed_once_is_not_withdrawn(store: Store) -> None:
    home = house(store)
    lists(store, HOMEWARD)
    suits(store, strong(HOMEWARD))
    week(home, 0)
    store.calls.miss([HOMEWARD.id], MONDAY)
    assert told(week(home, 1)["social@a.example"]) == []
    store.calls.miss([HOMEWARD.id], MONDAY)
    assert told(week(home, 2)["social@a.example"]) == [(HOMEWARD.id, "withdrawn")]


LONG_TITLE = "Stöd till kommuner för trygg hemgång från sjukhus"
OLD = replace(HOMEWARD, title=LONG_TITLE)
NEXT_YEAR = AFTER + timedelta(days=365)


@pytest.mark.parametrize(
    ("heir", "withdrawn"),
    [
        (replace(OLD, source="se_annan", url="https://annan.example/x"), False),  # another source has it
        (replace(OLD, key="nyckel-2", url="https://www.vinnova.example/e/ny"), False),  # published anew
        (replace(OLD, source="se_annan", title="Hem", deadlines=()), None),  # the same page; its last day is gone
        (replace(OLD, key="nyckel-2", title="Ett helt annat stöd på samma sida"), True),
        (replace(OLD, key="nyckel-2", deadlines=(AFTER,), url="https://www.vinnova.example/e/ny"), None),
        (replace(OLD, key="nyckel-2", deadlines=(NEXT_YEAR,), url="https://www.vinnova.example/e/ny"), True),
    ],
)
def test_a_call_that_lives_on_under_another_name_is_neither_withdrawn_nor_new(
    store: Store, heir: Call, withdrawn: bool | None
) -> None:
    home = house(store)
    lists(store, OLD)
    suits(store, strong(OLD))
    week(home, 0)
    lists(store, heir)
    suits(store, strong(heir))
    expected = {
        True: [(OLD.id, "withdrawn"), (heir.id, "new")],
        False: [],
        None: [(heir.id, "moved")],
    }[withdrawn]
    assert told(week(home, 1)["social@a.example"]) == expected
    assert told(week(home, 2)["social@a.example"]) == []


# --- What a department said ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opinion", "expected"),
    [
        (None, [("moved", 1)]),
        ("relevant", [("moved", 1), ("closing", 0)]),
        ("not_relevant", []),
        ("may_not_apply", []),
        ("other_department", []),
    ],
)
def test_a_verdict_ends_what_is_told_or_asks_for_a_reminder(
    store: Store, opinion: Opinion | None, expected: list[tuple[str, int]]
) -> None:
    """One call moves, the other closes soon and is sent without being strong."""
    home, weak = house(store), replace(WELFARE, deadlines=(date(2026, 12, 20),))
    lists(store, HOMEWARD, weak)
    suits(store, strong(HOMEWARD), strong(weak, score=3.5))
    week(home, 0)
    for call in (HOMEWARD, weak):
        if opinion:
            store.verdicts.add(Verdict("social", call.id, opinion, MONDAY))
    lists(store, MOVED, weak)
    letter = week(home, 2)["social@a.example"]
    assert [(said, letter.mentions[n].sequence) for n, (_, said) in enumerate(told(letter))] == expected


def test_the_last_verdict_counts_and_one_on_a_doubled_call_counts_for_the_other(store: Store) -> None:
    home = house(store)
    lists(store, HOMEWARD, WELFARE)
    for opinion in ("relevant", "not_relevant"):
        store.verdicts.add(Verdict("social", HOMEWARD.id, opinion, MONDAY))  # type: ignore[arg-type]
    assert desk(home, MONDAY).week.aside == {("social", HOMEWARD.id)}
    store.calls.link({HOMEWARD.id: WELFARE.id})
    assert desk(home, MONDAY).week.aside == {("social", WELFARE.id)}
    assert desk(home, MONDAY).week.wanted == set()


# --- Passar flera -----------------------------------------------------------------------------------------------------


def for_both(store: Store) -> None:
    suits(store, strong(SAFE), strong(SAFE, LEDNING, "dialog", "trygghet"))


def test_both_heads_hear_of_each_other_in_the_same_week(store: Store) -> None:
    lists(store, SAFE)
    for_both(store)
    letters = week(house(store), 0)
    assert {tuple(told(letter)) for letter in letters.values()} == {((SAFE.id, "joint"),)}
    assert "Passar också Kommunledningskontoret" in letters["social@a.example"].text
    assert "Passar också Socialförvaltningen" in letters["Chef@a.example"].text


def test_who_was_told_earlier_hears_it_once_more_in_the_week_when_the_other_is_told(store: Store) -> None:
    home = house(store)
    lists(store, SAFE)
    suits(store, strong(SAFE))
    assert told(week(home, 0)["social@a.example"]) == [(SAFE.id, "new")]
    for_both(store)  # the profile of the other department was changed
    letters = week(home, 1)
    assert {tuple(told(letter)) for letter in letters.values()} == {((SAFE.id, "joint"),)}
    assert "Ni har sett den förut" in letters["social@a.example"].text
    assert "Ni har sett den förut" not in letters["ledning@a.example"].text
    assert {tuple(told(letter)) for letter in week(home, 2).values()} == {()}


def test_so_it_is_when_the_letters_of_the_week_are_written_in_two_goes(store: Store) -> None:
    home = house(store, LEDNING, SOCIAL)
    lists(store, SAFE)
    suits(store, strong(SAFE))
    week(home, 0)
    for_both(store)
    home.store.letters.queue(next(letters_due(home, MONDAY + WEEK)), MONDAY + WEEK)  # and here the process died
    assert told(week(home, 1)["social@a.example"]) == [(SAFE.id, "joint")]


def test_heads_who_both_know_a_call_hear_no_more_of_it_when_their_grounds_part(store: Store) -> None:
    home = house(store)
    lists(store, SAFE)
    suits(store, strong(SAFE), strong(SAFE, LEDNING))
    assert {tuple(told(letter)) for letter in week(home, 0).values()} == {((SAFE.id, "new"),)}
    for_both(store)
    assert {tuple(told(letter)) for letter in week(home, 1).values()} == {()}


def test_who_said_no_is_named_to_nobody(store: Store) -> None:
    lists(store, SAFE)
    for_both(store)
    store.verdicts.add(Verdict("kommunledning", SAFE.id, "not_relevant", MONDAY))
    letters = week(house(store), 0)
    assert told(letters["social@a.example"]) == [(SAFE.id, "new")]
    assert "Passar också" not in letters["social@a.example"].text
    assert told(letters["ledning@a.example"]) == []


# --- Kanske and what was read -----------------------------------------------------------------------------------------


def test_a_perhaps_comes_every_other_week_of_what_nearly_sufficed(store: Store) -> None:
    home, calls = house(store, SOCIAL), [replace(MEETING, key=f"{number}") for number in range(4)]
    lists(store, *calls)
    scores = (3.29, 3.1, 2.7, 2.69)
    suits(
        store,
        *(strong(call, score=score, send=False, eligible="yes") for call, score in zip(calls, scores, strict=True)),
    )
    weeks = [told(week(home, number)["social@a.example"]) for number in range(8)]
    maybe = [[(calls[number].id, "maybe")] for number in range(3)]
    assert weeks == [[], maybe[0], [], maybe[1], [], maybe[2], [], []]


def test_the_letter_tells_how_many_open_calls_were_weighed(store: Store) -> None:
    lists(store, SUPPORT, WELFARE, MEETING, HOMEWARD)
    suits(store, strong(SUPPORT), strong(WELFARE, score=-3.0, send=False), strong(MEETING, LEDNING))
    for days, seen in ((0, 3), (60, 1)):  # then SUPPORT and WELFARE are over
        on = desk(house(store), MONDAY + timedelta(days))
        assert choose(Recipient("a@a.example", (SOCIAL, LEDNING)), on.matches, {}, on.week, first=True).seen == seen


# --- Answers ----------------------------------------------------------------------------------------------------------


def links(letter: Letter) -> list[str]:
    return [str(link["href"]) for link in BeautifulSoup(letter.html, "html.parser").find_all("a")]


def test_a_letter_is_answered_on_a_page_of_its_own(store: Store) -> None:
    home = house(store, coordinator="samordnare@a.example", console=ConsoleSettings(base_url="https://svar.a.example"))
    lists(store, SUPPORT, WELFARE)
    suits(store, strong(SUPPORT), strong(WELFARE), strong(WELFARE, LEDNING))
    letters = list(week(home, 0).values())
    assert len({letter.token for letter in letters}) == 3
    for letter in letters:
        page = f"https://svar.a.example/svar/{letter.token}"
        ours = [link for link in links(letter) if "svar.a.example" in link]
        assert ours == [*(f"{page}#{anchor(call)}" for call, _ in told(letter)), f"{page}/pausa"]
        assert all(link in letter.text.split() for link in ours)
        assert not [link for link in links(letter) if link.startswith("mailto:")]


def test_without_a_page_answers_go_by_mail_to_the_coordinator(store: Store) -> None:
    odd = replace(SUPPORT, title="Stöd/hjälp & råd? 100 %: #1 åt alla")
    lists(store, odd)
    suits(store, strong(odd))
    letter = week(house(store, SOCIAL, coordinator="samordnare@a.example"), 0)["social@a.example"]
    answer, pause = [link for link in links(letter) if link.startswith("mailto:")]
    assert letter.token == ""
    parts = urlsplit(answer)
    assert (parts.scheme, parts.path, parts.fragment) == ("mailto", "samordnare@a.example", "")
    assert parse_qs(parts.query, strict_parsing=True) == {
        "subject": [f"Passar eller passar inte: {odd.title} [{odd.id}]"]
    }
    assert answer.isascii() and not set(" +/&#") & set(answer.partition("subject=")[2])
    assert unquote(urlsplit(pause).query) == "subject=Pausa mina brev om utlysningar"
    assert "Skriv till samordnare@a.example" in " ".join(letter.text.split())


def test_without_a_page_and_a_coordinator_nothing_links_to_us(store: Store) -> None:
    lists(store, SUPPORT)
    suits(store, strong(SUPPORT))
    letter = week(house(store, SOCIAL), 0)["social@a.example"]
    assert links(letter) == [SUPPORT.url]
    assert "Svara" not in letter.text + letter.html and "Pausa" not in letter.text + letter.html


# --- Samma utlysning hos flera källor ---------------------------------------------------------------------------------

COPY = replace(OLD, source="se_annan", key="kopia", url="https://annan.example/hemgang", text="Kort.")
EARLIER = replace(COPY, deadlines=(BEFORE - timedelta(days=3),))


def test_a_call_of_two_sources_is_told_once_with_both_links_and_the_earlier_day(store: Store) -> None:
    home = house(store)
    lists(store, OLD, EARLIER)
    suits(store, strong(OLD), strong(EARLIER))
    flow.merge(home, MONDAY)
    letter = week(home, 0)["social@a.example"]
    assert told(letter) == [(OLD.id, "new")]
    assert [mention.deadlines for mention in letter.mentions] == [EARLIER.deadlines]
    text = " ".join(letter.text.split())
    assert "29 januari 2027 (67 dagar kvar)" in text
    assert "Källorna anger olika dagar: annan.example 29 januari 2027 och vinnova.example 1 februari 2027." in text
    assert f"Finns också hos: annan.example {COPY.url}" in text
    page = BeautifulSoup(letter.html, "html.parser")
    assert {OLD.url, COPY.url} <= {link["href"] for link in page.find_all("a")}


def test_sources_that_agree_are_named_without_alarm(store: Store) -> None:
    home = house(store)
    lists(store, OLD, COPY)
    suits(store, strong(OLD))
    flow.merge(home, MONDAY)
    text = week(home, 0)["social@a.example"].text
    assert "Finns också hos" in text
    assert "olika dagar" not in text


def test_a_link_is_taken_back_when_its_ground_is_gone_and_verdicts_stay(store: Store) -> None:
    home = house(store)
    lists(store, OLD, COPY)
    suits(store, strong(OLD), strong(COPY))
    assert flow.merge(home, MONDAY) == 1
    store.verdicts.add(Verdict("social", COPY.id, "not_relevant", MONDAY))
    assert told(week(home, 0)["social@a.example"]) == []  # what was said of the copy holds for both
    lists(store, OLD, replace(COPY, title="Något helt annat för någon annan"))
    assert flow.merge(home, MONDAY + WEEK) == 1
    assert store.calls.links() == {}
    assert told(week(home, 1)["social@a.example"]) == [(OLD.id, "new")]
    assert [(verdict.call, verdict.opinion) for verdict in store.verdicts.latest()] == [(COPY.id, "not_relevant")]


def test_a_source_that_tells_an_earlier_day_later_on_puts_the_letter_right(store: Store) -> None:
    home = house(store)
    lists(store, OLD)
    suits(store, strong(OLD))
    week(home, 0)
    lists(store, OLD, EARLIER)
    flow.merge(home, MONDAY + WEEK)
    letter = week(home, 1)["social@a.example"]
    assert told(letter) == [(OLD.id, "moved")]
