"""Killed between any two steps and started again, the bot loses no letter, no call and no verdict.

The table in `docs/operations.md` is written anew by

    GOLDEN=write .venv/bin/pytest tests/test_crash.py
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from matcher.store import open_store
from tests.crash import (
    DEPUTY,
    SCHOOL_AND_CULTURE,
    SOCIAL,
    VERBS,
    Cradle,
    Morning,
    agrees_with_docs,
    all_letters,
    is_sound,
    town,
)
from tests.mail_server import MailServer
from tests.server import Answer, Server
from tests.test_flow import ELDERLY, MONDAY, SCHOOL, SPACE, WEEK, row

TODAY = MONDAY + WEEK
LATER = TODAY + timedelta(hours=5)  # on the same day, and when a letter that failed is tried again

BUS = " Dit ska det gå kollektivtrafik."
OLDER = ELDERLY | {"text": ELDERLY["text"] + BUS}
MEETING = row(
    "moten",
    "Bidrag till kommuner för mötesplatser mot ensamhet bland äldre",
    "Kommuner kan söka bidrag för äldreomsorgens mötesplatser och för stöd till anhöriga." + BUS,
    applicants="Kommuner kan söka.",
)
LIBRARY = row(
    "bibliotek",
    "Bidrag till kommunala folkbibliotek för läsfrämjande och kulturskola",
    "Kommuner kan söka bidrag för biblioteksverksamhet, kulturskola och kultur för barn och unga.",
    applicants="Kommuner kan söka.",
)
LAST_WEEK = {"se_one": [OLDER, SPACE], "se_two": [SCHOOL]}
# One call is moved, one is missing, one is new, and one is new at both sources.
THIS_WEEK = {
    "se_one": [OLDER | {"deadlines": ["2027-04-01"]}, MEETING],
    "se_two": [SCHOOL, LIBRARY, MEETING | {"text": MEETING["text"] + " Läs mer hos oss."}],
}
LISTED = {f"{source}:{call['key']}" for source, calls in THIS_WEEK.items() for call in calls}


class Post(MailServer):
    """What it took: for every address the Message-ID and what a person sees of the letter."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[str, str, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        mail = self.letters.pop()
        seen = "\n".join(part.get_content() for part in mail.walk() if not part.is_multipart())
        self.taken += [(address, str(mail["Message-ID"]), seen) for address in envelope.rcpt_tos]
        return answer


@dataclass(frozen=True)
class Death:
    """What was found after a process had died before one step and the whole morning had been lived again."""

    verb: str
    number: int
    step: str
    twice: set[str]  # Message-IDs that an address got more than once
    lost_letters: int
    lost_calls: int
    sound: bool


def told(folder: Path) -> dict[str, Any]:
    """All that the database says, but for times and for how often something was tried."""
    with open_store(folder / "matcher.db") as store:
        letters = all_letters(store)
        calls = {call.id: call for call in store.calls.every()}
        return {
            "calls": calls,
            "links": store.calls.links(),
            "changes": [(change.field, change.after) for call in calls for change in store.calls.changes(call)],
            "matches": [store.matches.of(slug) for slug in town()],
            "letters": {
                (letter.kind, letter.recipient, letter.period): (letter.message_id, letter.subject, letter.mentions)
                for letter in letters
            },
            "ledger": Counter(
                (letter.message_id, delivery.address, delivery.status)
                for letter in letters
                for delivery in store.letters.deliveries(letter.id)
            ),
            "verdicts": {(verdict.profile, verdict.call): verdict.opinion for verdict in store.verdicts.latest()},
            "proposals": store.verdicts.proposals(),
        }


def stored_calls(folder: Path) -> set[str]:
    with open_store(folder / "matcher.db") as store:
        return {call.id for call in store.calls.every()}


def runs(folder: Path) -> list[dict[str, Any]]:
    """Newest first."""
    with open_store(folder / "matcher.db") as store:
        return store.runs.latest(100)


