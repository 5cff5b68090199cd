"""Text to terms, per language: stop words, base form, Snowball stem, Swedish compound parts. å, ä and ö are kept.

What a word's analysis gives is kept in the `Lexicon`; simplemma's Swedish list is read with the first word that is not
there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Literal

from matcher.scoring import compounds
from matcher.scoring.lexicon import LEXICON, MOST

Language = Literal["sv", "en"]


def _each(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What begins with "e-" is one word: e-hälsa is not just health.
WORD = re.compile(r"(?:(?<!\w)[eE]-)?[^\W\d_]+")
LEAST = 2
# Their stems are those of other words: Vänern would be a friend, fastighet firm, fasad a phase, biogas biogenic.
UNSTEMMED = _each("angelägenhet biogas demens fasad fastighet lägenhet mälaren vänern vättern")
# Words that carry no subject.
STOP: dict[Language, frozenset[str]] = {
    "sv": _each(
        "alla allt att av bara behöver bland bli blir blivit både båda dag där de dem den denna dessa det detta "
        "dig din ditt du då efter ej eller en enligt er era ert ett fler flera fram från få får före för första "
        "ge genom ger ha hade han har hela hon hos hur här högst i in inför inom inte ingen inga ja jag kan ska "
        "kommer kring kunna liksom man med medan mellan men mer mest minst mot mycket måste ned ni nu när nya ny "
        "nytt nämligen något några och också olika om oss per på redan samma samt se sedan sig sin sina sitt "
        "själv skall som ska svar så sådan sådana sätt t till trots två under upp ur ut utan utifrån vad var vara "
        "varit varje vem vi via vid vilka vilken vilket vill våra vår vårt även år åt än är över övriga"
    ),
    "en": _each(
        "a about above addition after all also an and any are as at be been being between both but by can could "
        "do does each etc for from further had has have having how if in including into is it its least less may "
        "more most must new no not of on one only or other our out over per shall should since so some such than "
        "that the their them then there these they this those through to under up upon use used using via was we "
        "well were what when where whether which while who will with within without would you your"
    ),
}


@dataclass(frozen=True, slots=True)
class Word:
    """One content word of a text: as written, its stem, and the stems of its parts when it is a compound."""

    form: str
    stem: str
    parts: tuple[str, ...] = ()


def words(text: str, language: Language, most: int | None = None) -> list[Word]:
    """The content words of a text in order, the first `most`; hyphens part all words but those that begin with "e-".

    Stop words and single letters are left out.
    """
    found = (_word(form[0], language) for form in WORD.finditer(text))
    return list(islice((word for word in found if word is not None), most))


def stems(text: str, language: Language) -> tuple[str, ...]:
    """The stems of a phrase, as they are looked for in a text."""
    return tuple(word.stem for word in words(text, language))


def reading_language(language: str) -> Language:
    """The analysis for an ISO 639-1 code: Danish and Norwegian are nearer to Swedish, all else is read as English."""
    return "sv" if language.lower()[:2] in {"sv", "da", "no", "nb", "nn"} else "en"


@lru_cache(maxsize=MOST)
def _word(form: str, language: Language) -> Word | None:
    lower = form.lower().replace("-", "")
    if len(lower) < LEAST or lower in STOP[language]:
        return None
    stem, *parts = LEXICON.look_up(lower, language, _stems)
    return Word(form, stem, tuple(parts))


def _stems(lower: str, language: Language) -> tuple[str, ...]:
    """The stem of a word, then those of its parts."""
    if language == "en":
        return (_stemmer("english").stemWord(lower),)
    parts = compounds.split(lower)
    # The list does not know every compound: -skolan ends as its last part, skola, does.
    whole = lower[:-1] if parts and lower.endswith("an") and parts[-1].endswith("a") else lower
    return (_swedish_stem(whole), *map(_swedish_stem, parts))


def _swedish_stem(word: str) -> str:
    """Snowball leaves the ending of skolan and gatan alone, so it works on the base form."""
    base = compounds.lemma(word)
    stem: str = base if base in UNSTEMMED else _stemmer("swedish").stemWord(base)
    return stem


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(language)
