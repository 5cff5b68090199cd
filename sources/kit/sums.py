"""The grammar of sums: which words of a Swedish or English text are money or per cent, and how much.

It knows forms, not meaning: what a sum is for belongs to `money.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sum:
    """One or more numbers that share a unit, as "10–15 mkr" or "30 000 euro eller 60 000 euro".

    values    whole units of `currency`, or per cent
    currency  ISO 4217 code, or "%"
    """

    start: int
    end: int
    values: tuple[float, ...]
    currency: str


_NUMBER_WORDS = {
    name: number
    for number, names in {
        1: "en one", 2: "två two", 3: "tre three", 4: "fyra four", 5: "fem five", 6: "sex six", 7: "sju seven",
        8: "åtta eight", 9: "nio nine", 10: "tio ten", 11: "elva eleven", 12: "tolv twelve", 15: "femton fifteen",
        20: "tjugo twenty", 25: "tjugofem", 30: "trettio thirty", 40: "fyrtio forty", 50: "femtio fifty",
        60: "sextio sixty", 70: "sjuttio seventy", 80: "åttio eighty", 90: "nittio ninety", 100: "hundra",
    }.items()
    for name in names.split()
}  # fmt: skip
# Powers of ten, by the first letters: "miljoner", "million", "mn"; "miljarder", "mdr", "billion", "bn".
_SCALES = (("miljard", 9), ("mdr", 9), ("md", 9), ("b", 9), ("t", 3), ("k", 3), ("m", 6))
_CURRENCIES = (
    ("eur", "EUR"), ("€", "EUR"), ("dkk", "DKK"), ("nok", "NOK"), ("isk", "ISK"), ("usd", "USD"), ("$", "USD"),
    ("gbp", "GBP"), ("£", "GBP"), ("%", "%"), ("procent", "%"), ("per cent", "%"), ("percent", "%"),
)  # fmt: skip

_GAP = "[ \u00a0\u2009\u202f]"
_FIGURE = (
    rf"(?<![\w.,])(?:\d{{1,3}}(?:{_GAP}\d{{3}}){{1,5}}(?:,\d{{1,2}})?|\d{{1,3}}(?:\.\d{{3}})+(?:,\d{{1,2}})?"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?![\d])(?![.,]\d)"
)
_SCALE = r"(?:tusen|thousand|miljon(?:er)?|millions?|miljard(?:er)?|billions?|milj\.?|mdr|mln|mn|bn)(?!\w)"
_WORD = rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b"
_NUMBER = rf"(?:{_FIGURE}|{_WORD}(?=\s++(?:miljon|miljard|million|billion|tusen)))"
_ALONE = r"(?<!\d[-–/])"
# White space is taken whole (`*+`): where two patterns can share it, six numbers with "till" between them would be
# tried in thousands of ways.
_TO = (
    r"(?:[–—-]|till|to|och|and|eller|or|respektive|upp\s++till|up\s++to)\s*+"
    r"(?:(?:över|under|som\s++(?:mest|högst)|högst|max(?:imalt|\.)?|cirka|ca\.?)\s++)?"
)
_FRONT = r"(?:[MK]?(?:EUR|SEK)|[MK]?€|\$|£|DKK|NOK|ISK|USD|GBP)"
_BACK = (
    r"(?:(?:svenska\s+)?kron(?:or|a)|mn?kr|mdkr|tkr|kr|[mk]?sek|[mk]?euros?|[mk]?eur|dkk|nok|isk|usd|gbp)(?!\w)"
    r"|[mk]?€|£|:-"
)
# "5 miljoner" alone is money only before a word of giving or an end, not in "5 miljoner invånare".
_GIVING = (
    r"(?=\s*(?:$|[.,;:)!?\n]|(?:för|i|till|per|om|och|eller|att|kan|ska|som|är|finns|avsätts|avsatts|utlyses|delas"
    r"|fördelas|under|från|totalt|årligen)\b))"
)

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # MEUR 4; EUR 3 and 5 million; EUR 200,000 to EUR 400,000
        rf"(?<!\w)(?P<unit>{_FRONT})\s?(?P<numbers>{_ALONE}{_NUMBER}(?:\s*+{_TO}(?:{_FRONT}\s?)?{_NUMBER}){{0,5}})"
        rf"(?:\s*+(?P<scale>{_SCALE}|m(?!\w)))?",
        # 10–15 mkr; 25,2 miljoner euro; 30 000 euro eller 60 000 euro; från 1 miljon till 100 miljoner kr; 100 000:-
        rf"(?P<numbers>{_ALONE}{_NUMBER}(?:\s*+(?:{_SCALE}\s*+)?(?:(?:{_BACK})\s*+)?{_TO}{_NUMBER}){{0,5}})"
        rf"\s*+(?:(?P<scale>{_SCALE})\s*+(?:i\s++)?)?(?P<unit>{_BACK})",
        # 5 miljoner till kommuner
        rf"(?P<numbers>{_ALONE}{_NUMBER}(?:\s*+{_TO}{_NUMBER}){{0,5}})\s*+(?P<scale>milj(?:on(?:er)?|ard(?:er)?))(?!\w)(?P<unit>){_GIVING}",
        # 20–65 %; 40 procent
        rf"(?P<numbers>{_ALONE}{_FIGURE}(?:\s*+(?:(?:%|procent)\s*+)?{_TO}{_FIGURE}){{0,5}})\s*+(?P<unit>%|procent\w*|per\s?cent(?!\w))(?P<scale>)",
    )
)
_PART = re.compile(
    rf"(?P<number>{_FIGURE}|{_WORD})(?:\s*+(?P<scale>{_SCALE}))?(?:\s*+(?P<unit>{_BACK}))?", re.IGNORECASE
)


def find_sums(text: str) -> list[Sum]:
    """Every sum of `text`, in order; one whose size is not certain ("1,500 miljoner") is left out."""
    taken = bytearray(len(text))  # 1 where an earlier form has found a sum
    found: list[Sum] = []
    for form in _FORMS:
        for match in form.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found += _read(match)
    return sorted(found, key=lambda one: one.start)


def _read(match: re.Match[str]) -> Iterator[Sum]:
    shared = _power(match["scale"], match["unit"])
    parts = list(_PART.finditer(match["numbers"]))
    start = match.start()
    # "år 2019 och högst tio miljoner": the year is no sum.
    while shared and len(parts) > 1 and re.fullmatch(r"(?:19|20)\d\d", parts[0][0]):
        parts = parts[1:]
        start = match.start("numbers") + parts[0].start()
    values = [_value(part, parts[-1], shared) for part in parts]
    if None not in values:
        yield Sum(start, match.end(), tuple(value for value in values if value is not None), _currency(match["unit"]))


def _value(part: re.Match[str], last: re.Match[str], shared: int) -> float | None:
    """The part in whole units, or None where its separator could mean thousands or decimals."""
    number = _plain(part["number"])
    # "10–15 mkr" shares its unit; in "100 000 till 1 miljon" the larger number stands for itself.
    shares = part is last or number <= _plain(last["number"])
    power = _power(part["scale"], part["unit"]) if part["scale"] or part["unit"] else shared * shares
    if power and re.search(r"[.,]\d{3}", part["number"]):
        return None
    value = round(number * 10**power, 2)
    return int(value) if value == int(value) else value


def _power(scale: str | None, unit: str | None) -> int:
    """The power of ten in a scale word and a unit: 6 for "miljoner", for "mkr" and for "MEUR"."""
    scaled = [word.lower() for word in (scale, unit) if word and re.match(r"(?!kr)[mkbt]", word, re.IGNORECASE)]
    return sum(next(power for start, power in _SCALES if word.startswith(start)) for word in scaled)


def _currency(unit: str) -> str:
    unit = " ".join(unit.lower().split())
    return next((code for word, code in _CURRENCIES if word in unit), "SEK")


def _plain(number: str) -> float:
    """The number as written, without its scale: a separator before exactly three digits parts thousands."""
    if number.lower() in _NUMBER_WORDS:
        return _NUMBER_WORDS[number.lower()]
    digits = re.sub(_GAP, "", number)
    if thousands := re.fullmatch(r"\d{1,3}(?:([.,])\d{3})+(?:[.,]\d{1,2})?", digits):
        digits = digits.replace(thousands[1], "")
    return float(digits.replace(",", "."))
