"""The answer pages in a real browser: a head's way from link to answer to undo, by mouse, by keyboard, without scripts.

Chromium: the Debian package `chromium` (`apt-get install chromium fonts-liberation`); Ubuntu has it as a snap.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from matcher.digest.facts import anchor
from tests.answer_house import ANOTHER, COORDINATOR, HEAD, MONDAY, PAGE, PREVIEW, WEEKLY, Site, letter, site
from tests.letters import MEETING, SUPPORT, TWINNING, WELFARE
from tests.test_letter_in_browser import ARGUMENTS, CHROMIUM

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium: apt-get install chromium fonts-liberation")

COMING = letter(PREVIEW, kind="preview", recipient=COORDINATOR, period=MONDAY + timedelta(7))
EMPTY = letter("e" * 22, kind="notice", recipient=COORDINATOR)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path, WEEKLY, ANOTHER, COMING, EMPTY) as running:
        yield running


@contextmanager
def opened(browser: Browser, address: str, width: int = 390, **options: object) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 844}, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def card(page: Page, call: str) -> Locator:
    return page.locator(f"#{anchor(call)}")


def opinions(here: Site) -> list[tuple[str, str]]:
    return [(verdict.call, verdict.opinion) for verdict in here.latest()]


def test_a_head_answers_changes_and_takes_it_back_without_scripts(browser: Browser, here: Site) -> None:
    link = f"{here.url}{PAGE}#{anchor(SUPPORT.id)}"
    with opened(browser, link, java_script_enabled=False) as page:
        mine = card(page, SUPPORT.id)
        expect(mine).to_be_in_viewport()
        mine.get_by_label("Inte relevant").check()
        expect(mine.get_by_label("Vilken förvaltning passar den?")).to_be_hidden()
        mine.get_by_label("Annan förvaltning").check()
        mine.get_by_label("Vilken förvaltning passar den?").select_option("Kultur och fritid")
        mine.get_by_label("Vill du säga något mer?").fill("De har fritidsgårdarna.")
        mine.get_by_role("button", name="Spara svaret").click()

        expect(page).to_have_title("Tack för svaret – Brevet vecka 48")
        expect(mine).to_be_in_viewport()
        expect(mine.get_by_role("status")).to_contain_text("Tack! Du svarade: Annan förvaltning (Kultur och fritid)")
        assert opinions(here) == [(SUPPORT.id, "other_department")]

        mine.get_by_text("Ändra svaret").click()
        expect(mine.get_by_label("Vill du säga något mer?")).to_have_value("De har fritidsgårdarna.")
        mine.get_by_label("Relevant", exact=True).check()
        mine.get_by_role("button", name="Spara svaret").click()
        assert opinions(here) == [(SUPPORT.id, "relevant")]

        page.reload()
        mine.get_by_role("button", name="Ångra").click()
        expect(mine.get_by_role("status")).to_contain_text("Svaret är borttaget")
        assert opinions(here) == []


def tab_to(page: Page, wanted: Locator) -> None:
    """Presses Tab until the element has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"never reached: {wanted}")


