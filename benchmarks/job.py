"""The job on the full corpus, whole processes: seconds and memory of each step, cold.

    .venv/bin/python benchmarks/job.py [CORPUS]      default: CORPUS.jsonl.gz

Steps: import all calls but 100; score them for the shipped profiles; score again with nothing changed; import the last
100 and score only those; compose the letters. Then the last step but one again as the server job does it, in a process
that has scored before, so that scikit-learn and the word list are loaded. The ratio is against scoring everything.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from matcher import flow
from matcher.calls_file import read_calls
from matcher.cli.common import open_house

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "calls.jsonl.gz"
LATE = 100
TODAY = "2026-11-23"


def measure(config: Path, *words: str) -> tuple[float, float]:
    """Wall-clock seconds and peak megabytes of one `matcher` process."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "matcher", "--quiet", "--config", str(config), *words]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"matcher {' '.join(words)} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def measure_in_server(config: Path, early: Path, late: Path) -> float:
    """Seconds to score the late calls in a process that has scored the early ones."""
    now = datetime(2026, 11, 23, 22, tzinfo=UTC)
    with open_house(config, write=True) as house:
        flow.take_in(house, read_calls(early), now)
        flow.score(house, now)
        flow.take_in(house, read_calls(late), now)
        start = time.perf_counter()
        flow.score(house, now)
        return time.perf_counter() - start


def main(corpus: Path) -> None:
    lines = gzip.decompress(corpus.read_bytes()).decode().splitlines(keepends=True)
    with tempfile.TemporaryDirectory() as folder:
        config, early, late = (Path(folder) / name for name in ("config.toml", "early.jsonl", "late.jsonl"))
        config.write_text(f'[profiles]\npath = "{ROOT / "profiles"}"\n')
        early.write_text("".join(lines[:-LATE]), encoding="utf-8")
        late.write_text("".join(lines[-LATE:]), encoding="utf-8")
        steps = {
            f"import {len(lines) - LATE} calls": ("import", str(early), "--today", TODAY),
            "score them, 8 profiles": ("score", "--today", TODAY),
            "score again, nothing changed": ("score", "--today", TODAY),
            f"import {LATE} more": ("import", str(late), "--today", TODAY),
            f"score those {LATE}": ("score", "--today", TODAY),
            "compose 8 letters": ("compose", "--today", TODAY),
        }
        found = {name: measure(config, *words) for name, words in steps.items()}
        server = config.with_name("server.toml")
        server.write_text(config.read_text() + '[store]\npath = "server.db"\n')
        in_server = measure_in_server(server, early, late)
    whole = found["score them, 8 profiles"][0]
    print(f"{'step':32} {'seconds':>8} {'MB':>6} {'ratio':>6}")
    for name, (seconds, megabytes) in found.items():
        print(f"{name:32} {seconds:8.2f} {megabytes:6.0f} {seconds / whole:6.2f}")
    print(f"{f'score {LATE} in the running server':32} {in_server:8.2f} {'':6} {in_server / whole:6.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS)
