"""docs/security.md is true: every threat has its defence and a test that exists."""

from __future__ import annotations

import ast
import re

from matcher.settings import ConsoleSettings
from tests.command import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split("|") for line in TEXT.splitlines() if re.match(r"\| (?!threat )[^-]", line)]


def test_every_threat_has_its_defence_and_a_test_that_exists() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "tests").glob("test_*.py")]
    tests = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert len(ROWS) >= 20
    for threat, defence, named in ROWS:
        assert threat.strip() and defence.strip()
        there = re.findall(r"`(test_\w+)`", named)
        assert there, threat
        assert [name for name in there if name not in tests] == [], threat


def test_the_five_kinds_of_danger_are_all_there() -> None:
    for words in ("Hostile calls", "Mail scanners", "Leaked links", "A nosy network", "A careless operator"):
        assert f"## {words}" in TEXT


def test_only_the_answer_pages_are_reached_from_outside() -> None:
    assert ConsoleSettings().host == "127.0.0.1"
    proxy = re.sub(r"#.*", "", (ROOT / "deploy" / "nginx-answers.conf").read_text(encoding="utf-8"))
    places = dict(re.findall(r"location (\S+) \{([^}]*)\}", proxy))
    assert [place for place, rules in places.items() if "proxy_pass" in rules] == ["/svar/"]
    assert re.findall(r"return (\d+)", places["/"]) == ["404"]
    assert re.findall(r"^\s*listen (\S+)", proxy, re.MULTILINE) == ["443", "[::]:443"]
    assert "access_log off;" in proxy
