"""The answer pages of the letters, from the operator's side."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli.common import open_house, say


@click.command(epilog="Example: matcher revoke socialchef@gotene.example")
@click.argument("address")
@click.pass_obj
def revoke(config: Path, address: str) -> None:
    """Close the answer pages of all letters to a person so far, when a link has gone astray."""
    with open_house(config, write=True) as house:
        closed = house.store.letters.revoke(address)
    say(f"Stängda svarssidor: {closed}. Nästa brev får en ny länk." if closed else "Inga svarssidor är öppna.")


COMMANDS = [revoke]
