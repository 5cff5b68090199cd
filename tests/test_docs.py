"""The docs are true: every command, key, source and Make target is told, and every path they name exists."""

import re
import tomllib
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from matcher.cli import main
from matcher.settings import (
    ConsoleSettings,
    HttpSettings,
    MailSettings,
    RetentionSettings,
    ScheduleSettings,
    SourceSettings,
    StoreSettings,
)
from sources import all_sources

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = README + "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_told(command: str) -> None:
    assert f"matcher {command}" in DOCS


@pytest.mark.parametrize("name", sorted(all_sources()))
def test_every_source_is_told_with_what_its_layout_rests_on(name: str) -> None:
    table = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    (row,) = (line for line in table.splitlines() if line.startswith(f"| `{name}` |"))
    assert all_sources()[name].format in row


def test_the_readme_counts_the_sources() -> None:
    kinds = re.findall(r"\| (\d+) \|$", README, re.MULTILINE)
    assert f"\n{len(all_sources())} sources" in README
    assert sum(map(int, kinds)) == len(all_sources())
    for layout, number in Counter(source.format for source in all_sources().values()).items():
        assert re.search(rf"\b{number} (?:rests )?on [^(]*\({layout}\)", README), layout


@pytest.mark.parametrize(
    "kind",
    [
        StoreSettings,
        MailSettings,
        ScheduleSettings,
        HttpSettings,
        SourceSettings,
        ConsoleSettings,
        RetentionSettings,
    ],
)
def test_every_key_of_the_configuration_is_told(kind: type) -> None:
    told = (ROOT / "config.toml").read_text(encoding="utf-8") + DOCS
    for key in fields(kind):
        assert re.search(rf"\b{'from' if key.name == 'sender' else key.name}\b", told), key.name


@pytest.mark.parametrize("target", ["demo", "test", "lint", "check"])
def test_every_target_is_told_and_exists(target: str) -> None:
    assert f"make {target}" in DOCS
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_path_that_the_docs_name_exists() -> None:
    named = set(re.findall(r"`((?:docs|tests|benchmarks|profiles|sources|matcher)/[\w./-]*)`", DOCS))
    named |= set(re.findall(r"\]\((?!http)([\w./-]+)\)", README))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_locks_hold_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "http" not in text
        assert "--hash=sha256:" in text
