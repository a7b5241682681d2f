"""Validation that goes on from what was found before says what a validation of everything says."""

import random
import shutil
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

from patgraph.dataset import kept
from patgraph.dataset.assemble import assemble, build
from patgraph.dataset.kept_findings import keep_findings, report_from
from patgraph.dataset.project import Project
from patgraph.dataset.validation import validate
from patgraph.errors import BadInput
from patgraph.files import held_open
from patgraph.names import BASE, graph, pat, term
from patgraph.store.snapshot import read_dataset, write_snapshot
from tests.support.broken import FILES, read
from tests.support.edits import Edited
from tests.support.examples import examples
from tests.support.paths import ROOT
from tests.support.small_project import least_of, small_project

PROGRAM = b"this one"


class Before:
    """A project, what validation found of it, and ways to change what it says."""

    def __init__(self, project, directory):
        self.project, self.place, self.graph = project, directory / "found.json", directory / "graph"
        self.files = Edited(project)
        self.quads = self.files.quads
        dataset = assemble(project, self.quads)

        def keep(examined):
            keep_findings(self.place, self.graph, PROGRAM, dataset, examined)

        validate(dataset, project, keep=keep)

    def report(self, dataset):
        return report_from(self.place, self.graph, PROGRAM, lambda: dataset, self.project, None)

    def edited(self, draw):
        """The dataset after a few edits."""
        return assemble(self.project, self.files.edited(draw))


@pytest.fixture(scope="module")
def least(tmp_path_factory):
    """The least of the small project."""
    root = tmp_path_factory.mktemp("least")
    return Before(Project(least_of(small_project(root / "project"))), root)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """The whole of it."""
    return Before(Project(ROOT), tmp_path_factory.mktemp("real"))


def the_same(before, dataset):
    """Whether both say the same of a dataset; and whether it was not too much that changed."""
    found = before.report(dataset)
    if found is None:
        return False
    full = validate(dataset, before.project)
    assert found.results == full.results
    assert found.shapes == full.shapes and found.conforms == full.conforms
    assert canonical(found.ntriples) == canonical(full.ntriples)
    return True


def canonical(ntriples):
    """The statements of a graph, whatever its blank nodes are called."""
    triples = pyoxigraph.parse(ntriples.encode(), format=RdfFormat.N_TRIPLES)
    dataset = pyoxigraph.Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


@pytest.mark.slow
@examples(300)
@example(seed=910)  # two results of one shape whose path is of several steps
@given(seed=st.integers(0, 2**32))
def test_after_any_edits_it_says_what_a_validation_of_everything_says(least, seed):
    """Statements removed, added, altered, in evidence, editorial, reference and ontology, a few at once;
    whole broken files and halves of them.
    """
    draw = random.Random(seed)
    try:
        dataset = least.edited(draw)
    except (BadInput, ValueError, TypeError):  # a date that is none, a text as a subject: no build
        assume(False)
    the_same(least, dataset)


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_broken_file_is_caught_by_its_shape(least, path):
    """Each rule is asked again when something comes that breaks it, and again when that goes."""
    file = read(path)
    quads = dict.fromkeys([*least.quads, *file.quads])
    after = assemble(least.project, quads)
    if file.built:
        pytest.skip("only a broken build could make it")
    # A blank node has no name that could be asked for: then everything is validated.
    blank = any(isinstance(node, BlankNode) for quad in file.quads for node in quad)
    assert the_same(least, after) is not blank


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_so_it_does_of_the_whole_project(real, seed):
    """The same on the real one, where much more hangs together."""
    assert the_same(real, real.edited(random.Random(seed)))


def test_most_edits_are_followed(least):
    """It does not give up where it need not: of thirty edits nearly all are answered."""
    answered = [least.report(least.edited(random.Random(seed))) is not None for seed in range(1000, 1030)]
    assert sum(answered) >= 27


# ----------------------------------------------------------------------------------------
# By way of files and the cache
# ----------------------------------------------------------------------------------------


