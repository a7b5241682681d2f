"""A free query to a remote store from the command line: tried in a process of ours before it is sent."""

import asyncio

from patgraph import errors
from patgraph.rdf import Result
from patgraph.sparql.scope import Form
from patgraph.sparql.trial import Trial

from .deadline import UNTIL, Until
from .remote import RemoteStore


def ask(store: RemoteStore, text: str, seconds: float) -> Result:
    """Ask a remote store a free query, which has been tried first; pyoxigraph's solutions, triples or
    boolean. Raises what the query is refused for; `NotEvaluated` for what would end an engine, and
    `LimitReached` for what it would plan for ever; `DeadlinePassed`; `RemoteFault` and its kinds.
    """
    base, until = store.base, Until(seconds)
    planned = seconds / 2 if store.has_our_engine else None

    async def tried() -> Form:
        trial = Trial()
        try:
            async with asyncio.timeout(until.left):
                return await trial.try_query(text, base, planned)
        finally:
            await trial.end()

    kept = UNTIL.set(until)
    try:
        return store.answer(asyncio.run(tried()))
    except TimeoutError:
        raise errors.too_late(seconds) from None
    except errors.RemoteUnavailable as fault:
        raise fault if until.left else errors.too_late(seconds) from None
    finally:
        UNTIL.reset(kept)
