"""Concepts: words that mean the same in both languages count as one thing, found in a text as one thing.

A synonym group after Pirkola: whichever of its words a text uses, the concept's frequency goes up by one, and its
document frequency is that of the union. So a word with six translations does not count six times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matcher.knowledge import Glossary
from matcher.scoring.words import Language, Word, stems

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept found in a text: its number, the words there, and whether they stood as words of their own.

    whole is False for a part of a compound, which counts half: omsorg in äldreomsorg.
    """

    concept: int
    form: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Bag:
    """A text of which only the sets of stems are known, as the background keeps them."""

    stems: frozenset[str]
    parts: frozenset[str] = frozenset()


@dataclass
class Concepts:
    """All concepts by number: the glossary's first, then the words of profiles that it lacks.

    labels  what to call concept i in Swedish; an English word that has no Swedish one stands in quotes
    asked   what the words of profiles were found to mean, so that a word that many profiles have is read once
    """

    labels: list[str] = field(default_factory=list)
    in_glossary: int = 0
    own: dict[tuple[Language, Stems], int] = field(default_factory=dict)
    asked: dict[tuple[str, Language], dict[int, float]] = field(default_factory=dict)
    forms: dict[Language, dict[Stems, list[int]]] = field(default_factory=lambda: {"sv": {}, "en": {}})
    spelt: dict[Language, dict[Stems, str]] = field(default_factory=lambda: {"sv": {}, "en": {}})
    lengths: dict[Language, dict[str, set[int]]] = field(
        default_factory=lambda: {"sv": defaultdict(set), "en": defaultdict(set)}
    )

    @classmethod
    def of(cls, glossary: Glossary) -> Concepts:
        """The glossary's groups, numbered from 0 in their order."""
        concepts = cls()
        for group in glossary.groups:
            concepts._add(group.sv, group.en)
        concepts.in_glossary = len(concepts)
        return concepts

    def __len__(self) -> int:
        return len(self.labels)

    def known(self, form: Stems, language: Language) -> list[int]:
        """The glossary's concepts that have exactly this word or phrase."""
        return [number for number in self.forms[language].get(form, ()) if number < self.in_glossary]

    def add(self, word: str, language: Language) -> int:
        """The concept of a word that the glossary lacks; the same word gets the same number."""
        key = (language, stems(word, language))
        if key not in self.own:
            self.own[key] = self._add([word], []) if language == "sv" else self._add([], [word])
        return self.own[key]

    def _add(self, sv: Sequence[str], en: Sequence[str]) -> int:
        number = len(self.labels)
        self.labels.append((*sv, *(f"”{word}”" for word in en), "")[0])
        for word in sv:
            self._add_form(number, word, "sv")
        for word in en:
            self._add_form(number, word, "en")
        return number

    def _add_form(self, number: int, word: str, language: Language) -> None:
        form = stems(word, language)
        if not form:
            return
        numbers = self.forms[language].setdefault(form, [])
        self.spelt[language].setdefault(form, word)
        self.lengths[language][form[0]].add(len(form))
        if number not in numbers:
            numbers.append(number)

    def find(self, text: Sequence[Word], language: Language) -> list[Hit]:
        """Every concept in a text, once per place where it stands."""
        forms, lengths, hits = self.forms[language], self.lengths[language], []
        read = tuple(word.stem for word in text)
        for place, word in enumerate(text):
            whole = self._at(text, read, place, language) if word.stem in lengths else []
            hits += whole
            # What the glossary knows whole is not taken apart: a kulturskola is no school.
            if word.parts and not self.known((word.stem,), language):
                numbers = {number for part in word.parts for number in forms.get((part,), ())}
                numbers -= {hit.concept for hit in whole}
                hits += [Hit(number, word.form, whole=False) for number in sorted(numbers)]
        return hits

    def _at(self, text: Sequence[Word], read: Stems, place: int, language: Language) -> list[Hit]:
        found: dict[int, str] = {}
        for form in (read[place : place + length] for length in sorted(self.lengths[language][read[place]])):
            for number in self.forms[language].get(form, ()):
                # A phrase is spelt with the stop words that were dropped from the text: persons with disabilities.
                found.setdefault(number, text[place].form if len(form) == 1 else self.spelt[language][form])
        return [Hit(number, form) for number, form in found.items()]

    def find_in_bags(self, bags: Sequence[Bag], language: Language) -> list[list[Hit]]:
        """Every concept whose words are all in a bag; order is not known, so phrases come out a little too often."""
        by_stem = defaultdict(list)
        for form in self.forms[language]:
            # A phrase is looked for where its longest stem is, which is likely its rarest.
            by_stem[max(form, key=len)].append(form)
        return [self._in_bag(bag, by_stem, language) for bag in bags]

    def _in_bag(self, bag: Bag, by_stem: Mapping[str, list[Stems]], language: Language) -> list[Hit]:
        forms = self.forms[language]
        found = {
            number: True
            for stem in bag.stems & by_stem.keys()
            for form in by_stem[stem]
            if bag.stems.issuperset(form)
            for number in forms[form]
        }
        for part in bag.parts:
            for number in forms.get((part,), ()):
                found.setdefault(number, False)
        return [Hit(number, "", whole) for number, whole in sorted(found.items())]
