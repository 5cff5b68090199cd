"""`matcher add`: one call from its page, when no source lists it; a person looks before it is kept."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import click

from matcher import flow
from matcher.cli.common import moment, open_house, read_files, say, today_option
from matcher.cli.readings import show_reading
from matcher.settings import Settings
from matcher.source_settings import web_address
from sources.kit.call import BY_HAND, Call
from sources.kit.errors import SourceError
from sources.kit.language import is_swedish
from sources.kit.listing import host_of
from sources.kit.reading import Reading, read_page
from sources.kit.web import Web

KEPT = {"new": "Utlysningen är sparad", "changed": "Utlysningen fanns och är ändrad", "same": "Inget har ändrats"}


def _address(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return web_address(value).partition("#")[0]
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command(epilog="Example: matcher add https://stiftelsen.example/sok-bidrag --funder Stiftelsen")
@click.argument("url", callback=_address)
@click.option("--funder", default="", help="Who gives the money; the page's host where it is left out.")
@click.option("--yes", is_flag=True, help="Store without asking.")
@today_option
@click.pass_obj
def add(config: Path, url: str, funder: str, yes: bool, today: date | None) -> None:
    """Read the page of one call, show what was understood, and store it; again for the same page to update it."""
    settings = read_files(config)[0]
    now = moment(today, settings)
    reading = _read(settings, url, settings.schedule.today(now))
    call = _call(reading, url, funder)
    show_reading(call, reading)
    if not reading.is_recognised:
        say("Sidan säger inget om att söka som känns igen. Inget är sparat.", err=True)
        sys.exit(1)
    if not yes and not click.confirm("Spara utlysningen?"):
        say("Inget är sparat.")
        return
    with open_house(config, write=True) as house:
        kept = flow.add(house, call, now)
    say(f"{KEPT[kept]}: {call.id}.")


def _read(settings: Settings, url: str, today: date) -> Reading:
    web = Web(url, today, per_second=settings.http.per_second, timeout=settings.http.timeout)
    try:
        return read_page(web.get(url), today)
    except SourceError as error:
        say(f"Sidan kan inte läsas: {error}", err=True)
        sys.exit(1)
    finally:
        web.close()


def _call(reading: Reading, url: str, funder: str) -> Call:
    language = "sv" if is_swedish(f"{reading.title}\n{reading.text}") else "en"
    return reading.call(source=BY_HAND, key=_key(url), url=url, funder=funder or host_of(url), language=language)


def _key(url: str) -> str:
    """The address without what says nothing of the page, so that the same page is the same call."""
    parts = urlsplit(url)
    return f"{host_of(url)}{parts.path.rstrip('/')}{'?' if parts.query else ''}{parts.query}"


COMMANDS = [add]
