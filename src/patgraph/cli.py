"""The command line. Exit status: 0 done, 1 a violation (nothing swapped in), 2 could not run."""

import re
import sys
import time
from pathlib import Path

import click

from . import Graph, __version__, export, formats, oneshot, snapshot, validation
from . import open as open_graph
from . import queries as questions
from . import sources as source_texts
from .build import build as build_dataset
from .citations import cite
from .commands import links
from .commands.import_table import import_table
from .errors import BadValue, Invalid, PatgraphError
from .fill import fill
from .names import BASE
from .project import Project
from .remote import RemoteStore
from .wire import Address

_REMOTE = {
    "update": "Where a remote store takes SPARQL Update; default: its --store address.",
    "graph_store": "Where it takes the Graph Store Protocol; goes before --update.",
    "user": "Who we are there.",
    "password": "And our password; better in the environment than on a command line.",
}


def _store(command):
    """`--store` and what belongs to a remote one, which `_place` puts together."""

    def keep(context, option, value):
        context.meta[f"patgraph.{option.name}"] = value

    for name, text in reversed(_REMOTE.items()):
        command = click.option(
            f"--{name.replace('_', '-')}", name, envvar=f"PATGRAPH_{name.upper()}", metavar=name.upper(),
            help=text, callback=keep, expose_value=False,
        )(command)  # fmt: skip
    return click.option(
        "--store", envvar="PATGRAPH_STORE", metavar="DIR|URL",
        help="The built graph: a directory, or the http(s):// address of a SPARQL service.",
    )(command)  # fmt: skip


def _place(store: str | None) -> str | Address | None:
    """A directory, or the address of a remote store with what the other options say of it."""
    if store is None or not store.startswith(("http://", "https://")):
        return store
    meta = click.get_current_context().meta
    return Address.of(store, **{name: meta[f"patgraph.{name}"] for name in _REMOTE})


#: Quads up to which free queries are asked of a copy in memory; beyond, of the snapshot on disk.
_IN_MEMORY = 2_000_000

_project = click.option(
    "--project", envvar="PATGRAPH_PROJECT", metavar="DIR", type=click.Path(path_type=Path),
    help="Where ontology/, data/ and queries/ are; default: here, else the installed ones.",
)  # fmt: skip
_sources = click.option(
    "--sources", envvar="PATGRAPH_SOURCES", metavar="DIR", type=click.Path(path_type=Path),
    help="A directory of source texts, DOCUMENT.txt or .csv: passages are checked against their words.",
)  # fmt: skip

