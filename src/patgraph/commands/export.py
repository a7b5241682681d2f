"""`patgraph export`: the data, to take away."""

import os
from functools import partial
from pathlib import Path

import click

from patgraph.commands.shared.options import LateChoice, Steps, open_graph, project_option, store_options
from patgraph.commands.shared.parameters import tell_idle
from patgraph.commands.shared.terminal import write
from patgraph.errors import BadValue

#: A directory of pages, not a format of the data.
SITE = "site"


def _formats():
    from patgraph.exports.export_formats import FORMATS

    return [*FORMATS, SITE]


@click.command()
@store_options
@project_option
@click.option("--format", "form", type=LateChoice(_formats), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path),
              help="A file; for csv, parquet and site a directory. Default: standard output.")  # fmt: skip
@click.option("--of", type=click.Choice(["questions", "things"]), default="questions", show_default=True,
              help="For csv and parquet: a table a question, or one for each kind of thing.")  # fmt: skip
@click.option(
    "--raw", is_flag=True, help="In csv cells as they are, though a spreadsheet would compute them."
)
@click.option("--base", default="/", show_default=True, metavar="PATH|URL",
              help="For site: where it will stand, /patgraph/ or https://example.org/patgraph/.")  # fmt: skip
@click.option("--documents", default="ttl,jsonld", show_default=True, metavar="FORMATS",
              help="For site: the formats of the documents about things and concepts, or all.")  # fmt: skip
@click.option("--values", type=click.IntRange(0), default=250, show_default=True,
              help="For site: of a parameter with as many values each has its answer.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 64), default=None,
              help="For site: how many processes work on it. Default: one a processor.")  # fmt: skip
@click.argument("directory", required=False, type=click.Path(path_type=Path))
def export(store, project, form, output, of, raw, base, documents, values, jobs, directory):
    """Take the data away: everything (nq, nq-view, trig), the view (ttl), tables (csv, parquet), or the
    service's pages as files for any host (site). DIRECTORY is another way to give -o.
    """
    if output and directory:
        raise BadValue("output", f"Where to: {output} (-o) or {directory}? Give one.")
    output = output or directory
    if form not in ("csv", "parquet"):
        tell_idle("is for --format csv and parquet", "of")
    if form != "csv":
        tell_idle("is for --format csv", "raw")
    if form != SITE:
        tell_idle("is for --format site", "base", "documents", "values", "jobs")
    tell = Steps()
    tell("exporting")
    graph = open_graph(store, project, None)
    if form == SITE:
        _site(graph, output, base, documents, values, jobs or os.cpu_count() or 1)
    else:
        from patgraph.exports import export as exports

        exports.export(graph, form, output, partial(write, pager=False), of, raw)
    tell.done(str(output) if output else "")


def _site(graph, output: Path | None, base: str, documents: str, values: int, jobs: int):
    """Write a site, and say what is in it and what is not."""
    from patgraph.static_site.rules import FORMS
    from patgraph.static_site.site import SiteSize, write_site

    if output is None:
        raise BadValue("output", "site is many files: give a directory with -o DIR.")
    forms = FORMS if documents == "all" else tuple(filter(None, documents.split(",")))
    for unknown in set(forms) - set(FORMS):
        raise BadValue("documents", f"--documents: no {unknown!r}; there are all, {', '.join(FORMS)}.", FORMS)
    report = write_site(graph, output, base, SiteSize(forms, values), jobs)
    for line in report.lines():
        click.echo(line, err=True)
