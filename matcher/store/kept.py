"""What could be made again at any time, kept in a file so that the next process need not: a cache, never the truth.

A file holds one value behind its seal, a hash of the value and of the name of what it was made from. Where the file is
missing, damaged, or made from something else, the seal does not fit and there is nothing. It is written whole or not at
all, so a process that reads while another writes gets the old value or the new one; anybody may delete it at any time.
It is a pickle, as trusted as the database beside it: whoever can write there can also change what is sent.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

SEAL_BYTES = 32


def read_kept(path: Path, made_from: str) -> Any:
    """The value kept at `path`; None when there is none that was made from this."""
    try:
        content = memoryview(path.read_bytes())
    except OSError:
        return None
    if content[:SEAL_BYTES] != _seal(content[SEAL_BYTES:], made_from):
        return None
    return pickle.loads(content[SEAL_BYTES:])  # noqa: S301 - the seal fits, and see above


def keep(path: Path, made_from: str, value: object) -> None:
    """Keeps `value` for the next process. Where it cannot be written a warning is logged, and that is all."""
    content = pickle.dumps(value)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_bytes(_seal(content, made_from) + content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        log.warning("%s cannot be written, so the next run takes longer: %s", path, error)


def _seal(content: bytes | memoryview, made_from: str) -> bytes:
    seal = hashlib.sha256(made_from.encode())
    seal.update(content)
    return seal.digest()
