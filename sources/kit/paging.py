"""Reads a numbered list to its end and proves that nothing was lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TypeVar

from sources.kit.errors import ShapeError

T = TypeVar("T")


def read_all(fetch: Callable[[int], tuple[int, list[T]]], identity: Callable[[T], Hashable], limit: int) -> Iterator[T]:
    """Every row of a paged list, one page in memory at a time.

    fetch     page number, from 1 -> total number of rows announced, and the rows of that page
    identity  what makes a row itself. Equal rows on one page are copies that the list really holds (no single answer
              tells a row twice by accident); a row that comes back on a *later* page pushed another one out.
    limit     a list announced as longer than this is not the one that was asked for

    Raises ShapeError as soon as the proof fails: the total moves, a row comes back, or rows are missing or too many.
    """
    total, rows = fetch(1)
    if total > limit:
        raise ShapeError(f"{total} rows announced, at most {limit} expected: was the question understood?")
    seen: set[Hashable] = set()
    count, page = 0, 1
    while rows:
        here = {identity(row) for row in rows}
        if back := seen & here:
            raise ShapeError(
                f"page {page} repeats {len(back)} rows of earlier pages, so others are lost: {min(map(str, back))}"
            )
        seen |= here
        count += len(rows)
        yield from rows
        if count >= total:
            break
        page, rows = page + 1, []  # let go of this page before the next one comes
        announced, rows = fetch(page)
        if announced != total:
            raise ShapeError(f"the list changed while it was read: {total} rows, then {announced} on page {page}")
    if count != total:
        raise ShapeError(f"{total} rows announced, {count} received")
