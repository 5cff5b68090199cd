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


SENTENCES = [
    (match(CARE), "den handlar om äldreomsorg (≈ long-term care, i rubriken)."),
    (match(CARE, AGE, TECH), "äldreomsorg (≈ long-term care, i rubriken) och välfärdsteknik."),
    (match(TECH, WEAK), "den handlar om välfärdsteknik (i ingressen)."),
    (match(KNOWN, FUNDER), "stödet brukar gälla naturvård."),
    (match(KNOWN, TECH), "den handlar om välfärdsteknik (i ingressen)."),
]


@pytest.mark.parametrize(("found", "end"), SENTENCES)
def test_one_sentence_says_why(found: Match, end: str) -> None:
    sentence = why_sentence(found)
    assert sentence.startswith("Ni får den här för att ")
    assert sentence.endswith(end), sentence


def test_no_subject_no_sentence() -> None:
    assert why_sentence(match(FUNDER)) == ""


def test_every_call_that_is_sent_has_a_sentence() -> None:
    one = call("Äldreomsorg, förskola, bibliotek, fjärrvärme, turism, demokrati, klimat, bostad", applicants="Kommuner")
    sent = [found for found in shipped_matcher().match(one) if found.send]
    assert len(sent) >= 5
    for found in sent:
        assert re.fullmatch(r"Ni får den här för att den handlar om [^.]+\.", why_sentence(found))


def test_the_account_adds_up_as_shown() -> None:
    thirds = [Reason("lead", f"ord {n} i ingressen", 1 / 3, ("ord",)) for n in range(3)]
    minus = Reason("programme", "forskning", -0.005, ("x",))
    lines = explain_lines(match(*thirds, minus))
    shown = [float(line.split()[0].replace(",", ".").replace("−", "-")) for line in lines if "  " in line]
    assert sum(shown[:-1]) == pytest.approx(shown[-1])
    assert shown[-1] == pytest.approx(1.0, abs=0.011)


def test_the_account_says_what_was_decided_and_by_what() -> None:
    sent = "\n".join(explain_lines(match(CARE)))
    assert "Kommer med i brevet." in sent
    assert "Ja – Kommuner" in sent
    assert "Mål i det politiska programmet: barn_unga" in sent
    kept = "\n".join(explain_lines(match(CARE, eligible="no", why="gäller Skåne", stopped="En kommun får inte söka.")))
    assert "Kommer inte med i brevet. En kommun får inte söka." in kept
    assert "Nej – gäller Skåne" in kept
