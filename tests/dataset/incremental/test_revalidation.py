"""Validation that goes on from what was found before says what a validation of everything says."""

import random
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

from patgraph.dataset import kept
from patgraph.dataset.assemble import assemble, build
from patgraph.dataset.incremental.kept_findings import keep_findings, report_from
from patgraph.dataset.project import Project
from patgraph.dataset.validation.validate import validate
from patgraph.errors import BadInput
from patgraph.files import held_open
from patgraph.names import BASE, graph, pat, term
from patgraph.store.snapshot import read_dataset, write_snapshot
from tests.support.broken import FILES, read
from tests.support.edits import Edited
from tests.support.examples import examples
from tests.support.small_project import least_of, small_project

PROGRAM = b"this one"


class Before:
    """A dataset of a project, and what a validation of everything found of it, kept."""

    def __init__(self, project, directory, dataset):
        self.project, self.dataset = project, dataset
        self.place, self.graph, self.kept = directory / "found.json", directory / "graph", False

        def keep(examined):
            self.kept = keep_findings(self.place, self.graph, PROGRAM, dataset, examined)

        self.said = validate(dataset, project, keep=keep)

    def report(self, dataset):
        return report_from(self.place, self.graph, PROGRAM, lambda: dataset, self.project, None)


class Whole(Before):
    """What the files of a project say, and ways to change it."""

    def __init__(self, project, directory, dataset=None):
        self.files = Edited(project)
        self.quads = self.files.quads
        super().__init__(project, directory, assemble(project, self.quads) if dataset is None else dataset)

    def edited(self, draw):
        """The dataset after a few edits."""
        return assemble(self.project, self.files.edited(draw))


@pytest.fixture(scope="module")
def least(tmp_path_factory):
    """The least of the small project."""
    root = tmp_path_factory.mktemp("least")
    return Whole(Project(least_of(small_project(root / "project"))), root)


@pytest.fixture(scope="module")
def real(project, dataset, tmp_path_factory):
    """The whole of it."""
    return Whole(project, tmp_path_factory.mktemp("real"), dataset)


def the_same(before, dataset):
    """What both say of a dataset, which is the same, and of what was there before it when all is undone;
    nothing where it was too much that changed.
    """
    found = before.report(dataset)
    if found is None:
        return None
    with TemporaryDirectory() as place:
        after = Before(before.project, Path(place), dataset)
        agree(found, after.said)
        undone = after.report(before.dataset) if after.kept else None
    if undone is not None:
        agree(undone, before.said)
    return found


def agree(found, full):
    """What two reports say is the same."""
    assert found.results == full.results
    assert found.shapes == full.shapes and found.conforms == full.conforms
    assert canonical(found.ntriples) == canonical(full.ntriples)


def canonical(ntriples):
    """The statements of a graph, whatever its blank nodes are called."""
    triples = pyoxigraph.parse(ntriples.encode(), format=RdfFormat.N_TRIPLES)
    dataset = pyoxigraph.Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


@pytest.mark.slow
@examples(30)
@example(seeds=(910, 911))  # two results of one shape whose path is of several steps
@given(seeds=st.tuples(*2 * [st.integers(0, 2**32)]))
def test_after_any_edits_it_says_what_a_validation_of_everything_says(least, seeds):
    """Statements removed, added, altered, in evidence, editorial, reference and ontology, two times a few at
    once; whole broken files and halves of them. And so it does when they are undone.
    """
    try:
        dataset = assemble(least.project, least.files.edited_together(seeds))
    except (BadInput, ValueError, TypeError):  # a date that is none, a text as a subject: no build
        assume(False)
    the_same(least, dataset)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(8))
def test_each_broken_file_is_followed(least, first):
    """Each rule is asked again when something comes that breaks it, and again when that goes: some twenty
    files at once, each of another rule.
    """
    files = [file for file in broken() if not blank(file)][first::8]
    assert len({file.name.partition("-")[0] for file in files}) == len(files)
    assert the_same(least, with_files(least, *files))


def test_of_what_has_no_name_everything_is_validated(least):
    """A blank node has no name that could be asked for."""
    files = [file for file in broken() if blank(file)]
    assert files and all(least.report(with_files(least, file)) is None for file in files)


def broken():
    """The broken files, but for those that only a broken build could make."""
    return [file for file in map(read, FILES) if not file.built]


def with_files(before, *files):
    """The dataset of a project, and of broken files."""
    return assemble(before.project, dict.fromkeys(chain(before.quads, *(file.quads for file in files))))


