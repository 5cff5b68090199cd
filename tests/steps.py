"""The steps of a process, and its death before one of them.

A step is whatever leaves the process or enters it: a statement that writes to the database, a commit, a command to the
mail server, its answer, a funder's answer, a file that is opened for writing, put in its place or removed.
"""

from __future__ import annotations

import os
import re
import signal
import smtplib
import socket
import sqlite3
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from requests.adapters import HTTPAdapter

END_OF_LETTER = b"\r\n.\r\n"
HARMLESS = {"select", "savepoint", "release"}  # the library puts a savepoint around every query
# What a statement says before it names the table.
FILLING = {"or", "ignore", "replace", "into", "from", "if", "not", "exists", "table", "view", "index", "unique"}
TRIAL = re.compile(r"\bt[0-9a-f]{32}\b")  # the library makes a table to find out what SQLite can do, and drops it


class Steps:
    """The steps of this process, written down in `log`, one a line; of files, those in the log's folder.

    fatal  number of the step that the process kills itself before, so that nothing of it can tidy up; counted from 1

    Watching never ends: it is for a process that does nothing else.
    """

    def __init__(self, log: Path, fatal: int) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self._folder = str(log.parent)
        self._fatal = fatal
        self._numbers = count(1)
        self._said = "connecting"

    def reach(self, step: str) -> None:
        """Writes the step down, and dies if it is the fatal one."""
        os.write(self._log, f"{step}\n".encode())
        if next(self._numbers) == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """From now on, whatever is a step is counted."""
        sys.addaudithook(self._file_touched)
        self._watch_database()
        self._watch_funders()
        self._watch_commands()
        self._watch_answers()

    def _file_touched(self, event: str, values: tuple[Any, ...]) -> None:
        if event == "os.rename" and str(values[1]).startswith(self._folder):
            self.reach(f"{Path(values[1]).name} in place")
        elif event == "os.remove" and str(values[0]).startswith(self._folder):
            self.reach(f"{Path(values[0]).name} removed")
        elif event == "open" and str(values[0]).startswith(self._folder) and values[2] & (os.O_WRONLY | os.O_RDWR):
            self.reach(f"{Path(values[0]).name.removesuffix(f'.{os.getpid()}')} opened")

    def _watch_database(self) -> None:
        connect = sqlite3.connect

        def watched(*values: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*values, **options)
            connection.set_trace_callback(self._statement)
            return connection

        sqlite3.connect = watched  # type: ignore[assignment]

    def _statement(self, sql: str) -> None:
        kind, *others = re.findall(r"\w+", sql[:200].casefold())
        if kind not in HARMLESS and (kind != "pragma" or "=" in sql):
            table = next((word for word in others if word not in FILLING), "")
            self.reach(TRIAL.sub("a table on trial", f"{kind} {table}".rstrip()))

    def _watch_funders(self) -> None:
        send = HTTPAdapter.send

        def watched(*values: Any, **options: Any) -> Any:
            answer = send(*values, **options)
            self.reach("a funder's answer")
            return answer

        HTTPAdapter.send = watched  # type: ignore[method-assign]

    def _watch_commands(self) -> None:
        send = smtplib.SMTP.send

        def watched(server: smtplib.SMTP, said: Any) -> None:
            letter = said[-5:] == END_OF_LETTER
            self._said = "the letter" if letter else str(said).split()[0].upper()
            self.reach(f"SMTP {self._said}")
            if letter:
                half = len(said) // 2
                send(server, said[:half])
                self.reach("SMTP the second half of the letter")
                said = said[half:]
            send(server, said)

        smtplib.SMTP.send = watched  # type: ignore[assignment, method-assign]

    def _watch_answers(self) -> None:
        getreply = smtplib.SMTP.getreply

        def watched(server: smtplib.SMTP) -> tuple[int, bytes]:
            with suppress(OSError):  # until the answer is there, so that what the server did is no matter of luck
                server.sock.recv(1, socket.MSG_PEEK)  # type: ignore[union-attr]
            self.reach(f"SMTP answer to {self._said}")
            self._said = "connecting"
            return getreply(server)

        smtplib.SMTP.getreply = watched  # type: ignore[assignment, method-assign]
