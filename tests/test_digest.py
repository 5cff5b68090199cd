"""The letter room: what is chosen and why now, and how it reads.

The golden letters in `golden/letters/` are written anew by

    GOLDEN=write .venv/bin/pytest tests/test_digest.py -k golden

and then read as a diff.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.digest import swedish
from matcher.digest.choose import CLOSING_DAYS, IN_FULL, choose
from matcher.model import Match
from sources.kit.call import Call
from tests.letters import (
    BOLAG,
    CLIMATE,
    LEDNING,
    LETTERS,
    MEETING,
    SOCIAL,
    SOURCES,
    SUPPORT,
    TODAY,
    TWINNING,
    WELFARE,
    digest_of,
    letter,
    match,
    plain,
    why,
)

GOLDEN = Path(__file__).parent / "golden" / "letters"


def ids(entries: tuple) -> list[str]:
    return [entry.call.key for entry in entries]


# --- What is chosen ---------------------------------------------------------------------------------------------------


def closing_in(days: int, key: str = "a", **fields: object) -> Call:
    return replace(MEETING, key=key, rolling=False, deadlines=(TODAY + timedelta(days),), **fields)  # type: ignore[arg-type]


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


def test_the_first_letter_shows_the_best_in_full_even_when_worse_ones_close_soon() -> None:
    poor = [closing_in(2, f"poor-{number}") for number in range(3)]
    good = [closing_in(60, f"good-{number:02}") for number in range(10)]
    pairs = [(call, match(call, score=0.2)) for call in poor] + [(call, match(call, score=0.9)) for call in good]
    first, later = digest_of(pairs, first=True), digest_of(pairs)
    assert (len(first.new), ids(first.also)) == (10, ["poor-0", "poor-1", "poor-2"])
    assert (len(later.closing), len(later.new), len(later.also)) == (3, 7, 3)


call_lists = st.lists(
    st.tuples(
        st.lists(st.integers(-20, 90), max_size=3),
        st.booleans(),
        st.sampled_from([True, True, True, False]),
        st.sampled_from([0.2, 0.4, 0.4, 0.8]),
    ),
    min_size=1,
    max_size=30,
)


def build(drawn: list) -> list[tuple[Call, Match]]:
    calls = [
        replace(MEETING, key=f"{key:02}", rolling=rolling, deadlines=tuple(sorted(TODAY + timedelta(d) for d in days)))
        for key, (days, rolling, _, _) in enumerate(drawn)
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
        assert not digest.also or len(digest.closing + digest.new) == IN_FULL
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


# --- The letter -------------------------------------------------------------------------------------------------------


def subject_of(closing: int, new: int, *, first: bool = False) -> str:
    calls = [closing_in(2, f"c{n:02}") for n in range(closing)] + [closing_in(60, f"n{n:02}") for n in range(new)]
    return letter(digest_of([(call, match(call)) for call in calls], first=first)).subject


@pytest.mark.parametrize(
    ("closing", "new", "first", "subject"),
    [
        (0, 3, False, "3 nya utlysningar – Socialförvaltningen, v. 48"),
        (2, 3, False, "2 stänger snart, 3 nya utlysningar – Socialförvaltningen, v. 48"),
        (1, 1, False, "1 stänger snart, 1 ny utlysning – Socialförvaltningen, v. 48"),
        (2, 0, False, "2 utlysningar stänger snart – Socialförvaltningen, v. 48"),
        (0, 1, False, "1 ny utlysning: Mötesplatser mot ensamhet bland äldre – Socialförvaltningen, v. 48"),
        (0, 0, False, "Inget nytt den här veckan – Socialförvaltningen, v. 48"),
        (4, 11, False, "4 stänger snart, 11 nya utlysningar – Socialförvaltningen, v. 48"),
        (0, 14, True, "Första brevet: 14 utlysningar – Socialförvaltningen, v. 48"),
        (2, 12, True, "Första brevet: 14 utlysningar, 2 stänger snart – Socialförvaltningen, v. 48"),
        (0, 0, True, "Första brevet: inget att söka just nu – Socialförvaltningen, v. 48"),
    ],
)
def test_subjects(closing: int, new: int, first: bool, subject: str) -> None:
    assert subject_of(closing, new, first=first) == subject


def test_the_subject_of_one_english_call_is_swedish() -> None:
    subject = letter(digest_of([(TWINNING, match(TWINNING, LEDNING))], profile=LEDNING)).subject
    assert subject.startswith("1 ny utlysning: Vänortsstöd")


HOSTILE = replace(
    TWINNING,
    language="sv",
    title='Stöd\r\nBcc: alla@x.example <script>alert("x")</script> {{ 7 * 7 }} {name} ' + "mycket " * 40,
    url="javascript:alert(1)",
    funder='"><img src=x onerror=alert(1)>',
)


def test_a_hostile_title_stays_out_of_headers_and_harmless_in_the_letter() -> None:
    digest = digest_of([(HOSTILE, match(HOSTILE))], profile=replace(SOCIAL, name="Soc\nial: X"))
    sent = letter(digest)
    assert sent.subject.isprintable()
    assert len(sent.subject) < 150
    page = BeautifulSoup(sent.html, "html.parser")
    assert not page.find_all(["script", "img"])
    assert not [link for link in page.find_all("a") if not link["href"].startswith("https://")]
    assert page.h3.get_text() == swedish.one_line(HOSTILE.title)
    assert "{{ 7 * 7 }} {name}" in sent.text
    assert "javascript" not in sent.text + sent.html
    assert "Vi har ingen säker länk." in sent.text


@pytest.mark.parametrize("name", LETTERS)
def test_every_call_stands_in_both_forms_with_its_link_and_nothing_is_fetched(name: str) -> None:
    digest = LETTERS[name]()
    sent = letter(digest)
    page = BeautifulSoup(sent.html, "html.parser")
    links = [link["href"] for link in page.find_all("a")]
    for entry in digest.entries:
        assert plain(entry.call.title) in plain(page.get_text()) and plain(entry.call.title) in plain(sent.text)
        assert entry.call.url in links and entry.call.url in [line.strip() for line in sent.text.splitlines()]
    assert len(links) == len(digest.entries)
    assert all(plain(why(entry.match)) in plain(sent.text) for entry in digest.closing + digest.new)
    assert sent.calls == tuple((entry.call.id, entry.section) for entry in digest.entries)
    assert not page.find_all(["img", "script", "link", "iframe", "form", "button", "input"])
    assert not re.search(r"url\(|@import|@font-face|var\(--", sent.html)
    assert page.html["lang"] == "sv"


@pytest.mark.parametrize("name", LETTERS)
def test_plain_text_lines_are_short_and_closing_stands_before_new(name: str) -> None:
    text = letter(LETTERS[name]()).text
    assert [line for line in text.splitlines() if len(line) > 78 and "https://" not in line] == []
    places = [text.find(heading) for heading in ("STÄNGER SNART", "NYTT SEDAN", "PASSAR ER", "OCKSÅ", "SÅ HAR VI")]
    found = [place for place in places if place >= 0]
    assert found == sorted(found)


def test_foreign_words_are_marked_for_those_who_listen() -> None:
    page = BeautifulSoup(letter(LETTERS["english"]()).html, "html.parser")
    marked = {tag.get_text() for tag in page.find_all(lang="en")}
    assert {CLIMATE.title, TWINNING.title, "”Towns and municipalities may apply.”"} <= marked
    assert "Vänortsstöd: möten mellan invånare i vänorter (CERV)" not in marked


def test_rules_for_phones_and_dark_rooms_survive_the_inlining() -> None:
    html = letter(LETTERS["rich"]()).html
    assert b'charset="utf-8"' in html.encode()[:1024]
    kept = re.search(r"<style[^>]*>([^<]*)</style>\s*</head>", html)
    assert kept and "max-width: 520px" in kept[1] and "prefers-color-scheme: dark" in kept[1]
    named = set(re.findall(r"\.([a-z-]+)(?=[ ,])", kept[1]))
    page = BeautifulSoup(html + letter(LETTERS["first"]()).html, "html.parser")
    assert named == {name for name in named if page.find(class_=name)}
    assert 'width="640"' in html.partition("[if mso]><table")[2][:120]


def test_which_sources_were_read_and_which_were_not() -> None:
    text = plain(letter(LETTERS["source_down"]()).text)
    assert "Vi läste 2 av 4 källor: EU:s utlysningsportal och Socialstyrelsen." in text
    assert "Vi kunde inte läsa Vinnova (sedan 19 november)." in text
    assert "Vi har ännu inte läst Nordisk kulturkontakt." in text
    assert "En källa gick inte att läsa den här gången" in text
    assert "gick inte att läsa" not in plain(letter(LETTERS["rich"]()).text)


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ((), "Inga källor är inlagda ännu."),
        ((replace(SOURCES[0], state="never"),), "Vi kunde inte läsa någon källa den här gången."),
        (SOURCES[:1], "Vi läste 1 av 1 källa: EU:s utlysningsportal."),
        ((replace(SOURCES[0], state="failing"),), "Vi kunde inte läsa EU:s utlysningsportal. Där kan"),
        (tuple(replace(source, state="failing") for source in SOURCES[:2]), "2 källor gick inte att läsa"),
        (
            (replace(SOURCES[0], state="failing", since=date(2025, 12, 30)),),
            "utlysningsportal (sedan 30 december 2025).",
        ),
    ],
)
def test_odd_sources(sources: tuple, said: str) -> None:
    assert said in plain(letter(digest_of([], sources=sources)).text)


def test_an_empty_week_is_one_friendly_sentence() -> None:
    text = plain(letter(LETTERS["empty"]()).text)
    assert "Hej! Den här veckan hittade vi inget nytt som passar er, men vi fortsätter leta" in text


def test_a_company_gets_the_same_letter_worded_for_a_company() -> None:
    digest = digest_of([(SUPPORT, match(SUPPORT, BOLAG, eligible="yes"))], profile=BOLAG)
    assert "ni kan söka som kommunalt bolag" in letter(digest, company=True).html


@pytest.mark.parametrize("name", LETTERS)
def test_golden_letters(name: str) -> None:
    sent = letter(LETTERS[name]())
    written = {f"{name}.html": sent.html, f"{name}.txt": f"Ämne: {sent.subject}\n\n{sent.text}"}
    for file, text in written.items():
        if os.environ.get("GOLDEN") == "write":
            GOLDEN.mkdir(parents=True, exist_ok=True)
            (GOLDEN / file).write_text(text, encoding="utf-8")
        assert (GOLDEN / file).read_text(encoding="utf-8") == text, f"{file}: see the top of this file"