@pytest.fixture
def files(small_copy):
    """The least of the small project, to change."""
    return least_of(small_copy)


@pytest.fixture
def whole(monkeypatch):
    """Grows with each validation of everything."""
    found = []

    def counted(*arguments, **named):
        found.append(arguments)
        return validate(*arguments, **named)

    monkeypatch.setattr(kept, "validate", counted)
    return found


def report_of(root):
    project = Project(root)
    return kept.kept_report(project, lambda: build(project), again=True)


def change(root, room="editorial", before='prefLabel "', after='prefLabel "Another '):
    """Change the first file of a room that says something."""
    for path in sorted((root / "data" / room).iterdir()):
        text = path.read_text()
        if before in text:
            path.write_text(text.replace(before, after, 1))
            return path
    raise AssertionError(f"nothing says {before}")


def test_after_a_change_in_a_file_places_are_those_of_now(files, cache, whole):
    """Lines move: what is found is told where it stands now, be it an old finding or a new one."""
    report_of(files)
    path = change(files, "evidence", "a pat:Passage ;", 'a pat:Passage ; pat:noSuchProperty "x" ;')
    first = report_of(files)
    path.write_text("\n\n" + path.read_text())
    second = report_of(files)
    assert len(whole) == 1
    for report in (first, second):
        assert not report.conforms
    assert second.results == validate(build(Project(files)), Project(files)).results != first.results


def test_a_change_of_shapes_is_the_whole_truth(files, cache, whole):
    """Whoever makes a rule stricter is told of all that breaks it."""
    assert report_of(files).conforms
    path = files / "ontology/shapes/resolved.ttl"
    text = path.read_text()
    path.write_text(
        text.replace(
            "sh:path dcterms:title ;\n    sh:minCount 1", "sh:path dcterms:title ;\n    sh:minCount 9"
        )
    )
    assert path.read_text() != text
    report = report_of(files)
    assert not report.conforms and len(whole) == 2
    assert report.results == validate(build(Project(files)), Project(files)).results


def flip(content):
    return content[:-2] + bytes([content[-2] ^ 1]) + content[-1:]


