"""What every command needs: the house, the moment, and how a table is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import click
from tabulate import tabulate

from matcher.errors import ConfigError, NotFound
from matcher.house import House
from matcher.knowledge import Knowledge, Profile
from matcher.profiles import read_profiles
from matcher.settings import Settings, read_settings
from matcher.store import only_run, open_store
from sources import all_sources
from sources.kit.call import Call

NEAR = 5  # calls to name when several fit
SHIPPED_PROFILES = Path(__file__).resolve().parents[2] / "profiles"

today_option = click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    callback=lambda _context, _option, value: value.date() if value else None,
    metavar="YYYY-MM-DD",
    help="Pretend that it is the end of this day.",
)


def moment(today: date | None, settings: Settings) -> datetime:
    """Now, or the last minute of a day that somebody wants to try."""
    if today is None:
        return datetime.now(UTC)
    return datetime.combine(today, time(23, 59), tzinfo=settings.schedule.zone).astimezone(UTC)


def read_files(config: Path) -> tuple[Settings, dict[str, Profile], Knowledge]:
    """Everything that people edit. Raises ConfigError with the problems of all files at once."""
    settings, problems = None, []
    try:
        settings = read_settings(config, all_sources())
    except ConfigError as error:
        problems += error.problems
    folder = settings.profiles.path if settings else config.resolve().parent / "profiles"
    try:
        profiles, knowledge = read_profiles(folder, [SHIPPED_PROFILES])
    except ConfigError as error:
        problems += error.problems
    if problems or settings is None:
        raise ConfigError(problems)
    return settings, profiles, knowledge


@contextmanager
def open_house(config: Path, *, write: bool, patience: int = 0) -> Iterator[House]:
    """The house with its doors open; to `write` is one run's right at a time, waited for `patience` seconds."""
    settings, profiles, knowledge = read_files(config)
    with _lock(settings, write=write, patience=patience), open_store(settings.store.path) as store:
        yield House(settings, store, all_sources(), profiles, knowledge)


@contextmanager
def _lock(settings: Settings, *, write: bool, patience: int) -> Iterator[None]:
    if not write:
        yield
        return
    with only_run(settings.store.path, patience):
        yield


def one_profile(profiles: dict[str, Profile], slug: str) -> Profile:
    """The profile with this slug. Raises NotFound with the slugs there are."""
    if slug not in profiles:
        raise NotFound(f"Det finns ingen profil {slug!r}. Det finns: {', '.join(sorted(profiles))}.")
    return profiles[slug]


def one_call(house: House, words: str) -> Call:
    """The call with this id, key or address, or with these words in its title.

    Raises NotFound, naming some where several fit.
    """
    near = [(words, "")] if house.store.calls.get(words) else house.store.calls.search(words, NEAR + 1)
    found = house.store.calls.get(near[0][0]) if len(near) == 1 else None
    if found:
        return found
    if not near:
        raise NotFound(f"Det finns ingen utlysning {words!r}. Skriv id, adress eller några ord ur rubriken.")
    listed = "\n".join(f"  {call}  {title}" for call, title in near[:NEAR])
    raise NotFound(f"Flera utlysningar passar {words!r}. Skriv id för en av dem:\n{listed}")


def local(at: datetime, settings: Settings) -> str:
    """A moment as people here read it."""
    return f"{at.astimezone(settings.schedule.zone):%Y-%m-%d %H:%M}"


def table(rows: Sequence[Sequence[Any]], headers: Sequence[str]) -> None:
    """Prints a plain table."""
    click.echo(tabulate(rows, headers=headers, tablefmt="plain", disable_numparse=True))
