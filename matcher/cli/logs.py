"""How the log is written: lines for people, lines for journald with their priority, or one JSON object a line."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Literal

from matcher.cli.common import LogLine, harmless

Style = Literal["text", "journal", "json"]

TOKEN = re.compile(r"(?<=/svar/)[\w-]+")
# As syslog counts; journald reads them at the beginning of a line.
PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


class JournalLine(LogLine):
    """A record without its time, which journald knows, and with its priority on every line of a traceback, too."""

    def format(self, record: logging.LogRecord) -> str:  # noqa: D102 - the library's name
        priority = f"<{PRIORITIES.get(record.levelno, 6)}>"
        return "\n".join(priority + line for line in super().format(record).split("\n"))


class JsonLine(logging.Formatter):
    """A record as one JSON object: at, level, room, event, what its `fields` say, and a traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:  # noqa: D102 - the library's name
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "room": record.name,
            "event": harmless(record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


FORMATS: dict[Style, logging.Formatter] = {
    "text": LogLine("%(asctime)s %(levelname)s %(message)s"),
    "journal": JournalLine("%(message)s"),
    "json": JsonLine(),
}


class WithoutTokens(logging.Filter):
    """Takes the token out of every address of an answer page: who reads the log must not be able to answer."""

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: D102 - the library's name
        record.msg, record.args = TOKEN.sub("…", record.getMessage()), ()
        return True


def write_log(style: Style, level: int) -> None:
    """Sends the log of the whole process to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATS[style])
    handler.addFilter(WithoutTokens())
    logging.basicConfig(level=level, handlers=[handler])
