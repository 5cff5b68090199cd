"""What verdicts add: a year of letters on the judged calls, every proposal approved unseen.

    python -m benchmarks.learning CALLS.jsonl JUDGED.jsonl profiles [REPETITIONS]

The calls come in random order, in 52 weeks. Every recipient judges what would be sent and, every other week, the best
of the others: relevant for a grade of 1 or 2, else not relevant, or "may not apply" where no municipality may. After 3,
10 and 30 verdicts all that `propose` proposes goes into the profile; then profile and untaught profile rank the calls
that this recipient has not judged. "10 % wrong" turns one verdict of ten around. "3 seeds" are calls of grade 2 (or 1)
that the coordinator names at set-up, before any letter.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from benchmarks.weights import Judgments, Profiles, described
from matcher.calls_file import read_calls
from matcher.knowledge import Knowledge, Profile
from matcher.model import Match, Opinion, Verdict
from matcher.profiles import read_profiles
from matcher.scoring.evaluate import evaluate, read_judged
from matcher.scoring.feedback import propose
from matcher.scoring.matcher import Matcher
from matcher.scoring.proposals import approved
from sources.kit.call import Call

STRANGERS = Path(__file__).parent / "strangers"
REPETITIONS = 3
WEEKS, PERHAPS_EVERY, SEEDS = 52, 2, 3
STAGES = (3, 10, 30)
KINDS = {"right": 0.0, "10 % wrong": 0.1}
NOW = datetime(2026, 11, 23, tzinfo=UTC)
MEASURED = ("ndcg10", "t11su")
HEADER = "| profiles | learnt from | words | nDCG@10 | gain | T11SU | gain |\n|---|---|---|---|---|---|---|"

Table = Mapping[str, Match]


@dataclass(frozen=True)
class World:
    """What does not change from year to year."""

    knowledge: Knowledge
    judged: Judgments
    calls: Mapping[str, Call]

    def rank(self, profiles: Iterable[Profile]) -> dict[str, Table]:
        """Every profile's match with every call."""
        found: dict[str, dict[str, Match]] = defaultdict(dict)
        matcher = Matcher({profile.slug: profile for profile in profiles}, self.knowledge)
        for match in matcher.rank(self.calls.values(), name=lambda call: call.key):
            found[match.profile][match.call] = match
        return dict(found)


@dataclass
class Reader:
    """One recipient in one repetition: the profile as it is now, and the verdicts so far.

    order  the calls of the year as they come; plain: the untaught profile's matches
    """

    recipient: str
    profile: Profile
    order: Sequence[str]
    chance: random.Random
    wrong: float
    plain: Table
    table: Table
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def judge(self, judged: Judgments, most: int) -> None:
        """Goes on until so much is said, or the year is over."""
        for name in islice(self._told(), max(0, most - len(self.verdicts))):
            self.say(name, self._opinion(judged[name].grades[self.recipient], judged[name].eligible))

    def say(self, name: str, opinion: Opinion) -> None:
        self.verdicts[name] = Verdict(self.profile.slug, name, opinion, NOW)

    def _told(self) -> Iterator[str]:
        """What letters tell, week by week, and is not judged yet."""
        size = len(self.order) / WEEKS
        for week in range(WEEKS):
            new = [self.table[name] for name in self.order[round(week * size) : round((week + 1) * size)]]
            others = [match for match in new if not match.send and match.eligible != "no"]
            perhaps = sorted(others, key=lambda match: -match.score)[: int(week % PERHAPS_EVERY == 0)]
            told = [match.call for match in (*(match for match in new if match.send), *perhaps)]
            yield from (name for name in told if name not in self.verdicts)

    def _opinion(self, grade: int, eligible: str) -> Opinion:
        if (grade >= 1) != (self.chance.random() < self.wrong):
            return "relevant"
        return "may_not_apply" if eligible == "no" else "not_relevant"


def readers(profiles: Profiles, plain: Mapping[str, Table], world: World, count: int, wrong: float) -> list[Reader]:
    """Every recipient in every repetition, each with a profile of its own name."""
    found = []
    for number in range(count):
        order = random.Random(number).sample(sorted(world.calls), len(world.calls))
        for slug, profile in profiles.items():
            chance = random.Random(f"{number} {slug}")
            own = replace(profile, slug=f"{slug}/{number}")
            found.append(Reader(slug, own, order, chance, wrong, plain[slug], plain[slug]))
    return found


