"""Commands that look and change nothing: check, sources, explain, preview."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path

import click
from babel import Locale

from matcher.cli.common import (
    json_option,
    local,
    moment,
    one_call,
    one_profile,
    open_house,
    read_files,
    say,
    table,
    today_option,
)
from matcher.digest.days import is_over
from matcher.house import House
from matcher.knowledge import Calendar, Glossary, Profile
from matcher.model import Match, SourceState
from matcher.moments import WEEKDAYS
from matcher.profiles import SHARED, read_profile
from matcher.scoring.explain import explain_lines
from matcher.series import rounds
from matcher.settings import Settings
from sources import all_sources
from sources.kit.call import BY_HAND, Call

PREVIEW_WEEKS = 12
PROBLEM_WIDTH = 100
STATES = {
    "ok": "läst",
    "doubtful": "tveksam",
    "failing": "fel",
    "silent": "tyst",
    "never": "inte läst än",
    "unconfigured": "saknar nyckel",
    "unseen": "aldrig läst",
}


@click.command(epilog="Example: matcher check")
@today_option
@click.pass_obj
def check(config: Path, today: date | None) -> None:
    """Read every file that people edit and tell what was understood; change nothing."""
    settings, profiles, knowledge = read_files(config)
    table(
        [
            (profile.slug, profile.name, len(profile.keywords), len(profile.keywords_en), ", ".join(profile.recipients))
            for profile in profiles.values()
        ],
        ["Profil", "Namn", "Svenska ord", "Engelska ord", "Mottagare"],
    )
    enabled = [name for name in settings.known(all_sources()) if settings.enabled(name)]
    click.echo()
    say(
        f"{len(profiles)} profiler, {len(knowledge.programme.priorities)} prioriteringar,"
        f" {len(knowledge.glossary.groups)} grupper i ordlistan, {len(enabled)} källor: {', '.join(enabled)}."
    )
    for name in sorted(SHARED):
        if not (settings.profiles.path / f"{name}.toml").exists():
            say(f"{name}.toml saknas i {settings.profiles.path}: den som följer med programmet används.")
    for hint in _english_hints(profiles, knowledge.glossary):
        say(hint)
    for hint in _calendar_hints(knowledge.calendar, profiles, settings.schedule.today(moment(today, settings))):
        say(hint)
    schedule = settings.schedule
    weekday = Locale("sv").days["format"]["wide"][WEEKDAYS.index(schedule.digest_weekday)]
    say(
        f"Läser källorna varje dag {schedule.collect_time:%H:%M} och skriver brev varje {weekday}"
        f" {schedule.digest_time:%H:%M} ({schedule.time_zone}). Databas: {settings.store.path}. Inga fel hittades."
    )
    if not settings.retention.allowed:
        say("Inget gallras, för beslutets beteckning saknas ([retention] decision).")


def _english_hints(profiles: dict[str, Profile], glossary: Glossary) -> Iterator[str]:
    """Keywords that find no English call."""
    from matcher.scoring.untranslated import without_english  # late: most looks need no analysis of words

    found = {slug: without_english(profile, glossary) for slug, profile in profiles.items()}
    for slug, words in found.items():
        if words:
            yield f"{slug}.toml: saknar engelsk motsvarighet: {', '.join(words)}."
    if any(found.values()):
        yield (
            "De orden hittar bara svenska utlysningar. Vill ni ha engelska också skriver ni vad det heter"
            " på engelska i profilens keywords_en, eller lägger till ordet i glossary.toml."
        )


def _calendar_hints(calendar: Calendar, profiles: dict[str, Profile], today: date) -> Iterator[str]:
    """What the coordinator should write in `calendar.toml`, lest the letters say too little or too much."""
    if not calendar.boards:
        yield "Inga nämnder står i calendar.toml: breven säger inte om ni hinner."
        return
    if calendar.example:
        yield "calendar.toml är exemplet med påhittade dagar, och de kommer i breven. Skriv in kommunens egna."
    for board in calendar.boards:
        if board.known_until < today:
            yield f"calendar.toml: sista inlagda mötet i {board.name} var {board.known_until}. Fyll på med nya."
    without = [slug for slug, profile in profiles.items() if not profile.company and not calendar.board(slug)]
    if without:
        yield f"calendar.toml: ingen nämnd beslutar för {', '.join(without)}. För dem räknas bara arbetsdagar."


@click.command(epilog="Example: matcher sources --json")
@json_option
@click.pass_obj
def sources(config: Path, as_json: bool) -> None:
    """Every source with its state, its last harvest and its problem."""
    with open_house(config, write=False) as house:
        states, by_hand = house.states(), len(house.store.calls.stored(BY_HAND))
    if as_json:
        click.echo(json.dumps([asdict(state) for state in states], indent=1, default=str))
    else:
        _source_table(states, house.settings)
        if by_hand:
            say(f"Inlagda för hand med matcher add ({BY_HAND}): {by_hand}.")
    sys.exit(any(state.is_ill for state in states))


def _source_table(states: list[SourceState], settings: Settings) -> None:
    table(
        [
            (
                state.name,
                STATES[state.state],
                state.calls,
                *_shares(state),
                local(state.last_ok, settings) if state.last_ok else "aldrig",
                state.format,
                _short(state.problem),
            )
            for state in states
        ],
        ["Källa", "Läge", "Utlysningar", "Med dag", "Med belopp", "Senast läst utan fel", "Format", "Problem"],
    )


def _shares(state: SourceState) -> tuple[str, str]:
    """How many of its calls have a day and an amount, per cent; empty where there are none."""
    if not state.latest or not state.latest.calls:
        return "", ""
    dated, priced = (part / state.latest.calls for part in (state.latest.with_deadline, state.latest.with_money))
    return f"{dated:.0%}", f"{priced:.0%}"


def _short(problem: str) -> str:
    return problem if len(problem) <= PROBLEM_WIDTH else problem[:PROBLEM_WIDTH] + "…"


@click.command(epilog="Example: matcher explain social LIFE-2027-SAP-CLIMA-CCA")
@click.argument("profile")
@click.argument("call")
@today_option
@click.pass_obj
def explain(config: Path, profile: str, call: str, today: date | None) -> None:
    """Why this score, in Swedish; and if the call was not sent, the first rule that stopped it.

    CALL is an id, a key, an address, or some words of the title.
    """
    from matcher.scoring.matcher import Matcher

    with open_house(config, write=False) as house:
        chosen = one_profile(dict(house.profiles), profile)
        found = one_call(house, call)
        day = house.settings.schedule.today(moment(today, house.settings))
        (match,) = Matcher({profile: chosen}, house.knowledge).rank([found], today=day)
        names = {goal.slug: goal.name for goal in house.knowledge.programme.priorities}
        fate = list(_fate(house, profile, found, day))
    for line in [found.title, found.id, found.url, "", *fate, *explain_lines(match, names)]:
        say(line)


def _fate(house: House, profile: str, call: Call, today: date) -> Iterator[str]:
    """What has happened to the call so far, the score aside."""
    for period in house.store.letters.periods_with(profile, call.id):
        yield f"Stod i brevet {period}."
    if house.store.calls.is_gone(call.id):
        yield "Källan listar den inte längre, så den kommer inte med i nya brev."
    if is_over(call, today) and not call.is_closed(today):
        yield "Ingen sista ansökningsdag är känd och årtalet i rubriken har passerat, så den räknas som stängd."
    other = house.store.calls.links().get(call.id)
    if other:
        yield f"Samma utlysning finns hos en annan källa; i breven står {other}."
    for copy in house.listings().get(call.id, ())[1:]:
        days = ", ".join(day.isoformat() for day in copy.deadlines) or "framgår inte"
        yield f"Finns också hos {copy.source}: {copy.url} (sista dag: {days})."
    for earlier in rounds(call, house.store.calls.every()):
        days = ", ".join(day.isoformat() for day in earlier.deadlines) or "framgår inte"
        yield f"Annan omgång: {earlier.id} (sista dag: {days})."
    if not house.settings.enabled(call.source) and call.source in house.sources:
        yield f"Källan {call.source} är avstängd i config.toml."


@click.command(epilog="Example: matcher preview social ny-social.toml --weeks 12")
@click.argument("profile")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--weeks", type=click.IntRange(1, 520), default=PREVIEW_WEEKS, show_default=True, help="How far back.")
@today_option
@click.pass_obj
def preview(config: Path, profile: str, file: Path, weeks: int, today: date | None) -> None:
    """What a changed profile would have sent over the last weeks: gained, lost, known-relevant lost.

    Calls that somebody has found relevant are tried however old they are.
    """
    with open_house(config, write=False) as house:
        before = one_profile(dict(house.profiles), profile)
        after = read_profile(file, profile, [other for other in house.profiles.values() if other != before])
        schedule, since = house.settings.schedule, moment(today, house.settings) - timedelta(weeks=weeks)
        seen = {call.id: (call, schedule.today(at)) for call, at in house.store.calls.since(since)}
        told = {name: call for name, (call, day) in seen.items() if not is_over(call, day)}
        relevant = {call.id: call for call in house.store.calls.some(_found_relevant(house, profile))}
        calls = relevant | told
        old, new = _sent(house, before, after, calls)
    _difference("Tillkommer", [new[call] for call in new if call in told and call not in old], calls)
    _difference("Försvinner", [old[call] for call in old if call in told and call not in new], calls)
    lost = [call for call in relevant if call in old and call not in new]
    for call in lost:
        say(f"OBS: {calls[call].title} försvinner men har bedömts som relevant.", colour="red")
    earlier, later = (len(told.keys() & sent.keys()) for sent in (old, new))
    say(
        f"{len(told)} utlysningar på {weeks} veckor: {earlier} i breven förut ({decimal(earlier / weeks)} i veckan),"
        f" {later} med ändringen ({decimal(later / weeks)} i veckan)."
        f" {len(lost)} av {len(relevant)} som någon har sagt är relevanta faller bort."
    )


def decimal(number: float) -> str:
    """With one decimal and a Swedish comma."""
    return f"{number:.1f}".replace(".", ",")


def _found_relevant(house: House, profile: str) -> list[str]:
    """The calls that this department has found relevant, or another one for it."""
    from matcher.scoring.feedback import passed_on  # late: most looks need no analysis of words

    verdicts = passed_on(house.store.verdicts.latest())
    return [one.call for one in verdicts if one.profile == profile and one.opinion == "relevant"]


def _sent(house: House, before: Profile, after: Profile, calls: Mapping[str, Call]) -> list[dict[str, Match]]:
    """By call: what each of the two would send. Ranked side by side, so that every call is read once."""
    from matcher.scoring.matcher import Matcher

    versions = {"before": replace(before, slug="before"), "after": replace(after, slug="after")}
    matches = Matcher(versions, house.knowledge).rank(list(calls.values()))
    return [{match.call: match for match in matches if match.send and match.profile == slug} for slug in versions]


def _difference(heading: str, matches: list[Match], calls: Mapping[str, Call]) -> None:
    say(f"{heading}: {len(matches)}")
    for match in matches:
        say(f"  {match.score:5.2f}  {calls[match.call].title}")


COMMANDS = [check, sources, explain, preview]
