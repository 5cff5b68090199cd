"""Which days of a call have passed, and which are near."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from sources.kit.call import Call

CLOSING_DAYS = 14

# A year of this century, alone or with the next one after it: 2025, 2025/26, 2025–26.
_YEARS = re.compile(r"(?<!\d)(20\d\d)(?:[/–-](\d\d))?(?!\d)")


def ahead(days: Iterable[date], today: date) -> tuple[date, ...]:
    """Those of the days that have not passed."""
    return tuple(day for day in days if day >= today)


def are_near(days: Iterable[date], today: date) -> bool:
    """True when the next of these last days is at most `CLOSING_DAYS` days away.

    The next, not the final: who misses the first step of a call in two steps cannot enter at the second.
    """
    left = ahead(days, today)
    return bool(left) and (left[0] - today).days <= CLOSING_DAYS


def closes_soon(call: Call, today: date) -> bool:
    """True when the call's next last day is near."""
    return are_near(call.deadlines, today)


def is_over(call: Call, today: date) -> bool:
    """True when nobody can apply any more: the last day has passed or, where none is told, the last year has.

    The years are those of title and key: "Statsbidrag för lärcentrum 2025" is over in 2026, "Leader 2023–2027" is not.
    A call that opens this year or later is never over by its years.
    """
    if call.deadlines or call.rolling or (call.opens and call.opens.year >= today.year):
        return call.is_closed(today)
    found = _YEARS.findall(f"{call.title} {call.key}")
    years = [int(year) for year, _ in found] + [int(f"20{last}") for _, last in found if last]
    return bool(years) and max(years) < today.year
