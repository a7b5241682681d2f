"""What pySHACL is given: the rules of one run, and the graphs it is to see."""

from collections.abc import Collection, Generator, Iterable
from functools import cache, lru_cache
from typing import Any

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat

from patgraph.errors import BadInput
from patgraph.names import SHAPES, VIEW, curie, graph

#: The runs, each with the graph that its rules see; none for all of them.
RUNS = {"evidence": None, "resolved": VIEW}
_NAMES = {SHAPES + run for run in RUNS}
#: By what a shape says which nodes it is asked of.
_TARGETS = ("target", "targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")
#: rdflib's store of one graph alone. pySHACL asks for each part of a shape by itself; the usual store looks
#: each time in which graph it is.
PLAIN = "SimpleMemory"


@lru_cache(maxsize=len(RUNS))
def only(shapes: Any, run: str) -> Any:
    """The shapes graph with the shapes of the other run switched off, which nobody may change."""
    import rdflib

    chosen = rdflib.Graph(store=PLAIN)
    chosen += shapes
    for shape in shapes.subjects(rdflib.RDF.type, rdflib.SH.NodeShape):
        if not {str(run) for run in shapes.objects(shape, rdflib.RDFS.isDefinedBy)} & _NAMES:
            raise BadInput(f"{curie(str(shape))}: say rdfs:isDefinedBy pats:resolved or pats:evidence.")
        if (shape, rdflib.RDFS.isDefinedBy, rdflib.URIRef(SHAPES + run)) not in shapes:
            chosen.add((shape, rdflib.SH.deactivated, rdflib.Literal(True)))
        else:
            _all_at_once(chosen, shape)
    return chosen


def _all_at_once(shapes: Any, shape: Any) -> None:
    """Give the targets of a node shape to its property shapes themselves. pySHACL asks a property shape of a
    node shape once for each node, one with targets once for all; the results are the same.
    """
    from rdflib import SH

    if (None, None, shape) in shapes:  # What refers to it needs it whole.
        return
    targets = [
        (name, target) for name in (SH[each] for each in _TARGETS) for target in shapes.objects(shape, name)
    ]
    for part in list(shapes.objects(shape, SH.property)):
        for name, target in targets:
            shapes.add((part, name, target))
        shapes.remove((shape, SH.property, part))


def with_rules(shapes: Any, run: str, rules: Collection[str]) -> Any:
    """The shapes graph with nothing to run but these constraints and property shapes of a run."""
    import rdflib
    from rdflib import SH

    chosen = rdflib.Graph(store=PLAIN)
    chosen += only(shapes, run)
    for shape, says, part in [
        *chosen.triples((None, SH.sparql, None)),
        *chosen.triples((None, SH.property, None)),
    ]:
        if str(part) not in rules:
            chosen.remove((shape, says, part))
    for part in set(chosen.subjects(SH.path)):
        for name in _TARGETS if str(part) not in rules else ():
            chosen.remove((part, SH[name], None))
    for shape in set(chosen.subjects(rdflib.RDF.type, SH.NodeShape)):
        if (shape, SH.sparql, None) not in chosen and (shape, SH.property, None) not in chosen:
            chosen.add((shape, SH.deactivated, rdflib.Literal(True)))
    return chosen


def judged(store: pyoxigraph.Store, shapes: Any, run: str) -> Any:
    """What pySHACL finds by the rules of a run, as a graph. Raises `BadInput` where it cannot run them."""
    import pyshacl
    import rdflib

    try:
        _, results, reason = pyshacl.validate(
            data_of(store, RUNS[run]),
            shacl_graph=shapes, advanced=True, allow_warnings=True, inplace=True,
        )  # fmt: skip
    except Exception as error:  # pySHACL lets through whatever a broken shape makes it raise.
        raise BadInput(f"ontology/shapes/{run}.ttl: pySHACL cannot run it: {error}") from error
    if not isinstance(results, rdflib.Graph):
        raise BadInput(f"ontology/shapes/{run}.ttl: pySHACL cannot run it: {reason}")
    return results


def node_shapes(shapes: Any) -> int:
    """How many node shapes there are."""
    from rdflib import RDF, SH

    return len(set(shapes.subjects(RDF.type, SH.NodeShape)))


def data_of(store: pyoxigraph.Store, seen: str | None) -> Any:
    """A store as pySHACL takes it: all graphs, or one of them as if there were no other."""
    from pyshacl.graph_abstraction import OxigraphDataGraph, to_ox, to_rdf

    # The same terms are asked for again and again; to turn each anew takes longer than to look it up.
    as_engine, as_rdflib = cache(to_ox), cache(to_rdf)

    class Data(OxigraphDataGraph):
        def __bool__(self) -> bool:
            """pySHACL asks for each result whether the data are empty; its own class counts them for that,
            which costs more than all the rest.
            """
            return True

        @property
        def _asked(self) -> Any:
            """The graph that is asked; nothing where it is all of them."""
            return self.locked_context or (None if self._default_union else DefaultGraph())

        def objects(self, subject: Any, predicate: Any, unique: bool = False) -> Generator[Any, None, None]:  # type: ignore[override]
            if isinstance(subject, (list, tuple)):
                yield from super().objects(subject, predicate, unique)
                return
            asked: Any = as_engine(subject), as_engine(predicate), None, self._asked
            if isinstance(asked[0], Literal):  # Of a text nothing is said; pySHACL asks for its class.
                return
            for quad in self.impl.quads_for_pattern(*asked):
                yield as_rdflib(quad.object)

        def subjects(self, predicate: Any, object_: Any, unique: bool = False) -> Generator[Any, None, None]:  # type: ignore[override]
            if isinstance(object_, (list, tuple)):
                yield from super().subjects(predicate, object_, unique)
                return
            asked: Any = None, as_engine(predicate), as_engine(object_), self._asked
            for quad in self.impl.quads_for_pattern(*asked):
                yield as_rdflib(quad.subject)

        def query_oxigraph(self, query_object: str, *_: Any, **given: Any) -> Any:
            bound = given.get("initBindings") or {}
            return self.impl.query(
                query_object,
                prefixes={prefix: str(namespace) for prefix, namespace in self.namespaces()},
                default_graph=NamedNode(seen) if seen else None,
                use_default_graph_as_union=not seen,
                substitutions={pyoxigraph.Variable(str(name)): value for name, value in bound.items()},
            )

    data = Data(store)
    data.locked_context = NamedNode(seen) if seen else None
    return data


def shapes_of(store: pyoxigraph.Store) -> Any:
    """The shapes of a store, as a plain rdflib graph, which nobody may change."""
    return _read(store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph("shapes")))


def shapes_in(quads: Iterable[Quad]) -> Any:
    """Likewise, of quads."""
    return _read("".join(f"{quad.triple} .\n" for quad in quads).encode())


@lru_cache(maxsize=2)
def _read(shapes: bytes) -> Any:
    """Shapes, read: those of one project stay the same from one validation to the next."""
    import rdflib

    found = rdflib.Graph()
    found.parse(data=shapes, format="nt")
    return found
