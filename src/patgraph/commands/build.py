"""`patgraph build`: the files, read, resolved, validated and written to a store."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patgraph.characters import visible_lines
from patgraph.commands.shared.bounds import within_bounds
from patgraph.commands.shared.options import (
    Steps,
    place_of,
    project_option,
    refuse_violations,
    sources_option,
    store_options,
)
from patgraph.errors import BadValue
from patgraph.names import BASE

if TYPE_CHECKING:
    from patgraph.rdf import Dataset
    from patgraph.store import Store


@click.command()
@store_options
@project_option
@sources_option
@click.option("--base", default=BASE, envvar="PATGRAPH_BASE", show_default=True,
              help="The base of all names but those of the ontology and the shapes.")  # fmt: skip
@within_bounds
def build(store, project, sources, base):
    """Read the files, resolve, validate; write the snapshot and swap it in, whole or not at all.

    A remote store is filled graph by graph, and a build that was killed is resumed by the next.
    Without --store nothing is written: the build is only tried.
    """
    from patgraph.dataset.kept import graph_directory, keep_graph, kept_dataset, kept_report
    from patgraph.dataset.kept_questions import kept_questions
    from patgraph.dataset.project import Project
    from patgraph.dataset.texts import sources as source_texts
    from patgraph.questions.examples import without_example
    from patgraph.store.embedded import in_memory

    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+[/#]", base):
        raise BadValue("base", f"--base {base!r}: give an http(s) address that ends in / or #.")
    tell = Steps()
    place = place_of(store)
    if isinstance(place, Path):
        from patgraph.store.snapshot_place import require_place

        require_place(place)
    files = Project.find(project)
    # What is stored in a directory is kept too, for a `validate` after a change to go on from.
    begun = graph_directory(files) if isinstance(place, Path) and base == BASE else None
    dataset = kept_dataset(files, base, tell)
    texts = source_texts.read_texts(sources) if sources else None
    queries = kept_questions(files.questions())

    def judge():
        refuse_violations(kept_report(files, lambda: dataset, base, texts, tell, begun=begun))

    def ask(built: "Store"):
        # What the service will ask is asked before readers see it.
        tell("asking the examples")
        for name, reason in without_example(queries, built).items():
            text = f"patgraph: queries/{name}.rq: its example cannot be asked, so it has no table: {reason}"
            click.echo(visible_lines(text), err=True)

    if isinstance(place, Path):
        written = _into_directory(dataset, place, tell, judge, ask)
        if begun is not None:
            keep_graph(files, begun, written)
    else:
        judge()
        ask(in_memory(dataset.nquads, dataset.version, dataset.base))
        if place:
            from patgraph.store.fill import fill

            fill(dataset, place, tell)
    tell.done(f"{dataset.size} quads")
    click.echo(dataset.version)


def _into_directory(dataset: "Dataset", place: Path, tell: Steps, judge: Callable, ask: Callable) -> Path:
    """Write a snapshot while it is judged, and make it the current one if it may be; its place comes back."""
    from patgraph.store import snapshot
    from patgraph.things.search_entries import entries
    from patgraph.things.thing import Things

    with snapshot.begun(dataset, place, tell) as new:
        judge()
        built = new.opened()
        ask(built)
        # Whoever opens it, and may not write there, waits for no search index.
        entries(Things(built))
        del built
        return new.publish()
