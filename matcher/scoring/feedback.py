"""What verdicts teach: proposals that a person reads and approves, never a change by itself.

Words: Rocchio on presence, per language. A subject of the glossary speaks for a profile when its relevant calls have it
far more often than calls in general do, and more often than those that were not relevant. Many light words help where
a few heavy ones do harm, and words that the glossary lacks do harm, too: in a dozen texts of officials the words that
stand out are theirs, not the subject's (`benchmarks/learning.py`, docs/matching.md).
Who may apply: "may not apply" teaches no words. Several such calls of one programme, and none that was relevant,
propose to close the programme.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from matcher.knowledge import Glossary, Knowledge, Profile
from matcher.model import Opinion, Proposal, Verdict
from matcher.scoring import background
from matcher.scoring.concepts import Concepts
from matcher.scoring.eligibility import read_terms
from matcher.scoring.interests import common_stems, read_interests
from matcher.scoring.passages import LEAD_CHARS, LEAD_WORDS
from matcher.scoring.places import Places, place_names
from matcher.scoring.words import Language, reading_language, stems, words
from sources.kit.call import Call

Change = Literal["add", "avoid"]

# A keyword that was learnt weighs a quarter of one that a person chose; see docs/matching.md.
WEIGHT = 0.25
# One call may add a light word; to avoid a subject takes two.
LEAST_CALLS: dict[Change, int] = {"add": 1, "avoid": 2}
# How unlikely it must be that so many calls of any kind had the subject by chance.
CHANCE: dict[Change, float] = {"add": 0.03, "avoid": 0.0003}
# A subject to add must be this much commoner among the relevant calls than among the others.
OFTENER = 2.0
# Per profile and language: as many as a person reads at one sitting.
MOST_PROPOSALS = 10
# Calls that nobody may apply for before their programme is proposed to be closed; a funder has many programmes.
LEAST_OF_PROGRAMME, LEAST_OF_FUNDER = 2, 3
# Not a profile: the shared file that says who may apply.
FUNDING = "funding"

TEACHES_WORDS: dict[Opinion, bool] = {"relevant": True, "not_relevant": False, "other_department": False}
KINDS: dict[Change, tuple[str, str]] = {"add": ("relevanta", "övriga"), "avoid": ("inte relevanta", "relevanta")}
SPOKEN: dict[Language, str] = {"sv": "svenska", "en": "engelska"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A call's subjects (numbers of the glossary), and whether it was relevant."""

    subjects: frozenset[int]
    relevant: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """How many of the calls on one side have a subject, how many of the other side, and the probability of chance."""

    number: int
    found: int
    others: int
    chance: float


def propose(
    profiles: Mapping[str, Profile], verdicts: Iterable[Verdict], calls: Mapping[str, Call], knowledge: Knowledge
) -> list[Proposal]:
    """Words to add to a profile or to avoid, by profile, the most telling first; programmes to close last.

    calls  the judged calls by id; verdicts on calls that are not there, or for profiles that are gone, are left out
    """
    heard = [one for one in passed_on(verdicts) if one.call in calls and one.profile in profiles]
    judged = _judged(heard, calls, Concepts.of(knowledge.glossary))
    proposals = [
        proposal
        for slug in sorted({slug for slug, _ in judged})
        for proposal in _of_profile(
            profiles[slug], {language: judged[slug, language] for language in SPOKEN}, knowledge
        )
    ]
    return proposals + _closed(heard, calls, knowledge)


