"""Runs the console beside whatever else the process does."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore

from matcher.errors import ConfigError, Problem

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024  # what is longer is not even read; the pages themselves refuse far less, and say so
LOOK_SECONDS = 1.0


@contextmanager
def serve_console(app: Flask, host: str, port: int) -> Iterator[int]:
    """The console answers at host and port as long as the block lasts; requests in hand are finished then.

    Yields the port, which is a free one when `port` is 0. Raises ConfigError when nobody can listen there.
    """
    open_sockets: dict[int, Any] = {}
    listening = _listen(host, port)
    server = create_server(
        app,
        map=open_sockets,
        sockets=[listening],
        ident="",
        max_request_body_size=MAX_BODY_BYTES,
        clear_untrusted_proxy_headers=False,  # the app decides whom it trusts: `[console] proxies`
    )
    stopping = threading.Event()
    thread = threading.Thread(target=_answer, args=(open_sockets, stopping), name="console", daemon=True)
    thread.start()
    log.info("console at %s:%s", host, server.effective_port)
    try:
        yield int(server.effective_port)
    finally:
        server.task_dispatcher.shutdown()
        stopping.set()
        server.pull_trigger()
        thread.join()
        wasyncore.close_all(open_sockets)


def _answer(open_sockets: dict[int, Any], stopping: threading.Event) -> None:
    while not stopping.is_set():
        wasyncore.loop(timeout=LOOK_SECONDS, map=open_sockets, count=1)
    wasyncore.loop(timeout=0, map=open_sockets, count=1)  # the last words of a request in hand


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigError([Problem("config", "console.port", None, f"{host}:{port}: {error.strerror}")]) from error
