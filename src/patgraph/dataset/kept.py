"""What was built of a project, and found of it, kept by content in the user's cache directory.

CACHE/graphs/{key}/          a store (see `store.snapshot`) of what was built from these files
CACHE/graphs/{key}/verified.json   that its files were found to be as they were written
CACHE/reports/{key}.json     what validation said of them, behind a digest of the rest of the file
CACHE/findings/{key}….json   what that rests on, to go on from after a change (see `kept_findings`)
CACHE/…/order                the names of those that are kept, in the order in which they were last used

A key is the SHA-256 of all that decides the result: every file of the project, the rooms of this program that
make it, its engines, the base, and for a report the source texts. So what is found by its key was made of
just that; what is damaged is not taken, and is made again. The directory is that of `cache`.
"""

import contextlib
import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from patgraph import files
from patgraph.dataset.texts.sources import SourceText
from patgraph.dataset.validation.report import Report, Result
from patgraph.dataset.validation.validate import Examined, validate
from patgraph.errors import BadInput, BuildInProgress, NoStore, StoreOccupied, StoreUnwritable
from patgraph.names import BASE
from patgraph.rdf import Dataset
from patgraph.store import snapshot
from patgraph.store.embedded import EmbeddedStore, in_memory
from patgraph.store.working_copy import STORE_NOTE

from . import cache
from .cache import cache_directory
from .project import Project

#: Is called with the name of each step.
Tell = Callable[[str], None]
#: So many of each are kept, those that were used last; and of graphs those that somebody has open.
_GRAPHS, _REPORTS, _FINDINGS = 4, 100, 2
#: Stands in the name of findings between the dataset and the one that it was reached from.
_OF = ".of."


def kept_store(project: Project) -> EmbeddedStore:
    """The graph of a project, opened: as it is kept, or else built, and kept for the next. Where it cannot be
    kept (a full disk, another who keeps it just now) it is in memory. Raises `BadInput`.
    """
    place = _place("graphs", project)
    if place is not None and (opened := _opened(place)) is not None:
        return opened
    from .assemble import build

    dataset = build(project)
    built = in_memory(dataset.nquads, dataset.version, dataset.base)
    # Files that changed while they were read are not what the key says.
    if place is not None and _place("graphs", project) == place:
        _use(place, _GRAPHS)
        with contextlib.suppress(StoreUnwritable, StoreOccupied, BuildInProgress):
            return replace(built, place=snapshot.write_snapshot(dataset, place))
    return built


def graph_directory(project: Project) -> Path | None:
    """The directory of the store that is kept of a project, whether or not there is one yet."""
    return _place("graphs", project)


def keep_graph(project: Project, begun: Path, written: Path) -> None:
    """Keep the graph of a project, which was written as this snapshot, if it can be, and is not there yet.
    Takes what `graph_directory` was before the build had `begun`.
    """
    # Files that have changed since are not what the key says.
    if begun.exists() or _place("graphs", project) != begun:
        return
    with contextlib.suppress(StoreUnwritable, StoreOccupied, BuildInProgress, NoStore, OSError):
        snapshot.copy_snapshot(written, begun)
        _use(begun, _GRAPHS)


def kept_dataset(project: Project, base: str = BASE, tell: Tell = lambda step: None) -> Dataset:
    """The dataset of a project: read, where it is kept, or built. Raises `BadInput`."""
    from .assemble import build

    place = _place("graphs", project)
    if place is not None and base == BASE:
        with contextlib.suppress(NoStore, OSError):
            found = snapshot.read_dataset(place)
            _use(place, _GRAPHS)
            return found
    return build(project, base, tell)


def kept_report(
    project: Project,
    dataset: Callable[[], Dataset],
    base: str = BASE,
    texts: Mapping[str, SourceText] | None = None,
    tell: Tell = lambda step: None,
    again: bool = False,
    begun: Path | None = None,
) -> Report:
    """What validation says of a project's dataset, which is asked for only where nobody has validated these
    files against these texts before. Raises what `validate` and `dataset` raise.

    With `again` the files are going to be changed and validated again: the graph is kept, to go on from. Who
    stores the dataset himself, and has it kept then (`keep_graph`), says what `graph_directory` was before
    the build had `begun`.
    """
    said = ["none"] if texts is None else [f"{name} {text.sha256}" for name, text in sorted(texts.items())]
    graph = _place("graphs", project)
    place = graph and graph.parents[1] / "reports" / f"{cache.key([graph.name, base, *said])}.json"
    if place is not None and (found := _read_report(place)) is not None:
        _use(place, _REPORTS)
        return found
    told = dict(texts) if texts is not None else None
    if begun not in (None, graph):  # Files have changed since: it is not theirs.
        return validate(dataset(), project, told, tell)
    # It may be asked for several times, or not at all.
    dataset = functools.cache(dataset)
    if graph is None or base != BASE:
        report = validate(dataset(), project, told, tell)
    else:
        report = _report(graph, dataset, project, told, tell, again, begun is not None)
    if place is not None:
        with contextlib.suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            files.keep_sealed(place, _written(report))
            _use(place, _REPORTS)
    return report


