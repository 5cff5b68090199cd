"""May a municipality apply? Yes, as a partner, no, or unknown, with the words it rests on.

Asked in this order, the first answer holds: a programme or type of action that is closed to municipalities; another
place; a phrase that shuts them out; the funder's own list of applicants; sentences that say who may apply; and last the
programme.
"Unknown" is no guess: the reader is told to check. Only "no" keeps a call out of a letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from matcher.knowledge import Family, Fit, Funding, Phrases, Who
from matcher.model import Eligible
from matcher.scoring.phrases import READ_CHARS, find, pattern, sentence
from matcher.scoring.places import Place
from matcher.scoring.words import Language, reading_language
from sources.kit.call import Call

# Sentences on who may apply that are read; a call has a handful.
MOST_QUOTES = 40
# Euro-access prints its list of eligible entities without a space after its heading.
GLUED = re.compile(r"(?<=entities)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Answer:
    """May a municipality apply, and the quote or rule that says so."""

    eligible: Eligible
    why: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known of a call before its applicants are looked at."""

    funding: Funding
    language: Language
    place: Place | None
    programme: Family | None
    action: Family | None

    @property
    def families(self) -> list[Family]:
        return [family for family in (self.programme, self.action) if family is not None]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a call's terms say, the recipient aside.

    answer       for a department; company_answer: for a municipal company
    programme    the programme it belongs to, action: its type of action, as far as they are known
    place        where it holds
    """

    answer: Answer
    company_answer: Answer
    programme: Family | None
    action: Family | None
    place: Place | None


def read_terms(call: Call, funding: Funding, place: Place | None) -> Terms:
    """Everything a call says of who may apply and where."""
    named = f"{call.programme} | {call.call_title} | {call.key} | {call.title} | {call.funder}"
    language = reading_language(call.language)
    programme = _family(funding.families, named)
    reading = _Reading(funding, language, place, programme, _family(funding.actions, call.action_type))
    return Terms(
        answer=_answer(call, reading, company=False),
        company_answer=_answer(call, reading, company=True),
        programme=programme,
        action=reading.action,
        place=place,
    )


def _answer(call: Call, reading: _Reading, *, company: bool) -> Answer:
    closed = next((family for family in reading.families if family.fit == "never"), None)
    if closed is not None:
        return Answer("no", closed.why)
    if reading.place is not None and not reading.place.home:
        return Answer("no", f"gäller {reading.place.words}")
    said = (
        _shut_out(call, reading)
        or _by_list(call, reading, company=company)
        or _by_sentences(call, reading, company=company)
    )
    fit = _worst(reading.families)
    if said is not None and said.eligible == "yes" and fit in {"partner", "rare"} and reading.language == "en":
        return Answer("partner", said.why)
    return said or _by_programme(reading.families, fit)


def _shut_out(call: Call, reading: _Reading) -> Answer | None:
    text = f"{call.applicants}\n{call.title}\n{call.text[:READ_CHARS]}"
    shut = find(_phrases(reading.funding.says_no, reading.language), text)
    if shut is None:
        return None
    partner = find(_phrases(reading.funding.says_partner, reading.language), text)
    if partner is not None:
        return Answer("partner", sentence(text, partner.start()))
    return Answer("no", sentence(text, shut.start()))


def _by_list(call: Call, reading: _Reading, *, company: bool) -> Answer | None:
    """By the funder's own words on who may apply."""
    applicants = GLUED.sub(" ", call.applicants)
    kinds = kinds_of_applicants(applicants, reading.funding, reading.language)
    quote = sentence(applicants, 0)
    if not kinds:
        return None
    if kinds & {"public", "any"}:
        return Answer("yes", quote)
    research_partner = kinds == {"research"} and reading.programme is not None and reading.programme.fit == "partner"
    if research_partner or find(_phrases(reading.funding.says_partner, reading.language), applicants):
        return Answer("partner", quote)
    return Answer("unknown" if "company" in kinds and company else "no", quote)


def _by_sentences(call: Call, reading: _Reading, *, company: bool) -> Answer | None:
    """By the title and the sentences that introduce who may apply.

    Silence on municipalities is no "no" by itself: only a text that names others and never a public body is one.
    English texts name everybody they hope to reach, so they are left to the programme.
    """
    if reading.language == "en":
        return None
    body, public = call.text[:READ_CHARS], _words_for("public", reading)
    lead = pattern(_phrases(reading.funding.says_who, reading.language))
    places = islice(lead.finditer(body), MOST_QUOTES) if lead else []
    quotes = [sentence(body, match.start()) for match in places]
    for quote in [call.title, *quotes]:
        if find(public, quote):
            return Answer("yes", quote)
    if find(public, body):
        return None
    others = (quote for quote in quotes if _names_only_others(quote, reading, company=company))
    return next((Answer("no", quote) for quote in others), None)


def _names_only_others(quote: str, reading: _Reading, *, company: bool) -> bool:
    kinds = kinds_of_applicants(quote, reading.funding, reading.language)
    return bool(kinds) and not kinds & {"public", "any", "research"} and not (company and "company" in kinds)


def _by_programme(families: list[Family], fit: Fit | None) -> Answer:
    if not families:
        return Answer("unknown", "")
    return Answer("yes" if fit == "lead" else "partner" if fit == "partner" else "unknown", families[0].why)


def kinds_of_applicants(text: str, funding: Funding, language: Language) -> set[Who]:
    """Which kinds of applicants a text names; the narrow kinds take their words first: "ideella organisationer" names
    associations, not just any organisation."""
    found: set[Who] = set()
    for kind in sorted(funding.applicants, key=lambda kind: kind.who in {"public", "any"}):
        expression = pattern(kind.sv if language == "sv" else kind.en)
        if expression is not None and expression.search(text):
            found.add(kind.who)
            text = expression.sub(" | ", text) if kind.who not in {"public", "any"} else text
    return found


def _words_for(who: Who, reading: _Reading) -> tuple[str, ...]:
    kinds = [kind for kind in reading.funding.applicants if kind.who == who]
    return tuple(word for kind in kinds for word in (kind.sv if reading.language == "sv" else kind.en))


def _phrases(phrases: Phrases, language: Language) -> tuple[str, ...]:
    return phrases.sv if language == "sv" else phrases.en


def _family(families: tuple[Family, ...], text: str) -> Family | None:
    return next((family for family in families if _named(family.names, text)), None)


def _named(names: tuple[str, ...], text: str) -> bool:
    # Names keep their capitals: PERI- is a programme, peri-urban is not.
    expression = pattern(tuple(f"{name}*" for name in names), capital=True)
    return expression is not None and expression.search(text) is not None


def _worst(families: list[Family]) -> Fit | None:
    order: tuple[Fit, ...] = ("never", "rare", "partner", "lead")
    return min((family.fit for family in families), key=order.index, default=None)
