"""Amounts and percentages of a Swedish or English text, and what each is for; strict, never a guess.

One page mixes the money of the whole call, what one project may get, what others were given, and rates. A word of the
amount's own clause decides; where none does, the role is "other".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from sources.kit.sentences import MOST, bounded
from sources.kit.sums import Sum, find_sums

Role = Literal["per project", "call budget", "rate", "own share", "other"]


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """One amount that a text names.

    value     whole units of `currency` (kronor, euros), or per cent
    currency  ISO 4217 code, or "%"
    role      what one project may get, money of the whole call, the funder's share of the costs, the applicant's own
              share, or none of these (money per pupil, money already given, turnover)
    words     the words it rests on, with the word that gave the role
    """

    value: float
    currency: str
    role: Role
    words: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text says about the money, in the fields of a `Call`; None is unknown."""

    grant_min: int | None = None
    grant_max: int | None = None
    budget: int | None = None
    currency: str = "SEK"
    grant_rate: int | None = None


def _words(patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(line.strip() for line in patterns.strip().splitlines()), re.IGNORECASE)


_PER_UNIT = _words(
    r"""
    \b(?:per|för\s+varje|i\s+varje|for\s+each)\s+(?:extra\s+|påbörjad\s+)?(?:elev|barn|person|deltagar|plats|invånar|timm)
    \b(?:per|för\s+varje|for\s+each)\s+(?:extra\s+|påbörjad\s+)?(?:termin|vecka|månad|dag\b|natt|heltid|tjänst|anställd)
    \b(?:per|för\s+varje|for\s+each)\s+(?:extra\s+|ny\w*\s+)?(?:lärar|student|resa|bostad|lägenhet|ladd|kvadrat|m2|kwh|kw\b|ton\b)
    \b(?:per|för\s+varje)\s+(?:ny\w*\s+)?(?:små|fler|rad)?hus\b
    \b(?:per|for\s+each)\s+(?:extra\s+)?(?:pupil|participant|person|hour|week|month|day|student|child|capita|inhabitant)
    """
)
_PER_PROJECT = _words(
    r"""
    \b(?:per|pr\.?|för\s+varje|i\s+varje|till\s+varje)\s+(?:beviljat\s+)?(?!\w*år(?:et)?\b|cent\b)[a-zåäö]{4,}
    \b(?:ett|varje|enskilt|enskilda)\s+projekt\b|\bprojekt\w*\s+(?:kan\s+)?(?:få|söka|beviljas)\b
    \b(?:each|a\s+single|every)\s+(?:project|grant|applicant)\b|\bgrants?\s+of\b
    \bklumpsumm\w*|\blump\s+sum\w*|\bbidrag(?:et)?\s+(?:på|om)\b|\bcontribution\s+of\s+between\b
    """
)
_BUDGET = _words(
    r"""
    \b(?:budget|rambudget|utlysningsbudget|indicative|envelope)\w*|\butlys(?:er|es|t|a)\b|\bavs(?:att|ätt)\w*
    \b(?:totalt|sammanlagt|sammantaget|tillgänglig\w*|pott\w*|ramen|total\s+of|in\s+total|overall|available)\b
    \b(?:finns|delas?\s+ut|delar\s+ut|satsar|omfattar|omfattning|allocated|earmarked|avsedd\w*)\b
    \b(?:att\s+söka|att\s+fördela|för\s+bidragsåret|för\s+utlysningen|i\s+utlysningen|for\s+the\s+call)\b
    """
)
_OTHER = _words(
    r"""
    \bansökt\s+om\b|\bsökte\b|\bsökt\w*\s+(?:om\s+)?(?:totalt|belopp)|\bfördela(?:s|des|ts)\b|\bbevilja(?:t|ts|des)\b
    \btill\s+\d+\s+(?:nya\s+|olika\s+)?[\w-]*(?:projekt|organisation|kommun|företag|förening)\w*
    \b(?:omsätt|turnover|basbelopp|moms|lön|utgift|hyra|avgift|total\s+cost|totala\s+kostnad)\w*
    \bprojekt\w*\s+(?:total\w*\s+)?(?:budget|kostnad)\w*|\bprojektbudget\w*
    \b(?:mindre|lägre|högre|mer|less|more)\s+(?:än|than)\b|\bplus\b
    """
)
_OWN = _words(
    r"""
    \b(?:med|mot|egen|själv)finansier\w*|\b(?:egeninsats|egenavgift)\w*
    \b(?:egen|eget|egna)\s+(?:med)?(?:finansiering|insats|bidrag|medel|del)\w*
    \bown\s+(?:co-?financing|contribution|share|funding|resources)|\bself-?financ\w+|\bnational\s+co-?financ\w+
    \bco-?financ\w+\s+of\s+at\s+least|\bat\s+least\b[^.]{0,30}\bco-?financ\w+
    """
)
_NOT_OWN = _words(
    r"\b(?:utan|inget|ingen|inga|without|no)\s+(?:krav\s+på\s+)?(?:(?:med|mot|egen)finansier|co-?financ)\w*"
)
_MOST = _words(
    r"\b(?:högst|max|maximalt?|maximum|upp\s+till|som\s+mest|inntil|opptil|op\s+til|up\s+to|at\s+most|no\s+more\s+than|tak|taket)\b"
)
_LEAST = _words(r"\b(?:minst|lägst|minimum|minimalt|at\s+least|från|from|mellan|between)\b")
_RANGE = re.compile(r"\d\s*(?:kr|kronor|euro|€|mn?kr)?\s*[–—-]\s*\d", re.IGNORECASE)  # "50 000–200 000 kronor"
_ABOUT = _words(r"\b(?:cirka|ca|omkring|ungefär|drygt|nästan|runt|approximately|about|around)\b")
_GRANT = _words(r"\b(?:bidrag|stöd|grant)(?:et|s)?\b")
_APPLYING = _words(r"\b(?:söka?|söker|apply\s+for)\b")
_RATE = _words(
    r"""
    \b(?:bidrag|stöd|finansier|ersätt|täck|bevilja|grant|fund|financ|co-?f|support|reimburs|rate|kostnad|utgift|cost)\w*
    \b(?:vanligen|normalt)\b
    """
)
_NOT_RATE = _words(
    r"""
    \b(?:minsk|öka|reducera|sänk|utsläpp|schablon|indirekt|overhead|heltid|deltid|tjänstgör|arbetslös|andel|vikt)\w*
    \b(?:befolkning|poäng|indirect|flat[\s-]rate|emission|reduc|increas|decreas|weight|threshold)\w*
    """
)

