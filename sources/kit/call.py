"""The nouns of this floor: `Call`, what a funder publishes, and `Source`, how a funder is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from sources.kit.declaration import Declaration
    from sources.kit.web import Web

Kind = Literal["competition", "rekvisition", "cascade", "external_action"]
Format = Literal["seen", "text-only", "assumed"]

BY_HAND = "egen"  # the source of calls that a person added; no source has this name, so no harvest takes them away
ROUND = "@"  # in a key: what follows tells the round of a call whose address is used again, as "mer-lasning@2027"


@dataclass(frozen=True, slots=True)
class Call:
    """What a funder publishes: one thing that can be applied for.

    Empty text, `None` and `()` all mean *unknown* and are shown as such; they are never guessed.

    source, key    together the identity; the key is the funder's own and stays the same when the call changes
    url            public page for people
    text           plain text, no mark-up; the most telling part first
    language       ISO 639-1 code of title and text
    opens          first day to apply
    deadlines      every last day to apply that is still known, ascending (Swedish calendar days); those of rounds
                   that were over some months ago may be left out
    rolling        applications are taken continuously, so the lack of a deadline is known
    grant_min/max  least and most money one project may get, whole units of `currency`
    budget         money of the whole call, whole units of `currency`
    grant_rate     most per cent of the costs that the funder pays
    applicants     who may apply, in the funder's words
    region         where it may be used, in the funder's words; empty means no limit was stated
    """

    source: str
    key: str
    url: str
    title: str
    text: str = ""
    language: str = "sv"
    funder: str = ""
    programme: str = ""
    call_title: str = ""
    action_type: str = ""
    keywords: tuple[str, ...] = ()
    applicants: str = ""
    opens: date | None = None
    deadlines: tuple[date, ...] = ()
    rolling: bool = False
    grant_min: int | None = None
    grant_max: int | None = None
    budget: int | None = None
    currency: str = "SEK"
    grant_rate: int | None = None
    region: str = ""
    kind: Kind = "competition"

    @property
    def id(self) -> str:
        """Identity over all sources: `source:key`."""
        return f"{self.source}:{self.key}"

    @property
    def series(self) -> str:
        """Identity over the years: what the rounds at one address have in common."""
        return self.id.partition(ROUND)[0]

    def next_deadline(self, today: date) -> date | None:
        """The first last day to apply that has not passed, or None when none is known."""
        return next((day for day in self.deadlines if day >= today), None)

    def is_closed(self, today: date) -> bool:
        """True when every known last day has passed; a call without one is never closed by the calendar."""
        return bool(self.deadlines) and not self.rolling and self.deadlines[-1] < today


def is_web_address(url: str) -> bool:
    """True for an http or https address with a host that a program can read."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


@dataclass(frozen=True, slots=True)
class Source:
    """A funder's declaration: where it is read, by what, and what a healthy harvest looks like.

    name             the module's name; the first half of every call's identity
    title            what people call it, in Swedish
    url              entry address (for an API: the endpoint); `[sources.<name>] url` replaces it
    crawl            reads the pages and yields calls; any SourceError fails the whole source
    least, most      a harvest outside these bounds is a failure
    format           what the layout rests on: "seen" (recorded answers), "text-only" (texts of pages, not their
                     mark-up), "assumed" (neither)
    written_against  what was looked at and when, for the one who must mend it
    needs_key        where the operator gets the key without which it cannot be read ("" for none): `web.key` is it
    declaration      what `crawl` rests on, for a source without code of its own: an operator can mend it
    """

    name: str
    title: str
    url: str
    crawl: Callable[[Web], Iterable[Call]]
    least: int
    most: int
    format: Format
    written_against: str
    language: str = "sv"
    needs_key: str = ""
    declaration: Declaration | None = None
