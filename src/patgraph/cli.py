"""The command line. Exit status: 0 done, 1 a violation (nothing swapped in), 2 could not run."""

import re
import socket
import sys
import time
from pathlib import Path

import click

from . import Graph, __version__, export, formats, snapshot, validation
from . import open as open_graph
from . import queries as questions
from . import sources as source_texts
from .build import build as build_dataset
from .errors import BadValue, Invalid, PatgraphError
from .names import BASE
from .project import Project

_store = click.option(
    "--store", envvar="PATGRAPH_STORE", metavar="DIR", help="The directory of the built graph."
)
_project = click.option(
    "--project", envvar="PATGRAPH_PROJECT", metavar="DIR", type=click.Path(path_type=Path),
    help="Where ontology/, data/ and queries/ are; default: here, else the installed ones.",
)  # fmt: skip
_sources = click.option(
    "--sources", envvar="PATGRAPH_SOURCES", metavar="DIR", type=click.Path(path_type=Path),
    help="A directory of source texts, DOCUMENT.txt: passages are checked against their words.",
)  # fmt: skip


class _Commands(click.Group):
    """Every error of ours becomes a message on standard error and an exit status."""

    def invoke(self, context):
        try:
            return super().invoke(context)
        except Invalid as error:
            click.echo(error.report.text() if error.report else "", err=True, nl=False)
            click.echo(f"patgraph: {error}", err=True)
            sys.exit(error.exit)
        except BrokenPipeError:
            # Whoever read us has had enough.
            sys.stderr.close()
            sys.exit(2)
        except (PatgraphError, OSError) as error:
            click.echo(f"patgraph: {error}", err=True)
            sys.exit(getattr(error, "exit", 2))
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except Exception as error:
            click.echo(f"patgraph: a fault of ours, please report it: {error!r}", err=True)
            sys.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="patgraph")
def main():
    """The open knowledge graph of what was done about failing councils in England."""


@main.command()
@_store
@_project
@_sources
@click.option("--base", default=BASE, envvar="PATGRAPH_BASE", show_default=True,
              help="The base of all names but those of the ontology and the shapes.")  # fmt: skip
def build(store, project, sources, base):
    """Read the files, resolve, validate; write the snapshot and swap it in, whole or not at all.

    Without --store nothing is written: the build is only tried.
    """
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+[/#]", base):
        raise BadValue("base", f"--base {base!r}: give an http(s) address that ends in / or #.")
    tell = _Steps()
    dataset = _valid(Project.find(project), sources, base, tell)
    if store:
        snapshot.write(dataset, Path(store), tell)
    tell.done(f"{len(dataset.quads)} quads")
    click.echo(dataset.version)


@main.command()
@_store
@_project
@_sources
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle"]), default="text")
@click.option("--info", is_flag=True, help="Show information too, not only violations and warnings.")
def validate(store, project, sources, form, info):
    """Validate the files, or, with --store, the graph in that store. Exit status 1: a violation."""
    tell = _Steps()
    texts = _texts(sources)
    if store:
        dataset, files = snapshot.dataset(Path(store)), None
    else:
        files = Project.find(project)
        dataset = build_dataset(files, tell=tell)
    report = validation.validate(dataset, files, texts, tell)
    tell.done()
    show = {"text": lambda: report.text(info), "json": report.json, "turtle": lambda: report.turtle}
    click.echo(show[form](), nl=False)
    if not report.conforms:
        sys.exit(1)


@main.command("queries")
@_project
def list_queries(project):
    """List the questions, with what each can be asked with."""
    for name, query in questions.read(Project.find(project)).items():
        takes = " ".join(f"{p.name}=…" if p.required else f"[{p.name}=…]" for p in query.parameters.values())
        click.echo(f"{name} {takes}".rstrip())
        click.echo(f"    {query.title}")


@main.command()
@click.argument("name")
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...")
@_store
@_project
@_sources
@click.option("--format", "form", type=click.Choice(["table", *formats.FORMATS]), default="table")
@click.option("--limit", type=click.IntRange(0), help="At most so many rows.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out so many rows first.")
def query(name, values, store, project, sources, form, limit, offset):
    """Ask one question. The same key again adds a value.

    \b
    patgraph query engagements council=haringey
    patgraph query why subject=engagement/haringey property=started
    """
    graph = _open(store, project, sources)
    answer = questions.get(graph.queries, name).ask(graph.store, _pairs(values), limit, offset)
    if form == "table":
        click.echo(formats.as_table(answer), nl=False)
    else:
        _write(formats.serialise(answer, form)[1].encode())


@main.command()
@click.argument("file", required=False, type=click.File("r", encoding="utf-8"))
@click.option("-q", "--query", "text", help="The query itself, instead of a file.")
@_store
@_project
@_sources
@click.option("--format", "form", default=None, help="csv, tsv, srj, srx; or turtle, ntriples, rdfxml.")
def sparql(file, text, store, project, sources, form):
    """Ask a free query: -q TEXT, a FILE, or - for standard input."""
    if (file is None) == (text is None):
        raise click.UsageError("Give the query once: -q TEXT, a FILE, or - for standard input.")
    graph = _open(store, project, sources)
    _write(formats.free(graph.sparql(text if file is None else file.read()), form))


@main.command()
@_store
@_project
@_sources
@click.option("--host", default="127.0.0.1", envvar="PATGRAPH_HOST", show_default=True)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, envvar="PATGRAPH_PORT", show_default=True
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    envvar="PATGRAPH_LOG_FORMAT",
    show_default=True,
    help="Logs for people, or JSON lines.",
)
@click.option(
    "--access-log/--no-access-log",
    default=False,
    envvar="PATGRAPH_ACCESS_LOG",
    show_default=True,
    help="Log each request.",
)
@click.option(
    "--dumps",
    envvar="PATGRAPH_DUMPS",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where dumps are kept; default: built anew by each server.",
)
def serve(store, project, sources, host, port, log_format, access_log, dumps):
    """Serve the questions over HTTP."""
    import uvicorn

    from .web.app import app_for
    from .web.operation import log_to_stderr

    tell = _Steps()
    tell("opening")
    log_to_stderr(log_format)
    app = app_for(_open(store, project, sources), access_log=access_log, dumps=dumps)
    # The address is taken first, so that a port in use is an error and not a promise.
    config = uvicorn.Config(app, log_config=None, access_log=False)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as address:
        address.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            address.bind((host, port))
        except (OSError, OverflowError) as error:
            raise PatgraphError(f"{host}:{port} cannot be served on: {error}; try --port.") from error
        tell.done(f"serving on http://{host}:{port}")
        uvicorn.Server(config).run(sockets=[address])


