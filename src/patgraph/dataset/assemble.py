"""Build: from the files of a project to the quads of the dataset. The whole machine starts here.

    files ─▶ quads, each in its graph ─▶ view (what we say + what resolution takes) ─▶ Dataset

The same files give the same quads: `Dataset.nquads` is sorted, blank nodes are labelled by RDFC-1.0,
and the SHA-256 of it is the version. Graphs and view: `data/README.md`.
"""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from patgraph import dates
from patgraph.errors import BadDate, BadInput
from patgraph.names import BASE, VIEW, graph, is_passage, pat, space, term
from patgraph.questions import catalogue
from patgraph.rdf import Dataset, Facts, QuadTerms, Term, closure

from . import agreements, coverage, gaps, judges
from .collector import collector_paused
from .plans import plans
from .project import Project
from .records import records
from .resolve import Resolution

#: Is called with the name of each step.
Tell = Callable[[str], object]

_VIEW = NamedNode(VIEW)
_TYPE, _LABEL = term("rdf:type"), term("skos:prefLabel")
_MIRRORED = {_LABEL: term("rdfs:label"), term("skos:definition"): term("rdfs:comment")}


@collector_paused()
def build(project: Project, base: str = BASE, tell: Tell = lambda step: None) -> Dataset:
    """Read the files of a project and resolve what they say.

    `tell` is called with the name of each step. Raises `BadInput` (a file cannot be read, a date is
    none); whether the result *holds* is for `validation.validate` to say.
    """
    tell("reading")
    return assemble(project, chain(project.quads(), catalogue.quads(project.questions())), base, tell)


def assemble(
    project: Project,
    quads: Iterable[Quad],
    base: str = BASE,
    tell: Tell = lambda step: None,
) -> Dataset:
    """The dataset of the quads that a project's files hold, each in its graph; see `build`."""
    stated, said = _apart(quads)
    said = _canonical(said)

    tell("resolving")
    shapes = graph("shapes")
    ours = [quad for quad in said if quad[3] != shapes]
    named = _dates(project, [*stated, *ours])
    resolution = Resolution(stated, ours)
    facts = resolution.facts
    view = {(s, p, o, _VIEW) for s, p, o, _ in ours}
    view |= {(s, p, o, _VIEW) for s, p, o in resolution.taken}
    view |= named
    del ours
    found = [*resolution.disagreements, *plans(resolution)]
    name = _namer(view)
    pound = NamedNode(f"{BASE}concept/unit/pound")
    sums = {t.subject for t in resolution.taken if t.predicate == pat("unit") and t.object == pound}
    made = [
        records(found, facts, name, _VIEW, sums), judges.quads(resolution, name, _VIEW),
        agreements.quads(resolution, name, _VIEW), coverage.measured(facts, _VIEW),
        gaps.quads(stated, facts, _VIEW),
    ]  # fmt: skip
    view.update(tuple(quad) for quads in made for quad in quads)
    view |= _passage_labels(facts, name)
    del resolution, facts, found
    view.update(_entailed(view))
    view.update(tuple(quad) for quad in coverage.counted(stated, view, _VIEW))
    return Dataset(chain(stated, said, view), base)


def _apart(quads: Iterable[Quad]) -> tuple[list[QuadTerms], list[QuadTerms]]:
    """What passages state, and what we say, each term held once: the same few names stand everywhere."""
    stated: list[QuadTerms] = []
    said: list[QuadTerms] = []
    terms: dict[Any, Any] = {}
    held = terms.setdefault
    lists: dict[Any, list[QuadTerms]] = {}
    for subject, predicate, object_, name in quads:
        if (into := lists.get(name)) is None:
            into = lists[name] = stated if is_passage(name) else said
        four = held(subject, subject), held(predicate, predicate), held(object_, object_), held(name, name)
        into.append(four)
    return stated, said


def _canonical(quads: list[QuadTerms]) -> list[QuadTerms]:
    """Blank nodes labelled by RDFC-1.0, so that the same files give the same names."""
    with_blank = {g for s, _, o, g in quads if BlankNode in (type(s), type(o))}
    dataset = pyoxigraph.Dataset(Quad(*quad) for quad in quads if quad[3] in with_blank)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    _, canonical = _apart(dataset)
    return [*canonical, *(quad for quad in quads if quad[3] not in with_blank)]


def _dates(project: Project, quads: Iterable[QuadTerms]) -> set[QuadTerms]:
    """Every date that is named, described; an editor's own name for it goes before ours."""
    nodes = {node for subject, _, object_, _ in quads for node in (subject, object_)}
    named = [n for n in nodes if isinstance(n, NamedNode) and n.value.startswith(dates.SPACE)]
    labelled = {subject for subject, predicate, _, _ in quads if predicate == _LABEL}
    found: set[QuadTerms] = set()
    for node in named:
        try:
            described = dates.describe(node, _VIEW)
        except BadDate as error:
            place = project.where(node.value)
            raise BadInput(f"{place}: date:{node.value.removeprefix(dates.SPACE)}: {error}") from error
        found.update(tuple(q) for q in described if q.predicate != _LABEL or node not in labelled)
    return found


def _namer(view: Iterable[QuadTerms]) -> Callable[[Term], str]:
    names: dict[Any, str] = {subject: label.value for subject, p, label, _ in view if p == _LABEL}
    return lambda node: names.get(node) or getattr(node, "value", str(node)).rsplit("/", 1)[-1]


def _passage_labels(facts: Facts, name: Callable[[Term], str]) -> set[QuadTerms]:
    """Passages are named by what their document is called, and their locator."""
    label, described = term("rdfs:label"), pat("locator")
    return {
        (node, label, Literal(f"{name(_document(node))}, {locator.value}", language="en"), _VIEW)
        for node in facts.subjects(_TYPE, pat("Passage"))
        if (locator := facts.one(node, described))
    }


def _document(passage: NamedNode) -> NamedNode:
    return NamedNode(space("document") + passage.value.removeprefix(space("passage")).split("/")[0])


def _entailed(view: Iterable[QuadTerms]) -> list[QuadTerms]:
    """What the ontology implies and questions rely on: wider types, wider properties, labels."""
    ways = term("rdfs:subClassOf"), term("rdfs:subPropertyOf")
    pairs: dict[Any, list[tuple[Any, Any]]] = {way: [] for way in ways}
    for subject, predicate, object_, _ in view:
        if predicate in pairs and isinstance(object_, NamedNode):
            pairs[predicate].append((subject, object_))
    types, properties = (closure(pairs[way]) for way in ways)
    own = pat("").value
    implied = {
        predicate: [wider for wider in found if wider.value.startswith(own)]
        for predicate, found in properties.items()
    }
    for predicate, mirror in _MIRRORED.items():
        implied[predicate] = [*implied.get(predicate, ()), mirror]
    found: list[QuadTerms] = []
    for subject, predicate, object_, _ in view:
        if predicate == _TYPE:
            found.extend((subject, _TYPE, wider, _VIEW) for wider in types.get(object_, ()))
        if predicate in implied:
            found.extend((subject, wider, object_, _VIEW) for wider in implied[predicate])
    return found
