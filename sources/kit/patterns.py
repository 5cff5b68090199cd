"""Patterns that people write in declarations and in `config.toml`: only such as cannot run for hours."""

from __future__ import annotations

import re
from itertools import pairwise

LONGEST = 300  # characters of a path or a heading in which a pattern is searched for
_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:P<\w+>|<?[=!]|:))?|\)|\||[*+]|\{\d+,\d*\}|.", re.DOTALL)


def check_pattern(pattern: str) -> str:
    """`pattern`, if it is a regular expression that is tried in few ways. Raises ValueError."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError) as error:
        raise ValueError(f"is not a pattern (regular expression): {error}") from error
    if _is_endless(pattern):
        raise ValueError("repeats a group that itself repeats or chooses, as (a+)+: it could be tried for hours")
    return pattern


def _is_endless(pattern: str) -> bool:
    """Whether a group that repeats something, or has alternatives, is itself repeated without a bound."""
    inside = [False]
    for part, after in pairwise([*_PART.findall(pattern), ""]):
        if part.startswith("("):
            inside.append(False)
        elif part == ")":
            repeats = inside.pop()
            if repeats and _repeats(after):
                return True
            inside[-1] = inside[-1] or repeats
        elif part == "|" or _repeats(part):
            inside[-1] = True
    return False


def _repeats(part: str) -> bool:
    return part in ("*", "+") or (part.startswith("{") and len(part) > 1)
