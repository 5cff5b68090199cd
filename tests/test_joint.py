"""Which departments should apply together: different grounds, more than one word each; measured on judged calls."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from matcher.calls_file import read_calls
from matcher.digest.joint import MOST_PARTIES, Partners, all_partners, partners
from matcher.model import Match, Reason
from matcher.scoring.matcher import Matcher
from tests.scoring_house import shipped


def match(profile: str, *, send: bool = True, score: float = 5.0, call: str = "x", **words: float) -> Match:
    reasons = tuple(Reason("lead", word, points, (word,)) for word, points in words.items())
    others = (Reason("eligible", "en kommun får söka", 0.4, ("Kommuner får söka",)), Reason("lead", "fler ord", 0.1))
    return Match(profile, call, score, send, "yes", "", {}, (*reasons, *others))


PIPES = {"fjärrvärme": 1.0, "biogas": 1.0}
CARS = {"laddning": 1.0, "elbil": 1.0}


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (match("a", **PIPES), match("b", **CARS), True),
        (match("a", **PIPES), match("b", **PIPES), False),
        (match("a", **PIPES), match("b", **CARS, send=False), False),
        (match("a", **PIPES), match("b", laddning=1.0, biogas=1.0), True),  # half is shared
        (match("a", **PIPES), match("b", laddning=0.9, biogas=1.1), True),  # no more than half of what speaks for a
        (match("a", fjärrvärme=0.9, biogas=1.1), match("b", laddning=0.9, biogas=1.1), False),
        (match("a", **PIPES), match("b", Biogas=1.0, FJÄRRVÄRME=1.0), False),  # capitals make no difference
        (match("a", **PIPES), match("b", laddning=1.0), False),  # one word alone is chance
        (match("a", **PIPES), match("b", laddning=0.81, elbil=0.19), False),  # and so is nearly one
        (match("a", **PIPES), match("b", laddning=0.8, elbil=0.2), True),
        (match("a", **PIPES), match("b"), False),
        (match("a", **PIPES), match("b", laddning=0.5, elbil=0.5, hav=-3.0), True),  # what speaks against is no ground
    ],
)
def test_two_departments(one: Match, other: Match, together: bool) -> None:
    assert partners([one, other]) == ({"a": ("b",), "b": ("a",)} if together else {})
    assert all_partners([one, other]).keys() == ({"x"} if together else set())


def test_who_shares_the_grounds_of_one_partner_is_none_but_both_are_the_partners_of_a_third() -> None:
    matches = [match("a", **PIPES, score=4), match("b", **PIPES, score=6), match("c", **CARS, score=5)]
    expected: Partners = {"a": ("c",), "b": ("c",), "c": ("b", "a")}
    assert partners(matches) == expected
    assert partners(matches[::-1]) == expected
    other = [match("a", call="y", **PIPES), match("c", call="y", **CARS), match("a", call="z", **PIPES)]
    found = all_partners(random.Random(1).sample([*matches, *other], 6))
    assert found == {"x": expected, "y": {"a": ("c",), "c": ("a",)}}


def test_the_best_parties_are_enough() -> None:
    many = [match(f"{n:02}", score=50 - n, **{f"ord{n}": 1.0, f"sak{n}": 1.0}) for n in range(MOST_PARTIES + 5)]
    found = partners(many)
    assert set(found) == {f"{n:02}" for n in range(MOST_PARTIES)}
    assert len(found["00"]) == MOST_PARTIES - 1


def test_on_judged_calls(shared: Path) -> None:
    """More often right than wrong, and better than naming every call that two departments get."""
    matches = Matcher(*shipped()).rank(read_calls(shared / "eval/calls.jsonl"), name=lambda call: call.key)
    rows = map(json.loads, (shared / "eval/judged.jsonl").read_text(encoding="utf-8").splitlines())
    right = {row["id"] for row in rows if row["departments_together"]}
    sent = [found.call for found in matches if found.send]
    several = {call for call in sent if sent.count(call) > 1}
    found = set(all_partners(matches))
    assert found <= several
    assert 5 <= len(found) <= len(set(sent)) / 4
    precision = len(found & right) / len(found)
    assert precision >= 0.5
    assert precision > len(several & right) / len(several)
