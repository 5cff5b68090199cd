"""The best calls of many profiles, without a look at every pair, are what ranking every pair has first."""

import pickle
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import chain, groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joblib import parallel_config

from matcher.calls_file import read_calls
from matcher.knowledge import Profile
from matcher.model import Match
from matcher.scoring import library, shortlist
from matcher.scoring.library import Library
from matcher.scoring.matcher import Matcher
from matcher.scoring.weights import WEIGHTS, Weights
from sources.kit.call import Call
from tests.scoring_house import call, profile, shipped

EVERYTHING = -1e9
PIECES = (
    "äldreomsorg|hemtjänst|elderly care|skola|förskola|early childhood education|bibliotek|public libraries|avlopp|"
    "wastewater|klimatanpassning|climate adaptation|fjärrvärme|nyanlända|migrants|föreningar|företag|kommuner kan söka|"
    "Västra Götaland|i Norrbotten|municipalities|utlysning|stöd|xyzzy|🙂|\u0000"
).split("|")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)
CALLS = st.builds(
    Call,
    source=st.sampled_from(["se_vinnova", "eu_funding_tenders", "okänd"]),
    key=st.text("abc", min_size=1, max_size=4),
    url=st.just("https://a.example/"),
    title=TEXTS,
    text=TEXTS,
    language=st.sampled_from(["sv", "en", "fi"]),
    funder=st.sampled_from(["", "Skolverket"]),
    programme=st.sampled_from(["", "LIFE", "Horizon Europe", "Interreg X"]),
    action_type=st.sampled_from(["", "HORIZON  Research and Innovation Actions"]),
    applicants=st.sampled_from(["", "Kommuner", "Företag", "ej kommunal huvudman"]),
    deadlines=st.sampled_from([(), (date(2026, 1, 1),), (date(2027, 1, 1),)]),
)


def hostile() -> dict[str, Profile]:
    """The shipped profiles, and some that nobody would write."""
    profiles, knowledge = shipped()
    words = [word for group in knowledge.glossary.groups for word in group.sv]
    strange = [
        profile("x", "tyst"),
        profile("Kvantsensorer i rymden.", "fjarran"),
        profile("Vi ansvarar för äldreomsorg.", "bolag", company=True),
        profile(". ".join(words), "allt"),
        profile("x", "tungt", keywords=("äldreomsorg", "skola"), weights={"skola": 10.0, "äldreomsorg": 0.001}),
        profile("Vi driver skola, förskola och bibliotek.", "motvillig", avoid=tuple(words[::3])),
        profile("x", "bara_emot", avoid=("skola", "klimat", "kommun")),
    ]
    return profiles | {one.slug: one for one in strange}


@cache
def matcher() -> Matcher:
    return Matcher(hostile(), shipped()[1])


def first_of(ranked: Sequence[Match], most: int, at_least: float) -> list[Match]:
    """What must come out, of every pair."""
    enough = [match for match in ranked if match.score >= at_least]
    return [match for _, group in groupby(enough, lambda match: match.profile) for match in list(group)[:most]]


def best(read: Library, most: int, at_least: float, **more: int) -> list[Match]:
    return list(chain.from_iterable(matcher().best(read, list, most=most, at_least=at_least, **more)))


@cache
def some_judged(shared: Path) -> tuple[Library, list[Match]]:
    """A quarter of the judged calls, read and with every pair ranked."""
    calls = read_calls(shared / "eval/calls.jsonl")[::4]
    return matcher().read(calls), matcher().rank(calls)


@pytest.fixture
def judged(shared: Path) -> Library:
    return some_judged(shared)[0]


@pytest.mark.parametrize("most", [1, 5, 25, 1000])
@pytest.mark.parametrize("at_least", [EVERYTHING, 0.0, 1.0, WEIGHTS.maybe_at, WEIGHTS.send_at])
def test_the_best_are_the_first_of_all_pairs(shared: Path, most: int, at_least: float) -> None:
    """The same calls in the same order with the same points and reasons, to the last bit."""
    read, ranked = some_judged(shared)
    assert best(read, most, at_least) == first_of(ranked, most, at_least)


@given(st.lists(CALLS, max_size=12, unique_by=lambda one: one.id), st.integers(1, 6), st.floats(-11, 6))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_they_are_for_any_calls_and_any_limit(calls: list[Call], most: int, at_least: float) -> None:
    assert best(matcher().read(calls), most, at_least) == first_of(matcher().rank(calls), most, at_least)


