"""Mornings with a mail server in a bad mood: what it did not refuse for good arrives once it is well again."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from matcher import flow
from matcher.house import House
from tests.crash import DEPUTY, SCHOOL_AND_CULTURE, SOCIAL, Morning, all_letters, opened
from tests.moody_server import HANG_UP, HANG_UP_HALFWAY, STALL, MoodyServer
from tests.server import Answer, Server
from tests.test_flow import ELDERLY, MONDAY, SCHOOL, WEEK

LATER = MONDAY + timedelta(hours=12)  # by then everything is tried again, and nothing is given up
EVERYBODY = {SOCIAL, DEPUTY, SCHOOL_AND_CULTURE}
STARTTLS = {"EHLO": b"250-moody\r\n250 STARTTLS"}
NONSENSE = b"\xff\x00 {} <html>"

# What passes: the mood, and what the operator has set.
MOODS: dict[str, tuple[Mapping[str, bytes], Mapping[str, Any]]] = {
    "no greeting": ({"CONNECT": STALL}, {"timeout": 0.3}),
    "hangs up at once": ({"CONNECT": HANG_UP}, {}),
    "a greeting that is none": ({"CONNECT": NONSENSE}, {}),
    "421 at once": ({"CONNECT": b"421 too busy"}, {}),
    "554 at once": ({"CONNECT": b"554 no mail today"}, {}),
    "nonsense after EHLO": ({"EHLO": NONSENSE, "HELO": NONSENSE}, {}),
    "no answer to the handshake": ({"CONNECT": STALL}, {"tls": True, "timeout": 0.3}),
    "stalls at EHLO": ({"EHLO": STALL}, {"timeout": 0.3}),
    "stalls at STARTTLS": ({**STARTTLS, "STARTTLS": STALL}, {"starttls": True, "timeout": 0.3}),
    "stalls at the sender": ({"MAIL": STALL}, {"timeout": 0.3}),
    "stalls at a recipient": ({"RCPT": STALL}, {"timeout": 0.3}),
    "stalls at DATA": ({"DATA": STALL}, {"timeout": 0.3}),
    "hangs up at a recipient": ({"RCPT": HANG_UP}, {}),
    "421 to the sender": ({"MAIL": b"421 closing"}, {}),
    "451 to the sender": ({"MAIL": b"451 later"}, {}),
    "550 to the sender": ({"MAIL": b"550 not from you"}, {}),
    "450 to every recipient": ({"RCPT": b"450 mailbox busy"}, {}),
    "421 to every recipient": ({"RCPT": b"421 closing"}, {}),
    "452 to one of two": ({f"rcpt TO:<{DEPUTY}>": b"452 mailbox full"}, {}),
    "421 to one of two": ({f"rcpt TO:<{DEPUTY}>": b"421 closing"}, {}),
    "451 to DATA": ({"DATA": b"451 later"}, {}),
    "hangs up at DATA": ({"DATA": HANG_UP}, {}),
    "hangs up in the middle of the letter": ({"LETTER": HANG_UP_HALFWAY}, {}),
    "451 to the letter": ({"LETTER": b"451 later"}, {}),
    "421 to the letter": ({"LETTER": b"421 closing"}, {}),
    "nonsense to the letter": ({"LETTER": NONSENSE}, {}),
    "encryption that breaks": ({**STARTTLS, "STARTTLS": b"220 go on\r\n" + NONSENSE}, {"starttls": True}),
    "no encryption offered": ({}, {"starttls": True}),
    "encryption refused": ({**STARTTLS, "STARTTLS": b"454 not now"}, {"starttls": True}),
    "plain where all is to be encrypted": ({}, {"tls": True}),
}
# The letter is taken, but nobody says so: it has to be sent once more.
UNSURE: dict[str, tuple[Mapping[str, bytes], Mapping[str, Any]]] = {
    "takes the letter and hangs up": ({"LETTER": HANG_UP}, {}),
    "takes the letter and stalls": ({"LETTER": STALL}, {"timeout": 2}),
}


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house whose letters wait in the outbox."""
    folder = tmp_path_factory.mktemp("composed")
    with MoodyServer() as mail, town(folder, mail) as house:
        for verb in (flow.collect, flow.merge, flow.score, flow.compose):
            verb(house, MONDAY)
    return folder


@contextmanager
def town(folder: Path, mail: MoodyServer, **set_: Any) -> Iterator[House]:
    pages = {"/se_one": [ELDERLY], "/se_two": [SCHOOL]}
    answers: dict[str, Sequence[Answer]] = {path: [Answer(json.dumps(calls).encode())] for path, calls in pages.items()}
    with Server(answers) as funders, opened(Morning(str(folder), [], "", funders.url, mail.port)) as house:
        yield bent(house, **set_)


def bent(house: House, **set_: Any) -> House:
    return replace(house, settings=replace(house.settings, mail=replace(house.settings.mail, **set_)))


