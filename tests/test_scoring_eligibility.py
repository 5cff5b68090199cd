"""Who may apply and where: a table of texts, the answer, and words of the quote or rule it rests on."""

from __future__ import annotations

import re

import pytest

from matcher.scoring.eligibility import read_terms
from matcher.scoring.phrases import sentence
from matcher.scoring.places import Places
from sources.kit.call import Call
from tests.scoring_house import call, shipped

EU = {"language": "en"}
TABLE = [
    # the funder's own list
    (call("Stöd", applicants="Kommuner och regioner"), "yes", "Kommuner och regioner"),
    (call("Stöd", applicants="skolhuvudmän"), "yes", "skolhuvudmän"),
    (call("Stöd", applicants="Alla juridiska personer"), "yes", "juridiska personer"),
    (call("Stöd", applicants="Ideella organisationer"), "no", "Ideella organisationer"),
    (call("Stöd", applicants="Föreningar, men inte kommuner"), "no", "inte kommuner"),
    (call("Stöd", applicants="Föreningar, inte kommunala; en kommun som part går bra"), "partner", "kommun som part"),
    (call("Stöd", applicants="Små företag i branschen"), "no", "Små företag"),
    (call("Stöd", applicants="Disputerade forskare"), "no", "forskare"),
    (call("Forskning", applicants="Forskare", programme="Forskningsstöd"), "partner", "Forskare"),
    (call("Stöd", applicants="privatpersoner 13–25 år"), "no", "privatpersoner"),
    # a clause takes back what the words before it promise
    (call("Stöd", applicants="fria aktörer, ej regional eller kommunal huvudman"), "no", "ej regional"),
    (call("Stöd", applicants="Stiftelser och föreningar, inte statliga eller kommunala"), "no", "inte statliga"),
    (call("Stöd", applicants="organisationer, ej skolhuvudmän"), "no", "ej skolhuvudmän"),
    (call("Stöd", applicants="Alla aktörer utom kommuner"), "no", "utom kommuner"),
    (call("Stöd", applicants="skolhuvudmän, ej enskilda lärare"), "yes", "skolhuvudmän"),
    (call("Stöd", applicants="Kommuner, dock inte kommunala bolag"), "yes", "Kommuner"),
    (call("Stöd", applicants="Föreningar, inte bara kommuner"), "yes", "kommuner"),
    (call("Stöd", "Föreningar kan söka, ej kommunala verksamheter."), "no", "ej kommunala"),
    # organisations of a kind are of that kind; of no kind they may be anybody
    (call("Stöd", applicants="läromedelsförlag och andra kommersiella aktörer"), "no", "kommersiella"),
    (call("Stöd", applicants="Samfund och andra organisationer i civilsamhället"), "no", "Samfund"),
    (call("Stöd", applicants="organisationer som arbetar med unga"), "unknown", "organisationer"),
    (call("Stöd", applicants="Bostadsrättsföreningar, företag och andra organisationer"), "unknown", "företag"),
    (call("Stöd", applicants="Alla aktörer"), "yes", "Alla aktörer"),
    # a place is no applicant
    (call("Stöd", applicants="Föreningar i berörda kommuner"), "no", "Föreningar"),
    (call("Stöd", "Stöd till föreningar i kommunerna längs kusten."), "unknown", ""),
    (call("Stöd", applicants="Kommuner och föreningar i sex kommuner"), "yes", "Kommuner"),
    # only some municipalities
    (call("Stöd", applicants="32 av regeringen utvalda kommuner"), "unknown", "bara utpekade kommuner"),
    (call("Stöd", applicants="74 utpekade kommuner samt föreningar"), "unknown", "bara utpekade kommuner"),
    (call("Stöd", applicants="De tio kommuner som har störst behov"), "unknown", "bara utpekade kommuner"),
    # through the municipality's company, or with others
    (call("Stöd", applicants="Kommunala bostadsbolag"), "yes", "Kommunens bolag får söka: Kommunala bostadsbolag"),
    (call("Stöd", applicants="Ideella föreningar; kommun som medpart"), "partner", "medpart"),
    (call("Stöd", applicants="Lärosäten med kommuner som medsökande"), "yes", "kommuner"),
    (call("Stöd", "Kommuner kan inte söka men kan samverka."), "partner", "samverka"),
    # abbreviations end no sentence
    (call("Stöd", applicants="Behovsägare, t.ex. kommuner, m.fl. parter. Mer text."), "yes", "m.fl. parter"),
    # the text
    (call("Stöd till kommuner för trygghet"), "yes", "kommuner"),
    (call("Stöd", "Medel finns. Kommunen kan söka för parker. Skynda."), "yes", "Kommunen kan söka för parker"),
    (call("Stöd", "Små och medelstora företag kan söka checken."), "no", "företag kan söka"),
    (call("Stöd", "Du kan få bidrag för ny kunskap."), "unknown", ""),
    # place
    (call("Bidrag i Norrbotten", applicants="Kommuner"), "no", "Norrbotten"),
    (call("Bidrag", "Gäller projekt i Gävleborgs, Dalarnas och Värmlands län."), "no", "län"),
    (call("Bidrag", applicants="Kommuner i Västra Götaland"), "yes", "Västra Götaland"),
    (call("Bidrag", applicants="Kommuner i Halland och Västra Götaland"), "yes", "Halland"),
    (call("Bidrag", applicants="Föreningar och kommuner i Uddevalla"), "no", "Uddevalla"),
    (call("Öka digitaliseringen i Småland och öarna", applicants="Kommuner"), "no", "Småland"),
    (call("Stöd", funder="Region Skåne", applicants="Kommuner"), "no", "Skåne"),
    (call("Marknadens dag", applicants="Kommuner", region="hela landet"), "yes", "Kommuner"),
    (call("Leader söker projekt", funder="Leader Spira Mare", applicants="Kommuner"), "no", "Spira Mare"),
    (call("Leader söker projekt", funder="Leader Nordvästra Skaraborg", applicants="Kommuner"), "yes", "Kommuner"),
    (call("Leader söker projekt", funder="Leader Östra Skaraborg", applicants="Kommuner"), "no", "Östra Skaraborg"),
    (call("LEADER Lokalt Ledd Utveckling", applicants="Kommuner"), "yes", "Kommuner"),
    (call("Bidrag", applicants="Aktörer som verkar i norra Bohuslän"), "no", "Bohuslän"),
    (
        call("Jobb på landet", "Kommuner kan söka.", url="https://www.lansstyrelsen.se/norrbotten/nytt"),
        "no",
        "Norrbotten",
    ),
    (call("Vatten", "Kommuner kan söka.", url="https://www.habokommun.se/x", key="lova-habo-2024"), "no", "Habo"),
    (call("Vatten", "Kommuner kan söka.", url="https://www.habokommun.se/x", key="lova-2024"), "yes", "Kommuner"),
    (call("Jobb i hela landet", "Kommuner kan söka.", url="https://www.lansstyrelsen.se/skane/x"), "yes", "Kommuner"),
    (call("Jobb", "Kommuner kan söka.", url="https://www.lansstyrelsen.se/vastra-gotaland/x"), "yes", "Kommuner"),
    (call("Interreg South Baltic", programme="Interreg South Baltic"), "no", "South Baltic"),
    (call("Interreg Öresund-Kattegat-Skagerrak", programme="Interreg"), "yes", "Interreg"),
    (call("Second call", programme="Interreg Hungary-Serbia", **EU), "no", "Hungary-Serbia"),
    # programme and type of action, in both languages
    (call("Nature", programme="LIFE", **EU), "yes", "Life"),
    (call("Self-protection", programme="EDF", key="EDF-2026-DA-AIR", **EU), "no", "försvar"),
    (call("Networks", programme="Horizon Europe", key="HORIZON-MSCA-2026-DN", **EU), "no", "Marie"),
    (call("Cities", programme="Horizon Europe", action_type="HORIZON Innovation Actions", **EU), "partner", "Horisont"),
    (call("Grants", programme="Horizon Europe", action_type="HORIZON ERC Grants", **EU), "no", "andra än kommuner"),
    (call("Housing", applicants="Public bodies, universities", programme="LIFE", **EU), "yes", "Public bodies"),
    (call("Housing", applicants="Universities and SMEs", **EU), "no", "Universities"),
    (call("Small towns", applicants="Municipalities are not eligible.", **EU), "no", "not eligible"),
    (call("Peri-urban forests", **EU), "unknown", ""),
    (call("Leadership for all", **EU), "unknown", ""),
    (call("Leaders metod", applicants=""), "yes", "Leader"),
    (call("Nature", programme="LIFE", key="LIFE-2031-NGO-1", **EU), "no", "miljöorganisationer"),
    # the funder's own list goes before what its programmes are known for, in Swedish
    (call("Friluftsår", funder="Svenskt Friluftsliv", applicants="Föreningar och kommuner"), "yes", "kommuner"),
    (call("Friluftsår", funder="Svenskt Friluftsliv"), "no", "Finansiären"),
]


