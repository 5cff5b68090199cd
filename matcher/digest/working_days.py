"""Working days: Monday to Friday, but for public holidays and the days on which the municipality is away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from matcher.knowledge import Holiday

FRIDAY, SATURDAY = 4, 5
ONE_DAY = timedelta(1)

# Month and day. The eves are no public holidays, but the Annual Leave Act (1977:480) counts them as Sundays.
FIXED = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))
# Days from Easter Day to Good Friday, Easter Monday and Ascension Day.
FROM_EASTER = (-2, 1, 39)


@cache
def red_days(year: int) -> frozenset[date]:
    """The Swedish public holidays of a year that may fall on Monday to Friday (act 1989:253), and three eves.

    Easter Day, Whit Sunday, Midsummer Day and All Saints' Day always fall on a weekend, so they are left out.
    """
    fixed = [date(year, month, day) for month, day in FIXED]
    moving = [easter(year) + timedelta(days) for days in FROM_EASTER]
    return frozenset([*fixed, *moving, midsummer_eve(year)])


def easter(year: int) -> date:
    """Easter Day, by the rule of Meeus, Jones and Butcher for the Gregorian calendar; the letters are theirs."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), (i, k) = divmod(b, 4), divmod(c, 4)
    h = (19 * a + b - d - (8 * b + 13) // 25 + 15) % 30
    l = (32 + 2 * e + 2 * i - h - k) % 7  # noqa: E741
    return date(year, 3, 22) + timedelta(h + l - 7 * ((a + 11 * h + 19 * l) // 433))


def midsummer_eve(year: int) -> date:
    """The Friday from 19 to 25 June."""
    first = date(year, 6, 19)
    return first + timedelta((FRIDAY - first.weekday()) % 7)


def is_working_day(day: date, holidays: Iterable[Holiday]) -> bool:
    """True when somebody is there to work on an application."""
    if day.weekday() >= SATURDAY or day in red_days(day.year):
        return False
    return not any(holiday.first <= day <= holiday.last for holiday in holidays)


def working_days(today: date, last_day: date, holidays: Iterable[Holiday]) -> int:
    """How many are left after `today`, `last_day` among them."""
    days = (today + timedelta(n) for n in range(1, (last_day - today).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def working_days_before(day: date, count: int, holidays: Iterable[Holiday]) -> date:
    """The working day that lies `count` of them before `day`; `day` itself when `count` is 0."""
    while count:
        day -= ONE_DAY
        count -= is_working_day(day, holidays)
    return day
