"""A source without code of its own: where its calls are listed, and which labels its pages use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlsplit

from sources.kit.call import Format, Kind
from sources.kit.labels import Labels, shipped_labels
from sources.kit.listing import host_of
from sources.kit.patterns import LONGEST, check_pattern

Way = Literal["list", "feed", "sitemap", "pages", "sections", "json"]
JSON_FIELDS = ("items", "url", "key", "title", "text", "opens", "closes", "applicants", "money", "region", "programme")


@dataclass(frozen=True)
class Declaration:
    """A funder whose calls are found by links and read by labels.

    name, title, url, language, least, most, format, written_against   as in `Source`
    funder, programme, region   fields of every call, where its page says nothing else; the funder is `title` by default
    kind      of every call; None: by the page's words (rekvisition, else competition)

    Where calls are – `links` alone, or one of the others, which `links` may narrow:
    links     pattern, searched for in the path of every link of the list at `url` and its further pages; its first
              group is the key, where it has none the last part of the path
    feed      `url` is an RSS or Atom feed, or a page that names one
    sitemap   `url` is a sitemap; needs `links`
    pages     every one of these addresses (may be relative to `url`) is the page of one call
    sections  heading ("h2"): every such heading of the page at `url` begins a call, if labels stand under it
    json      `url` is a JSON list: "items" is the way to it ("data.calls"), the others the ways to a row's fields
              ("url" is needed; with "closes" the row is the whole call, without it the page at its "url" is read)

    How a page is read:
    labels    more phrases by role, which win over the known ones: `labels.toml` has the roles
    not_calls patterns, searched for in the title and the path of a page: what is no call
    nothing   pattern, searched for where no call is found: the funder's words for "nothing is open just now", with
              which an empty list is sound; it has an effect only where `least` is 0
    rolling   a page that tells no day takes applications all the time
    yearly    the same address is used again next year: the key gets the year of the round; False where an address
              belongs to one round for ever, as one with a number
    hosts     other hosts of the funder that links may lead to

    Raises ValueError for a declaration that cannot work.
    """

    name: str
    title: str
    url: str
    written_against: str
    links: str = ""
    feed: bool = False
    sitemap: bool = False
    pages: tuple[str, ...] = ()
    sections: str = ""
    json: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_calls: tuple[str, ...] = ()
    nothing: str = ""
    rolling: bool = False
    yearly: bool = True
    hosts: tuple[str, ...] = ()
    format: Format = "assumed"
    language: str = "sv"
    funder: str = ""
    programme: str = ""
    region: str = ""
    kind: Kind | None = None
    least: int = 1
    most: int = 100

    def __post_init__(self) -> None:
        ways = [name for name in ("feed", "sitemap", "pages", "sections", "json") if getattr(self, name)]
        if len(ways) > 1:
            raise ValueError(f"{' and '.join(ways)} exclude each other: calls are found in one way")
        if not self.links and not set(ways) - {"sitemap"}:
            raise ValueError("tells no way to its calls: links, feed, pages, sections or json")
        if self.json and ("url" not in self.json or set(self.json) - set(JSON_FIELDS)):
            raise ValueError(f"json needs url, and has no other keys than {', '.join(JSON_FIELDS)}")
        if self.sections and self.sections not in ("h2", "h3", "h4"):
            raise ValueError("sections is a heading: h2, h3 or h4")
        if not 0 <= self.least <= self.most:
            raise ValueError(f"least = {self.least} and most = {self.most}: no harvest could ever be healthy")
        for pattern in (self.links, self.nothing, *self.not_calls):
            check_pattern(pattern)
        shipped_labels().more(self.labels)

    @property
    def way(self) -> Way:
        """How calls are found."""
        ways: tuple[Way, ...] = ("feed", "sitemap", "pages", "sections", "json")
        return next((way for way in ways if getattr(self, way)), "list")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """`links`, ready to be searched for."""
        return re.compile(self.links)

    @cached_property
    def known_labels(self) -> Labels:
        """The labels that ship with the program, and its own."""
        return shipped_labels().more(self.labels)

    @cached_property
    def own_hosts(self) -> frozenset[str]:
        """The hosts that its links may lead to, without "www."."""
        return frozenset(map(host_of, (self.url, *(f"https://{host}" for host in self.hosts))))

    def is_call(self, title: str, url: str) -> bool:
        """False for what the declaration calls no call."""
        texts = (title, urlsplit(url).path)
        return not any(
            re.search(pattern, text[:LONGEST], re.IGNORECASE) for pattern in self.not_calls for text in texts
        )

    def says_nothing(self, text: str) -> bool:
        """Whether `text`, of a page without calls, says that nothing is open just now."""
        return bool(self.nothing) and re.search(self.nothing, text, re.IGNORECASE) is not None

    def mended(self, **changes: Any) -> Declaration:
        """This declaration as an operator mends it; `labels` are added to its own. Raises ValueError."""
        labels = {role: tuple(phrases) for role, phrases in changes.pop("labels", {}).items()}
        both = {role: (*self.labels.get(role, ()), *labels.get(role, ())) for role in {**self.labels, **labels}}
        return replace(self, labels=both, **changes)
