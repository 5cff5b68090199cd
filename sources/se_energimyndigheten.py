"""Energimyndigheten: calls for research, business and municipalities' energy work, as cards on several pages.

What it publishes: cards with title, day ("Stänger 24 april 2026"; the word is dropped once the call is closed), one of
seven categories, and a sentence or two. Every card links to a page of its own, which tells who may apply and how much.
What is not a call here: a closed one; most of the two hundred cards are. The list holds trips for companies as well
("Affärsutveckling"), and they are kept: the matcher decides. What municipalities can lead is mostly "Övrigt".

The key is the last part of the card's address. A call's days are those of its own card, never of a block around more.
Written against the text of 201 cards recorded in April 2026 by a public repository; the list has moved since, and the
mark-up was never seen, hence "text-only": cards are found by the pattern of their links and read by the order of words.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sources.kit.call import Call, Source
from sources.kit.cards import Card, find_cards
from sources.kit.dates import FoundDate, read_dates, reads_rolling
from sources.kit.errors import FetchError, ShapeError
from sources.kit.money import read_terms
from sources.kit.pages import clean_text, main_part, section_after
from sources.kit.web import Page, Web

log = logging.getLogger(__name__)
CARD_LINK = re.compile(r"/utlysningar/([^/?#]+)/?$")
CATEGORIES = (
    "Forskningsstöd",
    "Affärsutveckling",
    "Impact Innovation",
    "Strategiska innovationsprogram",
    "Internationella utlysningar",
    "Tävlingar",
    "Övrigt",
)
DAY = re.compile(r"(?:(?:Stänger|Stängd|Öppnar)\s+)?\d{1,2}\s+[a-zåäö]+\s+20\d\d\b", re.IGNORECASE)
MOST_PAGES = 60


def crawl(web: Web) -> Iterator[Call]:
    """Every call that is open or to come. Raises ShapeError when a page has no cards or no card can be read."""
    for call in _open_calls(web):
        details: dict[str, Any] = {}
        # The card tells the essentials: a page that cannot be read costs its details and is counted, not the call.
        with web.part(call.key):
            details = _details(web.get(call.url), call)
        yield replace(call, **details)


def _open_calls(web: Web) -> Iterator[Call]:
    cards = {card.key: card for page in _pages(web) for card in find_cards(page, CARD_LINK)}
    calls = []
    for card in cards.values():
        with web.part(card.key):
            calls.append(_read(card))
    if not calls:
        raise ShapeError(f"{web.url}: none of {len(cards)} cards has a day: {next(iter(web.skipped.values()))}")
    yield from (call for call in calls if not call.is_closed(web.today))


def _pages(web: Web) -> Iterator[Page]:
    """The list's pages, as its own links to `?page=N` tell; where it has none, the next page is tried once."""
    waiting, seen = [web.url], {web.url}
    while waiting and len(seen) <= MOST_PAGES:
        page = web.get(waiting.pop(0))
        if not find_cards(page, CARD_LINK):
            raise ShapeError(f"{page.url}: no links to calls")
        yield page
        new = [link for link in _page_links(page) if link not in seen]
        waiting += new
        seen.update(new)
    if len(seen) == 1:
        yield from _next_page(web, page)


def _next_page(web: Web, first: Page) -> Iterator[Page]:
    try:
        page = web.get(f"{web.url}?page=2")
    except FetchError as error:
        log.info("the list has one page: %s", error)
        return
    if {card.key for card in find_cards(page, CARD_LINK)} - {card.key for card in find_cards(first, CARD_LINK)}:
        yield page


def _page_links(page: Page) -> list[str]:
    links = [page.link(str(anchor["href"])) for anchor in page.html.select("a[href]")]
    path = urlsplit(page.url).path
    return sorted({link for link in links if urlsplit(link).path == path and "page" in parse_qs(urlsplit(link).query)})


def _read(card: Card) -> Call:
    """The call as its card tells it. Raises ShapeError for a card without a day of its own."""
    title = DAY.split(card.title)[0].strip()
    beside = card.text.replace(title, " ", 1)
    day = DAY.search(beside)
    found = read_dates(day[0]) if day else []
    if not found and not reads_rolling(card.text):
        raise ShapeError(f"the card has no day: {card.text[:80]!r}")
    rest = " ".join(DAY.sub(" ", beside, count=1).split())
    category = next((name for name in CATEGORIES if rest.startswith(name)), "")
    if not category:
        log.warning("%s: unknown category: %r", card.key, rest[:60])
    return Call(
        source=SOURCE.name,
        key=card.key,
        url=card.url,
        title=title,
        text=rest.removeprefix(category).strip(),
        funder="Energimyndigheten",
        action_type=category,
        opens=next(iter(_days(found, "opens")), None),
        deadlines=_days(found, "closes"),
        rolling=not found,
    )


def _days(found: list[FoundDate], role: str) -> tuple[date, ...]:
    return tuple(one.day for one in found if one.role == role and one.day)


def _details(page: Page, call: Call) -> dict[str, Any]:
    """What the call's own page adds. Raises ShapeError for a page that does not name the call."""
    main = main_part(page.html)
    _, named, about = clean_text(main).partition(call.title)
    if not named:
        raise ShapeError(f"{page.url}: the page does not name the call")
    return {
        "text": f"{call.text}\n{about.strip()}",
        "applicants": section_after(main, "Vem kan söka", "Vilka kan söka", "Vem får söka"),
        **asdict(read_terms(about)),
    }


SOURCE = Source(
    name="se_energimyndigheten",
    title="Energimyndigheten",
    url="https://www.energimyndigheten.se/utlysningar/",
    crawl=crawl,
    least=2,
    most=100,
    format="text-only",
    written_against="text of 201 cards recorded by a public repository on 2026-04-23",
)
