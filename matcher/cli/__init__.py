"""The command `matcher`: one file per kind of command. Exit 0 = done, 1 = something failed, 2 = wrong use or files."""

from __future__ import annotations

import logging
import sqlite3
import sys
from pathlib import Path
from typing import Any

import click

from matcher.cli import add, calls, coordination, keeping, look, pages, status, teaching, verbs
from matcher.cli.common import say
from matcher.cli.logs import FORMATS, Style, write_log
from matcher.errors import ConfigError, MatcherError, NotFound

FAILED, WRONG = 1, 2


class Matcher(click.Group):
    """Turns every expected error into one sentence and an exit code; a traceback is a bug."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: D102
        try:
            return super().invoke(ctx)
        except (ConfigError, NotFound) as error:
            _stop(str(error), WRONG)
        except (MatcherError, sqlite3.Error, OSError) as error:
            _stop(str(error), FAILED)
        except (UnicodeError, OverflowError, RecursionError) as error:
            _stop(f"something given is not text, too large or nested too deep: {error}", WRONG)


def _stop(sentence: str, code: int) -> None:
    for line in sentence.split("\n"):
        say(line, err=True)
    sys.exit(code)


@click.group(cls=Matcher, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=Path("config.toml"),
    show_default=True,
    help="What the operator edits; relative paths in it start at the file.",
)
@click.option("--quiet", is_flag=True, help="Log only warnings and errors.")
@click.option(
    "--log", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How the log is written."
)
@click.version_option(package_name="matcher")
@click.pass_context
def main(ctx: click.Context, config: Path, quiet: bool, log: Style) -> None:
    """Finds the funding calls that fit each department and mails them on Mondays.

    Example: matcher --config /etc/matcher/config.toml run
    """
    ctx.obj = config
    write_log(log, logging.WARNING if quiet else logging.INFO)


for room in (verbs, teaching, look, status, coordination, calls, add, keeping, pages):
    for command in room.COMMANDS:
        main.add_command(command)