@pytest.fixture
def mail() -> Iterator[MoodyServer]:
    with MoodyServer() as server:
        yield server


@pytest.fixture
def home(composed: Path, tmp_path: Path, mail: MoodyServer) -> Iterator[House]:
    with town(Path(shutil.copytree(composed, tmp_path / "home")), mail) as house:
        yield house


def ledger(house: House) -> dict[str, str]:
    """Address -> what became of this week's letter there."""
    letters = all_letters(house.store)
    deliveries = (delivery for letter in letters for delivery in house.store.letters.deliveries(letter.id))
    return {delivery.address: delivery.status for delivery in deliveries}


def copies(mail: MoodyServer) -> dict[str, int]:
    """Address -> how often it got its letter; the copies are the same, or it is another letter."""
    assert len(set(mail.taken)) == len({address for address, *_ in mail.taken})
    return dict(Counter(address for address, *_ in mail.taken))


@pytest.mark.parametrize("mood", MOODS)
def test_what_passes_delays_the_letters_and_doubles_none(home: House, mail: MoodyServer, mood: str) -> None:
    mail.mood, set_ = MOODS[mood]
    assert flow.deliver(bent(home, **set_), MONDAY).failures > 0
    assert {address for address, status in ledger(home).items() if status == "sent"} == copies(mail).keys()
    assert set(ledger(home).values()) <= {"sent", "failed"}
    mail.mood = {}
    assert flow.deliver(home, LATER).failures == 0
    assert copies(mail) == dict.fromkeys(EVERYBODY, 1)
    assert ledger(home) == dict.fromkeys(EVERYBODY, "sent")


@pytest.mark.parametrize("mood", UNSURE)
def test_a_letter_that_may_have_been_taken_is_sent_once_more_with_its_message_id(
    home: House, mail: MoodyServer, mood: str
) -> None:
    mail.mood, set_ = UNSURE[mood]
    assert flow.deliver(bent(home, **set_), MONDAY).done == 0
    assert ledger(home) == dict.fromkeys(EVERYBODY, "failed")
    mail.mood = {}
    flow.deliver(home, LATER)
    assert copies(mail) == dict.fromkeys(EVERYBODY, 2)
    assert ledger(home) == dict.fromkeys(EVERYBODY, "sent")


def told_next_week(home: House, mail: MoodyServer) -> dict[str, set[str]]:
    """Address -> the calls that are new in the letters that arrive a week later."""
    mail.mood = {}
    mail.taken.clear()
    letters = flow.run(home, MONDAY + WEEK)[2]
    assert copies(mail) == dict.fromkeys(EVERYBODY, 1)
    return {
        letter.recipient: {mention.call for mention in letter.mentions if mention.section == "new"}
        for letter in letters
    }


def test_what_nobody_could_read_comes_back_next_week(home: House, mail: MoodyServer) -> None:
    mail.mood = {f"rcpt TO:<{address}>": b"550 no such person" for address in (SOCIAL, DEPUTY)}
    for now in (MONDAY, LATER):
        flow.deliver(home, now)
    assert copies(mail) == {SCHOOL_AND_CULTURE: 1}
    assert ledger(home) == {SOCIAL: "refused", DEPUTY: "refused", SCHOOL_AND_CULTURE: "sent"}
    assert told_next_week(home, mail) == {SOCIAL: {"se_one:aldre"}, SCHOOL_AND_CULTURE: set()}


def test_what_the_deputy_could_read_does_not(home: House, mail: MoodyServer) -> None:
    mail.mood = {f"rcpt TO:<{SOCIAL}>": b"550 no such person"}
    for now in (MONDAY, LATER):
        flow.deliver(home, now)
    assert copies(mail) == {DEPUTY: 1, SCHOOL_AND_CULTURE: 1}
    assert ledger(home) == {SOCIAL: "refused", DEPUTY: "sent", SCHOOL_AND_CULTURE: "sent"}
    assert told_next_week(home, mail) == {SOCIAL: set(), SCHOOL_AND_CULTURE: set()}


@pytest.mark.parametrize(
    ("mood", "hours"),
    [({"LETTER": b"554 no letters from bots"}, [0, 12]), ({"CONNECT": HANG_UP}, range(0, 97, 6))],
    ids=["refused for good", "given up after days"],
)
def test_letters_that_never_arrived_come_back_next_week(
    home: House, mail: MoodyServer, mood: Mapping[str, bytes], hours: Sequence[int]
) -> None:
    mail.mood = mood
    for hour in hours:
        flow.deliver(home, MONDAY + timedelta(hours=hour))
    assert ledger(home) == dict.fromkeys(EVERYBODY, "refused")
    assert copies(mail) == {}
    assert told_next_week(home, mail) == {SOCIAL: {"se_one:aldre"}, SCHOOL_AND_CULTURE: {"se_two:skola"}}
