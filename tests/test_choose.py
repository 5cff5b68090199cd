"""What one recipient should read now, and why now: sections, order, room, and what is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.digest.choose import CLOSING_DAYS, FAR_DAYS, IN_FULL, choose, is_over
from matcher.model import Match
from sources.kit.call import Call
from tests.letters import MEETING, SOCIAL, SOURCES, TODAY, WELFARE, closing_in, digest_of, letter, match, plain


def ids(entries: tuple) -> list[str]:
    return [entry.call.key for entry in entries]


@pytest.mark.parametrize(
    ("days", "told", "section"),
    [
        (15, None, "new"),
        (14, None, "closing"),
        (0, None, "closing"),
        (-1, None, None),
        (15, {"new"}, None),
        (15, {"also"}, None),
        (14, {"new"}, "closing"),
        (14, {"also"}, "closing"),
        (14, {"closing"}, None),
        (14, {"new", "closing"}, None),
        (15, {"closing"}, None),
        (15, set(), "new"),
    ],
)
def test_when_a_call_is_told(days: int, told: set[str] | None, section: str | None) -> None:
    call = closing_in(days)
    digest = digest_of([(call, match(call))], told={} if told is None else {call.id: told})
    assert [entry.section for entry in digest.entries] == ([section] if section else [])


def test_a_match_that_is_not_worth_sending_is_weighed_but_not_told() -> None:
    digest = digest_of([(MEETING, match(MEETING)), (WELFARE, match(WELFARE, send=False))])
    assert (ids(digest.entries), digest.seen) == ([MEETING.key], 2)


def test_a_match_whose_call_was_withdrawn_is_left_out() -> None:
    digest = choose(SOCIAL, "a@b.example", [match(MEETING)], {}, {}, False, SOURCES, TODAY, TODAY)
    assert (digest.entries, digest.seen) == ((), 0)


def test_rolling_calls_and_calls_without_a_last_day_are_never_closing() -> None:
    silent = replace(MEETING, key="silent", rolling=False)
    digest = digest_of([(MEETING, match(MEETING, score=0.9)), (silent, match(silent))])
    assert ids(digest.new) == [MEETING.key, "silent"]


def test_the_next_of_several_last_days_decides() -> None:
    two_steps = replace(MEETING, deadlines=(TODAY - timedelta(1), TODAY + timedelta(9), TODAY + timedelta(200)))
    assert ids(digest_of([(two_steps, match(two_steps))]).closing) == [MEETING.key]


def test_closing_by_last_day_then_score_and_new_by_score_then_id() -> None:
    pairs = [
        (call, match(call, score=score))
        for call, score in [
            (closing_in(9, "c"), 0.9),
            (closing_in(3, "b"), 0.5),
            (closing_in(3, "a"), 0.6),
            (closing_in(99, "y"), 0.7),
            (closing_in(99, "x"), 0.7),
            (closing_in(50, "z"), 0.8),
        ]
    ]
    digest = digest_of(pairs)
    assert (ids(digest.closing), ids(digest.new)) == (["a", "b", "c"], ["z", "x", "y"])
    assert digest_of(pairs[::-1]) == digest


def test_a_reminder_without_room_is_still_the_only_one() -> None:
    calls = [closing_in(day % 7, f"{day:02}") for day in range(12)]
    told = {call.id: {"new"} for call in calls}
    digest = digest_of([(call, match(call)) for call in calls], told=told)
    assert [entry.section for entry in digest.also] == ["closing", "closing"]


def test_those_that_close_soon_stand_first_and_in_full_but_the_first_letter_shows_the_best() -> None:
    poor = [closing_in(2, f"poor-{number}") for number in range(3)]
    good = [closing_in(60, f"good-{number:02}") for number in range(10)]
    pairs = [(call, match(call, score=0.2)) for call in poor] + [(call, match(call, score=0.9)) for call in good]
    digest = digest_of(pairs)
    assert ids(digest.closing) == ["poor-0", "poor-1", "poor-2"]
    assert (len(digest.new), ids(digest.also)) == (7, ["good-07", "good-08", "good-09"])
    assert "STÄNGER SNART" in letter(digest).text
    first = digest_of(pairs, first=True)
    assert (ids(first.closing), len(first.new), ids(first.also)) == ([], 10, ["poor-0", "poor-1", "poor-2"])
    assert "2 dagar kvar" in letter(first).text
    best = closing_in(2, "best")
    assert ids(digest_of([*pairs, (best, match(best, score=0.95))], first=True).closing) == ["best"]


def silent(key: str, **fields: object) -> Call:
    """A call that tells no day at all."""
    return replace(MEETING, key=key, rolling=False, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "key", "fields", "over"),
    [
        ("Statsbidrag för lärcentrum 2025", "x", {}, True),
        ("Statsbidrag för lärcentrum 2026", "x", {}, False),
        ("Statsbidrag för lärcentrum", "larcentrum-2025", {}, True),
        ("Statsbidrag för lärcentrum 2026", "larcentrum-2025", {}, False),
        ("Statsbidrag för lärcentrum", "x", {}, False),
        ("Leader 2023–2027", "leader-2023", {}, False),
        ("Läsåret 2025/26", "x", {}, False),
        ("Läsåret 2024–25", "x", {}, True),
        ("Läsåret", "2025-04-14-utforska", {}, True),
        ("Läsåret", "2026-04-14-utforska", {}, False),
        ("Ärende 120251", "43201934", {}, False),
        ("Minnen från 1945", "x", {}, False),
        ("Agenda 2030", "x", {}, False),
        ("Lärcentrum 2025", "x", {"rolling": True}, False),
        ("Lärcentrum 2025", "x", {"deadlines": (TODAY,)}, False),
        ("Lärcentrum 2027", "x", {"deadlines": (TODAY - timedelta(1),)}, True),
        ("Lärcentrum 2025", "x", {"opens": date(2026, 1, 1)}, False),
        ("Lärcentrum 2025", "x", {"opens": date(2025, 12, 31)}, True),
        ("Lärcentrum", "x", {"opens": date(2025, 12, 31)}, False),
    ],
)
def test_a_call_without_days_is_over_when_the_years_that_it_names_are(
    title: str, key: str, fields: dict, over: bool
) -> None:
    call = silent(key, title=title)
    call = replace(call, **fields)
    assert is_over(call, TODAY) == over
    digest = digest_of([(call, match(call))])
    assert (len(digest.entries), digest.seen) == (not over, not over)


def opening_in(days: int, key: str) -> Call:
    return replace(closing_in(days + 60, key), opens=TODAY + timedelta(days))


@pytest.mark.parametrize("first", [True, False])
def test_calls_that_open_far_off_stand_in_one_line_each_when_there_are_others(first: bool) -> None:
    far = [opening_in(FAR_DAYS + 1, f"far-{number}") for number in range(3)]
    pairs = [(call, match(call, score=9 - number)) for number, call in enumerate(far)]
    near = opening_in(FAR_DAYS, "near")
    digest = digest_of([*pairs, (near, match(near, score=0.1))], first=first)
    assert (ids(digest.new), ids(digest.also)) == (["near"], ["far-0", "far-1", "far-2"])
    text = plain(letter(digest).text)
    assert "öppnar 23 maj 2027, sista dag 22 juli 2027" in text
    assert "Den första står i sin helhet. Övriga finns på en rad var" in text
    alone = digest_of(pairs, first=first)
    assert (ids(alone.new), alone.also) == (["far-0", "far-1", "far-2"], ())


call_lists = st.lists(
    st.tuples(
        st.lists(st.integers(-20, 90) | st.integers(301, 390), max_size=3),
        st.booleans(),
        st.sampled_from([True, True, True, False]),
        st.sampled_from([0.2, 0.4, 0.4, 1.8]),
        st.sampled_from([None, None, 1, 300]),
    ),
    min_size=1,
    max_size=30,
)


def build(drawn: list) -> list[tuple[Call, Match]]:
    calls = [
        replace(
            MEETING,
            key=f"{key:02}",
            rolling=rolling,
            deadlines=tuple(sorted(TODAY + timedelta(d) for d in days)),
            opens=TODAY + timedelta(opens) if opens and opens <= min(days, default=opens) else None,
        )
        for key, (days, rolling, _, _, opens) in enumerate(drawn)
    ]
    return [(call, match(call, send=row[2], score=row[3])) for call, row in zip(calls, drawn, strict=True)]


@settings(deadline=None, derandomize=True, max_examples=150)
@given(call_lists, st.booleans())
def test_over_ten_weeks_nothing_closed_nothing_twice_and_nothing_hidden(drawn: list, starts_anew: bool) -> None:
    pairs = build(drawn)
    calls = {call.id: call for call, _ in pairs}
    history: dict[str, list[str]] = {}
    for week in range(10):
        today = TODAY + timedelta(7 * week)
        told = {call: set(sections) for call, sections in history.items()}
        first = starts_anew and week == 0
        digest = choose(SOCIAL, "a@b.example", [m for _, m in pairs], calls, told, first, SOURCES, today, today)  # type: ignore[arg-type]
        assert len(digest.closing + digest.new) <= IN_FULL
        near = [e for e in digest.entries if not e.call.opens or e.call.opens <= today + timedelta(FAR_DAYS)]
        assert len(digest.closing + digest.new) == min(IN_FULL, len(near) or len(digest.entries))
        for entry in digest.entries:
            assert entry.match.send
            assert not entry.call.is_closed(today)
            history.setdefault(entry.call.id, []).append(entry.section)
        open_now = {m.call for c, m in pairs if m.send and not c.is_closed(today)}
        assert open_now <= history.keys()
        for call_id in open_now:
            last = calls[call_id].next_deadline(today)
            if last and (last - today).days <= CLOSING_DAYS:
                assert history[call_id][-1] == "closing" or call_id in {e.call.id for e in digest.entries}
    for sections in history.values():
        assert len(sections) == 1 or (len(sections) == 2 and sections[0] != "closing" and sections[1] == "closing")


@settings(deadline=None, derandomize=True, max_examples=50)
@given(call_lists, st.randoms(use_true_random=False))
def test_the_order_of_the_input_never_matters(drawn: list, random: object) -> None:
    pairs = build(drawn)
    mixed = list(pairs)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert digest_of(mixed) == digest_of(pairs)
