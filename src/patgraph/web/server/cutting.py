"""Answers that are cut short on purpose, so that nobody takes them for whole."""

from starlette.types import Receive, Scope

#: What our server offers under this name, in the extensions of a scope, ends the connection.
CUT = "patgraph.cut"


async def cut(scope: Scope, receive: Receive):
    """End the connection in the middle of an answer, and wait until it has ended: a server that is left with
    half an answer takes that for a fault and logs it. Under another server nothing is done.
    """
    end = scope.get("extensions", {}).get(CUT)
    if end is None:
        return
    end()
    while (await receive())["type"] != "http.disconnect":
        pass
