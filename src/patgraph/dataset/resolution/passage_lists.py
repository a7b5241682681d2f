"""Lists of passages: texts in which the passages of a document stand with the names of what they speak of.

Words are looked for in some hundred such texts, where a question would read every name there is, and then
every passage that speaks of what has the name. A text has a line for each passage:

    3 dh-2004/haringey-start⇥53530⇥Profile, paragraph 5⇥⇥Performance Action Team in Haringey⇥…⇥

its place among the lines, its name without what all have, where it begins, its locator, and after an empty
field the names, the last first. The question has the places in a list: a text has no more than `EACH`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.names import pat, space, term
from patgraph.rdf import QuadTerms

from .known import Known, Pairs

LISTED = pat("passagesListed")
#: How many lines a text has at most, and from how many characters of a document: what begins near speaks of
#: the same, and a change makes few texts anew.
EACH, STRETCH = 16, 4_000
WITHIN, BEGINS, LOCATOR = map(pat, ("inDocument", "startOffset", "locator"))
NAMES = term("skos:prefLabel"), term("skos:altLabel")
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
        for document, line in lines_of(passage, nodes, known.all):
            lines[document].add(line)
    for document, of_document in lines.items():
        for text in texts_of(of_document):
            yield Quad(document, LISTED, Literal(text), graph)


def lines_of(passage: Any, nodes: Iterable[Any], values: Values) -> Iterator[tuple[Any, Line]]:
    """The lines of a passage that speaks of these, each with its document."""
    things = [node for node in nodes if not isinstance(node, Literal)]
    names = {label.value.translate(_PLAIN) for t in things for way in NAMES for label in values(t, way)}
    if not names:
        return
    slug, rest = passage.value.removeprefix(space("passage")), "\t".join(sorted(names, reverse=True))
    for begin in values(passage, BEGINS):
        for locator in values(passage, LOCATOR):
            if begin.value.isdigit():
                line = f"{slug}\t{begin.value}\t{locator.value.translate(_PLAIN)}\t\t{rest}\t"
                documents = [each for each in values(passage, WITHIN) if not isinstance(each, Literal)]
                yield from ((document, (int(begin.value), line)) for document in documents)


def texts_of(lines: Iterable[Line]) -> Iterator[str]:
    """The lists of the lines of a document."""
    stretches: dict[int, list[Line]] = defaultdict(list)
    for begin, line in lines:
        stretches[begin // STRETCH].append((begin, line))
    for stretch in stretches.values():
        in_order = [line for _, line in sorted(stretch)]
        for first in range(0, len(in_order), EACH):
            few = enumerate(in_order[first : first + EACH], 1)
            yield "".join(f"\n{place} {line}" for place, line in few) + "\n"
