"""Questions: each `queries/{name}.rq` is one, and all that is known about it stands in that file.

The text is SPARQL that any tool runs as it stands, under a YAML header of `#+` lines:

    #+ title: Which teams were sent in, and when?
    #+ description: One row an engagement.
    #+ keywords: [engagements, dates]
    #+ parameters:
    #+   council: {class: pat:Council, description: the council the team went to}
    #+   role: {scheme: role, description: …}
    #+   from: {datatype: xsd:date, description: …, required: true}
    #+ columns:
    #+   engagement: {type: thing, meaning: …}
    #+ example: {council: haringey}

A parameter is one or more lines `VALUES ?council { UNDEF }` in the text. What stands there instead of
`UNDEF` is the default, or, where the parameter is required, an example.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

import pyoxigraph
import yaml
from pyoxigraph import NamedNode

from patgraph.errors import BadInput, BadValue, Closed, UnknownParameter, UnknownQuery
from patgraph.names import BASE, rebase
from patgraph.sparql.screen import screen, syntax_fault
from patgraph.store.embedded import Store

from .answer import TRIPLE, Answer, Column
from .date_words import date_words
from .parameters import Parameter, Value

#: Types a column may have, with the suffix and JSON type of each variable it stands for.
COLUMN_TYPES = {
    "thing": (("", "iri"), ("Label", "string")),
    "term": (("", "term"), ("Label", "string")),
    "dates": (("", "edtf"), ("Earliest", "date"), ("Latest", "date")),
    "string": (("", "string"),),
    "integer": (("", "integer"),),
    "decimal": (("", "decimal"),),
    "boolean": (("", "boolean"),),
}
_KEYS = {"title", "description", "keywords", "parameters", "columns", "example"}
#: libyaml where PyYAML has it: every command reads all the headers.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SLOT = re.compile(r"^([ \t]*)VALUES[ \t]+\?(\w+)[ \t]*\{[ \t]*(.*?)[ \t]*\}[ \t]*$", re.M)


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

    @property
    def iri(self) -> NamedNode:
        """The permanent name of the question."""
        return NamedNode(f"{BASE}query/{self.name}")

    @cached_property
    def sparql(self) -> str:
        """The text without its header."""
        return "\n".join(line for line in self.text.splitlines() if not line.startswith("#+")) + "\n"

    def bind(self, values: Mapping[str, Iterable[Value]], base: str = BASE, text: str | None = None) -> str:
        """The text (or another with its `VALUES` lines) with terms put where parameters stand; a parameter
        without a value keeps its default or, if it has none, loses its lines. Values are serialised
        terms, never pasted text.
        """

        def slot(match):
            indent, name, default = match.groups()
            if name not in self.parameters:
                return match.group(0)
            given = list(values.get(name, ()))
            if given:
                return f"{indent}VALUES ?{name} {{ {' '.join(map(str, given))} }}"
            return "" if default == "UNDEF" else match.group(0)

        # Values are terms of the store and so have its base already; only the text is moved.
        return _SLOT.sub(slot, rebase(self.sparql if text is None else text, base))

    def ask(
        self,
        store: Store,
        values: Mapping[str, str | Iterable[str]] = {},
        limit: int | None = None,
        offset: int = 0,
    ) -> Answer:
        """Ask a store. `values` has texts as a caller writes them: `birmingham`, `2003-02-15`.

        Raises `UnknownParameter`, `BadValue` (also where a required value is missing).
        """
        return self.answer(store, self.read(values, store), limit, offset)

    def read(self, values: Mapping[str, str | Iterable[str]], store: Store) -> dict[str, list[Value]]:
        """The terms that texts stand for, each once, in the order of the parameters. Raises
        `UnknownParameter`, `BadValue`.
        """
        texts = {k: [v] if isinstance(v, str) else list(v) for k, v in values.items()}
        for name in texts.keys() - self.parameters.keys():
            known = ", ".join(self.parameters) or "none"
            near = get_close_matches(name[:80], self.parameters, 3)
            hint = f" did you mean {' or '.join(near)}?" if near else ""
            raise UnknownParameter(
                name, f"{self.name} has no parameter {name[:80]!r};{hint} it has: {known}.", near
            )
        terms = {}
        for name, parameter in self.parameters.items():
            read = dict.fromkeys(parameter.read(text, store) for text in texts.get(name, ()))
            if read:
                terms[name] = list(read)
            elif parameter.required:
                raise BadValue(name, f"{self.name} needs {name}: give {parameter.takes}.")
        return terms

    def answer(
        self,
        store: Store,
        terms: dict[str, list[Value]],
        limit: int | None = None,
        offset: int = 0,
        why: str = "limit or offset was given",
    ) -> Answer:
        """The answer for terms that `read` gave; `why` says why there is a limit."""
        rows = self._rows(store, self.bind(terms, store.base))
        page = rows[offset : None if limit is None else offset + limit]
        shown = f"rows {offset + 1} to {offset + len(page)}" if page else "no row"
        left = f"{shown} of {len(rows)}: {why}"
        reason = None if len(page) == len(rows) else left
        values = self.write(terms, store)
        return Answer(
            self, store.version, values, self.columns, page, len(rows), reason, terms, offset, store.base,
            lambda: date_words(store),
        )  # fmt: skip

    def write(self, terms: Mapping[str, Iterable[Value]], store: Store) -> dict[str, list[str]]:
        """The shortest texts for terms: the values of a permanent address."""
        return {k: [self.parameters[k].write(term, store) for term in v] for k, v in terms.items()}

    def _rows(self, store: Store, text: str) -> list[tuple]:
        if self.form == "construct":
            # A graph has no order of its own; by its N-Triples it has one that is the same everywhere.
            triples = {(t.subject, t.predicate, t.object) for t in store.query(text)}
            return sorted(triples, key=lambda triple: " ".join(map(str, triple)))
        names, rows = store.select(text)
        wanted = tuple(column.name for column in self.columns)
        if tuple(names) != wanted:
            raise BadInput(f"queries/{self.name}.rq: columns {wanted} but the text selects {names}.")
        return rows


def read(paths: Iterable[Path]) -> dict[str, Query]:
    """The questions of a project's files, by name. Raises `BadInput` with the file and what is wrong."""
    return {path.stem: parse(path) for path in paths}


