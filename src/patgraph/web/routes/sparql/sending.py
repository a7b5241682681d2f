"""An answer of `/sparql` on its way to its caller, as it comes."""

import asyncio
import contextlib

from starlette.requests import Request

from patgraph import errors
from patgraph.sparql.stream import ResultStream
from patgraph.web.server.cutting import cut

#: An answer is held back until it is whole, is so large, or has come for so long: until then a limit that is
#: reached is still a problem document, and a small answer has a length.
_HELD, _PATIENCE = 64 * 1024, 0.5
_WHOLE = 16 << 20
_STALLED = 60.0


async def send_result(answer: ResultStream, media: str, request: Request, receive, send):
    """Send an answer as it comes.

    One that is cut short ends the connection without the last chunk, so that no client can take it for a
    whole one; a client without chunks (HTTP/1.0) gets it whole or not at all.
    """
    loop = asyncio.get_running_loop()
    until, held = loop.time() + _PATIENCE, bytearray()
    whole = request.scope.get("http_version") == "1.0"
    while not answer.finished:
        if not whole and held and (len(held) >= _HELD or loop.time() >= until):
            break
        if len(held) > _WHOLE:
            raise errors.LimitReached("The answer is too large for HTTP/1.0; use HTTP/1.1.", "bytes", _WHOLE)
        patience = None if whole or not held else max(until - loop.time(), 0.001)
        held += await answer.piece(patience) or b""
    headers = [(b"content-type", media.encode()), (b"vary", b"Accept")]
    if answer.finished:
        headers.append((b"content-length", str(len(held)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if request.method == "HEAD":
        return await send({"type": "http.response.body", "body": b""})
    try:
        piece, more = bytes(held), not answer.finished
        await _give(send, piece, more)
        # What was said to go on has an end to be sent, though the answer may end while a piece is on its way.
        while more:
            piece = await answer.piece() or b""
            more = not answer.finished
            await _give(send, piece, more)
    except (errors.PatgraphError, TimeoutError):
        # Nothing more is said: the connection ends in the middle of the body.
        await cut(request.scope, receive)


async def _give(send, piece: bytes, more: bool):
    async with asyncio.timeout(_STALLED):
        await send({"type": "http.response.body", "body": piece, "more_body": more})


async def while_there(receive, work):
    """Do a piece of work for as long as the client is there; when it leaves, the work is ended."""
    task = asyncio.ensure_future(work)

    async def leave():
        while (await receive())["type"] != "http.disconnect":
            pass

    watch = asyncio.ensure_future(leave())
    try:
        await asyncio.wait([task, watch], return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            return await task
    finally:
        for each in (task, watch):
            each.cancel()
        await asyncio.wait([task, watch])
