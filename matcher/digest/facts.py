"""What a letter says of one call: every fact as a Swedish sentence, and "framgår inte" where the call is silent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from matcher.digest import swedish
from matcher.digest.swedish import one_line
from matcher.digest.wording import count, foreign_label, funder_name, is_foreign, programme_name, say
from matcher.knowledge import Programme
from matcher.model import Entry, Match
from sources.kit.call import Call

# The weight from which scoring, too, counts a goal as served.
BADGE_FROM = 0.5
QUOTE_WIDTH = 220
TITLE_WIDTH = 160

Why = Callable[[Match], str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One row: what it is about, what we know, and what it rests on: `lead` and `basis`.

    language  of `basis`, when it is a quote that is not in Swedish
    """

    name: str
    text: str
    lead: str = ""
    basis: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One call as it stands in a letter. `language` is empty for Swedish; `url` is empty when it is not safe."""

    title: str
    language: str
    label: str
    funder: str
    origin: str
    why: str
    badges: tuple[str, ...]
    facts: tuple[Fact, ...]
    short: str
    left: str
    url: str
    link: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What the facts are worded for: the day that days are counted from, the goals, and the names of the sources."""

    today: date
    programme: Programme
    why: Why
    sources: Mapping[str, str]
    company: bool = False


def item(entry: Entry, reader: Reader) -> Item:
    """Everything the letter says of the entry's call."""
    call, match = entry.call, entry.match
    funder = _funder(call, reader)
    return Item(
        title=_title(call),
        language=_language(call),
        label=foreign_label(call),
        funder=funder,
        origin=" · ".join(dict.fromkeys(filter(None, (funder, programme_name(call))))),
        why=one_line(reader.why(match)),
        badges=_badges(match, reader.programme),
        facts=tuple(_facts(call, match, reader)),
        short=_short(call, reader.today),
        left=_left_of(call, reader.today),
        url=safe_url(call.url),
        link=_link(call, funder or say("unknown_funder")),
    )


def safe_url(url: str) -> str:
    """`url` when it is a plain web address, otherwise empty: a page we read must not put a script into a letter."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = all(sign.isprintable() and sign not in ' "<>' for sign in url)
    return url if plain and parts.scheme in ("http", "https") and parts.hostname else ""


def _facts(call: Call, match: Match, reader: Reader) -> list[Fact]:
    facts = [Fact(say("last_day"), _last_day(call, reader.today))]
    if call.opens and call.opens > reader.today:
        facts.append(Fact(say("opens"), _day_left(call.opens, reader.today, "opens_in")))
    facts.append(_apply(call, match, company=reader.company))
    facts.append(Fact(say("money"), _money(call)))
    if call.grant_rate is not None:
        facts.append(Fact(say("cost"), _cost(call, call.grant_rate)))
    return facts


def _title(call: Call) -> str:
    """The title, which at some funders is a whole paragraph, cut where it gets too long to be one."""
    return swedish.shorten(call.title, TITLE_WIDTH)


def _funder(call: Call, reader: Reader) -> str:
    """The funder, or the source that told of the call; empty when nobody knows."""
    return funder_name(call) or reader.sources.get(call.source, "")


def _language(call: Call) -> str:
    """The language to mark the call's words with; empty for Swedish, which the whole letter is in."""
    return call.language if is_foreign(call) else ""


def _badges(match: Match, programme: Programme) -> tuple[str, ...]:
    """The goals of the political programme that the call serves, the heaviest goal first."""
    served = [goal for goal in programme.priorities if match.priorities.get(goal.slug, 0) >= BADGE_FROM]
    return tuple(goal.name for goal in sorted(served, key=lambda goal: -goal.weight))


def _link(call: Call, funder: str) -> str:
    """Where the link leads, in words; without a safe address, how to find the page."""
    if not safe_url(call.url):
        return say("no_link", funder=funder)
    if not is_foreign(call):
        return say("link", funder=funder)
    return say("link_foreign", funder=funder, language=swedish.language_name(call.language))


