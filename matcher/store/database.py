"""The connection that every table here works through."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from sqlite_utils import Database


class WaitingDatabase(Database):
    """A connection whose transactions wait their turn while another process writes.

    SQLite lets only a transaction wait that begins as a writer. One that has read something first (the library reads
    the table's columns before it inserts) is refused at once, because what it has read may no longer hold.
    """

    @contextmanager
    def atomic(self) -> Generator[Database, None, None]:
        """All of the block's writing, or none of it; a block inside another belongs to it."""
        if self.conn.in_transaction:
            with super().atomic():
                yield self
        else:
            self.execute("begin immediate")
            with self.conn:
                yield self
