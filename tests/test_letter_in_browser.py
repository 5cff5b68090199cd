"""The letters in a real browser: nothing an accessibility engine objects to, and nothing wider than the window.

Chromium: the Debian package `chromium` (`apt-get install chromium fonts-liberation`); Ubuntu has it as a snap.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from tests.letters import LETTERS, MEETING, SOCIAL, digest_of, letter, match, written

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium: apt-get install chromium fonts-liberation")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def html(name: str) -> str:
    return written(name).html


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [900, 390, 320])
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_accessible_and_fits(browser: Browser, name: str, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(html(name))
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == []
    page.close()


def test_the_engine_does_find_faults(browser: Browser) -> None:
    """Otherwise the test above could not fail."""
    page = browser.new_page()
    page.set_content(html("rich").replace("background-color: #0b5d47", "background-color: #dddddd"))
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == ["color-contrast"]
    page.close()


@pytest.mark.parametrize("width", [1000, 390])
def test_long_words_do_not_widen_the_letter(browser: Browser, width: int) -> None:
    long = replace(MEETING, title="ö" * 300, funder="Å" * 200, applicants="x" * 200, language="en")
    digest = digest_of(
        [(long, match(long, eligible="yes", eligible_why="x" * 200))], profile=replace(SOCIAL, name="Ä" * 90)
    )
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_content(letter(digest).html)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("width", [1000, 390])
def test_links_are_large_enough_for_a_thumb(browser: Browser, width: int) -> None:
    """At least 44 pixels high for buttons and answers, at least the 24 of WCAG 2.2 (2.5.8) for all."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_content(html("rich"))
    boxes = [(link.get_attribute("class"), link.bounding_box()) for link in page.locator("a").all()]
    assert {name for name, _ in boxes} == {None, "answer-link", "short-link"}
    assert min(box["height"] for _, box in boxes if box) >= 24
    assert min(box["height"] for name, box in boxes if box and name != "short-link") >= 44
    page.close()
