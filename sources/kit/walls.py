"""Pages that stand in the place of the one that was asked for, with a status that says that all is well.

A page is known by its title and main headings, or, where it is short, by its words (`walls.toml`). A real page may tell
of cookies, log-in and robots as much as it likes, as long as it has a heading of its own and something to say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bs4 import Tag

SHORT = 1500  # signs of text; a page with more has something to say
EMPTY = 100  # signs; with a script and less than this the page is to be filled by the script
TITLE_PARTS = re.compile(r"\s+[|–—·»:-]\s+|\s*\|\s*")


@dataclass(frozen=True, slots=True)
class _Wall:
    says: str
    heading: tuple[str, ...]
    text: tuple[str, ...]
    alone: bool


def find_wall(page: Tag) -> str:
    """What stands in the place of the page that was asked for; "" for a real page."""
    text = " ".join(page.get_text(" ").split()).casefold()
    mains = [_plain(heading.get_text(" ")) for heading in page.find_all("h1")]
    titles = list(_titles(page))
    for wall in _walls():
        if _is_headed(wall, mains, titles, short=len(text) < SHORT):
            return wall.says
        if len(text) < SHORT and any(words in text for words in wall.text):
            return wall.says
    return _bare(page, text)


def _is_headed(wall: _Wall, mains: list[str], titles: list[str], *, short: bool) -> bool:
    if not wall.alone:
        return any(_begins(heading, wall) for heading in (*mains, *titles))
    return short and bool(mains or titles) and all(_begins(heading, wall) for heading in mains or titles[:1])


def _begins(heading: str, wall: _Wall) -> bool:
    return any(re.match(rf"{re.escape(words)}(?!\w)", heading) for words in wall.heading)


def _bare(page: Tag, text: str) -> str:
    """What a page is that has hardly any words: a form for a password, an empty shell, or nothing."""
    if len(text) < SHORT and page.select_one("input[type=password]"):
        return "a log-in page"
    if len(text) < EMPTY and page.find("script"):
        return "an empty shell that a script would fill"
    return "" if text else "an empty page"


def _titles(page: Tag) -> Iterator[str]:
    """The parts of the page's title: "Sidan finns inte | Myndigheten" is two."""
    title = page.find("title")
    for part in TITLE_PARTS.split(title.get_text(" ") if title else ""):
        if part.strip():
            yield _plain(part)


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split()).lstrip("–-!¡ ")


@cache
def _walls() -> tuple[_Wall, ...]:
    told = tomllib.loads(files("sources.kit").joinpath("walls.toml").read_text(encoding="utf-8"))
    return tuple(_Wall(**wall | {key: tuple(wall[key]) for key in ("heading", "text")}) for wall in told["walls"])
