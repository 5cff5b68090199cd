"""How far the measures can be trusted: intervals by resampling, what is sent in vain, how right "who may apply" is."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcher.model import Eligible, Match
from matcher.scoring.evaluate import Judged, apart, evaluate, mean, orders

RESAMPLES = 300
SEED = 1
MEASURED = ("ndcg10", "ap", "r20", "t11su")
MAY = ("yes", "partner")
CLEAR = (*MAY, "no")
# The most open answer that any recipient gets: a municipal company may apply where a department may not.
OPEN_FIRST: tuple[Eligible, ...] = ("yes", "partner", "unknown", "no")

Judgments = Mapping[str, Judged]
Intervals = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Answers:
    """Calls counted by who may apply: what the judge says (yes, partner, no, unclear), then what we say."""

    counts: Mapping[tuple[str, Eligible], int]

    @property
    def answered(self) -> int:
        """Calls of which both the judge and we say clearly whether a municipality may apply, be it as a partner."""
        return self._sum(lambda judged, ours: judged in CLEAR and ours != "unknown")

    @property
    def right(self) -> int:
        """Both say that it may, or both that it may not."""
        return self._sum(
            lambda judged, ours: judged in CLEAR and ours != "unknown" and (judged in MAY) == (ours in MAY)
        )

    @property
    def wrong_no(self) -> int:
        """Calls that no letter would have, though a municipality may apply."""
        return self._sum(lambda judged, ours: judged in MAY and ours == "no")

    def _sum(self, holds: Callable[[str, Eligible], bool]) -> int:
        return sum(count for pair, count in self.counts.items() if holds(*pair))


@dataclass(frozen=True, slots=True)
class Closed:
    """Of the `sent` judged pairs, how many are closed to municipalities, and how many of these are worth nothing."""

    sent: int
    closed: int
    worthless: int


def intervals(matches: Iterable[Match], judged: Judgments, resamples: int = RESAMPLES) -> Intervals:
    """95 % percentile intervals of the macro measures over resampled calls; the same ones each time.

    They tell how much another handful of calls would move a figure, not what new words in new calls would.
    """
    chance, names = random.Random(SEED), sorted(judged)  # noqa: S311
    ranked = orders(matches, judged).values()
    found: dict[str, list[float]] = {column: [] for column in MEASURED}
    for _ in range(resamples):
        drawn = Counter(chance.choices(names, k=len(names)))
        rows = [order.row(drawn) for order in ranked]
        for column in MEASURED:
            found[column].append(mean(row[column] for row in rows))
    return {column: _middle(sorted(values)) for column, values in found.items()}


def _middle(values: Sequence[float]) -> tuple[float, float]:
    last = len(values) - 1
    return values[round(last * 0.025)], values[round(last * 0.975)]


def answers(matches: Iterable[Match], judged: Judgments) -> Answers:
    """How our answers to "may a municipality apply?" agree with the judgments."""
    said: dict[str, list[Eligible]] = defaultdict(list)
    for match in matches:
        said[match.call].append(match.eligible)
    return Answers(
        Counter((call.eligible, min(said[name], key=OPEN_FIRST.index)) for name, call in judged.items() if name in said)
    )


def closed(matches: Iterable[Match], judged: Judgments) -> Closed:
    """What is sent in vain, since a municipality may not apply."""
    sent = [match for match in matches if match.send and match.call in judged]
    shut = [match for match in sent if judged[match.call].eligible == "no"]
    return Closed(len(sent), len(shut), sum(not judged[match.call].grades.get(match.profile) for match in shut))


def report(matches: Sequence[Match], judged: Judgments, resamples: int = RESAMPLES) -> str:
    """All of it as lines of plain text, for all calls and for each language alone."""
    lines = []
    for name, group in {"all": judged, **_by_language(judged)}.items():
        macro, found = evaluate(matches, group).macro, intervals(matches, group, resamples)
        spans = [f"{column} {macro[column]:.3f} [{low:.3f}, {high:.3f}]" for column, (low, high) in found.items()]
        vain = closed(matches, group)
        lines += [
            f"# {name}: {len(group)} calls",
            f"95 % intervals over {resamples} resamples of the calls: {' | '.join(spans)}",
            f"of {vain.sent} sent {vain.closed} are closed to municipalities, {vain.worthless} of these graded 0",
            *_answer_lines(answers(matches, group)),
            "",
        ]
    return "\n".join([*lines, *_languages_line(matches, judged)])


def _answer_lines(found: Answers) -> list[str]:
    """How often we are right of who may apply, and every pair of answers."""
    share = f"{found.right / found.answered:.3f}" if found.answered else "-"
    table = [
        f"  judged {judged:8}" + "".join(f"{found.counts.get((judged, ours), 0):>5} {ours}" for ours in OPEN_FIRST)
        for judged in (*CLEAR, "unclear")
    ]
    return [f"who may apply: {share} right of {found.answered} answered, {found.wrong_no} wrongly no", *table]


def _languages_line(matches: Sequence[Match], judged: Judgments) -> list[str]:
    parts = apart(matches, judged, "language")
    if not {"en", "sv"} <= parts.keys():
        return []
    english, swedish = (parts[language].macro["ndcg10"] for language in ("en", "sv"))
    return [f"nDCG@10 of English calls: {english / swedish:.2f} of Swedish ({english:.3f} of {swedish:.3f})"]


def _by_language(judged: Judgments) -> dict[str, dict[str, Judged]]:
    languages = sorted({call.language for call in judged.values()})
    return {part: {name: call for name, call in judged.items() if call.language == part} for part in languages}
