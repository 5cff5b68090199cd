"""Commands that look and change nothing: check, sources, status, explain, preview."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from matcher.cli.common import moment, one_profile, open_house, read_files, table, today_option
from matcher.errors import NotFound
from matcher.house import House
from matcher.knowledge import Profile
from matcher.model import Match, SourceState
from matcher.scoring.explain import explain_lines
from matcher.toml_file import read_toml
from sources import all_sources
from sources.kit.call import Call

PREVIEW_WEEKS = 12

json_option = click.option("--json", "as_json", is_flag=True, help="For machines.")


@click.command(epilog="Example: matcher check")
@click.pass_obj
def check(config: Path) -> None:
    """Read every file that people edit and tell what was understood; change nothing."""
    settings, profiles, knowledge = read_files(config)
    table(
        [
            (profile.slug, profile.name, len(profile.keywords), ", ".join(profile.recipients))
            for profile in profiles.values()
        ],
        ["Profil", "Namn", "Ord", "Mottagare"],
    )
    enabled = [name for name in all_sources() if settings.enabled(name)]
    click.echo(
        f"\n{len(profiles)} profiler, {len(knowledge.programme.priorities)} prioriteringar,"
        f" {len(knowledge.glossary.groups)} grupper i ordlistan, {len(enabled)} källor: {', '.join(enabled)}."
    )
    schedule = settings.schedule
    click.echo(
        f"Läser varje dag {schedule.collect_time:%H:%M}, skriver brev {schedule.digest_weekday}"
        f" {schedule.digest_time:%H:%M} ({schedule.time_zone}). Databas: {settings.store.path}. Allt är i ordning."
    )


@click.command(epilog="Example: matcher sources --json")
@json_option
@click.pass_obj
def sources(config: Path, as_json: bool) -> None:
    """Every source with its state, its last harvest and its problem."""
    with open_house(config, write=False) as house:
        states = house.states()
    if as_json:
        click.echo(json.dumps([asdict(state) for state in states], ensure_ascii=False, indent=1, default=str))
    else:
        _source_table(states)
    sys.exit(any(state.state == "failing" for state in states))


def _source_table(states: list[SourceState]) -> None:
    table(
        [
            (state.name, state.state, state.calls, _minute(state.last_ok), state.format, _short(state.problem))
            for state in states
        ],
        ["Source", "State", "Calls", "Last good reading", "Format", "Problem"],
    )


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"


def _short(problem: str) -> str:
    return problem if len(problem) <= 100 else problem[:100] + "…"


@click.command(epilog="Example: matcher status")
@json_option
@today_option
@click.pass_obj
def status(config: Path, as_json: bool, today: date | None) -> None:
    """The latest and the next runs, the outbox and what is stored."""
    with open_house(config, write=False) as house:
        schedule, now = house.settings.schedule, moment(today, house.settings)
        coming = {"collect": schedule.next_collect(now), "letters": schedule.next_letters(now)}
        runs, letters, calls = house.store.runs.latest(10), house.store.letters.counts(), house.store.calls.count()
        states = house.states()
    if as_json:
        failing = [state.name for state in states if state.state == "failing"]
        told = {"runs": runs, "next": coming, "letters": letters, "calls": calls, "failing": failing}
        click.echo(json.dumps(told, indent=1, default=datetime.isoformat))
        return
    table(
        [(run["verb"], run["started"][:16], (run["ended"] and "ended") or "killed", run["note"] or "") for run in runs],
        ["Verb", "Started (UTC)", "", "What it did"],
    )
    waiting = ", ".join(f"{number} {name}" for name, number in letters.items()) or "none"
    click.echo(f"\nLetters: {waiting}. Stored calls: {calls}.")
    when = ", ".join(f"{name} {at:%Y-%m-%d %H:%M}" for name, at in coming.items())
    click.echo(f"Next, with `matcher serve`: {when}.")


@click.command(epilog="Example: matcher explain social eu_funding_tenders:LIFE-2026-SAP-CLIMA-CCA")
@click.argument("profile")
@click.argument("call")
@click.pass_obj
def explain(config: Path, profile: str, call: str) -> None:
    """Why this score, in Swedish; and if the call was not sent, the first rule that stopped it."""
    from matcher.scoring.matcher import Matcher

    with open_house(config, write=False) as house:
        chosen = one_profile(dict(house.profiles), profile)
        found = house.store.calls.get(call)
        if found is None:
            raise NotFound(f"Det finns ingen utlysning {call!r} i databasen.")
        match = Matcher({profile: chosen}, house.knowledge).match(found)[0]
    click.echo(f"{found.title}\n{found.url}\n")
    for line in explain_lines(match):
        click.echo(line)


@click.command(epilog="Example: matcher preview social ny-social.toml --weeks 12")
@click.argument("profile")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--weeks", default=PREVIEW_WEEKS, show_default=True, help="How far back.")
@today_option
@click.pass_obj
def preview(config: Path, profile: str, file: Path, weeks: int, today: date | None) -> None:
    """What a changed profile would have sent over the last weeks: gained, lost, known-relevant lost."""
    with open_house(config, write=False) as house:
        before = one_profile(dict(house.profiles), profile)
        after = read_toml(file, Profile, slug=profile)
        since = moment(today, house.settings) - timedelta(weeks=weeks)
        calls = {call.id: call for call, _ in house.store.calls.since(since)}
        old, new = (_sent(house, version, calls) for version in (before, after))
        relevant = {
            verdict.call
            for verdict in house.store.verdicts.latest()
            if verdict.profile == profile and verdict.opinion == "relevant"
        }
    _difference("Tillkommer", [new[call] for call in new if call not in old], calls)
    _difference("Försvinner", [old[call] for call in old if call not in new], calls)
    lost = sorted(relevant & old.keys() - new.keys())
    for call in lost:
        click.secho(f"OBS: {calls[call].title} försvinner men har bedömts som relevant.", fg="red")
    click.echo(
        f"{len(calls)} utlysningar på {weeks} veckor: {len(old)} skickade förut, {len(new)} med ändringen"
        f" (i snitt {len(new) / weeks:.1f} i veckan), {len(lost)} kända relevanta förlorade."
    )


def _sent(house: House, profile: Profile, calls: dict[str, Call]) -> dict[str, Match]:
    from matcher.scoring.matcher import Matcher

    matches = Matcher({profile.slug: profile}, house.knowledge).rank(list(calls.values()))
    return {match.call: match for match in matches if match.send}


def _difference(heading: str, matches: list[Match], calls: dict[str, Call]) -> None:
    click.echo(f"{heading}: {len(matches)}")
    for match in matches:
        click.echo(f"  {match.score:5.2f}  {calls[match.call].title}")


COMMANDS = [check, sources, status, explain, preview]