@pytest.mark.slow
def test_what_is_damaged_or_gone_is_not_believed(files, cache, whole):
    """A file with another byte, one cut short, one that is gone, and all of them: everything is validated."""
    report_of(files)
    change(files)
    wanted = validate(build(Project(files)), Project(files)).results
    saved = cache.with_name("saved")
    shutil.copytree(cache, saved, symlinks=True)
    (found,) = (saved / "findings").glob("*.json")
    current = next((saved / "graphs").glob("*/current")).resolve()
    largest = max((current / "store").iterdir(), key=lambda path: path.stat().st_size)
    for path in (
        found,
        current / "dataset.nq",
        current / "manifest.json",
        largest,
        current / "store/CURRENT",
    ):
        for damage in (flip, lambda content: content[: len(content) // 2], None):
            shutil.rmtree(cache)
            shutil.copytree(saved, cache, symlinks=True)
            damaged = cache / path.relative_to(saved)
            content = damaged.read_bytes()
            damaged.unlink() if damage is None else damaged.write_bytes(damage(content))
            before = len(whole)
            assert report_of(files).results == wanted
            assert len(whole) == before + 1, (path, damage)
    shutil.rmtree(cache)
    assert report_of(files).results == wanted


def test_what_another_program_found_is_not_believed(files, cache, whole, monkeypatch):
    """Another version may have had another bug."""
    report_of(files)
    change(files)
    monkeypatch.setattr(kept.cache, "program", lambda: b"another")
    report_of(files)
    assert len(whole) == 2


def test_many_go_on_from_one_at_a_time(files, cache, whole):
    """What is kept stays as it is: those who go on from it do not meet, and leave nothing behind."""
    report_of(files)
    change(files)
    project = Project(files)
    dataset = build(project)
    wanted = validate(dataset, project).results
    (place,) = (cache / "findings").glob("*.json")
    graph_ = cache / "graphs" / place.stem

    def there():
        """All files but the notes of what was found whole, which whoever looks may leave."""
        found = (path for path in graph_.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in found if not path.name.endswith("verified.json")}

    before = there()
    program = kept.cache.program()
    with ThreadPoolExecutor(4) as pool:
        reports = pool.map(
            lambda _: report_from(place, graph_, program, lambda: dataset, Project(files), None),
            range(8),
        )
    assert all(report is not None and report.results == wanted for report in reports)
    assert there() == before


def test_what_a_killed_process_left_is_swept(files, cache):
    """A copy whose lock nobody holds is nobody's; one that is held is left alone."""
    report_of(files)
    (graph_,) = (path for path in (cache / "graphs").iterdir() if path.is_dir())
    old, new = graph_ / ".copy-old", graph_ / ".copy-new"
    for path in (old, new):
        path.mkdir()
        path.with_name(f"{path.name}.lock").touch()
    change(files)
    with held_open(graph_ / ".copy-new.lock"):
        report_of(files)
    assert not old.exists() and new.exists()
    assert {path.name for path in graph_.glob(".copy-*")} == {".copy-new", ".copy-new.lock"}


def test_where_nothing_is_kept_everything_is_validated(files, whole, monkeypatch):
    """Without a cache it is as it was."""
    monkeypatch.setenv("PATGRAPH_CACHE", "")
    report_of(files)
    change(files)
    report_of(files)
    assert len(whole) == 2


def test_only_who_comes_again_keeps_the_graph(files, cache):
    """A build writes its own store, and none beside it."""
    project = Project(files)
    kept.kept_report(project, lambda: build(project))
    assert not (cache / "graphs").exists() and not (cache / "findings").exists()


def built(root, store, meanwhile=lambda: None):
    """Build a project into a store as the command does."""
    project = Project(root)
    begun = kept.graph_directory(project)
    dataset = kept.kept_dataset(project)
    meanwhile()
    kept.kept_report(project, lambda: dataset, begun=begun)
    kept.keep_graph(project, begun, write_snapshot(dataset, store))
    return dataset


def test_after_a_build_a_change_is_followed(files, cache, whole, tmp_path):
    """What a build has judged and stored is kept as a copy: nothing is validated whole again, and no store is
    written twice.
    """
    dataset = built(files, tmp_path / "store")
    change(files)
    report = report_of(files)
    assert len(whole) == 1
    assert report.results == validate(build(Project(files)), Project(files)).results
    (place,) = (path for path in (cache / "graphs").iterdir() if path.is_dir())
    assert read_dataset(place).version == dataset.version


def test_of_files_that_changed_during_a_build_nothing_is_kept(files, cache, tmp_path):
    """What was built is not what they say now."""
    built(files, tmp_path / "store", meanwhile=lambda: change(files))
    kept_ = [path for kind in ("graphs", "findings", "reports") for path in (cache / kind).glob("*")]
    assert kept_ == []
    assert kept.kept_dataset(Project(files)).version == build(Project(files)).version


@pytest.mark.parametrize("property_", ["pat:inDocument", "pat:candidate"])
def test_a_text_where_a_thing_is_expected_is_told(least, property_):
    """It stops neither the build nor the validation, and shapes say what is wrong with it."""
    subject = next(q.graph_name for q in least.quads if "/id/passage/" in str(q.graph_name))
    record = NamedNode(f"{BASE}id/disagreement/of-a-text")
    more = [
        Quad(subject, term(property_), Literal("x"), graph("editorial")),
        Quad(record, term("rdf:type"), pat("Disagreement"), graph("editorial")),
        Quad(record, term(property_), Literal("x"), graph("editorial")),
    ]
    kept_ = [q for q in least.quads if (q.subject, q.predicate) != (subject, term(property_))]
    dataset = assemble(least.project, [*kept_, *more])
    assert the_same(least, dataset)
    assert not validate(dataset, least.project).conforms
