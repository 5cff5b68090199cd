"""The pages that people open in a browser. A page's file has the name of its address; whatever it shows is Swedish.

    /svar/<token>        answer.py   what a person thinks of the calls of one letter
    /svar/<token>/pausa  pause.py    no letters for now
    /svar/<token>/stopp  holds.py    the coordinator's letter on Fridays: which letters are not to go out on Monday
    /healthz             health.py   for the operator's watchman

Pages are made on the server and work without JavaScript. Only `/svar/` is meant to be reached from outside; who comes
there has no cookie and no log-in: the token in the address opens the page of one letter (`door.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Any

from flask import Flask, Response
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from matcher.console import answer, health, holds, mishaps, pause
from matcher.console.door import Door, OpenHouse
from matcher.console.server import serve_console
from matcher.settings import Settings

__all__ = ["create_app", "serve_console"]

# Room for every field of a form at its longest, in any script.
MAX_FORM_BYTES = 16 * 1024
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the address is the secret, and pages link to funders
    "Cache-Control": "no-store",
}


class Console(Flask):
    """A Flask whose log never holds an address: in that of an answer page stands its token."""

    def log_exception(self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
        """Logs what nobody foresaw, by the name of the page."""
        mishaps.log_unforeseen(exc_info)


def create_app(open_house: OpenHouse, clock: Callable[[], datetime], settings: Settings) -> Flask:
    """The console.

    open_house  opens the house for looking; called once for every page
    clock       the present moment, with its time zone
    settings    as they were when the server job began
    """
    app = Console(__name__, static_url_path="/svar/static")
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["door"] = Door(open_house, clock, settings)
    for pages in (answer.pages, pause.pages, holds.pages, health.pages):
        app.register_blueprint(pages)
    mishaps.tell_kindly(app)
    app.after_request(_with_headers)
    _trust_proxies(app, settings.console.proxies)
    return app


def _with_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def _trust_proxies(app: Any, proxies: int) -> None:
    """Lets so many proxies say for whom they ask, and nothing else; none of them: nobody."""
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0, x_host=0)
