"""What stands around the calls of a letter: its subject, its greeting, and which sources were read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from matcher.digest import swedish
from matcher.digest.days import closes_soon
from matcher.digest.facts import Item
from matcher.digest.swedish import one_line, shorten
from matcher.digest.wording import count, say
from matcher.model import Digest, Entry, SourceState

TITLE_WIDTH = 60
NAME_WIDTH = 60
MOST_NAMED = 12  # sources that were read and are named; of more nobody reads the names
PREHEADER_TITLES = 3
# What a reader of a letter must know: calls of these may be missing. A silent source was read.
UNREAD = ("failing", "doubtful")


def name_of(digest: Digest) -> str:
    """The departments that the letter is about."""
    return swedish.listed([one_line(name) for name in digest.profiles.values()])


def subject(digest: Digest, items: list[Item]) -> str:
    """The subject: what is in the letter, for whom, which week; one line whatever a funder put in a title."""
    name = shorten(name_of(digest), NAME_WIDTH)
    what = _first_content(digest) if digest.first else _content(digest)
    if len(items) == 1:
        what = say("subject_one", what=what, title=shorten(items[0].label or items[0].title, TITLE_WIDTH))
    return say("subject", what=what, name=name, week=swedish.week(digest.period))


def preheader(items: list[Item]) -> str:
    """What a list of mail shows beside the subject: the first calls, in Swedish."""
    return " · ".join(shorten(found.label or found.title, TITLE_WIDTH) for found in items[:PREHEADER_TITLES])


# --- What is in it ----------------------------------------------------------------------------------------------------


def _offered(digest: Digest) -> list[Entry]:
    """The calls that the letter says fit: neither what it puts right, nor what it is unsure of."""
    return [entry for entry in digest.entries if entry.section not in ("correction", "maybe")]


def _closing(digest: Digest) -> int:
    """How many close soon, wherever in the letter they stand."""
    return sum(closes_soon(entry.call, digest.today) for entry in _offered(digest))


def _retold(digest: Digest) -> int:
    """How many the person knows, and hears of once more because others should join."""
    return sum(entry.again for entry in digest.joint if not closes_soon(entry.call, digest.today))


def _new(digest: Digest) -> int:
    return len(_offered(digest)) - _closing(digest) - _retold(digest)


def _content(digest: Digest) -> str:
    """For example "1 rättelse, 2 stänger snart, 3 nya utlysningar": every call of the letter is counted."""
    closing, new, retold = _closing(digest), _new(digest), _retold(digest)
    counts = [
        ("corrections", len(digest.corrections)),
        ("closing" if new or retold else "closing_only", closing),
        ("new", new),
        ("retold", retold),
    ]
    parts = [count(phrase, number) for phrase, number in counts if number] or [say("nothing_new")]
    return ", ".join([*parts, *([count("maybe", len(digest.maybe))] if digest.maybe else [])])


def _first_content(digest: Digest) -> str:
    if not digest.entries:
        return say("first_subject", what=say("first_nothing"))
    found, closing = count("found", len(digest.entries)), _closing(digest)
    what = say("first_closing", found=found, closing=count("closing", closing)) if closing else found
    return say("first_subject", what=what)


# --- The greeting -----------------------------------------------------------------------------------------------------


def greeting(digest: Digest) -> str:
    """The sentences that open the letter."""
    return " ".join([say("hello"), *_said(digest)])


def _said(digest: Digest) -> Iterator[str]:
    yield from _first_said(digest) if digest.first else _usually_said(digest)
    ill = sum(source.state in UNREAD for source in digest.sources)
    if ill:
        yield count("said_ill", ill)


def _usually_said(digest: Digest) -> Iterator[str]:
    if digest.corrections:
        yield count("said_corrections", len(digest.corrections))
    if _offered(digest):
        yield from _offer_said(digest)
    else:
        yield say("empty")
    if digest.maybe:
        yield count("said_maybe", len(digest.maybe))


def _offer_said(digest: Digest) -> Iterator[str]:
    counts = [("said_closing", _closing(digest)), ("said_new", _new(digest)), ("said_retold", _retold(digest))]
    yield from (count(phrase, number) for phrase, number in counts if number)
    if digest.also:
        yield _in_full(digest)


def _in_full(digest: Digest) -> str:
    return count("in_full", len(digest.in_full) - len(digest.maybe))


def _first_said(digest: Digest) -> Iterator[str]:
    yield say("first")
    if not digest.entries:
        yield say("first_empty")
        return
    yield count("said_found", len(digest.entries))
    if digest.also:
        yield _in_full(digest)
    yield say("first_next")


# --- The sources ------------------------------------------------------------------------------------------------------


def sources(digest: Digest) -> Iterator[str]:
    """Which sources were read and which were not, so that silence can be trusted."""
    counted = [source for source in digest.sources if source.is_counted_on]
    if not counted:
        yield say("no_sources")
        return
    never = [source for source in counted if source.state == "never"]
    ill = [source for source in counted if source.state in UNREAD]
    if len(never) < len(counted):
        yield _read([source for source in counted if source not in (*never, *ill)], len(counted))
    if ill:
        yield say("failing", names=swedish.listed([_ill(source, digest.today) for source in ill]))
    if never:
        yield say("never", names=swedish.listed([one_line(source.title) for source in never]))
    if digest.seen:
        yield count("seen", digest.seen)


def _read(ok: list[SourceState], total: int) -> str:
    if not ok:
        return say("read_none")
    told = {"ok": swedish.number(len(ok)), "total": count("sources", total)}
    if len(ok) > MOST_NAMED:
        return say("read_many", **told)
    return say("read", **told, names=swedish.listed([one_line(source.title) for source in ok]))


def _ill(source: SourceState, today: date) -> str:
    title = one_line(source.title)
    if source.since is None:
        return title
    return say("failing_since", title=title, day=swedish.short_date(source.since, today))
