"""Tillväxtverket: calls of the Regional Fund and national ones, an RSS feed and a page for each call.

What it publishes: a feed with title, address and day of publication of the latest calls, and a page a call: under the
heading a list whose first row is the status with its day ("Stängd 19 mars 2024", "Öppnar 12 augusti 2024") and whose
other rows are counties, then fixed headings: "Vem kan söka?", "Vad kan ni söka för?", "Hur mycket kan ni få i stöd?".
What is not a call here: a closed one; the feed keeps them for a while. The opening day is never the last day to apply:
a page that only says "Öppnar" gives a call without a known last day.

The key is the number before `.html`, which stays when the title in the address changes.

Written against a feed partly rebuilt in a public repository (February 2026), six pages stored as text (2022–2026) and
one abridged page in a test. The mark-up of the status list is not known, hence "text-only": rows are found by their
words. That an open call says "Stänger" and a day is inferred from the closed ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from itertools import takewhile

from sources.kit.call import Call, Source
from sources.kit.dates import read_dates, reads_rolling
from sources.kit.errors import ShapeError
from sources.kit.money import read_terms
from sources.kit.pages import Line, clean_text, main_part, read_lines, section_after
from sources.kit.web import Page, Web

NUMBER = re.compile(r"\.(\d+)\.html$")
STATUS = re.compile(r"(?:stäng(?:d|er)|öppna[rd]|öppen|pågående|kommande|löpande|planerad)\b", re.IGNORECASE)
REGION_WORDS = 5  # a row of the status list is short: "Västra Götalands län"


def crawl(web: Web) -> Iterator[Call]:
    """Every call of the feed that is open or to come. Raises ShapeError when no page can be read."""
    page = web.get(web.url)
    links = _links(web, page)
    for key, link in links.items():
        with web.part(key):
            call = _read(web.get(link), key)
            if not call.is_closed(web.today):
                yield call
    if links.keys() <= web.skipped.keys():
        raise ShapeError(f"{web.url}: none of {len(links)} pages could be read: {next(iter(web.skipped.values()))}")


def _links(web: Web, feed: Page) -> dict[str, str]:
    """Addresses by number, the feed's first one of each: an old address of the same call may follow the new one."""
    links: dict[str, str] = {}
    for entry in feed.feed.entries:
        with web.part(str(entry.get("link"))):
            link = feed.link(str(entry.get("link")))
            number = NUMBER.search(link)
            if not number:
                raise ShapeError(f"no number before .html: {link}")
            links.setdefault(number[1], link)
    if not links:
        raise ShapeError(f"{web.url}: the feed has no links to calls")
    return links


def _read(page: Page, key: str) -> Call:
    main = main_part(page.html)
    lines = read_lines(main)
    title = next((line.text for line in lines if line.level == 1), "")
    at = next((place for place, line in enumerate(lines) if STATUS.match(line.text)), None)
    if not title or at is None:
        raise ShapeError(f"{page.url}: no heading, or no row with the call's status")
    status, after = _status(lines, at)
    opens, deadlines = _days(page.url, status)
    money = section_after(main, "Hur mycket kan ni få", "Hur mycket kan ni söka", "Hur mycket")
    return Call(
        source=SOURCE.name,
        key=key,
        url=page.url,
        title=title,
        text="\n".join(line.text for line in lines[after:]) or clean_text(main),
        funder="Tillväxtverket",
        applicants=section_after(main, "Vem kan söka", "Vem får söka", "Vilka kan söka"),
        opens=opens,
        deadlines=deadlines,
        rolling=not deadlines and reads_rolling(status),
        region=", ".join(line.text for line in lines[at:after] if line.text not in status),
        **asdict(read_terms(money)),
    )


def _status(lines: list[Line], at: int) -> tuple[str, int]:
    """The status with its day, which may stand on the line after, and the place where the short rows after it end."""
    days = list(takewhile(lambda line: read_dates(line.text) or STATUS.match(line.text), lines[at:]))
    rows = takewhile(_is_row, lines[at + len(days) :])
    return " ".join(line.text for line in days), at + len(days) + len(list(rows))


def _is_row(line: Line) -> bool:
    return not line.level and len(line.text.split()) <= REGION_WORDS and not line.text.endswith((".", ":", "?", "!"))


def _days(url: str, status: str) -> tuple[date | None, tuple[date, ...]]:
    found = read_dates(status)
    opens = next((one.day for one in found if one.role == "opens"), None)
    deadlines = tuple(sorted(one.day for one in found if one.role == "closes" and one.day))
    if not opens and not deadlines and not reads_rolling(status):
        raise ShapeError(f"{url}: the status has no day to open or close: {status!r}")
    return opens, deadlines


SOURCE = Source(
    name="se_tillvaxtverket",
    title="Tillväxtverket",
    url=(
        "https://tillvaxtverket.se/4.3409dae11877922a04096d8d/12.3409dae11877922a04096da6.portlet"
        "?state=rss&sv.contenttype=text/xml;charset=UTF-8"
    ),
    crawl=crawl,
    least=1,
    most=200,
    format="text-only",
    written_against="a feed rebuilt in a public repository (2026-02), six stored page texts (2022–2026)",
)