def get(queries: Mapping[str, Query], name: str) -> Query:
    """The question of a name. Raises `UnknownQuery` with near matches."""
    if name in queries:
        return queries[name]
    near = get_close_matches(name[:80], queries, 3)
    hint = f" did you mean {' or '.join(near)}?" if near else " `patgraph queries` lists them."
    raise UnknownQuery(f"No question is called {name[:80]!r};{hint}", near)


def parse(path: Path) -> Query:
    """Read one question. Raises `BadInput`."""
    try:
        return _parse(path, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read: {error}.") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{path}: the header has another shape than it should ({error!r}).") from error


def _parse(path: Path, text: str) -> Query:
    lines = text.splitlines()
    source = "\n".join(line[3:] for line in lines if line.startswith("#+"))
    try:
        header = yaml.load(source, _LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", error)
        raise BadInput(f"{path}{line}: the header is not YAML: {problem}.") from error
    form = _form(path, text)
    needed = {"title", "description"} | ({"columns"} if form == "select" else set())
    if not isinstance(header, dict) or not needed <= header.keys():
        raise BadInput(f"{path}: the #+ header needs title, description and columns.")
    if form == "construct" and "columns" in header:
        raise BadInput(f"{path}: a CONSTRUCT gives triples; leave columns out of the header.")
    unknown = header.keys() - _KEYS
    if unknown:
        raise BadInput(f"{path}: unknown in the header: {', '.join(sorted(unknown))}.")
    texts = [header["title"], header["description"], *(header.get("keywords") or ())]
    if not all(isinstance(words, str) for words in texts) or isinstance(header.get("keywords"), str):
        raise BadInput(f"{path}: title and description are texts, keywords a list of texts.")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem):
        raise BadInput(f"{path}: a question's name is lower-case words joined by hyphens.")
    slots = _slots(path, text)
    parameters = {}
    for name, about in (header.get("parameters") or {}).items():
        if name not in slots:
            raise BadInput(f"{path}: no line VALUES ?{name} {{ … }} for the parameter {name}.")
        try:
            parameters[name] = Parameter.from_header(name, about, slots[name])
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(f"{path}: parameter {name}: {error}") from error
    query = Query(
        path.stem,
        header["title"],
        " ".join(header["description"].split()),
        tuple(header.get("keywords") or ()),
        parameters,
        tuple(_columns(path, header["columns"])) if form == "select" else TRIPLE,
        {k: [*map(str, v)] if isinstance(v, list) else str(v)
         for k, v in (header.get("example") or {}).items()},
        text,
        form,
    )  # fmt: skip
    strange = query.example.keys() - parameters.keys()
    if strange:
        raise BadInput(f"{path}: the example gives {', '.join(strange)}, which is no parameter.")
    _check(path, query)
    return query


def _slots(path: Path, text: str) -> dict[str, str]:
    """What stands in the VALUES lines, by variable. Raises `BadInput` where two lines of one differ,
    or a line would never be bound because something else stands on it.
    """
    slots: dict[str, str] = {}
    for _, name, default in _SLOT.findall(text):
        if slots.setdefault(name, default) != default:
            raise BadInput(f"{path}: the lines VALUES ?{name} differ: give them the same default.")
    for name in re.findall(r"VALUES\s+\?(\w+)", text):
        if len(re.findall(rf"VALUES\s+\?{name}\b", text)) != sum(
            n == name for _, n, _ in _SLOT.findall(text)
        ):
            raise BadInput(f"{path}: a VALUES ?{name} {{ … }} does not stand alone on its line.")
    return slots


def _columns(path: Path, header: dict) -> Iterable[Column]:
    for name, about in header.items():
        if about.get("type") not in COLUMN_TYPES:
            known = ", ".join(COLUMN_TYPES)
            raise BadInput(f"{path}: column {name} needs a type, one of {known}.")
        for suffix, kind in COLUMN_TYPES[about["type"]]:
            yield Column(name + suffix, kind, about["meaning"])


def _form(path: Path, text: str) -> str:
    """Whether a text selects rows or constructs a graph. Raises `BadInput`, also for what is neither."""
    try:
        found = pyoxigraph.Store().query(text)
    except SyntaxError as error:
        raise BadInput(f"{path}: {syntax_fault(error)}") from error
    if isinstance(found, pyoxigraph.QueryBoolean):
        raise BadInput(f"{path}: a question is a SELECT or a CONSTRUCT.")
    return "select" if isinstance(found, pyoxigraph.QuerySolutions) else "construct"


def _check(path: Path, query: Query):
    """A question that cannot be asked is found when it is read, not when it is asked."""
    try:
        reaches_out = screen(query.sparql).dataset
    except Closed:
        reaches_out = True
    if reaches_out:
        raise BadInput(f"{path}: SERVICE and FROM are not for questions; ask the graphs that are here.")
    if query.form == "construct":
        return
    solutions = pyoxigraph.Store().query(query.text)
    selected = [variable.value for variable in solutions.variables]
    wanted = [column.name for column in query.columns]
    if selected != wanted:
        raise BadInput(f"{path}: the header's columns are {wanted}, the text selects {selected}.")