@dataclass
class Week:
    """The second week of a small town: lived once without a death, then once for every step at which one can die."""

    folder: Path
    funders: Server
    mail: Post
    cradle: Cradle
    steps: dict[str, list[str]] = field(default_factory=dict)
    taken: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)  # before each verb

    def __post_init__(self) -> None:
        self._publish(LAST_WEEK)
        alive = self.folder / "alive"
        alive.mkdir()
        self._live(alive, tuple(VERBS), MONDAY)
        self.mail.taken.clear()
        self._publish(THIS_WEEK)
        for verb in VERBS:
            shutil.copytree(alive, self.folder / verb)
            self.taken[verb] = list(self.mail.taken)
            self.steps[verb] = self._live(alive, (verb,), TODAY)
        self.letters = {(address, message_id) for address, message_id, _ in self.mail.taken}
        self.told = told(alive)
        self.deaths = cache(self._deaths)

    def _publish(self, pages: dict[str, list[dict[str, Any]]]) -> None:
        self.funders.answers = {f"/{name}": [Answer(json.dumps(calls).encode())] for name, calls in pages.items()}

    def _live(self, folder: Path, verbs: Sequence[str], now: datetime, fatal: int = 0) -> list[str]:
        morning = Morning(str(folder), list(verbs), now.isoformat(), self.funders.url, self.mail.port, fatal)
        return self.cradle.live(morning)

    def _deaths(self, verb: str) -> list[Death]:
        return [self._death(verb, number) for number in range(1, len(self.steps[verb]) + 1)]

    def _death(self, verb: str, number: int) -> Death:
        folder = self.folder / "killed"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder / verb, folder)
        self.mail.taken = list(self.taken[verb])
        steps = self._live(folder, (verb,), TODAY, number)
        assert steps == self.steps[verb][:number]  # else the numbers would not mean the same steps
        self._live(folder, ["server", *VERBS], LATER)
        return self._found(folder, verb, steps)

    def _found(self, folder: Path, verb: str, steps: list[str]) -> Death:
        sound = is_sound(folder / "matcher.db")
        copies = Counter((address, message_id) for address, message_id, _ in self.mail.taken)
        self._compare(folder, verb, steps, f"{verb}, step {len(steps)}, before {steps[-1]!r}")
        return Death(
            verb,
            len(steps),
            steps[-1],
            {message_id for (_, message_id), times in copies.items() if times > 1},
            len(self.letters - copies.keys()),
            len(LISTED - stored_calls(folder)),
            sound,
        )

    def _compare(self, folder: Path, verb: str, steps: list[str], place: str) -> None:
        """With the week that nobody was killed in: whatever is not counted in the table."""
        assert told(folder) == self.told, place
        letters = {(message_id, seen) for _, message_id, seen in self.mail.taken}
        assert len(letters) == len({message_id for message_id, _ in letters}), place  # a copy is a copy
        assert {(address, message_id) for address, message_id, _ in self.mail.taken} <= self.letters, place
        begun = "insert runs" in steps and "commit" in steps[steps.index("insert runs") : -1]
        newest_first = runs(folder)
        assert [run["verb"] for run in newest_first if run["ended"] is None] == [verb] * begun, place
        by_hand = {run["verb"]: run["note"] for run in reversed(newest_first)}
        # The server job had done all that was due, and left nothing to a person.
        assert {by_hand[done].split()[0] for done in ("score", "compose", "deliver")} == {"0"}, place


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    mail = Post()
    with Server({}) as funders, mail, Cradle() as cradle:
        yield Week(tmp_path_factory.mktemp("week"), funders, mail, cradle)


def unrecorded(steps: Sequence[str]) -> set[int]:
    """Numbers of the steps before which a letter was with the mail server and the ledger did not know it yet.

    Nobody can close this window: the server's answer and the database are not one thing. Whoever dies in it must send
    the letter once more, or could lose one.
    """
    numbers, accepted, written = set(), False, False
    for number, step in enumerate(steps, 1):
        accepted = accepted or step == "SMTP answer to the letter"
        if accepted:
            numbers.add(number)
            written = written or step == "update deliveries"
            if written and step == "commit":
                accepted = written = False
    return numbers


def test_the_week_that_nobody_is_killed_in_has_something_to_lose(week: Week) -> None:
    """Else the tests below would say nothing."""
    assert {address for address, _ in week.letters} == {SOCIAL, DEPUTY, SCHOOL_AND_CULTURE}
    assert LISTED | {"se_one:rymd"} == set(week.told["calls"])
    assert week.told["links"] == {"se_one:moten": "se_two:moten"}
    assert ("deadlines", "2027-04-01") in week.told["changes"]
    sections = {
        (recipient, mention.call): mention.section
        for (_, recipient, period), (_, _, mentions) in week.told["letters"].items()
        if period == TODAY.date()
        for mention in mentions
    }
    assert sections[SOCIAL, "se_one:aldre"] == "correction"
    assert sections[SOCIAL, "se_two:moten"] == "new"
    assert sections[SCHOOL_AND_CULTURE, "se_two:bibliotek"] == "new"
    assert {status for _, _, status in week.told["ledger"]} == {"sent"}
    assert set(week.told["ledger"].values()) == {1}
    assert set(week.told["verdicts"]) == {("social", "se_one:aldre"), ("social", "se_two:moten")}
    assert week.told["proposals"]
    assert unrecorded(week.steps["deliver"])


@pytest.mark.parametrize("verb", VERBS)
def test_killed_before_any_step_the_morning_loses_nothing(week: Week, verb: str) -> None:
    for death in week.deaths(verb):
        assert (death.lost_letters, death.lost_calls, death.sound) == (0, 0, True), death
        may_be_double = verb == "deliver" and death.number in unrecorded(week.steps[verb])
        assert len(death.twice) == may_be_double, death


def test_the_docs_tell_what_a_crash_can_do(week: Week) -> None:
    table = [
        "| killed during | steps | every letter once | one letter twice | letters lost | calls lost | database sound |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for verb in VERBS:
        deaths = week.deaths(verb)
        lost = sum(death.lost_letters for death in deaths), sum(death.lost_calls for death in deaths)
        once, twice = (sum(bool(death.twice) == doubled for death in deaths) for doubled in (False, True))
        sound = sum(death.sound for death in deaths)
        table.append(f"| {verb} | {len(deaths)} | {once} | {twice} | {lost[0]} | {lost[1]} | {sound} |")
    assert agrees_with_docs(table), "see the top of this file"


def test_the_docs_tell_when_a_letter_is_sent_twice(week: Week) -> None:
    doubled = Counter(f"{death.verb}: {death.step}" for verb in VERBS for death in week.deaths(verb) if death.twice)
    table = ["| killed before | one letter twice |", "|---|--:|", *(f"| {step} | {n} |" for step, n in doubled.items())]
    assert agrees_with_docs(table), "see the top of this file"
