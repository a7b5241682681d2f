"""A limit of time for work on a file of somebody else's, whose patterns may be hopeless."""

import contextlib
import signal
import threading
from collections.abc import Iterator


class TooSlow(Exception):
    """The time is over."""


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """A block that has so many seconds. Raises `TooSlow`. Only the main thread hears the clock: in others
    there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(*_):
        raise TooSlow

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
