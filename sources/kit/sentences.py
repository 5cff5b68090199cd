"""Sentences of bounded length: what people write is short, and what is not must not cost hours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

LONGEST = 1_000  # characters; the longest real sentence with a day or an amount had some 400
MOST = 40_000  # characters of a text that are read for days and amounts; the longest real call has some 29,000
# Where one sentence ends and the next begins; "kl. 12.00" and "ca. 3 mkr" go on.
END = re.compile(r"(?<!\bkl\.)(?<!\bca\.)(?<!\bnr\.)(?<=[.!?])\s+(?=[A-ZÅÄÖ«\"])")


def bounded(sentences: Iterable[str]) -> Iterator[str]:
    """The sentences; a longer one than `LONGEST` is cut between words into several."""
    for sentence in sentences:
        rest = sentence
        while len(rest) > LONGEST:
            cut = rest.rfind(" ", 1, LONGEST)
            cut = cut if cut > 0 else LONGEST
            yield rest[:cut]
            rest = rest[cut:].lstrip(" ")
        yield rest
