"""Marked-up text inside a record, as plain text that a person can read."""

from __future__ import annotations

from bs4 import BeautifulSoup

from sources.kit.pages import clean_text


def plain_text(markup: str) -> str:
    """The words of an HTML fragment: one line per block, no empty lines, single spaces, entities resolved."""
    # Wrapped, because Beautiful Soup warns of a fragment that is nothing but an address or a file name.
    return clean_text(BeautifulSoup(f"<div>{markup}</div>", "html.parser"))
