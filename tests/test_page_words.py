"""What a call page says in words of its own: that applying is over, or paused, or was, or is drawing a reserved sum."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup

from sources.kit.dates import reads_rolling
from sources.kit.labels import shipped_labels
from sources.kit.money import read_terms
from sources.kit.pages import Line, read_marked_lines
from sources.kit.reading import Reading, read_lines_of_call

TODAY = date(2026, 11, 23)


def read(*lines: str | Line, title: str = "Bidrag till byar", **labels: tuple[str, ...]) -> Reading:
    marked = [line if isinstance(line, Line) else Line(line) for line in lines]
    return read_lines_of_call(title, marked, "https://fund.example/a", TODAY, shipped_labels().more(labels))


def read_markup(main: str) -> Reading:
    lines = read_marked_lines(BeautifulSoup(f"<main>{main}</main>", "html.parser"))
    return read_lines_of_call("Bidrag till byar", lines, "https://fund.example/a", TODAY)


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
    reading = read("Höstens utlysning var öppen 1–30 september 2026. Nästa utlysning är öppen 1–31 mars 2027.")
    assert reading.deadlines == (date(2026, 9, 30), date(2027, 3, 31))
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


@pytest.mark.parametrize(
    ("heading", "days"),
    [
        ("Ansökan: 15 januari–15 februari 2027", ("2027-01-15", "2027-02-15")),
        ("Ansökan 2027: 1 december 2026–2 januari 2027", ("2026-12-01", "2027-01-02")),
        ("Ansökan 15 augusti – 30 september", ("2027-08-15", "2027-09-30")),
        ("Ansök senast 30 september 2027", (None, "2027-09-30")),
        ("Ansökan 2027", (None, None)),
        ("Redovisning: 15 mars–15 april 2028", (None, None)),
    ],
)
def test_a_heading_may_hold_its_days(heading: str, days: tuple[str | None, str | None]) -> None:
    reading = read(Line(heading, 3), "Logga in i e-tjänsten.", period=("ansökan",))
    told = (reading.opens, next(iter(reading.deadlines), None))
    assert tuple(day.isoformat() if day else None for day in told) == days


def test_a_heading_without_days_still_has_its_section() -> None:
    reading = read(Line("Ansökningsperiod 2027", 2), "1 mars–30 april 2027")
    assert (reading.opens, reading.deadlines) == (date(2027, 3, 1), (date(2027, 4, 30),))


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        (
            "Ansökningsperioden för 2028 års bidrag pågår från den 19 juni till den 2 oktober 2027.",
            "2027-06-19",
            "2027-10-02",
        ),
        ("Ansökningsperioden pågår till och med den 3 mars 2027.", None, "2027-03-03"),
        ("Utlysningen gäller projekt. Projektet pågår till och med den 3 mars 2027.", None, None),
    ],
)
def test_a_period_goes_on_until_its_last_day(text: str, opens: str | None, closes: str | None) -> None:
    reading = read(text)
    assert reading.opens == (date.fromisoformat(opens) if opens else None)
    assert reading.deadlines == ((date.fromisoformat(closes),) if closes else ())


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (("Begär utbetalning: 1 oktober–6 november 2027",), "rekvisition"),
        (("Ansökan: 1 mars–6 april 2027", "Begär utbetalning: 1 oktober–6 november 2027"), "competition"),
        (("Ansökan: 1 mars–6 april 2027",), "competition"),
    ],
)
def test_drawing_what_is_reserved_is_no_competition(headings: tuple[str, ...], kind: str) -> None:
    lines = [Line(heading, 3) for heading in headings]
    assert read(*lines, period=("ansökan", "begär utbetalning")).kind == kind


@pytest.mark.parametrize(
    ("title", "lines", "over"),
    [
        ("Bidrag för läxhjälp 2024", ("350 huvudmän har fått bidrag.",), True),
        ("Bidrag för läxhjälp 2026", ("Ansökan öppnar senare.",), False),
        ("Bidrag för läxhjälp 2025/26", (), False),
        ("Bidrag för läxhjälp 2021–2027", (), False),
        ("Bidrag för läxhjälp 2025", ("Ansökan är öppen året om.",), False),
        ("Bidrag för läxhjälp 2025", ("Ansök senast den 1 februari 2027.",), False),
        ("Bidrag för läxhjälp", (), False),
    ],
)
def test_a_page_without_days_is_over_with_the_year_that_it_is_named_for(
    title: str, lines: tuple[str, ...], over: bool
) -> None:
    assert read(*lines, title=title).is_over(TODAY) is over


@pytest.mark.parametrize("unit", ["varje nytt småhus", "varje hus", "varje ny lägenhet"])
def test_money_for_a_house_is_no_money_for_a_project(unit: str) -> None:
    assert read_terms(f"Stödet är högst 15 000 kronor för {unit}.").grant_max is None


@pytest.mark.parametrize(
    ("days", "read_as"),
    [
        (("18 februari 2027 klockan 12.00", "1 oktober 2027 kl. 12.00"), ["2027-02-18", "2027-10-01"]),
        (("1 mars–30 april 2027",), ["2027-04-30"]),
        (("18 februari 2027",), ["2027-02-18"]),
        (("11 februari, 29 april",), ["2027-02-11", "2027-04-29"]),
        (("1 februari 2027", "1 oktober 2027"), ["2027-02-01", "2027-10-01"]),
        (("från 18 februari 2027",), []),
        (("fr.o.m. 18 februari 2027",), []),
        (("18 februari 2027 –",), []),
        (("Beslut 18 februari 2027",), []),
    ],
)
def test_single_days_of_a_time_to_apply_are_last_days(days: tuple[str, ...], read_as: list[str]) -> None:
    reading = read(Line("Ansökningstider", 2), *days)
    assert [day.isoformat() for day in reading.deadlines] == read_as


@pytest.mark.parametrize(
    ("lead", "read_as"),
    [
        ("Ni kan söka två gånger om året. Sista ansökningsdagar 2027 är", ["2027-02-01", "2027-10-01"]),
        ("Ni kan söka två gånger om året. Sista ansökningsdagar är:", ["2027-02-01", "2027-10-01"]),
        ("Ni kan söka två gånger om året. Beslut 2027", []),
        ("Ni kan söka två gånger om året. Sista ansökningsdagar har vi inte än", []),
    ],
)
def test_a_text_may_lead_up_to_a_list_of_days(lead: str, read_as: list[str]) -> None:
    reading = read(lead, "1 februari", "1 oktober", "Högst två lärare reser.")
    assert [day.isoformat() for day in reading.deadlines] == read_as
    assert "två gånger om året" in reading.text


@pytest.mark.parametrize(
    ("heading", "closes"), [("Begär utbetalning", date(2027, 11, 6)), ("Sista dag för slutrapport", None)]
)
def test_a_known_phrase_is_what_it_is_known_for(heading: str, closes: date | None) -> None:
    reading = read(Line(heading, 3), "1 oktober–6 november 2027", period=("begär utbetalning",))
    assert reading.deadlines == ((closes,) if closes else ())


def test_a_heading_is_no_label_of_the_days_above_it() -> None:
    reading = read(Line("Beslut", 2), "1 juni 2027", Line("Sista ansökningsdag", 2), "Se listan över omgångar.")
    assert reading.deadlines == ()


@pytest.mark.parametrize(
    "label", ["Ansökningsfrist", "Ansökningsfrister 2027", "Sista ansökningsdag 2", "Deadline 2027"]
)
def test_a_year_or_a_number_after_a_label_tells_which_one(label: str) -> None:
    assert read(label, "1 mars 2027", "Lycka till!").deadlines == (date(2027, 3, 1),)


@pytest.mark.parametrize("zone", ["dansk tid", "finsk tid", "norsk tid", "EET", "UTC"])
def test_a_time_zone_is_part_of_a_clock(zone: str) -> None:
    assert read(Line("Sista ansökningsdag", 8), f"1 mars 2027 kl. 13.00 ({zone})").deadlines == (date(2027, 3, 1),)


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("Søknadsfrist: mandag 1. mars 2027", date(2027, 3, 1)),
        ("Søknadsfrist: tirsdag 2. marts", date(2027, 3, 2)),
        ("Ansøgningsfrist: lørdag den 27. februar", date(2027, 2, 27)),
        ("Ansøgningsfrist: søndag 28. februar", date(2027, 2, 28)),
    ],
)
def test_days_and_weekdays_of_the_neighbours(text: str, closes: date) -> None:
    assert read(text).deadlines == (closes,)


CLOSES, DECIDED, OPENS = "Sista ansökningsdag", "Beslut", "Ansökan öppnar"
SPRING, AUTUMN = ("1 februari 2027", "1 april 2027"), ("1 september 2027", "1 november 2027")
TABLES = {
    "an empty corner, by rows": (["", "Vår", "Höst"], [CLOSES, SPRING[0], AUTUMN[0]], [DECIDED, SPRING[1], AUTUMN[1]]),
    "rounds that are labels": (
        ["", "Ansökningsperiod 1", "Ansökningsperiod 2"],
        [CLOSES, SPRING[0], AUTUMN[0]],
        [DECIDED, SPRING[1], AUTUMN[1]],
    ),
    "a corner, by rows": (["Omgång", "1", "2"], [CLOSES, SPRING[0], AUTUMN[0]], [DECIDED, SPRING[1], AUTUMN[1]]),
    "an empty corner, by columns": (["", CLOSES, DECIDED], ["Vår", *SPRING], ["Höst", *AUTUMN]),
    "a corner, by columns": (["Omgång", CLOSES, DECIDED], ["Vår", *SPRING], ["Höst", *AUTUMN]),
    "columns of days": ([CLOSES, DECIDED], list(SPRING), list(AUTUMN)),
    "an opening first": ([OPENS, CLOSES, DECIDED], ["1 januari 2027", *SPRING], ["1 juli 2027", *AUTUMN]),
}


@pytest.mark.parametrize("head", ["th", "td"])
@pytest.mark.parametrize("form", TABLES)
def test_a_table_tells_last_days_by_rows_or_by_columns(form: str, head: str) -> None:
    first, *rest = TABLES[form]
    rows = [f"<tr>{''.join(f'<{head}>{cell}</{head}>' for cell in first)}</tr>"]
    rows += [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rest]
    reading = read_markup(f"<table>{''.join(rows)}</table>")
    assert reading.deadlines == (date(2027, 2, 1), date(2027, 9, 1))


def test_a_table_whose_first_row_is_no_head_tells_by_its_rows() -> None:
    rows = (("Vem kan söka?", "Kommuner"), (CLOSES, SPRING[0]), (DECIDED, SPRING[1]))
    marked = "".join(
        f"<tr><{tag}>{label}</{tag}><{tag}>{told}</{tag}></tr>"
        for (label, told), tag in zip(rows, ("th", "td", "td"), strict=True)
    )
    reading = read_markup(f"<table>{marked}</table>")
    assert (reading.applicants, reading.deadlines) == ("Kommuner", (date(2027, 2, 1),))


@pytest.mark.parametrize(
    "stamp", ["Senast uppdaterad 3 mars 2026", "Senast uppdaterad: 3 mars 2026", "Publicerad: 2026-03-02"]
)
def test_who_may_apply_does_not_hold_when_the_page_was_written(stamp: str) -> None:
    assert read_markup(f"<h2>Vem kan söka?</h2><p>Kommuner.</p><p>{stamp}</p>").applicants == "Kommuner."


@pytest.mark.parametrize("mark", ["Minst två parter tillsammans: kommuner.", "Kommuner, tillsammans med en förening."])
def test_a_sentence_with_a_colon_is_no_label(mark: str) -> None:
    assert read_markup(f"<h2>Vem kan söka?</h2><p>{mark}</p>").applicants == mark


def test_a_day_behind_a_label_that_is_not_known_is_none_to_apply() -> None:
    assert not read_markup("<h2>Sista ansökningsdag</h2><p>Möte i hela det nya nätverket: 3 mars 2027</p>").deadlines


@pytest.mark.parametrize(
    ("label", "value", "terms"),
    [
        ("Belopp", "20 000–50 000 kr", (20_000, 50_000)),
        ("Sökbart belopp", "minst 100 000 kr och max. 400 000 kr", (100_000, 400_000)),
        ("Hur mycket kan ni söka?", "Lägst 100 000 kr och som mest 400 000 kr.", (100_000, 400_000)),
        ("Belopp", "50 000 kr", (None, None)),
        ("Belopp", "20 000–50 000 kr per elev", (None, None)),
    ],
)
def test_a_range_beside_a_label_of_money_is_for_one_project(
    label: str, value: str, terms: tuple[int | None, int | None]
) -> None:
    told = read_markup(f"<h2>{label}</h2><p>{value}</p>").terms
    assert (told.grant_min, told.grant_max) == terms


@pytest.mark.parametrize(
    ("lines", "rolling"),
    [
        ((Line("När kan ni söka?", 2), "När som helst under året."), True),
        (("Ansökan lämnas när som helst under året.",), True),
        ((Line("När kan ni söka?", 2), "Projektet får börja när som helst under året."), False),
    ],
)
def test_at_any_time_of_the_year_is_rolling(lines: tuple[str | Line, ...], rolling: bool) -> None:
    assert read(*lines).rolling is rolling


def test_last_days_of_rounds_long_past_are_left_out() -> None:
    days = ("31 maj 2022", "7 juni 2024", "1 oktober 2026", "28 maj 2027")
    assert read(Line("Deadlines", 2), *days).deadlines == (date(2026, 10, 1), date(2027, 5, 28))
    assert read(Line("Deadlines", 2), *days[:2]).deadlines == (date(2024, 6, 7),)


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("Utlysningen öppnar i maj 2027.", True),
        ("Ansökan är öppen till mars 2027.", True),
        ("Rapporten kommer i maj 2027.", False),
        ("Högst 2 miljoner kronor per projekt.", False),
    ],
)
def test_a_page_that_only_tells_a_month_is_a_call_without_days(line: str, known: bool) -> None:
    reading = read(line)
    assert (reading.is_recognised, reading.opens, reading.deadlines) == (known, None, ())
    assert not reading.is_over(TODAY)


@pytest.mark.parametrize(("year", "closes"), [(2026, "2026-03-01"), (2027, "2027-03-01"), (2029, "2027-03-01")])
def test_a_later_year_named_in_a_sentence_makes_no_last_day_later(year: int, closes: str) -> None:
    reading = read(f"Ansökan om bidrag för {year} ska vara inne senast den 1 mars.")
    assert [day.isoformat() for day in reading.deadlines] == [closes]


@pytest.mark.parametrize(
    "words",
    [
        "OBS! Årets ansökan är nu stängd",
        "Ansökan är stängd",
        "Just nu går det inte att ansöka till programmet.",
        "Det går inte längre att söka bidraget.",
        "Stödet kan tyvärr inte sökas.",
        "Endast redovisning är möjlig.",
        "There is currently no call open at this time.",
    ],
)
def test_a_line_or_a_heading_may_say_that_applying_is_over(words: str) -> None:
    assert read(words, "Kommuner ansöker senast den 1 december.").is_over(TODAY)
    assert read(Line(words, 3), "Kommuner ansöker senast den 1 december.").is_over(TODAY)
    assert not read(Line(words, 3), "Kommuner ansöker senast den 1 december 2026.").is_over(TODAY)


@pytest.mark.parametrize("words", ["När ansökan är stängd", "Ansökan är stängd för ändringar", "Stängd verksamhet"])
def test_other_headings_do_not(words: str) -> None:
    assert not read(Line(words, 3), "Kommuner ansöker senast den 1 december.").is_over(TODAY)


@pytest.mark.parametrize(
    ("day", "closes"),
    [
        ("22 november", "2026-11-22"),
        ("30 oktober", "2026-10-30"),
        ("1 oktober", "2027-10-01"),
        ("15 december", "2026-12-15"),
        ("den 22 november 2027", "2027-11-22"),
    ],
)
def test_a_day_without_a_year_that_has_just_passed_is_none_of_next_year(day: str, closes: str) -> None:
    assert read(f"Kommuner ansöker senast den {day}.").deadlines == (date.fromisoformat(closes),)


def test_a_page_that_tells_when_it_was_written_is_read_from_there() -> None:
    lines = ("Senast uppdaterad: 23 november 2026", "Kommuner ansöker senast den 22 november.")
    assert read(*lines).deadlines == (date(2027, 11, 22),)
