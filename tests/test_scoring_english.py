"""Swedish keywords and English calls: what has no counterpart is told, and a profile's own English words come first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from matcher.knowledge import Group
from matcher.scoring.concepts import Concepts
from matcher.scoring.interests import DESCRIPTION, KEYWORD, read_interests
from matcher.scoring.matcher import Matcher
from matcher.scoring.untranslated import without_english
from matcher.scoring.words import stems
from tests.command import ROOT, matcher
from tests.scoring_house import call, profile, shipped

GLOSSARY = shipped()[1].glossary


@pytest.mark.parametrize(
    ("keywords", "keywords_en", "told"),
    [
        (("äldreomsorg", "Äldreomsorgen"), (), []),
        (("bryggstuga", "äldreomsorg"), (), ["bryggstuga"]),
        (("bryggstuga", "linberedning"), ("flax dressing",), ["bryggstuga", "linberedning"]),  # which one is not said
        (("Urbact Plus",), ("urbact plus",), []),
        (("skolbibliotek på hjul",), (), ["skolbibliotek på hjul"]),  # a part of it is known
        ((), ("flax dressing",), []),
    ],
)
def test_keywords_without_english_are_found(
    keywords: tuple[str, ...], keywords_en: tuple[str, ...], told: list[str]
) -> None:
    own = profile("Hantverk.", keywords=keywords, keywords_en=keywords_en)
    assert without_english(own, GLOSSARY) == told


def test_a_group_that_has_no_english_helps_nobody() -> None:
    glossary = replace(GLOSSARY, groups=(*GLOSSARY.groups, Group(("bryggstuga",), ())))
    assert without_english(profile("x", keywords=("bryggstuga",)), glossary) == ["bryggstuga"]


def test_the_shipped_profiles_lack_nothing() -> None:
    assert [word for own in shipped()[0].values() for word in without_english(own, GLOSSARY)] == []


def test_check_tells_them_kindly_by_profile(tmp_path: Path) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    config = tmp_path / "config.toml"
    config.write_text('[profiles]\npath = "profiles"\n')
    text = 'name = "Lin"\nrecipients = ["a@b.example"]\ndescription = "Hantverk."\nkeywords = ["lin", "äldreomsorg"]\n'
    (folder / "lin.toml").write_text(text)
    told = matcher("--config", config, "check").stdout
    assert "lin.toml: saknar engelsk motsvarighet: lin.\n" in told
    assert "hittar bara svenska utlysningar" in told
    config.write_text(f'[profiles]\npath = "{ROOT / "profiles"}"\n')
    assert "motsvarighet" not in matcher("--config", config, "check").stdout


def interest(word: str, language: str, **more: object) -> float:
    concepts = Concepts.of(GLOSSARY)
    found = read_interests(profile("Vi sköter äldreomsorg.", **more), concepts)
    (number,) = concepts.forms[language][stems(word, language)]  # type: ignore[index,arg-type]
    return found.get(number, 0.0)


def test_the_weight_that_a_profile_gives_an_english_word_goes_before_that_of_its_translation() -> None:
    assert interest("elderly care", "en") == DESCRIPTION
    assert interest("elderly care", "en", keywords_en=("elderly care",)) == KEYWORD
    mine = {"keywords": ("äldreomsorg",), "keywords_en": ("elderly care",), "weights": {"elderly care": 3.0}}
    assert interest("elderly care", "en", **mine) == 3 * KEYWORD
    assert interest("grey panthers", "en", keywords_en=("grey panthers",)) == KEYWORD


def test_an_own_english_word_finds_what_the_glossary_does_not() -> None:
    title = "Grey panthers in rural towns"
    plain, own = (
        Matcher({"egen": profile("Vi sköter äldreomsorg.", **more)}, shipped()[1]).match(call(title, language="en"))[0]
        for more in ({}, {"keywords_en": ("grey panthers",)})
    )
    assert own.score > plain.score
    assert any("grey panthers" in reason.label.casefold() for reason in own.reasons)
