"""What is kept of a project: never anything but what would be built of its files now."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from patgraph.dataset import assemble, kept
from patgraph.dataset import cache as cache_of_files
from patgraph.dataset.project import Project
from patgraph.dataset.validation.validate import validate
from patgraph.errors import PatgraphError
from patgraph.store import snapshot
from tests.support.paths import ROOT
from tests.support.small_project import least_of

CONTRACTS = ROOT / ".importlinter"
ASKING = (
    "import sys; from pathlib import Path; from patgraph.dataset.kept import kept_store as store; "
    "from patgraph.dataset.project import Project; print(store(Project(Path(sys.argv[1]))).version)"
)


@pytest.fixture
def small_copy(small_copy):
    """The least of the small project: what is built again and again here need not be more."""
    return least_of(small_copy)


@pytest.fixture
def builds(monkeypatch):
    """Grows with each build and each validation."""
    found = []
    for module, name in ((assemble, "build"), (kept, "validate")):
        was = getattr(module, name)

        def counted(*arguments, was=was, name=name, **named):
            found.append(name)
            return was(*arguments, **named)

        monkeypatch.setattr(module, name, counted)
    return found


def label(project, name):
    """The project with another label of one of its things; see `tests/support/small_project.py`."""
    (path,) = [
        p for p in (project.root / "data" / "editorial").glob("*.ttl") if "prefLabel" in p.read_text()
    ][:1]
    return path, path.read_text().replace('prefLabel "', f'prefLabel "{name} ', 1).encode()


def report_of(project):
    """What is said of a project's files."""
    return kept.kept_report(project, lambda: kept.kept_dataset(project), again=True)


def test_what_did_not_change_is_built_once(small_copy, cache, builds):
    """A second time nothing is built, and all is as it was."""
    project = Project(small_copy)
    first = kept.kept_store(project), kept.kept_dataset(project), report_of(project)
    assert sorted(builds) == ["build", "validate"]
    again = kept.kept_store(project), kept.kept_dataset(project), report_of(project)
    assert len(builds) == 2
    anew = assemble.build(project)
    assert first[0].version == again[0].version == again[1].version == anew.version
    assert again[2] == first[2]
    assert again[2].results == validate(anew, project).results


@pytest.mark.slow
def test_a_change_is_seen(small_copy, cache, builds):
    """Of a file's words, of a file that comes or goes, on disk or only meant to be; and a change back."""
    project = Project(small_copy)
    versions = [kept.kept_store(project).version]
    path, content = label(project, "Other")
    versions.append(kept.kept_store(project.with_file(path, content)).version)
    before = path.read_bytes()
    path.write_bytes(content)
    versions.append(kept.kept_store(project).version)
    assert versions[1] == versions[2] != versions[0] and len(builds) == 2
    path.write_bytes(before)
    assert kept.kept_store(project).version == versions[0] and len(builds) == 2
    question = next((small_copy / "queries").glob("*.rq"))
    question.unlink()
    assert kept.kept_store(project).version != versions[0] and len(builds) == 3


@pytest.mark.slow
def test_another_program_builds_anew(small_copy, cache, builds, monkeypatch):
    """What another version of the program has built is not taken for ours."""
    project = Project(small_copy)
    kept.kept_store(project)
    monkeypatch.setattr(cache_of_files, "program", lambda: b"another")
    kept.kept_store(project)
    report_of(project)
    assert builds == ["build", "build", "validate"]


def test_what_makes_what_is_kept_is_the_program(tmp_path, monkeypatch):
    """A file more in a room that a build may use is another program; in one above, from which the floors of
    the house let none import, it is not.
    """
    layers = CONTRACTS.read_text().partition("layers =")[2].partition("exhaustive")[0].split("\n")
    own = next(at for at, layer in enumerate(layers) if "patgraph.dataset" in layer)
    higher = {
        room.strip().removeprefix("patgraph.") for layer in layers[: own + 1] for room in layer.split("|")
    }
    assert cache_of_files.ABOVE - {"__main__"} <= higher - {"dataset", "commands"}

    source = Path(cache_of_files.__file__).parents[1]
    rooms = shutil.ignore_patterns("static", "templates", "__pycache__")
    root = shutil.copytree(source, tmp_path / "patgraph", ignore=rooms)
    monkeypatch.setattr(cache_of_files, "__file__", str(root / "dataset/cache.py"))
    was = cache_of_files.program.__wrapped__()
    assert was == cache_of_files.program()
    for path in ("web/routes/new.py", "graph.py", "things/thing.py"):
        with open(root / path, "a") as file:
            file.write("# more\n")
        assert cache_of_files.program.__wrapped__() == was
    for path in (
        "dataset/new.py",
        "sparql/sparql.lark",
        "rdf.py",
        "commands/build.py",
        "new/new.py",
        "__init__.py",
    ):
        (root / path).parent.mkdir(exist_ok=True)
        with open(root / path, "a") as file:
            file.write("# more\n")
        before, was = was, cache_of_files.program.__wrapped__()
        assert was != before, path


