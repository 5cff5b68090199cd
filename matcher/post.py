"""The outbox handed to the mail, one letter at a time: recorded before and after each, tried again or given up."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from matcher.digest.swedish import shorten
from matcher.digest.wording import say
from matcher.errors import DeliveryError
from matcher.house import House, Tally
from matcher.mail import Folder, Mailbox
from matcher.message import letterhead
from matcher.model import FOR_RECIPIENTS, Answer, Delivery, Letter, NoticeKind

log = logging.getLogger(__name__)

# How long to wait after the first try that failed, the second, …; after the last one of these it stays so.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 4 * 60, 12 * 60))
ANSWER_WIDTH = 200


def deliver_one(house: House, box: Mailbox, letter: Letter, now: datetime, tally: Tally) -> None:
    """Claims a waiting letter, sends it, and records what became of it at every address.

    Never raises for the mail's sake: one letter must not stop the others.
    """
    unwanted = _unwanted(house, letter)
    if unwanted:
        house.store.letters.cancel(letter.id, unwanted, now)
        log.info("letter to %s: cancelled: %s", letter.recipient, unwanted)
        return
    # A whole town's letters take minutes, and the coordinator may have said stop since they were listed.
    held = letter.kind == "digest" and house.is_held(letter.period, letter.recipient)
    addresses = () if held else house.store.letters.claim(letter, now)
    if not addresses:
        return
    answers = _send(box, replace(letter, to=addresses), now)
    with house.store.atomic():
        for ledger in house.store.letters.deliveries(letter.id):
            if ledger.address in answers:
                _settle(house, letter, ledger, answers[ledger.address], now)
    for address, answer in answers.items():
        tally.done += answer.status == "sent"
        tally.failures += answer.status != "sent"
        log.log(logging.INFO if answer.status == "sent" else logging.ERROR, "letter to %s: %s", address, answer)


def _unwanted(house: House, letter: Letter) -> str:
    """Why a letter that waits is no longer to be sent; empty when it is."""
    if letter.kind not in FOR_RECIPIENTS:
        return "" if letter.recipient == house.settings.mail.coordinator else "is no longer the coordinator"
    if not any(person.is_at(letter.recipient) for person in house.recipients()):
        return "is no longer a recipient"
    return "is on pause" if house.store.pauses.has(letter.recipient) else ""


def _send(box: Mailbox, letter: Letter, now: datetime) -> dict[str, Answer]:
    """What the mailbox answered for every address of the letter."""
    try:
        return box.send(letter, now)
    except DeliveryError as error:
        answer = Answer("refused" if error.permanent else "failed", str(error))
    except Exception as error:  # the second broad except: one letter must not stop the others
        log.exception("letter to %s: unforeseen", letter.recipient)
        answer = Answer("failed", f"unforeseen {type(error).__name__}: {error}")
    return dict.fromkeys(letter.to, answer)


def _settle(house: House, letter: Letter, ledger: Delivery, answer: Answer, now: datetime) -> None:
    """Records the answer of one address, with the next try; when there will be none, the coordinator is told."""
    again = next_try(ledger, now, house.settings.mail.patience) if answer.status == "failed" else None
    if answer.status == "failed" and again is None:
        given_up = f"given up after {ledger.attempts} tries: {answer.words}"
        house.store.letters.settle(letter.id, ledger.address, "refused", given_up, now)
        _tell(house, letter, ledger.address, "letter", answer, now)
        return
    house.store.letters.settle(letter.id, ledger.address, answer.status, answer.words, now, again)
    if answer.status == "refused":
        _tell(house, letter, ledger.address, "refused", answer, now)


def _tell(house: House, letter: Letter, address: str, kind: NoticeKind, answer: Answer, now: datetime) -> None:
    """Leaves a notice for the coordinator; of the coordinator's own letters only the operator can be told."""
    if letter.kind in FOR_RECIPIENTS:
        text = say(f"notice_{kind}", address=address, answer=shorten(answer.words, ANSWER_WIDTH))
        house.store.notices.add(kind, text, now)


def next_try(ledger: Delivery, now: datetime, patience: timedelta) -> datetime | None:
    """When a letter that has just failed is to be tried again; None when that is later than we have patience for."""
    later = now + PAUSES[min(ledger.attempts, len(PAUSES)) - 1]
    return later if later - (ledger.first_try or now) <= patience else None


def try_out(house: House, letters: Iterable[Letter], folder: Path, now: datetime) -> int:
    """Writes letters into a folder for eyes; the outbox does not know of it. Returns how many."""
    box = Folder(folder, letterhead(house.settings))
    return sum(bool(box.send(letter, now)) for letter in letters)
