"""GDP, "Gemensamma data-projektet": the interface that Swedish research funders share, JSON with a free key.

`GET <url>?authorization=<key>` answers with every call of the funder, one object each, without paging. Asking for pages
(`limit`) is said to strip days and status, so the whole list is asked for, and a row without them is refused.
What is not a call: a row whose status is "Avslutad" or whose last day has passed.

Written against field names and uses in public repositories (2024–2026) and the interface's own description; no whole
record was seen. Not known: whether days carry a time or a zone (both are read), and in which field the public page
stands, `publiceringsplatser` or `publiceringsplats` (both are read; without it the funder's list is linked to).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

from sources.kit.call import Call, Source, is_web_address
from sources.kit.errors import NotConfigured, ShapeError
from sources.kit.markup import plain_text
from sources.kit.money import Terms, read_terms
from sources.kit.pages import section_after
from sources.kit.web import Web

Record = dict[str, Any]
KEY_FROM = "https://gdphub.se, free of charge, one for each funder"
STATUSES = {"Kommande", "Pågående", "Avslutad"}
UNTRANSLATED = {"", "x", "xx", "xxx"}
NO_DAY = date(1900, 1, 1)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def gdp(*, name: str, title: str, url: str, calls_page: str, least: int, most: int) -> Source:
    """The source of a funder; `url` is its `/utlysningar`, `calls_page` its list of calls for people."""
    return Source(
        name=name,
        title=title,
        url=url,
        crawl=partial(crawl, name, title, calls_page),
        least=least,
        most=most,
        format="assumed",
        written_against="field names and uses in public repositories, 2024–2026; no whole record was seen",
        needs_key=KEY_FROM,
    )


def crawl(name: str, funder: str, calls_page: str, web: Web) -> Iterator[Call]:
    """Every call that is open or to come.

    Raises NotConfigured without a key, ShapeError for an answer that is no list of calls or has no days at all.
    """
    if not web.key:
        raise NotConfigured(f"{funder} needs a key; it comes from {KEY_FROM}")
    rows = web.get_json(web.url, {"authorization": web.key})
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise ShapeError(f"{web.url}: expected a list of calls, got {str(rows)[:60]!r}")
    if not any(row.get("stangningsdatum") for row in rows):
        raise ShapeError(f"{web.url}: {len(rows)} calls, and none has a closing day")
    for number, row in enumerate(rows, 1):
        with web.part(str(row.get("diarienummer") or f"row {number}")):
            if _is_current(row, web.today):
                yield _call(row, name, funder, calls_page)


def _is_current(row: Record, today: date) -> bool:
    status, closes = row.get("status"), _day(row, "stangningsdatum")
    if status not in STATUSES:
        raise ShapeError(f"unknown status: {status!r}")
    return status != "Avslutad" and (closes is None or closes >= today)


def _day(row: Record, field: str) -> date | None:
    if field not in row:
        raise ShapeError(f"a call without {field}")
    words = row[field]
    if not words:
        return None
    try:
        moment = datetime.fromisoformat(words)
    except (TypeError, ValueError) as error:
        raise ShapeError(f"{field} is not a day: {words!r}") from error
    day = (moment.astimezone(STOCKHOLM) if moment.tzinfo else moment).date()
    return None if day == NO_DAY else day


def _call(row: Record, name: str, funder: str, calls_page: str) -> Call:
    swedish = _told(row, "titel")
    title = swedish or _told(row, "titelEng")
    if not title or not row.get("diarienummer"):
        raise ShapeError("a call without a title or a number")
    markup = _told(row, "beskrivning" if swedish else "beskrivningEng")
    text = plain_text(markup)
    closes = _day(row, "stangningsdatum")
    return Call(
        source=name,
        key=str(row["diarienummer"]),
        url=_public_page(row) or calls_page,
        title=title,
        text=text,
        language="sv" if swedish else "en",
        funder=funder,
        programme=_told(row, "program"),
        action_type=", ".join(filter(None, (_told(form, "namn") for form in _objects(row, "bidragsformer")))),
        applicants=section_after(BeautifulSoup(markup, "html.parser"), "Vem kan söka", "Who can apply"),
        opens=_day(row, "oppningsdatum"),
        deadlines=(closes,) if closes else (),
        **asdict(_terms(row, text)),
    )


def _terms(row: Record, text: str) -> Terms:
    """The money of the text, with the budget that the row tells; the text's in another currency is left out."""
    told, budget = read_terms(text), row.get("budgetBelopp")
    if not isinstance(budget, int | float) or budget <= 0:
        return told
    currency = _told(row, "budgetValuta") or "SEK"
    same = told if told.currency == currency else Terms(currency=currency, grant_rate=told.grant_rate)
    return replace(same, budget=round(budget))


def _public_page(row: Record) -> str:
    places = [*_objects(row, "publiceringsplatser"), *_objects(row, "publiceringsplats")]
    return next((page for place in places if is_web_address(page := _told(place, "webbadress"))), "")


def _objects(row: Record, field: str) -> list[Record]:
    found = row.get(field)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _told(row: Record, field: str) -> str:
    words = row.get(field)
    told = words.strip() if isinstance(words, str) else ""
    return "" if told.lower() in UNTRANSLATED else told
