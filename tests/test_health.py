"""Whether a source is well, told from what it gave before; and who is told when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event, Lock, Timer

import pytest

from matcher import flow
from matcher.health import silent_since, vanished, was_seen
from matcher.house import House
from matcher.knowledge import Yearly
from matcher.model import Outcome
from matcher.settings import SourceSettings
from matcher.side_by_side import side_by_side
from sources.kit.call import Call, Source
from sources.kit.errors import FetchError
from sources.kit.web import Web
from tests.coordinator_house import DAY, MONDAY, small_house
from tests.letters import plain

GOOD = Outcome("se_a", ok=True, calls=20, with_deadline=19, with_money=12, with_text=20)


@pytest.mark.parametrize(
    ("before", "read", "said"),
    [
        ([GOOD] * 3, GOOD, ""),
        ([GOOD] * 3, replace(GOOD, with_deadline=10), ""),
        ([GOOD] * 3, replace(GOOD, with_deadline=2), "10% of 20 calls have a day or an opening, usually 95%"),
        ([GOOD] * 3, replace(GOOD, with_text=0), "0% of 20 calls have a text, usually 100%"),
        ([GOOD] * 2, replace(GOOD, with_deadline=2), ""),  # too short a history
        ([GOOD] * 3, replace(GOOD, calls=7, with_deadline=0), ""),  # too few calls
        ([replace(GOOD, with_money=9)] * 3, replace(GOOD, with_money=0), ""),  # never most of them
        ([GOOD, GOOD, replace(GOOD, calls=0), GOOD, replace(GOOD, with_deadline=0)], replace(GOOD, with_deadline=0),
         "0% of 20 calls have a day or an opening, usually 95%"),
    ],
)  # fmt: skip
def test_what_most_calls_had_and_now_lack_has_vanished(before: list[Outcome], read: Outcome, said: str) -> None:
    assert vanished(before, read) == said


def test_everything_that_has_vanished_is_said() -> None:
    assert vanished([GOOD] * 3, replace(GOOD, with_deadline=0, with_money=0)).count("usually") == 2


def days(*numbers: int) -> list[datetime]:
    return [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("news", "read", "silent"),
    [
        ((0, 3, 10, 20), 50, False),
        ((0, 3, 10, 20), 51, True),
        ((0, 60, 70, 80), 140, False),
        ((0, 60, 70, 80), 141, True),
        ((0, 10, 20), 300, False),  # too short a history
        ((), 300, False),
    ],
)
def test_a_source_is_silent_when_it_was_never_silent_for_so_long(
    news: tuple[int, ...], read: int, silent: bool
) -> None:
    assert silent_since(days(*news), days(read)[0]) == (days(news[-1])[0] if silent else None)


LONA = Yearly(name="LONA", words=("lona", "naturvård"), sources=("se_a",), first="09-01", last="11-01")
NORDPLUS = Yearly(name="Nordplus", words=("Nordplus",), sources=("se_a",), first="10-15", last="01-15")


@pytest.mark.parametrize(
    ("yearly", "today", "period"),
    [
        (LONA, date(2026, 11, 1), (date(2025, 9, 1), date(2025, 11, 1))),
        (LONA, date(2026, 11, 2), (date(2026, 9, 1), date(2026, 11, 1))),
        (NORDPLUS, date(2026, 12, 31), (date(2025, 10, 15), date(2026, 1, 15))),
        (NORDPLUS, date(2027, 1, 16), (date(2026, 10, 15), date(2027, 1, 15))),
    ],
)
def test_the_latest_period_that_is_over(yearly: Yearly, today: date, period: tuple[date, date]) -> None:
    assert yearly.latest_period(today) == period


def call(title: str, *deadlines: date, **more: str) -> Call:
    return Call("se_a", title, "https://funder.example/a", title, deadlines=deadlines, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ever", "listed", "seen"),
    [
        ([call("Bidrag till LONA 2026", date(2026, 12, 1))], False, True),
        ([call("Bidrag", date(2026, 12, 1), programme="Lokala naturvårdssatsningen")], False, True),
        ([call("Bidrag till LONA 2025", date(2025, 12, 1))], True, False),  # last year's
        ([call("LONA")], True, True),
        ([call("LONA")], False, False),  # gone, and nobody knows since when
        ([call("LOVA", date(2026, 12, 1))], True, False),
    ],
)
def test_a_round_of_this_year_is_seen(ever: list[Call], listed: bool, seen: bool) -> None:
    assert was_seen(LONA, date(2026, 9, 1), ever, ever if listed else []) is seen


# ── A house and its sources ──


def crawl(web: Web) -> Iterator[Call]:
    raise FetchError(f"the key is {web.key!r}")
    yield  # a generator, as every source


KEYED = Source("se_a", "Källan A", "https://a.example/", crawl, 1, 9, "assumed", "this test", needs_key=True)
OPEN = replace(KEYED, needs_key=False)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with small_house(tmp_path) as house:
        yield replace(house, sources={"se_a": OPEN})


def bent(house: House, **settings: object) -> House:
    return replace(house, settings=replace(house.settings, sources={"se_a": SourceSettings(**settings)}))  # type: ignore[arg-type]


def record(house: House, at: datetime, outcome: Outcome = GOOD) -> None:
    house.store.runs.record(house.store.runs.start("collect", at), outcome, at)


def told(house: House, now: datetime) -> list[str]:
    return [plain(letter.text).partition("--- * ")[2] for letter in flow.alert(house, now) if letter.kind == "notice"]


def test_a_source_whose_key_is_not_set_is_left_alone_and_says_so(
    home: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    house = replace(bent(home, key_env="SOME_KEY"), sources={"se_a": KEYED})
    assert flow.collect(house, MONDAY) == []
    assert [state.state for state in house.states()] == ["unconfigured"]
    assert not house.states()[0].is_ill
    (tmp_path / "key").write_text("from a file\n")
    with_file = replace(bent(home, key_file=tmp_path / "key"), sources={"se_a": KEYED})
    monkeypatch.setenv("SOME_KEY", "from the environment")
    said = [flow.collect(keyed, MONDAY + DAY)[0].error for keyed in (house, with_file)]
    assert said == ["the key is 'from the environment'", "the key is 'from a file'"]


def test_a_source_that_nobody_has_seen_live_alarms_nobody_until_it_was_read_well(home: House) -> None:
    for day in range(5):
        (outcome,) = flow.collect(home, MONDAY + day * DAY)
        assert (outcome.ok, outcome.unseen, outcome.alarms) == (False, True, False)
    assert [(state.state, state.is_ill, state.is_counted_on) for state in home.states()] == [("unseen", False, False)]
    assert told(home, MONDAY + 5 * DAY) == []
    record(home, MONDAY + 5 * DAY)
    (outcome,) = flow.collect(home, MONDAY + 6 * DAY)
    assert (outcome.unseen, outcome.alarms) == (False, True)
    assert home.states()[0].state == "failing"


def test_at_an_address_that_the_operator_has_chosen_it_alarms_at_once(home: House) -> None:
    (outcome,) = flow.collect(bent(home, url="http://127.0.0.1:9/"), MONDAY)
    assert (outcome.unseen, outcome.alarms) == (False, True)


def test_a_doubtful_source_is_told_after_some_days(home: House) -> None:
    record(home, MONDAY)
    for day in range(1, 5):
        record(home, MONDAY + day * DAY, replace(GOOD, ok=False, doubtful=True, error="5 of 10 calls are missing"))
    assert [(state.state, state.calls) for state in home.states()] == [("doubtful", 20)]
    (said,) = told(home, MONDAY + 4 * DAY)
    assert "Källan A går att läsa, men sedan tisdag 24 november 2026 saknas så mycket" in said
    assert told(home, MONDAY + 5 * DAY) == []


def test_a_silent_source_is_told_once_and_stands_as_read_in_letters(home: House) -> None:
    for day in (0, 3, 6, 9):
        record(home, MONDAY + day * DAY, replace(GOOD, new=1))
    record(home, MONDAY + 40 * DAY)
    assert [state.state for state in home.states()] == ["silent"]
    (said,) = told(home, MONDAY + 40 * DAY)
    assert "Källan A går att läsa, men har inte haft något nytt sedan onsdag 2 december 2026." in said
    record(home, MONDAY + 41 * DAY)
    assert told(home, MONDAY + 41 * DAY) == []
    record(home, MONDAY + 42 * DAY, replace(GOOD, changed=1))
    assert [state.state for state in home.states()] == ["ok"]


def test_a_yearly_call_that_was_not_seen_is_told_once_and_only_if_we_could_know(home: House) -> None:
    house = replace(home, knowledge=replace(home.knowledge, yearly=(LONA,)))
    record(house, datetime(2026, 10, 1, tzinfo=UTC))
    assert told(house, MONDAY) == [], "the source was not read from the first of September on"
    record(house, datetime(2026, 9, 1, tzinfo=UTC))
    (said,) = told(house, MONDAY + DAY)
    assert "LONA brukar synas varje år, men vi har inte sett den mellan tisdag 1 september 2026 och" in said
    assert told(house, MONDAY + 2 * DAY) == []


def test_a_yearly_call_that_was_seen_is_not_told(home: House) -> None:
    house = replace(home, knowledge=replace(home.knowledge, yearly=(LONA,)))
    record(house, datetime(2026, 9, 1, tzinfo=UTC))
    house.store.calls.add([call("LONA 2026", date(2026, 12, 1))], MONDAY)
    assert told(house, MONDAY + DAY) == []


# ── Side by side ──


def test_hosts_are_read_side_by_side_and_results_come_in_order() -> None:
    both = Barrier(2, timeout=30)  # breaks unless two wait at the same time
    jobs = [(host, lambda host=host: (both.wait(), host)[1]) for host in ("a", "b")]
    assert [result() for result in side_by_side(jobs, 2)] == ["a", "b"]


def test_one_host_is_never_asked_by_two() -> None:
    busy = Lock()

    def work() -> bool:
        alone = busy.acquire(blocking=False)
        Event().wait(0.01)
        if alone:
            busy.release()
        return alone

    jobs = [("a", work)] * 5 + [("b", lambda: True)]
    assert [result() for result in side_by_side(jobs, 4)] == [True] * 6


def test_an_error_is_raised_to_who_asks_for_that_result() -> None:
    def fails() -> int:
        raise FetchError("x")

    results = list(side_by_side([("a", fails), ("b", lambda: 2)], 2))
    with pytest.raises(FetchError):
        results[0]()
    assert results[1]() == 2


def test_what_has_not_begun_is_left_when_nobody_listens_any_more() -> None:
    begun: list[int] = []
    hold = Event()

    def work(number: int) -> int:
        begun.append(number)
        hold.wait(30 if number else 0)
        return number

    results = side_by_side([(f"host {number}", lambda number=number: work(number)) for number in range(9)], 2)
    assert next(results)() == 0
    Timer(0.1, hold.set).start()  # those that have begun end after we have stopped listening
    results.close()
    assert len(begun) <= 3
