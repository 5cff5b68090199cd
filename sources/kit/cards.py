"""Cards: the blocks of a list page that each stand for one thing, found by their links whatever the mark-up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bs4 import Tag

from sources.kit.pages import clean_text, main_part
from sources.kit.patterns import LONGEST
from sources.kit.web import Page

LISTS = {"ul", "ol", "dl", "table", "tbody", "body"}
DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|jpe?g|png)$", re.IGNORECASE)
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]


@dataclass(frozen=True, slots=True)
class Card:
    """One card as text in one line; `title` is its heading, or the words of its link where it has none."""

    key: str
    url: str
    title: str
    text: str


def find_cards(page: Page, pattern: re.Pattern[str]) -> list[Card]:
    """A card for each thing that `page` links to, in order.

    `pattern` is searched for in the path of every link; its first group is the thing's key, where it has none the last
    part of the path. What is no web address, or a document, is passed over. A card is the largest block
    around a link that holds no link to anything else of the kind, so nothing is ever read from a neighbour.
    """
    main = main_part(page.html)
    cards: dict[str, Card] = {}
    for anchor in main.select("a[href]"):
        url = page.link(str(anchor["href"])).partition("#")[0]
        key = find_key(url, pattern)
        if key and key not in cards and not anchor.find_parent(["nav", "footer", "header"]):
            cards[key] = _card(key, url, anchor, _block(anchor, main, page, pattern))
    return list(cards.values())


def find_key(url: str, pattern: re.Pattern[str]) -> str:
    """The key of the thing at `url`, or "" where its path does not fit `pattern`."""
    path = urlsplit(url).path
    found = pattern.search(path) if len(path) <= LONGEST else None
    if not found or DOCUMENT.search(path):
        return ""
    return unquote(found[1] if pattern.groups else re.sub(r"\.\w{2,5}$", "", path.rstrip("/").rpartition("/")[2]))


def _block(anchor: Tag, main: Tag, page: Page, pattern: re.Pattern[str]) -> Tag:
    block = anchor
    for parent in anchor.parents:
        # A list of one card ends at the list itself or at the page's heading.
        if parent is main or parent.name in LISTS or parent.find("h1") or len(_keys(parent, page, pattern)) > 1:
            break
        block = parent
    return block


def _keys(node: Tag, page: Page, pattern: re.Pattern[str]) -> set[str]:
    links = (page.link(str(anchor["href"])) for anchor in node.select("a[href]"))
    return {key for link in links if (key := find_key(link, pattern))}


def _card(key: str, url: str, anchor: Tag, block: Tag) -> Card:
    heading = block.find(HEADINGS)
    title, text = _one_line(heading if isinstance(heading, Tag) else anchor), _one_line(block)
    for link in block.select("a[href]"):
        words = _one_line(link)
        # "Läs mer" is a button, not a word of the card.
        if words and words not in title and title not in words:
            text = text.replace(words, " ", 1)
    return Card(key, url, title, text)


def _one_line(node: Tag) -> str:
    return " ".join(clean_text(node).split("\n"))
