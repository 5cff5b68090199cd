"""An empty list is sound only where the funder says in words that nothing is open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sources import all_sources
from sources.kit.errors import ShapeError
from tests.test_declared import HOME, OPEN, html, links, read

SAID = html("<main><h1>Grants</h1><h2>Rounds</h2><p>The money is used up until spring.</p></main>")
SILENT = html("<main><h1>Grants</h1><h2>Rounds</h2><p>We use cookies.</p></main>")
WAYS = {
    "list": replace(HOME, least=0, nothing="money is used up"),
    "pages": replace(HOME, links="", pages=("/grants/",), least=0, nothing="money is used up"),
    "sections": replace(HOME, links="", sections="h2", least=0, nothing="money is used up"),
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_open_where_the_page_says_so(way: str, tmp_path: Path) -> None:
    assert read(WAYS[way], tmp_path, {"/grants/": SAID}) == ([], {})


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("page", [SAID, SILENT])
def test_an_empty_page_is_refused_without_the_words_or_the_declaration(way: str, page: str, tmp_path: Path) -> None:
    declaration = replace(WAYS[way], nothing="" if page == SAID else WAYS[way].nothing)
    with pytest.raises(ShapeError):
        read(declaration, tmp_path, {"/grants/": page})


def test_a_call_is_read_whatever_the_list_says(tmp_path: Path) -> None:
    listed = links("/grants/a/").replace("<main>", "<main><p>The money is used up until spring.</p>")
    calls, skipped = read(WAYS["list"], tmp_path, {"/grants/": listed, "/grants/a/": OPEN})
    assert ([call.title for call in calls], skipped) == (["Bygdestöd"], {})


def test_days_outweigh_the_words(tmp_path: Path) -> None:
    page = OPEN.replace("Stöd till bygden.", "The money is used up until spring.")
    calls, _ = read(WAYS["pages"], tmp_path, {"/grants/": html(page)})
    assert [call.title for call in calls] == ["Bygdestöd"]


def test_the_words_are_a_pattern() -> None:
    with pytest.raises(ValueError, match="pattern"):
        replace(HOME, nothing="(")


# What programmes whose money is given away say; only the first was seen, the others are assumed.
WORDS = {
    "eu_interreg_europe": "All funds are committed and we are not planning any more open calls in this period.",
    "eu_interreg_north_sea": "There are currently no calls planned.",
    "eu_urbact": "There is no open call right now.",
    "se_esf": "Just nu finns inga öppna utlysningar.",
}


@pytest.mark.parametrize("name", WORDS)
def test_a_programme_without_money_is_read_as_such(name: str, tmp_path: Path) -> None:
    declaration = all_sources()[name].declaration
    assert declaration
    path = "/" + declaration.url.split("/", 3)[3]
    page = html(f"<main><h1>Calls</h1><p>{WORDS[name]}</p></main>")
    assert read(declaration, tmp_path, {path: page}) == ([], {})
