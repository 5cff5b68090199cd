"""What a new reading of a source changes in what is stored. Pure: it decides, the store writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Protocol

from matcher.model import Change
from sources.kit.call import ROUND, Call


class Known(Protocol):
    """What must be known of a stored call."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def fingerprint(self) -> str: ...  # noqa: D102
    @property
    def missed(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Difference:
    """new and changed calls; ids of calls that were not listed this time, and of missed ones that are listed again."""

    new: tuple[Call, ...]
    changed: tuple[Call, ...]
    missing: tuple[str, ...]
    returned: tuple[str, ...]


def compare(
    known: Mapping[str, Known], read: Mapping[str, tuple[Call, str]], skipped: Collection[str], gone_after: int
) -> Difference:
    """Compares a healthy reading with what is stored of the same source.

    known       stored calls by key
    read        read calls by key, each with its fingerprint
    skipped     keys that could not be read whole this time, also without their round: neither changed nor missing
    gone_after  times missed after which a call counts as gone and is no longer counted
    """
    return Difference(
        new=tuple(call for key, (call, _) in read.items() if key not in known),
        changed=tuple(
            call
            for key, (call, fingerprint) in read.items()
            if key in known and known[key].fingerprint != fingerprint and key not in skipped
        ),
        missing=tuple(
            stored.id
            for key, stored in known.items()
            if key not in read and not {key, key.partition(ROUND)[0]} & set(skipped) and stored.missed < gone_after
        ),
        returned=tuple(stored.id for key, stored in known.items() if key in read and stored.missed),
    )


def changes(before: Call, after: Call, now: datetime) -> list[Change]:
    """Every field that differs between two versions of a call, as text."""
    return [
        Change(after.id, field.name, _text(old), _text(new), now)
        for field in fields(Call)
        if (old := getattr(before, field.name)) != (new := getattr(after, field.name))
    ]


def _text(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)
