"""The command line. Exit status: 0 done, 1 a violation (nothing swapped in), 2 could not run."""

import re
import sys
from pathlib import Path

import click

from .about import __version__
from .commands import links
from .commands.import_table import import_table
from .commands.options import (
    Steps,
    open_graph,
    place_of,
    project_option,
    sources_option,
    store_options,
    write,
)
from .commands.serve import serve
from .commands.sparql import sparql
from .dataset import sources as source_texts
from .dataset import validation
from .dataset.assemble import build as build_dataset
from .dataset.project import Project
from .errors import BadValue, Invalid, PatgraphError
from .exports import export
from .names import BASE
from .questions import writers
from .questions.citations import cite
from .questions.question import find_question
from .questions.question_file import read_questions
from .store import snapshot
from .store.fill import fill
from .store.remote import RemoteStore
from .store.wire import Address


class _Commands(click.Group):
    """Every error of ours becomes a message on standard error and an exit status; help names the
    environment variable of each option that has one.
    """

    def add_command(self, cmd, name=None):
        for parameter in cmd.params:
            if isinstance(parameter, click.Option):
                parameter.show_envvar = True
        super().add_command(cmd, name)

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
@store_options
@project_option
@sources_option
@click.option("--base", default=BASE, envvar="PATGRAPH_BASE", show_default=True,
              help="The base of all names but those of the ontology and the shapes.")  # fmt: skip
def build(store, project, sources, base):
    """Read the files, resolve, validate; write the snapshot and swap it in, whole or not at all.

    A remote store is filled graph by graph, and a build that was killed is resumed by the next.
    Without --store nothing is written: the build is only tried.
    """
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+[/#]", base):
        raise BadValue("base", f"--base {base!r}: give an http(s) address that ends in / or #.")
    tell = Steps()
    dataset = _valid(Project.find(project), sources, base, tell)
    place = place_of(store)
    if isinstance(place, Address):
        fill(dataset, place, tell)
    elif place:
        snapshot.write(dataset, Path(place), tell)
    tell.done(f"{len(dataset.quads)} quads")
    click.echo(dataset.version)


@main.command()
@store_options
@project_option
@sources_option
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle"]), default="text")
@click.option("--info", is_flag=True, help="Show information too, not only violations and warnings.")
def validate(store, project, sources, form, info):
    """Validate the files, or, with --store, the graph in that store. Exit status 1: a violation."""
    tell = Steps()
    texts = _texts(sources)
    place = place_of(store)
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
@project_option
def list_queries(project):
    """List the questions, with what each can be asked with."""
    for name, query in read_questions(Project.find(project).questions()).items():
        takes = " ".join(f"{p.name}=…" if p.required else f"[{p.name}=…]" for p in query.parameters.values())
        click.echo(f"{name} {takes}".rstrip())
        click.echo(f"    {query.title}")


@main.command()
@click.argument("name")
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...")
@store_options
@project_option
@sources_option
@click.option("--format", "form", type=click.Choice(["table", *writers.media_types()]), default="table")
@click.option("--citations", is_flag=True, help="With each row the passages that support it.")
@click.option("--limit", type=click.IntRange(0), help="At most so many rows.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out so many rows first.")
def query(name, values, store, project, sources, form, citations, limit, offset):
    """Ask one question. The same key again adds a value.

    \b
    patgraph query engagements council=haringey
    patgraph query why subject=engagement/haringey property=started
    """
    graph = open_graph(store, project, sources)
    answer = find_question(graph.queries, name).ask(graph.store, _pairs(values), limit, offset)
    supports = cite(answer, graph.store) if citations else None
    if form == "table":
        answer = answer if supports is None else writers.with_citations(answer, supports, labels=True)
        click.echo(writers.as_table(answer), nl=False)
    else:
        write(writers.write(answer, form, supports))


@main.command("export")
@store_options
@project_option
@click.option("--format", "form", type=click.Choice(export.FORMATS), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path),
              help="A file; for csv and parquet a directory. Default: standard output.")  # fmt: skip
@click.option("--of", type=click.Choice(["questions", "things"]), default="questions", show_default=True,
              help="For csv and parquet: a table a question, or one for each kind of thing.")  # fmt: skip
def export_command(store, project, form, output, of):
    """Take the data away: everything (nquads, trig), the view (turtle), tables (csv, parquet)."""
    tell = Steps()
    tell("exporting")
    export.export(open_graph(store, project, None), form, output, of)
    tell.done(str(output) if output else "")


@main.command()
@click.argument("document")
@click.argument("words")
@sources_option
def locate(document, words, sources):
    """Find words in a source text and print the passage to paste: offsets, digest, locator."""
    if sources is None:
        raise click.UsageError("Where are the source texts? Give --sources DIR.")
    found = source_texts.passages(document, words, sources)
    if not found:
        raise BadValue("words", f"{document}: no such words; spell them as the text does.")
    click.echo("\n".join(found), nl=False)


main.add_command(import_table)
main.add_command(sparql)
main.add_command(serve)


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


def _pairs(values: tuple[str, ...]) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for text in values:
        key, equals, value = text.partition("=")
        if not equals:
            raise BadValue(key, f"{text!r}: write key=value.")
        pairs.setdefault(key, []).append(value)
    return pairs


links.add(main, (store_options, project_option), open_graph)
