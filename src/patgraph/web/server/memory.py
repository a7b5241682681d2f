"""Memory: what a burst of requests took goes back to the system when it is over."""

import contextlib
import ctypes


def give_back() -> None:
    """Give back what is free: the allocator keeps it for itself, whatever was let go. Whoever needs memory
    meanwhile waits for that, so it is for a time when little is asked.
    """
    # Another allocator has ways of its own.
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
