"""A paged list is read whole or not at all."""

from __future__ import annotations

import pytest

from sources.kit.errors import ShapeError
from sources.kit.paging import read_all


def read(pages: list[str], total: int) -> str:
    return "".join(read_all(lambda number: (total, list(pages[number - 1])), lambda row: row, limit=20))


@pytest.mark.parametrize(
    ("pages", "rows"), [([""], ""), (["abc"], "abc"), (["ab", "c"], "abc"), (["ab", "cd"], "abcd")]
)
def test_reads_all_rows_in_order(pages: list[str], rows: str) -> None:
    assert read(pages, len(rows)) == rows


def test_equal_rows_on_one_page_are_copies_that_the_list_holds() -> None:
    assert read(["aab", "c"], 4) == "aabc"


@pytest.mark.parametrize(
    ("pages", "total", "complaint"),
    [
        (["ab", "bc"], 4, "page 2 repeats 1 rows of earlier pages, so others are lost: b"),
        (["ab", ""], 3, "3 rows announced, 2 received"),
        (["ab", "cd"], 3, "3 rows announced, 4 received"),
        (["a"], 0, "0 rows announced, 1 received"),
        ([""], 2, "2 rows announced, 0 received"),
        (["ab"], 21, "21 rows announced, at most 20 expected"),
    ],
)
def test_what_does_not_add_up_is_refused(pages: list[str], total: int, complaint: str) -> None:
    with pytest.raises(ShapeError, match=complaint):
        read(pages, total)


def test_a_total_that_moves_is_refused() -> None:
    pages = [(3, ["a", "b"]), (4, ["c"])]
    with pytest.raises(ShapeError, match="3 rows, then 4 on page 2"):
        list(read_all(lambda number: pages[number - 1], lambda row: row, limit=20))


def test_one_page_is_held_at_a_time() -> None:
    fetched = []

    def fetch(number: int) -> tuple[int, list[int]]:
        fetched.append(number)
        return 4, [2 * number, 2 * number + 1]

    rows = read_all(fetch, lambda row: row, limit=20)
    assert [next(rows), next(rows), fetched] == [2, 3, [1]]
    assert [next(rows), fetched] == [4, [1, 2]]
