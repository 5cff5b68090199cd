"""The coordinator's letters: the coming letters to look at, calls that cannot wait for them, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from matcher.digest import swedish
from matcher.digest.facts import Item, Reader, item
from matcher.digest.layout import lay_out
from matcher.digest.swedish import one_line, shorten
from matcher.digest.wording import count, say
from matcher.model import Entry, Letter, LetterKind, Mention, Notice, SourceState

TITLE_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a letter is written on.

    period       for a preview the coming digest moment, else the day it is written
    reader       the facts of a call are worded for
    page         address where the coordinator holds and releases letters, or a head answers; empty without one
    answers      who takes a head's answer by mail where there is no page; empty for nobody
    """

    kind: LetterKind
    recipient: str
    period: date
    message_id: str
    reader: Reader
    token: str = ""
    page: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """One person's coming letter.

    names    of the departments that it is about
    entries  its calls in full; also: how many more stand in it, in one line each
    held     it waits until it is released
    """

    recipient: str
    names: str
    subject: str
    entries: tuple[Entry, ...]
    also: int
    held: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of a letter, with sentences, points and calls under it; left out when it has none of them.

    whom  for whom each call is, where that is said
    """

    heading: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    whom: tuple[str, ...] = ()
    rest: str = ""


def preview(
    sheet: Sheet,
    moment: datetime,
    coming: Sequence[Coming],
    paused: Mapping[str, str],
    ill: Sequence[SourceState],
    notices: Sequence[Notice],
    *,
    by_hand: bool,
) -> Letter:
    """Every person's coming letter, who gets none, which sources are ill, and what else is to be told.

    moment   when the letters are written, local time
    by_hand  they wait until they are released
    """
    gaps = {"week": swedish.week(sheet.period), "day": swedish.long_date(moment.date()), "time": f"{moment:%H.%M}"}
    how = ("preview_by_hand" if by_hand else "preview_auto") if coming else "preview_none"
    intro = [say(how, **gaps), *([say("preview_hold")] if coming and not sheet.page else ())]
    people = [
        say("paused_person", person=person, why=one_line(why) or say("no_reason")) for person, why in paused.items()
    ]
    parts = [
        *(_coming(letter, sheet.reader) for letter in coming),
        Part(say("paused_heading"), points=tuple(people)),
        Part(say("ill_heading"), points=tuple(map(said_ill, ill))),
        _notices(notices),
    ]
    return _letter(sheet, say("preview_subject", **gaps), intro, parts, link=say("preview_link") if coming else "")


def urgent(
    sheet: Sheet, entries: Sequence[Entry], names: Mapping[str, str], next_letters: date, *, told: bool
) -> Letter:
    """Calls that cannot wait for the weekly letter, for the coordinator to pass on.

    names  slug -> name of every profile
    told   the recipients get a letter of their own
    """
    when = say("urgent", day=swedish.long_date(next_letters))
    intro = [f"{count('urgent_these', len(entries))} {when}", say("urgent_told" if told else "urgent_untold")]
    whom = [say("whom", names=swedish.listed([one_line(names[slug]) for slug in entry.profiles])) for entry in entries]
    return _letter(sheet, _urgent_subject(entries), intro, [_calls(sheet, entries, whom)], entries)


def for_recipient(sheet: Sheet, entries: Sequence[Entry]) -> Letter:
    """The same, as an extra letter to one who can apply."""
    intro = [f"{say('hello')} {say('extra')}"]
    return _letter(sheet, _urgent_subject(entries), intro, [_calls(sheet, entries)], entries, link=say("answer"))


def notice(sheet: Sheet, notices: Sequence[Notice]) -> Letter:
    """What went wrong, or was decided, since the last such letter."""
    return _letter(sheet, count("notice_subject", len(notices)), [say("notice")], [_notices(notices)])


def said_ill(source: SourceState) -> str:
    """What is wrong with a source, and since when; the same words as long as it lasts."""
    title = one_line(source.title)
    if source.since is None:
        return say("source_failing", title=title)
    return say(f"source_{source.state}_since", title=title, day=swedish.long_date(source.since))


def missing_yearly(name: str, first: date, last: date) -> str:
    """That a call that comes every year was not seen between the two days."""
    days = {"first": swedish.long_date(first), "last": swedish.long_date(last)}
    return say("yearly_missing", name=one_line(name), **days)


def _urgent_subject(entries: Sequence[Entry]) -> str:
    if len(entries) == 1:
        return say("urgent_subject_one", title=shorten(entries[0].call.title, TITLE_WIDTH))
    return count("urgent_subject", len(entries))


def _notices(notices: Sequence[Notice]) -> Part:
    return Part(say("notices_heading"), points=tuple(one_line(notice.text) for notice in notices))


def _coming(letter: Coming, reader: Reader) -> Part:
    sentences = [say("coming_subject", subject=one_line(letter.subject))]
    sentences += [say("coming_held")] if letter.held else []
    items = tuple(_as_told(item(entry, reader)) for entry in letter.entries)
    rest = count("coming_also" if items else "coming_only_also", letter.also) if letter.also else ""
    return Part(f"{letter.names} ({letter.recipient})", tuple(sentences), items=items, rest=rest)


def _as_told(told: Item) -> Item:
    """For the coordinator, who is not the "ni" of the reason."""
    return replace(told, why=say("why_told", why=told.why) if told.why else "")


def _calls(sheet: Sheet, entries: Sequence[Entry], whom: Sequence[str] = ()) -> Part:
    items = (item(entry, sheet.reader) for entry in entries)
    theirs = items if sheet.kind == "extra" else map(_as_told, items)
    return Part(say("urgent_heading"), items=tuple(theirs), whom=tuple(whom))


def _end(sheet: Sheet) -> str:
    if sheet.kind != "extra":
        return say("coordinator_end")
    by_mail = say("answer_by_mail", address=sheet.answers) if sheet.answers and not sheet.page else ""
    return " ".join(filter(None, (say("check"), by_mail)))


def _letter(
    sheet: Sheet, subject: str, intro: list[str], parts: list[Part], entries: Sequence[Entry] = (), link: str = ""
) -> Letter:
    view = {
        "subject": subject,
        "intro": intro,
        "parts": [part for part in parts if part.sentences or part.points or part.items],
        "page": sheet.page if link else "",
        "link": link,
        "link_last": sheet.kind == "extra",  # who answers has read the calls
        "end": _end(sheet),
    }
    html, text = lay_out("coordinator", view)
    mentions = tuple(
        Mention(entry.call.id, profile, "closing", entry.call.deadlines)
        for entry in entries
        for profile in entry.profiles
    )
    return Letter(
        sheet.kind, sheet.recipient, sheet.period, sheet.message_id, subject, html, text,
        token=sheet.token, mentions=mentions,
    )  # fmt: skip
