"""Takes Swedish compounds apart: äldreomsorg -> äldre, omsorg.

The word list is simplemma's Swedish one. It also has short words that make nonsense of common ones (kom-mun,
fram-tid), so a part has four letters or is a known short noun, function words are no parts, and a word of up to seven
letters is left whole.
"""

from __future__ import annotations

from functools import lru_cache

from matcher.scoring.lexicon import LEXICON, MOST


def _each(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEAST_WORD = 8
LEAST_PART = 4
MOST_WORD = 60
# Nouns of two or three letters that start or end many municipal compounds.
SHORT = _each("bad bil bio bok by båt dag gas hav hem jul lag lek liv lov läs läx lön mat ort sjö tåg väg vår")
NOT_HEAD = _each(
    "allt andra ange bland denna efter eller emot enda flera fram från före förr genom hela hennes hittills inför förs "
    "inga ingen innan inom inte kring kunna ligg lite läro med mellan miss mycket måste någon något några oper redan "
    "sedan själv sina skall ställ sådan till tills tran trans trots under upp utan utanför utom vara varje vilka "
    "vilken över"
)
NOT_TAIL = _each(
    "ande anden are arna aste ation aten else elser ende enhet erad erade erat erna fald falt full fulla fullt "
    "het heten heter inna ionen isera ising iska iskt kola ling lingar lingen ligt liga lighet ligheten logisk logiska "
    "löst makt ning ningar ningen ringar samhet samma sion skap skapet skapen tera terna tion tioner tionen värd "
    "värda"
)

# The list reads these as forms of other words: fasad as feared.
OWN_BASE = _each("fasad")


@lru_cache(maxsize=MOST)
def listed(word: str) -> str | None:
    """Base form by the word list; None for a form that is not in it."""
    return LEXICON.base(word)


@lru_cache(maxsize=MOST)
def lemma(word: str) -> str:
    """Base form by the word list; the word itself where the list does not know it or names quite another word.

    The list has äldre -> gammal, vuxen -> växa, samhälls -> samhällsvetenskapsprogrammet: a base form that does not
    begin as the word does, or is much longer, would join what must stay apart.
    """
    if word in OWN_BASE:
        return word
    base = listed(word)
    if base is None or not len(word) // 2 < len(base) <= len(word) + 2 or base[:4] != word[:4][: len(base)]:
        return word
    return base


@lru_cache(maxsize=MOST)
def split(word: str) -> tuple[str, ...]:
    """Parts of a lower-case compound in base form, first to last; empty when it is not one."""
    if not LEAST_WORD <= len(word) <= MOST_WORD or len(lemma(word)) < LEAST_WORD:
        return ()
    found = [parts for parts in _splits(word) if len(parts) > 1]
    return min(found, key=_cost, default=())


def _cost(parts: tuple[str, ...]) -> tuple[int, int]:
    """Few parts first, then the split whose shortest part is longest."""
    return len(parts), -min(map(len, parts))


def _splits(word: str) -> list[tuple[str, ...]]:
    """Every way to read `word` as heads and a tail, the whole word as one tail included."""
    found: list[tuple[str, ...]] = [(lemma(word),)] if _is_tail(word) else []
    for cut in range(2, len(word) - 1):
        head = _head(word[:cut])
        if head is not None:
            found += [(head, *rest) for rest in _best_rest(word[cut:])]
    return found


@lru_cache(maxsize=MOST)
def _best_rest(word: str) -> tuple[tuple[str, ...], ...]:
    """The best reading of what stands after a head, or none."""
    best = min(_splits(word), key=_cost, default=None)
    return () if best is None else (best,)


def _is_tail(word: str) -> bool:
    return word in SHORT or (len(word) >= LEAST_PART and word not in NOT_TAIL and listed(word) is not None)


@lru_cache(maxsize=MOST)
def _head(word: str) -> str | None:
    """Base form of a compound's first part, its linking letter removed: ungdoms -> ungdom, hälso -> hälsa."""
    if word in SHORT:
        return word
    if len(word) < LEAST_PART or word in NOT_HEAD:
        return None
    bases = [word]
    if word.endswith("s") and len(word) > LEAST_PART and listed(word) != word:
        bases.insert(0, word[:-1])
    elif word.endswith(("o", "u")):
        bases.insert(0, word[:-1] + "a")
    known = (base for base in bases if base not in NOT_HEAD and listed(base) is not None)
    return next((lemma(base) for base in known), None)
