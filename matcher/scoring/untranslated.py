"""Which keywords of a profile say nothing to an English call: the coordinator should know, and can help."""

from __future__ import annotations

from matcher.knowledge import Glossary, Profile
from matcher.scoring.concepts import Concepts
from matcher.scoring.words import stems


def without_english(profile: Profile, glossary: Glossary) -> list[str]:
    """Swedish keywords for which neither the glossary nor `keywords_en` has an English word, in their order.

    A phrase of which the glossary knows some words, or a compound of which it knows a part, counts as unknown: an
    English call then finds only that part. A word that is English too ("leader", "volt") stands in `keywords_en`.
    """
    concepts = Concepts.of(glossary)
    english = {number for number, group in enumerate(glossary.groups) if group.en}
    named = {word.casefold() for word in profile.keywords_en}
    return [
        word
        for word in profile.keywords
        if english.isdisjoint(concepts.known(stems(word, "sv"), "sv")) and word.casefold() not in named
    ]
