"""May a municipality apply? Yes, as a partner, no, or unknown, with the words it rests on.

Asked in this order, the first answer holds: a programme or type of action that is closed to municipalities (unless a
Swedish funder's own list names them); another place; a phrase that shuts them out; the funder's own list of applicants;
sentences that say who may apply; and last the programme.
"Unknown" is no guess: the reader is told to check. Only "no" keeps a call out of a letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from matcher.knowledge import Family, Fit, Funding, Phrases, Who
from matcher.model import Eligible
from matcher.scoring.applicants import MUNICIPAL, TAKEN_BACK, kinds_of_applicants, takes_back
from matcher.scoring.phrases import READ_CHARS, find, names_pattern, pattern, sentence
from matcher.scoring.places import Place
from matcher.scoring.words import Language, reading_language
from sources.kit.call import Call

# Sentences on who may apply that are read; a call has a handful.
MOST_QUOTES = 40
SELDOM: frozenset[Fit] = frozenset({"rare", "never"})
CHOSEN = "Stödet gäller bara utpekade kommuner – se om er finns med"
# Euro-access prints its list of eligible entities without a space after its heading.
GLUED = re.compile(r"(?<=entities)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Answer:
    """May a municipality apply, and the quote or rule that says so; `elsewhere`: no, it holds in another place."""

    eligible: Eligible
    why: str
    elsewhere: bool = False


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
    silent       municipalities seldom get money there, and neither title nor text names a public body
    """

    answer: Answer
    company_answer: Answer
    programme: Family | None
    action: Family | None
    place: Place | None
    silent: bool = False


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
        silent=_is_silent(call, reading),
    )


def _is_silent(call: Call, reading: _Reading) -> bool:
    if all(family.fit not in SELDOM for family in reading.families):
        return False
    return find(_words_for("public", reading), f"{call.title}\n{call.text[:READ_CHARS]}") is None


def _answer(call: Call, reading: _Reading, *, company: bool) -> Answer:
    by_list = _by_list(call, reading, company=company)
    closed = next((family for family in reading.families if family.fit == "never"), None)
    # A Swedish funder's own list goes before what its programmes are known for.
    if closed is not None and not (reading.language == "sv" and by_list is not None and by_list.eligible == "yes"):
        return Answer("no", closed.why)
    if reading.place is not None and not reading.place.home:
        return Answer("no", f"Den gäller {reading.place.words}", elsewhere=True)
    said = _shut_out(call, reading) or by_list or _by_sentences(call, reading, company=company)
    fit = _worst(reading.families)
    if said is not None and said.eligible == "yes" and fit in {"partner", "rare"} and reading.language == "en":
        return Answer("partner", said.why)
    return said or _by_programme(reading.families, fit)


def _shut_out(call: Call, reading: _Reading) -> Answer | None:
    text = f"{call.applicants}\n{call.title}\n{call.text[:READ_CHARS]}"
    shut = find(_phrases(reading.funding.says_no, reading.language), text)
    return None if shut is None else _no_or_partner(text, sentence(text, shut.start()), reading)


def _no_or_partner(text: str, quote: str, reading: _Reading) -> Answer:
    partner = find(_phrases(reading.funding.says_partner, reading.language), text)
    return Answer("no", quote) if partner is None else Answer("partner", sentence(text, partner.start()))


def _by_list(call: Call, reading: _Reading, *, company: bool) -> Answer | None:
    """By the funder's own words on who may apply."""
    applicants = GLUED.sub(" ", call.applicants)
    quote = sentence(applicants, 0)
    if reading.language == "sv" and takes_back(applicants):
        return _no_or_partner(applicants, quote, reading)
    kinds = kinds_of_applicants(applicants, reading.funding, reading.language)
    if not kinds:
        return None
    partner = find(_phrases(reading.funding.says_partner, reading.language), applicants)
    if partner is not None and MUNICIPAL.search(partner[0]):
        return Answer("partner", quote)
    welcome = _welcome(kinds, quote, reading, company=company)
    if welcome is not None:
        return welcome
    research_partner = kinds == {"research"} and reading.programme is not None and reading.programme.fit == "partner"
    if research_partner or partner is not None:
        return Answer("partner", quote)
    return Answer("unknown" if "vague" in kinds or ("company" in kinds and company) else "no", quote)


def _welcome(kinds: set[Who], quote: str, reading: _Reading, *, company: bool) -> Answer | None:
    """The answer when the words let a municipality or its company in; None when they name neither.

    A company is let in by words that name companies; those that name municipalities alone leave it open.
    """
    if find(_phrases(reading.funding.says_chosen, reading.language), quote):
        return Answer("unknown", CHOSEN)
    if "any" in kinds or ("public" in kinds and not company):
        return Answer("yes", quote)
    if "municipal_company" in kinds:
        return Answer("yes", quote if company else f"Kommunens bolag får söka: {quote}")
    if "public" in kinds:
        return Answer("yes" if "company" in kinds else "unknown", quote)
    return None


def _by_sentences(call: Call, reading: _Reading, *, company: bool) -> Answer | None:
    """By the title and the sentences that introduce who may apply.

    Silence on municipalities is no "no" by itself: only a text that names others and never a public body is one.
    English texts name everybody they hope to reach, so they are left to the programme.
    """
    if reading.language == "en":
        return None
    body = call.text[:READ_CHARS]
    lead = pattern(_phrases(reading.funding.says_who, reading.language))
    places = islice(lead.finditer(body), MOST_QUOTES) if lead else []
    quotes = [call.title, *(sentence(body, match.start()) for match in places)]
    named = [(quote, kinds_of_applicants(quote, reading.funding, reading.language)) for quote in quotes]
    # "Den som" and "parter" stand in many sentences and say little there.
    welcome = (_welcome(kinds - {"any"}, quote, reading, company=company) for quote, kinds in named)
    found = next((answer for answer in welcome if answer is not None), None)
    if found is not None:
        return found
    if find(_words_for("public", reading), TAKEN_BACK.sub(" | ", body)):
        return None
    others = (quote for quote, kinds in named[1:] if takes_back(quote) or _only_others(kinds, company=company))
    return next((Answer("no", quote) for quote in others), None)


def _only_others(kinds: set[Who], *, company: bool) -> bool:
    open_to = {"public", "any", "vague", "municipal_company", "research"}
    return bool(kinds) and not kinds & open_to and not (company and "company" in kinds)


def _by_programme(families: list[Family], fit: Fit | None) -> Answer:
    if not families:
        return Answer("unknown", "")
    return Answer("yes" if fit == "lead" else "partner" if fit == "partner" else "unknown", families[0].why)


def _words_for(who: Who, reading: _Reading) -> tuple[str, ...]:
    kinds = [kind for kind in reading.funding.applicants if kind.who == who]
    return tuple(word for kind in kinds for word in (kind.sv if reading.language == "sv" else kind.en))


def _phrases(phrases: Phrases, language: Language) -> tuple[str, ...]:
    return phrases.sv if language == "sv" else phrases.en


def _family(families: tuple[Family, ...], text: str) -> Family | None:
    return next((family for family in families if _named(family.names, text)), None)


def _named(names: tuple[str, ...], text: str) -> bool:
    # Names keep their capitals: PERI- is a programme, peri-urban is not; Leader is one, Leadership is not.
    expression = names_pattern(names)
    return expression is not None and expression.search(text) is not None


def _worst(families: list[Family]) -> Fit | None:
    order: tuple[Fit, ...] = ("never", "rare", "partner", "lead")
    return min((family.fit for family in families), key=order.index, default=None)
