"""Several readings at once, but never two of one host at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


def side_by_side(jobs: Sequence[tuple[str, Callable[[], T]]], most: int) -> Generator[Callable[[], T], None, None]:
    """For each job (host, work), in their order: what waits for its result and returns it, or raises its error.

    most  how many hosts at once; where there is only one, a job begins when its result is asked for
    """
    if most == 1 or len({host for host, _ in jobs}) < 2:
        yield from (work for _, work in jobs)
        return
    locks: dict[str, Lock] = defaultdict(Lock)
    with ThreadPoolExecutor(most, thread_name_prefix="reading") as pool:
        futures = [pool.submit(_alone, locks[host], work) for host, work in jobs]
        try:
            for future in futures:
                yield future.result
        except GeneratorExit:  # whoever stops listening waits for those that have begun
            pool.shutdown(cancel_futures=True)
            raise


def _alone(lock: Lock, work: Callable[[], T]) -> T:
    with lock:
        return work()
