"""What the letters of one period are chosen from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from matcher.digest.days import is_over
from matcher.digest.joint import Partners
from matcher.model import Mention, SourceState
from sources.kit.call import Call

FAR_DAYS = 180

Told = Mapping[str, Sequence[Mention]]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Week:
    """What the letters of one period are chosen from, the same for everybody.

    period, today  the digest moment they belong to; the day that days are counted from
    calls      every call that its source lists and that stands for itself, by id, with the last days of all its sources
    listings   call id -> the call as each of its sources has it, itself first, where it has several
    gone       calls that a letter told of and that their source has stopped listing, by id
    names      slug -> name of every profile
    weighed    slug -> ids of the calls that were weighed for the profile
    joint      call id -> who should apply for it together
    unheard    (profile, call id) of such calls that no letter of an earlier period told the profile's people of
    aside      (profile, call id) that the profile's people have said no to
    wanted     (profile, call id) that they have said yes to
    strong_at  score from which a call is worth a reminder; maybe_at: from which one that is not sent is a perhaps
    """

    period: date
    today: date
    calls: Mapping[str, Call]
    names: Mapping[str, str]
    sources: Sequence[SourceState]
    strong_at: float
    maybe_at: float
    listings: Mapping[str, Sequence[Call]] = field(default_factory=dict)
    gone: Mapping[str, Call] = field(default_factory=dict)
    weighed: Mapping[str, Collection[str]] = field(default_factory=dict)
    joint: Mapping[str, Partners] = field(default_factory=dict)
    unheard: Collection[Pair] = frozenset()
    aside: Collection[Pair] = frozenset()
    wanted: Collection[Pair] = frozenset()

    @cached_property
    def open(self) -> frozenset[str]:
        """The calls that can still be applied for."""
        return frozenset(call.id for call in self.calls.values() if not is_over(call, self.today))

    def is_far(self, call: Call) -> bool:
        """True when the call opens so late that nobody can act on it yet."""
        return bool(call.opens and call.opens > self.today + timedelta(FAR_DAYS))

    def partners(self, call: str, profiles: Collection[str]) -> list[str]:
        """The profiles of other people that should apply for the call together with these."""
        known = self.joint.get(call, {})
        return list(dict.fromkeys(slug for own in profiles for slug in known.get(own, ()) if slug not in profiles))
