"""Real pages of Swedish funders, retold with literal quotes: no day may be read that is not the page's last or first.

Today is 30 days before the last day, or a day of the year that the page's own words name.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest

from sources.kit.reading import read_page
from sources.kit.web import Page

NOTES = Path(__file__).resolve().parents[2] / "shared" / "recorded" / "swedish_notes.jsonl"
# Last days that the page's own words name beside the one that the notes give.
RIGHT = 27
OTHER_ROUNDS = {
    "klimatklivet-2022": "2022-02-28 2022-05-18",
    "lona-vg-2021": "2022-04-12",  # a year that nobody wrote: the next one, and marked so
    "lova-vg-2020": "2020-08-31",
    "esc-volontar": "2026-02-18 2026-10-29",
    "nordplus-junior": "2026-10-01",
    "partnerskap-var": "2026-02-15 2026-04-15",
}


def day_of(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read_on(note: dict[str, Any]) -> date:
    told = day_of(note["closes"]) or day_of(note["opens"])
    years = re.findall(r"\b20[12]\d\b", " ".join([note["title"], *note["quotes"], note["url"]]))
    return told - timedelta(days=30) if told else date(int(min(years, default="2026")), 1, 10)


def fate(note: dict[str, Any]) -> str:
    """What became of the last day: right, unknown or wrong; none, where none is known and none was read."""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in [*note["quotes"], note["text"]])
    html = f"<main><h1>{escape(note['title'])}</h1>{paragraphs}</main>"
    read = {day.isoformat() for day in read_page(Page(note["url"], html.encode()), read_on(note)).deadlines}
    if not read:
        return "unknown" if note["closes"] else "none"
    return "right" if read <= {note["closes"], *OTHER_ROUNDS.get(note["slug"], "").split()} else "wrong"


@pytest.mark.skipif(not NOTES.exists(), reason="the shared recordings (../shared) are not here")
def test_no_page_gives_a_wrong_last_day() -> None:
    notes = [json.loads(line) for line in NOTES.read_text(encoding="utf-8").splitlines()]
    fates = {note["slug"]: fate(note) for note in notes}
    assert [slug for slug, one in fates.items() if one == "wrong"] == []
    # Most quotes leave out the words that say what their day is for; those with them are read.
    assert Counter(fates.values())["right"] >= RIGHT
