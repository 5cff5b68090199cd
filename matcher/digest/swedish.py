"""Dates, amounts, numbers and lists as Swedish writes them, through Babel; and text made safe to print.

Numbers come with no-break spaces ("50 000"), so that no line breaks inside them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Literal, cast

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal, get_currency_name

LOCALE = Locale("sv", "SE")
MILLION = 10**6
BILLION = 10**9

_QUOTES = re.compile('[«»‹›“”„‟"]')


def long_date(day: date) -> str:
    """For example "tisdag 15 december 2026"."""
    return format_date(day, "EEEE d MMMM y", locale=LOCALE)


def short_date(day: date, today: date) -> str:
    """For example "19 november", with the year when it is another one than today's."""
    return format_date(day, "d MMMM" if day.year == today.year else "d MMMM y", locale=LOCALE)


def week(day: date) -> str:
    """The ISO week, for example "47"."""
    return format_date(day, "w", locale=LOCALE)


@lru_cache
def number(value: int) -> str:
    """For example "50 000"."""
    return format_decimal(value, locale=LOCALE)


def plural(count: int) -> Literal["one", "other"]:
    """Which of the two Swedish forms `count` takes."""
    return cast(Literal["one", "other"], LOCALE.plural_form(count))


def listed(words: Sequence[str]) -> str:
    """For example "Formas, Vinnova och Brå"."""
    return format_list(list(words), locale=LOCALE)


def language_name(code: str) -> str:
    """For example "engelska"; a code that is not known is returned as it is."""
    return str(LOCALE.languages.get(code, code))


def amount(value: int, currency: str) -> str:
    """Money in whole units of `currency` (ISO 4217), for example "6 miljoner euro"; never rounded."""
    return f"{_compact(value) if _is_round(value) else number(value)} {_currency(currency)}"


def amounts(low: int, high: int, currency: str) -> str:
    """A range, for example "50 000–200 000 euro" or "1,5–3 miljoner euro"."""
    if low == high:
        return amount(low, currency)
    if _is_round(low) and _is_round(high) and high < BILLION:
        return f"{format_decimal(low / MILLION, locale=LOCALE)}–{amount(high, currency)}"
    return f"{number(low)}–{number(high)} {_currency(currency)}"


def one_line(text: str) -> str:
    """`text` on one line and without invisible signs: safe in a header, harmless in a letter.

    Line breaks and control characters become spaces; formatting characters (soft hyphens, text direction) vanish.
    """
    visible = text if text.isprintable() else "".join(map(_visible, text))
    return " ".join(visible.split())


def shorten(text: str, width: int) -> str:
    """`text` on one line of at most `width` characters, cut after a whole word where there is one."""
    line = one_line(text)
    if len(line) <= width:
        return line
    return line[:width].rsplit(" ", 1)[0][: width - 1].rstrip(" ,.;:–-") + "…"


def without_quotes(text: str) -> str:
    """`text` on one line without the quotation marks in it, to be put between a pair of its own."""
    return one_line(_QUOTES.sub("", text))


@cache
def _visible(sign: str) -> str:
    if sign.isprintable():
        return sign
    return "" if unicodedata.category(sign) == "Cf" else " "


def _is_round(value: int) -> bool:
    """True when two decimals of a million (or a milliard) tell it exactly."""
    unit = BILLION if value >= BILLION else MILLION
    return value >= MILLION and value % (unit // 100) == 0


@lru_cache
def _compact(value: int) -> str:
    return format_compact_decimal(value, format_type="long", locale=LOCALE, fraction_digits=2).replace(" ", "\xa0")


def _currency(code: str) -> str:
    """The currency's name in the plural; "kronor" alone is Swedish money for Swedish readers."""
    return "kronor" if code == "SEK" else get_currency_name(code, count=2, locale=LOCALE)
