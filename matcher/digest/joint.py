"""One call that suits several departments, each on grounds of its own: they should apply together.

A shared word is no such ground. Klimatklivet suits a property department and a housing company by the same charging
points; it suits a heating company by its pipes, and those two have something to bring to each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from matcher.model import Match

# Reasons that rest on words of the call; the others (who may apply, where, goals) are much the same for everybody.
GROUNDS = frozenset({"title", "lead", "keywords", "themes"})
# Measured on judged calls; see docs/matching.md.
SHARED_MOST = 0.5
ONE_WORD_MOST = 0.8
# More parties than this apply for nothing together, and pairs grow with the square.
MOST_PARTIES = 10

Grounds = Mapping[str, float]
Partners = Mapping[str, tuple[str, ...]]


def partners(matches: Iterable[Match]) -> Partners:
    """Profile -> the profiles to apply together with, best first; of matches of one call, each of another profile.

    Two go together when the call is worth sending to both, both rest on more than one word (one alone is chance), and
    at most half of what speaks for one speaks for the other. A profile without partners is left out.
    """
    worth = sorted((match for match in matches if match.send), key=lambda match: (-match.score, match.profile))
    grounds = {match.profile: found for match in worth if _is_broad(found := _grounds(match))}
    pairs: dict[str, list[str]] = defaultdict(list)
    for one, other in combinations(list(grounds)[:MOST_PARTIES], 2):
        if _shared(grounds[one], grounds[other]) <= SHARED_MOST:
            pairs[one].append(other)
            pairs[other].append(one)
    return {profile: tuple(sorted(theirs, key=list(grounds).index)) for profile, theirs in pairs.items()}


def all_partners(matches: Iterable[Match]) -> dict[str, Partners]:
    """Call -> `partners` of its matches, for the calls that have any."""
    by_call: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        if match.send:
            by_call[match.call].append(match)
    return {call: found for call, theirs in by_call.items() if len(theirs) > 1 and (found := partners(theirs))}


def _grounds(match: Match) -> Grounds:
    """The words of the call that speak for the match, with their shares of 1."""
    points: dict[str, float] = defaultdict(float)
    for reason in match.reasons:
        if reason.kind in GROUNDS and reason.words and reason.points > 0:
            points[reason.words[0].casefold()] += reason.points
    total = sum(points.values())
    return {word: value / total for word, value in points.items()}


def _is_broad(grounds: Grounds) -> bool:
    return max(grounds.values(), default=1.0) <= ONE_WORD_MOST


def _shared(one: Grounds, other: Grounds) -> float:
    """The share of the grounds, 0 to 1, that both rest on."""
    return sum(min(share, other.get(word, 0.0)) for word, share in one.items())
