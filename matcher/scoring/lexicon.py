"""What has been found out about words. A process looks each of them up and stems it once, then it stands here.

All of it follows from the words, this program and its libraries. So another process may go on where this one ended,
with a pickle of the lexicon, as long as `fingerprints.analysis` gives what it gave here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.scoring.words import Language

# A server lives for months, and strangers' texts are full of strange words; then it starts anew.
MOST = 200_000


@dataclass
class Lexicon:
    """Stems by language and lower-case form, the parts of a compound after the whole; and simplemma's Swedish list.

    The list has 964,000 forms. It is read from simplemma's wheel when first asked, which takes a second, in the shape
    that simplemma offers for little memory: 6 MB.
    """

    stems: dict[Language, dict[str, tuple[str, ...]]] = field(default_factory=lambda: {"sv": {}, "en": {}})
    bases: Mapping[str, str] | None = None

    def __len__(self) -> int:
        return sum(map(len, self.stems.values()))

    def base(self, form: str) -> str | None:
        """The base form of a Swedish form by the list; None for one that it lacks."""
        if self.bases is None:
            from simplemma.strategies.dictionaries import StreamDictionaryFactory

            self.bases = StreamDictionaryFactory().get_dictionary("sv")
        return self.bases.get(form)

    def look_up(
        self, form: str, language: Language, analyse: Callable[[str, Language], tuple[str, ...]]
    ) -> tuple[str, ...]:
        """The stems of a lower-case form; found out by `analyse` when nobody has asked before."""
        known = self.stems[language]
        if form not in known:
            if len(known) >= MOST:
                known.clear()
            known[form] = analyse(form, language)
        return known[form]

    def learn(self, other: Lexicon) -> None:
        """Takes over what another process has found out."""
        for language, known in other.stems.items():
            self.stems[language].update(known)
        self.bases = self.bases or other.bases


LEXICON = Lexicon()
