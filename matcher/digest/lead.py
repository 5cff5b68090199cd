"""Whether there is time to apply: working days left, and the meeting of the board that can still decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from matcher.digest.working_days import working_days, working_days_before
from matcher.knowledge import Board, Calendar

LeadKind = Literal["time", "tight", "chair", "unknown", "unlisted"]

# Three weeks beside everything else for partners, budget, text and signatures: below that something must give way.
TIGHT_DAYS = 15
# Two weeks to know enough of a project to write the matter that the board decides on.
TIGHT_PAPERS_DAYS = 10
# Registers write 9999-12-31 for "no end"; so far ahead no board has set a day.
FAR = timedelta(3 * 365)
# No board rests longer; when its first meeting is further off, those before it are not written down.
LONGEST_REST = timedelta(90)


@dataclass(frozen=True, slots=True)
class Lead:
    """Whether there is time to apply before a last day.

    kind          "time"; "tight"; "chair": no meeting can decide, so the chair must; "unknown": meetings that matter
                  are not written down; "unlisted": those before the first one are not
    working_days  left after today, the last day among them
    board         that decides, in its Swedish name; empty for a profile that needs none
    meeting       the last known one that can still decide, and `papers`, the last day to hand the matter in to it
    known_from    the first meeting that is written down, known_until: the latest
    """

    kind: LeadKind
    working_days: int
    board: str = ""
    meeting: date | None = None
    papers: date | None = None
    known_from: date | None = None
    known_until: date | None = None


# Everybody in a department asks for the same days, and counting them is a good part of writing a letter.
@lru_cache(maxsize=4096)
def lead_time(last_day: date, profile: str, calendar: Calendar, today: date) -> Lead | None:
    """Whether the profile of that slug has time to apply by `last_day`, which is today or later.

    None when the calendar has no boards: then nobody has told who decides, and days alone would say too much; and None
    when the day is further off than `FAR`.
    """
    if not calendar.boards or last_day - today > FAR:
        return None
    days = working_days(today, last_day, calendar.holidays)
    board = calendar.board(profile)
    if board is None:
        return Lead("tight" if days < TIGHT_DAYS else "time", days)
    meeting = max((day for day in board.meetings if day < last_day), default=None)
    if meeting is None or (papers := _papers(board, meeting, calendar)) < today:
        kind = _without_meeting(board, last_day, calendar, today)
        return Lead(kind, days, board.name, known_from=board.known_from, known_until=board.known_until)
    tight = days < TIGHT_DAYS or working_days(today, papers, calendar.holidays) < TIGHT_PAPERS_DAYS
    return Lead("tight" if tight else "time", days, board.name, meeting, papers, board.known_from, board.known_until)


def _papers(board: Board, meeting: date, calendar: Calendar) -> date:
    """The last day to hand in a matter for a meeting on that day."""
    return working_days_before(meeting, board.papers_days, calendar.holidays)


def _without_meeting(board: Board, last_day: date, calendar: Calendar, today: date) -> LeadKind:
    """No known meeting can decide. Could one that is not written down? Not when it is too late for any, on any day."""
    too_late = _papers(board, last_day - timedelta(1), calendar) < today
    if not too_late and board.known_from - today > LONGEST_REST:
        return "unlisted"
    return "chair" if too_late or board.known_until >= last_day else "unknown"
