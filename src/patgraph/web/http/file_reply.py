"""Files as replies: many large ones at a time leave the event loop to others."""

import asyncio
import weakref

from fastapi.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

#: One piece of all files that are being sent has its turn at a time.
_turns: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]" = weakref.WeakKeyDictionary()


class FileReply(FileResponse):
    """A file that is sent piece by piece; between two pieces of any files, what else has come is served."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send):
        """Send it."""
        turn = _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())

        async def send_in_turn(message: Message):
            if message.get("more_body"):
                async with turn:
                    await asyncio.sleep(0)
            await send(message)

        await super().__call__(scope, receive, send_in_turn)
