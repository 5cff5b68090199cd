"""What a call page says in words of its own: that applying is over, or paused, or was, or is drawing a reserved sum."""

from __future__ import annotations

from datetime import date

import pytest

from sources.kit.dates import reads_rolling
from sources.kit.labels import shipped_labels
from sources.kit.pages import Line
from sources.kit.reading import Reading, read_lines_of_call

TODAY = date(2026, 11, 23)


def read(*lines: str | Line, title: str = "Bidrag till byar", **labels: tuple[str, ...]) -> Reading:
    marked = [line if isinstance(line, Line) else Line(line) for line in lines]
    return read_lines_of_call(title, marked, "https://fund.example/a", TODAY, shipped_labels().more(labels))


@pytest.mark.parametrize(
    ("text", "rolling"),
    [
        ("Det är inte möjligt att söka programmet tills vidare.", False),
        ("Ansökan är stängd tills vidare.", False),
        ("Utlysningen är pausad tills vidare.", False),
        ("Ansökan är öppen tills vidare.", True),
        ("Vi tar inte betalt. Bidraget kan sökas tills vidare.", True),
    ],
)
def test_what_is_closed_for_the_time_being_is_not_open_all_the_time(text: str, rolling: bool) -> None:
    assert reads_rolling(text) is rolling


@pytest.mark.parametrize(
    "lines",
    [
        ("Ansökningsperioden är nu stängd. Nästa period öppnar i sommar.", "Lämna in ansökan senast den 30 november."),
        ("Stängt för ansökan. Redovisa senast den 31 januari.", "Kommuner ansöker senast den 1 december."),
        ("Utlysningen var öppen från den 16 september till den 16 december.",),
        ("Sista ansökningsdag var den 4 maj, och nu läser vi det som kom in.",),
        ("Förra utlysningen, den för 2026, pågick mellan den 2 december och den 2 februari.",),
    ],
)
def test_where_applying_is_over_a_day_without_a_year_is_none_to_come(lines: tuple[str, ...]) -> None:
    reading = read(*lines)
    assert (reading.opens, reading.deadlines, reading.closed) == (None, (), True)
    assert reading.is_over(TODAY)


def test_a_day_with_its_year_is_told_whatever_was() -> None:
    reading = read("Utlysningen 2026 var öppen 1–30 mars 2026. Nästa utlysning är öppen 1–31 mars 2027.")
    assert reading.deadlines == (date(2026, 3, 30), date(2027, 3, 31))
    assert not reading.is_over(TODAY)


def test_the_round_that_was_hides_no_round_to_come() -> None:
    reading = read("Sista ansökningsdag var den 1 februari. Nästa sista ansökningsdag är den 1 oktober.")
    assert reading.deadlines == (date(2027, 10, 1),)
    assert not reading.is_over(TODAY)


def test_a_project_that_was_open_is_no_round_that_is_over() -> None:
    assert not read("Caféet var öppet till den 1 mars.", "Ansök senast den 1 december.").is_over(TODAY)


@pytest.mark.parametrize(("month", "over"), [("oktober 2026", True), ("november 2026", False), ("mars 2027", False)])
def test_a_month_that_has_passed_is_over(month: str, over: bool) -> None:
    assert read("Utlysningen öppnade den 31 augusti 2026.", f"Utlysningen stängde i {month}.").is_over(TODAY) is over