def answer(one: Call, *, company: bool = False) -> tuple[str, str]:
    _, knowledge = shipped()
    terms = read_terms(one, knowledge.funding, Places(knowledge.geography).of(one))
    found = terms.company_answer if company else terms.answer
    return found.eligible, found.why


@pytest.mark.parametrize(
    ("one", "eligible", "quote"), TABLE, ids=[f"{row[0].title}-{row[1]}-{row[2]}" for row in TABLE]
)
def test_answer_and_its_quote(one: Call, eligible: str, quote: str) -> None:
    found, why = answer(one)
    assert (found, quote in why) == (eligible, True), why


def test_a_municipal_company_is_not_shut_out_by_a_call_for_companies() -> None:
    one = call("Stöd", applicants="Företag inom energi")
    assert (answer(one)[0], answer(one, company=True)[0]) == ("no", "unknown")


COMPANY = [
    ("Kommuner och regioner", "unknown"),
    ("Kommuner och kommunala bolag", "yes"),
    ("Företag, kommuner och regioner", "yes"),
    ("Fastighetsägare", "yes"),
    ("Alla juridiska personer", "yes"),
    ("Kommunala bostadsbolag", "yes"),
    ("Ideella föreningar", "no"),
]


@pytest.mark.parametrize(("applicants", "eligible"), COMPANY)
def test_a_municipal_company_may_apply_where_the_words_name_companies(applicants: str, eligible: str) -> None:
    assert answer(call("Stöd", applicants=applicants), company=True) == (eligible, applicants)


