"""robots.txt as RFC 9309 has it: the longest rule that fits decides, `*` is anything, `$` the end of the address.

The standard library's reader knows neither sign and lets the first rule decide, so it would ask for pages that a
funder has closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

AGENT = "matcher"
LONGEST = 500_000  # signs that are read; the RFC asks for no more
KEPT_SIGNS = "!$&'()*+,/:;=?@[]~"


class Robots:
    """What one host lets us read.

    text  the file; anything that is no robots.txt (a page that says "not found", say) forbids nothing
    """

    def __init__(self, text: str) -> None:
        groups = _groups(text[:LONGEST])
        rules = groups.get(AGENT, groups.get("*", []))
        self._rules = sorted(rules, key=lambda rule: (len(rule[1]), rule[0]), reverse=True)

    def allows(self, url: str) -> bool:
        """Whether the page may be asked for. Of two rules of one length the one that allows counts."""
        parts = urlsplit(url)
        path = _spelled(parts.path or "/") + (f"?{_spelled(parts.query)}" if parts.query else "")
        return next((allowed for allowed, pattern in self._rules if _fits(pattern, path)), True)


def _groups(text: str) -> dict[str, list[tuple[bool, str]]]:
    """Rules (allowed, pattern) by agent; several groups for one agent count as one."""
    groups: dict[str, list[tuple[bool, str]]] = {}
    agents: list[str] = []
    naming = False  # whether the line before named an agent, too
    for key, value in _lines(text):
        if key == "user-agent":
            agents = [*(agents if naming else ()), _token(value)]
            groups.setdefault(agents[-1], [])
        elif key in ("allow", "disallow") and value:
            for agent in agents:
                groups[agent].append((key == "allow", _spelled(value)))
        naming = key == "user-agent"
    return groups


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.lstrip("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _token(agent: str) -> str:
    """The name in "Matcher/2.0", in small letters."""
    found = re.match(r"[a-z_-]+", agent.lower())
    return found[0] if found else agent


def _spelled(text: str) -> str:
    """One spelling for `/å`, `/%C3%A5` and `/%c3%a5`."""
    return quote(unquote(text), safe=KEPT_SIGNS)


def _fits(pattern: str, path: str) -> bool:
    end = pattern.endswith("$")
    parts = map(re.escape, pattern.removesuffix("$").split("*"))
    return re.match(".*".join(parts) + ("$" if end else ""), path) is not None
