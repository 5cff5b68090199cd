"""A small house with a coordinator, for the tests of what is written to her."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from matcher import flow
from matcher.house import House
from matcher.model import Letter, LetterKind
from matcher.moments import ScheduleSettings
from matcher.settings import ConsoleSettings, MailSettings, Settings, StoreSettings
from matcher.store import Store, open_store
from tests.letters import HOMEWARD, SUPPORT, WELFARE, match
from tests.scoring_house import shipped
from tests.test_correspondence import LEDNING, SOCIAL, lists, suits
from tests.test_flow import source

COORDINATOR, DEPUTY = "samordnare@a.example", "ersattare@a.example"
HEAD, CHIEF = SOCIAL.recipients[0], "chef@a.example"
TWO = (SOCIAL, replace(LEDNING, recipients=(CHIEF,)))
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # seven o'clock
DAY = timedelta(days=1)
WEEK = 7 * DAY
TUESDAY, FRIDAY = MONDAY + DAY, MONDAY + 4 * DAY + timedelta(hours=6)
COMING = MONDAY + WEEK
VINNOVA = source("se_vinnova")


@contextmanager
def small_house(folder: Path) -> Iterator[House]:
    """A house that found two calls this week: one for each of its two recipients."""
    with open_store(folder / "matcher.db") as store:
        mail = MailSettings(folder=folder / "letters", sender="brev@a.example", coordinator=COORDINATOR)
        settings = Settings(mail=mail, store=StoreSettings(folder / "matcher.db"))
        house = House(settings, store, {}, {profile.slug: profile for profile in TWO}, shipped()[1])
        lists(store, HOMEWARD, WELFARE)
        suits(store, match(HOMEWARD, TWO[0], 5.0), match(WELFARE, TWO[1], 5.0))
        yield house


def bent(house: House, *, schedule: dict[str, Any] | None = None, base_url: str = "", **mail: Any) -> House:
    settings = replace(
        house.settings,
        mail=replace(house.settings.mail, **mail),
        schedule=ScheduleSettings(**schedule or {}),
        console=ConsoleSettings(base_url=base_url),
    )
    return replace(house, settings=settings)


def wait_for(house: House, now: datetime) -> None:
    """What the server job does in a morning once the sources are read."""
    for verb in (flow.compose, flow.alert, flow.deliver):
        verb(house, now)


def letters(store: Store, *kinds: LetterKind) -> list[Letter]:
    return [letter for number in range(1, 99) if (letter := store.letters.get(number)) and letter.kind in kinds]


def ledger(store: Store, *kinds: LetterKind) -> list[tuple[str, str, str]]:
    """(day, address, status) of every letter of these kinds."""
    return [
        (f"{letter.period:%m-%d}", delivery.address, delivery.status)
        for letter in letters(store, *kinds)
        for delivery in store.letters.deliveries(letter.id)
    ]


def found(house: House, last: date, score: float = 5.0, **fields: Any) -> str:
    """A call for the social department that comes up after Monday's letters; returns its id."""
    call = replace(SUPPORT, key="brådskar", deadlines=(last,))
    wait_for(house, MONDAY)
    lists(house.store, HOMEWARD, WELFARE, call)
    suits(house.store, match(call, TWO[0], score, **fields))
    return call.id
