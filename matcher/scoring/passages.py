"""The parts of a call that are scored, and the words found in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matcher.knowledge import Funding
from matcher.scoring.concepts import Concepts, Hit
from matcher.scoring.eligibility import Terms
from matcher.scoring.phrases import find
from matcher.scoring.words import Language, Word, reading_language, words
from sources.kit.call import Call

Field = Literal["title", "lead", "keywords", "themes"]
FIELDS: tuple[Field, ...] = ("title", "lead", "keywords", "themes")
# What a call is about stands first. What comes later in long EU texts was tried and made no ranking better.
LEAD_WORDS = 200
# More than so many words and their stop words fill, so that a text of megabytes costs what a long one does.
LEAD_CHARS = 6_000


@dataclass(frozen=True, slots=True)
class Passages:
    """A call's language and the concepts found in each of its fields."""

    language: Language
    hits: dict[Field, list[Hit]]


def read_passages(call: Call, terms: Terms, concepts: Concepts, funding: Funding) -> Passages:
    """Finds every concept of a call, field by field. What is known of its programme and funder counts as `themes`."""
    language = reading_language(call.language)
    fields: dict[Field, list[Word]] = {
        "title": words(call.title[:LEAD_CHARS], language),
        "lead": words(call.text[:LEAD_CHARS], language, LEAD_WORDS),
        "keywords": words(" | ".join([call.call_title, call.programme, *call.keywords])[:LEAD_CHARS], language),
    }
    hits = {field: concepts.find(text, language) for field, text in fields.items()}
    hits["themes"] = _themes(call, terms, concepts, funding)
    return Passages(language, hits)


def _themes(call: Call, terms: Terms, concepts: Concepts, funding: Funding) -> list[Hit]:
    themes = [family.themes for family in (terms.programme, terms.action) if family is not None]
    themes += [funder.themes for funder in funding.funders if find(funder.names, call.funder)]
    known = dict.fromkeys(theme for entry in themes for theme in entry)
    return [hit for theme in known for hit in concepts.find(words(theme, "sv"), "sv") if hit.whole]
