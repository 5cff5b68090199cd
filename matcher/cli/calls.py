"""Commands on files and texts, most of them without a database: rank, evaluate, read, import, export."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from matcher import flow
from matcher.calls_file import read_calls, write_calls
from matcher.cli.common import NO_CALLS, SHIPPED_PROFILES, moment, open_house, say, today_option
from matcher.errors import ConfigError, Problem
from matcher.knowledge import Knowledge, Profile
from matcher.model import Match
from matcher.profiles import read_profiles
from matcher.settings import read_settings
from matcher.toml_file import noted
from sources import all_sources
from sources.kit.dates import read_dates
from sources.kit.money import read_amounts

DAYS = {"opens": "öppnar", "closes": "stänger", "other": "annan dag"}
AMOUNTS = {
    "per project": "per projekt",
    "call budget": "utlysningens budget",
    "rate": "stöd i procent av kostnaden",
    "own share": "egen insats",
    "other": "annat belopp",
}

calls_option = click.option(
    "--calls", type=click.Path(path_type=Path), required=True, help="Calls, one JSON object a line."
)
profiles_option = click.option(
    "--profiles", type=click.Path(path_type=Path), required=True, help="A folder of profiles."
)


@click.command(epilog="Example: matcher rank --calls calls.jsonl --profiles profiles")
@calls_option
@profiles_option
@today_option
def rank(calls: Path, profiles: Path, today: date | None) -> None:
    """Rank given calls against given profiles, without database or network; prints JSON lines, best first."""
    for match in _ranking(calls, profiles, today):
        click.echo(json.dumps(_row(match), ensure_ascii=False, sort_keys=True))


@click.command(epilog="Example: matcher evaluate --calls calls.jsonl --judged judged.jsonl --profiles profiles")
@calls_option
@click.option("--judged", type=click.Path(path_type=Path), required=True, help="Judgements, one JSON object a line.")
@profiles_option
@click.option("--by", type=click.Choice(["language", "source"]), help="Measure each language or source alone, too.")
@click.option("--detail", is_flag=True, help="Add intervals, what is sent in vain and who may apply, by language.")
def evaluate(calls: Path, judged: Path, profiles: Path, by: str | None, detail: bool) -> None:
    """The same ranking, measured against judgements."""
    from matcher.scoring import certainty
    from matcher.scoring import evaluate as measuring

    judgements, ranking = measuring.read_judged(judged), _ranking(calls, profiles, None)
    click.echo(measuring.report(ranking, judgements, by))
    if detail:
        click.echo(f"\n{certainty.report(ranking, judgements)}")


def _ranking(calls: Path, profiles: Path, today: date | None) -> list[Match]:
    problems: list[Problem] = []
    with noted(problems):
        found = _profiles(profiles)
    with noted(problems):
        listed = read_calls(calls)
    if problems:
        raise ConfigError(problems)
    from matcher.scoring.matcher import Matcher

    return Matcher(*found).rank(listed, today=today, name=lambda call: call.key)


def _profiles(folder: Path) -> tuple[dict[str, Profile], Knowledge]:
    """Profiles of the folder; what it lacks comes from the configured folder, then from the shipped one."""
    config = _given_config()
    configured = [read_settings(config, all_sources()).profiles.path] if config else []
    return read_profiles(folder, [*configured, SHIPPED_PROFILES])


def _given_config() -> Path | None:
    """What --config says, if it was given: a file that happens to lie here must not change a ranking."""
    context = click.get_current_context().find_root()
    if context.get_parameter_source("config") is ParameterSource.DEFAULT:
        return None
    config: Path = context.params["config"]
    return config


def _row(match: Match) -> dict[str, Any]:
    return {
        "profile": match.profile,
        "call": match.call,
        "score": match.score,
        "send": match.send,
        "eligible": match.eligible,
        "eligible_why": match.eligible_why,
        "priorities": match.priorities,
        "reasons": [asdict(reason) for reason in match.reasons],
    }


@click.command(epilog='Example: matcher read --json "Sista ansökningsdag 15 mars 2027, högst 2 mkr per projekt"')
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.argument("text")
@today_option
def read(text: str, as_json: bool, today: date | None) -> None:
    """The dates and amounts understood in a Swedish or English text ("-" reads standard input)."""
    text = sys.stdin.read() if text == "-" else text
    dates, amounts = read_dates(text, year_from=today or date.today()), read_amounts(text)  # noqa: DTZ011
    if as_json:
        found = {"dates": [asdict(found) for found in dates], "amounts": [asdict(found) for found in amounts]}
        click.echo(json.dumps(found, ensure_ascii=False, default=date.isoformat))
        return
    for day in dates:
        say(f"{DAYS[day.role]}: {day.value}{' (årtalet är underförstått)' if day.inferred else ''}: ”{day.words}”")
    for amount in amounts:
        say(f"{AMOUNTS[amount.role]}: {amount.value} {amount.currency}: ”{amount.words}”")
    if not dates and not amounts:
        say("Inga dagar eller belopp hittades.")


@click.command("import", epilog="Example: matcher import calls.jsonl")
@click.argument("file", type=click.Path(path_type=Path))
@today_option
@click.pass_obj
def import_calls(config: Path, file: Path, today: date | None) -> None:
    """Store calls of a file in the interchange format: new ones are added, known ones updated, none removed."""
    calls = read_calls(file)
    with open_house(config, write=True) as house:
        new, changed = flow.take_in(house, calls, moment(today, house.settings))
    say(f"Lästa utlysningar: {len(calls)}. Nya: {new}. Ändrade: {changed}.")


@click.command(epilog="Example: matcher export > calls.jsonl")
@click.pass_obj
def export(config: Path) -> None:
    """Every stored call in the interchange format."""
    with open_house(config, write=False) as house:
        write_calls(house.store.calls.every(), sys.stdout)
        if not house.store.calls.count():
            say(NO_CALLS, err=True)


COMMANDS = [rank, evaluate, read, import_calls, export]
