"""What one recipient should read now, and why now: sections, order, room, and what is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.digest.choose import IN_FULL, choose
from matcher.digest.days import is_over
from matcher.digest.week import FAR_DAYS
from matcher.knowledge import Recipient
from matcher.model import Match
from sources.kit.call import Call
from tests.letters import (
    LEDNING,
    MEETING,
    SOCIAL,
    SUPPORT,
    TODAY,
    WELFARE,
    closing_in,
    digest_of,
    letter,
    match,
    mention,
    plain,
    reasons,
    week_of,
)


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
    person = Recipient("a@b.example", (SOCIAL,))
    digest = choose(person, {"social": [match(MEETING)]}, {}, week_of([]), first=False)
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


def test_a_person_with_several_profiles_reads_each_call_once() -> None:
    both = Recipient("chef@kommunen.example", (SOCIAL, LEDNING))
    matches = {
        "social": [match(MEETING, score=0.4), match(SUPPORT, score=0.3)],
        "kommunledning": [match(MEETING, LEDNING, 0.7), match(SUPPORT, LEDNING, 0.6, send=False)],
    }
    calls = {call.id: call for call in (MEETING, SUPPORT)}
    week = week_of((calls[found.call], found) for theirs in matches.values() for found in theirs)
    digest = choose(both, matches, {}, week, first=False)
    assert [(entry.call.key, entry.match.profile, entry.profiles) for entry in digest.entries] == [
        (SUPPORT.key, "social", ("social",)),
        (MEETING.key, "kommunledning", ("kommunledning", "social")),
    ]
    assert digest.profiles == {"social": "Socialförvaltningen", "kommunledning": "Kommunledningskontoret"}
    assert (digest.seen, letter(digest).subject) == (
        2, "1 stänger snart, 1 ny utlysning – Socialförvaltningen och Kommunledningskontoret, v. 48",
    )  # fmt: skip


# --- Stänger snart: what is strong -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "told", "wanted", "section"),
    [
        (0.5, None, False, "closing"),
        (0.4, None, False, "new"),
        (0.5, {"new"}, False, "closing"),
        (0.4, {"new"}, False, None),
        (0.4, {"new"}, True, "closing"),
        (0.4, {"new", "closing"}, True, None),
    ],
)
def test_only_strong_calls_and_wanted_ones_are_reminded_of(
    score: float, told: set[str] | None, wanted: bool, section: str | None
) -> None:
    call = closing_in(9)
    digest = digest_of(
        [(call, match(call, score=score))],
        told={call.id: told} if told else {},
        strong_at=0.5,
        wanted={("social", call.id)} if wanted else set(),
    )
    assert [entry.section for entry in digest.entries] == ([section] if section else [])


# --- Passar flera -----------------------------------------------------------------------------------------------------


def shared(key: str, score: float = 0.5, **fields: object) -> list[tuple[Call, Match]]:
    """A call that suits both departments on grounds of their own."""
    call = closing_in(60, key, **fields)
    return [
        (call, match(call, SOCIAL, score, reasons=reasons("familjer", "stöd"))),
        (call, match(call, LEDNING, 0.6, reasons=reasons("dialog", "trygghet"))),
    ]


def test_a_call_for_several_stands_in_a_section_that_names_the_other_department() -> None:
    digest = digest_of([*shared("a"), (MEETING, match(MEETING))])
    assert (ids(digest.new), ids(digest.joint)) == ([MEETING.key], ["a"])
    assert digest.joint[0].others == ("Kommunledningskontoret",)
    text = plain(letter(digest).text)
    assert "Passar också Kommunledningskontoret – hör av er till dem om en gemensam ansökan." in text
    other = digest_of([*shared("a"), (MEETING, match(MEETING))], profile=LEDNING)
    assert (ids(other.joint), other.joint[0].others) == (["a"], ("Socialförvaltningen",))


def test_it_is_for_the_best_three_and_the_others_say_it_in_a_line() -> None:
    pairs = [pair for number in range(12) for pair in shared(f"{number:02}", score=0.9 - number / 100)]
    digest = digest_of(pairs)
    assert (ids(digest.joint), ids(digest.new)[0], len(digest.in_full)) == (["00", "01", "02"], "03", IN_FULL)
    text = plain(letter(digest).text)
    assert text.count("hör av er till dem") == 3
    assert text.count("Passar också: Kommunledningskontoret") == 9  # seven in full, two in one line


def test_the_head_of_both_is_told_that_it_suits_both() -> None:
    digest = digest_of(shared("a"), profiles=(LEDNING, SOCIAL))
    assert (ids(digest.joint), digest.joint[0].others) == (["a"], ())
    assert "Passar både Kommunledningskontoret och Socialförvaltningen" in plain(letter(digest).text)


@pytest.mark.parametrize(
    ("section", "unheard", "told_again"),
    [
        ("new", True, True),  # the other department hears of it only now
        ("also", True, True),
        ("maybe", True, True),
        ("new", False, False),  # both knew of it
        ("joint", True, False),  # it was said already
    ],
)
def test_who_knows_the_call_hears_once_more_when_another_joins(section: str, unheard: bool, told_again: bool) -> None:
    pairs = shared("a")
    call = pairs[0][0].id
    digest = digest_of(
        pairs, told={call: {section}}, unheard={("kommunledning", call)} if unheard else {("social", call)}
    )
    assert [(entry.section, entry.again) for entry in digest.entries] == ([("joint", True)] if told_again else [])
    if told_again:
        sent = letter(digest)
        assert sent.subject.startswith("1 som passar flera")
        assert "Ni har sett den förut. Nu passar den också Kommunledningskontoret" in plain(sent.text)


def test_new_ones_go_before_those_that_are_told_once_more() -> None:
    known = [shared(f"known-{number}", score=0.9) for number in range(3)]
    fresh = [shared(f"fresh-{number}", score=0.4) for number in range(2)]
    calls = [pairs[0][0].id for pairs in known]
    digest = digest_of(
        [pair for pairs in known + fresh for pair in pairs],
        told={call: {"new"} for call in calls},
        unheard={("kommunledning", call) for call in calls},
    )
    assert sorted(ids(digest.entries)) == ["fresh-0", "fresh-1", "known-0"]


def test_one_told_once_more_is_left_out_where_there_is_no_room_and_one_that_opens_far_off_is_no_joint() -> None:
    known = shared("known", score=0.1)
    fresh = [(call, match(call)) for call in (closing_in(60, f"{number}") for number in range(IN_FULL))]
    call = known[0][0].id
    digest = digest_of([*known, *fresh], told={call: {"new"}}, unheard={("kommunledning", call)})
    assert (len(digest.in_full), digest.also) == (IN_FULL, ())
    far = shared("far", opens=TODAY + timedelta(FAR_DAYS + 1))
    digest = digest_of(far)
    assert (digest.joint, ids(digest.new)) == ((), ["far"])


# --- Kanske -----------------------------------------------------------------------------------------------------------


def perhaps(key: str, score: float = 0.5, call: Call | None = None, **fields: object) -> tuple[Call, Match]:
    call = call or closing_in(60, key)
    return call, match(call, score=score, **({"send": False, "eligible": "yes"} | fields))


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        (perhaps("a"), True),
        (perhaps("a", eligible="partner"), True),
        (perhaps("a", eligible="unknown"), False),
        (perhaps("a", eligible="no"), False),
        (perhaps("a", score=0.39), False),
        (perhaps("a", call=closing_in(-1)), False),
        (perhaps("a", call=opening_in(FAR_DAYS + 1, "far")), False),
    ],
)
def test_what_is_a_perhaps(pair: tuple[Call, Match], told: bool) -> None:
    digest = digest_of([pair], maybe_at=0.4)
    assert [entry.section for entry in digest.entries] == (["maybe"] if told else [])
    assert ("Kanske något för er – vi är osäkra." in plain(letter(digest).text)) == told


def test_a_perhaps_is_the_best_one_and_alone() -> None:
    digest = digest_of([perhaps("b", 0.5), perhaps("a", 0.6), perhaps("c", 0.6), (MEETING, match(MEETING))],
                       maybe_at=0.4)  # fmt: skip
    assert (ids(digest.maybe), ids(digest.new)) == (["a"], [MEETING.key])
    sent = letter(digest)
    assert sent.subject.startswith("1 ny utlysning, 1 kanske – ")
    assert "En till är vi osäkra på" in sent.text


def test_no_perhaps_in_a_first_letter_nor_in_a_full_one() -> None:
    assert digest_of([perhaps("a")], maybe_at=0.4, first=True).entries == ()
    full = [(call, match(call)) for call in (closing_in(60, f"{number}") for number in range(IN_FULL))]
    assert digest_of([perhaps("a"), *full], maybe_at=0.4).maybe == ()
    assert digest_of([perhaps("a"), *full[1:]], maybe_at=0.4).maybe != ()


@pytest.mark.parametrize(("days", "told"), [(7, False), (12, False), (13, True), (14, True)])
def test_a_perhaps_comes_at_most_every_other_week(days: int, told: bool) -> None:
    last = replace(mention("other", "maybe"), period=TODAY - timedelta(days))
    assert bool(digest_of([perhaps("a")], mentions={"other": [last]}, maybe_at=0.4).maybe) == told


def test_a_perhaps_that_turns_out_to_fit_is_no_news_but_is_reminded_of() -> None:
    call = closing_in(60)
    assert digest_of([(call, match(call))], told={call.id: {"maybe"}}).entries == ()
    soon = closing_in(9)
    assert ids(digest_of([(soon, match(soon))], told={soon.id: {"maybe"}}).closing) == ["a"]


# --- What a department has said no to ---------------------------------------------------------------------------------


def test_a_department_that_said_no_hears_no_more_of_it() -> None:
    soon, moved = closing_in(9, "soon"), closing_in(60, "moved")
    pairs = [(call, match(call)) for call in (soon, moved)]
    before = {
        soon.id: [mention(soon.id, "new", deadlines=soon.deadlines)],
        moved.id: [mention(moved.id, "new", deadlines=(TODAY + timedelta(30),))],
    }
    assert len(digest_of(pairs, mentions=before).entries) == 2
    aside = {("social", call.id) for call in (soon, moved)}
    assert digest_of(pairs, mentions=before, aside=aside).entries == ()
    assert digest_of(pairs, aside=aside).entries == ()
    assert len(digest_of(pairs, aside={("kommunledning", soon.id)}).entries) == 2


def test_a_call_that_one_of_two_departments_said_no_to_is_told_for_the_other() -> None:
    pairs = shared("a")
    digest = digest_of(pairs, profiles=(LEDNING, SOCIAL), aside={("kommunledning", pairs[0][0].id)}, joint={})
    assert [(entry.section, entry.profiles) for entry in digest.entries] == [("new", ("social",))]
