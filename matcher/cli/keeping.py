"""Keeping the records: copies of the database and back, what is removed when it is old, a person who is forgotten."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import click

from matcher import retention
from matcher.cli.common import moment, open_house, read_files, say, today_option
from matcher.errors import NotFound
from matcher.house import House
from matcher.settings import Settings
from matcher.store import restore as restore_store
from matcher.toml_file import MAIL_ADDRESS

MOST_NAMED = 20  # files to name before the rest is only counted
KINDS = {
    "letters": "brev",
    "deliveries": "sändningar",
    "mentions": "omnämnanden",
    "notices": "meddelanden till samordnaren",
    "holds": "stoppade brev",
    "pauses": "pauser",
    "verdicts": "svar",
    "proposals": "förslag",
    "outcomes": "läsningar av källor",
    "runs": "körningar",
    "calls": "utlysningar",
    "changes": "ändringar",
    "matches": "matchningar",
    "addresses": "adresser till dem som inte längre får brev",
}

dry_run_option = click.option("--dry-run", is_flag=True, help="Only tell what would be done.")


@click.command(epilog="Example: matcher backup /var/backups/matcher.db")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(config: Path, file: Path) -> None:
    """A consistent copy of the database, also while the server runs."""
    with open_house(config, write=False) as house:
        path = house.settings.store.path
        if not path.exists():
            raise NotFound(f"Det finns ingen databas att kopiera än: {path}.")
        house.store.backup(file)
    say(f"Databasen är kopierad till {file}.")


@click.command(epilog="Example: matcher restore /var/backups/matcher.db")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def restore(config: Path, file: Path) -> None:
    """Put a backup in the place of the database, which is kept beside it. The server must be stopped."""
    settings, _, _ = read_files(config)
    if not file.exists():
        raise NotFound(f"Det finns ingen fil {file}.")
    aside = restore_store(file, settings.store.path, datetime.now(UTC))
    say(f"Databasen är återställd från {file}." + (f" Den som fanns ligger kvar i {aside}." if aside else ""))
    say(
        "Brev som har skickats efter att kopian togs kan komma en gång till."
        " Vill du hindra det: `matcher hold --waiting` innan du startar servern."
    )


@click.command(epilog="Example: matcher purge --dry-run")
@dry_run_option
@today_option
@click.pass_obj
def purge(config: Path, dry_run: bool, today: date | None) -> None:
    """Export what is older than `[retention]` says, then remove it. Nothing is removed without a decision."""
    with open_house(config, write=not dry_run) as house:
        now, rules = moment(today, house.settings), house.settings.retention
        found = retention.removable(house, now)
        if dry_run or not rules.allowed:
            _tell("Äldre än gallringstiden", found)
        if not rules.allowed:
            say("Inget gallras: beslutets beteckning saknas ([retention] decision i config.toml).")
        elif not dry_run:
            _tell(f"Gallrat enligt {rules.decision}", retention.purge(house, now))
            say(f"Allt som togs bort ligger i {rules.export}." if found else "Inget var gammalt nog.")


@click.command(epilog="Example: matcher forget fornamn.efternamn@kommunen.se --dry-run")
@click.argument("address")
@dry_run_option
@today_option
@click.pass_obj
def forget(config: Path, address: str, dry_run: bool, today: date | None) -> None:
    """Erase a person: a meaningless name in the place of the address everywhere, answer pages closed, counts kept."""
    if not MAIL_ADDRESS.fullmatch(address):
        raise click.UsageError(f"{address!r} is not an e-mail address")
    with open_house(config, write=not dry_run) as house:
        now = moment(today, house.settings)
        traces = house.store.retention.traces(address) if dry_run else retention.forget(house, address, now)
        _tell("Adressen finns i" if dry_run else "Adressen är borttagen ur", traces)
        named = _still_named(house, config, address)
    if not traces:
        say("Adressen finns inte i databasen.")
    sys.exit(named and not dry_run)


def _tell(done: str, counts: Mapping[str, int]) -> None:
    if counts:
        say(f"{done}: " + ", ".join(f"{KINDS.get(kind, kind)} {count}" for kind, count in counts.items()) + ".")


def _still_named(house: House, config: Path, address: str) -> bool:
    """Tells where files name the address, which only a person may change. Whether a file makes it get letters."""
    named = list(retention.places(address, [config, *sorted(house.settings.profiles.path.glob("*.toml"))]))
    for path, line in named:
        say(f"OBS: {path}, rad {line}, nämner adressen. Ta bort den där, annars skrivs nya brev till den.", err=True)
    files = list(retention.holding(address, _folders(house.settings)))
    for path in files[:MOST_NAMED]:
        say(f"Filen {path} innehåller adressen. Ta bort den om den inte ska bevaras.")
    if len(files) > MOST_NAMED:
        say(f"Ytterligare {len(files) - MOST_NAMED} filer innehåller den.")
    if house.settings.mail.mode == "smtp":
        say("Brev som har kommit fram, postserverns loggar och äldre säkerhetskopior når matcher inte.")
    return bool(named)


def _folders(settings: Settings) -> list[Path]:
    """Where letters, exports and copies of the database lie; a folder inside another is looked through once."""
    folders = {
        settings.mail.folder.resolve(),
        settings.retention.export.resolve(),
        settings.store.path.parent.resolve(),
    }
    return sorted(folder for folder in folders if not folders & set(folder.parents))


COMMANDS = [backup, restore, purge, forget]
