"""Ten weeks of letters to one person while the funders change their minds: what must hold whatever they do."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.digest.choose import IN_FULL, JOINT_MOST, choose
from matcher.digest.days import ahead, closes_soon, is_over
from matcher.digest.render import mentions_of
from matcher.digest.week import Week
from matcher.knowledge import Recipient
from matcher.model import Digest, Match, Mention
from sources.kit.call import Call
from tests.letters import LEDNING, MEETING, SOCIAL, TODAY, match, reasons, week_of

WEEKS = 10
MAYBE_AT, STRONG_AT = 0.3, 0.6
PERSON = Recipient("a@b.example", (SOCIAL,))


@dataclass(frozen=True)
class Story:
    """One call over the weeks: (first week, its last days counted from the first Monday, rolling, listed)."""

    chapters: tuple[tuple[int, tuple[int, ...], bool, bool], ...]
    score: float
    send: bool
    opens: int | None
    joint: bool

    def in_week(self, week: int) -> tuple[tuple[int, ...], bool, bool] | None:
        told = [chapter for chapter in self.chapters if chapter[0] <= week]
        return told[-1][1:] if told else None


chapters = st.tuples(
    st.integers(0, WEEKS - 1),
    st.lists(st.integers(-20, 120), max_size=3).map(lambda days: tuple(sorted(set(days)))),
    st.sampled_from([False, False, True]),
    st.sampled_from([True, True, True, False]),
)
stories = st.builds(
    Story,
    st.lists(chapters, min_size=1, max_size=4).map(lambda many: tuple(sorted(many))),
    st.sampled_from([0.2, 0.35, 0.5, 0.5, 0.7, 0.9]),
    st.sampled_from([True, True, False]),
    st.sampled_from([None, None, None, 1, 300]),
    st.sampled_from([False, False, True]),
)


def call_of(number: int, story: Story, days: tuple[int, ...], *, rolling: bool) -> Call:
    return replace(
        MEETING,
        key=f"{number:02}",
        rolling=rolling,
        deadlines=tuple(TODAY + timedelta(day) for day in days),
        opens=TODAY + timedelta(story.opens) if story.opens is not None else None,
    )


def matches_of(call: Call, story: Story) -> Iterator[Match]:
    eligible = "yes" if story.score > 0.3 else "unknown"
    yield match(call, score=story.score, send=story.send, eligible=eligible, reasons=reasons("barn", "anhöriga"))
    if story.joint:
        yield match(call, LEDNING, 0.8, reasons=reasons("dialog", "trygghet"))


def world(told: list[Story], week: int) -> tuple[Week, list[Match]]:
    """What is listed and what is gone in that week, and the matches that the store has."""
    listed, gone, matches = [], {}, []
    for number, story in enumerate(told):
        chapter = story.in_week(week)
        if chapter is None:
            continue
        days, rolling, is_listed = chapter
        call = call_of(number, story, days, rolling=rolling)
        found = list(matches_of(call, story))
        matches += [one for one in found if one.profile == "social"]
        if is_listed:
            listed += [(call, one) for one in found]
        else:
            gone[call.id] = call
    today = TODAY + timedelta(7 * week)
    return week_of(listed, gone=gone, period=today, today=today, maybe_at=MAYBE_AT, strong_at=STRONG_AT), matches


def letters(told: list[Story], *, new_here: bool) -> Iterator[tuple[Digest, Week, dict[str, list[Mention]]]]:
    """Week by week: the letter, what it was chosen from, and all that the person knows after it."""
    known: dict[str, list[Mention]] = defaultdict(list)
    for number in range(WEEKS):
        week, matches = world(told, number)
        first = new_here and number == 0
        digest = choose(PERSON, {"social": matches}, known, week, first=first)
        shuffled = random.Random(number).sample(matches, len(matches))
        backwards = dict(reversed(known.items()))
        assert choose(PERSON, {"social": shuffled}, backwards, week, first=first) == digest
        before = {call: list(mentions) for call, mentions in known.items()}
        for mention in mentions_of(digest):
            known[mention.call].append(replace(mention, period=week.period))
        _is_fair(digest, week, before)
        yield digest, week, known


def _is_fair(digest: Digest, week: Week, before: dict[str, list[Mention]]) -> None:
    """Nothing closed, nothing twice in a letter, no one corrected who was told nothing, room as promised."""
    assert max(Counter(entry.call.id for entry in digest.entries).values(), default=1) == 1
    assert len(digest.in_full) <= IN_FULL and len(digest.joint) <= JOINT_MOST and len(digest.maybe) <= 1
    assert {entry.call.id for entry in digest.corrections} <= before.keys()
    for entry in (*digest.in_full, *digest.also):
        assert not is_over(entry.call, week.today) and entry.call.id in week.calls
        assert entry.match.send == (entry.section != "maybe")
        assert entry.again == (entry.call.id in before)
        assert not entry.again or entry.section in ("closing", "joint")
        assert entry.section != "closing" or (closes_soon(entry.call, week.today) and entry.match.score >= STRONG_AT)


@settings(deadline=None, derandomize=True, max_examples=120)
@given(st.lists(stories, min_size=1, max_size=16), st.booleans())
def test_nothing_is_hidden_and_what_was_told_last_is_true(told: list[Story], new_here: bool) -> None:
    for _, week, known in letters(told, new_here=new_here):
        worth = {call for call, _ in _matches(told, week) if call in week.open}
        assert worth <= known.keys()
        for call, mentions in known.items():
            last = mentions[-1]
            if call in week.calls:
                assert _is_true(last, week.calls[call], week.today) or call not in worth
            elif call in week.gone:
                lost = ahead(last.deadlines, week.today) or week.gone[call].rolling
                assert last.correction == "withdrawn" or not lost


def _matches(told: list[Story], week: Week) -> Iterator[tuple[str, Match]]:
    number = (week.today - TODAY).days // 7
    return ((found.call, found) for found in world(told, number)[1] if found.send)


def _is_true(last: Mention, call: Call, today: date) -> bool:
    said, now = set(ahead(last.deadlines, today)), set(ahead(call.deadlines, today))
    return last.correction != "withdrawn" and (said <= now if call.rolling else said == now)


@settings(deadline=None, derandomize=True, max_examples=120)
@given(st.lists(stories, min_size=1, max_size=16), st.booleans())
def test_nothing_is_told_twice_but_a_reminder_a_partner_and_a_correction(told: list[Story], new_here: bool) -> None:
    for _, _, known in letters(told, new_here=new_here):
        for mentions in known.values():
            assert mentions[0].section != "correction"
            assert [mention.sequence for mention in mentions] == sorted(mention.sequence for mention in mentions)
            assert sum(mention.section == "joint" for mention in mentions) <= 1
            for sequence in {mention.sequence for mention in mentions}:
                since = [mention for mention in mentions if mention.sequence == sequence]
                assert sum(mention.section == "closing" for mention in since) <= 1
                assert all(mention.section in ("closing", "joint") for mention in since[1:])


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(stories, min_size=1, max_size=16), st.booleans())
def test_a_perhaps_is_rare_and_never_in_a_first_letter(told: list[Story], new_here: bool) -> None:
    periods = [digest.period for digest, _, _ in letters(told, new_here=new_here) if digest.maybe]
    assert all(later - earlier >= timedelta(14) for earlier, later in pairwise(periods))
    assert not new_here or TODAY not in periods
