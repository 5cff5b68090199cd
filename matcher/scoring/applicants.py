"""Which kinds of applicants a text names, once the words that take a kind back or only name a place are set apart."""

from __future__ import annotations

import re

from matcher.knowledge import Funding, Who
from matcher.scoring.phrases import pattern
from matcher.scoring.words import Language

# "ej kommunal huvudman", "inte statliga eller kommunala", "utom offentliga": a no, up to the end of the clause. What
# follows "inte bara" is a yes.
TAKEN_BACK = re.compile(
    r"\b(?:ej|inte|utom)\s+(?!(?:bara|enbart|endast|heller|minst)\b)(?:\w+\s+){0,4}?"
    r"(?:kommun|offentlig|huvudm[aä]n|skolhuvudm[aä]n)[^,;.()\n]*",
    re.IGNORECASE,
)
# Associations "i berörda kommuner" are no municipalities; who works "i en kommun" may well speak for it.
IN_PLACE = re.compile(
    r"\b(?:i|från|kring|runt)\s+(?!en\s)(?:(?!(?:och|eller|samt|med)\s)\w+\s+){0,3}?kommun(?:en|ens|er|erna|ernas)?(?!\w)",
    re.IGNORECASE,
)
MUNICIPAL = re.compile(r"\b(?:prim[aä]r)?kommun", re.IGNORECASE)
# Wide words come last: "ideella organisationer" names associations, not any organisation.
WIDE: tuple[Who, ...] = ("public", "any", "vague")


def takes_back(text: str) -> bool:
    """True for a text that shuts municipalities out in one breath and names them nowhere else."""
    rest = TAKEN_BACK.sub(" | ", text)
    return rest != text and not MUNICIPAL.search(rest)


def kinds_of_applicants(text: str, funding: Funding, language: Language) -> set[Who]:
    """Which kinds of applicants a text names; the narrow kinds take their words first."""
    text = IN_PLACE.sub(" | ", TAKEN_BACK.sub(" | ", text)) if language == "sv" else text
    found: set[Who] = set()
    for kind in sorted(funding.applicants, key=lambda kind: (kind.who in WIDE, kind.who != "municipal_company")):
        expression = pattern(kind.sv if language == "sv" else kind.en)
        if expression is not None and expression.search(text):
            found.add(kind.who)
            text = text if kind.who in WIDE else expression.sub(" | ", text)
    return found
