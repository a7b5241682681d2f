"""`patgraph refresh`: new versions of the tables, and what is other in them."""

from pathlib import Path

import click

from patgraph.characters import visible_lines
from patgraph.commands.shared.options import refuse_violations


@click.command()
@click.option("--from", "directory", required=True, metavar="DIR",
              type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="Where the new versions lie, by the names that their mappings give them.")  # fmt: skip
@click.option("--apply", "apply_", is_flag=True, help="Import them; without it nothing is written.")
@click.option("--sources", metavar="DIR", type=click.Path(path_type=Path),
              help="Keep the tables' texts there too, as DOCUMENT.csv.")  # fmt: skip
@click.option("--project", envvar="PATGRAPH_PROJECT", metavar="DIR", type=click.Path(path_type=Path),
              help="The project; default: here, else the installed one.")  # fmt: skip
def refresh(directory, apply_, sources, project):
    """Say what changed in new versions of the imported tables: rows that are new, gone, altered.

    The project as it would be with them is validated; with --apply all of them are imported, or none.
    """
    from patgraph.dataset.kept import kept_dataset, kept_report
    from patgraph.dataset.project import Project
    from patgraph.imports import reader
    from patgraph.imports.refresh import refreshed

    files = future = Project.find(project)
    other = []
    for each in refreshed(directory, files):
        counts = ", ".join(f"{count} {kind}" for kind, count in each.counts.items())
        click.echo(f"{each.mapping.document.id}: {counts if each.changes else 'as it was'}")
        for change in each.changes:
            place = f" ({change.place})" if change.place else ""
            click.echo(visible_lines(f"  {change.kind}: {change.name}{place}"))
        if each.changes:
            other.append(each)
            future = future.with_file(each.found.path, each.found.content)
    if other:
        refuse_violations(kept_report(future, lambda: kept_dataset(future)))
    if not apply_:
        click.echo("Nothing is written; --apply imports them." if other else "There is nothing to import.")
        return
    for each in other:
        reader.save(each.found)
        if sources:
            reader.keep_text(each.found, each.mapping, sources)
    click.echo(f"{len(other)} of the tables imported")
