"""Python's collector of circles, paused where much is made and none of it is a circle."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the search for circles of references, for the whole process; it goes on as it was, whatever
    happens inside.

    A build makes some two million tuples, names and quads and keeps most of them; the collector looks
    through all of them again and again and finds nothing, for a fifth of a build's time and as much of a
    validation's. What is no longer referred to is freed at once all the same.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