def blank(file):
    """Whether a file has nodes without a name."""
    return any(isinstance(node, BlankNode) for quad in file.quads for node in quad)


@pytest.mark.slow
def test_so_it_does_of_the_whole_project(real):
    """The same on the real one, where much more hangs together: two times a few edits, all at once, which
    proves of both what it would of each.
    """
    assert the_same(real, assemble(real.project, real.files.edited_together(range(2))))


def test_most_edits_are_followed(least):
    """It does not give up where it need not: of eight edits nearly all are answered."""
    answered = [least.report(least.edited(random.Random(seed))) is not None for seed in range(1000, 1008)]
    assert sum(answered) >= 7


# ----------------------------------------------------------------------------------------
# By way of files and the cache
# ----------------------------------------------------------------------------------------


@pytest.fixture
def files(small_copy):
    """The least of the small project, to change."""
    return least_of(small_copy)


@pytest.fixture
def known(files, cache, validated):
    """The same files, validated before: a cache has what is kept of them."""
    shutil.copytree(validated / "cache", cache, symlinks=True)
    return files


@pytest.fixture
def whole(monkeypatch):
    """Grows with each validation of everything, by what it says."""
    found = []

    def counted(*arguments, **named):
        found.append(validate(*arguments, **named))
        return found[-1]

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


def test_after_a_change_in_a_file_places_are_those_of_now(known, whole):
    """Lines move: what is found is told where it stands now, be it an old finding or a new one."""
    path = change(known, "evidence", "a pat:Passage ;", 'a pat:Passage ; pat:noSuchProperty "x" ;')
    first = report_of(known)
    path.write_text("\n\n" + path.read_text())
    second = report_of(known)
    assert not whole
    for report in (first, second):
        assert not report.conforms
    assert second.results == validate(build(Project(known)), Project(known)).results != first.results


def test_a_change_of_shapes_is_the_whole_truth(known, whole):
    """Whoever makes a rule stricter is told of all that breaks it."""
    assert report_of(known).conforms
    path = known / "ontology/shapes/resolved.ttl"
    text = path.read_text()
    path.write_text(
        text.replace(
            "sh:path dcterms:title ;\n    sh:minCount 1", "sh:path dcterms:title ;\n    sh:minCount 9"
        )
    )
    assert path.read_text() != text
    report = report_of(known)
    assert not report.conforms and not whole
    assert report.results == validate(build(Project(known)), Project(known)).results


def with_another_rule(text, draw):
    """A file of shapes in which one rule is another: its message, weight, target, query or number."""
    kinds = ["Passage", "Area", "Disagreement"]
    edits = [
        (r'sh:message "', lambda at: 'sh:message "Now: '),
        (r"sh:minCount (\d)", lambda at: f"sh:minCount {int(at[1]) + draw.randint(0, 1)}"),
        (r"sh:maxCount (\d)", lambda at: f"sh:maxCount {int(at[1]) - draw.randint(0, 1)}"),
        (r"sh:severity sh:\w+ ;", lambda at: "sh:severity sh:Warning ;"),
        (r"sh:targetClass pat:\w+", lambda at: f"sh:targetClass pat:{draw.choice(kinds)}"),
        (r"SELECT DISTINCT \$this", lambda at: "SELECT $this"),
        (r"FILTER NOT EXISTS \{", lambda at: "FILTER EXISTS {"),
        (r"sh:sparql (pats:[\w-]+) , pats", lambda at: "sh:sparql pats"),
        (r"sh:datatype xsd:\w+", lambda at: "sh:datatype xsd:boolean"),
        (r"sh:class pat:\w+", lambda at: f"sh:class pat:{draw.choice(kinds)}"),
    ]
    places = [(at, other) for pattern, other in edits for at in [*re.finditer(pattern, text)][:8]]
    at, other = draw.choice(places)
    return text[: at.start()] + other(at) + text[at.end() :]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_any_change_of_shapes_is_the_whole_truth(known, seed):
    """One rule or two are other ones, maybe evidence is too: what is said is what all of it says."""
    draw = random.Random(seed)
    for name in draw.sample(["resolved", "evidence"], draw.randint(1, 2)):
        path = known / f"ontology/shapes/{name}.ttl"
        path.write_text(with_another_rule(path.read_text(), draw))
    if draw.random() < 0.5:
        change(known, "evidence", "a pat:Passage ;", 'a pat:Passage ; pat:noSuchProperty "x" ;')
    found, wanted = (
        results(says)
        for says in (
            lambda: report_of(known),
            lambda: validate(build(Project(known)), Project(known)),
        )
    )
    assert found == wanted


