"""Mark-up as plain text, and the language that a text is really in."""

from __future__ import annotations

import pytest

from sources.kit.language import is_swedish
from sources.kit.markup import plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("https://example.org/a.pdf", "https://example.org/a.pdf"),
        ("<p>One\n  two</p><p> </p><p>three&nbsp;four</p>", "One two\nthree four"),
        ("<ul><li>a &amp; b</li><li>c<ul><li>d</li></ul></li></ul>", "a & b\nc\nd"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("H<sub>2</sub>O and <strong>b</strong>old", "H2O and bold"),
        ("<table><tr><td>Year</td><td>2027</td></tr><tr><th>a</th><td>b</td></tr></table>", "Year\n2027\na\nb"),
        ('<div class="a-l>"><h4>Conditions</h4>n/a</div>', "Conditions\nn/a"),
        ("<p>kept<script>dropped()</script><style>p {}</style></p>", "kept"),
        ("<p>never closed <b>bold", "never closed bold"),
        ("5 < 6 & 7", "5 < 6 & 7"),
    ],
)
def test_markup_becomes_plain_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    ("text", "swedish"),
    [
        ("Stöd till kommuner som anpassar sig till ett förändrat klimat", True),
        ("Stöd för Erasmus+ AI and Data partnerskap: skolor och lärare samarbetar över gränser", True),
        ("Support to municipalities that adapt to a changing climate", False),
        ("Støtte til kommuner og byer som tilpasser sig klimaforandringer", False),
        ("Tuki kunnille, jotka sopeutuvat ilmastonmuutokseen", False),
        ("CEEP", False),
        ("", False),
    ],
)
def test_a_text_is_swedish_by_its_words(text: str, swedish: bool) -> None:
    assert is_swedish(text) is swedish
