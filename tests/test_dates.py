"""Phrases as funders write them; every mistake ever found adds a row."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sources.kit.dates import read_application_days, read_dates, reads_rolling

PHRASES = Path(__file__).parents[2] / "shared" / "recorded" / "phrases.jsonl"
# The word that tells what this day is for stands outside the recorded phrase.
LABEL_ELSEWHERE = {"19 dec. 2025"}

# (text, what is read: "role value"; a "~" marks an inferred year), with no hint of when the text was written
WITH_YEAR = [
    ("Stänger 24 april 2026", ["closes 2026-04-24"]),
    ("Stänger 05 maj 2026", ["closes 2026-05-05"]),
    ("Stängd 19 mars 2024", ["closes 2024-03-19"]),
    ("Öppnar 12 augusti 2024", ["opens 2024-08-12"]),
    ("12 mars 2026", ["closes 2026-03-12"]),
    ("Sista ansökningsdag är den 26 januari 2017 kl 14:00", ["closes 2017-01-26"]),
    ("Ansök senast 29 september 2026 kl. 12.00", ["closes 2026-09-29"]),
    ("kl. 15.00 (CET), 15 februari 2022", ["closes 2022-02-15"]),
    ("Ansökan stänger klockan 12, 24 april 2026", ["closes 2026-04-24"]),
    ("stänger den 13 februari, 2018", ["closes 2018-02-13"]),
    ("stängde fredag den 7 september 2018", ["closes 2018-09-07"]),
    ("Utlysningsdatum: 2021-02-25", ["opens 2021-02-25"]),
    ("Sista ansökningsdag: 2021-11-01", ["closes 2021-11-01"]),
    ("Sista ansökningsdatum: 10 september 2022", ["closes 2022-09-10"]),
    ("Sista dagen att söka är 20270115", ["closes 2027-01-15"]),
    ("Ansökan ska ha kommit in senast den 1 februari 2027", ["closes 2027-02-01"]),
    ("Ansökningstiden går ut den trettioförsta januari 2027", ["closes 2027-01-31"]),
    ("Du kan söka till och med artonde februari 2021", ["closes 2021-02-18"]),
    ("Öppen för ansökan till den 16 april 2027", ["closes 2027-04-16"]),
    ("Stänger 24/4 2026", ["closes 2026-04-24"]),
    ("Ansökan förlängd till 26 mars 2018", ["closes 2018-03-26"]),
    ("Den 3 januari 2023 öppnar ansökan", ["opens 2023-01-03"]),
    ("Från 15 januari 2027 kan regionala aktörer ansöka", ["opens 2027-01-15"]),
    ("Deadline: 24 March 2026 at 17:00 Brussels time", ["closes 2026-03-24"]),
    ("Apply by March 24, 2026", ["closes 2026-03-24"]),
    ("The call opens on 24th of March 2026", ["opens 2026-03-24"]),
    ("Applications open 1 November 2026 and close on 1 February 2027", ["opens 2026-11-01", "closes 2027-02-01"]),
    ("Opening date: 2026-11-05. Submission deadline: 2027-03-02.", ["opens 2026-11-05", "closes 2027-03-02"]),
    # ranges share month and year
    ("Ansökningsperiod 1: 10–28 februari 2022", ["opens 2022-02-10", "closes 2022-02-28"]),
    ("23 augusti–8 september 2022", ["opens 2022-08-23", "closes 2022-09-08"]),
    ("1 december 2017–2 januari 2018", ["opens 2017-12-01", "closes 2018-01-02"]),
    ("1 december–15 januari 2027", ["opens 2026-12-01", "closes 2027-01-15"]),
    ("3 juni - 23 augusti 2024", ["opens 2024-06-03", "closes 2024-08-23"]),
    ("mellan den 1 januari till den 28 april 2011", ["opens 2011-01-01", "closes 2011-04-28"]),
    ("Ansök mellan 15 augusti och 28 augusti 2019", ["opens 2019-08-15", "closes 2019-08-28"]),
    ("från 10 december 2019 till 8 mars 2020", ["opens 2019-12-10", "closes 2020-03-08"]),
    ("öppen under perioden 15 mars–17 april 2023", ["opens 2023-03-15", "closes 2023-04-17"]),
    ("Application period: February 10–28, 2022", ["opens 2022-02-10", "closes 2022-02-28"]),
    ("öppna i december 2022/januari 2023 och stänga i mars 2023", ["opens 2022-12", "opens 2023-01", "closes 2023-03"]),
    # several deadlines
    ("sista ansökningsdag 12 april och 1 december 2026", ["closes 2026-04-12", "closes 2026-12-01"]),
    (
        "Sista ansökningsdagar är 4 februari, 5 maj samt 11 augusti 2027",
        ["closes 2027-02-04", "closes 2027-05-05", "closes 2027-08-11"],
    ),
    ("Sista ansökningsdag: 1, 15 och 30 mars 2027", ["closes 2027-03-01", "closes 2027-03-15", "closes 2027-03-30"]),
    ("Sista ansökningsdag 1 oktober 2026 och 1 februari", ["closes 2026-10-01", "closes ~2027-02-01"]),
    # the label after the day
    ("24 mars 2026 kl 14:00 Sista ansökningsdag", ["closes 2026-03-24"]),
    ("19 dec. 2025 Utlysningen öppnar", ["opens 2025-12-19"]),
    (
        "19 dec. 2025\nUtlysningen öppnar\n24 mars 2026 kl 14:00\nSista ansökningsdag\n3 juni 2026\nBeslut meddelas",
        ["opens 2025-12-19", "closes 2026-03-24", "other 2026-06-03"],
    ),
    (
        "Viktiga datum\n19 dec. 2025\nÖppnar\n1 februari 2026\nFrågestund\n24 mars 2026\nSista ansökningsdag",
        ["opens 2025-12-19", "other 2026-02-01", "closes 2026-03-24"],
    ),
    ("Öppnar\n2 december 2026\nStänger\n6 mars 2027", ["opens 2026-12-02", "closes 2027-03-06"]),
    ("Den 3 januari 2023 öppnar ansökan och den stänger 1 mars 2023", ["opens 2023-01-03", "closes 2023-03-01"]),
    # what is not a deadline
    ("Beslutad: 2022-11-23 11:00", ["other 2022-11-23"]),
    ("Beslut meddelas senast den 15 juni 2027", ["other 2027-06-15"]),
    ("Beslut meddelas: i början av juni 2023", ["other 2023-06"]),
    ("Senast uppdaterad: 19 juni 2024", ["other 2024-06-19"]),
    ("Publicerad 2 mars 2026\nSista ansökningsdag 4 april 2026", ["other 2026-03-02", "closes 2026-04-04"]),
    ("Granskad 1 oktober 2026", ["other 2026-10-01"]),
    ("Redovisningen är öppen 1–31 mars 2028", ["other 2028-03-01", "other 2028-03-31"]),
    ("Redovisningen ska ha kommit in senast den 1 mars 2028", ["other 2028-03-01"]),
    ("Senast den 1 mars 2028 ska projektet redovisas", ["other 2028-03-01"]),
    ("Utbetalning sker senast den 30 juni 2027", ["other 2027-06-30"]),
    (
        "Under perioden 1 december 2026 till 28 februari 2027 tar vi inga nya beslut om ansökningar",
        ["other 2026-12-01", "other 2027-02-28"],
    ),
    ("Projektet får pågå längst till och med 30 september 2029", ["other 2029-09-30"]),
    (
        "Stöd för att driva rådgivning under perioden 1 januari 2026–31 december 2027",
        ["other 2026-01-01", "other 2027-12-31"],
    ),
    ("Sista ansökningsdag för projekt med start under 2016 är den 1 december 2016", ["closes 2016-12-01"]),
    ("Projektstart tidigast i augusti, utlysningen stänger 3 maj 2027", ["closes 2027-05-03"]),
    ("Sista dag för redovisning är 3 mars 2027", ["other 2027-03-03"]),
    (
        "Informationsmöte 3 mars 2027 kl 10–11. Sista ansökningsdag 4 april 2027.",
        ["other 2027-03-03", "closes 2027-04-04"],
    ),
    ("Decisions are published on 1 June 2027", ["other 2027-06-01"]),
    # what is no day at all
    ("Stänger 30 februari 2026", []),
    ("Stänger 31 april 2026 kl 14:00", []),
    ("Stänger: Ej bestämt", []),
    ("0 dagar kvar", []),
    ("Tid kvar att ansöka: Stängt för ansökan", []),
    ("10/11/2026", []),
    ("senast den 30 november", []),
    ("Utlysningen planeras öppna den:", []),
    ("max tre år 2025 - 2027 enligt SFS 2015:517, 9–12 månader, 20–65 %", []),
    ("Up to 5 may apply, dnr 2017-02942_10, 1.5 miljoner", []),
]  # fmt: skip

# (text, when it was written, what is read)
WITHOUT_YEAR = [
    ("senast den 30 november", "2026-11-23", ["closes ~2026-11-30"]),
    ("stänger 15 oktober", "2026-11-23", ["closes ~2027-10-15"]),
    ("stängde 15 oktober", "2026-11-23", ["closes ~2026-10-15"]),
    ("Ansökan öppnade 1 november", "2026-11-23", ["opens ~2026-11-01"]),
    ("28:e april", "2022-04-08", ["closes ~2022-04-28"]),
    ("till midnatt måndag 26 mars", "2018-02-01", ["closes ~2018-03-26"]),
    ("till midnatt måndag 26 mars", "2018-06-01", ["closes ~2018-03-26"]),
    ("till midnatt måndag 26 mars", "2026-11-23", []),
    ("från den 3 maj till och med den 31 maj", "2021-01-01", ["opens ~2021-05-03", "closes ~2021-05-31"]),
    ("1 november–15 december", "2026-11-23", ["opens ~2026-11-01", "closes ~2026-12-15"]),
    ("sista ansökningsdag 12 april och 1 december", "2021-01-01", ["closes ~2021-04-12", "closes ~2021-12-01"]),
    ("Ansökan öppnar 2 januari 2023 och stänger 16 februari", "2026-11-23", ["opens 2023-01-02", "closes ~2023-02-16"]),
    ("Sista ansökningsdag för 2024: 28 februari", "2026-11-23", ["closes ~2024-02-28"]),
    ("2026 var sista dag 19 februari", "2027-01-10", ["closes ~2026-02-19"]),
    ("senast den 29 februari", "2026-11-23", []),
    ("senast den 29 februari", "2027-11-23", ["closes ~2028-02-29"]),
]


def shown(text: str, written: str = "") -> list[str]:
    found = read_dates(text, year_from=date.fromisoformat(written) if written else None)
    return [f"{one.role} {'~' if one.inferred else ''}{one.value}" for one in found]


@pytest.mark.parametrize(("text", "expected"), WITH_YEAR)
def test_days_and_what_they_are_for(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(("text", "written", "expected"), WITHOUT_YEAR)
def test_a_missing_year_is_inferred_and_marked(text: str, written: str, expected: list[str]) -> None:
    assert shown(text, written) == expected


# Sentences of a page without labels: only those that speak of applying have days to apply.
OF_APPLYING = [
    (
        "The third call for proposals will be open from 20 March to 7 June 2027.",
        ["opens 2027-03-20", "closes 2027-06-07"],
    ),
    ("Call 5 opened on 1 May 2025 and closed on 22 July 2025.", ["opens 2025-05-01", "closes 2025-07-22"]),
    ("The outcome of Call 5 will be published on 25 October 2027.", []),
    ("We give advice on applications until Friday 21 October 2027.", []),
    ("Ni söker stödet mellan den 25 juni och den 15 september 2027.", ["opens 2027-06-25", "closes 2027-09-15"]),
    (
        "Den 11 januari till 12 februari 2027 kan ni ansöka om att driva projekt.",
        ["opens 2027-01-11", "closes 2027-02-12"],
    ),
    ("Ni ansöker om medel och ska driva projektet till den 30 juni 2028.", []),
    ("Projektet avslutas och ni ansöker om slututbetalning senast den 30 november 2029.", []),
    ("Ansökan om slutbetalning lämnas senast den 31 mars 2029.", []),
    ("Utkast till en ansökan ska vara hos oss senast den 15 januari 2027.", []),
]


@pytest.mark.parametrize(("text", "expected"), OF_APPLYING)
def test_days_of_sentences_that_speak_of_applying(text: str, expected: list[str]) -> None:
    assert [f"{found.role} {found.value}" for found in read_application_days(text)] == expected


def test_the_words_are_the_text_s_own_and_hold_the_label() -> None:
    found = read_dates("Läs mer här. Sista ansökningsdag är\u00a0den 26 januari 2027 kl 14.00, beslut i maj.")
    assert [one.words for one in found] == ["Sista ansökningsdag är den 26 januari 2027"]


@pytest.mark.parametrize(
    "text",
    [
        "Löpande",
        "Ansökan tas emot löpande under hela året",
        "Du kan söka löpande",
        "Utlysningen är öppen tillsvidare",
        "Ansök så länge det finns medel kvar",
        "Applications are accepted on a rolling basis",
    ],
)
def test_rolling(text: str) -> None:
    assert reads_rolling(text)


@pytest.mark.parametrize(
    "text",
    [
        "Stänger: Ej bestämt",
        "0 dagar kvar",
        "Projektet ska ha löpande redovisning av kostnader",
        "Ansök inte löpande",
        "",
    ],
)
def test_not_rolling(text: str) -> None:
    assert not reads_rolling(text)


@pytest.mark.skipif(not PHRASES.exists(), reason="the shared recordings (../shared) are not here")
def test_recorded_phrases() -> None:
    rows = [json.loads(line) for line in PHRASES.read_text(encoding="utf-8").splitlines()]
    wrong = [row["phrase"] for row in rows if row["kind"] == "date" and not _reads_as_expected(row)]
    assert set(wrong) <= LABEL_ELSEWHERE


def _reads_as_expected(row: dict[str, str | None]) -> bool:
    """Where nothing is expected, no day may be claimed without the mark; where months are, the outer ones count."""
    found = read_dates(str(row["phrase"]))
    role, expected = row["role"], row["expected"]
    if role == "decision":
        return [one.role for one in found] == ["other"]
    if expected is None or role == "status":
        return not found
    days = [day[:10] for day in expected.split("/")]
    if role == "range":
        return (found[0].role, found[0].value, found[-1].role, found[-1].value) == ("opens", days[0], "closes", days[1])
    return [(one.role, one.value) for one in found] == [(role, days[0])]
