"""Build: from the files of a project to the quads of the dataset. The whole machine starts here.

    files ─▶ quads, each in its graph ─▶ view (what we say + what resolution takes) ─▶ Dataset

The same files give the same quads: `Dataset.nquads` is sorted, blank nodes are labelled by RDFC-1.0,
and the SHA-256 of it is the version. Graphs and view: `data/README.md`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from pyoxigraph import NamedNode, Quad

from patgraph import dates
from patgraph.errors import BadDate, BadInput
from patgraph.names import BASE, VIEW, graph, is_passage, pat, term
from patgraph.rdf import Dataset, Facts, QuadTerms

from .collector import collector_paused
from .project import Project
from .reading import canonical, shared, statements
from .resolution import agreements, gaps, judges, passage_lists, standings
from .resolution.entailment import Entailment
from .resolution.labels import namer, passage_labels
from .resolution.plans import plans
from .resolution.records import records
from .resolution.resolve import Resolution
from .texts import coverage

#: Is called with the name of each step.
Tell = Callable[[str], object]

#: What the view says: the subjects and objects of each property.
View = dict[Any, list[tuple[Any, Any]]]

_VIEW = NamedNode(VIEW)
_LABEL, _TYPE = term("skos:prefLabel"), term("rdf:type")


@collector_paused()
def build(project: Project, base: str = BASE, tell: Tell = lambda step: None) -> Dataset:
    """Read the files of a project and resolve what they say.

    `tell` is called with the name of each step. Raises `BadInput` (a file cannot be read, a date is
    none); whether the result *holds* is for `validation/` to say.
    """
    tell("reading")
    return _assembled(project, statements(project), base, tell)


def assemble(
    project: Project,
    quads: Iterable[Quad],
    base: str = BASE,
    tell: Tell = lambda step: None,
) -> Dataset:
    """The dataset of the quads that a project's files hold, each in its graph; see `build`."""
    labelled, others = canonical(list(shared(quads)))
    return _assembled(project, labelled + others, base, tell)


def _assembled(project: Project, quads: list[QuadTerms], base: str, tell: Tell) -> Dataset:
    """Takes quads whose terms are shared and whose blank nodes are labelled."""
    tell("resolving")
    stated, ours, shapes = _apart(quads)
    named = _dates(project, [*stated, *ours])
    resolution = Resolution(stated, ours)
    facts = resolution.facts
    # What the view has beside all that we say.
    more: list[QuadTerms] = [(s, p, o, _VIEW) for s, p, o in resolution.taken]
    more += named
    labels = (quad for quad in more if quad[1] == _LABEL)
    name = namer(chain(facts.pairs[_LABEL], ((s, o) for s, _, o, _ in labels)))
    found = [*resolution.disagreements, *plans(resolution)]
    pound = NamedNode(f"{BASE}concept/unit/pound")
    sums = {t.subject for t in resolution.taken if t.predicate == pat("unit") and t.object == pound}
    made = [
        records(found, facts, name, _VIEW, sums), judges.quads(resolution, name, _VIEW),
        agreements.quads(resolution, name, _VIEW), coverage.measured(facts, _VIEW),
        gaps.quads(stated, facts, _VIEW),
    ]  # fmt: skip
    more += shared(quad for quads in made for quad in quads)
    more += passage_labels(facts, name, _VIEW)
    view = _by_property(facts, more)
    del resolution, facts, found
    entailed = _entailed(view)
    for property_, pairs in entailed:
        view[property_] = view.get(property_, []) + pairs
        more += [(subject, property_, object_, _VIEW) for subject, object_ in pairs]
    more += (tuple(quad) for quad in coverage.counted(stated, view, _VIEW))
    more += {tuple(quad) for quad in standings.quads(stated, view, _VIEW)}
    more += (tuple(quad) for quad in passage_lists.quads(stated, view, _VIEW))
    del view, entailed
    return Dataset(chain(stated, shapes, more), base, viewed=ours)


def _apart(quads: Iterable[QuadTerms]) -> tuple[list[QuadTerms], ...]:
    """What passages state, what we say, and the shapes."""
    found: tuple[list[QuadTerms], ...] = [], [], []
    stated, ours, shapes = found
    lists = {graph("shapes"): shapes}
    for quad in quads:
        if (into := lists.get(quad[3])) is None:
            into = lists[quad[3]] = stated if is_passage(quad[3]) else ours
        into.append(quad)
    return found


def _by_property(facts: Facts, more: Iterable[QuadTerms]) -> View:
    """What we say and what the view has beside it, by property."""
    view: View = defaultdict(list, {property_: [*pairs] for property_, pairs in facts.pairs.items()})
    for subject, property_, object_, _ in more:
        view[property_].append((subject, object_))
    return view


def _dates(project: Project, quads: Iterable[QuadTerms]) -> set[QuadTerms]:
    """Every date that is named, described; an editor's own name for it goes before ours."""
    quads = [*quads]
    nodes = {quad[0] for quad in quads} | {quad[2] for quad in quads}
    named = [n for n in nodes if isinstance(n, NamedNode) and n.value.startswith(dates.SPACE)]
    labelled = {quad[0] for quad in quads if quad[1] == _LABEL}
    found: set[QuadTerms] = set()
    for node in named:
        try:
            described = dates.describe(node, _VIEW)
        except BadDate as error:
            place = project.where(node.value)
            raise BadInput(f"{place}: date:{node.value.removeprefix(dates.SPACE)}: {error}") from error
        found.update(tuple(q) for q in described if q.predicate != _LABEL or node not in labelled)
    return found


def _entailed(view: View) -> list[tuple[Any, list[tuple[Any, Any]]]]:
    """What the ontology implies and questions rely on: wider types, wider properties, labels; by property."""
    ways = (view.get(term(way), ()) for way in ("rdfs:subClassOf", "rdfs:subPropertyOf"))
    known = Entailment(*ways)
    found = [
        (wider, pairs) for property_, pairs in view.items() for wider in known.implied.get(property_, ())
    ]
    of_types = [
        (subject, wider) for subject, kind in view.get(_TYPE, ()) for wider in known.types.get(kind, ())
    ]
    return [*found, (_TYPE, of_types)]
