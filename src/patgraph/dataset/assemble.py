"""Build: from the files of a project to the quads of the dataset. The whole machine starts here.

    files ─▶ quads, each in its graph ─▶ view (what we say + what resolution takes) ─▶ Dataset

The same files give the same quads: `Dataset.nquads` is sorted, blank nodes are labelled by RDFC-1.0,
and the SHA-256 of it is the version. Graphs and view: `data/README.md`.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from patgraph import dates
from patgraph.errors import BadDate, BadInput
from patgraph.names import BASE, VIEW, graph, is_passage, pat, space, term
from patgraph.questions import catalogue
from patgraph.rdf import Dataset, Facts, Term, closure

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
    return assemble(project, [*project.quads(), *catalogue.quads(project.questions())], base, tell)


def assemble(
    project: Project,
    quads: Iterable[Quad],
    base: str = BASE,
    tell: Tell = lambda step: None,
) -> Dataset:
    """The dataset of the quads that a project's files hold, each in its graph; see `build`."""
    stated: list[Quad] = []
    said: list[Quad] = []
    for quad in quads:
        (stated if is_passage(quad.graph_name) else said).append(quad)
    said = _canonical(said)

    tell("resolving")
    ours = [quad for quad in said if quad.graph_name != graph("shapes")]
    named = _dates(project, [*stated, *ours])
    resolution = Resolution(stated, ours)
    facts = resolution.facts
    view = {Quad(q.subject, q.predicate, q.object, _VIEW) for q in ours}
    view |= {Quad(t.subject, t.predicate, t.object, _VIEW) for t in resolution.taken}
    view |= named
    found = [*resolution.disagreements, *plans(resolution)]
    name = _namer(view)
    pound = NamedNode(f"{BASE}concept/unit/pound")
    sums = {t.subject for t in resolution.taken if t.predicate == pat("unit") and t.object == pound}
    view |= {*records(found, facts, name, _VIEW, sums), *judges.quads(resolution, name, _VIEW)}
    view |= {*agreements.quads(resolution, name, _VIEW), *coverage.measured(facts, _VIEW)}
    view |= set(gaps.quads(stated, facts, _VIEW))
    view |= _passage_labels(facts, name)
    view |= _entailed(view)
    view |= set(coverage.counted(stated, view, _VIEW))
    return Dataset(frozenset([*stated, *said, *view]), base)


def _canonical(quads: list[Quad]) -> list[Quad]:
    """Blank nodes labelled by RDFC-1.0, so that the same files give the same names."""
    with_blank = {
        q.graph_name for q in quads if BlankNode in (type(q.subject), type(q.object))
    }  # fmt: skip
    dataset = pyoxigraph.Dataset(q for q in quads if q.graph_name in with_blank)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return [*dataset, *(q for q in quads if q.graph_name not in with_blank)]


def _dates(project: Project, quads: list[Quad]) -> set[Quad]:
    """Every date that is named, described; an editor's own name for it goes before ours."""
    named = {
        node
        for quad in quads
        for node in (quad.subject, quad.object)
        if isinstance(node, NamedNode) and node.value.startswith(dates.SPACE)
    }
    labelled = {quad.subject for quad in quads if quad.predicate == _LABEL}
    found: set[Quad] = set()
    for node in named:
        try:
            described = dates.describe(node, _VIEW)
        except BadDate as error:
            place = project.where(node.value)
            raise BadInput(f"{place}: date:{node.value.removeprefix(dates.SPACE)}: {error}") from error
        found.update(q for q in described if q.predicate != _LABEL or node not in labelled)
    return found


def _namer(view: Iterable[Quad]) -> Callable[[Term], str]:
    names: dict[Any, str] = {q.subject: cast(Literal, q.object).value for q in view if q.predicate == _LABEL}
    return lambda node: names.get(node) or getattr(node, "value", str(node)).rsplit("/", 1)[-1]


def _passage_labels(facts: Facts, name: Callable[[Term], str]) -> set[Quad]:
    """Passages are named by what their document is called, and their locator."""
    label = term("rdfs:label")
    return {
        Quad(node, label, Literal(f"{name(_document(node))}, {locator.value}", language="en"), _VIEW)
        for node in facts.subjects(_TYPE, pat("Passage"))
        if (locator := facts.one(node, pat("locator")))
    }


def _document(passage: NamedNode) -> NamedNode:
    return NamedNode(space("document") + passage.value.removeprefix(space("passage")).split("/")[0])


def _entailed(view: set[Quad]) -> set[Quad]:
    """What the ontology implies and questions rely on: wider types, wider properties, labels."""
    wider = {
        predicate: closure(
            (cast(NamedNode, q.subject), q.object)
            for q in view
            if q.predicate == predicate and isinstance(q.object, NamedNode)
        )
        for predicate in (term("rdfs:subClassOf"), term("rdfs:subPropertyOf"))
    }
    types, properties = wider[term("rdfs:subClassOf")], wider[term("rdfs:subPropertyOf")]
    found = set()
    for quad in view:
        if quad.predicate == _TYPE:
            found |= {
                Quad(quad.subject, _TYPE, t, _VIEW) for t in types.get(cast(NamedNode, quad.object), ())
            }
        for predicate in properties.get(quad.predicate, ()):
            if predicate.value.startswith(pat("").value):
                found.add(Quad(quad.subject, predicate, quad.object, _VIEW))
        if quad.predicate in _MIRRORED:
            found.add(Quad(quad.subject, _MIRRORED[quad.predicate], quad.object, _VIEW))
    return found
