"""A `Digest` written as a `Letter`: subject, HTML that survives Outlook, and plain text that reads well alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from matcher.digest import frame, swedish
from matcher.digest.calendar import calendar_file
from matcher.digest.corrections import sentence
from matcher.digest.facts import Item, Reader, Why, anchor, item, source_names
from matcher.digest.layout import lay_out
from matcher.digest.swedish import one_line
from matcher.digest.wording import say
from matcher.knowledge import Calendar, Programme
from matcher.model import Digest, Entry, Letter, Mention


@dataclass(frozen=True, slots=True)
class Card:
    """One call as it stands in this letter: its facts, and what concerns the person.

    whom      for which of the person's departments it is, where there are several
    together  with whom to apply for it
    change    what is put right
    answer    address to answer at
    """

    item: Item
    whom: str
    together: str
    change: str
    answer: str


@dataclass(frozen=True, slots=True)
class Answers:
    """How a person answers: on the letter's own page at `url` or, where there is none, by mail to `address`."""

    url: str = ""
    address: str = ""

    def to(self, call: str, title: str) -> str:
        """The address that says whether a call fits; empty when there is no way to answer."""
        return f"{self.url}#{anchor(call)}" if self.url else self._mail(say("answer_subject", title=title, call=call))

    @property
    def pause(self) -> str:
        """The address that stops the letters."""
        return f"{self.url}/pausa" if self.url else self._mail(say("pause_subject"))

    def _mail(self, subject: str) -> str:
        """RFC 6068: everything but the unreserved signs is percent-encoded."""
        return f"mailto:{quote(self.address, safe='@')}?subject={quote(subject, safe='')}" if self.address else ""


def render(
    digest: Digest,
    programme: Programme,
    *,
    why: Why,
    message_id: str,
    sender: str,
    company: bool = False,
    calendar: Calendar | None = None,
    answer_url: str = "",
    answer_address: str = "",
) -> Letter:
    """The letter of `digest`.

    why          a whole sentence that tells why a match is sent; it stands alone
    sender       the letter's own address, for the calendar file
    company      the recipient is a municipal company, so that "may we apply" is said to a company
    calendar     when the municipality can decide and work
    answer_url   page on which the person answers; without it answers go by mail to `answer_address`, if that is given
    """
    names = source_names(digest.sources)
    reader = Reader(digest.today, programme, why, names, company, calendar or Calendar())
    answers = Answers(answer_url, answer_address)
    cards = {entry.call.id: _card(entry, digest, reader, answers) for entry in digest.entries}
    items = [card.item for card in cards.values()]
    line, file = frame.subject(digest, items), calendar_file(digest, sender)
    view = _view(digest, cards) | {"subject": line, "preheader": frame.preheader(items), "calendar": bool(file)}
    html, text = lay_out("letter", view | {"answers": answers})
    return Letter(
        kind="digest",
        recipient=digest.recipient,
        period=digest.period,
        message_id=message_id,
        subject=line,
        html=html,
        text=text,
        calendar=file,
        mentions=tuple(mentions_of(digest)),
    )


def mentions_of(digest: Digest) -> Iterator[Mention]:
    """What the letter tells, for the letters that come after it: one for every call and profile."""
    for entry in digest.entries:
        kind = entry.correction.kind if entry.correction else ""
        for profile in entry.profiles:
            yield Mention(entry.call.id, profile, entry.section, entry.call.deadlines, entry.sequence, kind)


def _view(digest: Digest, cards: dict[str, Card]) -> dict[str, object]:
    """What both templates lay out."""

    def of(entries: Iterable[Entry]) -> list[Card]:
        return [cards[entry.call.id] for entry in entries]

    sections = [(name, of(getattr(digest, name))) for name in ("closing", "new", "joint", "maybe")]
    return {
        "heading": say("heading", name=frame.name_of(digest), week=swedish.week(digest.period)),
        "greeting": frame.greeting(digest),
        "corrections": of(digest.corrections),
        "sections": [(name, say(f"{name}_heading"), found) for name, found in sections if found],
        "also": of(digest.also),
        "sources": list(frame.sources(digest)),
    }


def _card(entry: Entry, digest: Digest, reader: Reader, answers: Answers) -> Card:
    told = item(entry, reader)
    return Card(
        item=told,
        whom=_whom(entry, digest),
        together=_together(entry, digest),
        change=sentence(entry, told.funder, digest.today),
        answer=answers.to(entry.call.id, told.title),
    )


def _names(entry: Entry, digest: Digest) -> Iterator[str]:
    return (one_line(digest.profiles[slug]) for slug in entry.profiles if slug in digest.profiles)


def _whom(entry: Entry, digest: Digest) -> str:
    names = list(_names(entry, digest)) if len(digest.profiles) > 1 else []
    return say("whom", names=swedish.listed(names)) if names else ""


def _together(entry: Entry, digest: Digest) -> str:
    """With whom to apply: an appeal in the section that is for it, a few words anywhere else."""
    others = swedish.listed([one_line(name) for name in entry.others])
    if entry.section != "joint":
        return say("suits_also", others=others) if others else ""
    if not others:
        return say("joint_own", names=swedish.listed(list(_names(entry, digest))))
    return say("joint_again" if entry.again else "joint", others=others)
