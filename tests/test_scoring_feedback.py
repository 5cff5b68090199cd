"""Verdicts become readable proposals: only what several calls agree on, never a word that the profile has already."""

from datetime import UTC, datetime
from pathlib import Path

from matcher.model import Verdict
from matcher.profiles import read_profiles
from matcher.scoring.feedback import propose
from sources.kit.call import Call

PROFILES, _ = read_profiles(Path(__file__).resolve().parents[1] / "profiles")
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def call(key: str, title: str, language: str = "sv") -> Call:
    return Call("se_test", key, f"https://funder.example/{key}", title, language=language)


CALLS = {
    found.id: found
    for found in (
        call("1", "Skolbibliotek i grundskolan"),
        call("2", "Stöd till bemannade skolbibliotek"),
        call("3", "Forskarskola om lärande"),
        call("4", "Medel till en forskarskola i didaktik"),
        call("5", "School libraries in rural areas", "en"),
        call("6", "Skolbibliotek på nordiska språk"),
    )
}


def verdicts(**opinions: str) -> list[Verdict]:
    return [Verdict("barn_utbildning", f"se_test:{key[1:]}", opinion, NOW) for key, opinion in opinions.items()]  # type: ignore[arg-type]


def proposed(**opinions: str) -> set[tuple[str, str]]:
    return {(found.action, found.word) for found in propose(PROFILES, verdicts(**opinions), CALLS)}


def test_what_several_calls_agree_on_is_proposed_with_its_reason() -> None:
    opinions = {"c1": "relevant", "c2": "relevant", "c3": "not_relevant", "c4": "not_relevant"}
    found = propose(PROFILES, verdicts(**opinions), CALLS)
    known = {*PROFILES["barn_utbildning"].keywords, *PROFILES["barn_utbildning"].avoid}
    assert [(one.action, one.word) for one in found] == [
        pair for pair in [("add", "skolbibliotek"), ("avoid", "forskarskola")] if pair[1] not in known
    ]
    assert found
    assert all(one.why.startswith("står i 2 av 2") for one in found)


def test_one_verdict_proposes_nothing() -> None:
    assert proposed(c1="relevant", c3="not_relevant") == set()


def test_may_not_apply_teaches_no_words() -> None:
    assert proposed(c1="may_not_apply", c2="may_not_apply", c6="may_not_apply") == set()


def test_a_word_in_a_relevant_call_is_never_to_be_avoided() -> None:
    assert ("avoid", "skolbibliotek") not in proposed(c1="not_relevant", c2="not_relevant", c6="relevant")


def test_languages_are_kept_apart() -> None:
    assert proposed(c1="relevant", c5="relevant") == set()


def test_calls_and_profiles_that_are_gone_are_passed_by() -> None:
    gone = [Verdict("nobody", "se_test:1", "relevant", NOW), Verdict("social", "se_test:99", "relevant", NOW)]
    assert propose(PROFILES, gone, CALLS) == []
