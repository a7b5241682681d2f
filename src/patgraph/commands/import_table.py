"""`patgraph import`: a table into the project."""

from pathlib import Path

import click

from .options import refuse_violations


@click.command("import")
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--mapping", "file", required=True, metavar="FILE", type=click.Path(path_type=Path),
              help="What the columns say: CSVW, as data/mappings/ has it.")  # fmt: skip
@click.option("--project", envvar="PATGRAPH_PROJECT", metavar="DIR", type=click.Path(path_type=Path),
              help="The project; default: here, else the installed one.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and write nothing.")
def import_table(table, file, project, dry_run):
    """Turn a CSV TABLE into evidence or reference data of the project, by a mapping.

    Each row is a passage of the table. Rows that do not fit are reported, all of them, and nothing is written
    unless every row fits and the project still holds with the result.
    """
    from patgraph.dataset.kept import kept_dataset, kept_report
    from patgraph.dataset.project import Project
    from patgraph.imports import mapping, reader

    files = Project.find(project)
    found = reader.prepare(table, mapping.read_mapping(file), files)
    future = files.with_file(found.path, found.content)
    refuse_violations(kept_report(future, lambda: kept_dataset(future)))
    for line, reason in sorted(found.left_out):
        click.echo(f"{table}:{line}: left out: {reason}", err=True)
    if not dry_run:
        reader.save(found)
    partly = len({line for line, _ in found.left_out})
    click.echo(f"{found.path}: {len(found.statements)} statements; of {partly} rows all or part is left out")
