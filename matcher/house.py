"""What the verbs work on, and the record that each of them leaves."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from matcher.duplicates import joined
from matcher.errors import Stopped
from matcher.health import silent_since
from matcher.knowledge import Knowledge, Profile, Recipient
from matcher.model import SourceState
from matcher.settings import Settings
from matcher.store import Store
from matcher.store.coordination import EVERYONE
from sources.kit.call import Call, Source

log = logging.getLogger(__name__)

TOKEN_BYTES = 16
NEEDS_KEY = "key_env or key_file is not set"
SILENT = "nothing new for longer than ever: is the page still kept up?"


@dataclass(frozen=True)
class House:
    """Everything the verbs work on.

    told_to_stop  whether the server job must end soon
    """

    settings: Settings
    store: Store
    sources: Mapping[str, Source]
    profiles: Mapping[str, Profile]
    knowledge: Knowledge
    told_to_stop: Callable[[], bool] = lambda: False

    def go_on(self) -> None:
        """Between two letters or two sources, never within one: raises Stopped when the server job must end."""
        if self.told_to_stop():
            raise Stopped("told to stop; what is left waits for the next start")

    def recipients(self) -> list[Recipient]:
        """Everyone who gets letters, with their profiles; one person, however the address is written."""
        names: dict[str, str] = {}
        theirs: dict[str, list[Profile]] = {}
        for profile in self.profiles.values():
            for address in profile.recipients:
                name = names.setdefault(address.casefold(), address)
                theirs.setdefault(name, []).append(profile)
        return [Recipient(address, tuple(profiles)) for address, profiles in theirs.items()]

    def listings(self) -> dict[str, tuple[Call, ...]]:
        """Call -> itself and the same call at other sources, for every call that several sources have."""
        links = self.store.calls.links()
        found: dict[str, list[Call]] = {main: [] for main in links.values()}
        for call in self.store.calls.some({*links, *found}):
            found[links.get(call.id, call.id)].append(call)
        return {main: tuple(sorted(calls, key=lambda call: call.id != main)) for main, calls in found.items()}

    def calls(self) -> dict[str, Call]:
        """Every call that stands for itself and that its source still lists, with the last days of all its sources."""
        listings = self.listings()
        return {call.id: joined(listings.get(call.id, (call,))) for call in self.store.calls.current()}

    def addresses(self) -> set[str]:
        """Every address that the files name: recipients, deputies, the coordinator and the sender."""
        mail = self.settings.mail
        named = {mail.sender, mail.coordinator or mail.sender}
        for profile in self.profiles.values():
            named.update(profile.recipients, (absence.deputy for absence in profile.absences))
        return named

    def is_held(self, period: date, recipient: str = EVERYONE) -> bool:
        """Whether the person's weekly letter of the period waits until the coordinator releases it."""
        return self.store.holds.is_held(period, recipient, by_hand=self.settings.schedule.by_hand)

    def new_token(self) -> str:
        """What opens the page of a new letter, too long to be guessed; empty where no page can be reached."""
        return secrets.token_urlsafe(TOKEN_BYTES) if self.settings.console.base_url else ""

    def reads(self, name: str) -> bool:
        """Whether the source is read: the operator has not turned it off, and it has the key that it needs."""
        source, bent = self.sources[name], self.settings.source(name)
        return self.settings.enabled(name) and (not source.needs_key or bool(bent.key))

    def is_unseen(self, source: Source) -> bool:
        """Whether nobody has seen its layout live, and it was never read well at the funder's own address."""
        at_home = not self.settings.source(source.name).url and source.name not in self.settings.custom
        return at_home and source.format != "seen" and self.store.runs.last_ok(source.name) is None

    def states(self) -> list[SourceState]:
        """Every enabled source as it stands now."""
        return [self.state(source) for name, source in self.sources.items() if self.settings.enabled(name)]

    def state(self, source: Source) -> SourceState:
        """The source as it stands now."""
        state = self.store.runs.state(source)
        if not self.reads(source.name) and self.settings.enabled(source.name):
            return replace(state, state="unconfigured", since=None, problem=f"{NEEDS_KEY}: {source.needs_key}")
        if state.state != "ok" or not state.last_ok:
            return state
        since = silent_since(self.store.runs.news(source.name), state.last_ok)
        return replace(state, state="silent", since=since.date(), problem=SILENT) if since else state


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
    told = {"verb": verb, "done": tally.done, "failures": tally.failures}
    log.info("%s: %s", verb, tally.note, extra={"fields": told})
