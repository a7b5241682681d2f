"""`patgraph fill`: a remote store filled with what was built, and compared with it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patgraph.commands.shared.bounds import within_bounds
from patgraph.commands.shared.options import (
    Steps,
    place_of,
    project_option,
    refuse_violations,
    store_options,
)
from patgraph.commands.shared.parameters import tell_idle
from patgraph.commands.shared.terminal import write
from patgraph.errors import BadValue
from patgraph.names import BASE

if TYPE_CHECKING:
    from patgraph.rdf import Dataset
    from patgraph.store.comparison import StoreComparison
    from patgraph.store.embedded import EmbeddedStore


@click.command()
@store_options
@project_option
@click.option("--from", "snapshot", metavar="DIR", type=click.Path(path_type=Path),
              help="What `patgraph build --store DIR` wrote; default: what the project builds.")  # fmt: skip
@click.option("--verify", is_flag=True, help="Compare every graph with what was sent, after filling.")
@click.option("--check", is_flag=True, help="Only compare; nothing is written.")
@click.option("--base", default=BASE, envvar="PATGRAPH_BASE", show_default=True,
              help="The base of all names; with --from it is the snapshot's own.")  # fmt: skip
@within_bounds
def fill(store, project, snapshot, verify, check, base):
    """Fill a remote store, graph by graph, with a dataset that conforms; a fill that was killed is resumed.

    --verify and --check read the store back by SPARQL and tell which graphs differ, and by which statements.
    Exit status 1: some do.
    """
    from patgraph.store.fill import fill as send
    from patgraph.store.remote import RemoteStore

    place = place_of(store)
    if place is None or isinstance(place, Path):
        raise BadValue("store", "--store: give the http(s):// address of a SPARQL service.")
    if snapshot is not None:
        tell_idle("says nothing beside --from, which is a dataset already", "project", "base")
    tell = Steps()
    if not check:
        done = send(_dataset(project, snapshot, base, tell), place, tell)
        tell.done(f"{done.written} graphs written, {done.removed} removed, {done.kept} left as they were")
    if check or verify:
        from patgraph.store.comparison import compare

        found = compare(_wanted(project, snapshot, base, tell), RemoteStore(place), tell)
        tell.done()
        write("".join(f"{line}\n" for line in _told(found)).encode(), pager=False)
        if not found.is_same:
            sys.exit(1)


def _dataset(project: Path | None, snapshot: Path | None, base: str, tell: Steps) -> "Dataset":
    from patgraph.dataset.kept import kept_dataset, kept_report
    from patgraph.dataset.project import Project
    from patgraph.store.snapshot import read_dataset

    if snapshot is not None:
        return read_dataset(snapshot)
    files = Project.find(project)
    dataset = kept_dataset(files, base, tell)
    refuse_violations(kept_report(files, lambda: dataset, base, tell=tell))
    return dataset


def _wanted(project: Path | None, snapshot: Path | None, base: str, tell: Steps) -> "EmbeddedStore":
    """What the store should hold, opened where that is possible, so that it is not all in memory."""
    from patgraph.dataset.kept import kept_dataset, kept_store
    from patgraph.dataset.project import Project
    from patgraph.store.embedded import in_memory
    from patgraph.store.snapshot import open_snapshot

    if snapshot is not None:
        return open_snapshot(snapshot)
    files = Project.find(project)
    if base == BASE:
        return kept_store(files)
    dataset = kept_dataset(files, base, tell)
    return in_memory(dataset.nquads, dataset.version, dataset.base)


def _told(found: "StoreComparison") -> list[str]:
    """The comparison in lines: what is the same, each graph that differs, the default graph."""
    total = found.same + len(found.differences)
    blank = f", {found.counted} of them with blank nodes and so only counted" if found.counted else ""
    lines = [f"{found.same} of {total} graphs are the same: {found.statements} statements{blank}"]
    if found.same:
        lines.append(f"digest of these statements: {found.digest}")
    if total and not any(graph.held for graph in found.differences) and not found.same:
        return [*lines, "The store holds none of them."]
    for graph in found.differences:
        ways = [f"{n} {word}" for n, word in ((graph.missing, "missing"), (graph.more, "more")) if n]
        lines.append(f"<{graph.name}>: {graph.held} statements of {graph.wanted}; {', '.join(ways)}")
        lines += [f"  missing: {line}" for line in graph.missing_lines]
        lines += [f"  more: {line}" for line in graph.more_lines]
    lines.append(f"The default graph {found.default_graph}.")
    if not found.whole:
        lines.append("The store says that it is being filled; if no fill runs, one was killed: run it again.")
    return lines
