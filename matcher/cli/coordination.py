"""What the coordinator decides over letters: stopped and released, people on pause and back, and how everyone stands.

Each also works while a run is sending: that looks before every letter. When somebody is away stands in the profile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from matcher.cli.common import moment, open_house, say, table, today_option
from matcher.digest.swedish import long_date
from matcher.errors import NotFound
from matcher.house import House
from matcher.knowledge import Recipient
from matcher.store.coordination import EVERYONE, Holds

waiting_option = click.option(
    "--waiting", is_flag=True, help="The letters of the latest digest day that are not sent yet, not the coming ones."
)


@click.command(epilog="Example: matcher hold socialchef@gotene.example")
@click.argument("address", required=False)
@waiting_option
@today_option
@click.pass_obj
def hold(config: Path, address: str | None, waiting: bool, today: date | None) -> None:
    """Stop the coming letter to a person, or all of them, until it is released.

    One that is not released before the next digest day is never sent, and its calls come back then.
    """
    say(f"Stoppas tills du släpper: {_decide(Holds.add, config, address, today, waiting=waiting)}.")


@click.command(epilog="Example: matcher release socialchef@gotene.example")
@click.argument("address", required=False)
@waiting_option
@today_option
@click.pass_obj
def release(config: Path, address: str | None, waiting: bool, today: date | None) -> None:
    """Release the coming letter to a person, or all of them: it is sent on its day, or soon when that has passed."""
    say(f"Släpps: {_decide(Holds.release, config, address, today, waiting=waiting)}.")


@click.command(epilog='Example: matcher pause socialchef@gotene.example --why "slutar i maj"')
@click.argument("address")
@click.option("--why", default="", help="A few words, in Swedish: the coordinator reads them.")
@today_option
@click.pass_obj
def pause(config: Path, address: str, why: str, today: date | None) -> None:
    """Send a person no letters for now, those that wait among them."""
    with _desk(config) as house:
        recipient = _recipient(house, address)
        begun = house.store.pauses.add(recipient, why, moment(today, house.settings))
    say(f"{recipient} får inga brev förrän pausen är slut." if begun else f"{recipient} är redan på paus.")


@click.command(epilog="Example: matcher resume socialchef@gotene.example")
@click.argument("address")
@click.pass_obj
def resume(config: Path, address: str) -> None:
    """End a person's pause: the next letter tells what is new since the last one."""
    with _desk(config) as house:
        ended = house.store.pauses.end(address)
    say(f"{address} får brev igen, nästa gång de skrivs." if ended else f"{address} är inte på paus.")


@click.command(epilog="Example: matcher recipients")
@today_option
@click.pass_obj
def recipients(config: Path, today: date | None) -> None:
    """Everyone who gets letters: for which profiles, who is on pause or away, and whose coming letter is stopped."""
    with open_house(config, write=False) as house:
        now = moment(today, house.settings)
        table([_row(house, person, now) for person in house.recipients()], ["Mottagare", "Profiler", "Läge"])


@contextmanager
def _desk(config: Path) -> Iterator[House]:
    """The house, open for a decision. Raises NotFound where no database would keep it."""
    with open_house(config, write=False) as house:
        if not house.settings.store.path.exists():
            raise NotFound("Det finns ingen databas än. Den skapas av `matcher collect`.")
        yield house


def _decide(
    say_so: Callable[[Holds, date, str, datetime], None],
    config: Path,
    address: str | None,
    today: date | None,
    *,
    waiting: bool,
) -> str:
    """Says so of the letter to a person, or of all of them; returns in Swedish whose letter, and of which day."""
    with _desk(config) as house:
        now, recipient = moment(today, house.settings), _recipient(house, address)
        period = _period(house, now, waiting=waiting)
        say_so(house.store.holds, period, recipient, now)
    whose = f"brevet till {recipient}" if recipient else "alla brev"
    return f"{whose} {long_date(period)}"


def _recipient(house: House, address: str | None) -> str:
    """The person's address as the profiles write it; EVERYONE for none. Raises NotFound with those there are."""
    if address is None:
        return EVERYONE
    people = [person.address for person in house.recipients()]
    for person in people:
        if person.casefold() == address.casefold():
            return person
    raise NotFound(f"Ingen mottagare har adressen {address}. Mottagarna är: {', '.join(people)}.")


def _period(house: House, now: datetime, *, waiting: bool) -> date:
    schedule = house.settings.schedule
    return schedule.period(now) if waiting else schedule.letters.next(now).date()


def _row(house: House, person: Recipient, now: datetime) -> tuple[str, str, str]:
    slugs = ", ".join(profile.slug for profile in person.profiles)
    return person.address, slugs, "; ".join(_state(house, person, now))


def _state(house: House, person: Recipient, now: datetime) -> Iterator[str]:
    """What keeps the person's letters back, or sends them on."""
    pauses = {address.casefold(): why for address, why in house.store.pauses.all().items()}
    why = pauses.get(person.address.casefold())
    if why is not None:
        yield f"på paus: {why}" if why else "på paus"
    deputies = person.addresses(house.settings.schedule.today(now))[1:]
    if deputies:
        yield f"borta: breven går också till {', '.join(deputies)}"
    if house.is_held(_period(house, now, waiting=False), person.address):
        yield "nästa brev är stoppat"


COMMANDS = [hold, release, pause, resume, recipients]
