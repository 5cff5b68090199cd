"""The nouns: frozen values that every room shares. What the coordinator writes is in `knowledge.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sources.kit.call import Call

Eligible = Literal["yes", "partner", "no", "unknown"]
Opinion = Literal["relevant", "not_relevant", "may_not_apply", "other_department"]
Section = Literal["correction", "closing", "new", "joint", "maybe", "also"]
CorrectionKind = Literal["moved", "withdrawn", "reopened"]
LetterKind = Literal["digest", "extra", "preview", "urgent", "notice"]
NoticeKind = Literal["refused", "paused", "source", "letter"]
# What people get because they are recipients; the other kinds are the coordinator's work.
FOR_RECIPIENTS: tuple[LetterKind, ...] = ("digest", "extra")
DeliveryStatus = Literal["queued", "sending", "sent", "failed", "refused", "cancelled"]


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
    """A person's judgement of one call for one profile.

    other   slug of the department that the call suits instead, when the person says so
    letter  number of the letter whose answer page it came from; 0 when the coordinator noted it
    """

    profile: str
    call: str
    opinion: Opinion
    at: datetime
    note: str = ""
    other: str = ""
    letter: int = 0


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

    state    "ok", "failing", "never" (not read yet) or "unconfigured" (not read: it needs a key that is not set)
    since    first day of the present failure, when failing
    """

    name: str
    title: str
    format: str
    state: Literal["ok", "failing", "never", "unconfigured"]
    calls: int = 0
    last_ok: datetime | None = None
    since: date | None = None
    problem: str = ""

    @property
    def is_counted_on(self) -> bool:
        """Whether letters count it among the sources that are read."""
        return self.state != "unconfigured"


@dataclass(frozen=True, slots=True)
class Mention:
    """One call as one letter told it to its recipient: what a later letter must know.

    profile     the profile it was told for
    deadlines   the last days to apply as they were told then
    sequence    how many corrections of this call the recipient has had; the SEQUENCE of its calendar events
    correction  what this letter corrected, empty when it corrected nothing
    period      of the letter; None in a letter that is not in the outbox yet
    """

    call: str
    profile: str
    section: Section
    deadlines: tuple[date, ...] = ()
    sequence: int = 0
    correction: CorrectionKind | Literal[""] = ""
    period: date | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What the funder changed in a call that the person was told of before.

    kind           "moved": other last days; "withdrawn": no longer listed; "reopened": listed or open again
    before, after  last days to apply as they were told, and as they are now
    """

    kind: CorrectionKind
    before: tuple[date, ...] = ()
    after: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One call in a letter: the call, why this person gets it, and the section it stands in.

    match       of the recipient's profile that it suits best
    profiles    slugs of all the recipient's profiles that it suits, best first
    others      names of other departments that it suits on grounds of their own: a joint application
    again       the person was told of it in an earlier letter
    sequence    how many corrections of this call the person has had, this one among them
    correction  in the section "correction" only
    """

    call: Call
    match: Match
    section: Section
    profiles: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    again: bool = False
    sequence: int = 0
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person should read now, for all the profiles that the person receives for.

    profiles     slug -> name of these profiles, in the order of their files
    period       the digest moment the letter belongs to (a local calendar day)
    today        the day that "days left" counts from
    first        the recipient's first letter
    corrections  of calls told before, a sentence each
    closing, new, joint, maybe  entries in full
    also         the rest in one line each, so that nothing is hidden
    sources      every source with its state, for the line that says what was read and what was not
    seen         how many calls that can be applied for were weighed
    """

    recipient: str
    profiles: dict[str, str]
    period: date
    today: date
    first: bool
    corrections: tuple[Entry, ...]
    closing: tuple[Entry, ...]
    new: tuple[Entry, ...]
    joint: tuple[Entry, ...]
    maybe: tuple[Entry, ...]
    also: tuple[Entry, ...]
    sources: tuple[SourceState, ...]
    seen: int = 0

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All calls of the letter in reading order."""
        return self.corrections + self.in_full + self.also

    @property
    def in_full(self) -> tuple[Entry, ...]:
        """The calls of which everything is told."""
        return self.closing + self.new + self.joint + self.maybe


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered letter in the outbox: one kind, one person, one period, one stable Message-ID.

    kind       "digest" is the weekly letter, "extra" one between two of them about what cannot wait; the others go to
               the coordinator
    recipient  the person it is written to
    to         the addresses it goes to: the recipient's, and a deputy's while the recipient is away
    period     the digest moment that it belongs to, for a preview the coming one; else the day it was written
    calendar   an iCalendar file to attach, empty for none
    token      opens its answer page, empty when it has none
    mentions   the calls it tells of
    """

    kind: LetterKind
    recipient: str
    period: date
    message_id: str
    subject: str
    html: str
    text: str
    to: tuple[str, ...] = ()
    calendar: str = ""
    token: str = ""
    mentions: tuple[Mention, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One letter on its way to one address, as the ledger has it.

    attempts   how often it was tried; answer: what the mail server said last
    first_try  when it was first tried; next_try: not before this moment, when a try has failed
    """

    letter: int
    address: str
    status: DeliveryStatus
    attempts: int = 0
    answer: str = ""
    first_try: datetime | None = None
    next_try: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a mailbox answered for one address: "sent", "refused" (never again) or "failed" (may pass), in its words."""

    status: Literal["sent", "refused", "failed"]
    words: str

    def __str__(self) -> str:
        return f"{self.status}: {self.words}"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the coordinator must be told, in Swedish.

    kind  "refused": an address that takes no mail; "paused": a person who wants no letters; "source": one that fails;
          "letter": one that could not be written or sent
    """

    id: int
    kind: NoticeKind
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a stored call that the funder changed."""

    call: str
    field: str
    before: str
    after: str
    at: datetime
