"""A `Digest` written as a `Letter`: subject, HTML that survives Outlook, and plain text that reads well alone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from matcher.digest import swedish
from matcher.digest.choose import closes_soon
from matcher.digest.facts import Item, Reader, Why, item
from matcher.digest.swedish import one_line, shorten
from matcher.digest.wording import TEMPLATES, count, say
from matcher.knowledge import Programme
from matcher.model import Digest, Entry, Letter, SourceState

TEXT_WIDTH = 78
TITLE_WIDTH = 60
NAME_WIDTH = 60
PREHEADER_TITLES = 3


def render(
    digest: Digest,
    programme: Programme,
    *,
    why: Why,
    message_id: str,
    company: bool = False,
) -> Letter:
    """The letter of `digest`.

    why          a whole sentence that tells why a match is sent; it stands alone
    company      the recipient is a municipal company, so that "may we apply" is said to a company
    """
    names = {source.name: one_line(source.title) for source in digest.sources}
    reader = Reader(digest.today, programme, why, names, company)
    closing, new, also = ([item(entry, reader) for entry in part] for part in (digest.closing, digest.new, digest.also))
    line = subject(digest, closing + new + also)
    view = _view(digest, closing, new, also) | {"subject": line}
    return Letter(
        profile=digest.profile,
        recipient=digest.recipient,
        period=digest.period,
        message_id=message_id,
        subject=line,
        html=_INLINER.inline(_LAYOUT.get_template("letter.html.j2").render(view)),
        text=_tidy(_LAYOUT.get_template("letter.txt.j2").render(view)),
        calls=tuple((entry.call.id, entry.section) for entry in digest.entries),
    )


def subject(digest: Digest, items: list[Item]) -> str:
    """The subject: what is in the letter, for whom, which week; one line whatever a funder put in a title."""
    name = shorten(digest.profile_name, NAME_WIDTH)
    what = _first_content(digest) if digest.first else _content(digest)
    if len(items) == 1:
        what = say("subject_one", what=what, title=shorten(items[0].label or items[0].title, TITLE_WIDTH))
    return say("subject", what=what, name=name, week=swedish.week(digest.period))


def _view(digest: Digest, closing: list[Item], new: list[Item], also: list[Item]) -> dict[str, object]:
    """What both templates lay out."""
    return {
        "preheader": _preheader(closing + new + also),
        "heading": say("heading", name=one_line(digest.profile_name), week=swedish.week(digest.period)),
        "greeting": " ".join(_greeting(digest)),
        "sections": _sections(digest, closing, new),
        "also": also,
        "sources": list(_sources(digest)),
    }


def _preheader(items: list[Item]) -> str:
    """What a list of mail shows beside the subject: the first calls, in Swedish."""
    return " · ".join(shorten(found.label or found.title, TITLE_WIDTH) for found in items[:PREHEADER_TITLES])


def _sections(digest: Digest, closing: list[Item], new: list[Item]) -> list[tuple[str, bool, list[Item]]]:
    """The calls in full: heading, whether they close soon, calls; a heading without calls is left out."""
    new_heading = say("first_heading" if digest.first else "new_heading")
    sections = [(say("closing_heading"), True, closing), (new_heading, False, new)]
    return [section for section in sections if section[2]]


def _soon(digest: Digest) -> list[Entry]:
    """The calls that close soon, wherever in the letter they stand."""
    return [entry for entry in digest.entries if closes_soon(entry.call, digest.today)]


def _content(digest: Digest) -> str:
    """For example "2 stänger snart, 3 nya utlysningar": every call of the letter is counted."""
    closing = len(_soon(digest))
    new = len(digest.entries) - closing
    if not digest.entries:
        return say("nothing_new")
    if not closing:
        return count("new", new)
    if not new:
        return count("closing_only", closing)
    return say("closing_and_new", closing=count("closing", closing), new=count("new", new))


def _first_content(digest: Digest) -> str:
    if not digest.entries:
        return say("first_subject", what=say("first_nothing"))
    found, closing = count("found", len(digest.entries)), len(_soon(digest))
    what = say("first_closing", found=found, closing=count("closing", closing)) if closing else found
    return say("first_subject", what=what)


def _greeting(digest: Digest) -> Iterator[str]:
    """The sentences that open the letter."""
    yield say("hello")
    yield from _first_greeting(digest) if digest.first else _usual_greeting(digest)
    ill = sum(source.state == "failing" for source in digest.sources)
    if ill:
        yield count("said_ill", ill)


def _usual_greeting(digest: Digest) -> Iterator[str]:
    if not digest.entries:
        yield say("empty")
        return
    closing = len(_soon(digest))
    new = len(digest.entries) - closing
    if closing:
        yield count("said_closing", closing)
    if new:
        yield count("said_new", new)
    if digest.also:
        yield count("in_full", len(digest.closing + digest.new))


def _first_greeting(digest: Digest) -> Iterator[str]:
    yield say("first")
    if not digest.entries:
        yield say("first_empty")
        return
    yield count("said_found", len(digest.entries))
    if digest.also:
        yield count("in_full", len(digest.closing + digest.new))
    yield say("first_next")


def _sources(digest: Digest) -> Iterator[str]:
    """Which sources were read and which were not, so that silence can be trusted."""
    if not digest.sources:
        yield say("no_sources")
        return
    by_state = {state: [s for s in digest.sources if s.state == state] for state in ("ok", "failing", "never")}
    if len(by_state["never"]) < len(digest.sources):
        yield _read(by_state["ok"], len(digest.sources))
    if by_state["failing"]:
        yield say("failing", names=swedish.listed([_ill(source, digest.today) for source in by_state["failing"]]))
    if by_state["never"]:
        yield say("never", names=swedish.listed([one_line(source.title) for source in by_state["never"]]))
    if digest.seen:
        yield count("seen", digest.seen)


def _read(ok: list[SourceState], total: int) -> str:
    if not ok:
        return say("read_none")
    names = swedish.listed([one_line(source.title) for source in ok])
    return say("read", ok=swedish.number(len(ok)), total=count("sources", total), names=names)


def _ill(source: SourceState, today: date) -> str:
    title = one_line(source.title)
    if source.since is None:
        return title
    return say("failing_since", title=title, day=swedish.short_date(source.since, today))


def _wrap(text: str, first: str = "", rest: str | None = None) -> str:
    """`text` in lines of at most `TEXT_WIDTH` signs, the first after `first`, the others after `rest`."""
    indent = first if rest is None else rest
    return textwrap.fill(text, TEXT_WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)


def _tidy(text: str) -> str:
    """Without spaces at line ends, and with one line break at the end."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip() + "\n"


_INLINER = CSSInliner(load_remote_stylesheets=False)
_LAYOUT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=select_autoescape(["html.j2"], default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_LAYOUT.globals["say"] = say
_LAYOUT.filters["wrap"] = _wrap
