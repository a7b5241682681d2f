"""The command line. Exit status: 0 done, 1 a violation (nothing written) or a difference, 2 could not run."""

import contextlib
import os
import sys

import click

from .about import __version__
from .characters import visible_lines
from .commands.add_document import add_document
from .commands.ask import ask
from .commands.build import build
from .commands.completion import completion
from .commands.export import export
from .commands.fill import fill
from .commands.import_table import import_table
from .commands.links import links
from .commands.locate import locate
from .commands.mcp import mcp
from .commands.queries import queries
from .commands.query import query
from .commands.refresh import refresh
from .commands.release import release
from .commands.search import search
from .commands.serve import serve
from .commands.shared.parameters import Text
from .commands.show import show
from .commands.sparql import sparql
from .commands.validate import validate
from .errors import Invalid, PatgraphError, in_words

#: Every command, by what somebody wants.
_COMMANDS = {
    "Look up and ask": (show, search, ask, queries, query, sparql),
    "Serve and take away": (serve, mcp, export),
    "Build, check and bring in": (
        build, validate, fill, locate, add_document, import_table, refresh, release, links,
    ),
    "Set up": (completion,),
}  # fmt: skip
#: A sentence of a command is told whole, however long.
_SENTENCE = 300
#: The exit status where whoever read us has had enough: not all was told.
_READER_LEFT = 2


class _Group(click.Group):
    """Every error of ours becomes a message on standard error and an exit status; help names the
    environment variable of each option that has one.
    """

    def add_command(self, cmd, name=None):
        for parameter in cmd.params:
            if isinstance(parameter, click.Option):
                parameter.show_envvar = True
            if type(parameter.type) is click.types.StringParamType:
                parameter.type = Text()
        super().add_command(cmd, name)

    def main(self, *args, **extra):
        """Do what a command line says, or tell a shell what a word of it may be."""
        if "_PATGRAPH_COMPLETE" in os.environ:
            from .commands.shared.shells import answer_shells

            answer_shells()
        try:
            return super().main(*args, **extra)
        except SystemExit as end:
            sys.exit(_written_out(end.code))

    def format_commands(self, ctx, formatter):
        """The commands with a sentence each, by what somebody wants."""
        for title, commands in _COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(each.name, each.get_short_help_str(_SENTENCE)) for each in commands])

    def make_context(self, info_name, args, parent=None, **extra):
        with _errors_told():
            if sys.stdout is None:
                raise PatgraphError("Standard output is closed, so nothing can be answered; open it.")
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, context):
        with _errors_told():
            return super().invoke(context)


@contextlib.contextmanager
def _errors_told():
    try:
        yield
    except Invalid as error:
        click.echo(visible_lines(error.report.text()) if error.report else "", err=True, nl=False)
        click.echo(visible_lines(f"patgraph: {error}"), err=True)
        sys.exit(error.exit)
    except BrokenPipeError:
        # Whoever read us has had enough.
        sys.exit(_READER_LEFT)
    except PatgraphError as error:
        click.echo(visible_lines(f"patgraph: {error}"), err=True)
        sys.exit(error.exit)
    except OSError as error:
        click.echo(visible_lines(f"patgraph: {in_words(error)}"), err=True)
        sys.exit(2)
    except (click.exceptions.Exit, click.Abort, click.ClickException):
        raise
    except Exception as error:
        # Of an error of decoding a whole file would be told.
        click.echo(f"patgraph: a fault of ours, please report it: {error!r:.500}", err=True)
        sys.exit(2)


def _written_out(status):
    """An exit status, once all that was said is written: what waits in a buffer may fail at the very end."""
    if sys.stdout is None:
        return status
    try:
        sys.stdout.flush()
        return status
    except OSError as error:
        # What is left in the buffer goes nowhere, or Python would try again as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return _READER_LEFT
        if not status:
            click.echo(f"patgraph: standard output: {in_words(error)}", err=True)
        return status or 2


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="patgraph")
def main():
    """The open knowledge graph of what was done about failing councils in England.

    \b
    patgraph show haringey              a council, team, person, firm, document
    patgraph ask who advised Walsall    a question in words
    patgraph queries                    the ready questions
    patgraph query engagements --help   what one of them takes and gives
    patgraph serve                      all of it in a browser

    Without --store, or PATGRAPH_STORE, the graph is built from the files, some ten seconds the first time.
    """


for _commands in _COMMANDS.values():
    for _command in _commands:
        main.add_command(_command)
