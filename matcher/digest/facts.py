"""What a letter says of one call: every fact as a Swedish sentence, and "framgår inte" where the call is silent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from matcher.digest import swedish
from matcher.digest.lead import Lead, lead_time
from matcher.digest.swedish import one_line
from matcher.digest.wording import CALLS_OF_A_WEEK, count, foreign_label, funder_name, is_foreign, programme_name, say
from matcher.knowledge import Calendar, Programme
from matcher.model import Entry, Match, SourceState
from sources.kit.call import Call

# The weight from which scoring, too, counts a goal as served.
BADGE_FROM = 0.5
# Sections that tell a call in a line or two.
IN_SHORT = ("correction", "also")
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
class Elsewhere:
    """Another source of the same call, and its page there; the address is empty when it is not safe."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Item:
    """One call as it stands in a letter.

    language  empty for Swedish; facts: none for a call of one line; url: empty when it is not safe
    """

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
    elsewhere: tuple[Elsewhere, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """What the facts are worded for: the day that days are counted from, the goals, and the names of the sources.

    calendar  when the municipality can decide and work; an empty one leaves out whether there is time to apply
    """

    today: date
    programme: Programme
    why: Why
    sources: Mapping[str, str]
    company: bool = False
    calendar: Calendar = field(default_factory=Calendar)


def item(entry: Entry, reader: Reader) -> Item:
    """Everything the letter says of the entry's call."""
    call, match = entry.call, entry.match
    funder = funder_of(call, reader.sources)
    return Item(
        title=title_of(call),
        language=_language(call),
        label=foreign_label(call),
        funder=funder,
        origin=" · ".join(dict.fromkeys(filter(None, (funder, programme_name(call))))),
        why=one_line(reader.why(match)),
        badges=_badges(match, reader.programme),
        facts=() if entry.section in IN_SHORT else tuple(_facts(entry, reader)),
        short=_short(call, reader.today),
        left=_left_of(call, reader.today),
        url=safe_url(call.url),
        link=_link(call, funder or say("unknown_funder")),
        elsewhere=tuple(Elsewhere(_place(other, reader), safe_url(other.url)) for other in entry.listings[1:]),
    )


def title_of(call: Call) -> str:
    """The title, which at some funders is a whole paragraph, cut where it gets too long to be one."""
    return swedish.shorten(call.title, TITLE_WIDTH)


def source_names(sources: Iterable[SourceState]) -> dict[str, str]:
    """What people call the sources, by their short names."""
    return {source.name: one_line(source.title) for source in sources}


def funder_of(call: Call, sources: Mapping[str, str]) -> str:
    """The funder, or the source (one of `source_names`) that told of the call; empty when nobody knows."""
    return funder_name(call) or sources.get(call.source, "")


def anchor(call: str) -> str:
    """A short name for a call's id, fit for the end of an address: where its answer stands on the answer page."""
    return "u" + hashlib.sha256(call.encode()).hexdigest()[:10]


def safe_url(url: str) -> str:
    """`url` when it is a plain web address, otherwise empty: a page we read must not put a script into a letter."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = url.isprintable() and not any(sign in url for sign in ' "<>')
    return url if plain and parts.scheme in ("http", "https") and parts.hostname else ""


def _facts(entry: Entry, reader: Reader) -> list[Fact]:
    call, match = entry.call, entry.match
    facts = [Fact(say("last_day"), _last_day(call, reader.today) + _conflict(entry, reader))]
    if call.opens and call.opens > reader.today:
        facts.append(Fact(say("opens"), _day_left(call.opens, reader.today, "opens_in")))
    facts += _in_time(call, match.profile, reader)
    facts.append(_apply(call, match, company=reader.company))
    facts.append(Fact(say("money"), _money(call)))
    if call.grant_rate is not None:
        facts.append(Fact(say("cost"), _cost(call, call.grant_rate)))
    return facts


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
    if not basis or basis in title_of(call):  # the title stands above already
        return Fact(say("apply"), answer)
    if basis not in _own_words(call):
        lead = say("rule_unknown" if match.eligible == "unknown" else "rule")
        return Fact(say("apply"), answer, lead, swedish.shorten(basis, QUOTE_WIDTH))
    text = swedish.shorten(swedish.without_quotes(basis), QUOTE_WIDTH)
    return Fact(say("apply"), answer, say("quote"), say("quoted", text=text), _language(call))


@lru_cache(maxsize=CALLS_OF_A_WEEK // 4)
def _own_words(call: Call) -> str:
    """What the call says of applicants and in its text, on one line; kept, since some texts are books."""
    return one_line(f"{call.applicants} {call.text}")


def _in_time(call: Call, profile: str, reader: Reader) -> Iterator[Fact]:
    """Whether there is time to apply, where the call has a last day and the calendar knows who decides."""
    last = None if call.rolling else call.next_deadline(reader.today)
    lead = lead_time(last, profile, reader.calendar, reader.today) if last else None
    if lead:
        yield Fact(say("lead"), _lead_sentence(lead, reader.today))


def _lead_sentence(lead: Lead, today: date) -> str:
    days = {name: getattr(lead, name) for name in ("meeting", "papers", "known_from", "known_until")}
    told = {name: swedish.short_date(day, today) for name, day in days.items() if day}
    phrase = f"lead_{lead.kind}" + ("" if lead.board else "_alone")
    return say(phrase, days=count("working_days", lead.working_days), board=one_line(lead.board), **told)


def _day_left(day: date, today: date, phrase: str = "days_left") -> str:
    return say("day_left", day=swedish.long_date(day), left=_left(day, today, phrase))


def _left(day: date, today: date, phrase: str = "days_left") -> str:
    """For example "22 dagar kvar"; the last two days are named."""
    days = (day - today).days
    return say(("today_left", "tomorrow_left")[days]) if days in (0, 1) else count(phrase, days)


def _left_of(call: Call, today: date) -> str:
    last = call.next_deadline(today)
    return _left(last, today) if last else ""


def last_days(call: Call, today: date) -> str:
    """The last days that have not passed, the first of them in full; empty when there is none."""
    days = [day for day in call.deadlines if day >= today]
    text = _day_left(days[0], today) if days else ""
    if not days[1:]:
        return text
    return say("later_days", day=text, later=swedish.listed([swedish.short_date(day, today) for day in days[1:]]))


def _last_day(call: Call, today: date) -> str:
    text = last_days(call, today)
    if call.rolling:
        return f"{text}. {say('rolling')}" if text else say("rolling")
    return text or say("no_last_day")


def _conflict(entry: Entry, reader: Reader) -> str:
    """What each source says, where they tell different last days."""
    told = [(day, call) for call in entry.listings if (day := call.next_deadline(reader.today))]
    if len({day for day, _ in told}) < 2:
        return ""
    days = [
        say("conflict_day", source=_place(call, reader), day=swedish.short_date(day, reader.today))
        for day, call in sorted(told, key=lambda one: (one[0], one[1].id))
    ]
    return f". {say('conflict', days=swedish.listed(days))}"


def _place(call: Call, reader: Reader) -> str:
    """Where this copy of a call is read: the name of the source, else of the site."""
    host = urlsplit(safe_url(call.url)).hostname or ""
    return reader.sources.get(call.source) or host.removeprefix("www.") or funder_of(call, reader.sources)


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