def test_everything_can_be_done_by_keyboard(browser: Browser, here: Site) -> None:
    with opened(browser, here.url + PAGE, 1280) as page:
        mine = card(page, WELFARE.id)
        tab_to(page, mine.get_by_label("Relevant", exact=True))
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        expect(mine.get_by_label("Annan förvaltning")).to_be_checked()
        page.keyboard.press("Tab")
        page.keyboard.type("AB")
        expect(mine.get_by_label("Vilken förvaltning passar den?")).to_have_value("bostader")
        page.keyboard.press("Tab")
        page.keyboard.type("Fråga bolaget.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(mine.get_by_role("status")).to_contain_text("AB GöteneBostäder")
        page.keyboard.press("Tab")  # the card has the focus; its link comes first
        tab_to(page, mine.get_by_role("button", name="Ångra"))
        page.keyboard.press("Space")
        expect(mine.get_by_role("status")).to_contain_text("borttaget")

        short = card(page, MEETING.id)
        tab_to(page, short.locator("summary"))
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        tab_to(page, short.get_by_role("button", name="Spara svaret"))
        page.keyboard.press("Enter")
        expect(short.get_by_role("status")).to_contain_text("Du svarade: Relevant")
    assert opinions(here) == [(MEETING.id, "relevant")]


def test_what_cannot_be_saved_is_shown_where_it_was_written(browser: Browser, here: Site) -> None:
    with opened(browser, here.url + PAGE, 1280) as page:
        mine = card(page, TWINNING.id)
        mine.locator("textarea").evaluate("element => element.removeAttribute('maxlength')")
        mine.get_by_label("Relevant", exact=True).check()
        mine.get_by_label("Vill du säga något mer?").fill("ord " * 200)
        mine.get_by_role("button", name="Spara svaret").click()
        expect(page).to_have_title("Svaret är inte sparat än – Brevet vecka 48")
        expect(mine.get_by_role("alert")).to_be_in_viewport()
        expect(mine.get_by_label("Vill du säga något mer?")).to_have_value(("ord " * 200).strip())
    assert opinions(here) == []


def test_without_a_choice_the_browser_asks_for_one(browser: Browser, here: Site) -> None:
    with opened(browser, here.url + PAGE) as page:
        card(page, SUPPORT.id).get_by_role("button", name="Spara svaret").click()
        assert card(page, SUPPORT.id).locator("input:invalid").count() == 4
    assert opinions(here) == []


def test_breven_can_be_paused_and_come_again(browser: Browser, here: Site) -> None:
    with opened(browser, here.url + PAGE, java_script_enabled=False) as page:
        page.get_by_role("link", name="Pausa breven").click()
        page.get_by_role("button", name="Pausa breven").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Breven är pausade")
        with here.store() as store:
            assert store.pauses.has(HEAD)
        page.get_by_role("button", name="Skicka breven igen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Vill du pausa breven?")
        page.get_by_role("link", name="Till utlysningarna").click()
        expect(page).to_have_title("Brevet vecka 48")
    with here.store() as store:
        assert store.pauses.all() == {}


def test_the_coordinator_holds_a_letter_and_lets_it_go(browser: Browser, here: Site) -> None:
    with opened(browser, f"{here.url}/svar/{PREVIEW}", 1280, java_script_enabled=False) as page:
        page.get_by_role("button", name=f"Stoppa brevet till {HEAD}").click()
        expect(page.get_by_text("Stoppat", exact=True)).to_have_count(1)
        page.get_by_role("button", name="Stoppa alla breven").click()
        expect(page.get_by_role("button", name="Stoppa")).to_have_count(0)
        page.get_by_role("button", name="Släpp alla breven").click()
        expect(page.get_by_text("Stoppat", exact=True)).to_have_count(0)


def test_a_page_asks_nobody_else_for_anything(browser: Browser, here: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(here.url + PAGE)
    page.wait_for_load_state("networkidle")
    assert asked == [here.url + PAGE, f"{here.url}/svar/static/console.css"]
    assert (said, context.cookies()) == ([], [])
    context.close()


def prepare(page: Page, name: str) -> None:
    """Brings the browser to one of the pages, in one of the states that people meet."""
    mine = card(page, SUPPORT.id)
    if name in ("saved", "changing", "undone"):
        mine.get_by_label("Annan förvaltning").check()
        mine.get_by_label("Vill du säga något mer?").fill("Fråga dem.")
        mine.get_by_role("button", name="Spara svaret").click()
    if name == "changing":
        mine.get_by_text("Ändra svaret").click()
        card(page, MEETING.id).locator("summary").click()
        card(page, TWINNING.id).get_by_label("Annan förvaltning").check()
    if name == "undone":
        mine.get_by_role("button", name="Ångra").click()
    if name == "fault":
        page.locator("textarea").first.evaluate("element => element.removeAttribute('maxlength')")
        mine.get_by_label("Relevant", exact=True).check()
        mine.get_by_label("Vill du säga något mer?").fill("ord " * 200)
        mine.get_by_role("button", name="Spara svaret").click()
    if name == "paused":
        page.get_by_role("button", name="Pausa breven").click()
    if name == "some held":
        page.get_by_role("button", name=f"Stoppa brevet till {HEAD}").click()


PAGES = {
    "fresh": PAGE, "saved": PAGE, "changing": PAGE, "undone": PAGE, "fault": PAGE, "asking": f"{PAGE}/pausa",
    "paused": f"{PAGE}/pausa", "coming": f"/svar/{PREVIEW}", "some held": f"/svar/{PREVIEW}",
    "empty": f"/svar/{'e' * 22}", "not there": f"/svar/{'z' * 22}", "wrong": f"{PAGE}/angra",
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits(browser: Browser, here: Site, name: str, width: int, scheme: str) -> None:
    with opened(browser, here.url + PAGES[name], width, color_scheme=scheme) as page:
        prepare(page, name)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.locator("button, summary, .choice, select, textarea, a").evaluate_all(
            "all => all.filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 24).length"
        )
        assert small == 0


def test_the_engine_does_find_faults(browser: Browser, here: Site) -> None:
    """Otherwise the test above could not fail."""
    with opened(browser, here.url + PAGE) as page:
        page.locator("button").first.evaluate("button => { button.style.background = '#ddd' }")
        faults = [fault["id"] for fault in Axe().run(page).response["violations"]]
        assert faults == ["color-contrast"]
