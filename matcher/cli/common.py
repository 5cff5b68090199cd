"""What every command needs: the house, the moment, and the one way in which anything is printed for people."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import click
from tabulate import tabulate

from matcher.digest.swedish import one_line
from matcher.errors import ConfigError, NotFound, Problem
from matcher.house import House
from matcher.knowledge import Knowledge, Profile
from matcher.profiles import read_profiles
from matcher.settings import Settings, profiles_folder, read_settings
from matcher.store import Store, look_into, only_run, open_store
from matcher.toml_file import noted
from sources import all_sources
from sources.kit.call import Call

NEAR = 5  # calls to name when several fit
NO_CALLS = "Inga utlysningar är lagrade än. Källorna läses med `matcher collect` eller `matcher run`."
SHIPPED_PROFILES = Path(__file__).resolve().parents[2] / "profiles"

today_option = click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    callback=lambda _context, _option, value: value.date() if value else None,
    metavar="YYYY-MM-DD",
    help="Pretend that it is the end of this day.",
)


json_option = click.option("--json", "as_json", is_flag=True, help="For machines.")


def moment(today: date | None, settings: Settings) -> datetime:
    """Now, or the last minute of a day that somebody wants to try."""
    if today is None:
        return datetime.now(UTC)
    return datetime.combine(today, time(23, 59), tzinfo=settings.schedule.zone).astimezone(UTC)


def read_files(config: Path) -> tuple[Settings, dict[str, Profile], Knowledge]:
    """Everything that people edit. Raises ConfigError with the problems of all files at once."""
    problems: list[Problem] = []
    with noted(problems):
        settings = read_settings(config, all_sources())
    with noted(problems):
        profiles, knowledge = read_profiles(profiles_folder(config), [SHIPPED_PROFILES])
    if problems:
        raise ConfigError(problems)
    return settings, profiles, knowledge


@contextmanager
def open_house(config: Path, *, write: bool, patience: int = 0) -> Iterator[House]:
    """The house with its doors open; to `write` is one run's right at a time, waited for `patience` seconds.

    Who only looks at a house in which nothing has run yet sees an empty one, and makes no database.
    """
    settings, profiles, knowledge = read_files(config)
    with _open(settings.store.path, write=write, patience=patience) as store:
        yield House(settings, store, settings.known(all_sources()), profiles, knowledge)


@contextmanager
def _open(path: Path, *, write: bool, patience: int) -> Iterator[Store]:
    if write:
        with only_run(path, patience), open_store(path) as store:
            yield store
    else:
        with look_into(path) as store:
            yield store


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
    if not house.store.calls.count():
        raise NotFound(NO_CALLS)
    if not near:
        raise NotFound(f"Det finns ingen utlysning {words!r}. Skriv id, adress eller några ord ur rubriken.")
    listed = "\n".join(harmless(f"  {call}  {title}") for call, title in near[:NEAR])
    raise NotFound(f"Flera utlysningar passar {words!r}. Skriv id för en av dem:\n{listed}")


def local(at: datetime, settings: Settings) -> str:
    """A moment as people here read it."""
    return f"{at.astimezone(settings.schedule.zone):%Y-%m-%d %H:%M}"


def harmless(line: str) -> str:
    """`line` without signs that steer a terminal, break the line or turn the direction of writing; its spaces stay."""
    return " ".join(one_line(part) for part in line.split(" "))


def say(line: str, *, err: bool = False, colour: str | None = None) -> None:
    """Prints one line for people. Titles, addresses and errors are strangers' words, so it is made harmless first."""
    click.secho(harmless(line), err=err, fg=colour)


def table(rows: Sequence[Sequence[Any]], headers: Sequence[str]) -> None:
    """Prints a plain table for people."""
    cells = [[harmless(str(cell)) for cell in row] for row in rows]
    click.echo(tabulate(cells, headers=headers, tablefmt="plain", disable_numparse=True))


class LogLine(logging.Formatter):
    """A record on one harmless line, and a traceback on harmless lines below it."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: D102, N802 - the library's name
        return harmless(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: D102, N802 - the library's name
        return "\n".join(harmless(line) for line in super().formatException(ei).split("\n"))
