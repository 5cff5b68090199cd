"""What verdicts say about words: proposals that a person reads and approves, never a change by itself.

Rocchio on presence: a word speaks for a profile when more of its relevant calls have it than of the others, the more so
the rarer it is among calls in general.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matcher.knowledge import Profile
from matcher.model import Opinion, Proposal, Verdict
from matcher.scoring import background
from matcher.scoring.passages import LEAD_CHARS, LEAD_WORDS
from matcher.scoring.words import Language, reading_language, words
from sources.kit.call import Call

# One call proves nothing about a word; two that agree may.
LEAST_CALLS = 2
# Words in more than this share of all calls say nothing about any of them.
MOST_COMMON = 0.1
MOST_PROPOSALS = 5

# "May not apply" is about who may apply, not about the subject, so it teaches no words.
TEACHES: dict[Opinion, bool] = {"relevant": True, "not_relevant": False, "other_department": False}


@dataclass(frozen=True, slots=True)
class Judged:
    """A call's stems, each with the form in which it stands there, and whether it was relevant."""

    forms: Mapping[str, str]
    relevant: bool


def propose(profiles: Mapping[str, Profile], verdicts: Iterable[Verdict], calls: Mapping[str, Call]) -> list[Proposal]:
    """Words to add to a profile or to avoid, per profile and language, the most telling first.

    calls  the judged calls by id; verdicts on calls that are not there, or for profiles that are gone, are left out
    """
    judged: dict[tuple[str, Language], list[Judged]] = {}
    for verdict in verdicts:
        call = calls.get(verdict.call)
        if call and verdict.profile in profiles and verdict.opinion in TEACHES:
            language = reading_language(call.language)
            relevant = TEACHES[verdict.opinion]
            judged.setdefault((verdict.profile, language), []).append(Judged(_forms(call, language), relevant))
    return [
        proposal
        for (slug, language), read in sorted(judged.items())
        for proposal in _of_profile(profiles[slug], language, read)
    ]


def _forms(call: Call, language: Language) -> dict[str, str]:
    text = words(call.title, language) + words(call.text[:LEAD_CHARS], language, LEAD_WORDS)
    return {word.stem: word.form.lower() for word in reversed(text)}


def _of_profile(profile: Profile, language: Language, read: Sequence[Judged]) -> list[Proposal]:
    known = {
        word.stem
        for text in (*profile.keywords, *profile.keywords_en, *profile.avoid)
        for word in words(text, language)
    }
    return [
        *_proposals(profile, "add", read, wanted=True, known=known, language=language),
        *_proposals(profile, "avoid", read, wanted=False, known=known, language=language),
    ]


def _proposals(
    profile: Profile,
    action: Literal["add", "avoid"],
    read: Sequence[Judged],
    *,
    wanted: bool,
    known: set[str],
    language: Language,
) -> list[Proposal]:
    """The most telling words of the calls judged as `wanted`. A word to avoid may stand in no relevant call at all."""
    those = [call.forms for call in read if call.relevant is wanted]
    others = Counter(stem for call in read if call.relevant is not wanted for stem in call.forms)
    count = Counter(stem for forms in those for stem in forms)
    rest = len(read) - len(those)
    telling = {}
    for stem, found in count.items():
        if found < LEAST_CALLS or stem in known or (not wanted and others[stem]):
            continue
        gain = (found / len(those) - (others[stem] / rest if rest else 0)) * _rarity(stem, language)
        if gain > 0:
            telling[stem] = gain
    best = sorted(telling, key=lambda stem: (-telling[stem], stem))[:MOST_PROPOSALS]
    return [_proposal(profile, action, stem, those, count[stem], others[stem], rest) for stem in best]


def _proposal(
    profile: Profile,
    action: Literal["add", "avoid"],
    stem: str,
    those: Sequence[Mapping[str, str]],
    found: int,
    other: int,
    rest: int,
) -> Proposal:
    form = Counter(forms[stem] for forms in those if stem in forms).most_common(1)[0][0]
    kind, opposite = ("relevanta", "övriga") if action == "add" else ("inte relevanta", "relevanta")
    why = f"står i {found} av {len(those)} {kind} utlysningar och i {other} av {rest} {opposite}"
    return Proposal(profile.slug, action, form, 1.0, why)


def _rarity(stem: str, language: Language) -> float:
    """Inverse document frequency in the shipped background; 0 for words that most calls share."""
    leads = background.shipped()[language].leads
    having = sum(stem in bag.stems for bag in leads)
    if having > MOST_COMMON * len(leads):
        return 0.0
    return math.log((1 + len(leads)) / (1 + having))
