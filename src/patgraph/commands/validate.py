"""`patgraph validate`: what the shapes and the source texts say of the files, or of a store."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patgraph.commands.shared.bounds import within_bounds
from patgraph.commands.shared.options import Steps, place_of, project_option, sources_option, store_options
from patgraph.commands.shared.parameters import tell_idle
from patgraph.commands.shared.terminal import write

if TYPE_CHECKING:
    from patgraph.rdf import Dataset


@click.command()
@store_options
@project_option
@sources_option
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle", "ttl"]), default="text")
@click.option("--info", is_flag=True, help="Show information too, not only violations and warnings.")
@click.option("--referee", is_flag=True, help="Have pySHACL judge all of it, whatever was found before.")
@within_bounds
def validate(store, project, sources, form, info, referee):
    """Validate the files, or, with --store, the graph in that store. Exit status 1: a violation."""
    from patgraph.dataset.kept import kept_dataset, kept_report
    from patgraph.dataset.project import Project
    from patgraph.dataset.texts import sources as source_texts
    from patgraph.dataset.validation.validate import validate as validate_dataset

    tell = Steps()
    texts = source_texts.read_texts(sources) if sources else None
    if store:
        tell_idle("says nothing of what is in a --store", "project")
        report = validate_dataset(_stored(store), None, texts, tell)
    elif referee:
        from patgraph.dataset.assemble import build

        files = Project.find(project)
        report = validate_dataset(build(files, tell=tell), files, texts, tell)
    else:
        files = Project.find(project)
        report = kept_report(
            files, lambda: kept_dataset(files, tell=tell), texts=texts, tell=tell, again=True
        )
    tell.done()
    show = {"text": lambda: report.text(info), "json": report.json, "ttl": lambda: report.turtle}
    show["turtle"] = show["ttl"]
    write(show[form]().encode(), pager=False)
    if not report.conforms:
        sys.exit(1)


def _stored(store: str) -> "Dataset":
    place = place_of(store)
    if isinstance(place, Path):
        from patgraph.store import snapshot

        return snapshot.read_dataset(place)
    from patgraph.store.remote import RemoteStore

    return RemoteStore(place).dataset()
