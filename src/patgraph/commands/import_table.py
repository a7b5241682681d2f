"""`patgraph import`: a table into the project."""

from pathlib import Path

import click

from patgraph.dataset import validation
from patgraph.dataset.assemble import build
from patgraph.dataset.project import Project
from patgraph.errors import Invalid
from patgraph.imports import mapping, reader


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
    files = Project.find(project)
    found = reader.prepare(table, mapping.read(file), files)
    future = files.with_file(found.path, found.content)
    report = validation.validate(build(future), future)
    if not report.conforms:
        count = report.counts["Violation"]
        raise Invalid(f"{count} violation{'' if count == 1 else 's'}; nothing was written.", report)
    for line, reason in sorted(found.left_out):
        click.echo(f"{table}:{line}: left out: {reason}", err=True)
    if not dry_run:
        reader.save(found)
    partly = len({line for line, _ in found.left_out})
    click.echo(f"{found.path}: {len(found.statements)} statements; of {partly} rows all or part is left out")