# Smaller sums are never the pot of a whole call unless a word says so; nobody gives one project more than the larger.
POT, TOO_MUCH_FOR_ONE = 1_000_000, 100_000_000

_SENTENCE = re.compile(r"(?<!\bca\.)(?<!\bmax\.)(?<=[.!?])\s+(?=[A-ZÅÄÖ«\"])|\n")
_CLAUSE = re.compile(r"[;,]\s|\s(?:men|varav|medan|while|but)\s|\sof\s+which\s|\s(?:och|and)\s(?!\s*\d)", re.IGNORECASE)


def read_amounts(text: str) -> list[FoundAmount]:
    """Every amount and percentage of `text`, in order. Numbers that are not clearly money or per cent are left out."""
    found: list[FoundAmount] = []
    caption = ""
    for sentence in bounded(_SENTENCE.split(text[:MOST])):
        sums = find_sums(sentence)
        # An amount that stands alone on its line is told by the line above it.
        alone = bool(sums) and not re.search(r"[^\W\d]", sentence[: sums[0].start] + sentence[sums[-1].end :])
        found += _read_sentence(f"{caption}: " if alone and caption else "", sentence)
        caption = "" if sums else sentence
    return found


def read_terms(text: str) -> Terms:
    """What `text` says about the money of a call.

    The largest and, where a floor is told, the smallest amount for one project; the highest rate; the call's budget
    where only one is told. Amounts in another currency than the first are left out rather than converted.
    """
    amounts = read_amounts(text)
    money = [one for one in amounts if one.role in ("per project", "call budget")]
    currency = money[0].currency if money else "SEK"
    grants = [one for one in money if one.role == "per project" and one.currency == currency]
    floors, ceilings = _bounds(grants)
    budgets = {one.value for one in money if one.role == "call budget" and one.currency == currency}
    return Terms(
        grant_min=_whole(min(floors, default=None)),
        grant_max=_whole(max(ceilings, default=None)),
        budget=_whole(budgets.pop()) if len(budgets) == 1 else None,
        currency=currency,
        grant_rate=_whole(max((one.value for one in amounts if one.role == "rate"), default=None)),
    )


