"""Who may apply and where: a table of texts, the answer, and words of the quote or rule it rests on."""

from __future__ import annotations

import pytest

from matcher.scoring.eligibility import read_terms
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


def test_a_quote_is_short_and_one_line() -> None:
    one = call("Stöd", "Inledning.\n" + "Kommuner kan söka " + "för många olika saker " * 40 + ".\nSlut.")
    _, why = answer(one)
    assert len(why) < 170
    assert "\n" not in why
    assert why.startswith("Kommuner kan söka")


def test_every_family_and_place_is_read_as_data() -> None:
    _, knowledge = shipped()
    assert knowledge.funding.outdated(2027) == []
    assert "LIFE" in " ".join(knowledge.funding.outdated(2028))
