"""What a page says of days and money, phrase by phrase: all of it is understood, and nothing that it does not say."""

from __future__ import annotations

import tomllib
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pytest

from sources.kit.reading import Reading, read_page
from sources.kit.web import Page

TABLES: dict[str, dict[str, list[dict[str, Any]]]] = tomllib.loads(
    Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8")
)
PHRASES = [phrase for table in TABLES.values() for phrases in table.values() for phrase in phrases]
TODAY = date(2026, 11, 23)


def read(text: str, title: str = "Bygdestöd") -> Reading:
    """The page with this heading whose paragraphs are the lines of `text`."""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
    html = f"<html><body><main><h1>{title}</h1>{paragraphs}</main></body></html>"
    return read_page(Page("https://fund.example/stod", html.encode()), TODAY)


def understood(reading: Reading) -> dict[str, Any]:
    """What was understood of days and money, in the words of `phrases.toml`."""
    terms = reading.terms
    money = {"min": terms.grant_min, "max": terms.grant_max, "budget": terms.budget}
    told = {
        "opens": reading.opens,
        "closes": list(reading.deadlines),
        "rolling": reading.rolling,
        "closed": reading.closed,
        **money,
        "rate": terms.grant_rate,
        "currency": terms.currency if any(money.values()) and terms.currency != "SEK" else None,
    }
    return {name: value for name, value in told.items() if value}


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase["page"][:40])
def test_a_phrase_is_understood_and_nothing_more(phrase: dict[str, Any]) -> None:
    assert understood(read(phrase["page"])) == {name: value for name, value in phrase.items() if name != "page"}
