"""How a letter reads: subject, greeting, sources, both forms; what is chosen stands in `test_choose.py`.

The golden letters in `golden/letters/` are written anew by

    GOLDEN=write .venv/bin/pytest tests/test_digest.py -k golden

and then read as a diff.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from matcher.digest import swedish
from matcher.digest.choose import IN_FULL
from matcher.digest.facts import TITLE_WIDTH
from tests.letters import (
    ANSWERED,
    BOLAG,
    CLIMATE,
    LEDNING,
    LETTERS,
    SOCIAL,
    SOURCES,
    SUPPORT,
    TWINNING,
    closing_in,
    digest_of,
    letter,
    match,
    plain,
    why,
    written,
)

GOLDEN = Path(__file__).parent / "golden" / "letters"


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
    assert page.h3.get_text() == swedish.shorten(HOSTILE.title, TITLE_WIDTH)
    assert "{{ 7 * 7 }} {name}" in sent.text
    assert "javascript" not in sent.text + sent.html
    assert "Vi har ingen säker länk." in sent.text


@pytest.mark.parametrize("name", LETTERS)
def test_every_call_stands_in_both_forms_with_its_link_and_nothing_is_fetched(name: str) -> None:
    digest = LETTERS[name]()
    sent = written(name)
    page = BeautifulSoup(sent.html, "html.parser")
    links = [link["href"] for link in page.find_all("a")]
    for entry in digest.entries:
        assert plain(entry.call.title) in plain(page.get_text()) and plain(entry.call.title) in plain(sent.text)
        assert entry.call.url in links and entry.call.url in [line.strip() for line in sent.text.splitlines()]
    answers = [link for link in links if link not in {entry.call.url for entry in digest.entries}]
    assert len(links) - len(answers) == len(digest.entries)
    assert len(answers) == (len(digest.in_full) + 1 if name in ANSWERED else 0)
    assert all(plain(why(entry.match)) in plain(sent.text) for entry in digest.in_full)
    told = [(mention.call, mention.profile, mention.section, mention.deadlines) for mention in sent.mentions]
    assert told == [(e.call.id, slug, e.section, e.call.deadlines) for e in digest.entries for slug in e.profiles]
    assert not page.find_all(["img", "script", "link", "iframe", "form", "button", "input"])
    assert not re.search(r"url\(|@import|@font-face|var\(--", sent.html)
    assert page.html["lang"] == "sv"


HEADINGS = ("Rättelser", "Stänger snart", "Nytt för er", "Passar flera", "Kanske", "Också funnet", "Källor")


@pytest.mark.parametrize("name", LETTERS)
def test_sections_stand_in_their_order_and_only_when_they_have_something(name: str) -> None:
    digest, sent = LETTERS[name](), written(name)
    parts = (digest.corrections, digest.closing, digest.new, digest.joint, digest.maybe, digest.also, digest.sources)
    expected = [heading for heading, entries in zip(HEADINGS, parts, strict=True) if entries]
    page = BeautifulSoup(sent.html, "html.parser")
    assert [heading.get_text() for heading in page.find_all("h2")] == expected
    lines = sent.text.splitlines()
    underlined = [line for line, below in pairwise(lines) if line.isupper() and set(below) in ({"="}, {"-"})]
    assert underlined == [heading.upper() for heading in expected]
    assert [line for line in lines if len(line) > 78 and "https://" not in line] == []


def test_the_six_kinds_of_week_have_every_section_among_them() -> None:
    page = BeautifulSoup(written("rich").html, "html.parser")
    assert tuple(heading.get_text() for heading in page.find_all("h2")) == HEADINGS


def test_the_days_are_attached_and_the_letter_says_so() -> None:
    for name in LETTERS:
        sent = written(name)
        assert ("BEGIN:VEVENT" in sent.calendar) == ("Sista dagarna ligger som kalenderfil" in plain(sent.text))
    assert written("rich").calendar and not written("empty").calendar


def test_for_whom_a_call_is_stands_there_only_for_a_person_with_several_departments() -> None:
    assert "För:" not in written("rich").text + written("rich").html
    page = BeautifulSoup(written("twenty_five").html, "html.parser")
    whom = [line.get_text() for line in page.find_all(string=re.compile("^För: "))]
    assert len(whom) == IN_FULL
    both = "Kommunledningskontoret", "Socialförvaltningen"
    assert set(whom) == {f"För: {names}" for names in (*both, " och ".join(both))}
    assert "8 dagar kvar) · För: Kommunledningskontoret" in plain(page.get_text())


def test_foreign_words_are_marked_for_those_who_listen() -> None:
    page = BeautifulSoup(written("english").html, "html.parser")
    marked = {tag.get_text() for tag in page.find_all(lang="en")}
    assert {CLIMATE.title, TWINNING.title, "”Towns and municipalities may apply.”"} <= marked
    assert "Vänortsstöd: möten mellan invånare i vänorter (CERV)" not in marked


def test_rules_for_phones_and_dark_rooms_survive_the_inlining() -> None:
    html = written("rich").html
    assert b'charset="utf-8"' in html.encode()[:1024]
    kept = re.search(r"<style[^>]*>([^<]*)</style>\s*</head>", html)
    assert kept and "max-width: 520px" in kept[1] and "prefers-color-scheme: dark" in kept[1]
    named = set(re.findall(r"\.([a-z-]+)(?=[ ,])", kept[1]))
    page = BeautifulSoup(html + written("first").html, "html.parser")
    assert named == {name for name in named if page.find(class_=name)}
    assert 'width="640"' in html.partition("[if mso]><table")[2][:120]


def test_which_sources_were_read_and_which_were_not() -> None:
    text = plain(written("source_down").text)
    assert "Vi läste 2 av 4 källor: EU:s utlysningsportal och Socialstyrelsen." in text
    assert "Vi kunde inte läsa Vinnova (sedan 19 november)." in text
    assert "Vi har ännu inte läst Nordisk kulturkontakt." in text
    assert "En källa gick inte att läsa den här gången" in text
    assert "gick inte att läsa" not in plain(written("rich").text)


UNCOUNTED = ("unseen", "unconfigured")


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ((), "Inga källor är inlagda ännu."),
        ((replace(SOURCES[0], state="never"),), "KÄLLOR ------ Vi har ännu inte läst EU:s"),
        (
            (replace(SOURCES[0], state="never"), replace(SOURCES[1], state="failing")),
            "Vi kunde inte läsa någon källa den här gången. Vi kunde inte läsa Socialstyrelsen.",
        ),
        (SOURCES[:1], "Vi läste 1 av 1 källa: EU:s utlysningsportal."),
        ((replace(SOURCES[0], state="failing"),), "Vi kunde inte läsa EU:s utlysningsportal. Där kan"),
        ((SOURCES[0], replace(SOURCES[1], state="unconfigured")), "Vi läste 1 av 1 källa: EU:s utlysningsportal."),
        (SOURCES[:1] * 12, "Vi läste 12 av 12 källor: EU:s"),
        (SOURCES[:1] * 13, "Vi läste 13 av 13 källor."),
        (
            tuple(replace(source, state="failing") for source in SOURCES[:2]),
            "Den här gången gick två källor inte att läsa",
        ),
        (
            (SOURCES[0], replace(SOURCES[1], state="doubtful")),
            "Vi läste 1 av 2 källor: EU:s utlysningsportal. Vi kunde",
        ),
        ((SOURCES[0], replace(SOURCES[1], state="silent")), "Vi läste 2 av 2 källor: EU:s"),
        ((SOURCES[0], *(replace(SOURCES[1], state=state) for state in UNCOUNTED)), "Vi läste 1 av 1 källa: EU:s"),
        (tuple(replace(SOURCES[1], state=state) for state in UNCOUNTED), "Inga källor är inlagda ännu."),
        (
            (replace(SOURCES[0], state="failing", since=date(2025, 12, 30)),),
            "utlysningsportal (sedan 30 december 2025).",
        ),
    ],
)
def test_odd_sources(sources: tuple, said: str) -> None:
    assert said in plain(letter(digest_of([], sources=sources)).text)


@pytest.mark.parametrize("closing", [0, 1, 2, 12, 13])
@pytest.mark.parametrize("new", [0, 1, 2, 12, 13])
@pytest.mark.parametrize("first", [True, False])
def test_no_sentence_of_the_greeting_opens_with_a_figure(closing: int, new: int, first: bool) -> None:
    calls = [closing_in(2, f"c{n:02}") for n in range(closing)] + [closing_in(60, f"n{n:02}") for n in range(new)]
    ill = tuple(replace(source, state="failing") for source in SOURCES * 4)[: max(new, 1)]
    digest = digest_of([(call, match(call)) for call in calls], first=first, sources=ill)  # type: ignore[arg-type]
    greeting = plain(letter(digest).text).partition("Hej!")[2].partition("längst ned.")[0]
    assert len(greeting) > 60
    assert not re.search(r"[.!?] \d", f".{greeting}")


@pytest.mark.parametrize(
    ("closing", "new", "said"),
    [
        (2, 3, "Hej! Snart stänger två utlysningar som passar er. Vi har hittat tre nya utlysningar som passar er. S"),
        (1, 12, "stänger snart. Vi har hittat tolv nya utlysningar som passar er. De tio första står i sin helhet."),
        (13, 0, "Hej! Snart stänger 13 utlysningar som passar er. De tio första står"),
    ],
)
def test_numbers_up_to_twelve_are_words(closing: int, new: int, said: str) -> None:
    calls = [closing_in(2, f"c{n:02}") for n in range(closing)] + [closing_in(60, f"n{n:02}") for n in range(new)]
    assert said in plain(letter(digest_of([(call, match(call)) for call in calls])).text)


def test_an_empty_week_is_one_friendly_sentence() -> None:
    text = plain(written("empty").text)
    assert "Hej! Den här veckan hittade vi inget nytt som passar er, men vi fortsätter leta" in text


def test_a_company_gets_the_same_letter_worded_for_a_company() -> None:
    digest = digest_of([(SUPPORT, match(SUPPORT, BOLAG, eligible="yes"))], profile=BOLAG)
    assert "ni kan söka som kommunalt bolag" in letter(digest, company=True).html


@pytest.mark.parametrize("name", LETTERS)
def test_golden_letters(name: str) -> None:
    sent = written(name)
    files = {f"{name}.html": sent.html, f"{name}.txt": f"Ämne: {sent.subject}\n\n{sent.text}"}
    for file, text in files.items():
        if os.environ.get("GOLDEN") == "write":
            GOLDEN.mkdir(parents=True, exist_ok=True)
            (GOLDEN / file).write_text(text, encoding="utf-8")
        assert (GOLDEN / file).read_text(encoding="utf-8") == text, f"{file}: see the top of this file"
