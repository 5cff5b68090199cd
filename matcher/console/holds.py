"""`/svar/<token>` of the coordinator's preview: which letters of its period wait until they are released."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matcher.console.door import Visit, visit
from matcher.correspondence import letters_due
from matcher.digest.swedish import listed, long_date, one_line, week
from matcher.store.coordination import EVERYONE

pages = Blueprint("holds", __name__)


@dataclass(frozen=True)
class Row:
    """The letter of one person.

    names    of the departments that it is about
    subject  as it would be written now; empty when it has been written
    """

    recipient: str
    names: str
    subject: str
    held: bool


@pages.post("/svar/<token>/stopp")
def hold(token: str) -> ResponseReturnValue:
    """Holds the letter of one person, or of everyone."""
    with _coordinator(token) as here:
        here.house.store.holds.add(here.letter.period, _recipient(here), here.now)
    return redirect(url_for("answer.show", token=token), 303)


@pages.post("/svar/<token>/slapp")
def release(token: str) -> ResponseReturnValue:
    """Releases the letter of one person, or of everyone."""
    with _coordinator(token) as here:
        here.house.store.holds.release(here.letter.period, _recipient(here), here.now)
    return redirect(url_for("answer.show", token=token), 303)


def page(here: Visit) -> str:
    """The letters of the period, each with its button."""
    period = here.letter.period
    return render_template(
        "holds.html",
        letter=here.letter,
        week=week(period),
        day=long_date(period),
        time=here.house.settings.schedule.digest_time,
        passed=_passed(here),
        coming=list(_coming(here)),
    )


@contextmanager
def _coordinator(token: str) -> Iterator[Visit]:
    """Only the preview's token decides over others' letters."""
    with visit(token) as here:
        if here.letter.kind != "preview":
            abort(404)
        yield here


def _recipient(here: Visit) -> str:
    """Whose letter the form is about: a person of the house, or EVERYONE."""
    recipient = request.form.get("recipient")
    known = {EVERYONE, *(person.address for person in here.house.recipients())}
    return recipient if recipient in known else abort(400)


def _passed(here: Visit) -> bool:
    """Whether the letters have been written; those that are not held are on their way then."""
    return here.house.settings.schedule.period(here.now) >= here.letter.period


def _coming(here: Visit) -> Iterator[Row]:
    """Everyone's letter before the digest moment; only those that are held after it."""
    house, passed = here.house, _passed(here)
    moment = house.settings.schedule.letters.next(here.now)
    subjects = {} if passed else {letter.recipient: letter.subject for letter in letters_due(house, moment)}
    for person in house.recipients():
        held = house.is_held(here.letter.period, person.address)
        if held if passed else person.address in subjects:
            names = listed([one_line(profile.name) for profile in person.profiles])
            yield Row(person.address, names, subjects.get(person.address, ""), held)
