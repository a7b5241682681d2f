"""Datasets of a few quads, and what a store holds of them."""

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from patgraph.names import BASE, VIEW
from patgraph.rdf import Dataset

NODE = NamedNode(f"{BASE}id/council/x")


def of_one_quad(text: str) -> Dataset:
    """A dataset of one quad, which says the text."""
    return Dataset(frozenset([Quad(NODE, NODE, Literal(text), NamedNode(VIEW))]))


def of_many_quads() -> Dataset:
    """A dataset of two thousand quads."""
    return Dataset(frozenset(Quad(NODE, NODE, Literal(n), NamedNode(VIEW)) for n in range(2_000)))


def of_graphs(text: str, graphs: int = 3) -> Dataset:
    """A dataset of a few graphs that all say the same text, with a blank node in each."""
    names = [NamedNode(VIEW), *(NamedNode(f"{BASE}graph/document/{n}") for n in range(graphs))]
    blank = BlankNode("c14n0")
    quads = [(NODE, NODE, Literal(text)), (NODE, NODE, blank), (blank, NODE, Literal("b"))]
    return Dataset(frozenset(Quad(*triple, name) for triple in quads for name in names))


def objects(store) -> list[str]:
    """What a reader of a store sees as objects in the view, sorted."""
    return sorted(str(o) for (o,) in store.select("SELECT ?o { ?s ?p ?o }")[1])
