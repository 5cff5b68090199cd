"""One row of the portal's index: which call it tells of, when one can apply, of which programme, on which page."""

from __future__ import annotations

import logging
import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sources.kit.corporate_search import Row
from sources.kit.errors import ShapeError

log = logging.getLogger(__name__)

TOPIC, EXTERNAL, CASCADE = "1", "2", "8"
PORTAL = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities"
PROSPECT = "https://webgate.ec.europa.eu/prospect/external/publishedcalls.htm?callId="
BRUSSELS = ZoneInfo("Europe/Brussels")


def key_of(row: Row, kind: str) -> str:
    """The key of the row's call, or an empty string where the row has none."""
    # A cascade call carries the identifier of its parent topic; only its number is its own.
    return row.one("callccm2Id") or row.reference if kind == CASCADE else row.one("identifier")


def cut_offs(row: Row) -> list[date]:
    """All last days to apply, past ones too, ascending; those of `actions` are plain calendar days and come first."""
    planned = [stamp for action in _actions(row) for stamp in action.get("deadlineDates") or []]
    return sorted({_day(stamp) for stamp in planned or row.all("deadlineDate")})


def first_day(row: Row) -> date | None:
    """The first day to apply. Raises ShapeError, as `cut_offs` does, for a date that is not understood."""
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


def programme_of(row: Row, year: int) -> str:
    """The programme's name in a call of that year, or an empty string and a line in the log."""
    code = row.one("frameworkProgramme")
    for known in _programmes():
        if known["code"] == code and known["from"] <= year <= known["to"]:
            return str(known["name"])
    log.warning("%s: unknown programme code %s in %d", row.reference, code, year)
    return ""


@cache
def _programmes() -> list[dict[str, Any]]:
    table = Path(__file__).with_name("programmes.toml").read_text("utf-8")
    return list(tomllib.loads(table)["programmes"])


def page_of(row: Row, kind: str) -> str:
    """The public page for people: the portal's own, or EuropeAid's. The index's `url` is often a dead file."""
    page = {TOPIC: "topic-details", CASCADE: "competitive-calls-cs"}.get(kind)
    if page:
        return f"{PORTAL}/{page}/{quote(key_of(row, kind), safe='')}"
    url = row.one("url")
    return url if url and "/data/topicDetails/" not in url else PROSPECT + quote(row.one("callIdentifier"), safe="")
