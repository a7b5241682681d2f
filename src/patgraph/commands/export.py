"""`patgraph export`: the data, to take away."""

from functools import partial
from pathlib import Path

import click

from .options import LateChoice, Steps, open_graph, project_option, store_options
from .terminal import write


def _formats():
    from patgraph.exports.export_formats import FORMATS

    return FORMATS


@click.command()
@store_options
@project_option
@click.option("--format", "form", type=LateChoice(_formats), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path),
              help="A file; for csv and parquet a directory. Default: standard output.")  # fmt: skip
@click.option("--of", type=click.Choice(["questions", "things"]), default="questions", show_default=True,
              help="For csv and parquet: a table a question, or one for each kind of thing.")  # fmt: skip
@click.option(
    "--raw", is_flag=True, help="In csv cells as they are, though a spreadsheet would compute them."
)
def export(store, project, form, output, of, raw):
    """Take the data away: everything (nq, nq-view, trig), the view (ttl), tables (csv, parquet)."""
    from patgraph.exports import export as exports

    tell = Steps()
    tell("exporting")
    exports.export(open_graph(store, project, None), form, output, partial(write, pager=False), of, raw)
    tell.done(str(output) if output else "")