@pytest.mark.slow
def test_what_is_damaged_is_made_again(small_copy, cache, builds):
    """A file with another byte, one that is cut short, and one that is gone."""
    project = Project(small_copy)
    version, report = kept.kept_store(project).version, report_of(project)
    (place,) = (path for path in (cache / "graphs").iterdir() if path.is_dir())
    current = place / "current"

    def flip(content):
        return content[:-2] + bytes([content[-2] ^ 1]) + content[-1:]

    for file, damaged in (
        (max((current / "store").iterdir(), key=lambda path: path.stat().st_size), flip),
        (current / "manifest.json", lambda content: content[: len(content) // 2]),
        (current / "dataset.nq", None),
    ):
        content, before = file.read_bytes(), len(builds)
        file.unlink() if damaged is None else file.write_bytes(damaged(content))
        assert kept.kept_dataset(project).version == version
        assert kept.kept_store(project).version == version
        assert file.name == "manifest.json" or len(builds) > before or file.read_bytes() == content
        file.write_bytes(content)
    for room in ("findings", "reports"):
        (file,) = (cache / room).glob("*.json")
        file.write_bytes(flip(file.read_bytes()))
    assert report_of(project).results == report.results and builds.count("validate") == 2


@pytest.mark.slow
def test_nothing_is_kept_where_it_cannot_be_or_shall_not(small_copy, tmp_path, builds, monkeypatch):
    """A cache that is no directory, and none: each time it is built, and the answer is the same."""
    project = Project(small_copy)
    (tmp_path / "file").write_text("")
    for named in (str(tmp_path / "file"), ""):
        monkeypatch.setenv("PATGRAPH_CACHE", named)
        assert kept.kept_store(project).version == kept.kept_store(project).version
    assert report_of(project).conforms
    assert len(builds) == 6 and (tmp_path / "file").read_text() == ""


def test_bad_files_are_told_each_time(small_copy, cache):
    """A file that does not parse is an error with its place, whether or not there was a graph before."""
    project = Project(small_copy)
    kept.kept_store(project)
    path, _ = label(project, "x")
    path.write_text(path.read_text() + "\nthis is none")
    for _ in range(2):
        with pytest.raises(PatgraphError, match=path.name):
            kept.kept_store(project)


@pytest.mark.slow
def test_few_are_kept(small_copy, cache, monkeypatch):
    """Those that were used last: the cache does not grow with every change."""
    monkeypatch.setattr(kept, "_GRAPHS", 2)
    project = Project(small_copy)
    kept.kept_store(project)
    for name in "ab":
        kept.kept_store(project.with_file(*label(project, name)))
    assert len([path for path in (cache / "graphs").iterdir() if path.is_dir()]) == 2


@pytest.mark.slow
def test_what_somebody_reads_is_kept_however_many_come(small_copy, cache, monkeypatch):
    """What is made of other files takes no graph from under who has it open; it goes when it is closed."""
    monkeypatch.setattr(kept, "_GRAPHS", 1)
    project = Project(small_copy)
    version = kept.kept_store(project).version
    opened, place = kept.kept_store(project), kept.graph_directory(project)
    for name in "ab":
        kept.kept_store(project.with_file(*label(project, name)))
    assert opened.place == place / version and opened.place.is_dir()
    assert snapshot.open_snapshot(place).version == version
    assert len([path for path in (cache / "graphs").iterdir() if path.is_dir()]) == 2
    del opened
    kept.kept_store(project.with_file(*label(project, "c")))
    assert not place.exists()


def test_an_open_graph_outlives_the_cache(small_copy, cache):
    """Who has opened it answers on though the cache is deleted."""
    project = Project(small_copy)
    kept.kept_store(project)
    opened = kept.kept_store(project)
    shutil.rmtree(cache)
    assert len(list(opened.free("SELECT * { ?s ?p ?o }"))) > 1000


@pytest.mark.slow
def test_many_at_once_and_killed(small_copy, cache):
    """Processes that begin together all answer alike, and so does the next after one was killed."""
    command = [sys.executable, "-c", ASKING, str(small_copy)]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: subprocess.run(command, capture_output=True, text=True), range(3)))
    assert len({done.stdout for done in found}) == 1 and found[0].stdout.strip()
    for seconds in (0.5, 1.0):
        shutil.rmtree(cache)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert kept.kept_store(Project(small_copy)).version == found[0].stdout.strip()