def results(report):
    """What it says, or in which file is what cannot be run."""
    try:
        return report().results
    except BadInput as error:
        return str(error).partition(":")[0]


@pytest.mark.slow
def test_after_most_changes_of_shapes_not_everything_is_validated(known, whole):
    """A message, a number and a query, one after another."""
    path = known / "ontology/shapes/resolved.ttl"
    for before, after in (
        ('sh:message "', 'sh:message "Now: '),
        ("sh:minCount 1", "sh:minCount 2"),
        ("FILTER NOT EXISTS {", "FILTER EXISTS {"),
    ):
        path.write_text(path.read_text().replace(before, after, 1))
        report_of(known)
    assert not whole


def flip(content):
    return content[:-2] + bytes([content[-2] ^ 1]) + content[-1:]


@pytest.mark.slow
def test_what_is_damaged_or_gone_is_not_believed(known, cache, whole):
    """A file with another byte, one cut short, one that is gone, and all of them: everything is validated."""
    change(known)
    project = Project(known)
    dataset = build(project)
    wanted = validate(dataset, project).results

    def found_now():
        return kept.kept_report(project, lambda: dataset, again=True).results

    saved = cache.with_name("saved")
    shutil.copytree(cache, saved, symlinks=True)
    (found,) = (saved / "findings").glob("*.json")
    current = next((saved / "graphs").glob("*/current")).resolve()
    largest = max((current / "store").iterdir(), key=lambda path: path.stat().st_size)
    of_the_graph = (current / name for name in ("dataset.nq", "manifest.json", "store/CURRENT"))
    for path in (found, largest, *of_the_graph):
        for damage in (flip, lambda content: content[: len(content) // 2], None):
            shutil.rmtree(cache)
            shutil.copytree(saved, cache, symlinks=True)
            damaged = cache / path.relative_to(saved)
            content = damaged.read_bytes()
            damaged.unlink() if damage is None else damaged.write_bytes(damage(content))
            before = len(whole)
            assert found_now() == wanted
            assert len(whole) == before + 1, (path, damage)
    shutil.rmtree(cache)
    assert found_now() == wanted


def test_what_another_program_found_is_not_believed(known, whole, monkeypatch):
    """Another version may have had another bug."""
    change(known)
    monkeypatch.setattr(kept.cache, "program", lambda: b"another")
    report_of(known)
    assert len(whole) == 1


@pytest.mark.slow
def test_many_go_on_from_one_at_a_time(known, cache):
    """What is kept stays as it is: those who go on from it do not meet, and leave nothing behind."""
    change(known)
    project = Project(known)
    dataset = build(project)
    wanted = validate(dataset, project).results
    (place,) = (cache / "findings").glob("*.json")
    graph_ = cache / "graphs" / place.stem
    before = kept_in(graph_)
    program = kept.cache.program()
    with ThreadPoolExecutor(4) as pool:
        reports = pool.map(
            lambda _: report_from(place, graph_, program, lambda: dataset, Project(known), None),
            range(5),
        )
    assert all(report is not None and report.results == wanted for report in reports)
    assert kept_in(graph_) == before


def kept_in(directory):
    """What is in its files, but for the notes that they were found whole, which are made once they have
    stood for a while.
    """
    files = (path for path in directory.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if not path.name.endswith("verified.json")}


def test_what_a_killed_process_left_is_swept(known, cache):
    """A copy whose lock nobody holds is nobody's; one that is held is left alone."""
    (graph_,) = (path for path in (cache / "graphs").iterdir() if path.is_dir())
    old, new = graph_ / ".copy-old", graph_ / ".copy-new"
    for path in (old, new):
        path.mkdir()
        path.with_name(f"{path.name}.lock").touch()
    change(known)
    with held_open(graph_ / ".copy-new.lock"):
        report_of(known)
    assert not old.exists() and new.exists()
    assert {path.name for path in graph_.glob(".copy-*")} == {".copy-new", ".copy-new.lock"}


@pytest.mark.slow
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
    """What a build has judged and stored is kept as a copy: nothing is known whole again, and no store is
    written twice.
    """
    dataset = built(files, tmp_path / "store")
    change(files)
    report = report_of(files)
    assert len(whole) == 1
    assert report.results == validate(build(Project(files)), Project(files)).results
    (place,) = (path for path in (cache / "graphs").iterdir() if path.is_dir())
    assert read_dataset(place).version == dataset.version


@pytest.mark.slow
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
    assert not the_same(least, dataset).conforms
