"""A small internet on loopback: the EU portal and the recorded pages of every other source, as of a given day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from sources import all_sources
from tests.portal import Portal
from tests.replay import Replay

RECORDED = Path(__file__).parent / "recorded"


def portal_rows() -> list[dict]:
    lines = (RECORDED / "eu_funding_tenders" / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


@contextmanager
def world(today: date) -> Iterator[dict[str, str]]:
    """Source name -> the loopback address that answers for it."""
    with ExitStack() as servers:
        addresses = {"eu_funding_tenders": servers.enter_context(Portal(portal_rows(), today=today)).url}
        for name, source in all_sources().items():
            if name not in addresses:
                site = servers.enter_context(Replay(RECORDED / name, today=today))
                addresses[name] = site.url_for(source.url)
        yield addresses
