"""What went wrong with letters and sources is told to the coordinator, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from matcher import flow
from matcher.house import House
from matcher.model import NoticeKind, Outcome
from tests.coordinator_house import (
    CHIEF,
    COORDINATOR,
    DAY,
    FRIDAY,
    HEAD,
    MONDAY,
    TUESDAY,
    VINNOVA,
    bent,
    found,
    small_house,
    wait_for,
)
from tests.letters import plain
from tests.mail_server import MailServer


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with small_house(tmp_path) as house:
        yield house


def notices(house: House, now: datetime) -> list[str]:
    """What today's letter says below its heading; none when there is no letter."""
    told = [letter for letter in flow.alert(house, now) if letter.kind == "notice"]
    flow.deliver(house, now)
    return [plain(letter.text).partition("--- * ")[2] for letter in told]


def through(house: House, server: MailServer, **mail: Any) -> House:
    return bent(house, mode="smtp", host="127.0.0.1", port=server.port, **mail)


def test_an_address_that_takes_no_mail_is_told_once(home: House) -> None:
    with MailServer(answers={HEAD: "550 no such person"}) as server:
        town = through(home, server)
        wait_for(town, MONDAY)
        (said,) = notices(town, TUESDAY)
        assert f"Brevet till {HEAD} kom inte fram: ”550 no such person”. Kontrollera adressen" in said
        assert [notices(town, TUESDAY + day * DAY) for day in range(1, 4)] == [[], [], []]
        assert [mail["To"] for mail in server.letters if mail["To"] != CHIEF] == [COORDINATOR]


def test_a_letter_that_is_given_up_is_told_once(home: House) -> None:
    with MailServer(answers={HEAD: "452 mailbox full"}) as server:
        town = through(home, server, give_up_after="1d")
        wait_for(town, MONDAY)
        for hours in range(1, 30):
            flow.deliver(town, MONDAY + timedelta(hours=hours))
        (said,) = notices(town, TUESDAY + DAY)
        assert f"Brevet till {HEAD} gick inte att skicka, och försöken är slut." in said
        assert "”452 mailbox full”" in said
        assert notices(town, TUESDAY + 2 * DAY) == []


def test_a_person_who_pauses_is_told_once(home: House) -> None:
    home.store.notices.add("paused", f"{HEAD} har pausat sina brev.", MONDAY)
    assert [len(notices(home, TUESDAY + day * DAY)) for day in range(3)] == [1, 0, 0]


def reads(house: House, day: int, *, ok: bool) -> None:
    at = MONDAY + day * DAY
    outcome = Outcome("se_vinnova", ok=ok, error="" if ok else "status 500")
    house.store.runs.record(house.store.runs.start("collect", at), outcome, at)


def test_a_source_that_stays_ill_is_told_once_for_every_illness(home: House) -> None:
    house = replace(home, sources={"se_vinnova": VINNOVA})
    well = {0, 8, 9}
    told = []
    for day in range(16):
        reads(house, day, ok=day in well)
        told += [(day, said.removeprefix("* ").split(" Utlysningar")[0]) for said in notices(house, MONDAY + day * DAY)]
    assert told == [
        (4, "Källan se_vinnova har inte gått att läsa sedan tisdag 24 november 2026."),
        (13, "Källan se_vinnova har inte gått att läsa sedan torsdag 3 december 2026."),
    ]


def test_what_a_lost_letter_told_is_told_again(home: House) -> None:
    home.store.notices.add("paused", "Någon har pausat sina brev.", MONDAY)
    flow.alert(home, TUESDAY)
    with MailServer(answers={COORDINATOR: "550 gone"}) as server:
        flow.deliver(through(home, server), TUESDAY)
    assert len(notices(home, TUESDAY + DAY)) == 1
    assert notices(home, TUESDAY + 2 * DAY) == []


def test_of_the_coordinators_own_letters_nobody_is_told(home: House) -> None:
    """Else every letter about a lost letter would be the cause of another."""
    found(home, date(2026, 12, 1))
    flow.alert(home, TUESDAY)
    with MailServer(answers={COORDINATOR: "550 gone"}) as server:
        flow.deliver(through(home, server), TUESDAY)
    assert home.store.notices.untold() == []


def test_what_the_preview_has_told_is_not_told_again(home: House) -> None:
    home.store.notices.add("paused", "Någon har pausat sina brev.", TUESDAY)
    preview = flow.preview(home, FRIDAY)
    assert preview
    assert "Någon har pausat sina brev." in plain(preview.text)
    assert notices(home, FRIDAY) == []


@pytest.mark.parametrize("kind", ["refused", "paused", "source", "letter"])
def test_without_a_coordinator_what_went_wrong_waits_for_whoever_looks(home: House, kind: NoticeKind) -> None:
    alone = bent(home, coordinator=None)
    alone.store.notices.add(kind, "Något har hänt.", MONDAY)
    assert flow.alert(alone, TUESDAY) == []
    assert [notice.text for notice in alone.store.notices.untold()] == ["Något har hänt."]
