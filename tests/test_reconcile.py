"""What a new reading changes, and which calls are the same at two sources."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.duplicates import canonical
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


DAY = (date(2027, 2, 1),)
TITLE = "Stöd till bibliotek i hela landet"
LONG = Call("eu_portal", "A", "https://portal.example/a?x=1&y=2", TITLE, text="lång text", deadlines=DAY)
SHORT = Call("se_agency", "B", "https://agency.example/b", TITLE, deadlines=DAY)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (SHORT, True),  # title and last day
        (replace(SHORT, title="Annan", url="https://www.portal.example/a/?y=2&x=1#top"), True),  # public page
        (replace(SHORT, deadlines=(date(2028, 2, 1),)), False),  # next year's round
        (replace(SHORT, title="Öppen utlysning 2027"), False),  # too short a title, other page
        (replace(SHORT, source="eu_portal"), False),  # two rounds of one funder are two calls
        (replace(SHORT, url="https://portal.example/a?x=2&y=2", title="Annan"), False),
    ],
)
def test_the_same_call_at_two_sources(other: Call, same: bool) -> None:
    links = canonical([other, LONG])
    assert links == ({other.id: LONG.id} if same else {})


CALLS = st.lists(
    st.builds(
        lambda source, key, page, text: Call(f"s{source}", f"{key}", f"https://x.example/{page}", TITLE, "x" * text),
        st.integers(0, 3), st.integers(0, 5), st.integers(0, 4), st.integers(0, 3),
    ),
    unique_by=lambda call: call.id,
    max_size=12,
)  # fmt: skip


@given(CALLS, st.randoms())
def test_links_are_one_step_never_within_a_source_and_do_not_depend_on_order(calls: list[Call], chance: object) -> None:
    links = canonical(calls)
    sources = {call.id: call.source for call in calls}
    assert not set(links) & set(links.values())
    groups: dict[str, list[str]] = {}
    for doubled, main in links.items():
        groups.setdefault(main, [sources[main]]).append(sources[doubled])
    assert all(len(set(group)) == len(group) for group in groups.values())
    shuffled = list(calls)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert canonical(shuffled) == links
