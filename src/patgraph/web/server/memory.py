"""Memory: what a burst of requests took goes back to the system when it is over."""

import asyncio
import contextlib
import ctypes

#: Seconds between two looks.
_EVERY = 15.0


async def give_back() -> None:
    """Give back, again and again, what is free: the allocator keeps it for itself, whatever was let go."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except AttributeError:
        return  # Another allocator, which has ways of its own.
    while True:
        await asyncio.sleep(_EVERY)
        await asyncio.to_thread(trim, 0)


@contextlib.asynccontextmanager
async def giving_back():
    """A block during which that is done."""
    task = asyncio.ensure_future(give_back())
    try:
        yield
    finally:
        task.cancel()
