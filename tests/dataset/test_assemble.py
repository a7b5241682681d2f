"""Build: a pure function of the files, and clear about what it cannot read."""

import hashlib

import pytest
from pyoxigraph import NamedNode

from patgraph.dataset.assemble import build
from patgraph.dataset.project import Project
from patgraph.errors import BadInput
from patgraph.names import BASE, VIEW
from patgraph.rdf import Dataset


def edit(path, old, new):
    """Change a file in one place."""
    text = path.read_text()
    assert text.count(old) >= 1, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1))


@pytest.fixture(params=["small_dataset", pytest.param("dataset", marks=pytest.mark.slow)])
def each(request):
    """The dataset of the small project, and the real one."""
    return request.getfixturevalue(request.param)


def test_the_same_files_give_the_same_bytes(small_dataset, small_copy):
    """Another copy of the files, built again, gives the same N-Quads and version. (That of the real project
    is built again from a wheel, in tests/commands/test_wheel.py.)"""
    again = build(Project(small_copy))
    assert again.nquads == small_dataset.nquads
    assert again.version == small_dataset.version == hashlib.sha256(again.nquads).hexdigest()


def test_quads_are_sorted_and_in_named_graphs(each):
    """N-Quads come sorted, one a line, each in a graph with a name."""
    lines = each.nquads.decode().splitlines()
    assert lines == sorted(lines)
    assert all(isinstance(quad.graph_name, NamedNode) for quad in each.quads)


def test_a_changed_fact_changes_the_version(small_dataset, small_copy):
    """The version stands for the content."""
    edit(small_copy / "data/evidence/note-2004.trig", "pat:started date:2002-10", "pat:started date:2002-11")
    assert build(Project(small_copy)).version != small_dataset.version


@pytest.mark.slow
def test_comments_and_layout_do_not_change_the_version(small_dataset, small_copy):
    """The version does not depend on how a file is laid out."""
    for path in (small_copy / "data").rglob("*.t*"):
        path.write_text(f"# A comment.\n\n{path.read_text()}")
    assert build(Project(small_copy)).version == small_dataset.version


def test_base_moves_all_names_but_those_of_ontology_and_shapes(each):
    """`--base` replaces the base, except in def# and shapes#."""
    moved = Dataset.of_text(each.text, "https://example.org/kg/").nquads.decode()
    left = moved.replace(f"{BASE}def", "").replace(f"{BASE}shapes", "")
    assert BASE not in left
    assert "<https://example.org/kg/graph/view>" in moved
    assert f"<{BASE}def#started>" in moved


def test_resolved_values_stand_in_the_view_only_once(each):
    """The view holds no graph of a passage and no statement twice."""
    view = list(each.view())
    assert view and len(view) == len(set(view))
    assert all(quad.graph_name == NamedNode(VIEW) for quad in view)


def test_a_syntax_error_names_file_line_and_column(copy):
    """A TriG file that does not parse."""
    path = copy / "data/evidence/cc-2004-01.trig"
    edit(path, "a pat:SourceDocument ;", "a pat:SourceDocument ; ; pat:issued")
    with pytest.raises(BadInput, match=r"cc-2004-01\.trig:\d+:\d+: "):
        build(Project(copy))


def test_a_bad_date_names_the_place_and_the_spelling(small_copy):
    """A date that is none: file, line, and how dates are written."""
    edit(small_copy / "data/evidence/note-2004.trig", "pat:started date:2002-10", "pat:started date:2002-1")
    with pytest.raises(BadInput, match=r"note-2004\.trig:\d+: .*write 2002"):
        build(Project(small_copy))


def test_a_graph_in_the_wrong_file_is_refused(copy):
    """A passage belongs into the file of its document."""
    path = copy / "data/evidence/cc-2004-01.trig"
    path.write_text(
        path.read_text() + f"\n<{BASE}id/passage/dh-2004/x> {{ <{BASE}a> <{BASE}b> <{BASE}c> }}\n"
    )
    with pytest.raises(BadInput, match="no passage of cc-2004-01"):
        build(Project(copy))


def test_a_project_without_its_rooms_is_refused(tmp_path):
    """A directory that is no project says which option to use."""
    with pytest.raises(BadInput, match="--project"):
        Project(tmp_path)


def test_names_are_found_in_the_files(project):
    """A passage's place is the line of its description, not of its graph."""
    place = project.where(f"{BASE}id/passage/cc-2004-01/row-haringey")
    path, line = place.split(":")
    lines = (project.root / path).read_text().splitlines()
    assert lines[int(line) - 1].startswith("p:row-haringey a pat:Passage")


def test_a_name_that_ends_in_a_slash_is_found(project):
    """What comes after its slash is nothing, and that stands everywhere: what is before is looked for."""
    path, line = project.where("http://statistics.data.gov.uk/").split(":")
    lines = (project.root / path).read_text().splitlines()
    assert lines[int(line) - 1].startswith("<http://statistics.data.gov.uk/> dcterms:title")
    assert project.where("http://nobody.test/") == ""


@pytest.mark.parametrize(
    ("room", "old", "new", "message"),
    [
        (
            "data/evidence/cc-2004-01.trig",
            "pat:requested false",
            'pat:requested "nay"^^xsd:boolean',
            "datatype",
        ),
        ("data/evidence/cc-2004-01.trig", "pat:stars 0", 'pat:stars "none"^^xsd:integer', "datatype"),
    ],
)
def test_a_literal_that_is_none_of_its_datatype_is_refused(copy, room, old, new, message):
    """Found when the file is read, with the statement named."""
    edit(copy / room, old, new)
    path = copy / room
    if "@prefix xsd:" not in path.read_text():
        path.write_text("@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n" + path.read_text())
    with pytest.raises(BadInput, match=message) as caught:
        build(Project(copy))
    assert "cc-2004-01.trig" in str(caught.value)


def test_a_file_whose_name_is_no_iri_is_refused(copy):
    """The name of a file becomes part of an IRI."""
    (copy / "data/reference/some towns.ttl").write_text("")
    with pytest.raises(BadInput, match="some towns"):
        build(Project(copy))


@pytest.mark.slow
def test_a_shape_that_no_run_would_run_is_refused(small_copy):
    """A rule that is never checked is worse than none."""
    from patgraph.dataset.validation.validate import validate

    path = small_copy / "ontology/shapes/resolved.ttl"
    edit(path, "    rdfs:isDefinedBy pats:resolved ;\n", "")
    project = Project(small_copy)
    with pytest.raises(BadInput, match="isDefinedBy"):
        validate(build(project), project)
