"""The coordinator's data: what would send wrong letters, or none, if somebody broke it."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from matcher.digest.working_days import is_working_day
from matcher.knowledge import Glossary, Profile, Programme
from matcher.profiles import read_profiles
from matcher.scoring.words import Language, stems
from matcher.toml_file import read_toml

PROFILES = Path(__file__).parent.parent / "profiles"
SLUGS = {
    "barn_utbildning",
    "social",
    "samhallsbyggnad",
    "kultur_fritid",
    "kommunledning",
    "naringsliv",
    "vatten_varme",
    "bostader",
}
COMPANIES = {"vatten_varme", "bostader"}
PRIORITIES = ["barn_unga", "ekologisk", "social", "ekonomisk", "utbyte", "medborgare"]

# Swedish words that the matcher cannot tell apart because they have one stem; a word with two senses goes here too.
SAME_STEM_SV: set[tuple[str, ...]] = {("lär",)}  # lärande, lärare
# Phrases of which numbers and stop words leave one word, which says as much alone.
SHORT = {"agenda 2030", "natura 2000"}
# Keywords and programme words that the glossary has no English for.
WITHOUT_ENGLISH: set[str] = set()

PROFILE_FILES = [*sorted(SLUGS), "_example"]


def _profile(slug: str) -> Profile:
    return read_toml(PROFILES / f"{slug}.toml", Profile, slug=slug)


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return read_toml(PROFILES / "glossary.toml", Glossary)


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_toml(PROFILES / "programme.toml", Programme)


def test_the_folder_holds_every_recipient_and_no_other() -> None:
    profiles, _ = read_profiles(PROFILES)
    assert set(profiles) == SLUGS
    assert {slug for slug, profile in profiles.items() if profile.company} == COMPANIES


@pytest.mark.parametrize("slug", PROFILE_FILES)
def test_addresses_are_role_addresses_at_a_reserved_domain(slug: str) -> None:
    recipients = _profile(slug).recipients
    assert recipients
    assert all(address.endswith(".example") and address.count("@") == 1 for address in recipients)


def test_a_board_decides_for_every_department_and_for_no_company() -> None:
    calendar = read_profiles(PROFILES)[1].calendar
    assert {slug for slug in SLUGS if calendar.board(slug)} == SLUGS - COMPANIES


def test_the_calendar_that_ships_says_that_it_is_an_example_of_days_that_can_be() -> None:
    calendar = read_profiles(PROFILES)[1].calendar
    assert calendar.example
    meetings = [day for board in calendar.boards for day in board.meetings]
    assert meetings and [day for day in meetings if not is_working_day(day, calendar.holidays)] == []
    assert [board.name for board in calendar.boards if board.meetings != tuple(sorted(board.meetings))] == []
    assert [board.name for board in calendar.boards if board.name != board.name.lower()] == []


@pytest.mark.parametrize("slug", sorted(SLUGS))
def test_a_profile_says_enough_and_not_too_much(slug: str) -> None:
    profile = _profile(slug)
    assert 3 <= profile.description.count(".") <= 6
    assert 30 <= len(profile.keywords) <= 60
    assert 30 <= len(profile.keywords_en) <= 60
    assert profile.avoid
    assert len(profile.weights) <= 12
    assert all(2 <= weight <= 3 for weight in profile.weights.values())


@pytest.mark.parametrize("slug", PROFILE_FILES)
def test_every_weight_belongs_to_a_keyword(slug: str) -> None:
    profile = _profile(slug)
    assert set(profile.weights) <= {*profile.keywords, *profile.keywords_en}


@pytest.mark.parametrize("slug", PROFILE_FILES)
def test_no_word_is_wanted_twice_or_both_wanted_and_avoided(slug: str) -> None:
    profile = _profile(slug)
    words = [*profile.keywords, *profile.avoid]
    assert len(words) == len(set(words))
    assert len(profile.keywords_en) == len(set(profile.keywords_en))


@pytest.mark.parametrize("slug", PROFILE_FILES)
def test_every_swedish_word_of_a_profile_is_known_in_english(slug: str, glossary: Glossary) -> None:
    profile = _profile(slug)
    known = _words(glossary, "sv") | set(profile.keywords_en)
    assert {*profile.keywords, *profile.avoid} - known == {
        word for word in WITHOUT_ENGLISH if word in {*profile.keywords, *profile.avoid}
    }


@pytest.mark.parametrize("slug", PROFILE_FILES)
def test_words_are_written_in_small_letters(slug: str) -> None:
    profile = _profile(slug)
    words = [*profile.keywords, *profile.keywords_en, *profile.avoid]
    assert [word for word in words if word != word.lower()] == []


def test_the_example_shows_every_key_that_a_profile_may_have() -> None:
    text = (PROFILES / "_example.toml").read_text(encoding="utf-8")
    keys = {field.name for field in dataclasses.fields(Profile)} - {"slug"}
    assert {key for key in keys if not re.search(rf"^({key} =|\[+{key}\])", text, re.MULTILINE)} == set()


def test_the_example_still_works_with_only_what_it_says_is_needed(tmp_path: Path) -> None:
    text = (PROFILES / "_example.toml").read_text(encoding="utf-8")
    needed, optional, _ = text.partition("-- Det här är frivilligt")
    assert optional
    path = tmp_path / "miljo.toml"
    path.write_text(needed, encoding="utf-8")
    profile = read_toml(path, Profile, slug="miljo")
    assert profile.keywords == ()
    assert profile.weights == {}


def test_the_glossary_is_large_enough_and_has_no_empty_group(glossary: Glossary) -> None:
    assert len(glossary.groups) >= 800
    assert [group for group in glossary.groups if not (group.sv and group.en)] == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_glossary_is_in_small_letters_and_says_nothing_twice(glossary: Glossary, language: Language) -> None:
    words = [word for group in glossary.groups for word in getattr(group, language)]
    assert [word for word in words if word != word.lower() or not word.strip()] == []
    assert len(words) == len(set(words))


@pytest.mark.parametrize(("language", "ambiguous"), [("sv", SAME_STEM_SV), ("en", set())])
def test_no_two_concepts_look_the_same_to_the_matcher(
    glossary: Glossary, language: Language, ambiguous: set[tuple[str, ...]]
) -> None:
    """Two groups with one stem would count as each other: "e-sport" is read as "sport"."""
    heads: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for group in glossary.groups:
        for word in getattr(group, language):
            heads[stems(word, language)].add(group.sv[0])
    assert {form: names for form, names in heads.items() if len(names) > 1 and form not in ambiguous} == {}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_word_of_the_glossary_can_be_found_in_a_text(glossary: Glossary, language: Language) -> None:
    """A phrase of stop words only ("well-being" to the matcher) would never be found."""
    assert [word for group in glossary.groups for word in getattr(group, language) if not stems(word, language)] == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_phrase_of_the_glossary_is_more_than_one_word_to_the_matcher(glossary: Glossary, language: Language) -> None:
    """ "God man" would be found in every good idea, since "man" is a stop word."""
    words = {word for group in glossary.groups for word in getattr(group, language) if " " in word}
    assert {word for word in words if len(stems(word, language)) < len(word.split()[:2])} == SHORT & words


def test_the_programme_has_its_goals_with_children_and_young_people_first(programme: Programme) -> None:
    assert [priority.slug for priority in programme.priorities] == PRIORITIES
    first, *others = programme.priorities
    assert all(first.weight > other.weight for other in others)


def test_every_word_of_the_programme_is_known_in_english(programme: Programme, glossary: Glossary) -> None:
    known = _words(glossary, "sv") | WITHOUT_ENGLISH
    assert {word for priority in programme.priorities for word in priority.words} - known == set()


def test_each_goal_has_words_in_both_languages_and_none_twice(programme: Programme) -> None:
    for priority in programme.priorities:
        assert len(priority.words) >= 20, priority.slug
        assert len(priority.words_en) >= 20, priority.slug
        assert len(priority.words) == len(set(priority.words)), priority.slug
        assert len(priority.words_en) == len(set(priority.words_en)), priority.slug


def test_swedish_and_english_of_a_concept_meet_in_one_group(glossary: Glossary) -> None:
    """Pairs from every field that a coordinator would be astonished to see missing."""
    pairs = [
        ("äldreomsorg", "elderly care"),
        ("förskola", "early childhood education and care"),
        ("fjärrvärme", "district heating"),
        ("vänort", "town twinning"),
        ("våld i nära relationer", "domestic violence"),
        ("klimatanpassning", "climate adaptation"),
        ("medfinansiering", "own contribution"),
        ("kommun", "local authority"),
        ("allmännytta", "social housing"),
        ("besöksnäring", "tourism"),
        ("bibliotek", "public library"),
        ("unga som varken arbetar eller studerar", "neets"),
    ]
    groups = {word: group for group in glossary.groups for word in group.sv}
    assert [pair for pair in pairs if pair[1] not in groups[pair[0]].en] == []


def _words(glossary: Glossary, language: Language) -> set[str]:
    return {word for group in glossary.groups for word in getattr(group, language)}


def test_the_yearly_calls_that_ship_can_be_found_out_in_time() -> None:
    yearly = read_profiles(PROFILES)[1].yearly
    assert len(yearly) >= 5
    for one in yearly:
        first, last = one.latest_period(date(2026, 11, 23))
        assert 30 <= (last - first).days <= 120, one.name
