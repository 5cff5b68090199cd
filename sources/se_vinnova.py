"""Vinnova: application rounds from its open data, JSON without a key (public domain).

What it publishes: programmes, their calls (`utlysningar`), and the calls' rounds (`ansokningsomgangar`). Only a round
has days to open and close, so a round is what can be applied for; its call lends it title and text where its own are
thin. What is not a call here: rounds for invited applicants (`Publik` 0), closed ones, ones without day or year.
The answer is everything changed since the day in the address, without which it is unusable. Days are Stockholm time
without a zone, `1900-01-01` means none, `x` and `xx` an untranslated text. Contact persons are not read. No field holds
the public page: a link to vinnova.se is used where there is one, else a search for the call's number (assumed).
Written against field names in public repositories and an API table, November 2026; no record was seen ("assumed").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from sources.kit.call import Call, Source
from sources.kit.errors import ShapeError
from sources.kit.markup import plain_text
from sources.kit.money import read_terms
from sources.kit.pages import section_after
from sources.kit.web import Web

Record = dict[str, Any]
YEARS_BACK = 3
NO_DAY = date(1900, 1, 1)
UNTRANSLATED = {"", "x", "xx", "xxx"}
SEARCH = "https://www.vinnova.se/sok/?q="
THIN_TITLE, THIN_TEXT = 25, 200  # characters: "Ansökningsomgång 2", a line or two


def crawl(web: Web) -> Iterator[Call]:
    """Every public round that is open or to come. Raises ShapeError when the answer is not a list of rounds."""
    since = date(web.today.year - YEARS_BACK, 1, 1)
    rounds = _records(web, f"{web.url}/{since}")
    if all(_day(record, "Stangningsdatum") is None for record in rounds):
        raise ShapeError(f"{web.url}: {len(rounds)} rounds, and none has a closing day")
    # The calls stand beside the rounds, at the same address but for the last word.
    calls_url = f"{web.url.rpartition('/')[0]}/utlysningar/{since}"
    calls = {str(record["Diarienummer"]): record for record in _records(web, calls_url)}
    for record in rounds:
        with web.part(str(record["Diarienummer"])):
            if _is_public(record) and _is_current(record, web.today):
                yield _call(record, calls.get(str(record.get("DiarienummerUtlysning")), {}))


def _records(web: Web, url: str) -> list[Record]:
    records = web.get_json(url)
    if not isinstance(records, list) or not records:
        raise ShapeError(f"{url}: expected a list of records, got {str(records)[:60]!r}")
    if not all(isinstance(record, dict) and record.get("Diarienummer") for record in records):
        raise ShapeError(f"{url}: a record without Diarienummer")
    return records


def _is_public(record: Record) -> bool:
    mark = str(record.get("Publik"))
    if mark not in {"0", "1", "True", "False"}:
        raise ShapeError(f"unknown value of Publik: {mark!r}")
    return mark in {"1", "True"}


def _is_current(record: Record, today: date) -> bool:
    opens, closes = _day(record, "Oppningsdatum"), _day(record, "Stangningsdatum")
    if closes is None and (opens is None or opens < today):
        # No last day: only an announced year tells that it is still to come.
        return str(record.get("AnnonseringslägeÅr") or "") >= str(today.year)
    return closes is None or closes >= today


def _day(record: Record, field: str) -> date | None:
    if field not in record:
        raise ShapeError(f"a round without {field}")
    words = record[field]
    if not words:
        return None
    try:
        moment = datetime.fromisoformat(words)
    except (TypeError, ValueError) as error:
        raise ShapeError(f"{field} is not a day: {words!r}") from error
    if moment.tzinfo:
        raise ShapeError(f"{field} has a time zone now, it used to be Stockholm time without one: {words!r}")
    return None if moment.date() == NO_DAY else moment.date()


def _call(record: Record, parent: Record) -> Call:
    swedish = _title(record, parent, "Titel")
    title = swedish or _title(record, parent, "TitelEngelska")
    if not title:
        raise ShapeError("neither the round nor its call has a title")
    field = "Beskrivning" if swedish else "BeskrivningEngelska"
    markup = _markup(record, parent, field, "TextSv" if swedish else "TextEn")
    text = plain_text(markup)
    closes = _day(record, "Stangningsdatum")
    return Call(
        source=SOURCE.name,
        key=str(record["Diarienummer"]),
        url=_public_url(record, parent),
        title=title,
        text=text,
        language="sv" if swedish else "en",
        funder="Vinnova",
        call_title=_told(parent, "Titel"),
        applicants=section_after(BeautifulSoup(markup, "html.parser"), "Vem kan söka", "Who can apply"),
        opens=_day(record, "Oppningsdatum"),
        deadlines=(closes,) if closes else (),
        **asdict(read_terms(text)),
    )


def _title(record: Record, parent: Record, field: str) -> str:
    own, above = _told(record, field), _told(parent, field)
    if own and above and len(own) < THIN_TITLE and own not in above:
        return f"{above} – {own}"
    return above if own in above else own


def _markup(record: Record, parent: Record, field: str, lists: str) -> str:
    """The round's text with the texts of its web page; its call's before them where the round's own is thin."""
    own = [_told(record, field), *(_told(part, lists) for part in record.get("WebTextLista") or ())]
    above = [_told(parent, field)] if len(own[0]) < THIN_TEXT else []
    return "\n".join(f"<div>{part}</div>" for part in dict.fromkeys(above + own) if part)


def _told(record: Record, field: str) -> str:
    words = str(record.get(field) or "").strip()
    return "" if words.lower() in UNTRANSLATED else words


def _public_url(record: Record, parent: Record) -> str:
    links = [str(link.get("URL") or "") for one in (record, parent) for link in one.get("LankLista") or ()]
    pages = [link for link in links if urlsplit(link).hostname in {"www.vinnova.se", "vinnova.se"}]
    return pages[0] if pages else f"{SEARCH}{record.get('DiarienummerUtlysning') or record['Diarienummer']}"


SOURCE = Source(
    name="se_vinnova",
    title="Vinnova",
    url="https://data.vinnova.se/api/ansokningsomgangar",
    crawl=crawl,
    least=5,
    most=400,
    format="assumed",
    written_against="field names in public repositories and an API table, 2026-11; no whole record was seen",
)
