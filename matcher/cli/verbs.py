"""The six verbs, the main job that runs five of them, and the server job that runs it on time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from matcher import flow
from matcher.cli.common import moment, one_call, one_profile, open_house, read_files, table, today_option
from matcher.errors import NotFound
from matcher.house import House
from matcher.model import Outcome, Verdict
from matcher.post import try_out

# How long the server job waits for a person's command (an import, a verdict) to be done.
PATIENCE_SECONDS = 600


@click.command(epilog="Example: matcher collect eu_funding_tenders")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--accept", is_flag=True, help="Calls are missing because the funder took them away: you have looked.")
@today_option
@click.pass_obj
def collect(config: Path, names: tuple[str, ...], accept: bool, today: date | None) -> None:
    """Read the sources (all, or those named), compare with what is stored, save."""
    with open_house(config, write=True) as house:
        if accept and not names:
            raise click.UsageError("--accept needs the name of the source that you have looked at")
        unknown = [name for name in names if name not in house.sources]
        if unknown:
            raise NotFound(f"no such source: {', '.join(unknown)}; there are {', '.join(house.sources)}")
        outcomes = flow.collect(house, moment(today, house.settings), names, accept=accept)
    _report(outcomes)
    sys.exit(_failed(outcomes))


@click.command(epilog="Example: matcher merge")
@today_option
@click.pass_obj
def merge(config: Path, today: date | None) -> None:
    """Link the same call at several sources."""
    with open_house(config, write=True) as house:
        click.echo(f"{flow.merge(house, moment(today, house.settings))} links changed")


@click.command(epilog="Example: matcher score")
@today_option
@click.pass_obj
def score(config: Path, today: date | None) -> None:
    """Score every call for every profile, unless nothing has changed."""
    with open_house(config, write=True) as house:
        click.echo(f"{flow.score(house, moment(today, house.settings))} matches made")


@click.command(epilog="Example: matcher compose --today 2026-11-23")
@today_option
@click.pass_obj
def compose(config: Path, today: date | None) -> None:
    """Write this period's letters into the outbox."""
    with open_house(config, write=True) as house:
        letters = flow.compose(house, moment(today, house.settings))
    for letter in letters:
        click.echo(f"{letter.recipient}: {letter.subject}")


@click.command(epilog="Example: matcher deliver")
@today_option
@click.pass_obj
def deliver(config: Path, today: date | None) -> None:
    """Send what waits in the outbox."""
    with open_house(config, write=True) as house:
        tally = flow.deliver(house, moment(today, house.settings))
    click.echo(tally.note)
    sys.exit(tally.failures > 0)


@click.command(epilog="Example: matcher learn")
@today_option
@click.pass_obj
def learn(config: Path, today: date | None) -> None:
    """Turn verdicts into proposed changes of profiles, for a person to approve."""
    with open_house(config, write=True) as house:
        proposals = flow.learn(house, moment(today, house.settings))
    if not proposals:
        click.echo("Inga förslag: det behövs fler omdömen.")
    for proposal in proposals:
        click.echo(f"{proposal.profile}: {proposal.action} {proposal.word!r}: {proposal.why}")


@click.command(epilog="Example: matcher verdict social se_vinnova:2026-01503 relevant")
@click.argument("profile")
@click.argument("call")
@click.argument("opinion", type=click.Choice(["relevant", "not_relevant", "may_not_apply", "other_department"]))
@click.option("--note", default="", help="A few words of why.")
@today_option
@click.pass_obj
def verdict(config: Path, profile: str, call: str, opinion: str, note: str, today: date | None) -> None:
    """Store what a department head thinks of a call."""
    with open_house(config, write=True) as house:
        one_profile(dict(house.profiles), profile)
        judged, at = one_call(house, call), moment(today, house.settings)
        house.store.verdicts.add(Verdict(profile, judged.id, opinion, at, note))  # type: ignore[arg-type]
    click.echo("Tack, omdömet är sparat.")


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
    click.echo(
        f"{tally.done} brev skickade, {tally.failures} inte. Breven: {_place(house)}."
        f" Databasen: {house.settings.store.path}."
    )
    return _failed(outcomes) or tally.failures > 0


def _try_out(house: House, now: datetime) -> bool:
    outcomes, letters = flow.rehearse(house, now)
    folder = house.settings.mail.folder / "dry-run"
    written = try_out(house, letters, folder, now)
    _report(outcomes)
    click.echo(f"{written} letters written to {folder}; nothing was sent")
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
        trouble = not outcome.ok or outcome.skipped > 0
        click.echo(str(outcome), err=trouble)


def _failed(outcomes: Sequence[Outcome]) -> bool:
    return any(not outcome.ok or outcome.skipped for outcome in outcomes)


@click.command(epilog="Example: matcher backup /var/backups/matcher.db")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(config: Path, file: Path) -> None:
    """A consistent copy of the database, also while the server runs."""
    with open_house(config, write=False) as house:
        house.store.backup(file)
    click.echo(f"Database copied to {file}")


@click.command(epilog="Example: matcher --config /etc/matcher/config.toml serve")
@click.pass_obj
def serve(config: Path) -> None:
    """The server job: collects daily and writes on digest day, until it is told to stop (SIGTERM)."""
    from matcher.schedule import serve as run_schedule

    settings, _, _ = read_files(config)
    run_schedule(settings, lambda: open_house(config, write=True, patience=PATIENCE_SECONDS))


COMMANDS = [collect, merge, score, compose, deliver, learn, verdict, run, backup, serve]
