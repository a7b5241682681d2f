"""Python's collector of circles, paused where much is made and none of it is a circle."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the search for circles of references, for the whole process; it goes on as it was, whatever
    happens inside. What was freed inside goes back to the system.

    A build makes some million tuples and names and keeps most of them; the collector looks through all of
    them again and again and finds nothing, for a fifth of a build's time and as much of a validation's. What
    is no longer referred to is freed at once all the same.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
        _give_back()


def _give_back() -> None:
    """The C library keeps what was freed for whoever asks next: half of what a validation took, which the
    threads of an engine that writes afterwards do not find. Not every library can be told.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
