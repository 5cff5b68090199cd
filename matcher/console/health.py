"""`/healthz`: whether the server job does its work, for the operator's watchman."""

from __future__ import annotations

from flask import Blueprint

from matcher.agenda import LATE, late
from matcher.console.door import door
from matcher.errors import MatcherError

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> tuple[dict[str, object], int]:
    """200 when all is well, 503 with the reasons otherwise."""
    now = door().clock()
    try:
        with door().open_house() as house:
            last = {verb: house.store.runs.last(verb, now, "ended") for verb in ("collect", "compose")}
            reasons = [f"{verb} has been due for more than {LATE}" for verb in late(house, now)]
    except MatcherError as error:
        return {"ok": False, "database": False, "reasons": [str(error)]}, 503
    told = {f"last_{verb}": at.isoformat() if at else None for verb, at in last.items()}
    return {"ok": not reasons, "database": True, **told, "reasons": reasons}, 503 if reasons else 200
