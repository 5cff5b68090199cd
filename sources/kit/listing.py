"""Where the pages of calls are: links of a list and its further pages, a feed, a sitemap, a JSON list.

Only links to the funder's own hosts are followed, and no list is endless.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bs4 import Tag

from sources.kit.cards import find_cards, find_key
from sources.kit.errors import ShapeError
from sources.kit.web import Page, Web

MOST_PAGES = 30  # pages of one list; the longest that was seen had 21
MOST_SITEMAPS = 20
MOST_UNPACKED = 50_000_000  # bytes; what the sitemap protocol allows one file
_NEXT = re.compile(r"(?:nästa|next|äldre|neste|næste|visa fler|fler)\b|^[›»>]+$", re.IGNORECASE)
_NUMBERED = {"page", "sida", "p", "paged", "sidnummer", "pagenumber", "start"}
_ANY = re.compile("")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the page of a call; `title` is its words, or its card's heading, `text` the words of its card."""

    key: str
    url: str
    title: str = ""
    text: str = ""


def list_links(web: Web, pattern: re.Pattern[str], hosts: frozenset[str]) -> Iterator[Link]:
    """The links of the list at the source's address and of its further pages whose path fits `pattern`.

    Raises ShapeError for a page of the list without any.
    """
    for page in list_pages(web):
        links = [Link(card.key, card.url, card.title, card.text) for card in find_cards(page, pattern)]
        links = [link for link in links if is_own(link.url, hosts)]
        if not links:
            raise ShapeError(f"{page.url}: no links to calls, which look like {pattern.pattern!r}")
        yield from links


def list_pages(web: Web) -> Iterator[Page]:
    """The list at the source's address, and the pages that it names as its next ones or by number."""
    waiting, seen = [web.url], {web.url}
    while waiting:
        page = web.get(waiting.pop(0))
        yield page
        new = [link for link in dict.fromkeys(_further(page)) if link not in seen][: MOST_PAGES - len(seen)]
        waiting += new
        seen.update(new)


def _further(page: Page) -> Iterator[str]:
    for tag in page.html.select("a[href], link[rel=next][href]"):
        link = page.link(str(tag["href"])).partition("#")[0]
        if _same_list(page.url, link) and (_is_next(tag) or _is_numbered(link)):
            yield link


def _same_list(url: str, link: str) -> bool:
    """Whether `link` leads to the same list: another query, or another number, at the same place."""
    here, there = urlsplit(url), urlsplit(link)
    paths = [re.sub(r"(?:/(?:page|sida)/\d+)?/?$", "", parts.path) for parts in (here, there)]
    return here.netloc == there.netloc and paths[0] == paths[1] and url != link


def _is_next(tag: Tag) -> bool:
    return "next" in tag.get_attribute_list("rel") or bool(_NEXT.match(tag.get_text(" ", strip=True)))


def _is_numbered(link: str) -> bool:
    parts = urlsplit(link)
    named = {name.lower() for name, values in parse_qs(parts.query).items() if values[0].isdigit()}
    return bool(named & _NUMBERED or re.search(r"/(?:page|sida)/\d+/?$", parts.path))


def feed_links(web: Web, pattern: re.Pattern[str] | None, hosts: frozenset[str]) -> list[Link]:
    """The entries of the feed at the source's address, or of the one that the page there names as its own.

    Raises ShapeError where there is no feed, or where none of its entries is a call's page.
    """
    page = web.get(web.url)
    feed = page if _is_feed(page) else web.get(_named_feed(page))
    links = [
        Link(key, url, str(entry.get("title", "")))
        for entry in feed.feed.entries
        if (url := feed.link(str(entry.get("link", ""))))
        and is_own(url, hosts)
        and (key := find_key(url, pattern or _ANY))
    ]
    if not links:
        raise ShapeError(f"{feed.url}: the feed has no links to calls")
    return links


def _is_feed(page: Page) -> bool:
    return re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|rdf)", page.content[:200], re.IGNORECASE) is not None


def _named_feed(page: Page) -> str:
    for tag in page.html.select("link[rel=alternate][href]"):
        if re.search(r"rss|atom", str(tag.get("type", ""))):
            return page.link(str(tag["href"]))
    raise ShapeError(f"{page.url}: neither a feed nor a page that names one")


def sitemap_links(web: Web, pattern: re.Pattern[str], hosts: frozenset[str]) -> list[Link]:
    """The addresses of the sitemap at the source's address, and of those that it names, whose path fits `pattern`."""
    waiting, links, asked = [web.url], [], 0
    while waiting and asked < MOST_SITEMAPS:
        page, asked = web.get(waiting.pop(0)), asked + 1
        text = _sitemap_text(page)
        urls = [page.link(location) for location in _locations(text)]
        if "<sitemapindex" in text:
            waiting += [url for url in urls if is_own(url, hosts)]
        else:
            links += [Link(key, url) for url in urls if is_own(url, hosts) and (key := find_key(url, pattern))]
    if not links:
        raise ShapeError(f"{web.url}: the sitemap has no links to calls, which look like {pattern.pattern!r}")
    return links


def _sitemap_text(page: Page) -> str:
    """The sitemap, unpacked where it is sent as a .gz file, as large ones mostly are. Raises ShapeError."""
    if not page.content.startswith(b"\x1f\x8b"):
        return page.content.decode("utf-8", "replace")
    unpack = zlib.decompressobj(wbits=31)
    try:
        text = unpack.decompress(page.content, MOST_UNPACKED)
    except zlib.error as error:
        raise ShapeError(f"{page.url}: a packed sitemap that cannot be unpacked") from error
    if unpack.unconsumed_tail:
        raise ShapeError(f"{page.url}: a packed sitemap of more than {MOST_UNPACKED // 1_000_000} MB")
    return text.decode("utf-8", "replace")


def _locations(text: str) -> list[str]:
    found = re.findall(r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)", text)
    return [location.replace("&amp;", "&") for location in found]


def json_rows(web: Web, items: str) -> list[dict[str, Any]]:
    """The rows of the JSON list at the source's address; `items` is the way to it, as "data.calls"; "" is the whole.

    Raises ShapeError where the way ends nowhere, or the rows are none or no objects.
    """
    found = follow(web.get_json(web.url), items)
    if not isinstance(found, list) or not found or not all(isinstance(row, dict) for row in found):
        raise ShapeError(f"{web.url}: no list of objects at {items or 'the top'!r}")
    return found


def follow(value: Any, way: str) -> Any:
    """What stands at the end of `way`, as "title.sv"; None where it ends nowhere."""
    for part in way.split(".") if way else ():
        value = value.get(part) if isinstance(value, dict) else None
    return value


def is_own(url: str, hosts: frozenset[str]) -> bool:
    """Whether `url` is on one of `hosts`, whatever its "www."."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and host_of(url) in hosts


def host_of(url: str) -> str:
    """The host of an address, without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
