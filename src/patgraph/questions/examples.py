"""Examples of questions: a service asks each with its own, so they are tried before anything is served."""

from collections.abc import Mapping

from patgraph import at_work
from patgraph.errors import BadValue
from patgraph.store import Store

from .question import Query


def without_example(queries: Mapping[str, Query], store: Store) -> dict[str, str]:
    """The questions that a graph cannot be asked with their own example, by name, each with the reason."""
    found = {}
    for query in queries.values():
        at_work.say(f"the example of queries/{query.name}.rq")
        try:
            query.read(query.example, store)
        except BadValue as error:
            found[query.name] = str(error)
    return found
