"""`patgraph validate`: what the shapes and the source texts say of the files, or of a store."""

import sys
from pathlib import Path

import click

from .options import Steps, place_of, project_option, sources_option, store_options


@click.command()
@store_options
@project_option
@sources_option
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle", "ttl"]), default="text")
@click.option("--info", is_flag=True, help="Show information too, not only violations and warnings.")
def validate(store, project, sources, form, info):
    """Validate the files, or, with --store, the graph in that store. Exit status 1: a violation."""
    from patgraph.dataset import sources as source_texts
    from patgraph.dataset import validation

    tell = Steps()
    texts = source_texts.read_texts(sources) if sources else None
    files, place = None, place_of(store) if store else None
    if isinstance(place, Path):
        from patgraph.store import snapshot

        dataset = snapshot.read_dataset(place)
    elif place:
        from patgraph.store.remote import RemoteStore

        dataset = RemoteStore(place).dataset()
    else:
        from patgraph.dataset.assemble import build
        from patgraph.dataset.project import Project

        files = Project.find(project)
        dataset = build(files, tell=tell)
    report = validation.validate(dataset, files, texts, tell)
    tell.done()
    show = {"text": lambda: report.text(info), "json": report.json, "ttl": lambda: report.turtle}
    show["turtle"] = show["ttl"]
    click.echo(show[form](), nl=False)
    if not report.conforms:
        sys.exit(1)