def _apply(call: Call, match: Match, *, company: bool) -> Fact:
    """May we apply, and what the answer rests on: the call's own words, or our rule."""
    phrase = f"apply_{match.eligible}" + ("_company" if company and match.eligible in ("yes", "no") else "")
    answer, basis = say(phrase), one_line(match.eligible_why)
    if not basis or basis in _title(call):  # the title stands above already
        return Fact(say("apply"), answer)
    if basis not in one_line(f"{call.applicants} {call.text}"):
        lead = say("rule_unknown" if match.eligible == "unknown" else "rule")
        return Fact(say("apply"), answer, lead, swedish.shorten(basis, QUOTE_WIDTH))
    text = swedish.shorten(swedish.without_quotes(basis), QUOTE_WIDTH)
    return Fact(say("apply"), answer, say("quote"), say("quoted", text=text), _language(call))


def _day_left(day: date, today: date, phrase: str = "days_left") -> str:
    return say("day_left", day=swedish.long_date(day), left=_left(day, today, phrase))


def _left(day: date, today: date, phrase: str = "days_left") -> str:
    """For example "22 dagar kvar"; the last two days are named."""
    days = (day - today).days
    return say(("today_left", "tomorrow_left")[days]) if days in (0, 1) else count(phrase, days)


def _left_of(call: Call, today: date) -> str:
    last = call.next_deadline(today)
    return _left(last, today) if last else ""


def _last_day(call: Call, today: date) -> str:
    days = [day for day in call.deadlines if day >= today]
    text = _day_left(days[0], today) if days else ""
    if days[1:]:
        later = swedish.listed([swedish.short_date(day, today) for day in days[1:]])
        text = say("later_days", day=text, later=later)
    if call.rolling:
        return f"{text}. {say('rolling')}" if text else say("rolling")
    return text or say("no_last_day")


def _short(call: Call, today: date) -> str:
    """The days of a call in a few words, for a line of its own."""
    last = call.next_deadline(today)
    parts = [say("short_opens", day=swedish.short_date(call.opens, today))] if call.opens and call.opens > today else []
    if last:
        parts.append(say("short_last_day", day=swedish.short_date(last, today), left=_left(last, today)))
    elif call.rolling:
        parts.append(say("short_rolling"))
    else:
        parts.append(say("short_no_last_day"))
    return ", ".join(parts)


def _money(call: Call) -> str:
    """The grant of one project and the money of the whole call, as far as they are told.

    A share that is not told is said here: a row of its own, that says nothing on most cards, teaches to skip rows.
    """
    project = _grant(call)
    silent = "no_amount" if call.grant_rate is not None else "no_money"
    if call.budget is None:
        text = project or say(silent)
    else:
        whole = say("budget", amount=swedish.amount(call.budget, call.currency))
        text = f"{project or say(f'{silent}_per_project')}; {whole}"
    return say("no_rate", money=text) if project and call.grant_rate is None else text


def _grant(call: Call) -> str:
    low, high, currency = call.grant_min, call.grant_max, call.currency
    if low is not None and high is not None:
        return say("between", amount=swedish.amounts(low, high, currency))
    if high is not None:
        return say("most", amount=swedish.amount(high, currency))
    return "" if low is None else say("least", amount=swedish.amount(low, currency))


def _cost(call: Call, rate: int) -> str:
    """The funder's share, what is left to us, and the least it comes to for a project with the greatest grant."""
    if rate >= 100:
        return say("rate_all")
    shares = say("rate", rate=rate, own=100 - rate)
    if call.grant_max is None or not rate:
        return shares
    own = _floor(call.grant_max * (100 - rate) // rate)
    grant = swedish.amount(call.grant_max, call.currency)
    return f"{shares} {say('own_amount', grant=grant, own=swedish.amount(own, call.currency))}"


def _floor(value: int) -> int:
    """`value` cut to two figures, so that "at least" stays true."""
    unit = int("1" + "0" * max(len(str(value)) - 2, 0))
    return value // unit * unit
