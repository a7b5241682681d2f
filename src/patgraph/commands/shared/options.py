"""What commands share: the options that say which graph, how it is opened, what is told meanwhile."""

import functools
import sys
import time
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patgraph import at_work
from patgraph.errors import Invalid

from .parameters import Amount, Place, tell_idle

if TYPE_CHECKING:
    from patgraph.dataset.validation.report import Report
    from patgraph.graph import Graph
    from patgraph.store.address import Address

_OVER_HTTP = ("http://", "https://")
_REMOTE = {
    "update": "Where a remote store takes SPARQL Update; default: its --store address.",
    "graph_store": "Where it takes the Graph Store Protocol; goes before --update.",
    "user": "Who we are there.",
    "password": "And our password; better in the environment than on a command line.",
}


def completed_by(offers: str) -> Callable[..., Any]:
    """What a shell may complete a word to, by the name of what offers it in `completing`."""

    def complete(*asked: Any) -> Any:
        from . import completing

        return getattr(completing, offers)(*asked)

    return complete


class LateChoice(click.Choice):
    """One of some words, which are asked for when they are needed: most starts of a command need them not."""

    def __init__(self, choices: Callable[[], Iterable[str]]):
        # Not that of a choice, which takes the words.
        self._asked, self.case_sensitive = choices, True

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The words."""
        return tuple(self._asked())


def store_options(command):
    """`--store` and what belongs to a remote one, which `place_of` puts together."""

    def keep(context, option, value):
        context.meta[f"patgraph.{option.name}"] = value

    @functools.wraps(command)
    def run(*arguments, store, **options):
        if store is None or not store.startswith(_OVER_HTTP):
            tell_idle("is for a --store over HTTP", *_REMOTE)
        return command(*arguments, store=store, **options)

    stored = run
    for name, text in reversed(_REMOTE.items()):
        stored = click.option(
            f"--{name.replace('_', '-')}", name, envvar=f"PATGRAPH_{name.upper()}", metavar=name.upper(),
            help=text, callback=keep, expose_value=False,
        )(stored)  # fmt: skip
    return click.option(
        "--store", type=Place(), envvar="PATGRAPH_STORE", metavar="DIR|URL",
        shell_complete=completed_by("directories"),
        help="The built graph: a directory, or the http(s):// address of a SPARQL service.",
    )(stored)  # fmt: skip


def place_of(store: str | None) -> "Path | Address | None":
    """A directory, or the address of a remote store with what the other options say of it."""
    if store is None:
        return None
    if not store.startswith(_OVER_HTTP):
        return Path(store)
    from patgraph.store.address import Address

    meta = click.get_current_context().meta
    return Address.of(store, **{name: meta[f"patgraph.{name}"] for name in _REMOTE})


project_option = click.option(
    "--project", envvar="PATGRAPH_PROJECT", metavar="DIR", type=click.Path(path_type=Path),
    help="Where ontology/, data/ and queries/ are; default: here, else the installed ones.",
)  # fmt: skip
sources_option = click.option(
    "--sources", envvar="PATGRAPH_SOURCES", metavar="DIR", type=click.Path(path_type=Path),
    help="A directory of source texts, DOCUMENT.txt or .csv: passages are checked against their words.",
)  # fmt: skip

timeout_option = click.option(
    "--timeout", type=Amount(0, min_open=True), default=10.0, envvar="PATGRAPH_TIMEOUT",
    show_default=True, help="Seconds after which a free query is ended.",
)  # fmt: skip
memory_option = click.option(
    "--memory", type=click.IntRange(16, 1 << 30), default=512, envvar="PATGRAPH_MEMORY", show_default=True,
    help="MiB, beyond the graph's own, at which a free query is ended.",
)  # fmt: skip


def open_graph(
    store: str | None, project: Path | None, directory: Path | None, question: str | None = None
) -> "Graph":
    """The graph that the options say, for one question or all. Raises what `patgraph.open` raises."""
    from patgraph import graph

    return graph.open(place_of(store), project=project, sources=directory, question=question)


def refuse_violations(report: "Report"):
    """Raises `Invalid`, with the report, where it has violations."""
    if not report.conforms:
        count = report.counts["Violation"]
        raise Invalid(f"{count} violation{'' if count == 1 else 's'}; nothing was written.", report)


class Steps:
    """Progress on standard error: each step with its time once it is over a second."""

    def __init__(self):
        self._name, self._since = "", 0.0

    def __call__(self, name: str):
        self._end()
        at_work.say(name)
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
