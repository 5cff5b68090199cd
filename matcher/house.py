"""What the verbs work on, and the record that each of them leaves."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from matcher.knowledge import Knowledge, Profile
from matcher.model import SourceState
from matcher.settings import Settings
from matcher.store import Store
from sources.kit.call import Source

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class House:
    """Everything the verbs work on."""

    settings: Settings
    store: Store
    sources: Mapping[str, Source]
    profiles: Mapping[str, Profile]
    knowledge: Knowledge

    def states(self) -> list[SourceState]:
        """Every enabled source as it stands now."""
        return [self.store.runs.state(source) for name, source in self.sources.items() if self.settings.enabled(name)]


@dataclass
class Tally:
    """What a verb did, for people and for the exit code."""

    done: int = 0
    failures: int = 0
    note: str = ""


@contextmanager
def recorded(house: House, verb: str, now: datetime) -> Iterator[tuple[int, Tally]]:
    """Records a verb's run: its start before, its end and failures after. A killed run stays without an end."""
    tally = Tally()
    run = house.store.runs.start(verb, now)
    yield run, tally
    house.store.runs.end(run, now, tally.failures, tally.note)
    log.info("%s: %s", verb, tally.note)
