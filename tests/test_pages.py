"""Selectors that count, sane text, and sections found by their words in whatever mark-up."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from sources.kit.errors import ShapeError
from sources.kit.pages import clean_text, main_part, one, section_after


def page(markup: str) -> BeautifulSoup:
    return BeautifulSoup(markup, "html.parser")


def test_one_names_the_selector_and_the_count() -> None:
    soup = page("<ul><li>a</li><li>b</li></ul>")
    assert one(soup, "ul").name == "ul"
    with pytest.raises(ShapeError, match=r"'li' found 2 elements, expected 1"):
        one(soup, "li")


def test_clean_text_is_what_a_person_reads() -> None:
    soup = page(
        "<body><nav>Meny</nav><div class='cookie-notice'>Vi använder kakor</div><script>x()</script><!-- gömt -->"
        "<h1>Stöd&nbsp;till\n  skolor</h1><p>Från <b>EU</b>fonden,<br>varje år</p>lös text"
        "<table><tr><td>24 mars 2027</td><td>Sista dag</td><td>kl 14</td></tr></table>"
        "<div role='navigation'>Fler</div><form>Sök</form><footer>Kontakt</footer></body>"
    )
    assert clean_text(soup) == "Stöd till skolor\nFrån EUfonden,\nvarje år\nlös text\n24 mars 2027 Sista dag kl 14"
    assert soup.nav is not None, "the page itself is left as it was"


def test_main_part_is_the_page_s_own() -> None:
    assert main_part(page("<body><header>Topp</header><main>Här</main></body>")).text == "Här"
    assert main_part(page("<body><article>1</article><article>2</article></body>")).name == "body"
    assert main_part(page("<p>bara text</p>")).text == "bara text"


WHO = "Kommuner och regioner.\nInte företag."
LAYOUTS = {
    "headings": "<h1>X</h1><h2>Vem kan söka?</h2><p>Kommuner och regioner.</p><h3>Undantag</h3><p>Inte företag.</p>"
    "<h2>Hur mycket?</h2><p>Lagom.</p>",
    "deeper headings": "<div><h4>VEM KAN SÖKA</h4></div><div><p>Kommuner och regioner.</p></div><p>Inte företag.</p>"
    "<section><h4>Hur mycket?</h4>Lagom.</section>",
    "terms": "<dl><dt>Vem kan söka</dt><dd>Kommuner och regioner.</dd><dd>Inte företag.</dd><dt>Hur mycket</dt>"
    "<dd>Lagom.</dd></dl>",
    "table": "<table><tr><th>Vem kan söka?</th><td>Kommuner och regioner. Inte företag.</td></tr>"
    "<tr><th>Hur mycket</th><td>Lagom.</td></tr></table>",
    "bold": "<p><strong>Vem kan söka?</strong></p><p>Kommuner och regioner.</p><ul><li>Inte företag.</li></ul>"
    "<p><b>Hur mycket</b></p><p>Lagom.</p>",
    "label and value": "<p>Vem kan söka: Kommuner och regioner. Inte företag.</p><p>Hur mycket: Lagom.</p>",
    "value before label": "<table><tr><td>Lagom.</td><th>Hur mycket</th></tr>"
    "<tr><td>Kommuner och regioner. Inte företag.</td><th>Vem kan söka?</th></tr></table>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_section_is_found_in_whatever_mark_up(layout: str) -> None:
    found = section_after(page(LAYOUTS[layout]), "Vem kan söka", "Vem får söka")
    assert found.replace("Undantag\n", "").replace("\n", " ") == WHO.replace("\n", " ")


def test_a_missing_section_is_empty_and_words_in_passing_are_no_heading() -> None:
    soup = page("<h2>Om stödet</h2><p>Läs om vem kan söka.</p>")
    assert section_after(soup, "Vem kan söka") == ""


def test_a_label_with_nothing_behind_it_belongs_to_the_value_before() -> None:
    soup = page("<div><p>24 mars 2027</p><p><strong>Sista ansökningsdag</strong></p></div>")
    assert section_after(soup, "Sista ansökningsdag") == "24 mars 2027"
