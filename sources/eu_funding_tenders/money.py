"""What the portal says of money: of one project, and of a topic as a whole."""

from __future__ import annotations

import logging
from typing import Any

from sources.kit.corporate_search import Row

log = logging.getLogger(__name__)


def topic_money(row: Row) -> tuple[int | None, int | None, int | None]:
    """Least and most money for a project, and the topic's money of all years. The overview lists the whole call.

    Whole units of money. Raises ShapeError for an overview that cannot be read.
    """
    start = f"{row.one('identifier')} "
    groups = [
        [line for line in group if f"{line.get('action')} ".startswith(start)]
        for overview in row.decoded("budgetOverview", dict)
        for group in (overview.get("budgetTopicActionMap") or {}).values()
    ]
    # Lines of one group are types of action that share one pot, and each of them repeats the whole of it.
    pots = [max((_sum(line.get("budgetYearMap") or {}) for line in group), default=0) for group in groups]
    lines = [line for group in groups for line in group]
    least = [amount for line in lines if (amount := amount_of(line.get("minContribution")))]
    most = [amount for line in lines if (amount := amount_of(line.get("maxContribution")))]
    return min(least, default=None), max(most, default=None), sum(pots) or None


def _sum(years: dict[str, Any]) -> int:
    return sum(amount_of(amount) or 0 for amount in years.values())


def amount_of(value: object) -> int | None:
    """Whole units of money; 0 and nothing mean that no amount was given, and what is not understood is logged."""
    try:
        return int(float(str(value or 0))) or None
    except (OverflowError, ValueError):
        log.warning("amount not understood: %r", value)
        return None
