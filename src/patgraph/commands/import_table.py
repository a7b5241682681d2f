"""`patgraph import`: a table into the project."""

from pathlib import Path

import click

from patgraph import at_work
from patgraph.characters import visible_lines
from patgraph.commands.shared.bounds import within_bounds
from patgraph.commands.shared.options import refuse_violations


@click.command("import")
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--mapping", "file", required=True, metavar="FILE", type=click.Path(path_type=Path),
              help="What the columns say: CSVW, as data/mappings/ has it.")  # fmt: skip
@click.option("--sheet", metavar="NAME", help="The sheet, of a workbook (xlsx, xls, ods) that has several.")
@click.option("--sources", metavar="DIR", type=click.Path(path_type=Path),
              help="Keep the table's text there too, as DOCUMENT.csv.")  # fmt: skip
@click.option("--project", envvar="PATGRAPH_PROJECT", metavar="DIR", type=click.Path(path_type=Path),
              help="The project; default: here, else the installed one.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and write nothing.")
@within_bounds
def import_table(table, file, sheet, sources, project, dry_run):
    """Turn a TABLE (CSV, or a sheet of a workbook) into evidence or reference data, by a mapping.

    Each row is a passage of the table. Rows that do not fit are reported, all of them, and nothing is written
    unless every row fits and the project still holds with the result.
    """
    from patgraph.dataset.kept import kept_dataset, kept_report
    from patgraph.dataset.project import Project
    from patgraph.imports import mapping, reader
    from patgraph.imports.table_text import is_its_own_text

    files = Project.find(project)
    at_work.say(str(table))
    about = mapping.read_mapping(file)
    found = reader.prepare(table, about, files, sheet, decide=not dry_run)
    future = files.with_file(found.path, found.content)
    refuse_violations(kept_report(future, lambda: kept_dataset(future)))
    for line, reason in sorted(found.left_out):
        click.echo(visible_lines(f"{table}:{line}: left out: {reason}"), err=True)
    for line, note in sorted(found.notes):
        click.echo(visible_lines(f"{table}:{line}: {note}"), err=True)
    if not dry_run:
        reader.save(found)
        if sources:
            reader.keep_text(found, about, sources)
        elif about.target == "evidence" and not is_its_own_text(table, found.text):
            click.echo(
                f"{table}: its passages are of its text in CSV; keep that with --sources DIR.", err=True
            )
    partly = len({line for line, _ in found.left_out})
    click.echo(f"{found.path}: {len(found.statements)} statements; of {partly} rows all or part is left out")
