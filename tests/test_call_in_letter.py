"""What a letter says of one call: Swedish dates and amounts, labels, money, days, may we apply, links."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from matcher.digest import swedish
from matcher.digest.choose import IN_FULL
from matcher.digest.facts import TITLE_WIDTH, safe_url
from matcher.digest.wording import foreign_label, funder_name, programme_name
from matcher.model import Match
from sources.kit.call import Call
from tests.letters import CARE, MEETING, SUPPORT, TODAY, digest_of, letter, match, plain

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "calls.jsonl.gz"


def said_of(call: Call, found: Match | None = None, **extra: object) -> str:
    """The plain text of a letter with only this call."""
    return plain(letter(digest_of([(call, found or match(call))]), **extra).text)


# --- Swedish ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (50_000, "EUR", "50 000 euro"),
        (6_000_000, "EUR", "6 miljoner euro"),
        (1_000_000, "SEK", "1 miljon kronor"),
        (1_500_000, "SEK", "1,5 miljoner kronor"),
        (1_234_567, "EUR", "1 234 567 euro"),
        (2_350_000_000, "SEK", "2,35 miljarder kronor"),
        (999_999, "NOK", "999 999 norska kronor"),
        (0, "SEK", "0 kronor"),
        (7, "XQZ", "7 XQZ"),
    ],
)
def test_amounts_are_told_in_swedish_and_never_rounded(value: int, currency: str, text: str) -> None:
    assert plain(swedish.amount(value, currency)) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (50_000, 200_000, "50 000–200 000 euro"),
        (1_500_000, 3_000_000, "1,5–3 miljoner euro"),
        (500_000, 2_000_000, "500 000–2 000 000 euro"),
        (200_000, 200_000, "200 000 euro"),
        (900_000_000, 1_000_000_000, "900 000 000–1 000 000 000 euro"),
    ],
)
def test_ranges(low: int, high: int, text: str) -> None:
    assert plain(swedish.amounts(low, high, "EUR")) == text


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2026, 11, 16), "47"), (date(2026, 12, 31), "53"), (date(2027, 1, 3), "53"), (date(2027, 1, 4), "1")],
)
def test_weeks_are_iso_weeks(day: date, week: str) -> None:
    assert swedish.week(day) == week


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Stöd\r\nBcc: alla@x.example", "Stöd Bcc: alla@x.example"),
        ("ung\u00addoms\u200bgård \u202etxt", "ungdomsgård txt"),
        ("a\x00b\tc\u2028d\u00a0e", "a b c d e"),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert swedish.one_line(text) == line


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("kort titel", 10, "kort titel"),
        ("en lite längre titel", 12, "en lite…"),
        ("ord, och mer", 6, "ord…"),
        ("x" * 30, 10, "x" * 9 + "…"),
    ],
)
def test_shorten(text: str, width: int, short: str) -> None:
    assert swedish.shorten(text, width) == short
    assert len(short) <= width


# --- What is said of one call -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "money", "cost"),
    [
        ({}, "Belopp och egen del framgår inte – se utlysningens sida Öppna", ""),
        (
            {"grant_min": 50_000, "grant_max": 200_000},
            "50 000–200 000 euro per projekt; egen del framgår inte Öppna",
            "",
        ),
        ({"grant_max": 200_000}, "Högst 200 000 euro per projekt; egen del framgår inte Öppna", ""),
        (
            {"grant_min": 50_000, "budget": 6_000_000},
            "Minst 50 000 euro per projekt; hela utlysningen: 6 miljoner euro; egen del framgår inte Öppna",
            "",
        ),
        (
            {"budget": 6_000_000},
            "Belopp per projekt och egen del framgår inte; hela utlysningen: 6 miljoner euro Öppna",
            "",
        ),
        (
            {"budget": 6_000_000, "grant_rate": 100},
            "Belopp per projekt framgår inte; hela utlysningen: 6 miljoner euro Det här betalar ni: ",
            "Finansiären kan betala hela kostnaden.",
        ),
        (
            {"grant_rate": 60},
            "Belopp framgår inte – se utlysningens sida Det",
            "Finansiären betalar högst 60 %. Resten, minst 40 %, betalar ni själva.",
        ),
        (
            {"grant_rate": 60, "grant_max": 200_000},
            "Högst",
            "För ett projekt som får 200 000 euro blir det minst 130 000 euro.",
        ),
        ({"grant_rate": 100}, "Belopp framgår", "Finansiären kan betala hela kostnaden."),
        ({"grant_rate": 0, "grant_max": 9}, "Högst 9 euro", "Finansiären betalar högst 0 %."),
    ],
)
def test_money_and_what_it_costs_us(fields: dict, money: str, cost: str) -> None:
    text = said_of(replace(MEETING, currency="EUR", **fields))
    assert f"Bidrag: {money}" in text
    assert cost in text.partition("Det här betalar ni: ")[2]
    assert ("Det här betalar ni" in text) == bool(cost)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"deadlines": (date(2026, 12, 15),)}, "Sista ansökningsdag: tisdag 15 december 2026 (22 dagar kvar) Får"),
        ({"deadlines": (date(2026, 11, 23),)}, "måndag 23 november 2026 (i dag)"),
        ({"deadlines": (date(2026, 11, 24),)}, "tisdag 24 november 2026 (i morgon)"),
        ({"deadlines": (date(2026, 11, 25),)}, "onsdag 25 november 2026 (2 dagar kvar)"),
        ({"deadlines": (date(2026, 1, 7), date(2026, 12, 28), date(2027, 3, 3), date(2027, 9, 22))},
         "ansökningsdag: måndag 28 december 2026 (35 dagar kvar), därefter 3 mars 2027 och 22 september 2027"),
        ({"deadlines": (date(2026, 12, 28),), "rolling": True}, "(35 dagar kvar). Ni kan söka löpande."),
        ({"deadlines": (date(2026, 1, 7),), "rolling": True}, "Sista ansökningsdag: Ni kan söka löpande."),
        ({}, "Sista ansökningsdag: Framgår inte – se utlysningens sida"),
        ({"opens": date(2026, 12, 1)}, "Öppnar: tisdag 1 december 2026 (om 8 dagar)"),
        ({"opens": date(2026, 11, 24)}, "Öppnar: tisdag 24 november 2026 (i morgon)"),
    ],
)  # fmt: skip
def test_days(fields: dict, said: str) -> None:
    assert said in said_of(replace(MEETING, **({"rolling": False} | fields)))


def test_a_call_that_is_open_does_not_say_when_it_opened() -> None:
    assert "Öppnar" not in said_of(replace(MEETING, opens=TODAY))


@pytest.mark.parametrize(
    ("eligible", "because", "company", "said"),
    [
        ("yes", "", False, "Får ni söka? Ja, kommuner kan söka. Bidrag"),
        ("yes", "", True, "Får ni söka? Ja, ni kan söka som kommunalt bolag. Bidrag"),
        ("yes", "Kommuner får söka.", False, "Så står det i utlysningen: ”Kommuner får söka.”"),
        ("yes", "Statsbidrag går till kommuner.", False, "Vi utgår från detta: Statsbidrag går till kommuner."),
        ("yes", SUPPORT.title, False, "Får ni söka? Ja, kommuner kan söka. Bidrag"),
        ("partner", "", True, "Får ni söka? Ja, tillsammans med andra (som partner). Bidrag"),
        ("unknown", "", False, "Det framgår inte. Läs villkoren innan ni lägger tid på en ansökan. Bidrag"),
        ("unknown", "medicinsk forskning", False, "Det vi vet är detta: medicinsk forskning"),
        ("no", "", False, "Nej, villkoren tycks utesluta kommuner."),
        ("no", "", True, "Nej, villkoren tycks utesluta kommunala bolag."),
    ],
)
def test_may_we_apply(eligible: str, because: str, company: bool, said: str) -> None:
    assert said in said_of(SUPPORT, match(SUPPORT, eligible=eligible, eligible_why=because), company=company)


def test_badges_stand_with_the_heaviest_goal_first_and_faint_ones_are_left_out() -> None:
    goals = {"utbyte": 1.0, "social": 0.5, "ekologisk": 0.49, "barn_unga": 0.6, "unknown": 1.0}
    text = said_of(MEETING, match(MEETING, priorities=goals))
    assert "Kommunens mål: Barn och unga, Social hållbarhet, Internationellt utbyte Sista" in text


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"programme": "LIFE", "action_type": "LIFE Project Grants"}, "Projektstöd för miljö och klimat (LIFE)"),
        ({"programme": "LIFE", "action_type": "LIFE Standard Action Projects"},
         "Projektstöd för miljö och klimat (LIFE)"),
        ({"programme": "LIFE", "key": "LIFE-2026-CET-OSS"}, "Projektstöd för energiomställning (LIFE)"),
        ({"programme": "CERV", "key": "CERV-2027-CITIZENS-TOWN-NT"}, "Stöd till nätverk av kommuner (CERV)"),
        ({"programme": "Horizon Europe", "action_type": "HORIZON  Research and Innovation Actions"},
         "EU-finansierat forskningsprojekt i konsortium (Horisont Europa)"),
        ({"programme": "Horizon Europe", "action_type": "HORIZON JU Innovation Actions"},
         "EU-finansierat innovationsprojekt i konsortium (Horisont Europa)"),
        ({"programme": "Horizon Europe: Cluster 3 - Civil security for society", "action_type": ""},
         "EU-finansierad forskning och innovation (Horisont Europa)"),
        ({"programme": "Interreg Baltic Sea Region"},
         "Samarbetsprojekt över landsgränser (Interreg Baltic Sea Region)"),
        ({"programme": "LIFE", "kind": "cascade"}, "Delfinansiering via ett pågående EU-projekt"),
        ({"programme": "Lifelong Fund"}, "Utlysning på engelska från Lifelong Fund"),
        ({"programme": "43251842"}, "Utlysning på engelska från EU"),
        ({"programme": "", "funder": ""}, "Utlysning på engelska från finansiären"),
        ({"programme": "", "funder": "Kulturfonden", "language": "da"}, "Utlysning på danska från Kulturfonden"),
        ({"language": "sv"}, ""),
        ({"language": ""}, ""),
    ],
)  # fmt: skip
def test_labels_tell_in_swedish_what_a_foreign_call_is(fields: dict, label: str) -> None:
    foreign = replace(CARE, key="x", title="Calls", action_type="")
    assert foreign_label(replace(foreign, **fields)) == label


@pytest.mark.parametrize(
    ("programme", "name"),
    [
        ("Horizon Europe", "Horisont Europa"),
        ("Horizon Europe: Cluster 5 - Climate, Energy and Mobility", "Horisont Europa"),
        ("Citizens, Equality, Rights and Values programme", "Medborgare, jämlikhet, rättigheter och värden (CERV)"),
        ("CERV", "Medborgare, jämlikhet, rättigheter och värden (CERV)"),
        ("Digital Europe Programme", "Ett digitalt Europa (Digital Europe)"),
        ("Creative Europe", "Kreativa Europa"),
        ("Single Market Programme", "Programmet för den inre marknaden (SMP)"),
        ("EU4Health programme 2021-2027", "EU för hälsa (EU4Health)"),
        ("Connecting Europe Facility - Digital", "Fonden för ett sammanlänkat Europa (CEF)"),
        ("Pilot Projects and Preparatory Actions (PPPAs)", "Pilotprojekt och förberedande åtgärder (PPPA)"),
        ("Justice for Forests Fund", "Justice for Forests Fund"),
        ("Erasmus", "Erasmus+"),
        ("Erasmus+ Ungdom", "Erasmus+ Ungdom"),
        ("Kreativa Europa", "Kreativa Europa"),
        ("43251842", ""),
        ("", ""),
    ],
)
def test_programmes_have_their_swedish_names(programme: str, name: str) -> None:
    assert programme_name(replace(CARE, programme=programme)) == name
    assert name in said_of(replace(CARE, programme=programme))


@pytest.mark.parametrize(
    ("funder", "name"),
    [
        ("European Commission", "EU"),
        ("Europeiska unionen", "EU"),
        ("EU-kommissionen", "EU"),
        ("Nordic Culture Point", "Nordisk kulturkontakt"),
        ("Digital Europe", "Ett digitalt Europa (Digital Europe)"),
        ("Vinnova", "Vinnova"),
        ("Framgår inte av utdraget (stöd till landsbygden)", ""),
        ("framgår inte", ""),
        ("", ""),
    ],
)
def test_one_funder_has_one_name(funder: str, name: str) -> None:
    call = replace(CARE, funder=funder)
    assert funder_name(call) == name
    assert f"Öppna utlysningen hos {name or 'EU:s utlysningsportal'} (på engelska)" in said_of(call)


def test_a_title_that_is_a_paragraph_is_cut_after_a_word() -> None:
    long = replace(SUPPORT, title="Stöd " * 40)
    sent = letter(digest_of([(long, match(long))]))
    assert f"1. {'Stöd ' * 31}Stöd… " in plain(sent.text)
    assert "Stöd " * 33 not in plain(sent.html)


@pytest.mark.parametrize(
    "quote",
    [
        "Kommuner får söka «utvecklingsmedel».",
        "Kommuner får söka ”utvecklingsmedel”.",
        '"Kommuner" får söka „utvecklingsmedel“.',
    ],
)
def test_a_quote_has_one_pair_of_marks(quote: str) -> None:
    call = replace(SUPPORT, applicants=f"Så är det. {quote}")
    said = said_of(call, match(call, eligible="yes", eligible_why=quote))
    assert "Så står det i utlysningen: ”Kommuner får söka utvecklingsmedel.” Bidrag" in said


def recorded_calls() -> list[Call]:
    """The real calls of `../shared/corpus`: texts, names and addresses only; none has a last day."""
    lines = [json.loads(line) for line in gzip.decompress(CORPUS.read_bytes()).splitlines()]
    names = Call.__dataclass_fields__.keys() - {"opens", "deadlines", "keywords"}
    return [
        Call(**{name: line[name] for name in names & line.keys()}, key=line["id"].partition(":")[2], rolling=True)
        for line in lines
    ]


@pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpus is not here: real calls for this test")
def test_every_recorded_call_can_be_told() -> None:
    calls = recorded_calls()
    for start in range(0, len(calls), IN_FULL):
        ten = calls[start : start + IN_FULL]
        text = plain(letter(digest_of([(call, match(call)) for call in ten])).text)
        assert [call.id for call in ten if plain(swedish.shorten(call.title, TITLE_WIDTH)) not in text] == []
        assert [call.id for call in ten if foreign_label(call) not in text] == []


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x?y=1&z=%20#d", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("javascript://a.example/%0aalert(1)", False),
        ("ftp://a.example/x", False),
        ("https://a.example/ x", False),
        ("https://a.example/\nBcc:", False),
        ('https://a.example/"onclick=', False),
        ("https:///x", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_plain_web_addresses_become_links(url: str, safe: bool) -> None:
    assert safe_url(url) == (url if safe else "")