def _bounds(grants: list[FoundAmount]) -> tuple[list[float], list[float]]:
    """Floors and ceilings for one project: a range is told in the same words and gives one of each."""
    floors, ceilings = [], []
    for words, same in groupby(grants, key=lambda one: one.words):
        values = sorted(one.value for one in same)
        floor = _LEAST.search(words) is not None or _RANGE.search(words) is not None
        floors += values[:1] if floor and (len(values) > 1 or not _MOST.search(words)) else []
        ceilings += values[1:] if floor and not (len(values) == 1 and _MOST.search(words)) else values
    return floors, ceilings


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _read_sentence(caption: str, sentence: str) -> Iterator[FoundAmount]:
    sentence = caption + sentence
    sums = find_sums(sentence)
    told_as_rate = bool(sums and _MOST.search(sentence) and _RATE.search(sentence))
    for index, found in enumerate(sums):
        start = sums[index - 1].end if index else 0
        end = sums[index + 1].start if index + 1 < len(sums) else len(sentence)
        role, label = _role(found, *_near(sentence, start, found, end), told_as_rate)
        words = _with_label(sentence, found, label, start, end)
        for value in found.values:
            yield FoundAmount(value, found.currency, role, words)


def _near(sentence: str, start: int, found: Sum, end: int) -> tuple[str, str]:
    """The clause before the amount and the one after it, or all between it and its neighbours where that is empty."""
    before, after = sentence[start : found.start], sentence[found.end : end]
    clause = _CLAUSE.split(before)[-1]
    return (clause if re.search(r"\w{3}", clause) else before), _CLAUSE.split(after)[0]


def _role(found: Sum, before: str, after: str, told_as_rate: bool) -> tuple[Role, re.Pattern[str] | None]:
    around = f"{before} # {after}"
    if _OWN.search(around) and not _NOT_OWN.search(around):
        return "own share", _OWN
    if found.currency == "%":
        return _percent_role(around, told_as_rate)
    return _money_role(found, around, after)


def _percent_role(around: str, told_as_rate: bool) -> tuple[Role, re.Pattern[str] | None]:
    if _NOT_RATE.search(around):
        return "other", _NOT_RATE
    if _MOST.search(around):
        return "rate", _MOST
    return ("rate", _RATE) if told_as_rate or _RATE.search(around) else ("other", None)


def _money_role(found: Sum, around: str, after: str) -> tuple[Role, re.Pattern[str] | None]:
    """The first word kind that is there decides; the order is from the most to the least telling."""
    kinds: tuple[tuple[re.Pattern[str], str, Role], ...] = (
        (_PER_UNIT, after, "other"),
        (_PER_PROJECT, after, "per project"),
        (_OTHER, around, "other"),
        (_PER_PROJECT, around, "per project"),
        *(((_APPLYING, around, "per project"),) if len(found.values) > 1 else ()),
        (_BUDGET, around, "call budget"),
        (_MOST, around, "per project"),
    )
    for pattern, where, role in kinds:
        if pattern.search(where):
            return role, pattern
    if _LEAST.search(around) and (len(found.values) > 1 or _GRANT.search(around)):
        return "per project", _LEAST
    # An approximate sum is a pot: what one project may get is told exactly.
    if max(found.values) >= (POT if _ABOUT.search(around) else TOO_MUCH_FOR_ONE):
        return "call budget", _ABOUT
    return "other", None


def _with_label(sentence: str, found: Sum, label: re.Pattern[str] | None, start: int, end: int) -> str:
    """The amount's words, stretched to the nearest word that gave the role and to a floor or ceiling before it."""
    first, last = found.start, found.end
    for pattern in (label, _MOST, _LEAST):
        before = list(pattern.finditer(sentence, start, found.start)) if pattern else []
        if before:
            first = min(first, before[-1].start())
        elif pattern is label and label and (after := label.search(sentence, found.end, end)):
            last = after.end()
    return " ".join(sentence[first:last].split())
