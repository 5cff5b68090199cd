"""Verdicts become proposals: subjects that tell relevant calls from others, never raw words; and what to write then."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.knowledge import Profile
from matcher.model import Opinion, Proposal, Verdict
from matcher.profiles import read_profile, read_profiles
from matcher.scoring.feedback import FUNDING, MOST_PROPOSALS, WEIGHT, passed_on, propose
from matcher.scoring.matcher import Matcher
from matcher.scoring.proposals import approved, closing, edits, in_english
from sources.kit.call import Call
from tests.scoring_house import PROFILES, profile, shipped

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OWN = profile("Vi sköter kommunens fritidsgårdar.")
OTHER = profile("Vi driver äldreboenden.", "annan")


def call(key: str, title: str, language: str = "sv", **more: str) -> Call:
    return Call("se_test", key, f"https://funder.example/{key}", title, language=language, **more)  # type: ignore[arg-type]


CALLS = {
    found.key: found
    for found in (
        call("bibliotek", "Stöd till bemannade skolbibliotek"),
        call("simhall", "Ny simhall, och skolbibliotek"),
        call("vindkraft", "Utbyggnad av vindkraft"),
        call("vindkraft2", "Vindkraft till havs"),
        call("libraries", "School libraries in the countryside", "en"),
        call("fritidsgård", "Fritidsgårdar i Skaraborg"),
        call("glänta", "Skogsgläntor"),
        call("glänta2", "Skogsgläntor igen"),
        call("EDF-2026-DA-1", "Tanks", "en"),
        call("EDF-2026-DA-2", "Aeroplanes", "en"),
        call("XYZ-2026-AB-1", "Bridges", "en"),
        call("XYZ-2026-AB-2", "Tunnels", "en"),
        call("f1", "Lampor", funder="Lampfonden"),
        call("f2", "Lampor igen", funder="Lampfonden"),
        call("f3", "Lampor till sist", funder="Lampfonden"),
    )
}


def verdict(key: str, opinion: Opinion, slug: str = "egen", other: str = "") -> Verdict:
    return Verdict(slug, CALLS[key].id, opinion, NOW, other=other)


def proposed(*verdicts: Verdict, own: Profile = OWN) -> list[Proposal]:
    calls = {found.id: found for found in CALLS.values()}
    return propose({own.slug: own, OTHER.slug: OTHER}, verdicts, calls, shipped()[1])


def words(found: Sequence[Proposal]) -> set[tuple[str, str, str]]:
    return {(one.profile, one.action, one.word) for one in found}


def test_three_known_good_calls_propose_light_words_with_their_reason() -> None:
    found = proposed(*(verdict(key, "relevant") for key in ("bibliotek", "simhall", "vindkraft")))
    assert words(found) == {("egen", "add", word) for word in ("skolbibliotek", "idrottsanläggning", "vindkraft")}
    assert found[0] == Proposal(
        "egen", "add", "skolbibliotek", WEIGHT, "står i 2 av 3 relevanta svenska utlysningar och i 0 av 0 övriga"
    )


def test_what_the_others_have_as_often_is_not_proposed() -> None:
    said = [verdict("bibliotek", "relevant"), verdict("simhall", "not_relevant")]
    assert words(proposed(*said)) == set()
    assert words(proposed(*said[:1])) == {("egen", "add", "skolbibliotek")}


def test_what_two_calls_that_were_not_relevant_share_is_to_be_avoided_unless_a_relevant_one_has_it() -> None:
    said = [verdict("vindkraft", "not_relevant"), verdict("vindkraft2", "other_department")]
    assert words(proposed(*said)) == {("egen", "avoid", "vindkraft")}
    assert words(proposed(said[0])) == set()
    calls = CALLS["libraries"], replace(CALLS["libraries"], key="wind", title="Wind power")
    read = {one.id: one for one in (*CALLS.values(), *calls)}
    said.append(Verdict("egen", calls[1].id, "relevant", NOW))
    found = propose({"egen": OWN}, said, read, shipped()[1])
    assert ("egen", "avoid", "vindkraft") not in words(found)


def test_each_language_is_counted_alone_and_a_word_of_both_is_proposed_once() -> None:
    found = proposed(
        *(verdict(key, "relevant") for key in ("bibliotek", "libraries")), verdict("vindkraft", "not_relevant")
    )
    assert [one.why for one in found if one.word == "skolbibliotek"] == [
        "står i 1 av 1 relevanta svenska utlysningar och i 0 av 1 övriga"
    ]
    (english,) = [one for one in proposed(verdict("libraries", "relevant")) if one.word == "skolbibliotek"]
    assert english.why == "står i 1 av 1 relevanta engelska utlysningar och i 0 av 0 övriga"


def test_a_verdict_on_a_swedish_call_leaves_what_english_calls_say_alone() -> None:
    """A proposal counts in English only through the words that the glossary has for it, and those are told."""
    (found,) = [one for one in proposed(verdict("bibliotek", "relevant")) if one.word == "skolbibliotek"]
    assert in_english(found.word, shipped()[1].glossary) == ("school library",)
    taught = {"egen": approved(OWN, found)}
    unrelated = replace(CALLS["libraries"], title="Youth centres", key="centres")
    scores = [Matcher(of, shipped()[1]).match(unrelated)[0] for of in ({"egen": OWN}, taught)]
    labels = [{reason.label for reason in score.reasons} for score in scores]
    assert labels[0] == labels[1]


@pytest.mark.parametrize("key", ["fritidsgård", "glänta"])
def test_words_that_are_known_places_or_not_in_the_glossary_are_not_proposed(key: str) -> None:
    said = [verdict(key, "relevant")] + ([verdict("glänta2", "relevant")] if key == "glänta" else [])
    assert words(proposed(*said)) == set()


def test_a_word_that_the_coordinator_has_weighed_down_is_left_alone() -> None:
    own = replace(OWN, keywords=("vindkraft",), weights={"vindkraft": 0.1})
    assert words(proposed(verdict("vindkraft", "relevant"), own=own)) == set()


def test_what_is_approved_is_not_proposed_again_and_the_call_rises() -> None:
    said = [verdict("bibliotek", "relevant"), verdict("simhall", "relevant")]
    taught = OWN
    for one in proposed(*said):
        taught = approved(taught, one)
    assert words(proposed(*said, own=taught)) == set()
    before, after = (Matcher({"egen": own}, shipped()[1]).match(CALLS["bibliotek"])[0].score for own in (OWN, taught))
    assert after > before


def test_there_are_never_more_proposals_than_a_person_reads() -> None:
    groups = shipped()[1].glossary.groups
    title = " ".join(group.sv[-1] for group in groups[::8])
    read = call("allt", title)
    found = propose({"egen": OWN}, [Verdict("egen", read.id, "relevant", NOW)], {read.id: read}, shipped()[1])
    assert len(found) == MOST_PROPOSALS


# ------------------------------------------------------------------------------------------------ who may apply
def test_may_not_apply_teaches_no_words_but_closes_a_programme() -> None:
    said = [verdict("XYZ-2026-AB-1", "may_not_apply"), verdict("XYZ-2026-AB-2", "may_not_apply", "annan")]
    assert words(proposed(*said[:1])) == set()
    assert words(proposed(*said)) == {(FUNDING, "close", "XYZ-")}
    assert words(proposed(*said, verdict("XYZ-2026-AB-1", "relevant", "annan"))) == set()


def test_what_is_closed_already_is_not_proposed() -> None:
    assert words(proposed(*(verdict(f"EDF-2026-DA-{n}", "may_not_apply") for n in (1, 2)))) == set()


def test_a_whole_funder_takes_three_calls() -> None:
    said = [verdict(key, "may_not_apply") for key in ("f1", "f2", "f3")]
    assert words(proposed(*said[:2])) == set()
    assert words(proposed(*said)) == {(FUNDING, "close", "Lampfonden")}


def test_a_closed_programme_is_closed_to_the_matcher(tmp_path: Path) -> None:
    shut = Proposal(FUNDING, "close", 'XYZ- "Bro"', 1.0, "")
    for name in ("XYZ-", shut.word):
        text = (PROFILES / "funding.toml").read_text(encoding="utf-8")
        new = closing(replace(shut, word=name))
        (tmp_path / "funding.toml").write_text(text.replace("[[families]]", f"{new}\n\n[[families]]", 1))
        (tmp_path / "egen.toml").write_text('name = "Egen"\nrecipients = ["a@b.example"]\ndescription = "Broar."\n')
        own, knowledge = read_profiles(tmp_path, [PROFILES])
        assert knowledge.funding.families[0].names == (name,)
        answer = Matcher(own, knowledge).match(CALLS["XYZ-2026-AB-1"])[0].eligible
        assert answer == (
            "no" if name == "XYZ-" else Matcher(own, shipped()[1]).match(CALLS["XYZ-2026-AB-1"])[0].eligible
        )


# ------------------------------------------------------------------------------------------------ passed on
def test_a_call_for_another_department_speaks_for_that_one_unless_it_has_spoken_itself() -> None:
    said = verdict("bibliotek", "other_department", other="annan")
    assert ("annan", "add", "skolbibliotek") in words(proposed(said))
    own = verdict("bibliotek", "not_relevant", "annan")
    assert [one.opinion for one in passed_on([said, own])] == ["other_department", "not_relevant"]
    assert words(proposed(said, own)) == set()


def test_calls_and_profiles_that_are_gone_are_passed_by() -> None:
    gone = [Verdict("nobody", CALLS["bibliotek"].id, "relevant", NOW), Verdict("egen", "se_test:99", "relevant", NOW)]
    assert proposed(*gone) == []


# ------------------------------------------------------------------------------------------------ what to write
FILES = [
    'name = "Egen"\nrecipients = ["a@b.example"]\ndescription = "Fritidsgårdar."\n',
    'name = "Egen"\nrecipients = ["a@b.example"]\ndescription = "Fritidsgårdar."\n'
    'keywords = [\n  "kollo"\n]\navoid = ["rymd"]\n[weights]\n"kollo" = 2\n'
    '[[absences]]\nwho = "a@b.example"\nfirst = 2026-12-21\nlast = 2026-12-22\ndeputy = "c@b.example"\n',
]


def written(text: str, place: str, toml: str) -> str:
    """The file after a person has done what stands there."""
    if place in ("Överst i filen", "Sist i filen"):
        return f"{toml}\n{text}" if place.startswith("Ö") else f"{text}\n{toml}\n"
    anchor = place.removeprefix("Direkt efter ")
    assert text.count(anchor) == 1
    end = text.index(anchor) + len(anchor)
    return f"{text[:end]}\n{toml}\n{text[end:]}"


@pytest.mark.parametrize("text", FILES)
def test_a_file_that_says_what_is_told_is_the_approved_profile(tmp_path: Path, text: str) -> None:
    path = tmp_path / "egen.toml"
    path.write_text(text, encoding="utf-8")
    before = read_profile(path, "egen")
    proposals = [
        Proposal("egen", "add", "skolbibliotek", WEIGHT, ""),
        Proposal("egen", "add", "e-hälsa", WEIGHT, ""),
        Proposal("egen", "avoid", "vindkraft", WEIGHT, ""),
    ]
    wanted = before
    for one in proposals:
        wanted = approved(wanted, one)
    for place, toml in edits(before, proposals):
        text = written(text, place, toml)
    path.write_text(text, encoding="utf-8")
    after = read_profile(path, "egen")
    assert {*after.keywords} == {*wanted.keywords}
    assert {*after.avoid} == {*wanted.avoid}
    assert after.weights == wanted.weights
    assert re.search(r"absences", text) is None or after.absences == before.absences


def test_nothing_is_to_be_written_where_nothing_is_proposed() -> None:
    assert list(edits(OWN, [])) == []
