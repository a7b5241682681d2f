"""Lists of passages: texts in which the passages of a document stand with the names of what they speak of.

Words are looked for in some hundred such texts, where a question would read every name there is, and then
every passage that speaks of what has the name. A text has a line for each passage:

    3 dh-2004/haringey-start⇥53530⇥Profile, paragraph 5⇥⇥Performance Action Team in Haringey⇥…⇥

its place among the lines, its name without what all have, where it begins, its locator, and after an empty
field the names, the last first. The question has the places in a list: a text has no more than `EACH`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.names import VIEW, is_passage, pat, space, term
from patgraph.rdf import QuadTerms
from patgraph.sparql.reach import NotUnderstood

from .known import Known, Pairs
from .said import Said

LISTED = pat("passagesListed")
#: How many lines a text has at most, and from how many characters of a document: what begins near speaks of
#: the same, and a change makes few texts anew.
EACH, STRETCH = 16, 4_000
_VIEW = NamedNode(VIEW)
_WITHIN, _BEGINS, _LOCATOR = map(pat, ("inDocument", "startOffset", "locator"))
_NAMES = term("skos:prefLabel"), term("skos:altLabel")
#: In a line a tab or a line break is a space; and no letter has two in its place when it is made small.
_PLAIN = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "İ": "I"})

#: The values that a thing has of a property in the view.
Values = Callable[[Any, NamedNode], Collection[Any]]
#: Where a passage begins, and its line without its place.
Line = tuple[int, str]


def quads(stated: Iterable[QuadTerms], view: Pairs, graph: NamedNode) -> Iterator[Quad]:
    """The lists of all documents, as quads of a graph. Takes what passages state, and the subjects and
    objects of each property of the view.
    """
    known, spoken_of = Known(view), defaultdict[Any, set[Any]](set)
    for subject, _, object_, passage in stated:
        spoken_of[passage].update((subject, object_))
    lines: dict[Any, set[Line]] = defaultdict(set)
    for passage, nodes in spoken_of.items():
        for document, line in _lines(passage, nodes, known.all):
            lines[document].add(line)
    for document, of_document in lines.items():
        for text in _texts(of_document):
            yield Quad(document, LISTED, Literal(text), graph)


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
        if not of_before <= lines or {*_texts(lines)} != texts:
            raise NotUnderstood(f"the passages of {document} are listed otherwise")
        made = {Quad(document, LISTED, Literal(text), _VIEW) for text in _texts(lines - of_before | of_after)}
        gone |= there - made
        come |= made - there
    return gone, come


def _lines(passage: Any, nodes: Iterable[Any], values: Values) -> Iterator[tuple[Any, Line]]:
    """The lines of a passage that speaks of these, each with its document."""
    things = [node for node in nodes if not isinstance(node, Literal)]
    names = {label.value.translate(_PLAIN) for t in things for way in _NAMES for label in values(t, way)}
    if not names:
        return
    slug, rest = passage.value.removeprefix(space("passage")), "\t".join(sorted(names, reverse=True))
    for begin in values(passage, _BEGINS):
        for locator in values(passage, _LOCATOR):
            if begin.value.isdigit():
                line = f"{slug}\t{begin.value}\t{locator.value.translate(_PLAIN)}\t\t{rest}\t"
                yield from ((document, (int(begin.value), line)) for document in values(passage, _WITHIN))


def _texts(lines: Iterable[Line]) -> Iterator[str]:
    """The lists of the lines of a document."""
    stretches: dict[int, list[Line]] = defaultdict(list)
    for begin, line in lines:
        stretches[begin // STRETCH].append((begin, line))
    for stretch in stretches.values():
        in_order = [line for _, line in sorted(stretch)]
        for first in range(0, len(in_order), EACH):
            few = enumerate(in_order[first : first + EACH], 1)
            yield "".join(f"\n{place} {line}" for place, line in few) + "\n"


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
        elif predicate in (_WITHIN, _BEGINS, _LOCATOR):
            found.add(subject)
        elif predicate in _NAMES:
            for said in saids:
                meets = chain(said.quads(subject), said.quads(None, None, subject))
                found.update(quad.graph_name for quad in meets if is_passage(quad.graph_name))
    return found


def _of_passage(said: Said, passage: Any) -> Iterator[tuple[Any, Line]]:
    nodes = {node for quad in said.quads(None, None, None, passage) for node in (quad.subject, quad.object)}

    def values(node: Any, property_: NamedNode) -> Collection[Any]:
        return [quad.object for quad in said.quads(node, property_, None, _VIEW)]

    return _lines(passage, nodes, values)
