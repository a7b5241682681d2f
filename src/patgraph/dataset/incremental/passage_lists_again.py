"""Lists of passages (`passage_lists`), after a change: those in which a passage, where it stands or a name of
what it speaks of is another now. The lines of such a document are put into lists anew.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.dataset.resolution.passage_lists import (
    BEGINS,
    LISTED,
    LOCATOR,
    NAMES,
    WITHIN,
    Line,
    lines_of,
    texts_of,
)
from patgraph.names import VIEW, is_passage
from patgraph.sparql.reach import NotUnderstood

from .before_and_after import Said

_VIEW = NamedNode(VIEW)


def listed_again(before: Said, after: Said, change: Collection[Quad]) -> tuple[set[Quad], set[Quad]]:
    """The lists that go, and those that come. Takes what is said before a change and after it with all that
    it makes of the view, and the quads that differ. Raises `NotUnderstood`.
    """
    if any(quad.predicate == LISTED for quad in change):
        raise NotUnderstood("a file lists passages")
    saids = before, after
    passages = _touched(saids, change)
    was, now = ({line for p in passages for line in _of_passage(said, p)} for said in saids)
    gone, come = set[Quad](), set[Quad]()
    for document in {document for document, _ in was ^ now}:
        there = {*before.quads(document, LISTED, None, _VIEW)}
        texts = {quad.object.value for quad in there if isinstance(quad.object, Literal)}
        lines = {_line(each) for text in texts for each in text.split("\n") if each}
        of_before, of_after = ({line for d, line in found if d == document} for found in (was, now))
        if not of_before <= lines or {*texts_of(lines)} != texts:
            raise NotUnderstood(f"the passages of {document} are listed otherwise")
        made = {
            Quad(document, LISTED, Literal(text), _VIEW) for text in texts_of(lines - of_before | of_after)
        }
        gone |= there - made
        come |= made - there
    return gone, come


def _line(numbered: str) -> Line:
    """A line of a list, without its place."""
    line = numbered.partition(" ")[2]
    return int(line.split("\t", 2)[1]), line


def _touched(saids: Iterable[Said], change: Iterable[Quad]) -> set[Any]:
    """The passages whose line may be another."""
    found = set[Any]()
    for subject, predicate, _, place in change:
        if is_passage(place):
            found.add(place)
        elif predicate in (WITHIN, BEGINS, LOCATOR):
            found.add(subject)
        elif predicate in NAMES:
            for said in saids:
                meets = chain(said.quads(subject), said.quads(None, None, subject))
                found.update(quad.graph_name for quad in meets if is_passage(quad.graph_name))
    return found


def _of_passage(said: Said, passage: Any) -> Iterator[tuple[Any, Line]]:
    nodes = {node for quad in said.quads(None, None, None, passage) for node in (quad.subject, quad.object)}

    def values(node: Any, property_: NamedNode) -> Collection[Any]:
        return [quad.object for quad in said.quads(node, property_, None, _VIEW)]

    return lines_of(passage, nodes, values)
