"""A free query to a remote store from the command line: tried in a process of ours before it is sent."""

import asyncio

from patgraph import errors
from patgraph.sparql.trial import Reader

from .deadline import UNTIL, Until
from .remote import RemoteStore


def ask(store: RemoteStore, text: str, seconds: float):
    """Ask a remote store a free query, which a reader has tried first; pyoxigraph's solutions, triples or
    boolean. Raises what the query is refused for; `NotEvaluated` for what would end an engine, and
    `LimitReached` for what it would plan for ever; `DeadlinePassed`; `RemoteFault` and its kinds.
    """
    base, until = store.base, Until(seconds)
    planned = seconds / 2 if store.has_our_engine else None

    async def read():
        reader = Reader()
        try:
            async with asyncio.timeout(until.left):
                return await reader.read(text, base, planned)
        finally:
            await reader.end()

    kept = UNTIL.set(until)
    try:
        return store.answer(asyncio.run(read()))
    except TimeoutError:
        raise errors.too_late(seconds) from None
    except errors.RemoteUnavailable as fault:
        raise fault if until.left else errors.too_late(seconds) from None
    finally:
        UNTIL.reset(kept)