def passed_on(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """A call that suits another department is relevant for that one, unless it has said what it thinks itself."""
    said = {(verdict.profile, verdict.call): verdict for verdict in verdicts}
    for verdict in list(said.values()):
        if verdict.opinion == "other_department" and verdict.other:
            said.setdefault((verdict.other, verdict.call), replace(verdict, profile=verdict.other, opinion="relevant"))
    return list(said.values())


def _judged(
    verdicts: Iterable[Verdict], calls: Mapping[str, Call], concepts: Concepts
) -> defaultdict[tuple[str, Language], list[Judged]]:
    found: defaultdict[tuple[str, Language], list[Judged]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.opinion in TEACHES_WORDS:
            language = reading_language(calls[verdict.call].language)
            subjects = _subjects(calls[verdict.call], language, concepts)
            found[verdict.profile, language].append(Judged(subjects, TEACHES_WORDS[verdict.opinion]))
    return found


def _subjects(call: Call, language: Language, concepts: Concepts) -> frozenset[int]:
    text = words(call.title, language) + words(call.text[:LEAD_CHARS], language, LEAD_WORDS)
    return frozenset(hit.concept for hit in concepts.find(text, language) if hit.whole)


def _of_profile(
    profile: Profile, judged: Mapping[Language, Sequence[Judged]], knowledge: Knowledge
) -> Iterable[Proposal]:
    """Each language's own proposals; what both propose stands once, what a relevant call has is never to be avoided."""
    concepts = Concepts.of(knowledge.glossary)
    known = _known(profile, concepts, place_names(knowledge.geography))
    relevant = {number for read in judged.values() for call in read if call.relevant for number in call.subjects}
    found: dict[tuple[Change, int], Proposal] = {}
    for language, read in judged.items():
        usual = _usual(knowledge.glossary, language)
        for action in CHANCE:
            spoken_for = known if action == "add" else known | relevant
            for telling in _telling(action, read, spoken_for, usual):
                proposal = _proposal(profile, action, telling, concepts.labels[telling.number], read, SPOKEN[language])
                found.setdefault((action, telling.number), proposal)
    return found.values()


def _known(profile: Profile, concepts: Concepts, places: frozenset[str]) -> frozenset[int]:
    """Subjects that would add nothing: asked for or avoided already, of every department, or a mere place."""
    interests = read_interests(profile, concepts, places)
    held = {number for number, weight in interests.items() if abs(weight) >= WEIGHT}
    held |= {number for word in profile.keywords for number in concepts.known(stems(word, "sv"), "sv")}
    common = {number for stem in common_stems() for number in concepts.known((stem,), "sv")}
    spelt = {place.casefold() for place in places}
    return frozenset(held | common | {number for number, label in enumerate(concepts.labels) if label in spelt})


@lru_cache(maxsize=2)
def _usual(glossary: Glossary, language: Language) -> list[float]:
    """By subject: the share of the shipped background that has it, never quite none."""
    concepts, leads = Concepts.of(glossary), background.shipped()[language].leads
    counts = Counter(hit.concept for hits in concepts.find_in_bags(leads, language) for hit in hits if hit.whole)
    return [(counts[number] + 1) / (len(leads) + 2) for number in range(len(concepts))]


def _telling(action: Change, read: Sequence[Judged], known: Collection[int], usual: Sequence[float]) -> list[Telling]:
    """The most telling subjects first."""
    those = [call.subjects for call in read if call.relevant is (action == "add")]
    rest = [call.subjects for call in read if call.relevant is not (action == "add")]
    count, others = (Counter(number for call in part for number in call) for part in (those, rest))
    found = [
        Telling(number, times, others[number], _by_chance(times, len(those), usual[number]))
        for number, times in count.items()
        if times >= LEAST_CALLS[action]
        and number not in known
        and OFTENER * others[number] * len(those) <= times * len(rest)
    ]
    likely = sorted(found, key=lambda telling: (telling.chance, telling.number))
    return [telling for telling in likely if telling.chance <= CHANCE[action]][:MOST_PROPOSALS]


def _by_chance(found: int, calls: int, usual: float) -> float:
    """The probability that so many of `calls`, or more, have a subject that the share `usual` of all calls has."""
    return math.fsum(math.comb(calls, k) * usual**k * (1 - usual) ** (calls - k) for k in range(found, calls + 1))


def _proposal(
    profile: Profile, action: Change, telling: Telling, word: str, read: Sequence[Judged], spoken: str
) -> Proposal:
    those = sum(call.relevant is (action == "add") for call in read)
    kind, opposite = KINDS[action]
    why = (
        f"står i {telling.found} av {those} {kind} {spoken} utlysningar"
        f" och i {telling.others} av {len(read) - those} {opposite}"
    )
    return Proposal(profile.slug, action, word, WEIGHT, why)


def _closed(verdicts: Iterable[Verdict], calls: Mapping[str, Call], knowledge: Knowledge) -> list[Proposal]:
    """Programmes of which people say that we may not apply, and of which nobody has found a call relevant."""
    places, shut, relevant = Places(knowledge.geography), defaultdict(set), set()
    for verdict in verdicts:
        call = calls[verdict.call]
        # What is known already teaches nothing.
        known = read_terms(call, knowledge.funding, places.of(call)).answer.eligible == "no"
        if verdict.opinion == "relevant":
            relevant.add(_programme(call))
        elif verdict.opinion == "may_not_apply" and not known:
            shut[_programme(call)].add(call.id)
    return [
        Proposal(FUNDING, "close", name, 1.0, f"{len(theirs)} utlysningar därifrån fick svaret att ni inte får söka")
        for (name, least), theirs in sorted(shut.items())
        if name and (name, least) not in relevant and len(theirs) >= least
    ]


def _programme(call: Call) -> tuple[str, int]:
    """The programme as `funding.toml` names it, and how many calls it takes to close it.

    HORIZON-CL4 or PPPA- for a call of the EU portal, else what the call names as its programme, or its funder.
    """
    parts = call.key.split("-")
    if len(parts) > 2 and call.key.isupper():
        return f"{parts[0]}-" if parts[1].isdigit() else "-".join(parts[:2]), LEAST_OF_PROGRAMME
    return (call.programme, LEAST_OF_PROGRAMME) if call.programme else (call.funder, LEAST_OF_FUNDER)
