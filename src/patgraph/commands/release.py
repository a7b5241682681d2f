"""`patgraph release`: a published version put on record, with what changed after it."""

import re
from pathlib import Path

import click

from patgraph.commands.shared.options import refuse_violations


@click.command()
@click.option("--from", "before", required=True, metavar="DIR|FILE",
              help="The version that was published: the directory of its store, or its N-Quads.")  # fmt: skip
@click.option("--note", required=True, help="What changed since, in a sentence or two.")
@click.option("--day", required=True, metavar="DATE", help="The day of the version that follows.")
@click.option("--project", envvar="PATGRAPH_PROJECT", metavar="DIR", type=click.Path(path_type=Path),
              help="The project; default: here, else the installed one.")  # fmt: skip
def release(before, note, day, project):
    """Compare the project with a version that was published, and put on record what changed after it.

    Writes data/reference/versions.ttl, from which the question `changes` and /changes.atom are answered. Done
    again for the same version, its record is made anew.
    """
    from patgraph import files
    from patgraph.dataset import changes
    from patgraph.dataset.kept import kept_dataset, kept_report
    from patgraph.dataset.project import Project
    from patgraph.errors import BadInput, BadValue

    if not note.strip():
        raise BadValue("note", "--note: say in a sentence or two what changed since.")
    project = Project.find(project)
    version, quads = _published(before)
    found = changes.compared(quads, kept_dataset(project).quads)
    if not found:
        raise BadInput(
            f"{before}: no statement differs from what {project.root} says now, so there is no change to put "
            "on record. Give the version that was published before the change."
        )
    path = project.root / changes.RECORD
    content = changes.recorded(path.read_bytes() if path.exists() else None, version, day, note, found)
    future = project.with_file(path, content)
    refuse_violations(kept_report(future, lambda: kept_dataset(future)))
    files.whole(path, content)
    for change in found:
        passages = ", ".join(
            f"{len(names)} {kind}" for kind, names in
            (("new", change.new), ("altered", change.altered), ("gone", change.gone)) if names
        )  # fmt: skip
        told = f"{change.added} statements more, {change.removed} fewer"
        click.echo(
            f"{change.part.value}: {change.kind}; {told}" + (f"; passages: {passages}" if passages else "")
        )
    click.echo(f"{len(found)} changes since {version} are on record in {changes.RECORD}")


def _published(given: str):
    """The version and the quads of a store or of a file of N-Quads. Raises `BadInput` for anything else, or
    for names under another base.
    """
    import patgraph
    from patgraph.errors import BadInput
    from patgraph.names import BASE
    from patgraph.rdf import Dataset, parse_nquads

    if re.match("https?://", given):
        raise BadInput(
            f"{given}: a version is compared with a file. Take the published one away as N-Quads first: "
            f"patgraph export --store {given} --format nq -o published.nq, and give that."
        )
    place = Path(given)
    if not place.exists():
        raise BadInput(
            f"{place}: there is no such directory or file; give the store or the N-Quads of a version."
        )
    if place.is_dir():
        store = patgraph.open(place).store
        if store.base != BASE:
            raise BadInput(
                f"{place}: its names are under {store.base}; give a store that was built without --base."
            )
        return store.version, store.quads()
    try:
        dataset = Dataset(parse_nquads(place.read_bytes()))
    except (SyntaxError, ValueError) as error:
        raise BadInput(f"{place}: is neither a store nor N-Quads: {error}") from error
    return dataset.version, dataset.quads
