"""`/svar/<token>/pausa`: no letters for now, and letters again.

A mail program may ask for it without showing the page (RFC 8058: a form with `List-Unsubscribe=One-Click`, no cookie,
no redirect); the page's own button sends the same form, so there is one way only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matcher.console.door import Visit, visit
from matcher.digest.wording import say
from matcher.model import FOR_RECIPIENTS

pages = Blueprint("pause", __name__)


@pages.get("/svar/<token>/pausa")
def show(token: str) -> str:
    """Whether the person gets letters, and the button to change it. Changes nothing itself."""
    with _reader(token) as here:
        return _page(here)


@pages.post("/svar/<token>/pausa")
def pause(token: str) -> str:
    """Puts the person on pause and tells the coordinator."""
    with _reader(token) as here:
        store, person = here.house.store, here.letter.recipient
        with store.atomic():
            if store.pauses.add(person, say("paused_by_link"), here.now):
                store.notices.add("paused", say("person_paused", person=person), here.now)
        return _page(here)


@pages.post("/svar/<token>/ateruppta")
def resume(token: str) -> ResponseReturnValue:
    """Ends the pause and tells the coordinator."""
    with _reader(token) as here:
        store, person = here.house.store, here.letter.recipient
        with store.atomic():
            if store.pauses.end(person):
                store.notices.add("paused", say("person_resumed", person=person), here.now)
    return redirect(url_for("pause.show", token=token), 303)


@contextmanager
def _reader(token: str) -> Iterator[Visit]:
    """A letter of the coordinator's work has no such page: a pause would not stop it."""
    with visit(token) as here:
        if here.letter.kind not in FOR_RECIPIENTS:
            abort(404)
        yield here


def _page(here: Visit) -> str:
    person = here.letter.recipient
    return render_template("pause.html", letter=here.letter, paused=here.house.store.pauses.has(person))
