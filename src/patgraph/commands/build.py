"""`patgraph build`: the files, read, resolved, validated and written to a store."""

import re
from dataclasses import replace
from pathlib import Path

import click

from patgraph.characters import visible_lines
from patgraph.errors import BadValue
from patgraph.names import BASE

from .bounds import within_bounds
from .options import Steps, place_of, project_option, refuse_violations, sources_option, store_options


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
    from patgraph.dataset import sources as source_texts
    from patgraph.dataset.kept import kept_dataset, kept_report
    from patgraph.dataset.project import Project
    from patgraph.questions.examples import without_example
    from patgraph.questions.question_file import read_questions
    from patgraph.store.embedded import in_memory

    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+[/#]", base):
        raise BadValue("base", f"--base {base!r}: give an http(s) address that ends in / or #.")
    tell = Steps()
    files = Project.find(project)
    dataset = kept_dataset(files, base, tell)
    texts = source_texts.read_texts(sources) if sources else None
    refuse_violations(kept_report(files, lambda: dataset, base, texts, tell))
    # What the service will ask is asked before it is written.
    tell("asking the examples")
    queries = read_questions(files.questions())
    built = in_memory(dataset.nquads, dataset.version, dataset.base)
    missed = without_example(queries, built)
    for name, reason in missed.items():
        text = f"patgraph: queries/{name}.rq: its example cannot be asked, so it has no table: {reason}"
        click.echo(visible_lines(text), err=True)
    place = place_of(store) if store else None
    if isinstance(place, Path):
        from patgraph.store import snapshot
        from patgraph.things.search_entries import entries
        from patgraph.things.thing import Things

        written = snapshot.write_snapshot(dataset, place, tell)
        # Whoever opens it, and may not write there, waits for no search index.
        entries(Things(replace(built, place=written)))
    elif place:
        from patgraph.store.fill import fill

        fill(dataset, place, tell)
    tell.done(f"{dataset.size} quads")
    click.echo(dataset.version)
