"""Frames: what is said between the server and the processes that read and evaluate queries.

A frame is a letter, four bytes of length, and that many bytes:

Q  to the process: a query, as JSON
R  it is ready; only now its time counts
H  what the answer is, as JSON
D  a piece of it
E  its end, as JSON
X  instead of any of these: an error, as JSON (see `told`)
"""

import json
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from patgraph import errors

if TYPE_CHECKING:
    from asyncio import StreamReader

QUERY, READY, HEAD, PIECE, END, ERROR = b"Q", b"R", b"H", b"D", b"E", b"X"
_BEGINNING = struct.Struct(">cI")
_AT_ONCE = 1 << 20


def frame(letter: bytes, content: bytes) -> bytes:
    """The bytes of a frame."""
    return _BEGINNING.pack(letter, len(content)) + content


def message(letter: bytes, content: Any) -> bytes:
    """The bytes of a frame whose content is JSON."""
    return frame(letter, json.dumps(content).encode())


def read_frame(take: Callable[[int], bytes]) -> tuple[bytes, bytes]:
    """The letter and the content of the next frame. `take` gives so many bytes of a channel at most, and
    none at its end. Raises `EOFError` where the channel ends, in the middle of a frame too.
    """
    letter, length = _BEGINNING.unpack(_exactly(take, _BEGINNING.size))
    return letter, _exactly(take, length)


async def receive_frame(channel: "StreamReader") -> tuple[bytes, bytes]:
    """As `read_frame`, in an event loop."""
    try:
        letter, length = _BEGINNING.unpack(await channel.readexactly(_BEGINNING.size))
        return letter, await channel.readexactly(length)
    except ConnectionError as error:
        raise EOFError from error


def _exactly(take: Callable[[int], bytes], length: int) -> bytes:
    held = bytearray()
    while len(held) < length:
        try:
            more = take(min(length - len(held), _AT_ONCE))
        except ConnectionError as error:
            raise EOFError from error
        if not more:
            raise EOFError
        held += more
    return bytes(held)


def told(error: errors.PatgraphError) -> dict[str, Any]:
    """An error as JSON can carry it: the name of its class (or of the nearest that all know), its message,
    and `more`.
    """
    known = next(kind for kind in type(error).__mro__ if getattr(errors, kind.__name__, None) is kind)
    return {"error": known.__name__, "message": str(error), "more": error.more}


def raised(told: dict[str, Any]) -> errors.PatgraphError:
    """The error that `told` was made of; what else its class keeps is as the class itself has it. A name that
    is none of ours is `WorkerLost`.
    """
    kind = getattr(errors, told["error"], None)
    if not (isinstance(kind, type) and issubclass(kind, errors.PatgraphError)):
        kind = errors.WorkerLost
    # Not by its __init__: some are made of more than their message.
    error: errors.PatgraphError = kind.__new__(kind, told["message"])
    error.args, error.more = (told["message"],), told["more"]
    return error
