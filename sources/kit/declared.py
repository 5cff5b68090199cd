"""Reads the calls of a declared source: finds their pages, reads each by its labels, refuses what is no call's page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from urllib.parse import urljoin, urlsplit

from sources.kit.call import ROUND, Call, Source
from sources.kit.cards import find_key
from sources.kit.declaration import Declaration
from sources.kit.errors import ShapeError
from sources.kit.listing import Link, feed_links, json_rows, list_links, sitemap_links
from sources.kit.pages import HEADINGS, Line, clean_text, main_part, read_marked_lines
from sources.kit.reading import Reading, read_lines_of_call, read_page
from sources.kit.rows import read_row, row_link, row_text
from sources.kit.web import Page, Web

# Calls are mostly open for a month or two: an opening without a last day stands for one so much later.
OPEN_FOR = timedelta(days=60)
_YEAR = re.compile(r"20\d\d")
_ANY = re.compile("")


def declared(declaration: Declaration) -> Source:
    """The source that reads what is declared."""
    return Source(
        name=declaration.name,
        title=declaration.title,
        url=declaration.url,
        crawl=partial(crawl, declaration),
        least=declaration.least,
        most=declaration.most,
        format=declaration.format,
        written_against=declaration.written_against,
        language=declaration.language,
        declaration=declaration,
    )


Watch = Callable[[Link, Reading], None]


def crawl(declaration: Declaration, web: Web, watch: Watch | None = None) -> Iterator[Call]:
    """Every call that is open, or to come, or tells no day; `watch` sees the others, too.

    Raises ShapeError where there are no links to calls (unless the page says in words that nothing is open), or no page
    among them can be read. A page that cannot be read is counted as skipped, under its key without a year; so is the
    second of two calls with one key, as under two headings that are alike.
    """
    seen = set[str]()
    for link, reading in _readings(declaration, web):
        if watch:
            watch(link, reading)
        if reading.is_over(web.today):
            continue
        call = call_of(declaration, reading, link)
        if call.key not in seen:
            seen.add(call.key)
            yield call
            continue
        with web.part(f"{call.key} (2)"):  # which of the two is which tomorrow, nobody could tell
            raise ShapeError(f"{link.url}: two calls would have the key {call.key!r}; the second is left out")


def _readings(declaration: Declaration, web: Web) -> Iterator[tuple[Link, Reading]]:
    if declaration.way == "sections":
        return _of_sections(declaration, web)
    if declaration.way == "json" and "closes" in declaration.json:
        return _of_rows(declaration, web)
    return _of_pages(declaration, web)


def _of_pages(declaration: Declaration, web: Web) -> Iterator[tuple[Link, Reading]]:
    links: dict[str, Link] = {}
    for link in _links_or_nothing(declaration, web):
        if declaration.is_call(link.title, link.url):
            links.setdefault(link.key, link)
    if not links and declaration.least:
        raise ShapeError(f"{web.url}: all links are declared to be no calls")
    for key, link in links.items():
        with web.part(key):
            reading = read_declared(declaration, web.get(link.url), web.today, link.text)
            if declaration.is_call(reading.title, link.url):
                yield link, reading
    _refuse_nothing(web, len(links))


def _links_or_nothing(declaration: Declaration, web: Web) -> list[Link]:
    try:
        return list(_links(declaration, web))
    except ShapeError:
        if declaration.nothing and declaration.says_nothing(clean_text(main_part(web.get(web.url).html))):
            return []
        raise


def _links(declaration: Declaration, web: Web) -> Iterator[Link]:
    if declaration.way == "pages":
        for address in declaration.pages:
            url = urljoin(web.url, address)
            yield Link(find_key(url, _ANY) or urlsplit(url).netloc, url)
    elif declaration.way == "feed":
        yield from feed_links(web, declaration.pattern, declaration.own_hosts)
    elif declaration.way == "sitemap":
        yield from sitemap_links(web, declaration.pattern, declaration.own_hosts)
    elif declaration.way == "json":
        yield from (row_link(declaration, web.url, row) for row in json_rows(web, declaration.json.get("items", "")))
    else:
        yield from list_links(web, declaration.pattern, declaration.own_hosts)


def read_declared(declaration: Declaration, page: Page, today: date, card: str = "") -> Reading:
    """The page of a call; `card` is what its list said of it, and tells the days where the page tells none.

    Raises ShapeError for a page that says nothing of applying: it is another than was expected.
    """
    reading = read_page(page, today, declaration.known_labels)
    if not reading.is_dated and card:
        told = read_lines_of_call(reading.title, [Line(card)], page.url, today, declaration.known_labels)
        days = {name: getattr(told, name) for name in ("opens", "deadlines", "rolling", "closed")}
        reading = replace(reading, **days, said=(*reading.said, *told.said))
    if not reading.is_dated and declaration.says_nothing(reading.text):
        reading = replace(reading, closed=True)
    is_known = reading.is_recognised or (declaration.rolling and reading.text)
    if not is_known and declaration.is_call(reading.title, page.url):
        raise ShapeError(f"{page.url}: no label was recognised on the page {reading.title!r}")
    return reading


def call_of(declaration: Declaration, reading: Reading, link: Link) -> Call:
    """The call of the page at `link`."""
    told = {"region": reading.region or declaration.region, "programme": reading.programme or declaration.programme}
    return reading.call(
        source=declaration.name,
        key=round_key(link.key, reading) if declaration.yearly else link.key,
        url=link.url,
        language=declaration.language,
        funder=declaration.funder or declaration.title,
        rolling=reading.rolling or (declaration.rolling and not reading.is_dated),
        kind=declaration.kind or reading.kind,
        **told,
    )


def round_key(key: str, reading: Reading) -> str:
    """`key` with the year of the round: a page that is used again next year is then another call.

    The year is that of the last day to apply, which seldom is moved over New Year; where only the opening is told, that
    of a last day two months later; where no day is, the heading's. A call without any year, a rolling one and one whose
    key has a year keep their key. So a page that took applications all the time, or told no day, and now tells a last
    day, is another call: letters tell it anew.
    """
    if reading.rolling or _YEAR.search(key):
        return key
    named = _YEAR.findall(reading.title)
    day = reading.deadlines[-1] if reading.deadlines else reading.opens + OPEN_FOR if reading.opens else None
    year = str(day.year) if day else max(named, default="")
    return f"{key}{ROUND}{year}" if year else key


def _refuse_nothing(web: Web, pages: int) -> None:
    if pages and pages <= len(web.skipped):
        raise ShapeError(f"{web.url}: none of {pages} pages could be read: {next(iter(web.skipped.values()))}")


def _of_sections(declaration: Declaration, web: Web) -> Iterator[tuple[Link, Reading]]:
    """Calls that stand under headings of one page; a section without labels is not one of them."""
    page, found = web.get(web.url), 0
    for key, title, lines in _sections(page, HEADINGS[declaration.sections]):
        with web.part(key):
            reading = read_lines_of_call(title, lines, page.url, web.today, declaration.known_labels)
            if not reading.is_recognised or not declaration.is_call(title, ""):
                continue
            found += 1
            yield Link(key, page.url), reading
    if not found and not declaration.says_nothing(clean_text(main_part(page.html))):
        raise ShapeError(f"{web.url}: no section under a heading {declaration.sections} has a label that is known")


def _sections(page: Page, level: int) -> Iterator[tuple[str, str, list[Line]]]:
    """Key, heading and lines of every section that a heading of `level` begins."""
    title, under = "", list[Line]()
    for line in [*read_marked_lines(main_part(page.html)), Line("", 1)]:
        if 0 < line.level <= level:
            if title:
                yield re.sub(r"\W+", "-", title.lower()).strip("-"), title, under
            title, under = (line.text if line.level == level else ""), []
        else:
            under.append(line)


def _of_rows(declaration: Declaration, web: Web) -> Iterator[tuple[Link, Reading]]:
    """Calls that a JSON list tells whole."""
    rows = json_rows(web, declaration.json.get("items", ""))
    for number, row in enumerate(rows, 1):
        with web.part(row_text(declaration, row, "key") or f"row {number}"):
            link = row_link(declaration, web.url, row)
            reading = read_row(declaration, row, link.url, web.today)
            if declaration.is_call(reading.title, link.url):
                yield link, reading
    _refuse_nothing(web, len(rows))
