"""How the letters to the coordinator read, and the extra letter to a head: every word, in both forms, in a browser.

The golden letters are written anew by

    GOLDEN=write .venv/bin/pytest tests/test_coordinator_letters.py -k golden

and then read as a diff.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

from matcher.digest.coordinator import Coming, preview, urgent
from matcher.model import Letter
from tests.coordinator_letters import HURRY, LETTERS, MOMENT, NAMES, PAGE, entry, extra, full_preview, sheet, two_urgent
from tests.letters import LEDNING, SOCIAL, plain
from tests.test_letter_in_browser import ARGUMENTS, CHROMIUM

GOLDEN = Path(__file__).parent / "golden" / "letters"


@pytest.mark.parametrize("name", LETTERS)
def test_golden_letters(name: str) -> None:
    sent = LETTERS[name]()
    files = {f"{name}.html": sent.html, f"{name}.txt": f"Ämne: {sent.subject}\n\n{sent.text}"}
    for file, text in files.items():
        if os.environ.get("GOLDEN") == "write":
            (GOLDEN / file).write_text(text, encoding="utf-8")
        assert (GOLDEN / file).read_text(encoding="utf-8") == text, f"{file}: see the top of this file"


@pytest.mark.parametrize("name", LETTERS)
def test_both_forms_say_the_same_and_nothing_is_fetched(name: str) -> None:
    sent = LETTERS[name]()
    page = BeautifulSoup(sent.html, "html.parser")
    said = [part.get_text(" ") for part in page.find_all(["h1", "h2", "p", "li"])]
    text = without_marks(sent.text)
    assert said
    assert [words for words in map(without_marks, said) if words not in text] == []
    assert {link["href"] for link in page.find_all("a")} == set(
        re.findall(r"^ *(https://\S+)$", sent.text, re.MULTILINE)
    )
    assert not page.find_all(["img", "script", "iframe", "form", "input"]) and "url(" not in sent.html
    assert page.html["lang"] == "sv"
    assert [line for line in sent.text.splitlines() if len(line) > 78 and "https://" not in line] == []


def without_marks(text: str) -> str:
    """The words alone: the plain text has marks and addresses between them."""
    lines = (line.strip().removeprefix("* ") for line in text.splitlines() if not line.strip().startswith("https://"))
    return plain(" ".join(lines)).replace(" :", ":")


@pytest.mark.parametrize("name", LETTERS)
def test_headings_and_lists_are_there_for_those_who_listen(name: str) -> None:
    sent = LETTERS[name]()
    page = BeautifulSoup(sent.html, "html.parser")
    assert [heading.name for heading in page.find_all(re.compile("^h[1-6]$"))][:1] == ["h1"]
    lines = sent.text.splitlines()
    underlined = [line for line, below in pairwise(lines) if below and set(below) == {"-"}]
    assert underlined == [heading.get_text() for heading in page.find_all("h2")]
    assert len(page.find_all("li")) == sum(line.startswith("* ") for line in lines)


def test_foreign_titles_are_marked() -> None:
    page = BeautifulSoup(two_urgent().html, "html.parser")
    assert [tag.get_text() for tag in page.find_all(lang="en")] == ["Support to town twinning meetings"]


def test_the_way_to_the_page_stands_where_it_is_needed() -> None:
    """The coordinator decides at once; a head answers when the call is read."""
    shown, answered = full_preview().text, extra().text
    assert shown.index(PAGE) < shown.index("Socialförvaltningen")
    assert answered.index(PAGE) > answered.index(HURRY.title)
    assert "Skriv till" not in answered
    assert "Skriv till samordnare@kommunen.example" in plain(extra(page="").text)
    assert "Skriv till" not in extra(page="", answers="").text


@pytest.mark.parametrize("told", [True, False])
def test_the_coordinator_knows_whether_the_heads_know(told: bool) -> None:
    text = plain(two_urgent(told=told).text)
    assert ("Mottagarna får veta det i ett eget brev i dag." in text) == told
    assert ("Ingen mottagare har fått veta det än, så hör av dig till dem i dag." in text) == (not told)


def hostile() -> list[Letter]:
    evil = '<script>alert("x")</script>\r\nBcc: alla@x.example {{ 7 * 7 }} {name}'
    call = replace(HURRY, title=evil, url="javascript:alert(1)", funder=evil)
    told = entry(call, SOCIAL, LEDNING)
    coming = Coming(evil, evil, evil, (told,), 1, held=False)
    return [
        urgent(sheet("urgent"), [told], NAMES | {"social": evil}, MOMENT.date(), told=False),
        preview(sheet("preview", page=PAGE), MOMENT, [coming], {evil: evil}, [], [], by_hand=False),
    ]


def test_strangers_words_do_no_harm() -> None:
    for sent in hostile():
        assert sent.subject.isprintable()
        page = BeautifulSoup(sent.html, "html.parser")
        assert not page.find_all(["script", "img"])
        assert [link["href"] for link in page.find_all("a")] in ([], [PAGE])
        assert "javascript" not in sent.html + sent.text
        assert "{{ 7 * 7 }} {name}" in sent.text


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium: apt-get install chromium fonts-liberation")
def test_they_are_accessible_and_fit_on_a_phone() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name in LETTERS:
            for width, scheme in ((900, "light"), (390, "dark"), (320, "light")):
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
                page.set_content(LETTERS[name]().html)
                found = Axe().run(page)
                assert found.violations_count == 0, f"{name}, {width}, {scheme}: {found.generate_report()}"
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                heights = [box["height"] for link in page.locator("a").all() if (box := link.bounding_box())]
                assert min(heights, default=24) >= 24, name  # WCAG 2.2, 2.5.8
                page.close()
        browser.close()
