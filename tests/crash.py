"""Mornings that die at a chosen step (`steps.py`): `python -m tests.crash` lives them, each in a process of its own.

All are forks of one process in which everything is loaded: loading scikit-learn for each death would take half an hour.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from matcher import flow, schedule
from matcher.house import House
from matcher.knowledge import Absence
from matcher.model import Letter, Verdict
from matcher.settings import ConsoleSettings, HttpSettings, MailSettings, Settings, SourceSettings, StoreSettings
from matcher.store import Store, only_run, open_store, restore
from sources.kit.call import Call
from tests.steps import Steps
from tests.test_flow import KNOWLEDGE, PROFILES, SOURCES

ROOT = Path(__file__).resolve().parents[1]
OPERATIONS = ROOT / "docs" / "operations.md"
SOCIAL, SCHOOL_AND_CULTURE, DEPUTY = (f"{who}@gotene.example" for who in ("social", "skola.kultur", "ersattare"))


@dataclass(frozen=True)
class Morning:
    """What one process does: some verbs in a house that lies in `folder`.

    verbs    of `VERBS` and `OTHERS`, or "restore" alone; none only opens the database
    funders  address of the server that answers for every source
    mail     port of the mail server
    fatal    number of the step that it dies before, counted from 1; 0 when it lives
    """

    folder: str
    verbs: list[str]
    now: str
    funders: str
    mail: int
    fatal: int = 0

    @property
    def log(self) -> Path:
        """Where its steps are written down, one a line; the last one is the fatal one."""
        return Path(self.folder) / "steps"


def town() -> dict[str, Any]:
    """One person with a deputy, and one with two profiles."""
    away = Absence(SOCIAL, date(2026, 11, 1), date(2026, 12, 31), DEPUTY)
    return {
        "social": replace(PROFILES["social"], recipients=(SOCIAL,), absences=(away,)),
        "barn_utbildning": replace(PROFILES["barn_utbildning"], recipients=(SCHOOL_AND_CULTURE,)),
        "kultur_fritid": replace(PROFILES["kultur_fritid"], recipients=(SCHOOL_AND_CULTURE,)),
    }


def settings(morning: Morning) -> Settings:
    return Settings(
        mail=MailSettings(mode="smtp", host="127.0.0.1", port=morning.mail, timeout=10),
        sources={name: SourceSettings(url=f"{morning.funders}/{name}") for name in SOURCES},
        http=HttpSettings(per_second=100),
        console=ConsoleSettings(base_url="https://svar.gotene.example"),
        store=StoreSettings(path=Path(morning.folder) / "matcher.db"),
    )


def answer(house: House, now: datetime) -> None:
    """Somebody says what she thinks of the call that is new in her letter."""
    new = "se_two:moten" if house.store.calls.get("se_two:moten") else "se_one:aldre"
    house.store.verdicts.add(Verdict("social", new, "relevant", now))


def server(house: House, now: datetime) -> None:
    """The server job, started at `now`, does what is due."""
    schedule.work(house, lambda: now, since=now)


def backup(house: House, now: datetime) -> None:
    """The copy that somebody makes before an upgrade."""
    house.store.backup(house.settings.store.path.with_name("backup.db"))


VERBS: dict[str, Callable[[House, datetime], object]] = {
    "collect": flow.collect,
    "merge": flow.merge,
    "score": flow.score,
    "compose": flow.compose,
    "deliver": flow.deliver,
    "answer": answer,
    "learn": flow.learn,
}
OTHERS: dict[str, Callable[[House, datetime], object]] = {"server": server, "backup": backup}


@contextmanager
def opened(morning: Morning) -> Iterator[House]:
    """The house, under the lock that the command takes."""
    bent = settings(morning)
    with only_run(bent.store.path), open_store(bent.store.path) as store:
        yield House(bent, store, SOURCES, town(), KNOWLEDGE)


def live(morning: Morning) -> None:
    """The morning, to its end or to its fatal step."""
    Steps(morning.log, morning.fatal).watch()
    folder, now = Path(morning.folder), datetime.fromisoformat(morning.now)
    if morning.verbs == ["restore"]:
        restore(folder / "backup.db", folder / "matcher.db", now)
        return
    with opened(morning) as house:
        for verb in morning.verbs:
            (VERBS | OTHERS)[verb](house, now)


@cache
def load() -> None:
    """Everything that a morning loads when it first needs it."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with TemporaryDirectory() as folder, opened(Morning(folder, [], "", "", 1)) as house:
        flow.take_in(house, [Call("se_one", "x", "https://funder.example/x", "Bidrag till kommuner")], now)
        for verb in (flow.score, flow.compose, flow.learn):
            verb(house, now)


def all_letters(store: Store) -> list[Letter]:
    """Every letter of a small house, by number."""
    return [letter for number in range(1, 100) if (letter := store.letters.get(number))]


def is_sound(database: Path) -> bool:
    """Whether SQLite finds nothing wrong in the file."""
    with closing(sqlite3.connect(database)) as db:
        return [*db.execute("pragma integrity_check"), *db.execute("pragma foreign_key_check")] == [("ok",)]


def agrees_with_docs(table: Sequence[str]) -> bool:
    """Whether the table stands in the docs; with GOLDEN=write it is put there, in place of one with the same head."""
    text, written = OPERATIONS.read_text(encoding="utf-8"), "\n".join(table) + "\n"
    if os.environ.get("GOLDEN") == "write":
        old = re.escape(table[0]) + r"\n(\|.*\n)*"
        text = re.sub(old, lambda _: written, text)
        OPERATIONS.write_text(text, encoding="utf-8")
    return written in text


class Cradle:
    """The process that all mornings are forks of, seen from the tests."""

    def __enter__(self) -> Cradle:
        alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a fork takes only one thread along
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.crash"],
            cwd=ROOT, env=os.environ | alone, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:
            assert self._process.stdin
            self._process.stdin.close()

    def live(self, morning: Morning) -> list[str]:
        """Its steps. It must end as it should: killed, or well."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(asdict(morning)), file=self._process.stdin, flush=True)
        ended = int(self._process.stdout.readline())
        assert ended == (-signal.SIGKILL if morning.fatal else 0), f"{morning} ended with {ended}"
        return morning.log.read_text(encoding="utf-8").splitlines()


def main() -> None:
    """Lives every morning of standard input in a process of its own, and prints how that ended."""
    for line in sys.stdin:
        morning = Morning(**json.loads(line))
        if VERBS.keys() & set(morning.verbs):
            load()
        child = os.fork()
        if not child:
            live(morning)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
