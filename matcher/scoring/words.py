"""Text to terms, per language: stop words, base form, Snowball stem, Swedish compound parts. å, ä and ö are kept.

Work per distinct word is done once in a process (`functools` caches); simplemma's Swedish list is loaded with the first
Swedish word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from matcher.scoring import compounds

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


def words(text: str, language: Language) -> list[Word]:
    """The content words of a text in order; stop words and single letters are left out, hyphens part other words."""
    return [word for form in WORD.findall(text) if (word := _word(form, language)) is not None]


def stems(text: str, language: Language) -> tuple[str, ...]:
    """The stems of a phrase, as they are looked for in a text."""
    return tuple(word.stem for word in words(text, language))


def reading_language(language: str) -> Language:
    """The analysis for an ISO 639-1 code: Danish and Norwegian are nearer to Swedish, all else is read as English."""
    return "sv" if language.lower()[:2] in {"sv", "da", "no", "nb", "nn"} else "en"


@lru_cache(maxsize=200_000)
def _word(form: str, language: Language) -> Word | None:
    lower = form.lower().replace("-", "")
    if len(lower) < LEAST or lower in STOP[language]:
        return None
    if language == "en":
        return Word(form, _stemmer("english").stemWord(lower))
    parts = compounds.split(lower)
    if not parts:
        return Word(form, _swedish_stem(lower))
    # The list does not know every compound: -skolan ends as its last part, skola, does.
    whole = lower[:-1] if lower.endswith("an") and parts[-1].endswith("a") else lower
    return Word(form, _swedish_stem(whole), tuple(_swedish_stem(part) for part in parts))


def _swedish_stem(word: str) -> str:
    """Snowball leaves the ending of skolan and gatan alone, so it works on the base form."""
    base = compounds.lemma(word)
    stem: str = base if base in UNSTEMMED else _stemmer("swedish").stemWord(base)
    return stem


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(language)