SENTENCES = [
    ("Det finns medel. Kommuner, bl.a. små, kan söka. Skynda.", "Kommuner, bl.a. små, kan söka"),
    ("Det gäller kommuner m.fl. Medel finns för alla.", "Det gäller kommuner m.fl"),
    ("Det gäller kommuner m.fl. som vill.", "Det gäller kommuner m.fl. som vill"),
    ("Ring nr. 5 till kommuner! Tack.", "Ring nr. 5 till kommuner!"),
    ("Först\nkommuner sist\nklart", "kommuner sist"),
]


@pytest.mark.parametrize(("text", "quote"), SENTENCES)
def test_a_quote_is_a_whole_sentence(text: str, quote: str) -> None:
    assert sentence(text, text.lower().index("kommuner")) == quote


@pytest.mark.parametrize("table", ["families", "actions"])
def test_every_reason_of_ours_reads_as_a_sentence(table: str) -> None:
    """It stands in a letter after "Vi utgår från detta:"."""
    for family in getattr(shipped()[1].funding, table):
        assert family.why[0].isupper(), family.why
        assert len(family.why.split()) >= 4, family.why
        assert not family.why.endswith("."), family.why


def test_no_name_in_the_funding_file_holds_a_year_that_will_pass() -> None:
    names = [name for family in shipped()[1].funding.families for name in family.names]
    assert [name for name in names if re.search(r"20\d\d", name)] == []


def test_a_quote_is_short_and_one_line() -> None:
    one = call("Stöd", "Inledning.\n" + "Kommuner kan söka " + "för många olika saker " * 40 + ".\nSlut.")
    _, why = answer(one)
    assert len(why) < 170
    assert "\n" not in why
    assert why.startswith("Kommuner kan söka")
