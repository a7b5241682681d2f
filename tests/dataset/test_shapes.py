"""Every shape catches what it is for, and nothing else.

`tests/broken/{shape}[-{case}].trig` is a small file with one fault. Comments after its prefixes say what
is wrong, and `# caught by pats:SHAPE at THING` what must be reported. Statements outside the passages
and graphs it names count as editorial. With `# into: built` they are put into the finished dataset,
past the resolver, for faults that only a broken build could make.

All files go into one copy of the real project, which is built and validated once: faults that got in
each other's way would show, and a hundred files cost no more than one.
"""

import io
from collections import Counter
from collections.abc import Iterable

import pyrudof
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize
from rdflib import SH

from patgraph.dataset.assemble import assemble
from patgraph.dataset.project import Project
from patgraph.dataset.validation import validate as validation
from patgraph.names import SHAPES, VIEW, curie, graph, pat, term
from patgraph.questions import catalogue
from patgraph.rdf import Dataset, parse_nquads
from tests.support.broken import EDITORIAL, FILES, into, read
from tests.support.paths import ROOT


def _assemble(project: Project, *more: Quad) -> Dataset:
    return assemble(project, [*project.quads(), *catalogue.quads(project.questions()), *more])


def _found(report: validation.Report, *severities: str) -> set[tuple[str, str]]:
    return {(r.shape, r.focus) for r in report.results if not severities or r.severity in severities}


@pytest.fixture(scope="module")
def broken_dataset(project) -> Dataset:
    """The project with every broken file in it."""
    files = [read(path) for path in FILES]
    dataset = _assemble(project, *(quad for file in files if not file.built for quad in file.quads))
    after = {quad for file in files if file.built for quad in file.quads}
    after |= {into(quad, NamedNode(VIEW)) for quad in after if quad.graph_name == EDITORIAL}
    return Dataset([*dataset.quads, *after])


@pytest.fixture(scope="module")
def broken(broken_dataset) -> validation.Report:
    """What validation says of it."""
    return validation.validate(broken_dataset)


@pytest.fixture(scope="module")
def shapes(dataset) -> set[Quad]:
    end = f" {graph('shapes')} .\n".encode()
    return {*parse_nquads(b"".join(line for line in io.BytesIO(dataset.text) if line.endswith(end)))}


def test_the_project_holds(report):
    """No rule is broken by the real project."""
    assert report.conforms, report.text()


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_fault_is_caught(path, broken):
    """What a broken file says is caught is reported, by that shape at that thing."""
    file = read(path)
    assert file.caught, "say `# caught by pats:… at …`"
    assert set(file.caught) <= _found(broken)


def test_each_file_is_named_for_the_shape_it_breaks():
    """Whoever looks for the example of a shape finds it by its name."""
    for path in FILES:
        shape = read(path).caught[0][0].removeprefix("pats:")
        assert f"{path.stem}-".startswith(f"{shape}-"), path.name


@pytest.mark.slow
def test_nothing_else_is_caught(broken, report):
    """Each fault is reported by the shapes its file names, and by no other."""
    expected = {pair for path in FILES for pair in read(path).caught}
    new = _found(broken, "Violation", "Warning") - _found(report)
    assert {(shape, curie(thing)) for shape, thing in new - expected} == set()


@pytest.mark.slow
def test_another_engine_finds_the_same(broken, broken_dataset, tmp_path):
    """The rules of the view mean the same to an engine that nobody here wrote: each fault is found by both,
    by the same shape, as often.
    """
    view = tmp_path / "view.ttl"
    quads = ((q.subject, q.predicate, q.object) for q in broken_dataset.view())
    view.write_bytes(serialize((Triple(*said) for said in quads), format=RdfFormat.TURTLE))
    other = pyrudof.Rudof(pyrudof.RudofConfig())
    other.read_data(str(view))
    other.read_shacl(str(ROOT / "ontology" / "shapes" / "resolved.ttl"))

    def by_thing(results: Iterable[tuple[str, str, str, str]]) -> Counter:
        # A rule that is asked once of the whole view returns the thing at fault as its value.
        return Counter(
            (
                value if focus == VIEW else focus,
                severity.rsplit("#", 1)[-1],
                shape.rsplit("#", 1)[-1].split("-")[0],
            )
            for focus, value, severity, shape in results
        )

    graph_ = rdflib.Graph().parse(data=broken.turtle)
    said = [[str(graph_.value(node, SH[p])) for p in ("focusNode", "value", "resultSeverity", "sourceShape")]
            for node in graph_.subjects(rdflib.RDF.type, SH.ValidationResult)]  # fmt: skip
    of_view = {str(s) for s in rdflib.Graph().parse(ROOT / "ontology" / "shapes" / "resolved.ttl").subjects()}
    ours = by_thing(result for result in said if result[3] in of_view)
    theirs = by_thing(
        [str(part).strip("<>") for part in (r.focus_node, r.value, r.severity, r.source_shape)]
        for r in other.validate_shacl()
    )
    assert sum(ours.values()) > 100
    assert theirs == ours


def test_every_rule_has_a_broken_file(shapes):
    """No rule is written that nobody has seen catch something."""
    rules = {q.object.value for q in shapes if q.predicate in (term("sh:property"), term("sh:sparql"))}
    tried = {shape for path in FILES for shape, _ in read(path).caught[:1]}
    assert {curie(rule) for rule in rules} == tried


def test_every_shape_says_its_run_its_name_and_what_to_do(shapes):
    """Each node shape has one run and an English name, each rule an English message."""
    said = {}
    for quad in shapes:
        said.setdefault(quad.subject, {}).setdefault(quad.predicate, set()).add(quad.object)
    runs = {NamedNode(f"{SHAPES}resolved"), NamedNode(f"{SHAPES}evidence")}
    for node, facts in said.items():
        if facts.get(term("rdf:type"), set()) & {term("sh:PropertyShape"), term("sh:SPARQLConstraint")}:
            (message,) = facts[term("sh:message")]
            assert message.language == "en", node
        if term("sh:NodeShape") in facts.get(term("rdf:type"), ()):
            assert len(facts[term("rdfs:isDefinedBy")] & runs) == 1, node
            (name,) = facts[term("sh:name")]
            assert name.language == "en", node


def test_report_leads_to_the_thing_its_file_and_its_passages(small_files):
    """A rule asked once of the whole view is reported at the thing at fault, names shortened."""
    small = Project(small_files)
    haringey, past = term("engagement:haringey"), term("date:1999")
    report = validation.validate(_assemble(small, Quad(haringey, pat("ended"), past, EDITORIAL)), small)
    (result,) = [r for r in report.results if r.shape == "pats:FinishBeforeStart-dates"]
    assert result.place == small.where(haringey.value)
    assert result.message.startswith("engagement:haringey: It is over (1999) before")
    assert result.passages and all("passage:" in passage for passage in result.passages)
