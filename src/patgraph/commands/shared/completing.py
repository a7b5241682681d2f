"""What a shell may complete a word to: questions, their parameters and columns, and what a graph that is
built already has for them. Nothing here fails, or builds anything: then nothing is offered.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from patgraph.characters import visible

if TYPE_CHECKING:
    from patgraph.questions.parameters import Parameter
    from patgraph.questions.question import Query
    from patgraph.store import Store

#: A word, with what it stands for.
Offer = tuple[str, str]
#: So many are offered at most.
_MOST = 500


def _quiet(offers: Callable[[click.Context, str], Iterable[Offer]]) -> Callable[..., list[CompletionItem]]:
    """As click asks for it: those offers that begin as the word does; none where anything goes wrong."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        found: dict[str, str] = {}
        # Whoever types a command is told nothing of what is wrong before it is run.
        with contextlib.suppress(Exception):
            for word, told in offers(ctx, incomplete):
                if word.lower().startswith(incomplete.lower()) and word.isprintable():
                    found.setdefault(word, told)
        pairs = sorted(found.items()) if len(found) > _MOST else found.items()
        return [CompletionItem(word, help=visible(told) or None) for word, told in [*pairs][:_MOST]]

    return complete


@_quiet
def questions(ctx: click.Context, _: str) -> Iterator[Offer]:
    """The names of the questions, with their titles."""
    for path in _project(ctx).questions():
        yield path.stem, _title(path)


@_quiet
def values(ctx: click.Context, incomplete: str) -> Iterator[Offer]:
    """`KEY=` for each parameter of the question, and what may stand after it."""
    query = _question(ctx)
    key, equals, text = incomplete.partition("=")
    if not equals:
        for parameter in query.parameters.values():
            yield f"{parameter.name}=", parameter.description
        return
    store = _store(ctx)
    for word, told in _values(query.parameters[key], store, text):
        yield f"{key}={word}", told


@_quiet
def sorts(ctx: click.Context, _: str) -> Iterator[Offer]:
    """The columns of the question."""
    for column in _question(ctx).columns:
        yield column.name, column.meaning


@_quiet
def columns(ctx: click.Context, _: str) -> Iterator[Offer]:
    """`COLUMN=` for each column of the question."""
    for column in _question(ctx).columns:
        yield f"{column.name}=", column.meaning


@_quiet
def things(ctx: click.Context, incomplete: str) -> Iterator[Offer]:
    """Councils by their slugs, `KIND/` for each kind, and the things of a kind that is typed."""
    from patgraph.names import ID_KINDS

    if "/" in incomplete:
        yield from _things(_store(ctx), incomplete)
        return
    for kind in ID_KINDS:
        yield f"{kind}/", ""
    yield from ((name.partition("/")[2], label) for name, label in _things(_store(ctx), "council/"))


@_quiet
def kinds(ctx: click.Context, _: str) -> Iterator[Offer]:
    """The kinds of thing."""
    from patgraph.names import KINDS

    yield from ((kind.name, kind.plural) for kind in KINDS.values())


def directories(*_: Any) -> list[CompletionItem]:
    """Whatever the shell completes directories to."""
    return [CompletionItem("", type="dir")]


def _values(parameter: "Parameter", store: "Store", text: str) -> Iterator[Offer]:
    if parameter.of == "xsd:boolean":
        yield from (("true", ""), ("false", ""))
    elif parameter.of == "rdfs:Resource":
        yield from _things(store, text)
    elif parameter.of == "rdf:Property":
        yield from _properties(store)
    else:
        yield from ((parameter.write(node, store), label) for node, label in parameter.options(store))


def _things(store: "Store", text: str) -> Iterator[Offer]:
    """The things of a kind that is typed, `kind/…`; else the kinds."""
    from pyoxigraph import NamedNode

    from patgraph.names import ID_KINDS, term

    kind, slash, _ = text.partition("/")
    if not slash:
        yield from ((f"{each}/", "") for each in ID_KINDS)
        return
    base = store.base if kind == "concept" else f"{store.base}id/"
    start, label = f"{base}{kind}/", term("rdfs:label")
    for quad in store.quads(None, term("rdf:type"), None, store.view):
        node = quad.subject
        if isinstance(node, NamedNode) and node.value.startswith(start):
            name = node.value.removeprefix(base)
            if name.startswith(text):
                labels = [found.object.value for found in store.quads(node, label, None, store.view)]
                yield name, labels[0] if labels else ""


def _properties(store: "Store") -> Iterator[Offer]:
    from patgraph.names import DEF, term

    for kind in ("owl:ObjectProperty", "owl:DatatypeProperty"):
        for quad in store.quads(None, term("rdf:type"), term(kind), store.view):
            if quad.subject.value.startswith(DEF):
                yield quad.subject.value.removeprefix(DEF), ""


def _title(path: Path) -> str:
    """The title of a question; the rest of its file is not read for it."""
    with path.open(encoding="utf-8-sig") as file:
        line = next((line for line in file if line.startswith("#+ title:")), "")
    return line.partition(":")[2].strip().strip("\"'")


def _project(ctx: click.Context) -> Any:
    from patgraph.dataset.project import Project

    place = ctx.params.get("project")
    return Project.find(Path(place) if place else None)


def _question(ctx: click.Context) -> "Query":
    from .question_help import given_words, read_question

    # Where the word to complete belongs to an option, click has read no name.
    names = {path.stem for path in _project(ctx).questions()}
    name = next(word for word in given_words(ctx) if word in names)
    return read_question(name, ctx.params.get("project"))


def _store(ctx: click.Context) -> "Store":
    """The graph that is meant, where it is built already and on this machine. Raises where it is not."""
    from patgraph.store.snapshot import open_snapshot

    given = ctx.params.get("store")
    if given:
        return open_snapshot(Path(given))
    from patgraph.dataset.kept import graph_directory

    place = graph_directory(_project(ctx))
    if place is None:
        raise FileNotFoundError
    return open_snapshot(place)
