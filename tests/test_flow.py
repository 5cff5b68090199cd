"""Whole mornings: real HTTP, real SMTP, a real database; what fails is told and stops nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from matcher import flow
from matcher.flow import House
from matcher.harvest import open_web
from matcher.model import Verdict
from matcher.post import try_out
from matcher.profiles import read_profiles
from matcher.settings import HttpSettings, MailSettings, Settings, SourceSettings
from matcher.store import open_store
from sources.kit.call import Call, Source
from sources.kit.shelf import Shelf
from sources.kit.transport import Pace
from sources.kit.web import Web
from tests.mail_server import MailServer
from tests.server import Answer, Server

ROOT = Path(__file__).resolve().parents[1]
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
PROFILES, KNOWLEDGE = read_profiles(ROOT / "profiles")
TWO = {slug: PROFILES[slug] for slug in ("social", "barn_utbildning")}
CHIEF = TWO["social"].recipients[0]


def crawl(web: Web) -> Iterator[Call]:
    for row in web.get_json(web.url):
        yield Call(web.url.split("/")[3], url="https://funder.example/" + row["key"], **_typed(row))


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"deadlines": tuple(date.fromisoformat(day) for day in row.get("deadlines", ()))}


def source(name: str) -> Source:
    return Source(name, f"Källan {name}", f"https://funder.example/{name}", crawl, 1, 50, "assumed", "this test")


SOURCES = {name: source(name) for name in ("se_one", "se_two")}


def row(key: str, title: str, text: str, closes: str = "2027-03-01", **more: Any) -> dict[str, Any]:
    return {"key": key, "title": title, "text": text, "deadlines": [closes], **more}


ELDERLY = row(
    "aldre",
    "Statsbidrag till kommuner för äldreomsorg och välfärdsteknik",
    "Kommuner kan söka bidrag för att utveckla äldreomsorgen med välfärdsteknik, hemtjänst och stöd till anhöriga.",
    applicants="Kommuner kan söka.",
)
SCHOOL = row(
    "skola",
    "Bidrag till kommunala skolhuvudmän för elevhälsa i grundskolan",
    "Kommuner som är skolhuvudmän kan söka bidrag för elevhälsa, läxhjälp och lovskola i grundskolan.",
    applicants="Kommuner som är huvudmän för grundskola.",
)
SPACE = row("rymd", "Forskarskola i rymdfysik", "Universitet kan söka medel till doktorander i rymdfysik.")


@contextmanager
def house(tmp_path: Path, pages: dict[str, Any], mail: MailSettings | None = None, **bent: Any) -> Iterator[House]:
    answers = {
        f"/{name}": [page if isinstance(page, Answer) else Answer(json.dumps(page).encode())]
        for name, page in pages.items()
    }
    with Server(answers) as server, open_store(tmp_path / "matcher.db") as store:
        moved = {name: SourceSettings(url=f"{server.url}/{name}", **bent) for name in SOURCES}
        mail = mail or MailSettings(folder=tmp_path / "letters")
        settings = Settings(mail=mail, sources=moved, http=HttpSettings(per_second=100))
        yield House(settings, store, SOURCES, TWO, KNOWLEDGE)


def through(server: MailServer) -> MailSettings:
    return MailSettings(mode="smtp", host="127.0.0.1", port=server.port)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.kit.web.time.sleep", lambda seconds: None)


GOOD = {"se_one": [ELDERLY, SPACE], "se_two": [SCHOOL]}


def test_a_morning_brings_each_call_to_the_right_inbox_once(tmp_path: Path) -> None:
    with MailServer() as server, house(tmp_path, GOOD, through(server)) as home:
        outcomes, made, letters, tally = flow.run(home, MONDAY)
        assert [(outcome.ok, outcome.calls, outcome.new) for outcome in outcomes] == [(True, 2, 2), (True, 1, 1)]
        assert made == 3 * len(TWO)
        assert (len(letters), tally.done, tally.failures) == (2, 2, 0)
        told = {letter.recipient: [mention.call for mention in letter.mentions] for letter in letters}
        assert told == {CHIEF: ["se_one:aldre"], TWO["barn_utbildning"].recipients[0]: ["se_two:skola"]}
        assert {mail["To"] for mail in server.letters} == {profile.recipients[0] for profile in TWO.values()}

        before = next(home.store._db.query("select sum(rowid) as n, group_concat(first_seen) as t from calls"))
        again = flow.run(home, MONDAY + timedelta(hours=3))
        assert again[1:3] == (0, [])
        assert again[3].done == 0
        assert next(home.store._db.query("select sum(rowid) as n, group_concat(first_seen) as t from calls")) == before
        assert len(server.letters) == 2


def test_an_unchanged_run_writes_no_call_and_no_match(tmp_path: Path) -> None:
    with house(tmp_path, GOOD) as home:
        flow.run(home, MONDAY)
        touched: list[str] = []
        home.store._db.conn.set_authorizer(
            lambda action, table, *_: (
                touched.append(table) or 0 if action in (18, 23, 9) else 0
            )  # insert, update, delete
        )
        flow.run(home, MONDAY + timedelta(hours=1))
        home.store._db.conn.set_authorizer(None)
    assert "outcomes" in touched
    assert not {"calls", "changes", "matches", "letters", "mentions", "deliveries"} & set(touched)


@pytest.mark.parametrize(
    "bad",
    [
        Answer(b"", 500),
        Answer(b"[]"),
        Answer(b'[{"key":'),
        Answer(b"<html>Logga in</html>"),
        Answer(b'[{"nonsense": 1}]'),
    ],
    ids=["500", "empty", "cut", "log-in page", "another shape"],
)
def test_a_source_that_fails_changes_nothing_of_its_own_and_stops_no_other(tmp_path: Path, bad: Answer) -> None:
    with house(tmp_path, GOOD) as home:
        flow.run(home, MONDAY)
    with house(tmp_path, {"se_one": bad, "se_two": [SCHOOL]}) as home:
        failed, fine = flow.collect(home, MONDAY + WEEK)
        assert (failed.ok, fine.ok) == (False, True)
        assert failed.error
        assert home.store.calls.stored("se_one").keys() == {"aldre", "rymd"}
        assert all(call.missed == 0 for call in home.store.calls.stored("se_one").values())
        (letter, _) = flow.compose(home, MONDAY + WEEK)
        written = home.store.letters.get(letter.id)
        assert written and "se_one" in written.text
        assert home.store.runs.state(SOURCES["se_one"]).state == "failing"


def test_a_call_without_a_title_is_counted_and_the_rest_is_kept(tmp_path: Path) -> None:
    with house(tmp_path, {"se_one": [ELDERLY, row("tom", "  ", "x")], "se_two": [SCHOOL]}) as home:
        first, _ = flow.collect(home, MONDAY)
        assert (first.ok, first.calls, first.skipped) == (True, 1, 1)
        assert "without a title" in first.error


def test_a_call_that_is_listed_twice_fails_the_source(tmp_path: Path) -> None:
    with house(tmp_path, {"se_one": [ELDERLY, ELDERLY], "se_two": [SCHOOL]}) as home:
        first, _ = flow.collect(home, MONDAY)
        assert (first.ok, home.store.calls.stored("se_one")) == (False, {})


def test_too_small_a_harvest_fails_when_the_operator_says_what_to_expect(tmp_path: Path) -> None:
    with house(tmp_path, GOOD, least=2) as home:
        one, two = flow.collect(home, MONDAY)
        assert (one.ok, two.ok) == (True, False)
        assert "1 calls, where 2 to 50 are expected" in two.error


def test_a_vanished_call_is_gone_after_two_healthy_readings(tmp_path: Path) -> None:
    with house(tmp_path, GOOD) as home:
        flow.collect(home, MONDAY)
    with house(tmp_path, {"se_one": [SPACE], "se_two": [SCHOOL]}) as home:
        for day in (1, 2):
            assert flow.collect(home, MONDAY + timedelta(days=day))[0].missing == 1
        assert flow.collect(home, MONDAY + timedelta(days=3))[0].missing == 0
        flow.score(home, MONDAY)
        assert [letter.mentions for letter in flow.compose(home, MONDAY) if letter.recipient == CHIEF] == [()]


def test_half_a_harvest_is_doubted_and_takes_nothing_away(tmp_path: Path) -> None:
    ten = [row(f"k{number}", f"Bidrag nummer {number} till kommuner", "Text") for number in range(10)]
    closed = [call | {"deadlines": ["2026-11-24"]} for call in ten]
    fresh = row("k10", "Ett nytt bidrag till kommuner", "Text")
    with house(tmp_path, {"se_one": ten, "se_two": closed}) as home:
        flow.collect(home, MONDAY)
    with house(tmp_path, {"se_one": [*ten[:5], fresh], "se_two": closed[:5]}) as home:
        for day in (2, 3, 4):
            doubted, fine = flow.collect(home, MONDAY + timedelta(days=day))
            assert (doubted.ok, doubted.missing) == (False, 5)
            assert "5 of 10" in doubted.error or "5 of 11" in doubted.error
            assert fine.ok  # their last day has passed
        assert home.store.calls.stored("se_one").keys() == {f"k{number}" for number in range(11)}
        assert not home.store.calls.is_gone("se_one:k9")
        flow.collect(home, MONDAY + timedelta(days=5), ["se_one"], accept=True)
        assert home.store.calls.is_gone("se_one:k9")
        assert flow.collect(home, MONDAY + timedelta(days=6))[0].ok


def test_a_small_source_may_lose_most_of_its_calls(tmp_path: Path) -> None:
    few = [row(f"k{number}", f"Bidrag nummer {number} till kommuner", "Text") for number in range(5)]
    with house(tmp_path, {"se_one": few, "se_two": [SCHOOL]}) as home:
        flow.collect(home, MONDAY)
    with house(tmp_path, {"se_one": few[:1], "se_two": [SCHOOL]}) as home:
        assert flow.collect(home, MONDAY + timedelta(days=1))[0].ok


def test_what_changed_is_kept_as_history_and_scored_anew(tmp_path: Path) -> None:
    with house(tmp_path, GOOD) as home:
        flow.run(home, MONDAY)
    with house(tmp_path, {"se_one": [ELDERLY | {"deadlines": ["2027-04-01"]}, SPACE], "se_two": [SCHOOL]}) as home:
        assert flow.collect(home, MONDAY + timedelta(days=1))[0].changed == 1
        (change,) = home.store.calls.changes("se_one:aldre")
        assert (change.field, change.before, change.after) == ("deadlines", "2027-03-01", "2027-04-01")


def test_the_second_week_is_empty_and_says_so(tmp_path: Path) -> None:
    with house(tmp_path, GOOD) as home:
        flow.run(home, MONDAY)
        letters = flow.run(home, MONDAY + WEEK)[2]
        assert [letter.mentions for letter in letters] == [(), ()]
        assert all(letter.subject.startswith("Inget nytt") for letter in letters)


def test_a_call_that_closes_soon_is_told_once_more(tmp_path: Path) -> None:
    pages = {"se_one": [ELDERLY | {"deadlines": ["2026-12-11"]}], "se_two": [SCHOOL]}
    with house(tmp_path, pages) as home:
        sections = [
            [
                mention.section
                for letter in flow.run(home, MONDAY + week * WEEK)[2]
                for mention in letter.mentions
                if mention.call == "se_one:aldre"
            ]
            for week in range(4)
        ]
        assert sections == [["new"], ["closing"], [], []]


def test_a_refused_letter_is_told_and_its_calls_come_back(tmp_path: Path) -> None:
    with MailServer(answers={CHIEF: "550 unknown"}) as server, house(tmp_path, GOOD, through(server)) as home:
        _, _, _, tally = flow.run(home, MONDAY)
        assert (tally.done, tally.failures) == (1, 1)
        assert home.store.letters.counts() == {"refused": 1, "sent": 1}
    with MailServer() as server, house(tmp_path, GOOD, through(server)) as home:
        flow.run(home, MONDAY + WEEK)
        (mail,) = (mail for mail in server.letters if mail["To"] == CHIEF)
        assert "välfärdsteknik" in mail.get_body(("plain",)).get_content()


def test_a_letter_that_could_not_be_sent_is_sent_later_with_the_same_message_id(tmp_path: Path) -> None:
    with MailServer(data_answers=["451 later", "451 later"]) as server, house(tmp_path, GOOD, through(server)) as home:
        _, _, letters, tally = flow.run(home, MONDAY)
        assert (tally.done, tally.failures, server.letters) == (0, 2, [])
        assert flow.deliver(home, MONDAY + timedelta(hours=1)).done == 2
        assert {mail["Message-ID"] for mail in server.letters} == {letter.message_id for letter in letters}


def test_a_killed_delivery_is_finished_by_the_next(tmp_path: Path) -> None:
    with MailServer() as server, house(tmp_path, GOOD, through(server)) as home:
        flow.collect(home, MONDAY)
        flow.score(home, MONDAY)
        flow.compose(home, MONDAY)
        first = next(home.store.letters.waiting(MONDAY))
        assert home.store.letters.claim(first, MONDAY)  # and here the process died
    with MailServer() as server, house(tmp_path, GOOD, through(server)) as home:
        assert flow.deliver(home, MONDAY).done == 2
        assert first.message_id in {mail["Message-ID"] for mail in server.letters}


def test_a_rehearsal_leaves_the_outbox_alone(tmp_path: Path) -> None:
    with house(tmp_path, GOOD) as home:
        _, letters = flow.rehearse(home, MONDAY)
        assert try_out(home, letters, tmp_path / "try", MONDAY) == 2
        assert home.store.letters.counts() == {}
        assert len(flow.compose(home, MONDAY)) == 2


def test_a_source_is_read_only_when_due(tmp_path: Path) -> None:
    with house(tmp_path, GOOD, every="3d") as home:
        counts = [len(flow.collect(home, MONDAY + timedelta(days=day), due=True)) for day in range(5)]
        assert counts == [2, 0, 0, 2, 0]
        assert len(flow.collect(home, MONDAY + timedelta(days=4))) == 2
    with house(tmp_path, GOOD) as home:
        assert len(flow.collect(home, MONDAY, due=True)) == 2  # without `every` always, even if the clock went back


def test_the_same_call_at_two_sources_is_told_once(tmp_path: Path) -> None:
    pages = {"se_one": [ELDERLY], "se_two": [ELDERLY | {"text": ELDERLY["text"] + " Läs mer hos oss."}]}
    with house(tmp_path, pages) as home:
        told = [mention.call for letter in flow.run(home, MONDAY)[2] for mention in letter.mentions]
        assert told == ["se_two:aldre"]
        assert home.store.calls.links() == {"se_one:aldre": "se_two:aldre"}


def test_a_call_that_is_gone_stands_for_no_other(tmp_path: Path) -> None:
    longer = ELDERLY | {"text": ELDERLY["text"] + " Läs mer hos oss."}
    with house(tmp_path, {"se_one": [ELDERLY], "se_two": [longer, SCHOOL]}) as home:
        flow.run(home, MONDAY)
    with house(tmp_path, {"se_one": [ELDERLY], "se_two": [SCHOOL]}) as home:
        for day in (1, 2):
            flow.run(home, MONDAY + timedelta(days=day))
        assert home.store.calls.links() == {}
        assert "se_one:aldre" in [call.id for call in home.store.calls.current()]


def test_a_changed_profile_is_scored_anew_and_the_others_are_not(tmp_path: Path) -> None:
    from dataclasses import replace

    with house(tmp_path, GOOD) as home:
        flow.run(home, MONDAY)
        tuned = {**TWO, "social": replace(TWO["social"], description="Vi arbetar med äldreomsorg.")}
        assert flow.score(replace(home, profiles=tuned), MONDAY) == 3
        assert flow.score(replace(home, profiles=tuned), MONDAY) == 0


def test_verdicts_become_proposals_that_change_nothing_by_themselves(tmp_path: Path) -> None:
    with house(tmp_path, GOOD) as home:
        flow.run(home, MONDAY)
        home.store.verdicts.add(Verdict("social", "se_one:aldre", "relevant", MONDAY))
        home.store.verdicts.add(Verdict("social", "se_one:rymd", "not_relevant", MONDAY))
        proposals = flow.learn(home, MONDAY)
        assert home.store.verdicts.proposals() == sorted(proposals, key=lambda p: (p.profile, p.action, p.word))
        assert {proposal.profile for proposal in proposals} <= {"social"}
        assert flow.score(home, MONDAY) == 0


@contextmanager
def keyed(home: House, **bent: Any) -> Iterator[House]:
    """The house with a source beside its own that needs a key."""
    source = replace(SOURCES["se_two"], name="se_keyed", crawl=crawl_with_key, needs_key="https://keys.example")
    settings = home.settings.sources | {"se_keyed": SourceSettings(url=home.settings.source("se_two").url, **bent)}
    yield replace(home, sources=home.sources | {"se_keyed": source}, settings=replace(home.settings, sources=settings))


def crawl_with_key(web: Web) -> Iterator[Call]:
    for number, row in enumerate(web.get_json(web.url)):
        yield Call("se_keyed", url="https://funder.example/", **(_typed(row) | {"key": f"{web.key}-{number}"}))


def test_a_source_without_its_key_is_left_out_shown_and_no_failure(tmp_path: Path) -> None:
    with house(tmp_path, GOOD) as home, keyed(home, key_env="MATCHER_KEY_THAT_IS_NOT_SET") as with_key:
        outcomes = flow.collect(with_key, MONDAY)
        flow.run(with_key, MONDAY)
        states = {state.name: (state.state, state.problem) for state in with_key.states()}
    assert [outcome.source for outcome in outcomes] == ["se_one", "se_two"]
    assert states["se_keyed"] == ("unconfigured", "key_env or key_file is not set: https://keys.example")
    letters = [path.read_text(encoding="utf-8") for path in (tmp_path / "letters").glob("*.txt")]
    assert len(letters) == 2
    assert all("av 2 källor: Källan se_one och Källan se_two." in " ".join(letter.split()) for letter in letters)


@pytest.mark.parametrize("way", ["env", "file"])
def test_a_source_is_read_with_its_key(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY", "hemlig\n")
    (tmp_path / "key").write_text("hemlig\n", encoding="utf-8")
    bent = {"key_env": "A_KEY"} if way == "env" else {"key_file": tmp_path / "key"}
    with house(tmp_path, GOOD) as home, keyed(home, **bent) as with_key:
        flow.collect(with_key, MONDAY)
        assert with_key.store.calls.get("se_keyed:hemlig-0")
        assert {state.name for state in with_key.states() if state.state == "ok"} == {*SOURCES, "se_keyed"}


def test_a_key_is_given_to_no_source_that_needs_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY", "hemlig")
    settings, pace = Settings(sources={"se_one": SourceSettings(key_env="A_KEY")}), Pace(1.0)
    web = open_web(SOURCES["se_one"], settings, MONDAY.date(), Shelf(), pace)
    web.close()
    pace.close()
    assert web.key == ""


@pytest.mark.parametrize(("least", "ok"), [(1, False), (0, True)])
def test_a_source_that_may_be_empty_may_be_so_at_another_address(least: int, ok: bool, tmp_path: Path) -> None:
    with house(tmp_path, {"se_one": [], "se_two": [SCHOOL]}) as home:
        sources = {"se_one": replace(SOURCES["se_one"], least=least), "se_two": SOURCES["se_two"]}
        assert [outcome.ok for outcome in flow.collect(replace(home, sources=sources), MONDAY)] == [ok, True]
