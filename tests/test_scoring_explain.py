"""A match in Swedish: the sentence of a letter, and the whole account."""

from __future__ import annotations

import re

import pytest

from matcher.model import Eligible, Match, Reason
from matcher.scoring.explain import explain_lines, why_sentence
from tests.scoring_house import call, shipped_matcher

CARE = Reason("title", "äldreomsorg (”Long-term care”) i rubriken", 2.0, ("Long-term care",))
AGE = Reason("lead", "äldre i ingressen", 1.5, ("äldre",))
TECH = Reason("lead", "välfärdsteknik i ingressen", 1.0, ("välfärdsteknik",))
WEAK = Reason("lead", "fritid i ingressen", 0.1, ("fritid",))
KNOWN = Reason("themes", "naturvård som programmet handlar om", 1.0, ("naturvård",))
FUNDER = Reason("national", "svensk eller nordisk finansiär", 0.8)


def match(*reasons: Reason, eligible: Eligible = "yes", why: str = "Kommuner", stopped: str = "") -> Match:
    score = sum(reason.points for reason in reasons)
    return Match("a", "b", score, not stopped, eligible, why, {"barn_unga": 0.7, "social": 0.2}, reasons, stopped)


TELECARE = Reason("lead", "välfärdsteknik (”telecare”) i ingressen", 1.0, ("telecare",))
TWO_IN_TITLE = Reason("title", "skola i rubriken", 1.9, ("Skolan",))
LIBRARY = Reason("keywords", "bibliotek bland nyckelorden", 1.5, ("Bibliotek",))
VET = Reason("title", "yrkesutbildning (”VET”) i rubriken", 2.0, ("VET",))
LEADER = Reason("title", "leader i rubriken", 2.0, ("Leader",))
LSS = Reason("lead", "lss i ingressen", 2.0, ("LSS",))
ERASMUS = Reason("title", "erasmus+ (”Erasmus”) i rubriken", 2.0, ("Erasmus",))
OUTDOOR = Reason("themes", "friluftsliv som programmet handlar om", 0.9, ("friluftsliv",))
OPENING = "Ni får den här för att "

SENTENCES = [
    (match(CARE), f"{OPENING}rubriken nämner ”long-term care” (äldreomsorg)."),
    (
        match(CARE, TELECARE),
        f"{OPENING}rubriken nämner ”long-term care” (äldreomsorg) och ingressen ”telecare” (välfärdsteknik).",
    ),
    (match(CARE, AGE, TECH), f"{OPENING}rubriken nämner ”long-term care” (äldreomsorg) och ingressen handlar om"),
    (match(TWO_IN_TITLE, TECH), f"{OPENING}rubriken handlar om skola och ingressen om välfärdsteknik."),
    (match(LIBRARY, TWO_IN_TITLE), f"{OPENING}rubriken handlar om skola och nyckelorden om bibliotek."),
    (match(VET, TWO_IN_TITLE), f"{OPENING}rubriken nämner ”VET” (yrkesutbildning) och handlar om skola."),
    (match(LEADER, ERASMUS), f"{OPENING}rubriken handlar om Leader och Erasmus+."),
    (match(LSS), f"{OPENING}ingressen handlar om LSS."),
    (match(TECH, WEAK), f"{OPENING}ingressen handlar om välfärdsteknik."),
    (match(KNOWN, FUNDER), "Inga av era ord står i texten, men stödet brukar gälla naturvård."),
    (match(KNOWN, OUTDOOR), "Inga av era ord står i texten, men stödet brukar gälla naturvård och friluftsliv."),
    (match(KNOWN, TECH), f"{OPENING}ingressen handlar om välfärdsteknik."),
]


@pytest.mark.parametrize(("found", "sentence"), SENTENCES)
def test_one_sentence_says_why(found: Match, sentence: str) -> None:
    assert why_sentence(found).startswith(sentence)


def test_no_subject_no_sentence() -> None:
    assert why_sentence(match(FUNDER)) == ""


def test_every_call_that_is_sent_has_a_sentence() -> None:
    one = call("Äldreomsorg, förskola, bibliotek, fjärrvärme, turism, demokrati, klimat, bostad", applicants="Kommuner")
    sent = [found for found in shipped_matcher().match(one) if found.send]
    assert len(sent) >= 5
    for found in sent:
        assert re.fullmatch(r"Ni får den här för att rubriken (handlar om|nämner) [^.]+\.", why_sentence(found))


def test_the_account_adds_up_as_shown() -> None:
    thirds = [Reason("lead", f"ord {n} i ingressen", 1 / 3, ("ord",)) for n in range(3)]
    minus = Reason("programme", "forskning", -0.005, ("x",))
    lines = explain_lines(match(*thirds, minus))
    shown = [float(line.split()[0].replace(",", ".").replace("−", "-")) for line in lines if "  " in line]
    assert sum(shown[:-1]) == pytest.approx(shown[-1])
    assert shown[-1] == pytest.approx(1.0, abs=0.011)


def test_the_sum_is_told_beside_what_a_letter_takes() -> None:
    assert "   +2,00  summa; för brevet krävs 2,50" in explain_lines(match(CARE), send_at=2.5)


def test_the_goals_are_told_by_their_names_when_these_are_given() -> None:
    assert explain_lines(match(CARE), {"barn_unga": "Barn och unga"})[-1].endswith(": Barn och unga")


def test_the_account_says_what_was_decided_and_by_what() -> None:
    sent = "\n".join(explain_lines(match(CARE)))
    assert "Kommer med i brevet." in sent
    assert "Ja – Kommuner" in sent
    assert "Mål i det politiska programmet: barn_unga" in sent
    kept = "\n".join(explain_lines(match(CARE, eligible="no", why="gäller Skåne", stopped="En kommun får inte söka.")))
    assert "Kommer inte med i brevet. En kommun får inte söka." in kept
    assert "Nej – gäller Skåne" in kept
