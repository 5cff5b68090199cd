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
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sources.kit.call import Call, Kind, Source
from sources.kit.corporate_search import Row, search
from sources.kit.errors import ShapeError
from sources.kit.language import is_swedish
from sources.kit.markup import plain_text
from sources.kit.web import Web

log = logging.getLogger(__name__)

PORTAL = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities"
PROSPECT = "https://webgate.ec.europa.eu/prospect/external/publishedcalls.htm?callId="
TOPIC, EXTERNAL, CASCADE = "1", "2", "8"
KINDS: dict[str, Kind] = {TOPIC: "competition", EXTERNAL: "external_action", CASCADE: "cascade"}
ORDER = {TOPIC: "identifier", EXTERNAL: "callIdentifier", CASCADE: "callccm2Id"}
FORTHCOMING, OPEN = "31094501", "31094502"
BRUSSELS = ZoneInfo("Europe/Brussels")
HEADING = re.compile(r'<(p|span) class="topicdescriptionkind"[^>]*>(.*?)</\1>', re.DOTALL)
# Who may apply mostly stands in a PDF; these are the sentences of the conditions that do tell.
WHO = re.compile(
    r"applications must be submitted by|this topic requires [^.]*(involvement|participation)"
    r"|at least \w+ (lead )?cities|candidate (city|cities|towns)|consorti(a|um) must include"
    r"|applicant (must be|has to be)",
    re.IGNORECASE,
)


def crawl(web: Web) -> Iterator[Call]:
    """Every call that can still be applied for or is announced; nothing is yielded before all rows are proved read."""
    calls: dict[str, Call] = {}
    for kind in ORDER:
        calls |= _living(web, kind)
    _put_in_swedish(web, calls)
    yield from calls.values()


def _living(web: Web, kind: str) -> dict[str, Call]:
    """Calls by key. An identifier may have stubs and old copies; only its fullest row may say whether it is alive."""
    best: dict[str, tuple[tuple[bool, bool, bool, int], Call | None]] = {}
    for row in _rows(web, kind, "en"):
        key = _key(row, kind)
        with web.part(key or row.reference):
            call = _call(row, kind, web.today)
            fullness = (bool(call.text), bool(row.one("actions")), bool(_cut_offs(row)), len(call.text))
            if key not in best or fullness > best[key][0]:
                best[key] = (fullness, call if _is_alive(row, call) else None)
    if kind == TOPIC and not best:
        raise ShapeError("no grant topic at all: the service did not answer the question")
    log.info("type %s: %d identifiers, %d alive", kind, len(best), sum(call is not None for _, call in best.values()))
    return {key: call for key, (_, call) in best.items() if call and key not in web.skipped}


def _put_in_swedish(web: Web, calls: dict[str, Call]) -> None:
    for row in _rows(web, TOPIC, "sv"):
        call = calls.get(_key(row, TOPIC))
        if call is None:
            continue
        title, text = _title(row), _text(row)
        # Some copies are in plain English, and a translated title is no reason to lose the text.
        if bool(text) == bool(call.text) and is_swedish(f"{title}\n{text}"):
            calls[call.key] = replace(call, title=title, text=text, language="sv")


def _rows(web: Web, kind: str, language: str) -> Iterator[Row]:
    terms = {"type": [kind], "status": [FORTHCOMING, OPEN]}
    return search(web, "SEDIA", terms, ORDER[kind], language, partly=language != "en")


def _key(row: Row, kind: str) -> str:
    # A cascade call carries the identifier of its parent topic; only its number is its own.
    return row.one("callccm2Id") or row.reference if kind == CASCADE else row.one("identifier")


def _call(row: Row, kind: str, today: date) -> Call:
    key, opens = _key(row, kind), _opens(row)
    if not key:
        raise ShapeError(f"{row.reference}: no identifier")
    least, most, budget = _topic_money(row) if kind == TOPIC else (None, None, _amount(row.one("budget")))
    return Call(
        source=SOURCE.name,
        key=key,
        url=_url(row, kind),
        title=row.one("callTitle") or row.one("title") or key if kind == CASCADE else _title(row),
        text=_text(row),
        language=row.one("language").lower() or "en",
        funder=row.one("caName") or row.one("projectAcronym") if kind == CASCADE else "Europeiska unionen",
        programme=_programme(row, (opens or today).year),
        call_title=row.one("callTitle"),
        action_type=", ".join(dict.fromkeys(row.all("typesOfAction"))),
        keywords=_keywords(row),
        applicants=_applicants(row),
        opens=opens,
        deadlines=tuple(day for day in _cut_offs(row) if day >= today),
        grant_min=least,
        grant_max=most,
        budget=budget,
        currency=row.one("currency") or "EUR",
        kind=KINDS[kind],
    )


def _is_alive(row: Row, call: Call) -> bool:
    return bool(call.deadlines) or (row.one("status") == FORTHCOMING and not _cut_offs(row))


