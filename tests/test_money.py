"""Amounts as funders write them; every mistake ever found adds a row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sources.kit.money import Terms, read_amounts, read_terms

PHRASES = Path(__file__).parents[2] / "shared" / "recorded" / "phrases.jsonl"
# The recorded notes tell more kinds of money than a call has fields for.
ROLES = {
    "per project": {"per project"},
    "per project, decimal point": {"per project"},
    "call budget": {"call budget"},
    "co-financing (not grant rate)": {"own share"},
    "rate range": {"rate"},
    "per unit": {"other"},
    "lump sums": {"per project", "other"},
    "programme budget": {"call budget", "other"},
    "unit mnkr": {"call budget", "other"},
}

AMOUNTS = [
    # units
    ("25 Mkr", ["other 25000000 SEK"]),
    ("10-15 Mkr", ["other 10000000 SEK", "other 15000000 SEK"]),
    ("högst 3–5 miljoner", ["per project 3000000 SEK", "per project 5000000 SEK"]),
    ("MEUR 4", ["other 4000000 EUR"]),
    ("M€ 12,5", ["other 12500000 EUR"]),
    ("EUR 3 and 5 million", ["other 3000000 EUR", "other 5000000 EUR"]),
    ("€1.5 million", ["other 1500000 EUR"]),
    ("EUR 200,000 to EUR 400,000", ["other 200000 EUR", "other 400000 EUR"]),
    ("30 000 euro eller 60 000 euro", ["other 30000 EUR", "other 60000 EUR"]),
    ("2 mkr eller 1 mkr", ["other 2000000 SEK", "other 1000000 SEK"]),
    ("1.500.000 kr", ["other 1500000 SEK"]),
    ("12 345,50 kr", ["other 12345.5 SEK"]),
    ("500 tkr", ["other 500000 SEK"]),
    ("bidrag på 100 000:-", ["per project 100000 SEK"]),
    ("182\u00a0300\u00a0000 kronor", ["call budget 182300000 SEK"]),
    ("1 000–1 500 miljoner kronor", ["call budget 1000000000 SEK", "call budget 1500000000 SEK"]),
    ("år 2027 500 000 kronor", ["other 500000 SEK"]),
    # money of the whole call
    ("Budget för utlysningen är 30 miljoner kronor", ["call budget 30000000 SEK"]),
    ("preliminära budget är 10 mkr", ["call budget 10000000 SEK"]),
    ("Totalt utlyses 300 miljoner kronor", ["call budget 300000000 SEK"]),
    ("I år finns 1,2 miljarder kronor", ["call budget 1200000000 SEK"]),
    ("sex miljoner kronor avsatts", ["call budget 6000000 SEK"]),
    ("ca 30 miljoner kronor att söka", ["call budget 30000000 SEK"]),
    ("cirka 18,4 miljoner kronor", ["call budget 18400000 SEK"]),
    ("cirka 35 miljoner kronor utan krav på medfinansiering", ["call budget 35000000 SEK"]),
    ("totalt ca 100 mnkr", ["call budget 100000000 SEK"]),
    ("Budget\n30 miljoner kronor", ["call budget 30000000 SEK"]),
    ("total budget of EUR 4 million", ["call budget 4000000 EUR"]),
    # one project
    ("upp till 2 mkr i bidrag per projekt", ["per project 2000000 SEK"]),
    ("högst uppgå till 1.5 miljoner kronor", ["per project 1500000 SEK"]),
    ("Max 40 miljoner kronor per forskarskola", ["per project 40000000 SEK"]),
    ("Högst 500 000 kronor per projekt och år", ["per project 500000 SEK"]),
    ("från under 1 miljon till över 100 miljoner kr", ["per project 1000000 SEK", "per project 100000000 SEK"]),
    ("mellan 7 000 och 70 000 euro", ["per project 7000 EUR", "per project 70000 EUR"]),
    ("minst 100 000 och högst 1 miljon kronor", ["per project 100000 SEK", "per project 1000000 SEK"]),
    ("Bidraget ska vara minst 50 000 kronor", ["per project 50000 SEK"]),
    ("The maximum grant is EUR 60 000 per project", ["per project 60000 EUR"]),
    ("Budget 10 mkr, högst 2 mkr per projekt", ["call budget 10000000 SEK", "per project 2000000 SEK"]),
    ("Kommuner kan söka 500 000–900 000 kronor", ["per project 500000 SEK", "per project 900000 SEK"]),
    (
        "högst fem miljoner euro år 2019 och högst tio miljoner euro",
        ["per project 5000000 EUR", "per project 10000000 EUR"],
    ),
    # neither
    ("12 miljoner kronor per bidragsår", ["other 12000000 SEK"]),
    ("högst 1000 kronor för varje elev", ["other 1000 SEK"]),
    ("25 000 kr per elev och termin", ["other 25000 SEK"]),
    ("plus 2 000 kr per extra vecka", ["other 2000 SEK"]),
    ("ansökt om totalt 222 miljoner kronor", ["other 222000000 SEK"]),
    ("Totalt fördelas 17 150 000 kronor", ["other 17150000 SEK"]),
    ("drygt 5,8 miljoner kronor i bidrag till 21 nya LONA-projekt", ["other 5800000 SEK"]),
    ("mindre än 50 000 kronor i stödberättigande utgifter", ["other 50000 SEK"]),
    # per cent
    ("Max 40 procent av era kostnader", ["rate 40 %"]),
    ("Vanligen 20–65 %, upp till 70 %", ["rate 20 %", "rate 65 %", "rate 70 %"]),
    ("co-financing rate up to 80%", ["rate 80 %"]),
    ("medfinansieringsgrad från projekten är 53%", ["own share 53 %"]),
    ("33 procent från de medfinansierande kommunerna", ["own share 33 %"]),
    ("högst 40 procent av kostnaderna, minst 60 procent egen finansiering", ["rate 40 %", "own share 60 %"]),
    ("at least 20% own contribution", ["own share 20 %"]),
    ("minska utsläppen med 50 procent", ["other 50 %"]),
    # no money at all
    ("2 miljoner invånare", []),
    ("1,500 miljoner kronor", []),
    ("9–12 månader, mål 1.3, max tre år 2025 - 2027, 4-5 platser", []),
    ("Det finns inget högsta eller lägsta belopp", []),
]


@pytest.mark.parametrize(("text", "expected"), AMOUNTS)
def test_amounts_and_what_they_are_for(text: str, expected: list[str]) -> None:
    assert [f"{one.role} {one.value} {one.currency}" for one in read_amounts(text)] == expected


@pytest.mark.parametrize("link", ["till", "-", "och högst"])
def test_a_hostile_row_of_numbers_is_read_in_the_end(link: str) -> None:
    """Patterns that can share their white space would need years for each of these."""
    row = f"1{' ' * 40}{link}{' ' * 40}" * 400
    assert [one.value for one in read_amounts(f"{row[:30_000]}.\nHögst 2 mkr per projekt")] == [2_000_000]


def test_the_words_hold_what_gave_the_role() -> None:
    text = "Vi har en pott. Ni kan få upp till\u00a0700 000 kronor per projekt under två år."
    assert [one.words for one in read_amounts(text)] == ["upp till 700 000 kronor per projekt"]


def test_terms_of_a_call() -> None:
    text = (
        "Bidraget är minst 100 000 kronor och högst 1 miljon kronor per projekt.\n"
        "Utlysningens budget är 20 mkr. Stödet täcker högst 60 procent, minst 40 procent är egeninsats.\n"
        "Förra året delades 15 mkr ut till 12 projekt."
    )
    assert read_terms(text) == Terms(grant_min=100_000, grant_max=1_000_000, budget=20_000_000, grant_rate=60)


def test_a_mere_floor_is_no_ceiling() -> None:
    assert read_terms("Bidraget ska vara minst 50 000 kronor") == Terms(grant_min=50_000)


def test_two_budgets_are_none_and_currencies_do_not_mix() -> None:
    assert read_terms("Budgeten är 10 mkr. Budgeten för andra året är 20 mkr.").budget is None
    assert read_terms("Högst 60 000 euro per projekt. Budgeten är 20 mkr.") == Terms(grant_max=60_000, currency="EUR")


@pytest.mark.skipif(not PHRASES.exists(), reason="the shared recordings (../shared) are not here")
def test_recorded_phrases() -> None:
    rows = [json.loads(line) for line in PHRASES.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["kind"] == "amount"]
    assert [row["phrase"] for row in rows if not _reads_as_expected(row)] == []


def _reads_as_expected(row: dict[str, object]) -> bool:
    found = read_amounts(str(row["phrase"]))
    if row["currency"] == "":
        return not found
    values = row["value"] if isinstance(row["value"], list) else [row["value"]]
    right = all(one.currency == row["currency"] and one.role in ROLES[str(row["role"])] for one in found)
    return right and bool(found) and values in ([None], [one.value for one in found])
