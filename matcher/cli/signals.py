"""Being told to stop."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def signals() -> Iterator[Callable[[], object]]:
    """Gives what waits for SIGTERM or SIGINT. Inside, they break off nothing, in no thread, however often they come.

    A signal only leaves a byte in a socket. To block signals and wait for them instead would not do: libraries start
    threads of their own when they are loaded, and one of those would take the signal and end the process.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setblocking(False)
        wakeup = signal.set_wakeup_fd(theirs.fileno())
        before = {number: signal.signal(number, lambda *_: None) for number in SIGNALS}
        try:
            yield partial(ours.recv, 1)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(wakeup)