def teach(world: World, people: Sequence[Reader]) -> None:
    """Everything that is proposed goes into the profiles."""
    verdicts = [verdict for reader in people for verdict in reader.verdicts.values()]
    by_slug = {reader.profile.slug: reader for reader in people}
    profiles = {slug: reader.profile for slug, reader in by_slug.items()}
    for proposal in propose(profiles, verdicts, world.calls, world.knowledge):
        if proposal.profile in by_slug:
            reader = by_slug[proposal.profile]
            reader.profile = approved(reader.profile, proposal)
    tables = world.rank(reader.profile for reader in people)
    for reader in people:
        reader.table = tables[reader.profile.slug]


def name_seeds(world: World, people: Sequence[Reader]) -> None:
    for reader in people:
        grades = {name: world.judged[name].grades[reader.recipient] for name in reader.order}
        for name in sorted(grades, key=lambda name: (-grades[name], reader.chance.random()))[:SEEDS]:
            reader.say(name, "relevant")


def years(profiles: Profiles, world: World, count: int) -> Iterator[tuple[str, list[Reader]]]:
    """What has been learnt when: a name, and the readers as they are then."""
    plain = world.rank(profiles.values())
    people = readers(profiles, plain, world, count, 0.0)
    name_seeds(world, people)
    teach(world, people)
    yield f"{SEEDS} seeds", people
    for kind, wrong in KINDS.items():
        people = readers(profiles, plain, world, count, wrong)
        for stage in STAGES:
            for reader in people:
                reader.judge(world.judged, stage)
            teach(world, people)
            yield f"{stage} verdicts, {kind}", people


def gains(people: Sequence[Reader], world: World, measure: str) -> tuple[list[float], list[float]]:
    """By repetition: the measure untaught and taught, each a mean over recipients on the calls not judged by them."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for reader in people:
        unseen = {name: call for name, call in world.judged.items() if name not in reader.verdicts}
        before, after = (
            evaluate([replace(match, profile=reader.recipient) for match in table.values()], unseen).macro[measure]
            for table in (reader.plain, reader.table)
        )
        if before == before:  # not a number where nothing worthwhile is left
            found[reader.profile.slug.partition("/")[2]].append((before, after))
    means = [tuple(map(statistics.fmean, zip(*pairs, strict=True))) for pairs in found.values()]
    return [mean[0] for mean in means], [mean[1] for mean in means]


def row(people: Sequence[Reader], world: World) -> Iterator[str]:
    """Per measure: before and after, and the mean gain with its standard deviation over the repetitions."""
    for measure in MEASURED:
        before, after = gains(people, world, measure)
        gained = [late - early for early, late in zip(before, after, strict=True)]
        yield f"{statistics.fmean(before):.3f} → {statistics.fmean(after):.3f}"
        yield f"{statistics.fmean(gained):+.3f} ± {statistics.stdev(gained):.3f}"


def words(people: Sequence[Reader], profiles: Profiles) -> float:
    """How many a profile has learnt, on average."""
    return statistics.fmean(
        len(now.keywords) + len(now.avoid) - len(then.keywords) - len(then.avoid)
        for now, then in ((reader.profile, profiles[reader.recipient]) for reader in people)
    )


def main() -> None:
    judged = read_judged(Path(sys.argv[2]))
    calls = {call.key: call for call in read_calls(Path(sys.argv[1])) if call.key in judged}
    shipped, knowledge = read_profiles(Path(sys.argv[3]))
    strangers, _ = read_profiles(STRANGERS, [Path(sys.argv[3])])
    world = World(knowledge, judged, calls)
    count = int(sys.argv[4]) if sys.argv[4:] else REPETITIONS
    sets = {"strangers": strangers, "description alone": described(shipped), "as shipped": shipped}
    print(HEADER)
    for name, profiles in sets.items():
        for learnt, people in years(profiles, world, count):
            cells = (name, learnt, f"{words(people, profiles):.1f}", *row(people, world))
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
