"""A declared source's recording: facts in a small file, rendered as pages in whatever mark-up.

The pages of such funders were never seen as mark-up, so none may matter. `facts.toml` of a recording folder:

    format = "assumed"                       what the layout rests on, as in the source's declaration
    rests_on = "…"                           what was looked at, and when
    markup = "terms"                         one of `MARKUPS`: how the recording is played; the tests play all of them

    [list]                                   what answers at the source's address; left out for `pages`
    form = "list"                            or "feed", "sitemap", "sections"
    path = "/bidrag"

    [[calls]]                                a page that the list links to
    path = "/bidrag/ungas-fritid"
    title = "Ungas fritid 2027"
    text = "Ett bidrag till …"
    facts = {"Ansökan stänger" = "16 februari 2027", "Tid kvar" = "{days:2027-02-10} dagar kvar"}
    sections = {"Vem kan söka?" = "Kommuner."}
    appears = 2026-11-27                     optional: from this day on
    linked = false                           optional: not in the list

`{days:2027-02-10}` becomes the number of days from the day on which the page is asked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

Pairs = Mapping[str, str]


@dataclass(frozen=True)
class FactPage:
    """One page of a recording, as facts."""

    path: str
    title: str
    text: str = ""
    facts: Pairs = field(default_factory=dict)
    sections: Pairs = field(default_factory=dict)
    appears: date = date.min
    linked: bool = True


def _each(pair: str, around: str = "{}") -> Callable[[Pairs], str]:
    return lambda pairs: around.format("".join(pair.format(escape(name), escape(told)) for name, told in pairs.items()))


def _columns(pairs: Pairs) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in pairs)
    return f"<table><tr>{head}</tr><tr>{''.join(f'<td>{escape(told)}</td>' for told in pairs.values())}</tr></table>"


HEADINGS = _each("<h2>{0}</h2><p>{1}</p>")
BOLD = _each("<p><strong>{0}</strong></p><p>{1}</p>")
# Mark-up of the short facts, and that of the longer sections.
MARKUPS: dict[str, tuple[Callable[[Pairs], str], Callable[[Pairs], str]]] = {
    "terms": (_each("<dt>{0}</dt><dd>{1}</dd>", "<dl>{}</dl>"), HEADINGS),
    "terms in blocks": (_each("<div><dt>{0}:</dt><dd><span>{1}</span></dd></div>", "<div><dl>{}</dl></div>"), HEADINGS),
    "table": (_each("<tr><th>{0}</th><td>{1}</td></tr>", "<table><tbody>{}</tbody></table>"), BOLD),
    "columns": (_columns, HEADINGS),
    "headings": (_each("<h3>{0}</h3><p>{1}</p>"), _each("<h3>{0}</h3><div><p>{1}</p></div>")),
    "bold": (BOLD, BOLD),
    "bold words": (_each("<p><b>{0}</b> {1}</p>"), _each("<div><b>{0}</b><div>{1}</div></div>")),
    "colons": (_each("<li>{0}: {1}</li>", "<ul>{}</ul>"), HEADINGS),
    "labels after": (_each("<div><p>{1}</p><p>{0}</p></div>"), HEADINGS),
    "captions": (_each("<div><div>{0}</div><div>{1}</div></div>"), _each("<div><p>{0}</p><p>{1}</p></div>")),
    "spans": (_each("<li><span>{0}</span><span>{1}</span></li>", "<ul>{}</ul>"), HEADINGS),
    "breaks": (_each("{0}<br>{1}<br>", "<p>{}</p>"), _each("<p>{0}<br>{1}</p>")),
}
PAGE = (
    '<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>{title} – sajten</title></head><body><header>'
    '<nav><a href="/">Start</a> <a href="/om/stanger-1-mars-2030">Om oss</a></nav></header><main>{main}</main>'
    "<footer><p>Kontakta oss</p></footer></body></html>"
)


def read_facts(folder: Path) -> tuple[dict[str, Any], list[FactPage]]:
    """What `facts.toml` says of the recording, and its pages."""
    declared = tomllib.loads((folder / "facts.toml").read_text(encoding="utf-8"))
    return declared, [FactPage(**page) for page in declared.pop("calls")]


def render(declared: Mapping[str, Any], pages: list[FactPage], markup: str, today: date | None) -> dict[str, str]:
    """Path -> what answers there, with the pages that have appeared by `today` (None: all of them)."""
    there = [page for page in pages if today is None or page.appears <= today]
    shown = {page.path: PAGE.format(title=escape(page.title), main=_main(page, markup, today)) for page in there}
    if "list" in declared:
        path, form = declared["list"]["path"], declared["list"].get("form", "list")
        shown[path] = LISTS[form]([page for page in there if page.linked], path, markup, today)
    return shown


def _main(page: FactPage, markup: str, today: date | None, heading: str = "h1") -> str:
    facts, sections = MARKUPS[markup]
    told = {name: _counted(value, today) for name, value in page.facts.items()}
    text = f"<p>{escape(page.text)}</p>" if page.text else ""
    return f"<{heading}>{escape(page.title)}</{heading}>{facts(told) if told else ''}{text}{sections(page.sections)}"


def _counted(text: str, today: date | None) -> str:
    def count(match: re.Match[str]) -> str:
        return str((date.fromisoformat(match[1]) - (today or date.min)).days)

    return re.sub(r"\{days:(\d{4}-\d\d-\d\d)\}", count, text)


def _list(pages: list[FactPage], path: str, markup: str, today: date | None) -> str:
    cards = "".join(f'<li><a href="{page.path}">{escape(page.title)}</a></li>' for page in pages)
    return PAGE.format(title="Bidrag", main=f"<h1>Bidrag</h1><ul>{cards}</ul>")


def _feed(pages: list[FactPage], path: str, markup: str, today: date | None) -> str:
    items = "".join(f"<item><title>{escape(page.title)}</title><link>{page.path}</link></item>" for page in pages)
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


def _sitemap(pages: list[FactPage], path: str, markup: str, today: date | None) -> str:
    urls = "".join(f"<url><loc>{page.path}</loc></url>" for page in pages)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def _sections(pages: list[FactPage], path: str, markup: str, today: date | None) -> str:
    # Headings of facts must be lower than those of calls.
    parts = "".join(
        _main(page, markup, today, "h2").replace("<h2>", "<h3>").replace("</h2>", "</h3>") for page in pages
    )
    for page in pages:
        title = escape(page.title)
        parts = parts.replace(f"<h3>{title}</h3>", f"<h2>{title}</h2>")
    return PAGE.format(title="Bidrag", main=f"<h1>Bidrag</h1>{parts}")


LISTS = {"list": _list, "feed": _feed, "sitemap": _sitemap, "sections": _sections}
