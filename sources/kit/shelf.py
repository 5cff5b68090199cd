"""Pages that were read before: what is asked with them, and their bodies for when they have not changed.

Every page is still asked for, so a funder who is silent is noticed. Only the body of a page that the funder itself says
is unchanged (304) comes from here.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """One page as it was last sent in full. `etag` and `modified` are the funder's own marks of the version."""

    etag: str
    modified: str
    charset: str | None
    packed: bytes  # the body, compressed by zlib

    @property
    def content(self) -> bytes:
        """The body."""
        return zlib.decompress(self.packed)


class Shelf:
    """The kept pages of one source while it is read.

    kept   what earlier readings left, by address
    fresh  what this reading was sent in full, and can be kept
    used   every address of this reading whose page is kept now
    """

    def __init__(self, kept: Mapping[str, Kept] | None = None) -> None:
        self._kept = dict(kept or {})
        self.fresh: dict[str, Kept] = {}
        self.used: set[str] = set()

    def marks(self, url: str) -> dict[str, str]:
        """The headers that ask for the page only if it has changed."""
        kept = self._kept.get(url)
        if not kept:
            return {}
        headers = {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified}
        return {name: mark for name, mark in headers.items() if mark}

    def again(self, url: str) -> Kept | None:
        """The page that has not changed, which is used from now on; None when it is not kept."""
        kept = self._kept.get(url)
        if kept:
            self.used.add(url)
        return kept

    def put(self, url: str, content: bytes, charset: str | None, headers: Mapping[str, str]) -> None:
        """Keeps a page, if the funder marks its version and the answer proves that it is whole.

        A body that ends with the connection may be cut off, and would come back for ever.
        """
        etag, modified = headers.get("ETag", ""), headers.get("Last-Modified", "")
        proven = "Content-Length" in headers or "chunked" in headers.get("Transfer-Encoding", "").lower()
        if proven and (etag or modified):
            self.fresh[url] = Kept(etag, modified, charset, zlib.compress(content))
            self.used.add(url)

    def drop(self, url: str) -> None:
        """Forgets the page: its body could not be read, so it must come anew."""
        self._kept.pop(url, None)
        self.fresh.pop(url, None)
        self.used.discard(url)
