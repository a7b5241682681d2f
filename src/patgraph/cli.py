"""The command line. Exit status: 0 done, 1 a violation (nothing written) or a difference, 2 could not run."""

import sys

import click

from .about import __version__
from .characters import visible_lines
from .commands.add_document import add_document
from .commands.ask import ask
from .commands.build import build
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
from .commands.serve import serve
from .commands.sparql import sparql
from .commands.validate import validate
from .errors import Invalid, PatgraphError

_COMMANDS = (
    build, validate, queries, query, ask, sparql, serve, mcp, export, fill, locate, add_document,
    import_table, refresh, release, links,
)  # fmt: skip


class _Group(click.Group):
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
            click.echo(visible_lines(error.report.text()) if error.report else "", err=True, nl=False)
            click.echo(visible_lines(f"patgraph: {error}"), err=True)
            sys.exit(error.exit)
        except BrokenPipeError:
            # Whoever read us has had enough.
            sys.stderr.close()
            sys.exit(2)
        except (PatgraphError, OSError) as error:
            click.echo(visible_lines(f"patgraph: {error}"), err=True)
            sys.exit(getattr(error, "exit", 2))
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except Exception as error:
            click.echo(f"patgraph: a fault of ours, please report it: {error!r}", err=True)
            sys.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="patgraph")
def main():
    """The open knowledge graph of what was done about failing councils in England."""


for _command in _COMMANDS:
    main.add_command(_command)
