"""`matcher status`: what was done, what comes next, and what waits for somebody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from matcher.agenda import late
from matcher.cli.common import json_option, local, moment, open_house, say, table, today_option
from matcher.house import House
from matcher.settings import Settings

LATEST_RUNS = 10
LETTERS = {
    "queued": "väntar",
    "sending": "skickas",
    "sent": "skickade",
    "failed": "försöks igen",
    "refused": "avvisade",
    "cancelled": "inställda",
}
COMING = {
    "collect": "källorna läses",
    "preview": "samordnaren ser breven",
    "letters": "breven skrivs",
    "deliver": "väntande brev skickas",
}


@click.command(epilog="Example: matcher status")
@json_option
@today_option
@click.pass_obj
def status(config: Path, as_json: bool, today: date | None) -> None:
    """The latest and the next runs, the outbox, what waits for somebody, and what is stored."""
    with open_house(config, write=False) as house:
        settings, now = house.settings, moment(today, house.settings)
        told = _status(house, now)
    if as_json:
        click.echo(json.dumps(told, indent=1, default=datetime.isoformat))
        return
    if told["runs"]:
        _run_table(told["runs"], settings)
    else:
        say("Inget har körts än. `matcher run` läser källorna och skriver breven.")
    click.echo()
    for line in _lines(told, settings):
        say(line)


def _status(house: House, now: datetime) -> dict[str, Any]:
    store, schedule = house.store, house.settings.schedule
    waiting = store.letters.waiting_since(by_hand=schedule.by_hand)
    return {
        "runs": store.runs.latest(LATEST_RUNS),
        "next": {
            "collect": schedule.reading.next(now),
            "preview": schedule.previews.next(now) if schedule.previews else None,
            "letters": schedule.letters.next(now),
            "deliver": max(waiting, now) if waiting else None,
        },
        "late": late(house, now),
        "letters": store.letters.counts(),
        "held": store.letters.held(by_hand=schedule.by_hand),
        "paused": store.pauses.all(),
        "notices": [notice.text for notice in store.notices.untold()],
        "calls": store.calls.count(),
        "failing": [state.name for state in house.states() if state.is_ill],
    }


def _lines(told: dict[str, Any], settings: Settings) -> Iterator[str]:
    outbox = ", ".join(f"{number} {LETTERS[name]}" for name, number in told["letters"].items()) or "inga"
    failing = ", ".join(told["failing"]) or "inga"
    yield f"Brev: {outbox}. Lagrade utlysningar: {told['calls']}. Källor med fel: {failing}."
    if told["held"]:
        yield f"Stoppade brev, som du släpper med `matcher release --waiting`: {told['held']}."
    if told["paused"]:
        yield f"Pausade: {', '.join(told['paused'])}."
    for notice in told["notices"]:
        yield f"Att berätta för samordnaren: {notice}"
    coming = {COMING[verb]: at for verb, at in told["next"].items() if at}
    yield "Med `matcher serve`: " + ", ".join(f"{what} {local(at, settings)}" for what, at in coming.items()) + "."
    if told["late"]:
        yield f"OBS: försenat är {', '.join(told['late'])}. Kör servern? Loggen säger varför."


def _run_table(runs: list[dict[str, Any]], settings: Settings) -> None:
    table(
        [
            (run["verb"], local(datetime.fromisoformat(run["started"]), settings), run["note"] or "avbruten")
            for run in runs
        ],
        ["Körning", "Började", "Resultat"],
    )


COMMANDS = [status]
