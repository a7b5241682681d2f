"""A question: asked with values, of a store, it gives an answer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pyoxigraph import NamedNode, QueryTriples

from patgraph.errors import BadInput, BadValue, UnknownParameter, UnknownQuery
from patgraph.names import BASE, rebase
from patgraph.similar import did_you_mean, near
from patgraph.store import Store
from patgraph.tables.columns import Column
from patgraph.tables.html import as_html

from .answer import Answer, Row
from .arranging import AS_GIVEN, Arrangement
from .concepts_named import concepts_named
from .date_labels import date_words
from .how_to_cite import year_of
from .parameters import Parameter, Value
from .written_values import Given, as_texts

if TYPE_CHECKING:
    from .chart_header import ChartHeader

Known = TypeVar("Known")

#: The line of a parameter.
SLOT = re.compile(r"^([ \t]*)VALUES[ \t]+\?(\w+)[ \t]*\{[ \t]*(.*?)[ \t]*\}[ \t]*$", re.M)


@dataclass(frozen=True)
class Query:
    """One question, as its file has it."""

    name: str
    title: str
    description: str
    keywords: tuple[str, ...]
    parameters: dict[str, Parameter]
    columns: tuple[Column, ...]
    example: dict[str, str | list[str]]
    text: str
    #: `select`, or `construct` for a question whose answer is a graph.
    form: str = "select"
    #: Ways people put it, with `{council}`, `{firm}`, … where a name stands.
    asks: tuple[str, ...] = ()
    #: How its answer is drawn, where it can be; or what that is to be made of, see `chart`.
    drawn: "ChartHeader | Mapping[str, Any] | None" = field(default=None, compare=False)
    #: What of the description nobody may overlook, in a line.
    caveat: str = ""

    def __repr__(self) -> str:
        takes = ", ".join(self.parameters) or "nothing"
        return f"<Query {self.name}: {self.title} Takes {takes}>"

    def _repr_html_(self) -> str:
        rows = [
            (name, p.takes + (" (required)" if p.required else ""), p.description)
            for name, p in self.parameters.items()
        ]
        example = "".join(f", {name}={value!r}" for name, value in self.example.items())
        note = f"{self.description} Example: graph.query({self.name!r}{example})"
        return as_html(f"{self.name}: {self.title}", ("parameter", "takes", "meaning"), rows, note)

    @cached_property
    def chart(self) -> "ChartHeader | None":
        """How its answer is drawn, where it can be."""
        if not isinstance(self.drawn, Mapping):
            return self.drawn
        # pydantic takes a tenth of a second to load, which only who draws pays.
        from .chart_header import ChartHeader

        return ChartHeader.model_validate(self.drawn)

    @property
    def iri(self) -> NamedNode:
        """The permanent name of the question."""
        return NamedNode(f"{BASE}query/{self.name}")

    @cached_property
    def sparql(self) -> str:
        """The text without its header."""
        return without_header(self.text)

    def bind(self, values: Mapping[str, Iterable[Value]], base: str = BASE, text: str | None = None) -> str:
        """The text (or another with its `VALUES` lines) with terms put where parameters stand; a parameter
        without a value keeps its default or, if it has none, loses its lines. Values are serialised
        terms, never pasted text.
        """

        def slot(match: re.Match[str]) -> str:
            indent, name, default = match.groups()
            if name not in self.parameters:
                return match.group(0)
            given = list(values.get(name, ()))
            if given:
                return f"{indent}VALUES ?{name} {{ {' '.join(map(str, given))} }}"
            return "" if default == "UNDEF" else match.group(0)

        # Values are terms of the store and so have its base already; only the text is moved.
        return SLOT.sub(slot, rebase(self.sparql if text is None else text, base))

    def ask(
        self,
        store: Store,
        values: Mapping[str, Given | Iterable[Given] | None] = {},
        limit: int | None = None,
        offset: int = 0,
    ) -> Answer:
        """Ask a store. `values` has texts as a caller writes them: `birmingham`, `2003-02-15`; numbers and
        days may be what Python has for them.

        Raises `UnknownParameter`, `BadValue` (also where a required value is missing).
        """
        return self.answer(store, self.read(values, store), limit, offset)

    def read(
        self, values: Mapping[str, Given | Iterable[Given] | None], store: Store
    ) -> dict[str, list[Value]]:
        """The terms that texts stand for, each once, in the order of the parameters; a name that several
        concepts have, as each scale has its `inadequate`, stands for all of them. Raises
        `UnknownParameter`, `BadValue`.
        """
        texts = {name: as_texts(name, given) for name, given in values.items()}
        for name in texts.keys() - self.parameters.keys():
            known = ", ".join(self.parameters) or "none"
            similar = near(name, self.parameters)
            hint = f"{did_you_mean(similar)} it has: {known}.".strip()
            raise UnknownParameter(name, f"{self.name} has no parameter {name[:80]!r}; {hint}", similar)
        terms = {}
        for name, parameter in self.parameters.items():
            read: dict[Value, None] = {}
            for text in texts.get(name, ()):
                meant: list[Value] = [*concepts_named(parameter, text, store)]
                read |= dict.fromkeys(meant or [parameter.read(text, store)])
            if read:
                terms[name] = list(read)
            elif parameter.required:
                raise BadValue(name, f"{self.name} needs {name}: give {parameter.takes}.")
        begins, ends = ([term.value for term in terms.get(name, ())] for name in ("from", "to"))
        if begins and ends and min(begins) > max(ends):
            raise BadValue("to", f"to: {max(ends)} is before {min(begins)}, with which from begins.")
        return terms

    def answer(
        self,
        store: Store,
        terms: dict[str, list[Value]],
        limit: int | None = None,
        offset: int = 0,
        why: str = "limit or offset was given",
        arranged: Arrangement = AS_GIVEN,
    ) -> Answer:
        """The answer for terms that `read` gave; `why` says why there is a limit."""
        return self.whole(store, terms).part(limit, offset, why, arranged)

    def whole(self, store: Store, terms: dict[str, list[Value]]) -> Answer:
        """The answer with all its rows, as the question gives them."""
        rows = self._rows(store, self.bind(terms, store.base))
        return Answer(
            self, store.version, self.write(terms, store), self.columns, rows, len(rows), None, terms, 0,
            store.base, lambda: date_words(store), AS_GIVEN, len(rows),
            year=lambda: year_of(store),
        )  # fmt: skip

    def write(self, terms: Mapping[str, Iterable[Value]], store: Store) -> dict[str, list[str]]:
        """The shortest texts for terms: the values of a permanent address."""
        return {k: [self.parameters[k].write(term, store) for term in v] for k, v in terms.items()}

    def _rows(self, store: Store, text: str) -> list[Row]:
        if self.form == "construct":
            # A graph has no order of its own; by its N-Triples it has one that is the same everywhere.
            found = cast(QueryTriples, store.query(text))
            triples = {(t.subject, t.predicate, t.object) for t in found}
            return sorted(triples, key=lambda triple: " ".join(map(str, triple)))
        names, rows = store.select(text)
        wanted = tuple(column.name for column in self.columns)
        if tuple(names) != wanted:
            raise BadInput(f"queries/{self.name}.rq: columns {wanted} but the text selects {names}.")
        return rows


def find_question(queries: Mapping[str, Known], name: str) -> Known:
    """The question of a name, or whatever is known by it. Raises `UnknownQuery` with near matches."""
    if name in queries:
        return queries[name]
    similar = near(name, queries)
    hint = did_you_mean(similar) or "`patgraph queries` lists them."
    raise UnknownQuery(f"No question is called {name[:80]!r}; {hint}", similar)


def without_header(text: str) -> str:
    """The query of a file, without its `#+` lines."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+"))
