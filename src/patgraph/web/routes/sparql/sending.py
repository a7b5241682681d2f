"""An answer of `/sparql` on its way to its caller, as it comes."""

import asyncio
import contextlib
import math

from starlette.requests import Request

from patgraph import errors
from patgraph.sparql.stream import ResultStream
from patgraph.web.server.cutting import cut

#: An answer is held back until it is whole, is so large, or has come for so long: until then a limit that is
#: reached is still a problem document, and a small answer has a length.
_HELD, _PATIENCE = 64 * 1024, 0.5
_WHOLE = 16 << 20
#: Formats that may look whole wherever they are cut: their answers are held back until they are whole, or so
#: large, however long they take. What comes in pieces of the second kind says in the end that it is all.
_OPEN_ENDED = ("text/csv", "text/tab-separated-values")
_WITH_COMMENTS = ("text/turtle", "application/trig", "application/n-triples", "application/n-quads")
_HELD_OPEN_ENDED = 1 << 20
#: The last line of an answer of the second kind that came in pieces.
COMPLETE = b"# complete\n"
_STALLED = 60.0


async def send_result(answer: ResultStream, media: str, request: Request, receive, send):
    """Send an answer as it comes.

    One that is cut short ends the connection without the last chunk, so that no client can take it for a
    whole one; a client without chunks (HTTP/1.0) gets it whole or not at all. A proxy may speak HTTP/1.1 here
    and 1.0 to its caller: see the formats above.
    """
    loop, kind = asyncio.get_running_loop(), media.partition(";")[0]
    open_ended = kind in (*_OPEN_ENDED, *_WITH_COMMENTS)
    most = _HELD_OPEN_ENDED if open_ended else _HELD
    until, held = loop.time() + (math.inf if open_ended else _PATIENCE), bytearray()
    whole = request.scope.get("http_version") == "1.0"
    while not answer.finished:
        if not whole and held and (len(held) >= most or loop.time() >= until):
            break
        if len(held) > _WHOLE:
            raise errors.LimitReached("The answer is too large for HTTP/1.0; use HTTP/1.1.", "bytes", _WHOLE)
        patience = None if whole or open_ended or not held else max(until - loop.time(), 0.001)
        held += await answer.piece(patience) or b""
    headers, end = [(b"content-type", media.encode()), (b"vary", b"Accept")], b""
    if answer.finished:
        headers.append((b"content-length", str(len(held)).encode()))
    elif kind in _WITH_COMMENTS:
        end = COMPLETE
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if request.method == "HEAD":
        return await send({"type": "http.response.body", "body": b""})
    try:
        piece, more = bytes(held), not answer.finished
        await _give(send, piece if more else piece + end, more)
        # What was said to go on has an end to be sent, though the answer may end while a piece is on its way.
        while more:
            piece = await answer.piece() or b""
            more = not answer.finished
            await _give(send, piece if more else piece + end, more)
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