@main.command("export")
@_store
@_project
@click.option("--format", "form", type=click.Choice(export.FORMATS), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path),
              help="A file; for csv and parquet a directory. Default: standard output.")  # fmt: skip
def export_command(store, project, form, output):
    """Take the data away: everything (nquads, trig), the view (turtle), a table a question (csv,
    parquet)."""
    tell = _Steps()
    tell("exporting")
    export.export(_open(store, project, None), form, output)
    tell.done(str(output) if output else "")


@main.command()
@click.argument("document")
@click.argument("words")
@_sources
def locate(document, words, sources):
    """Find words in a source text and print the passage to paste: offsets, digest, locator."""
    if sources is None:
        raise click.UsageError("Where are the source texts? Give --sources DIR.")
    found = source_texts.passages(document, words, sources)
    if not found:
        raise BadValue("words", f"{document}: no such words; spell them as the text does.")
    click.echo("\n".join(found), nl=False)


def _valid(project: Project, directory: Path | None, base: str, tell):
    """A dataset that holds. Raises `Invalid` with the report."""
    dataset = build_dataset(project, base, tell)
    report = validation.validate(dataset, project, _texts(directory), tell)
    if not report.conforms:
        count = report.counts["Violation"]
        raise Invalid(f"{count} violation{'' if count == 1 else 's'}; nothing was written.", report)
    return dataset


def _texts(directory: Path | None):
    return source_texts.read(directory) if directory else None


def _open(store: str | None, project: Path | None, directory: Path | None) -> Graph:
    return open_graph(store, project=project, sources=directory)


def _pairs(values: tuple[str, ...]) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for text in values:
        key, equals, value = text.partition("=")
        if not equals:
            raise BadValue(key, f"{text!r}: write key=value.")
        pairs.setdefault(key, []).append(value)
    return pairs


def _write(content: bytes):
    click.get_binary_stream("stdout").write(content)


class _Steps:
    """Progress on standard error: each step with its time once it is over a second."""

    def __init__(self):
        self._name, self._since = "", 0.0

    def __call__(self, name: str):
        self._end()
        self._name, self._since = name, time.monotonic()
        if sys.stderr.isatty():
            click.echo(f"{name} …", err=True)

    def done(self, last: str = ""):
        """The last step is over."""
        self._end()
        if last:
            click.echo(last, err=True)

    def _end(self):
        spent = time.monotonic() - self._since
        if self._name and spent >= 1:
            click.echo(f"{self._name}: {spent:.1f} s", err=True)
        self._name = ""