_timeout = click.option(
    "--timeout", type=click.FloatRange(0, min_open=True), default=10.0, envvar="PATGRAPH_TIMEOUT",
    show_default=True, help="Seconds after which a free query is ended.",
)  # fmt: skip
_memory = click.option(
    "--memory", type=click.IntRange(16), default=512, envvar="PATGRAPH_MEMORY", show_default=True,
    help="MiB, beyond the graph's own, at which a free query is ended.",
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

    A remote store is filled graph by graph, and a build that was killed is resumed by the next.
    Without --store nothing is written: the build is only tried.
    """
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+[/#]", base):
        raise BadValue("base", f"--base {base!r}: give an http(s) address that ends in / or #.")
    tell = _Steps()
    dataset = _valid(Project.find(project), sources, base, tell)
    place = _place(store)
    if isinstance(place, Address):
        fill(dataset, place, tell)
    elif place:
        snapshot.write(dataset, Path(place), tell)
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
    place = _place(store)
    if isinstance(place, Address):
        dataset, files = RemoteStore(place).dataset(), None
    elif place:
        dataset, files = snapshot.dataset(Path(place)), None
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
@click.option("--format", "form", type=click.Choice(["table", *formats.media_types()]), default="table")
@click.option("--citations", is_flag=True, help="With each row the passages that support it.")
@click.option("--limit", type=click.IntRange(0), help="At most so many rows.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out so many rows first.")
def query(name, values, store, project, sources, form, citations, limit, offset):
    """Ask one question. The same key again adds a value.

    \b
    patgraph query engagements council=haringey
    patgraph query why subject=engagement/haringey property=started
    """
    graph = _open(store, project, sources)
    answer = questions.get(graph.queries, name).ask(graph.store, _pairs(values), limit, offset)
    supports = cite(answer, graph.store) if citations else None
    if form == "table":
        answer = answer if supports is None else formats.with_citations(answer, supports, labels=True)
        click.echo(formats.as_table(answer), nl=False)
    else:
        _write(formats.write(answer, form, supports))


@main.command()
@click.argument("file", required=False, type=click.File("r", encoding="utf-8"))
@click.option("-q", "--query", "text", help="The query itself, instead of a file.")
@_store
@_project
@_sources
@click.option("--format", "form", default=None,
              help="csv, tsv, srj, srx; or turtle, ntriples, rdfxml, jsonld, trig, nquads.")  # fmt: skip
@_timeout
@_memory
def sparql(file, text, store, project, sources, form, timeout, memory):
    """Ask a free query: -q TEXT, a FILE, or - for standard input."""
    if (file is None) == (text is None):
        raise click.UsageError("Give the query once: -q TEXT, a FILE, or - for standard input.")
    asked = text if file is None else file.read()
    if store and store.startswith(("http://", "https://")):
        found = oneshot.ask_remote(_open(store, project, sources).store, asked, timeout)
        _write(formats.free(found, form))
        return
    formats.media(form)
    # The graph is opened in the worker: what a query does to its process then costs no other.
    run = oneshot.ask(lambda: _open(store, project, sources).store, asked, form, timeout, memory)
    piece = b""
    for piece in run:
        _write(piece)
    if piece in (b"true", b"false"):
        _write(b"\n")


@main.command()
@_store
@_project
@_sources
@click.option("--host", default="127.0.0.1", envvar="PATGRAPH_HOST", show_default=True)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, envvar="PATGRAPH_PORT", show_default=True
)
@_timeout
@_memory
@click.option("--workers", type=click.IntRange(1, 256), default=4, envvar="PATGRAPH_WORKERS",
              show_default=True, help="How many free queries are evaluated at a time.")  # fmt: skip
@click.option("--queue", type=click.IntRange(0), default=64, envvar="PATGRAPH_QUEUE", show_default=True,
              help="How many more may wait.")  # fmt: skip
@click.option("--client-queries", type=click.IntRange(1), default=8, envvar="PATGRAPH_CLIENT_QUERIES",
              show_default=True, help="How many free queries one client may have under way.")  # fmt: skip
@click.option("--client-rate", default="1200/minute", envvar="PATGRAPH_CLIENT_RATE", show_default=True,
              help="How many free queries one client may ask in a time.")  # fmt: skip
@click.option("--allow-service", multiple=True, metavar="HOST[:PORT]", envvar="PATGRAPH_ALLOW_SERVICE",
              help="A host that SERVICE may call; give it again for more. Without it: none.")  # fmt: skip
@click.option("--drain", type=click.FloatRange(0), default=0.0, envvar="PATGRAPH_DRAIN", show_default=True,
              help="Seconds of grace after SIGTERM: /health says so, all is still answered.")  # fmt: skip
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True,
              envvar="PATGRAPH_LOG_FORMAT", help="Logs for people, or JSON lines.")  # fmt: skip
@click.option("--access-log/--no-access-log", default=False, envvar="PATGRAPH_ACCESS_LOG", show_default=True,
              help="Log each request.")  # fmt: skip
@click.option("--dumps", envvar="PATGRAPH_DUMPS", metavar="DIR", type=click.Path(path_type=Path),
              help="Where dumps are kept; default: built anew by each server.")  # fmt: skip
def serve(store, project, sources, host, port, timeout, memory, workers, queue, client_queries, client_rate,
          allow_service, drain, log_format, access_log, dumps):  # fmt: skip
    """Serve the questions, and free queries, over HTTP."""
    from .web.app import app_for
    from .web.operation import log_to_stderr
    from .web.serving import serve as serve_app
    from .web.sparql import Service
    from .workers import Limits

    tell = _Steps()
    tell("opening")
    log_to_stderr(log_format)
    limits = Limits(timeout, memory, workers, queue)
    allowed = frozenset(name.lower() for name in allow_service)
    graph = _open(store, project, sources)
    try:
        app = app_for(
            graph,
            Service(limits, allowed, client_queries, client_rate),
            _too_large(store, sources),
            access_log=access_log,
            dumps=dumps,
        )
    except ValueError as error:
        raise BadValue("client-rate", f"--client-rate {client_rate!r}: write it as 1200/minute.") from error
    serve_app(app, host, port, drain, tell.done)


@main.command("export")
@_store
@_project
@click.option("--format", "form", type=click.Choice(export.FORMATS), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path),
              help="A file; for csv and parquet a directory. Default: standard output.")  # fmt: skip
@click.option("--of", type=click.Choice(["questions", "things"]), default="questions", show_default=True,
              help="For csv and parquet: a table a question, or one for each kind of thing.")  # fmt: skip
def export_command(store, project, form, output, of):
    """Take the data away: everything (nquads, trig), the view (turtle), tables (csv, parquet)."""
    tell = _Steps()
    tell("exporting")
    export.export(_open(store, project, None), form, output, of)
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


main.add_command(import_table)


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
    return open_graph(_place(store), project=project, sources=directory)


def _too_large(store: str | None, sources: Path | None) -> Path | None:
    """The engine's directory of a snapshot that is not to be copied into memory once more."""
    if not store or sources or store.startswith(("http://", "https://")):
        return None
    place = snapshot.place(Path(store))
    return place / "store" if snapshot.quads(place) > _IN_MEMORY else None


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


links.add(main, (_store, _project), _open)