def _cut_offs(row: Row) -> list[date]:
    """All last days to apply, past ones too, ascending; those of `actions` are plain calendar days and come first."""
    planned = [stamp for action in _actions(row) for stamp in action.get("deadlineDates") or []]
    return sorted({_day(stamp) for stamp in planned or row.all("deadlineDate")})


def _opens(row: Row) -> date | None:
    planned = [action["plannedOpeningDate"] for action in _actions(row) if action.get("plannedOpeningDate")]
    return min((_day(stamp) for stamp in planned or row.all("startDate")), default=None)


def _actions(row: Row) -> list[dict[str, Any]]:
    return [action for actions in row.decoded("actions", list) for action in actions if isinstance(action, dict)]


def _day(stamp: str) -> date:
    """The day in Brussels. 22:00 or 23:00 UTC is midnight there, and it is the day that begins which is meant:

    `deadlineDate` 2022-03-23T23:00 and 2026-09-21T22:00 stand beside 2022-03-24 and 2026-09-22 in `actions`.
    """
    try:
        moment = datetime.fromisoformat(stamp)
    except (TypeError, ValueError) as error:
        raise ShapeError(f"date not understood: {stamp!r}") from error
    return (moment.astimezone(BRUSSELS) if moment.tzinfo else moment).date()


def _topic_money(row: Row) -> tuple[int | None, int | None, int | None]:
    """Least and most money for a project, and the topic's money of all years. The overview lists the whole call."""
    start = f"{row.one('identifier')} "
    groups = [
        [line for line in group if f"{line.get('action')} ".startswith(start)]
        for overview in row.decoded("budgetOverview", dict)
        for group in (overview.get("budgetTopicActionMap") or {}).values()
    ]
    # Lines of one group are types of action that share one pot, and each of them repeats the whole of it.
    pots = [max((_sum(line.get("budgetYearMap") or {}) for line in group), default=0) for group in groups]
    lines = [line for group in groups for line in group]
    least = [amount for line in lines if (amount := _amount(line.get("minContribution")))]
    most = [amount for line in lines if (amount := _amount(line.get("maxContribution")))]
    return min(least, default=None), max(most, default=None), sum(pots) or None


def _sum(years: dict[str, Any]) -> int:
    return sum(_amount(amount) or 0 for amount in years.values())


def _amount(value: object) -> int | None:
    """Whole units of money; 0 and nothing mean that no amount was given."""
    try:
        return int(float(str(value or 0))) or None
    except (OverflowError, ValueError):
        log.warning("amount not understood: %r", value)
        return None


def _title(row: Row) -> str:
    """The topic's title; the call's where the topic's own says nothing: "CEEP", or the identifier once more."""
    title, call_title = row.one("title"), row.one("callTitle")
    if not title or title.casefold() == row.one("identifier").casefold():
        return call_title or title or row.one("identifier")
    if not call_title or " " in title or title != title.upper():
        return title
    return call_title if title in call_title or "-" in title else f"{title} – {call_title}"


def _text(row: Row) -> str:
    markup = row.one("descriptionByte") or "<br>".join(row.all("description") + row.all("furtherInformation"))
    markup = HEADING.sub(lambda found: "" if found[2].strip() == "null" else f"<p>{found[2]}</p>", markup)
    return _inline_notes(plain_text(markup))


def _inline_notes(text: str) -> str:
    return re.sub(r"\s*\[\[\s*", " (", text).replace("]]", ")")


def _applicants(row: Row) -> str:
    conditions = row.one("topicConditions")
    lines = plain_text(conditions).splitlines() if WHO.search(conditions) else []
    return _inline_notes("\n".join(line for line in lines if WHO.search(line) and not line.endswith(":")))


def _keywords(row: Row) -> tuple[str, ...]:
    """Keywords and tags. Older rows hold them as one JSON list; current ones begin with both identifiers."""
    words = row.all("keywords") + row.all("tags")
    if words and words[0].startswith('["'):
        words = [str(word) for listed in row.decoded("keywords", list) for word in listed] + row.all("tags")
    own = {"", *row.all("identifier"), *row.all("callIdentifier")}
    return tuple(dict.fromkeys(word for word in map(str.strip, words) if word not in own))


def _programme(row: Row, year: int) -> str:
    code = row.one("frameworkProgramme")
    for known in _programmes():
        if known["code"] == code and known["from"] <= year <= known["to"]:
            return str(known["name"])
    log.warning("%s: unknown programme code %s in %d", row.reference, code, year)
    return ""


@cache
def _programmes() -> list[dict[str, Any]]:
    table = Path(__file__).with_name("eu_programmes.toml").read_text("utf-8")
    return list(tomllib.loads(table)["programmes"])


def _url(row: Row, kind: str) -> str:
    page = {TOPIC: "topic-details", CASCADE: "competitive-calls-cs"}.get(kind)
    if page:
        return f"{PORTAL}/{page}/{quote(_key(row, kind), safe='')}"
    url = row.one("url")
    return url if url and "/data/topicDetails/" not in url else PROSPECT + quote(row.one("callIdentifier"), safe="")


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
