"""The command as tests use it: in this process, or as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from matcher.cli import main

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 23)
CALL = {"id": "x:1", "source": "se_skolverket", "url": "https://funder.example/1",
        "title": "Bidrag till kommuner för elevhälsa",
        "text": "Skolhuvudmän kan söka bidrag för elevhälsa i grundskolan.", "language": "sv"}  # fmt: skip


def matcher(*words: object) -> Result:
    """The command in this process."""
    return CliRunner().invoke(main, ["--quiet", *map(str, words)])


def run(config: Path, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    command = [sys.executable, "-m", "matcher", "--quiet", "--config", str(config), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def write_config(folder: Path, more: str = "") -> Path:
    """A configuration with the shipped profiles and everything else in `folder`."""
    path = folder / "config.toml"
    path.write_text(f'[profiles]\npath = "{ROOT / "profiles"}"\n{more}')
    return path


def write_calls(path: Path, *calls: dict[str, Any]) -> Path:
    """A file of calls, one a line."""
    path.write_text("".join(json.dumps(call, ensure_ascii=False) + "\n" for call in calls), encoding="utf-8")
    return path
