"""`/svar/<token>`: what a person thinks of the calls of one letter.

Programmes that look through mail open every link in it, so looking at a page changes nothing; only a form does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matcher.console import holds
from matcher.console.cards import by_call, cards
from matcher.console.door import Visit, visit
from matcher.digest.facts import anchor
from matcher.digest.swedish import listed, long_date, one_line, week
from matcher.model import FOR_RECIPIENTS, Opinion, Verdict

pages = Blueprint("answer", __name__)

OPINIONS = get_args(Opinion)
NOTE_LENGTH = 500


@dataclass(frozen=True)
class Filled:
    """What was filled in for one call, also when it cannot be saved yet.

    other  slug of a department, empty when the person does not know which
    fault  what must be mended first
    """

    call: str
    opinion: str
    other: str
    note: str
    fault: Literal["", "no_opinion", "long_note"] = ""


@pages.get("/svar/<token>")
def show(token: str) -> ResponseReturnValue:
    """The letter's calls, each with its form; of the coordinator's preview, the letters that it tells of."""
    with visit(token) as here:
        return holds.page(here) if here.letter.kind == "preview" else _page(here)


@pages.post("/svar/<token>")
def save(token: str) -> ResponseReturnValue:
    """Saves what the person thinks of one call, for every profile that the letter told it for."""
    with visit(token) as here:
        filled = _filled_in(here)
        if filled.fault:
            return _page(here, filled), 400
        _store(here, filled)
    return _back(token, filled.call, "sparat")


@pages.post("/svar/<token>/angra")
def undo(token: str) -> ResponseReturnValue:
    """Takes back what was answered for one call."""
    with visit(token) as here:
        call = _call(here)
        here.house.store.verdicts.withdraw(here.letter.id, call, here.now)
    return _back(token, call, "borttaget")


def _store(here: Visit, filled: Filled) -> None:
    opinion = cast(Opinion, filled.opinion)
    with here.house.store.atomic():
        for mention in by_call(here.letter.mentions)[filled.call]:
            here.house.store.verdicts.add(
                Verdict(mention.profile, filled.call, opinion, here.now, filled.note, filled.other, here.letter.id)
            )


def _back(token: str, call: str, done: str) -> ResponseReturnValue:
    """To the call on the page, which then says that it is done; to load that page again sends nothing again."""
    place = anchor(call)
    query: dict[str, Any] = {done: place}
    return redirect(url_for("answer.show", token=token, _anchor=place, **query), 303)


def _call(here: Visit) -> str:
    """The call that the form is about. A token speaks for the calls of its own letter only."""
    call = request.form.get("call", "")
    return call if call in by_call(here.letter.mentions) else abort(400)


def _filled_in(here: Visit) -> Filled:
    """The form of one call. What no form of ours could have sent is refused with 400."""
    call, opinion = _call(here), request.form.get("opinion", "")
    if opinion not in ("", *OPINIONS):
        abort(400)
    other = request.form.get("other", "") if opinion == "other_department" else ""
    if other and other not in here.house.profiles:
        abort(400)
    note = one_line(request.form.get("note", ""))
    if not opinion:
        return Filled(call, opinion, other, note, "no_opinion")
    return Filled(call, opinion, other, note, "long_note" if len(note) > NOTE_LENGTH else "")


def _page(here: Visit, filled: Filled | None = None) -> str:
    profiles = {slug: one_line(profile.name) for slug, profile in here.house.profiles.items()}
    names = dict.fromkeys(profiles.get(mention.profile, "") for mention in here.letter.mentions)
    return render_template(
        "answer.html",
        letter=here.letter,
        names=listed([name for name in names if name]),
        week=week(here.letter.period),
        last_day=long_date(here.last_day),
        cards=cards(here),
        departments=profiles,
        filled=filled,
        note_length=NOTE_LENGTH,
        can_pause=here.letter.kind in FOR_RECIPIENTS,
        saved=request.args.get("sparat", ""),
        removed=request.args.get("borttaget", ""),
    )
