"""How a letter is laid out: one view through two templates, as HTML that survives Outlook and as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from matcher.digest.wording import TEMPLATES, say

TEXT_WIDTH = 78


def lay_out(name: str, view: Mapping[str, object]) -> tuple[str, str]:
    """The HTML and the plain text that the templates of that name make of the view."""
    html = _INLINER.inline(_LAYOUT.get_template(f"{name}.html.j2").render(view))
    return html, _tidy(_LAYOUT.get_template(f"{name}.txt.j2").render(view))


def wrap(text: str, first: str = "", rest: str | None = None) -> str:
    """`text` in lines of at most `TEXT_WIDTH` signs, the first after `first`, the others after `rest`."""
    indent = first if rest is None else rest
    return textwrap.fill(text, TEXT_WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)


def _tidy(text: str) -> str:
    """Without spaces at line ends, and with one line break at the end."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip() + "\n"


_INLINER = CSSInliner(load_remote_stylesheets=False)
_LAYOUT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=select_autoescape(["html.j2"], default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_LAYOUT.globals["say"] = say
_LAYOUT.filters["wrap"] = wrap
