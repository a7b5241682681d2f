"""Files as replies: many large ones at a time leave the event loop to others."""

import asyncio
import os
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

#: Bytes of a piece, and seconds between two of them: all together are sent as fast as a line of a gigabit
#: takes them, and leave the service most of its time.
_PIECE, _PAUSE = 128 * 1024, 0.001
#: Where the event loop has much else to do, so many times as long as that took lies between two more; so many
#: seconds at most.
_BEHIND, _LONGEST = 2, 0.05
#: One piece of all files that are being sent has its turn at a time.
_turns: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]" = weakref.WeakKeyDictionary()


class _File:
    """A file: what the system has in memory is read at once, all else in a thread."""

    def __init__(self, descriptor: int):
        self._descriptor, self._place, self._size = descriptor, 0, os.fstat(descriptor).st_size

    async def seek(self, place: int) -> None:
        """Go on from a place."""
        self._place = place

    async def read(self, size: int) -> bytes:
        """So many bytes at most; none at the end."""
        try:
            found = self._at_place(size, getattr(os, "RWF_NOWAIT", 0))
        except OSError:
            # It has to be fetched from the disk, or the system cannot say whether.
            found = await asyncio.to_thread(self._at_place, size, 0)
        self._place += len(found)
        return found

    def _at_place(self, size: int, flags: int) -> bytes:
        room = bytearray(size)
        count = os.preadv(self._descriptor, [room], self._place, flags)
        if flags and count < min(size, self._size - self._place):
            raise BlockingIOError  # It has only some of it.
        return bytes(memoryview(room)[:count])


class FileReply(FileResponse):
    """A file that is sent piece by piece; between two pieces of any files, what else has come is served."""

    chunk_size = _PIECE

    async def __call__(self, scope: Scope, receive: Receive, send: Send):
        """Send it."""
        loop = asyncio.get_running_loop()
        turn = _turns.setdefault(loop, asyncio.Lock())

        async def send_in_turn(message: Message):
            if message.get("more_body"):
                async with turn:
                    begun = loop.time()
                    await asyncio.sleep(_PAUSE)
                    late = loop.time() - begun - _PAUSE
                    await asyncio.sleep(min(_BEHIND * late, _LONGEST))
            await send(message)

        await super().__call__(scope, receive, send_in_turn)

    @asynccontextmanager
    async def _open_file(self) -> AsyncIterator[_File]:
        # The framework's own has a thread for each piece, which takes longer than the piece.
        descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield _File(descriptor)
        finally:
            os.close(descriptor)
