"""The outbox handed to the mail, one letter at a time: recorded before and after each."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from matcher.errors import DeliveryError
from matcher.house import House, Tally
from matcher.mail import Folder, Mailbox
from matcher.model import Letter

log = logging.getLogger(__name__)


def deliver_one(house: House, box: Mailbox, letter: Letter, now: datetime, tally: Tally) -> None:
    """Sends a claimed letter and records what became of it. Never raises: one letter must not stop the others."""
    ledger = house.store.letters
    try:
        answer = box.send(letter, now)
    except DeliveryError as error:
        ledger.settle(letter, "refused" if error.permanent else "failed", str(error), now)
        tally.failures += 1
        log.error("letter to %s (%s): %s", letter.recipient, letter.profile, error)
    except Exception as error:  # the second broad except: one letter must not stop the others
        ledger.settle(letter, "failed", f"unforeseen {type(error).__name__}: {error}", now)
        tally.failures += 1
        log.exception("letter to %s (%s): unforeseen", letter.recipient, letter.profile)
    else:
        ledger.settle(letter, "sent", answer, now)
        tally.done += 1


def try_out(house: House, letters: Iterable[Letter], folder: Path, now: datetime) -> int:
    """Writes letters into a folder for eyes; the outbox does not know of it. Returns how many."""
    box = Folder(folder, house.settings.mail.sender)
    return sum(bool(box.send(letter, now)) for letter in letters)