def _report(
    graph: Path,
    dataset: Callable[[], Dataset],
    project: Project,
    texts: dict[str, SourceText] | None,
    tell: Tell,
    again: bool,
    stored: bool,
) -> Report:
    """What validation says: from what it has found of another dataset that differs little, or of all."""
    # Who asks a graph that is kept, or reads a report, loads none of it.
    from patgraph.dataset.incremental.changed_inputs import inputs, inputs_since
    from patgraph.dataset.incremental.kept_findings import Reached, keep_findings, keep_reached, report_from

    findings = graph.parents[1] / "findings" / f"{graph.name}.json"
    tell("validating")
    for name in reversed(_names(findings)):
        # What was reached by a change is kept as what it has changed in a graph.
        place, of = findings.with_name(name), graph.with_name(name.removesuffix(".json").split(_OF)[-1])
        beyond: list[Reached] = []
        report = report_from(place, of, cache.program(), dataset, project, texts, beyond.append)
        if report is not None:
            _use(place, _FINDINGS)
            _use(of, _GRAPHS)
            # A full disk keeps what it has; of files that change meanwhile nothing is kept.
            with contextlib.suppress(OSError, BadInput):
                for reached in beyond if again else ():
                    said = inputs_since(reached.before, project, reached.beyond.added)
                    if _place("graphs", project) == graph:
                        place = findings.with_name(f"{graph.name}{_OF}{of.name}.json")
                        keep_reached(place, cache.program(), reached, said)
                        _use(place, _FINDINGS)
            return report

    def keep(examined: Examined) -> None:
        # Files that changed while they were read are not what the key says.
        if (
            (again or stored)
            and _place("graphs", project) == graph
            and keep_findings(
                findings, None if stored else graph, cache.program(), dataset(), examined, inputs(project)
            )
        ):
            _use(findings, _FINDINGS)
            _use(graph, _GRAPHS)

    return validate(dataset(), project, texts, keep=keep)


def _place(kind: str, project: Project) -> Path | None:
    directory = cache_directory()
    return directory / kind / _key(project) if directory is not None else None


def _key(project: Project) -> str:
    return cache.key(part for file in project.contents() for part in file)


def _opened(place: Path) -> EmbeddedStore | None:
    with contextlib.suppress(NoStore, OSError):
        opened = snapshot.open_snapshot(place, place / STORE_NOTE)
        _use(place, _GRAPHS)
        return opened
    return None


def _use(place: Path, most: int) -> None:
    """Note what is used now, and let go of all but so many that were used last, and graphs that are read."""
    order = place.parent / "order"
    # A directory that may only be read keeps what it has.
    with contextlib.suppress(OSError):
        names = _names(place)
        if names[-1:] == [place.name]:
            return
        names = [*(name for name in names if name != place.name), place.name][-most:]
        place.parent.mkdir(parents=True, exist_ok=True)
        files.whole(order, "\n".join(names).encode())
        for path in place.parent.iterdir():
            if path.name not in names and path != order and not path.name.startswith("."):
                snapshot.take_away(path) if path.is_dir() else path.unlink(missing_ok=True)


def _names(place: Path) -> list[str]:
    """What is kept beside a place, in the order in which it was last used."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return (place.parent / "order").read_text().split()
    return []


def _written(report: Report) -> bytes:
    results = [vars(result) for result in report.results]
    body = {"shapes": report.shapes, "ntriples": report.ntriples, "results": results}
    return json.dumps(body, ensure_ascii=False).encode()


def _read_report(place: Path) -> Report | None:
    content = files.read_sealed(place)
    if content is None:
        return None
    body = json.loads(content)
    results = [Result(**{**each, "passages": tuple(each["passages"])}) for each in body["results"]]
    return Report(tuple(results), body["shapes"], body["ntriples"])
