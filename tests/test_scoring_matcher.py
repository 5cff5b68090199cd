"""A match: reasons that add up, independence, the bridge to English, gates, priorities, and texts that mean harm."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.knowledge import Calendar, Knowledge, Profile
from matcher.model import Match
from matcher.scoring import index, reasons
from matcher.scoring.fingerprints import fingerprints
from matcher.scoring.matcher import Matcher
from matcher.scoring.weights import WEIGHTS
from sources.kit.call import Call
from tests.scoring_house import call, profile, shipped, shipped_matcher

PIECES = (
    "äldreomsorg|hemtjänst|elderly care|kommuner kan söka|inte kommuner|klimatanpassning|förskola|i Norrbotten|unga|”|"
    "Västra Götaland|climate adaptation|district heating|läkemedel|\n|<b>|123|ÅÄÖ|\u0000|🙂"
).split("|")
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=25).map(" ".join)
CALLS = st.builds(
    Call,
    source=st.sampled_from(["se_vinnova", "eu_funding_tenders", "okänd"]),
    key=TEXTS,
    url=st.just("https://a.example/"),
    title=TEXTS,
    text=TEXTS,
    language=st.sampled_from(["sv", "en", "fi", "nb", ""]),
    funder=st.sampled_from(["", "Skolverket", "Region Skåne"]),
    programme=st.sampled_from(["", "LIFE", "Horizon Europe", "Interreg X"]),
    action_type=st.sampled_from(["", "HORIZON  Research and Innovation Actions"]),
    keywords=st.lists(TEXTS, max_size=2).map(tuple),
    applicants=TEXTS,
)
SOME = [
    call("Statsbidrag för äldreomsorg", "Kommuner kan söka.", applicants="Kommuner"),
    call("Elderly care and housing", "Care for older people.", "en", programme="LIFE"),
    call("Ny förskola", "Lek och lärande för små barn.", funder="Skolverket", applicants="skolhuvudmän"),
    call("Stålets framtid", "Masugnar."),
]


def match_for(slug: str, one: Call) -> Match:
    return next(match for match in shipped_matcher().match(one) if match.profile == slug)


@given(CALLS)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_reasons_add_up_to_the_score_of_any_call(one: Call) -> None:
    for match in shipped_matcher().match(one):
        assert math.isclose(match.score, sum(reason.points for reason in match.reasons), abs_tol=1e-9)
        assert math.isfinite(match.score)
        assert all(0 <= weight <= 1 for weight in match.priorities.values())
        assert match.send == (not match.stopped_by)
        assert not (match.send and match.eligible == "no")


def test_words_that_are_not_named_keep_their_points(monkeypatch: pytest.MonkeyPatch) -> None:
    one = call("Äldre, hemtjänst, demens, anhöriga, missbruk, hemlöshet, familjehem, funktionsnedsättning, autism, lss")
    short = match_for("social", one)
    monkeypatch.setattr(reasons, "MOST_WORDS", 1000)
    full = match_for("social", one)
    assert len(short.reasons) < len(full.reasons)
    assert short.score == pytest.approx(full.score)


@given(st.lists(CALLS, max_size=4, unique_by=lambda one: one.id), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_neither_order_nor_company_changes_a_match(others: list[Call], dice: random.Random) -> None:
    mixed = [*SOME, *others]
    alone = {(m.profile, m.call): m for one in mixed for m in shipped_matcher().match(one)}
    dice.shuffle(mixed)
    ranked = shipped_matcher().rank(mixed)
    assert {(m.profile, m.call): m for m in ranked} == alone
    assert ranked == sorted(ranked, key=lambda m: (m.profile, -m.score, m.call))


def test_a_profile_scores_the_same_whatever_profiles_stand_beside_it() -> None:
    profiles, knowledge = shipped()
    alone = Matcher({"social": profiles["social"]}, knowledge).rank(SOME)
    assert alone == [match for match in shipped_matcher().rank(SOME) if match.profile == "social"]


def test_ranking_goes_through_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Halving what `TfidfVectorizer` gives halves the evidence of the same call."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    before = match_for("social", SOME[0])
    real = TfidfVectorizer.transform
    monkeypatch.setattr(TfidfVectorizer, "transform", lambda self, raw: real(self, raw) * 0)
    after = match_for("social", SOME[0])
    assert {reason.kind for reason in before.reasons} >= {"title"}
    assert not {reason.kind for reason in after.reasons} & {"title", "lead", "keywords", "themes"}
    assert index.tokens.__module__ == "matcher.scoring.index"


def test_the_same_bytes_in_every_process() -> None:
    program = (
        "from tests.scoring_house import *\n"
        "print(shipped_matcher().rank([call('Äldreomsorg och skola', 'Barn och äldre i Västra Götaland.')]))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert b"Match(" in outputs.pop()


# -------------------------------------------------------------------------------------------- the bridge to English
BRIDGES = [
    ("Vi ansvarar för äldreomsorg och hemtjänst.", "Long-term care for older people", "Home care services."),
    ("Vi driver bibliotek och kulturskola.", "Public libraries as meeting places", "Reading and culture for all."),
    ("Vi sköter vatten och avlopp.", "Urban wastewater treatment", "Drinking water and sewage."),
    ("Vi arbetar mot våld i nära relationer.", "Ending domestic violence", "Shelter and victim support."),
    ("Vi tar emot nyanlända.", "Integration of newly arrived migrants", "Language courses."),
]


@pytest.mark.parametrize(("description", "title", "text"), BRIDGES)
def test_a_swedish_description_alone_finds_an_english_call(description: str, title: str, text: str) -> None:
    _, knowledge = shipped()
    off_topic = call("Quantum sensors for satellites", "Photonics and chips.", "en", programme="LIFE")
    on_topic = call(title, text, "en", programme="LIFE")
    best, other = Matcher({"egen": profile(description)}, knowledge).rank([off_topic, on_topic])
    assert best.call == on_topic.id
    assert best.send
    assert not other.send
    assert any("”" in reason.label for reason in best.reasons), "the English words are shown beside the Swedish"


def test_many_translations_of_one_word_count_once() -> None:
    """A synonym group is one thing: its words side by side are worth no more than one of them as often."""
    _, knowledge = shipped()
    matcher = Matcher({"egen": profile("Vi ansvarar för äldre.")}, knowledge)
    many = matcher.match(call("Call", "Elderly. Older people. Older persons. Older adults.", "en"))[0]
    one = matcher.match(call("Call", "Elderly. Elderly. Elderly. Elderly.", "en"))[0]
    assert many.score == pytest.approx(one.score)


def test_a_part_of_a_compound_counts_less_than_the_word() -> None:
    _, knowledge = shipped()
    matcher = Matcher({"egen": profile("x", keywords=("bibliotek",))}, knowledge)
    word, part = (matcher.match(call(title))[0] for title in ("Bibliotek", "Folkbibliotekslyftet"))
    assert word.score > part.score > matcher.match(call("Masugn"))[0].score


def test_where_a_recipient_is_is_not_what_it_wants() -> None:
    """Places, Sweden and Europe in a description are no subject."""
    _, knowledge = shipped()
    text = "Skaraborg, Götene, Kinnekulle, Västsverige, Sverige, svensk, Europa, europeisk, nordisk"
    with_places = Matcher({"egen": profile(f"Vi sköter äldreomsorg i {text}.")}, knowledge)
    bare = Matcher({"egen": profile("Vi sköter äldreomsorg.")}, knowledge)
    for one in (call(text, text), call("Äldreomsorg i Skaraborg")):
        assert with_places.match(one)[0].score == pytest.approx(bare.match(one)[0].score)


def test_a_common_word_of_a_description_counts_less_than_a_rare_one() -> None:
    _, knowledge = shipped()
    matcher = Matcher({"egen": profile("Vi ansvarar för utbildning och bibliotek.")}, knowledge)
    common, rare = (matcher.match(call(title))[0].score for title in ("Utbildning", "Bibliotek"))
    assert rare > 1.4 * common


def test_a_swedish_funder_is_no_argument_when_only_its_own_field_speaks_for_the_call() -> None:
    """Else every call of a funder would be sent to whoever shares its field."""
    bare = match_for("barn_utbildning", call("Nytt om medel", funder="Skolverket"))
    told = match_for("barn_utbildning", call("Nytt om medel för förskola", funder="Skolverket"))
    assert {"themes"} == {reason.kind for reason in bare.reasons if reason.points > 0} - {"priority"}
    assert not bare.send
    assert any(reason.kind == "national" for reason in told.reasons)


def test_words_to_avoid_count_against_but_veto_nothing() -> None:
    _, knowledge = shipped()
    wanted = profile("Vi ansvarar för äldreomsorg.")
    one = call("Äldreomsorg", "Läkemedel för äldre.", applicants="Kommuner")
    plain, wary = (
        Matcher({"egen": p}, knowledge).match(one)[0] for p in (wanted, replace(wanted, avoid=("läkemedel",)))
    )
    assert wary.score < plain.score
    assert any(reason.kind == "avoid" and reason.points < 0 for reason in wary.reasons)
    assert wary.eligible == "yes"


# ---------------------------------------------------------------------------------------------------- gates, goals
def test_a_clear_no_stops_and_says_why() -> None:
    match = match_for("social", call("Äldreomsorg i Norrbotten", "Hemtjänst.", applicants="Kommuner"))
    assert not match.send
    assert match.stopped_by == "Den gäller Norrbotten. Den skickas om finansiären låter den gälla också här."
    assert match.eligible == "no"


def test_what_shuts_a_recipient_out_is_told_with_what_would_let_it_in() -> None:
    """The same words for a department and for a municipal company."""
    one = call("Äldreomsorg och fjärrvärme", applicants="Ideella föreningar")
    told = "Ni får inte söka: Ideella föreningar. Den skickas om finansiären öppnar den för er."
    assert [match_for(slug, one).stopped_by for slug in ("social", "vatten_varme")] == [told, told]


def test_an_unknown_stops_nothing() -> None:
    match = match_for("social", call("Äldreomsorg", "Hemtjänst och särskilt boende för äldre."))
    assert (match.eligible, match.send) == ("unknown", True)


def test_best_terms_do_not_carry_an_off_topic_call() -> None:
    one = call("Bidrag till kommuner för barn och unga i skolan i Västra Götaland", applicants="Kommuner")
    match = match_for("vatten_varme", one)
    assert not match.send
    assert not any(reason.kind == "priority" for reason in match.reasons)


SILENT = [
    ("Horizon Europe", "HORIZON Research and Innovation Actions", "Robots help older people.", True),
    ("Horizon Europe", "HORIZON Research and Innovation Actions", "Robots help older people in municipalities.", False),
    ("Horizon Europe", "HORIZON Innovation Actions", "Robots help older people.", False),
    ("LIFE", "", "Robots help older people.", False),
    ("", "", "Robots help older people.", False),
]


@pytest.mark.parametrize(("programme", "action", "text", "silent"), SILENT)
def test_a_text_that_names_no_public_body_counts_against_where_they_seldom_get_money(
    programme: str, action: str, text: str, silent: bool
) -> None:
    one = call("Elderly care", text, language="en", programme=programme, action_type=action)
    told = [reason.points for reason in match_for("social", one).reasons if reason.kind == "silent"]
    assert told == ([-WEIGHTS.silent] if silent else [])


def test_a_call_for_partners_neither_gains_nor_loses_by_it() -> None:
    match = match_for("social", call("Äldreomsorg", applicants="Ideella föreningar; kommun som medpart"))
    assert match.eligible == "partner"
    assert not any(reason.kind == "eligible" for reason in match.reasons)


def test_silence_is_a_possible_answer() -> None:
    assert not any(match.send for match in shipped_matcher().match(SOME[3]))


GOALS = [
    ("barn_unga", call("Läslust för barn i förskolan")),
    ("barn_unga", call("Children and young people at risk", language="en")),
    ("ekologisk", call("Klimatanpassning och våtmarker")),
    ("ekologisk", call("Energy efficiency in buildings", language="en")),
    ("social", call("Mot segregation i utsatta områden")),
    ("ekonomisk", call("Entreprenörskap i företag på landsbygden")),
    ("utbyte", call("Town twinning", language="en")),
    ("medborgare", call("Medborgardialog och demokrati")),
    ("medborgare", call("Bidrag till civilsamhället")),
]


@pytest.mark.parametrize(("goal", "one"), GOALS, ids=[f"{goal}-{one.language}" for goal, one in GOALS])
def test_goals_of_the_programme_are_seen(goal: str, one: Call) -> None:
    weights = match_for("social", one).priorities
    assert weights[goal] >= 0.5
    assert match_for("social", SOME[3]).priorities[goal] < 0.5


@pytest.mark.parametrize("title", ["Bättre arbetsmiljö för lärare", "FoU om energidrycker", "Erasmus+ mobilitet"])
def test_a_part_of_a_compound_is_no_goal(title: str) -> None:
    assert match_for("social", call(title)).priorities["ekologisk"] == 0


def test_serving_a_goal_lifts_a_call_that_is_on_topic() -> None:
    plain = match_for("kultur_fritid", call("Bibliotek för alla", "Böcker.", applicants="Kommuner"))
    lifted = match_for("kultur_fritid", call("Bibliotek för förskolans barn", "Böcker.", applicants="Kommuner"))
    assert any(reason.kind == "priority" and reason.points > 0 for reason in lifted.reasons)
    assert not any(reason.kind == "priority" for reason in plain.reasons)


def test_closed_calls_are_stopped_only_when_a_day_is_given() -> None:
    one = replace(SOME[0], deadlines=(date(2026, 1, 31),))
    ranked = {day: shipped_matcher().rank([one], today=day) for day in (None, date(2026, 1, 31), date(2026, 2, 1))}
    sent = {day: any(match.send for match in matches) for day, matches in ranked.items()}
    assert sent == {None: True, date(2026, 1, 31): True, date(2026, 2, 1): False}


# --------------------------------------------------------------------------------------------------- rough material
@pytest.mark.parametrize(
    "text",
    ["", " \n ", "\u0000" * 100, "kommuner " * 1_200_000, "a" * 10_000_000, "(" * 100_000, "vi kan söka " * 9000],
)
def test_empty_huge_and_hostile_texts_are_read(text: str) -> None:
    assert match_for("social", call("Äldreomsorg", text, applicants="Kommuner")).send


def test_a_description_of_ten_megabytes_is_read() -> None:
    _, knowledge = shipped()
    matcher = Matcher({"egen": profile("Vi ansvarar för äldreomsorg. " * 350_000)}, knowledge)
    assert matcher.match(SOME[0])[0].send


def test_a_call_with_nothing_in_it_is_not_sent() -> None:
    assert not any(match.send for match in shipped_matcher().match(call("")))


def test_no_calls_no_matches() -> None:
    assert shipped_matcher().rank([]) == []


# ------------------------------------------------------------------------------------------------------ fingerprints
def test_fingerprints_follow_what_a_match_is_made_from() -> None:
    profiles, knowledge = shipped()
    one = profiles["social"]

    def made_from(profile: Profile, knowledge: Knowledge = knowledge) -> str:
        return fingerprints({"social": profile}, knowledge)["social"]

    print_ = made_from(one)
    assert made_from(replace(one, recipients=("ny@b.example",), absences=())) == print_
    assert made_from(one, replace(knowledge, calendar=Calendar())) == print_
    assert made_from(replace(one, description="Annat.")) != print_
    assert made_from(replace(one, weights={"äldreomsorg": 3.0})) != print_
    smaller = replace(knowledge, glossary=replace(knowledge.glossary, groups=knowledge.glossary.groups[1:]))
    assert made_from(one, smaller) != print_


def test_fingerprints_load_no_heavy_library() -> None:
    program = (
        "import sys, matcher.scoring.fingerprints\n"
        "print(sorted(n for n in ('sklearn', 'numpy', 'simplemma', 'snowballstemmer') if n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
