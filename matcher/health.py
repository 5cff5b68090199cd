"""Whether a source is well: what it gave against what it gave before. Pure: it judges, others read and tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from matcher.knowledge import Yearly
from matcher.model import Outcome
from sources.kit.call import Call

LEAST_TO_COMPARE = 8  # calls; below this, a few that are withdrawn look like a collapse
LEAST_READINGS = 3  # good ones, before anything is usual
USUAL_SHARE = 0.5  # what fewer calls have than these is no habit of the source
FALL = 0.5  # a share that is below this much of the usual one has fallen
PARTS = {"with_deadline": "a day or an opening", "with_money": "an amount", "with_text": "a text"}

LEAST_NEWS = 4  # days with news, before a silence can be longer than usual
LEAST_SILENCE = timedelta(days=30)


def vanished(before: Sequence[Outcome], read: Outcome) -> str:
    """What most calls of the source had until now and this reading lacks; "" when nothing has vanished.

    before  earlier good readings
    """
    told = [_fallen(before, read, part) for part in PARTS]
    return "; ".join(filter(None, told))


def _fallen(before: Sequence[Outcome], read: Outcome, part: str) -> str:
    shares = [getattr(outcome, part) / outcome.calls for outcome in before if outcome.calls]
    if read.calls < LEAST_TO_COMPARE or len(shares) < LEAST_READINGS:
        return ""
    usual, now = median(shares), getattr(read, part) / read.calls
    if usual < USUAL_SHARE or now >= FALL * usual:
        return ""
    return f"{now:.0%} of {read.calls} calls have {PARTS[part]}, usually {usual:.0%}"


def silent_since(news: Iterable[datetime], read: datetime) -> datetime | None:
    """When the source last told anything new, if it was never silent for so long before; else None.

    news  when readings brought new or changed calls, ascending; read: the latest reading
    """
    moments = list(news)
    if len(moments) < LEAST_NEWS:
        return None
    longest = max(LEAST_SILENCE, *(later - earlier for earlier, later in pairwise(moments)))
    return moments[-1] if read - moments[-1] > longest else None


def is_the_one(call: Call, yearly: Yearly) -> bool:
    """Whether a call is one of those that come every year."""
    names = f"{call.title}\n{call.programme}\n{call.call_title}".casefold()
    return any(word.casefold() in names for word in yearly.words)


def was_seen(yearly: Yearly, first: date, ever: Iterable[Call], listed: Iterable[Call]) -> bool:
    """Whether this year's round was: a call of it with a last day from `first` on, or without one and still listed."""
    return any(is_the_one(call, yearly) and call.deadlines and call.deadlines[-1] >= first for call in ever) or any(
        is_the_one(call, yearly) and not call.deadlines for call in listed
    )
