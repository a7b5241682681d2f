"""patgraph: what central government did about failing councils in England, and what came of it.

import patgraph

graph = patgraph.open()                       # builds the graph in memory
answer = graph.query("engagements", council="haringey")
for row in answer:
    print(row["consultancyLabel"], row["start"])
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .about import __version__

if TYPE_CHECKING:
    from .errors import PatgraphError
    from .graph import Graph, open
    from .questions.answer import Answer
    from .questions.question import Query
    from .store.address import Address

__all__ = ["Address", "Answer", "Graph", "PatgraphError", "Query", "__version__", "open"]

#: Where each public name lives. A room is loaded when one of its names is asked for, so that a process which
#: needs one room (a worker, a command's `--help`) does not load the others.
_PLACES = {
    "Address": ".store.address",
    "Answer": ".questions.answer",
    "Graph": ".graph",
    "PatgraphError": ".errors",
    "Query": ".questions.question",
    "open": ".graph",
}


def __getattr__(name: str):
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name], __name__), name)


def __dir__() -> list[str]:
    return __all__
