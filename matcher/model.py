"""The nouns: frozen values that every room shares. What the coordinator writes is in `knowledge.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sources.kit.call import Call

Eligible = Literal["yes", "partner", "no", "unknown"]
Opinion = Literal["relevant", "not_relevant", "may_not_apply", "other_department"]
Section = Literal["closing", "new", "also"]
LetterStatus = Literal["queued", "sending", "sent", "failed", "refused"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One counted argument for or against a match.

    kind    component it comes from, for example "words", "title", "fit", "priority", "language"
    label   the argument in plain Swedish, fit to be read by a department head
    points  what it adds to the score; all reasons of a match add up to its score
    words   the words of the call (as they stand there) or the quote that it rests on
    """

    kind: str
    label: str
    points: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One profile and one call: `score == sum(reason.points)`, and whether it belongs in a letter.

    send          would be in a letter if the call were new today (deadlines aside)
    eligible_why  quote or rule behind `eligible`
    priorities    weight 0..1 per priority slug
    stopped_by    the first rule that kept it out of a letter, in Swedish ("varför inte"); empty when `send`
    """

    profile: str
    call: str
    score: float
    send: bool
    eligible: Eligible
    eligible_why: str
    priorities: dict[str, float]
    reasons: tuple[Reason, ...]
    stopped_by: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's judgement of one call for one profile."""

    profile: str
    call: str
    opinion: Opinion
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of a profile that verdicts suggest: a word to add, raise or lower. A person approves it."""

    profile: str
    action: Literal["add", "avoid"]
    word: str
    weight: float
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one source gave in one run: counts, or an error. `calls` is 0 when it failed."""

    source: str
    ok: bool
    asked: int = 0
    calls: int = 0
    with_deadline: int = 0
    with_text: int = 0
    skipped: int = 0
    new: int = 0
    changed: int = 0
    missing: int = 0
    error: str = ""

    def __str__(self) -> str:
        if not self.ok:
            return f"{self.source}: failed: {self.error}"
        skipped = f", {self.skipped} skipped ({self.error})" if self.skipped else ""
        found = f"{self.calls} calls, {self.new} new, {self.changed} changed, {self.missing} missing"
        return f"{self.source}: {found}{skipped}"


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source as a reader of a letter or of `matcher sources` should know it.

    state    "ok", "failing" or "never" (not read yet)
    since    first day of the present failure, when failing
    """

    name: str
    title: str
    format: str
    state: Literal["ok", "failing", "never"]
    calls: int = 0
    last_ok: datetime | None = None
    since: date | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One call in a letter: the call, why this department gets it, and the section it stands in."""

    call: Call
    match: Match
    section: Section


@dataclass(frozen=True, slots=True)
class Digest:
    """What one recipient should read now.

    period        the digest moment the letter belongs to (a local calendar day)
    today         the day that "days left" counts from
    first         the recipient's first letter
    closing, new  entries in full, best first; `also`: the rest in one line each, so that nothing is hidden
    sources       every source with its state, for the line that says what was read and what was not
    """

    profile: str
    profile_name: str
    recipient: str
    period: date
    today: date
    first: bool
    closing: tuple[Entry, ...]
    new: tuple[Entry, ...]
    also: tuple[Entry, ...]
    sources: tuple[SourceState, ...]
    seen: int = 0

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All calls of the letter in reading order."""
        return self.closing + self.new + self.also


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered letter in the outbox: one person, one period, one stable Message-ID."""

    profile: str
    recipient: str
    period: date
    message_id: str
    subject: str
    html: str
    text: str
    calls: tuple[tuple[str, Section], ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a stored call that the funder changed."""

    call: str
    field: str
    before: str
    after: str
    at: datetime
