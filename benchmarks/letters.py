"""Letters to many: seconds, memory and letters a second, composed and then delivered to a mail server on this machine.

    .venv/bin/python -m benchmarks.letters [CORPUS]      default: ../shared/corpus/calls.jsonl.gz

Every recipient gets a letter with the 25 best open calls of one of the shipped profiles, scored as always and lifted to
where they are sent. Composing and delivering are processes of their own, so that their memory is theirs; seconds are
those of the verb, without loading the program. The mail server is a third process that throws the letters away. Only
loopback is used.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from matcher import flow
from matcher.calls_file import read_calls
from matcher.digest.days import is_over
from matcher.house import House
from matcher.model import Match, Reason
from matcher.profiles import read_profiles
from matcher.scoring.weights import WEIGHTS
from matcher.settings import MailSettings, Settings, StoreSettings
from matcher.store import open_store

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "calls.jsonl.gz"
TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 6, tzinfo=UTC)
RECIPIENTS, CALLS = (100, 200, 300), 25
ITSELF = [sys.executable, "-m", "benchmarks.letters"]


@contextmanager
def house(path: Path, recipients: int, port: int = 25) -> Iterator[House]:
    """The shipped profiles, with so many addresses dealt out between them."""
    profiles, knowledge = read_profiles(ROOT / "profiles")
    slugs = list(profiles)
    for turn, slug in enumerate(slugs):
        theirs = tuple(f"person{number}@gotene.example" for number in range(turn, recipients, len(slugs)))
        profiles[slug] = replace(profiles[slug], recipients=theirs, absences=())
    mail = MailSettings(mode="smtp", host="127.0.0.1", port=port)
    with open_store(path) as store:
        yield House(Settings(store=StoreSettings(path), mail=mail), store, {}, profiles, knowledge)


def prepare(path: Path, corpus: Path) -> None:
    """A database in which the best open calls of every profile are to be sent, and nothing else was weighed."""
    calls = path.with_name("calls.jsonl")
    calls.write_bytes(gzip.decompress(corpus.read_bytes()) if corpus.suffix == ".gz" else corpus.read_bytes())
    with house(path, 0) as home:
        flow.take_in(home, read_calls(calls), NOW)
        flow.score(home, NOW)
        coming = {call.id for call in home.store.calls.current() if not is_over(call, TODAY)}
        best = [
            match
            for slug in home.profiles
            for match in [match for match in home.store.matches.of(slug) if match.call in coming][:CALLS]
        ]
        home.store.matches.drop_profiles([])
        home.store.matches.save((lifted(match), "benchmark") for match in best)


def lifted(match: Match) -> Match:
    """The match as it would be if it were good enough to be sent."""
    gap = max(0.0, WEIGHTS.strong_at - match.score)
    reasons = (*match.reasons, Reason("fit", "lyft för mätningen", gap))
    return replace(match, send=True, stopped_by="", score=match.score + gap, reasons=reasons)


def step(verb: str, path: Path, recipients: int, port: int) -> None:
    """One verb; prints its seconds and what it did."""
    with house(path, recipients, port) as home:
        start = time.perf_counter()
        if verb == "compose":
            flow.compose(home, NOW)
        else:
            flow.deliver(home, NOW)
        seconds = time.perf_counter() - start
        status = "queued" if verb == "compose" else "sent"
        told = next(home.store._db.query("select count(*) as n, count(distinct letter) as letters from mentions"))
        done = home.store.letters.counts().get(status, 0)
    print(json.dumps({"seconds": seconds, "letters": done, "calls": told["n"] / max(told["letters"], 1)}))


def measure(verb: str, path: Path, recipients: int, port: int) -> str:
    # A child's peak is at least what this process holds when it starts it, so this one must stay small.
    command = [*ITSELF, verb, path, str(recipients), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    told = json.loads(process.stdout.read()) if process.stdout else {}
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or told["letters"] != recipients:
        raise SystemExit(f"{verb}: {told}")
    rate, memory = recipients / told["seconds"], usage.ru_maxrss / 1024
    return f"{verb:8} {recipients:10} {told['calls']:6.1f} {told['seconds']:8.2f} {memory:6.0f} {rate:10.1f}"


@contextmanager
def mail_server() -> Iterator[int]:
    """A mail server in another process that takes every letter; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    server = subprocess.Popen(command)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def main(corpus: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, mail_server() as port:
        prepared = Path(folder) / "prepared.db"
        subprocess.run([*ITSELF, "prepare", prepared, corpus], check=True, cwd=ROOT)
        print(f"{'verb':8} {'recipients':>10} {'calls':>6} {'seconds':>8} {'MB':>6} {'letters/s':>10}")
        for recipients in RECIPIENTS:
            path = Path(folder) / f"{recipients}.db"
            path.write_bytes(prepared.read_bytes())
            for verb in ("compose", "deliver"):
                print(measure(verb, path, recipients, port), flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare", path, corpus]:
            prepare(Path(path), Path(corpus))
        case [verb, path, recipients, port]:
            step(verb, Path(path), int(recipients), int(port))
        case given:
            main(Path(given[0]) if given else CORPUS)
