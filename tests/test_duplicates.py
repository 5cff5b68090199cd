"""The same call at two sources, and next year's round of it; measured on copies of real calls."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.calls_file import read_calls
from matcher.duplicates import canonical, heirs, joined
from matcher.series import all_series, rounds
from sources.kit.call import Call

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
        (
            replace(SHORT, title="Landsfonden: Utlysning – stöd till bibliotek i hela landet", funder="Landsfonden"),
            True,
        ),
        (replace(SHORT, title=f"{TITLE} 2027"), True),  # one tells the year in the title, both the last day
        (replace(SHORT, title=f"{TITLE}, del 2"), False),
        (replace(SHORT, title="Stöd till bibliotek"), False),
        (replace(SHORT, region="Halland"), True),  # the other source tells no region
        (replace(SHORT, url=LONG.url, title="Annan", deadlines=(date(2027, 2, 15),)), True),  # one round, told twice
        (replace(SHORT, url=LONG.url, title="Annan", deadlines=(date(2028, 2, 1),)), False),  # the page is used again
        (replace(SHORT, url=LONG.url, title="Annan 2028", deadlines=()), True),
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


# ------------------------------------------------------------------------------------------------ what calls are called

TOPIC = "LIFE-2027-SAP-NAT-GOV-two-stage"
PORTAL = replace(LONG, key=TOPIC, title="Nature governance", deadlines=(date(2027, 9, 1),))


def test_a_reference_joins_what_two_languages_call_differently() -> None:
    agency = replace(SHORT, title=f"Styrning av naturvård ({TOPIC.upper()})", deadlines=())
    assert canonical([PORTAL, agency]) == {agency.id: PORTAL.id}


def test_a_reference_of_several_calls_is_that_of_a_call_above_them() -> None:
    strands = [replace(PORTAL, key=f"topic{n}", url=f"https://p.example/{n}", call_title=TOPIC) for n in (1, 2)]
    assert canonical([*strands, replace(SHORT, title="Något annat", call_title=TOPIC)]) == {}


def test_a_page_that_holds_all_calls_of_a_funder_joins_none() -> None:
    theirs = [replace(LONG, key=key, title=key) for key in ("A", "B")]
    assert canonical([*theirs, replace(SHORT, url=LONG.url, title="Annan")]) == {}


def test_a_long_title_needs_no_day_but_no_other_year_either() -> None:
    title = "Samverkan för rent vatten i kommuner och små orter på landet"
    one, other = replace(LONG, title=f"{title} 2027"), replace(SHORT, title=title, deadlines=())
    assert canonical([one, other]) == {other.id: one.id}
    assert canonical([one, replace(other, title=f"{title} 2026")]) == {}


def test_funds_of_two_regions_with_one_name_are_two() -> None:
    assert canonical([replace(LONG, region="Västra Götaland"), replace(SHORT, region="Halland")]) == {}


def test_of_two_days_of_one_round_the_earlier_one_holds() -> None:
    day, other = date(2027, 2, 1), date(2027, 1, 29)
    spring = (replace(LONG, deadlines=(day, date(2027, 9, 1))), replace(SHORT, deadlines=(other,)))
    assert joined(spring).deadlines == (other, date(2027, 9, 1))
    assert joined(spring[:1]) is spring[0]
    two_near = (replace(LONG, deadlines=(date(2027, 1, 10), day)), replace(SHORT, deadlines=(date(2027, 1, 10),)))
    assert joined(two_near).deadlines == (date(2027, 1, 10), day)
    assert joined((replace(LONG, deadlines=()), SHORT)).deadlines == DAY
    assert joined((LONG, replace(SHORT, deadlines=(date(2027, 8, 1),)))).deadlines == (*DAY, date(2027, 8, 1))


def test_a_call_that_is_gone_has_no_heir_in_the_next_round() -> None:
    assert heirs([SHORT], [LONG]) == {SHORT.id: LONG.id}
    assert heirs([SHORT], [replace(LONG, url=SHORT.url, title="Annan", deadlines=(date(2028, 2, 1),))]) == {}


# ------------------------------------------------------------------------------------------------------- rounds, series


def test_next_years_round_is_another_call_of_the_same_series() -> None:
    first = Call(
        "se_test", "stod@2026", "https://f.example/stod", "Stöd till fritid 2026", deadlines=(date(2026, 3, 1),)
    )
    second = replace(first, key="stod@2027", title="Nytt namn", deadlines=(date(2027, 3, 1),))
    third = replace(first, key="x", title="Stöd till fritid 2028", deadlines=(date(2028, 3, 1),))
    other = replace(first, key="y", title="Stöd till annat", funder="Annan")
    calls = [third, other, second, first]
    assert canonical(calls) == {}
    assert rounds(first, calls) == [second, third]
    assert all_series(calls) == [[first, second, third]]


def test_strands_of_one_round_and_short_names_are_no_series() -> None:
    day = (date(2027, 3, 1),)
    strands = [Call("s", key, f"https://f.example/{key}", "Stöd till fritid", deadlines=day) for key in "ab"]
    assert rounds(strands[0], strands) == []
    assert all_series(strands) == []
    short = [Call("s", str(n), "https://f.example", "Projektbidrag", deadlines=(date(2026 + n, 3, 1),)) for n in (0, 1)]
    assert all_series(short) == []


# ----------------------------------------------------------------------------------- measured on copies of real calls


# Without it only titles, pages and days can join.
REFERENCE = re.compile(r"\b[A-Z][A-Z0-9]+(?:-[\w-]+){2,}")


def copy_of(call: Call, number: int, **fields: object) -> Call:
    """The call as an aggregator tells it: a page and key of its own, the beginning of the text."""
    own = {"source": "xx_aggregator", "key": str(number), "url": f"https://aggregator.example/{number}"}
    plain = {"title": REFERENCE.sub("", call.title), "call_title": "", "text": call.text[:200]}
    return replace(call, **(own | plain | fields))  # type: ignore[arg-type]


def later(call: Call, days: int) -> tuple[date, ...]:
    return tuple(day + timedelta(days=days) for day in call.deadlines)


# How a copy differs, and the least share of such copies that must be found. Short titles need a page or a reference.
SAME: dict[str, tuple[Callable[[Call, int], Call], float]] = {
    "same title and day": (copy_of, 0.87),
    "funder before the title": (lambda call, n: copy_of(call, n, title=f"{call.funder}: {call.title}"), 0.89),
    "a year in the title": (lambda call, n: copy_of(call, n, title=f"Utlysning 2027: {call.title}"), 0.89),
    "same page, no day": (lambda call, n: copy_of(call, n, url=f"{call.url}#top", title="Nytt", deadlines=()), 0.98),
    "same page, a day earlier": (lambda call, n: copy_of(call, n, url=call.url, deadlines=later(call, -1)), 0.98),
    "same title, a day earlier": (lambda call, n: copy_of(call, n, deadlines=later(call, -1)), 0.63),
    "same title, no day": (lambda call, n: copy_of(call, n, deadlines=()), 0.63),
}
OTHER: dict[str, Callable[[Call, int], Call]] = {
    "the next round, same title": lambda call, n: copy_of(call, n, deadlines=later(call, 400)),
    "the next round, same page": lambda call, n: copy_of(call, n, url=call.url, deadlines=later(call, 400)),
    "another strand": lambda call, n: copy_of(call, n, title=f"{REFERENCE.sub('', call.title)} – del två"),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[Call]:
    file = Path(__file__).parents[2] / "shared" / "corpus" / "calls.jsonl.gz"
    if not file.exists():
        pytest.skip("needs ../shared, which is not here")
    copy = tmp_path_factory.mktemp("corpus") / "calls.jsonl"
    copy.write_bytes(gzip.decompress(file.read_bytes()))
    return list(read_calls(copy))


def found_and_right(corpus: list[Call], change: Callable[[Call, int], Call]) -> tuple[int, int, int]:
    """Links among real calls and copies of every twelfth of them, those of a copy to its call, and how many copies."""
    chosen = [call for call in corpus if call.deadlines][::12]
    copies = [change(call, number) for number, call in enumerate(chosen)]
    true = {frozenset((copy.id, call.id)) for copy, call in zip(copies, chosen, strict=True)}
    links = set(map(frozenset, canonical([*corpus, *copies]).items()))
    known = set(map(frozenset, canonical(corpus).items()))
    return len(links - known), len(links & true), len(copies)


@pytest.mark.parametrize("kind", SAME)
def test_copies_of_real_calls_are_found_and_nothing_else(corpus: list[Call], kind: str) -> None:
    change, least = SAME[kind]
    found, right, copies = found_and_right(corpus, change)
    assert right >= 0.98 * found
    assert right >= least * copies


@pytest.mark.parametrize("kind", OTHER)
def test_what_is_another_call_is_never_joined(corpus: list[Call], kind: str) -> None:
    found, right, copies = found_and_right(corpus, OTHER[kind])
    assert right == 0
    assert found <= 0.02 * copies


def test_real_calls_with_similar_titles_stay_apart(corpus: list[Call]) -> None:
    """Of 109 pairs of different funders with similar titles two are the same call; one tells too little to be known."""
    same = {"Impact Innovation: Samverkan för hållbart vatten för alla inom programmet Water Wise Societies"}
    titles = {call.id: call.title for call in corpus}
    assert {titles[call].lower() for call in canonical(corpus)} == {title.lower() for title in same}


@pytest.mark.parametrize(
    ("before", "now", "heir"),
    [
        ("sok-stod", "sok-stod@2027", True),
        ("sok-stod@2026", "sok-stod@2027", False),  # next year's round is another call
        ("sok-stod@2026", "sok-stod", False),
        ("sok-stod", "annat-stod@2027", False),
    ],
)
def test_the_first_round_of_a_page_that_told_no_day_is_what_became_of_it(before: str, now: str, heir: bool) -> None:
    gone = Call("se_leader", before, "https://leader.example/sok", "Sök projektstöd", rolling=True)
    listed = replace(gone, key=now, rolling=False, deadlines=(date(2027, 2, 5),))
    assert heirs([gone], [listed]) == ({gone.id: listed.id} if heir else {})
