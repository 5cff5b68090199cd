"""What a profile asks for, as weighted concepts: its keywords in full, the words of its description less."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from matcher.knowledge import Profile
from matcher.scoring.concepts import Concepts, Stems
from matcher.scoring.words import Language, Word, words

# Weights of a concept, by how the profile names it; tried on the judged calls, see docs/matching.md.
KEYWORD = 1.0
DESCRIPTION = 0.5
# A word inside a longer keyword, or a part of a compound, that the glossary knows: stöd till anhöriga -> anhörig.
PART = 0.3
AVOID = -1.0
# A word of a description that the glossary lacks: short ones are mostly verbs and adjectives (äger, fina, göra).
UNKNOWN = 0.6
LEAST_UNKNOWN = 7
# A description says what it must in its first page; what comes after is not read.
DESCRIPTION_CHARS = 20_000
LONGEST_PHRASE = 5
# Words of every department's description, and of every call.
COMMON = (
    "ansvar ansvara arbeta arbete avdelning behov bidrag bolag bra bättre driva enhet erbjuda extern finansiering "
    "förvaltning fråga gemensam hjälp hjälpa insats invånare kommun kommunal lokal medarbetare medel människa "
    "möjlighet område person personal projekt satsning sköta stöd stödja söka uppdrag utlysning utveckla utveckling "
    "verksamhet viktig vilja europa europeisk norden nordisk svensk sverige"
)
# Names of places with fewer letters are also common words: Mark, Berg, Vara.
LEAST_PLACE = 5

Interests = dict[int, float]


def read_interests(profile: Profile, concepts: Concepts, places: frozenset[str] = frozenset()) -> Interests:
    """Weight per concept. Words that the glossary lacks become concepts of their own, added to `concepts`.

    places  names that say where a recipient is, not what it wants; as they are spelt
    """
    found: Interests = {}
    for keyword in profile.keywords:
        _add(found, by_keyword(keyword, "sv", concepts), KEYWORD * profile.weight(keyword))
    for keyword in profile.keywords_en:
        _add(found, by_keyword(keyword, "en", concepts), KEYWORD * profile.weight(keyword))
    _add(found, _by_text(f"{profile.name}. {profile.description}", concepts, places), DESCRIPTION)
    for word in profile.avoid:
        for language in ("sv", "en"):
            for number, weight in by_keyword(word, language, concepts).items():
                found[number] = AVOID * weight
    return found


def _add(found: Interests, more: Interests, weight: float) -> None:
    """The strongest mention counts; a keyword that the description repeats is not two interests."""
    for number, share in more.items():
        found[number] = max(found.get(number, 0.0), share * weight)


def by_keyword(keyword: str, language: Language, concepts: Concepts) -> Interests:
    """Weight per concept of one word or phrase: the glossary's concept, or one of its own with its known parts."""
    asked = (keyword, language)
    if asked not in concepts.asked:
        concepts.asked[asked] = _by_keyword(keyword, language, concepts)
    return concepts.asked[asked]


def _by_keyword(keyword: str, language: Language, concepts: Concepts) -> Interests:
    text = words(keyword, language)
    form = tuple(word.stem for word in text)
    if not form:
        return {}
    numbers = concepts.known(form, language)
    if numbers:
        return dict.fromkeys(numbers, 1.0)
    return {**_inside(text, language, concepts), concepts.add(keyword, language): 1.0}


def _inside(text: list[Word], language: Language, concepts: Concepts) -> Interests:
    """Known concepts of the single words and compound parts of a phrase that is unknown as a whole."""
    inner = {word.stem for word in text} if len(text) > 1 else set()
    inner |= {part for word in text for part in word.parts}
    inner -= common_stems()
    return {number: PART for stem in inner for number in concepts.known((stem,), language)}


def _by_text(text: str, concepts: Concepts, places: frozenset[str]) -> Interests:
    """The longest known phrases of a Swedish text; unknown words as concepts of their own, with their parts."""
    found: Interests = {}
    read = [word for word in words(text[:DESCRIPTION_CHARS], "sv") if not _is_place(word.form, places)]
    place = 0
    while place < len(read):
        length = _longest_known(read, place, concepts)
        if length:
            form = tuple(word.stem for word in read[place : place + length])
            if length > 1 or form[0] not in common_stems():
                _add(found, dict.fromkeys(concepts.known(form, "sv"), 1.0), 1.0)
        elif len(read[place].form) >= LEAST_UNKNOWN and read[place].stem not in common_stems():
            _add(found, by_keyword(read[place].form, "sv", concepts), UNKNOWN)
        place += length or 1
    return found


def _is_place(form: str, places: frozenset[str]) -> bool:
    return len(form) >= LEAST_PLACE and (form in places or form.removesuffix("s") in places)


def _longest_known(read: list[Word], place: int, concepts: Concepts) -> int:
    """How many words from `place` on are a known phrase; 0 when not even the first is known."""
    forms: Iterable[Stems] = (
        tuple(word.stem for word in read[place : place + length]) for length in range(LONGEST_PHRASE, 0, -1)
    )
    return next((len(form) for form in forms if concepts.known(form, "sv")), 0)


@cache
def common_stems() -> frozenset[str]:
    """Stems of the words that say nothing of a profile, since every department's description has them."""
    return frozenset(word.stem for word in words(COMMON, "sv"))
