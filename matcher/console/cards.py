"""The calls of one letter as its answer page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.console.door import Visit
from matcher.digest.facts import Item, Reader, anchor, item, source_names
from matcher.digest.swedish import short_date
from matcher.model import Entry, Match, Mention, Verdict
from matcher.scoring.explain import why_sentence
from sources.kit.call import Call

IN_FULL = ("closing", "new", "joint", "maybe")


@dataclass(frozen=True)
class Card:
    """One call of the letter.

    call      its id; anchor: the name of its place on the page
    profiles  slugs of the recipient's profiles that the letter told it for
    in_full   the letter told everything of it, so that its form stands open
    closed    its last day, when that has passed: the page stays open for months
    verdict   what was answered on this page, if anything
    """

    call: str
    anchor: str
    profiles: tuple[str, ...]
    in_full: bool
    item: Item
    closed: str
    verdict: Verdict | None


def cards(visit: Visit) -> list[Card]:
    """The letter's calls in its own order. One that is stored no longer is left out."""
    store, letter = visit.house.store, visit.letter
    reader = Reader(visit.today, visit.house.knowledge.programme, why_sentence, source_names(visit.house.states()))
    verdicts = store.verdicts.of_letter(letter.id)
    told = ((store.calls.get(call), mentions) for call, mentions in by_call(letter.mentions).items())
    return [_card(visit, call, mentions, reader, verdicts.get(call.id)) for call, mentions in told if call]


def by_call(mentions: tuple[Mention, ...]) -> dict[str, list[Mention]]:
    """Call -> its mentions in the letter, one for every profile that it was told for."""
    found: dict[str, list[Mention]] = {}
    for mention in mentions:
        found.setdefault(mention.call, []).append(mention)
    return found


def _card(visit: Visit, call: Call, mentions: list[Mention], reader: Reader, verdict: Verdict | None) -> Card:
    section = mentions[0].section
    profiles = tuple(mention.profile for mention in mentions)
    told = item(Entry(call, _best(visit, call.id, profiles), section, profiles), reader)
    closed = short_date(call.deadlines[-1], visit.today) if call.is_closed(visit.today) else ""
    return Card(call.id, anchor(call.id), profiles, section in IN_FULL, told, closed, verdict)


def _best(visit: Visit, call: str, profiles: tuple[str, ...]) -> Match:
    """The match that tells best why the person got the call; one that tells nothing where the profiles are gone."""
    return max(_matches(visit, call, profiles), key=lambda match: match.score)


def _matches(visit: Visit, call: str, profiles: tuple[str, ...]) -> Iterator[Match]:
    for profile in profiles:
        found = visit.house.store.matches.get(profile, call)
        yield found or Match(profile, call, 0.0, False, "unknown", "", {}, ())
