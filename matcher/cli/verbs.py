"""Five of the six verbs, the main job that runs them, and the server job that runs it on time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import click

from matcher import flow
from matcher.cli.common import moment, open_house, read_files, say, table, today_option
from matcher.cli.live_check import check_live
from matcher.cli.signals import signals
from matcher.errors import NotFound
from matcher.house import House, Tally
from matcher.model import Outcome
from matcher.post import try_out
from matcher.settings import Settings
from matcher.store import only_server
from sources import all_sources

# How long the server job waits for a person's command to be done, before it leaves the work to its next look.
PATIENCE_SECONDS = 30


@click.command(epilog="Example: matcher collect eu_funding_tenders")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--accept", is_flag=True, help="Calls are missing because the funder took them away: you have looked.")
@click.option("--live-check", is_flag=True, help="Show what the named sources give; store nothing.")
@today_option
@click.pass_obj
def collect(config: Path, names: tuple[str, ...], accept: bool, live_check: bool, today: date | None) -> None:
    """Read the sources (all, or those named), compare with what is stored, save."""
    if (accept or live_check) and not names:
        raise click.UsageError("--accept and --live-check need the name of the source that is looked at")
    settings = read_files(config)[0]
    known = settings.known(all_sources())
    if unknown := [name for name in names if name not in known]:
        raise NotFound(f"Det finns ingen källa {', '.join(unknown)}. Det finns: {', '.join(known)}.")
    if live_check:
        day = settings.schedule.today(moment(today, settings))
        sound = [check_live(settings, known[name], day) for name in names]
        sys.exit(not all(sound))
    with open_house(config, write=True) as house:
        outcomes = flow.collect(house, moment(today, house.settings), names, accept=accept)
    _report(outcomes)
    sys.exit(_failed(outcomes))


@click.command(epilog="Example: matcher merge")
@today_option
@click.pass_obj
def merge(config: Path, today: date | None) -> None:
    """Link the same call at several sources."""
    with open_house(config, write=True) as house:
        say(f"Ändrade länkar mellan dubbletter: {flow.merge(house, moment(today, house.settings))}.")


@click.command(epilog="Example: matcher score")
@today_option
@click.pass_obj
def score(config: Path, today: date | None) -> None:
    """Score every call for every profile, unless nothing has changed."""
    with open_house(config, write=True) as house:
        say(f"Beräknade matchningar: {flow.score(house, moment(today, house.settings))}.")


@click.command(epilog="Example: matcher compose --today 2026-11-23")
@today_option
@click.pass_obj
def compose(config: Path, today: date | None) -> None:
    """Write this period's letters into the outbox."""
    with open_house(config, write=True) as house:
        letters = flow.compose(house, moment(today, house.settings))
    for letter in letters:
        say(f"{letter.recipient}: {letter.subject}")
    if not letters:
        say("Inga nya brev.")


@click.command(epilog="Example: matcher deliver")
@today_option
@click.pass_obj
def deliver(config: Path, today: date | None) -> None:
    """Send what waits in the outbox."""
    with open_house(config, write=True) as house:
        tally = flow.deliver(house, moment(today, house.settings))
    say(_delivered(tally))
    sys.exit(tally.failures > 0)


@click.command(epilog="Example: matcher run --dry-run")
@click.option("--dry-run", is_flag=True, help="Write the letters to a folder; send nothing, leave the outbox as it is.")
@today_option
@click.pass_obj
def run(config: Path, dry_run: bool, today: date | None) -> None:
    """The main job, once: collect, merge, score, compose, deliver."""
    with open_house(config, write=True) as house:
        now = moment(today, house.settings)
        failed = _try_out(house, now) if dry_run else _run(house, now)
    sys.exit(failed)


def _run(house: House, now: datetime) -> bool:
    outcomes, _, _, tally = flow.run(house, now)
    _report(outcomes)
    _departments(house, now)
    say(f"{_delivered(tally)} Breven: {_place(house)}. Databasen: {house.settings.store.path}.")
    return _failed(outcomes) or tally.failures > 0


def _try_out(house: House, now: datetime) -> bool:
    outcomes, letters = flow.rehearse(house, now)
    folder = house.settings.mail.folder / "dry-run"
    written = try_out(house, letters, folder, now)
    _report(outcomes)
    say(f"Skrivna brev: {written}, i {folder}. Inget är skickat.")
    return _failed(outcomes)


def _departments(house: House, now: datetime) -> None:
    counts = house.store.matches.counts()
    told = house.store.letters.calls_in(house.settings.schedule.period(now))
    table(
        [(profile.name, *counts.get(slug, (0, 0)), told.get(slug, 0)) for slug, profile in house.profiles.items()],
        ["Mottagare", "lästa", "passar", "i brevet"],
    )


def _place(house: House) -> str:
    mail = house.settings.mail
    return str(mail.folder) if mail.mode == "folder" else f"{mail.host}:{mail.port}"


def _report(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        say(_told(outcome), err=not outcome.ok or outcome.skipped > 0)


def _told(outcome: Outcome) -> str:
    if not outcome.ok:
        return f"{outcome.source}: {_ill(outcome)}: {outcome.error}"
    counts = {"utlysningar": outcome.calls, "nya": outcome.new, "ändrade": outcome.changed, "saknas": outcome.missing}
    told = f"{outcome.source}: " + ", ".join(f"{word} {number}" for word, number in counts.items())
    return told + (f"; oläsliga {outcome.skipped}: {outcome.error}" if outcome.skipped else "")


def _ill(outcome: Outcome) -> str:
    if outcome.doubtful:
        return f"tveksam ({outcome.calls} utlysningar, nya {outcome.new})"
    return "fel (har aldrig kunnat läsas)" if outcome.unseen else "fel"


def _delivered(tally: Tally) -> str:
    return f"Skickade brev: {tally.done}. Inte skickade: {tally.failures}."


def _failed(outcomes: Sequence[Outcome]) -> bool:
    return any(outcome.alarms for outcome in outcomes)


@click.command(epilog="Example: matcher --config /etc/matcher/config.toml serve")
@click.pass_obj
def serve(config: Path) -> None:
    """The server job: collects daily and writes on digest day, until it is told to stop (SIGTERM).

    The console answers beside it.
    """
    from matcher import schedule  # late: no other command pays for loading a scheduler

    settings, _, _ = read_files(config)
    with only_server(settings.store.path), signals() as wait, _console(config, settings):
        schedule.serve(settings.schedule, partial(open_house, config, patience=PATIENCE_SECONDS), wait)


def _console(config: Path, settings: Settings) -> AbstractContextManager[object]:
    if not settings.console.enabled:
        return nullcontext()
    from matcher import console  # late: no other command pays for loading a web server

    app = console.create_app(partial(open_house, config, write=False), lambda: datetime.now(UTC), settings)
    return console.serve_console(app, settings.console.host, settings.console.port)


COMMANDS = [collect, merge, score, compose, deliver, run, serve]
