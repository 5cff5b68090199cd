"""What goes wrong on a page, told kindly and in Swedish; a form that could not be saved comes back to be sent again."""

from __future__ import annotations

import logging
from types import TracebackType

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from matcher.errors import MatcherError

log = logging.getLogger(__name__)


def tell_kindly(app: Flask) -> None:
    """Gives the console its error pages."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(MatcherError, _out_of_order)


def log_unforeseen(exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
    """Logs a fault of ours by the name of the page; its address may hold a token."""
    log.error("%s %s: unforeseen", request.method, request.endpoint, exc_info=exc_info)


def _refused(error: HTTPException) -> Response:
    """The page of an HTTP status; headers that belong to it (Allow, Retry-After) stay."""
    page = make_response(render_template("error.html", status=error.code), error.code)
    page.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return page


def _out_of_order(error: MatcherError) -> Response:
    """The database or a file cannot be used now. Nothing was saved; the form comes back with all that stood in it."""
    log.error("%s %s: %s", request.method, request.endpoint, error)
    fields = list(request.form.items(multi=True)) if request.method == "POST" else []
    return make_response(render_template("later.html", fields=fields), 503)
