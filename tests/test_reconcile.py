"""What a new reading changes."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from matcher.reconcile import changes, compare
from sources.kit.call import Call

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass
class Known:
    id: str
    fingerprint: str
    missed: int = 0


def call(key: str, **fields: object) -> Call:
    return Call("se_test", key, f"https://funder.example/{key}", f"Utlysning {key}", **fields)  # type: ignore[arg-type]


def test_new_changed_missing_skipped_and_returned_calls_are_told_apart() -> None:
    known = {
        "same": Known("1", "a"),
        "edited": Known("2", "b"),
        "lost": Known("3", "c"),
        "unreadable": Known("4", "d"),
        "back": Known("5", "e", missed=2),
        "long_gone": Known("6", "f", missed=2),
    }
    read = {
        "same": (call("same"), "a"),
        "edited": (call("edited"), "B"),
        "back": (call("back"), "e"),
        "fresh": (call("fresh"), "z"),
        "unreadable": (call("unreadable"), "only half of it"),
    }
    found = compare(known, read, {"unreadable"}, gone_after=2)
    assert [call.key for call in found.new] == ["fresh"]
    assert [call.key for call in found.changed] == ["edited"]
    assert (found.missing, found.returned) == (("3",), ("5",))


def test_changes_name_every_field_that_differs() -> None:
    before = call("a", deadlines=(date(2026, 12, 1),))
    after = replace(before, title="Ny titel", deadlines=(date(2026, 12, 1), date(2027, 2, 1)))
    assert [(change.field, change.before, change.after) for change in changes(before, after, NOW)] == [
        ("title", "Utlysning a", "Ny titel"),
        ("deadlines", "2026-12-01", "2026-12-01, 2027-02-01"),
    ]
