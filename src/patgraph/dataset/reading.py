"""What the files of a project say, each read anew only where its content is another (see `kept_quads`)."""

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad

from patgraph.errors import BadInput, in_words
from patgraph.names import graph, is_passage
from patgraph.rdf import QuadTerms

from . import cache
from .kept_quads import KeptQuads, form
from .project import Part, Project

_CATALOGUE = graph("catalogue")
#: The graphs of words, rules and questions, which no evidence changes: blank nodes stand there as a rule.
OF_WORDS = {graph("ontology"), graph("shapes"), _CATALOGUE}


def statements(project: Project) -> list[QuadTerms]:
    """All that the files of a project say, each statement in its graph, terms shared, and blank nodes
    labelled as `canonical` does. Raises `BadInput`.
    """
    kept = KeptQuads()
    found = {part_key(project, part): part for part in parts(project)}
    words = cache.key([form(), "canonical", *(k for k, part in found.items() if part.graph in OF_WORDS)])
    labelled = kept.find(words) or []
    done = {quad[3] for quad in labelled}
    others = [
        quad for key, part in found.items() if part.graph not in done for quad in kept.read(key, part.read)
    ]
    if not labelled or kept.blank - {words}:
        everything = [quad for key, part in found.items() for quad in kept.read(key, part.read)]
        labelled, others = canonical(everything)
        if {quad[3] for quad in labelled} <= OF_WORDS:
            labelled = kept.keep(words, labelled)
    kept.tidy(found)
    return labelled + others


def shared(quads: Iterable[Quad | QuadTerms]) -> Iterator[QuadTerms]:
    """Quads with each term held once: the same few names stand everywhere."""
    terms: dict[Any, Any] = {}
    held = terms.setdefault
    for subject, predicate, object_, name in quads:
        yield held(subject, subject), held(predicate, predicate), held(object_, object_), held(name, name)


def canonical(quads: list[QuadTerms]) -> tuple[list[QuadTerms], list[QuadTerms]]:
    """The quads of graphs with blank nodes, labelled by RDFC-1.0, so that the same files give the same names;
    and those of the other graphs. Those of passages stay as they are.
    """
    with_blank = _with_blank(quads)
    labelled = _labelled(tuple(quad for quad in quads if quad[3] in with_blank))
    return labelled, [quad for quad in quads if quad[3] not in with_blank]


@lru_cache(maxsize=1)
def _labelled(quads: tuple[QuadTerms, ...]) -> list[QuadTerms]:
    """Takes all quads of their graphs; those of words are mostly the same from one edit to the next."""
    dataset = pyoxigraph.Dataset(Quad(*quad) for quad in quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    # The engine gives them in another order each time.
    return sorted(shared(dataset), key=lambda quad: [*map(str, quad)])


def unnamed(quads: Iterable[Quad | QuadTerms]) -> set[Quad]:
    """The quads with blank nodes, labelled so that two files that say the same have the same."""
    found = pyoxigraph.Dataset(Quad(*q) for q in quads if BlankNode in (type(q[0]), type(q[2])))
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {*found}


def _with_blank(quads: Iterable[QuadTerms]) -> set[NamedNode]:
    found = {g for s, _, o, g in quads if BlankNode in (type(s), type(o))}
    return {name for name in found if not is_passage(name)}


def parts(project: Project) -> Iterator[Part]:
    """All files of a project that say something, each with what reads it. Raises `BadInput`."""
    yield from project.parts()
    for path in project.questions():
        try:
            content = path.read_bytes()
        except OSError as error:
            raise BadInput(in_words(error)) from error
        yield Part(path, content, partial(_question, path, content), _CATALOGUE)


def _question(path: Path, content: bytes) -> Iterator[Quad]:
    # Who goes on from what was built before reads none.
    from patgraph.questions.catalogue import entry
    from patgraph.questions.question_file import read_question

    return entry(read_question(path, content))


def part_key(project: Project, part: Part) -> str:
    """What decides what is read of a file: this program, its engines, its path, and its content."""
    return cache.key([form(), "file", part.path.relative_to(project.root).as_posix(), part.content])
