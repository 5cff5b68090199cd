"""Words: Swedish compounds, base forms, stop words, languages."""

from __future__ import annotations

import pytest

from matcher.scoring import compounds
from matcher.scoring.concepts import Concepts
from matcher.scoring.words import reading_language, stems, words
from tests.scoring_house import shipped

COMPOUNDS = {
    "ungdomsgård": ("ungdom", "gård"),
    "landsbygdsutveckling": ("landsbygd", "utveckling"),
    "skolutveckling": ("skola", "utveckling"),
    "folkhälsoarbete": ("folkhälsa", "arbete"),
    "äldreomsorg": ("äldre", "omsorg"),
    "vattenreningsverk": ("vatten", "reningsverk"),
    "kulturskola": ("kultur", "skola"),
    "jämställdhetsintegrering": ("jämställdhet", "integrering"),
    "energieffektivisering": ("energi", "effektivisering"),
    "besöksnäring": ("besök", "näring"),
    "laddinfrastruktur": ("ladda", "infrastruktur"),
    "dagvatten": ("dag", "vatten"),
    "cykelväg": ("cykel", "väg"),
    "vuxenutbildning": ("vuxen", "utbildning"),
    "krisberedskap": ("kris", "beredskap"),
    "medborgardialog": ("medborgare", "dialog"),
    "bibliotekschefen": ("bibliotek", "chef"),
    "våtmarkssatsningar": ("våtmark", "satsning"),
}
WHOLE = (
    "kommun kommunerna framtid förskola verksamhet utbildning företag förening omställning cirkulär biologisk".split()
)
SAME = [
    ("skola", "skolan", "skolor", "skolornas"),
    ("gata", "gatan", "gator"),
    ("bibliotek", "biblioteket", "biblioteken"),
    ("demokrati", "demokratin"),
    ("laddstation", "laddstationer"),
    ("landsbygd", "landsbygden"),
    ("grundskola", "grundskolan"),
]


@pytest.mark.parametrize(("word", "parts"), COMPOUNDS.items())
def test_compounds_are_taken_apart(word: str, parts: tuple[str, ...]) -> None:
    assert compounds.split(word) == parts


@pytest.mark.parametrize("word", WHOLE)
def test_common_words_stay_whole(word: str) -> None:
    assert compounds.split(word) == ()


@pytest.mark.parametrize("forms", SAME)
def test_forms_of_a_word_share_their_stem(forms: tuple[str, ...]) -> None:
    assert len({stems(form, "sv") for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("får", "far"), ("äldre", "gamla"), ("vuxen", "växa"), ("höra", "hora")])
def test_what_is_not_the_same_word_stays_apart(one: str, other: str) -> None:
    assert stems(one, "sv") != stems(other, "sv")


# A word of the glossary, and a word of another meaning whose stem or part it once was.
UNRELATED = [
    ("sjö", "Vänern vän vänskola miljövänliga klimatvänliga"),
    ("flerbostadshus", "angelägenhet angelägenheter"),
    ("idrott", "transporter transporterna transport"),
    ("fasad", "fasa fasas fasen faser användningsfasen utfasning"),
    ("fastighet", "fast fasta fastare"),
    ("biogas", "biogen biogena"),
    ("demens", "demoprojekt"),
    ("lärare", "lärosäte lärosäten läromedel"),
    ("skola", "kulturskolor kulturskola högskola folkhögskola"),
    ("miljö", "arbetsmiljö kulturmiljö"),
    ("hälsa", "e-hälsa"),
    ("hållbart resande", "mobilitet"),
    ("slöjd", "crafting crafted"),
    ("valdeltagande", "elected electing"),
    ("översiktsplan", "zone zones"),
    ("plast", "packaging"),
    ("konstnär", "creators"),
    ("energi- och klimatrådgivning", "one-stop shop"),
    ("våldsbejakande extremism", "extremely extreme"),
    ("borgmästaravtalet", "energikontor"),
    ("kommunalt partnerskap", "development cooperation"),
    ("inkubator", "kluster cluster"),
    ("författare", "the national and local authorities"),
    ("digitalisering", "a digital form"),
    ("musik", "concerted action in concert with"),
    ("flerbostadshus", "apart from"),
    ("kompetens", "the competent authority competes competently"),
    ("utanförskap", "marginal costs margins"),
    ("våldsbejakande extremism", "radical innovation polar research"),
    ("rekvirera", "the requisite skills"),
    ("arkitektur", "software architecture"),
    ("fordon", "fishing fleet"),
    ("humanitärt bistånd", "third countries"),
    ("bostad", "residential care"),
    ("missbruk", "beroende på budgeten"),
    ("åldrande befolkning", "alla åldrar"),
    ("brukarmedverkan", "brukar bruka"),
    ("mottagande av flyktingar", "mottagare mottagande organisation"),
    ("praktikplats", "i praktiken forskning och praktik"),
    ("stresshantering", "återhämtning efter pandemin"),
    ("internet", "elnätet"),
    ("bredband", "träfiber"),
    ("generationsöverskridande", "nästa generation"),
]
FORMS = [("fasad", "fasaden fasader"), ("fastighet", "fastigheter fastigheterna"), ("biogas", "biogasen")]


@pytest.mark.parametrize(("concept", "text"), UNRELATED, ids=[concept for concept, _ in UNRELATED])
def test_a_concept_is_not_found_in_words_of_another_meaning(concept: str, text: str) -> None:
    concepts = Concepts.of(shipped()[1].glossary)
    assert concept in concepts.labels
    for language in ("sv", "en"):
        found = {concepts.labels[hit.concept] for hit in concepts.find(words(text, language), language)}
        assert concept not in found


@pytest.mark.parametrize(("base", "forms"), FORMS)
def test_a_word_that_is_not_stemmed_is_still_found_in_its_forms(base: str, forms: str) -> None:
    assert {word.stem for word in words(forms, "sv")} == set(stems(base, "sv"))


def test_e_and_its_word_are_one() -> None:
    assert [word.form for word in words("Ny e-tjänst för E-hälsa i grupp E", "sv")] == ["e-tjänst", "E-hälsa", "grupp"]
    assert stems("e-hälsa", "sv") == stems("ehälsa", "sv")
    assert stems("e-learning", "en") == stems("elearning", "en")


def test_stop_words_and_marks_are_left_out_and_order_is_kept() -> None:
    assert [word.form for word in words("Våld i nära relationer – vad är det?", "sv")] == ["Våld", "nära", "relationer"]
    assert stems("long-term care", "en") == stems("Long term CARE", "en") == ("long", "term", "care")


def test_parts_carry_the_stems_they_have_as_words() -> None:
    (word,) = words("äldreomsorgen", "sv")
    assert word.parts == (*stems("äldre", "sv"), *stems("omsorg", "sv"))


@pytest.mark.parametrize(
    ("code", "language"),
    [("sv", "sv"), ("SV-se", "sv"), ("nb", "sv"), ("da", "sv"), ("en", "en"), ("de", "en"), ("", "en")],
)
def test_every_language_has_an_analysis(code: str, language: str) -> None:
    assert reading_language(code) == language


@pytest.mark.parametrize("word", ["a" * 10_000, "ssssssssssss", "\u0000\ud7ff", "ﬁnans", "İstanbul", "utveckling" * 5])
def test_hostile_words_do_no_harm(word: str) -> None:
    assert isinstance(words(word, "sv"), list)
