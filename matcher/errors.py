"""What can go wrong in the municipality's own house, told by whose job it is.

MatcherError
├── ConfigError      a file the operator or the coordinator wrote: every problem with its place
├── StoreError       the database: unreadable, full, from a newer version
├── NotFound         something asked for by name does not exist
├── AlreadyRunning   another run holds the lock
├── Stopped          the server job was told to stop; what is left waits for its next start
└── DeliveryError    a letter was not taken; `permanent` tells whether trying again can help
"""

from __future__ import annotations

from dataclasses import dataclass


class MatcherError(Exception):
    """Base of every error that is shown as one sentence without a traceback."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file: where (file, dotted key, line from 1 when known) and what, in plain words."""

    file: str
    key: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class ConfigError(MatcherError):
    """One or more faults in configuration, profiles, programme, glossary or calls; all of them at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class StoreError(MatcherError):
    """The database cannot be read or written; nothing half-done is left in it."""


class NotFound(MatcherError):
    """A profile, call or source was asked for that does not exist."""


class AlreadyRunning(MatcherError):
    """Another run is working on the same database."""


class Stopped(MatcherError):
    """The server job was told to stop: what was in hand is finished, and the rest is as if it had not begun."""


class DeliveryError(MatcherError):
    """A letter was not delivered. `permanent`: the same try would fail again."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        self.permanent = permanent
        super().__init__(message)