@given(st.lists(CALLS, min_size=1, max_size=12, unique_by=lambda one: one.id))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_pair_gets_more_than_the_most_it_was_said_to_get(calls: list[Call]) -> None:
    """And without words to avoid hardly less, else far too many pairs would be scored."""
    read = matcher().read(calls)
    house, slugs = matcher(), sorted(hostile())
    scores = {(match.profile, match.call): match.score for match in house.rank(calls)}
    companies = [hostile()[slug].company for slug in slugs]
    tops = {
        (slugs[row], calls[place].id): top
        for language, shelf in read.shelves.items()
        for wanted in [house._reader.units(language).wanted(house._interests)]
        for row, place, top in zip(*shelf.candidates(wanted, companies, EVERYTHING, WEIGHTS), strict=True)
    }
    assert tops.keys() == scores.keys()
    assert all(tops[pair] > scores[pair] for pair in scores)
    least = WEIGHTS.national + WEIGHTS.priority + 2 * shortlist.SLACK
    assert all(tops[pair] <= scores[pair] + least for pair in scores if not hostile()[pair[0]].avoid)


@pytest.mark.parametrize("block", [1, 2, 7, 1000])
def test_the_size_of_a_block_changes_nothing(judged: Library, block: int) -> None:
    assert best(judged, 10, 1.0, block=block) == best(judged, 10, 1.0)


def test_other_processes_find_the_same(judged: Library) -> None:
    assert best(judged, 10, 1.0, block=4, jobs=2) == best(judged, 10, 1.0)


def test_the_engine_is_chosen_outside(judged: Library) -> None:
    with parallel_config(backend="threading", n_jobs=2):
        assert best(judged, 10, 1.0, block=4) == best(judged, 10, 1.0)


def test_only_what_was_made_of_a_block_comes_back() -> None:
    read = matcher().read([call("Statsbidrag för äldreomsorg", applicants="Kommuner")])
    counts = list(matcher().best(read, len, at_least=EVERYTHING, block=4))
    assert len(counts) == -(-len(hostile()) // 4)
    assert sum(counts) == len(hostile())


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_equals_come_by_name_and_are_cut_there(most: int) -> None:
    one = call("Statsbidrag för äldreomsorg", "Kommuner kan söka.", applicants="Kommuner")
    calls = [replace(one, key=key) for key in ("c", "a", "d", "b")]
    found = [match.call for match in best(matcher().read(calls), most, 0.0) if match.profile == "social"]
    assert found == [f"se_exempel:{key}" for key in "abcd"[:most]]


def test_a_closed_call_keeps_its_place_and_is_not_sent() -> None:
    calls = [call("Statsbidrag för äldreomsorg", applicants="Kommuner", deadlines=(date(2026, 1, 31),))]
    day = date(2026, 2, 1)
    found = best(matcher().read(calls, today=day), 25, 0.0)
    assert found == first_of(matcher().rank(calls, today=day), 25, 0.0)
    assert "2026-01-31" in next(match for match in found if match.profile == "social").stopped_by


def test_names_are_the_callers() -> None:
    read = matcher().read([call("Statsbidrag för äldreomsorg")], name=lambda one: one.title.upper())
    assert {match.call for match in best(read, 1, EVERYTHING)} == {"STATSBIDRAG FÖR ÄLDREOMSORG"}


def test_without_a_limit_it_is_what_a_letter_takes(judged: Library) -> None:
    found = list(chain.from_iterable(matcher().best(judged, list)))
    assert found == best(judged, 25, WEIGHTS.send_at)
    assert 0 < len(found) < len(best(judged, 25, WEIGHTS.maybe_at))


def test_other_weights_are_kept_to(shared: Path) -> None:
    weights = Weights(topic=1.0, avoid=3.0, national=0.1, priority=2.0, least_topic=1.0)
    house, calls = Matcher(hostile(), shipped()[1], weights), read_calls(shared / "eval/calls.jsonl")[::16]
    found = list(chain.from_iterable(house.best(house.read(calls), list, most=7, at_least=0.5)))
    assert found == first_of(house.rank(calls), 7, 0.5)


def test_no_calls_and_no_profiles_and_one_of_each() -> None:
    one = call("Statsbidrag för äldreomsorg", applicants="Kommuner")
    nobody, single = Matcher({}, shipped()[1]), Matcher({"a": profile("Vi har äldreomsorg.", "a")}, shipped()[1])
    assert best(matcher().read([]), 25, EVERYTHING) == []
    assert list(nobody.best(nobody.read([one]), list)) == []
    assert list(single.best(single.read([one]), list)) == [single.match(one)]


def test_a_library_is_packed_once_and_unpacked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = matcher().read([call("Statsbidrag för äldreomsorg", applicants="Kommuner")])
    monkeypatch.setattr(library, "_LAST", {})
    there = pickle.loads(pickle.dumps(read))
    monkeypatch.setattr(library.pickle, "dumps", None)
    assert pickle.loads(pickle._dumps(read)) is there
    assert best(there, 25, EVERYTHING) == best(read, 25, EVERYTHING)
