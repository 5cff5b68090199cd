"""EU Funding & Tenders Portal: grant topics (type 1), EuropeAid calls (2) and cascade calls (8) of all EU programmes.

Not calls: tenders (type 0), news about topics (6), and the zombies: closed topics still marked open, more than half of
all rows in June 2026. So a last day to apply that has not passed decides, not the status; only a forthcoming call may
lack one. Dates and money come from the English row; title and text from a Swedish copy where it really is Swedish.

Written against the search service's recorded answers of 2026-05-07 (API 2.146: 663 rows, 580 of them distinct) and
single rows of December 2025 and June 2026. Of the 580, 576 were alive that day: all have a programme and a last day,
574 a budget, 538 an action type, 537 text, and 51 say in the answer itself who may apply.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sources.eu_funding_tenders.money import amount_of, topic_money
from sources.eu_funding_tenders.row import CASCADE, EXTERNAL, TOPIC, cut_offs, first_day, key_of, page_of, programme_of
from sources.eu_funding_tenders.wording import applicants_of, keywords_of, text_of, title_of
from sources.kit.call import Call, Kind, Source
from sources.kit.corporate_search import Row, search
from sources.kit.errors import ShapeError
from sources.kit.language import is_swedish
from sources.kit.web import Web

log = logging.getLogger(__name__)

KINDS: dict[str, Kind] = {TOPIC: "competition", EXTERNAL: "external_action", CASCADE: "cascade"}
ORDER = {TOPIC: "identifier", EXTERNAL: "callIdentifier", CASCADE: "callccm2Id"}
FORTHCOMING, OPEN = "31094501", "31094502"


def crawl(web: Web) -> Iterator[Call]:
    """Every call that can still be applied for or is announced; nothing is yielded before all rows are proved read."""
    calls: dict[str, Call] = {}
    for kind in ORDER:
        calls |= _living(web, kind)
    with web.part("Swedish copies"):
        _put_in_swedish(web, calls)
    yield from calls.values()


def _living(web: Web, kind: str) -> dict[str, Call]:
    """Calls by key. An identifier may have stubs and old copies; only its fullest row may say whether it is alive."""
    best: dict[str, tuple[tuple[bool, bool, bool, int], Call | None]] = {}
    for row in _rows(web, kind, "en"):
        key = key_of(row, kind)
        with web.part(key or row.reference):
            call = _call(row, kind, web.today)
            fullness = (bool(call.text), bool(row.one("actions")), bool(cut_offs(row)), len(call.text))
            if key not in best or fullness > best[key][0]:
                best[key] = (fullness, call if _is_alive(row, call) else None)
    if kind == TOPIC and not best:
        raise ShapeError("no grant topic at all: the service did not answer the question")
    log.info("type %s: %d identifiers, %d alive", kind, len(best), sum(call is not None for _, call in best.values()))
    return {key: call for key, (_, call) in best.items() if call and key not in web.skipped}


def _put_in_swedish(web: Web, calls: dict[str, Call]) -> None:
    """Each copy stands for itself, so those that were read before a fault stay: fewer calls change their language."""
    for row in _rows(web, TOPIC, "sv"):
        call = calls.get(key_of(row, TOPIC))
        if call is None:
            continue
        title, text = title_of(row), text_of(row)
        # Some copies are in plain English, and a translated title is no reason to lose the text.
        if bool(text) == bool(call.text) and is_swedish(f"{title}\n{text}"):
            calls[call.key] = replace(call, title=title, text=text, language="sv")


def _rows(web: Web, kind: str, language: str) -> Iterator[Row]:
    terms = {"type": [kind], "status": [FORTHCOMING, OPEN]}
    return search(web, "SEDIA", terms, ORDER[kind], language, partly=language != "en")


def _call(row: Row, kind: str, today: date) -> Call:
    key, opens = key_of(row, kind), first_day(row)
    if not key:
        raise ShapeError(f"{row.reference}: no identifier")
    least, most, budget = topic_money(row) if kind == TOPIC else (None, None, amount_of(row.one("budget")))
    return Call(
        source=SOURCE.name,
        key=key,
        url=page_of(row, kind),
        title=row.one("callTitle") or row.one("title") or key if kind == CASCADE else title_of(row),
        text=text_of(row),
        language="en",
        funder=row.one("caName") or row.one("projectAcronym") if kind == CASCADE else "Europeiska unionen",
        programme=programme_of(row, (opens or today).year),
        call_title=row.one("callTitle"),
        action_type=", ".join(dict.fromkeys(row.all("typesOfAction"))),
        keywords=keywords_of(row),
        applicants=applicants_of(row),
        opens=opens,
        deadlines=tuple(day for day in cut_offs(row) if day >= today),
        grant_min=least,
        grant_max=most,
        budget=budget,
        currency=row.one("currency") or "EUR",
        kind=KINDS[kind],
    )


def _is_alive(row: Row, call: Call) -> bool:
    return bool(call.deadlines) or (row.one("status") == FORTHCOMING and not cut_offs(row))


SOURCE = Source(
    name="eu_funding_tenders",
    title="EU:s portal Funding & Tenders",
    url="https://api.tech.ec.europa.eu/search-api/prod/rest/search",
    crawl=crawl,
    least=200,
    most=3000,
    format="seen",
    written_against="recorded answers of 2026-05-07 (API 2.146), single rows of 2025-12 and 2026-06-27 (API 2.148)",
    language="en",
)
