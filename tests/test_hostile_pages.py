"""Pages that no decent funder has: nothing is guessed, nothing is lost without a word, nothing takes hours."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.kit.dates import is_bare, read_application_days, read_dates
from sources.kit.errors import ShapeError
from sources.kit.patterns import check_pattern
from sources.kit.reading import Reading, read_page
from sources.kit.web import Page

TODAY = date(2026, 11, 23)
FACT = "<p>Sista ansökningsdag: 1 mars 2027</p>"
MARCH = (date(2027, 3, 1),)


def read(html: str | bytes, charset: str | None = None) -> Reading:
    content = html if isinstance(html, bytes) else html.encode()
    return read_page(Page("https://fund.example/stod", content, charset=charset), TODAY)


def test_a_page_without_a_heading_is_refused() -> None:
    with pytest.raises(ShapeError, match="no heading"):
        read(f"<main>{FACT}</main>")


def test_of_several_headings_the_first_counts() -> None:
    assert read(f"<main><h1>Stöd ett</h1>{FACT}<h1>Mer</h1><p>Text.</p></main>").title == "Stöd ett"


def test_a_heading_outside_the_main_part_counts_where_it_has_none() -> None:
    assert read(f"<body><header><h1>Bygdestöd</h1></header><main>{FACT}</main></body>").title == "Bygdestöd"


@pytest.mark.parametrize("charset", [None, "iso-8859-1"])
def test_a_page_in_an_old_encoding_is_read(charset: str | None) -> None:
    reading = read(f"<main><h1>Bygdestöd</h1>{FACT}</main>".encode("latin-1"), charset)
    assert (reading.title, reading.deadlines) == ("Bygdestöd", MARCH)


def test_tables_within_tables_are_read() -> None:
    rows = (("Sista ansökningsdag", "1 mars 2027"), ("Beslut", "1 juni 2027"))
    inner = f"<table>{''.join(f'<tr><th>{name}</th><td>{day}</td></tr>' for name, day in rows)}</table>"
    reading = read(
        f"<main><h1>Stöd</h1><table><tr><td><table><tr><td>{inner}</td></tr></table></td></tr></table></main>"
    )
    assert reading.deadlines == MARCH


@pytest.mark.parametrize("day", ["30 februari 2027", "31 april 2027", "2027-13-01", "0 mars 2027", "29 februari 2027"])
def test_a_day_that_does_not_exist_is_unknown(day: str) -> None:
    assert read(f"<main><h1>Stöd</h1><p>Sista ansökningsdag: {day}</p></main>").deadlines == ()


def test_a_page_of_five_megabytes_gives_what_it_says() -> None:
    filling = "Text som inte säger något om någon dag alls, år ut och år in. " * 80_000
    reading = read(f"<main><h1>Stöd</h1>{FACT}<p>{filling}</p></main>")
    assert reading.deadlines == MARCH


def test_a_page_without_end_is_refused() -> None:
    with pytest.raises(ShapeError, match="10001 lines"):
        read(f"<main><h1>Stöd</h1>{'<p>a</p>' * 10_001}</main>")


def test_a_page_that_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(ShapeError, match="nested too deep"):
        read(f"<main><h1>Stöd</h1>{'<div>' * 5000}{FACT}</main>")


def test_two_last_days_under_one_label_are_refused() -> None:
    with pytest.raises(ShapeError, match="different days"):
        read(f"<main><h1>Stöd</h1>{FACT}<p>Sista ansökningsdag: 5 april 2027</p></main>")


WORDS = st.sampled_from(
    "sista ansökningsdag senast stänger öppnar till och 1 31 30 mars februari 2027 2026 - – : , . ( ) den kl 14:00 "
    "beslut 1/2 2027-02-30 2027-02-28 löpande dagar kvar 12 måndag period".split(" ")
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_whatever_a_text_says_its_days_exist_and_stand_in_it(text: str) -> None:
    for one in [*read_dates(text, year_from=TODAY), *read_application_days(text, year_from=TODAY)]:
        assert one.words in " ".join(text.split())
        assert one.inferred or one.value[:4] in text
    assert is_bare(text) in (True, False)


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_every_last_day_of_a_page_is_told_with_its_words(text: str) -> None:
    try:
        reading = read(f"<main><h1>Stöd</h1><p>{text}</p></main>")
    except ShapeError:
        return
    for day in reading.deadlines:
        assert any(gave.startswith(f"deadlines {day}") for said in reading.said for gave in said.gave)


@pytest.mark.parametrize(
    "text", ["1 mars " * 6000, "1 mars 2027\n" * 3500, "sista dag " * 4000, "\n" * 40_000, "1/" * 9_000]
)
def test_forty_thousand_characters_are_read_to_the_end(text: str) -> None:
    found = read_dates(f"{text[:39_900]}\nAnsök senast 5 april 2027.", year_from=TODAY)
    assert (found[-1].role, found[-1].day) == ("closes", date(2027, 4, 5))


@pytest.mark.parametrize("pattern", ["(a+)+b", "(?:a|b)*c", "((a*)b)+", "(?P<x>[^/]+)*", "(a{2,})+"])
def test_a_pattern_that_could_be_tried_for_hours_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="for hours"):
        check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["^/bidrag/([^/]+)/?$", r"^/(?:a|b)/([^/+(]+)/?$", r"\((\d{4})\)+", "[(a+)+]b", r"^/sok-bidrag/(?:vara/)?(.+)"],
)
def test_a_usual_pattern_is_taken(pattern: str) -> None:
    assert check_pattern(pattern) == pattern
