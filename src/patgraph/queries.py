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
from functools import cached_property
from pathlib import Path

import pyoxigraph
import yaml
from pyoxigraph import NamedNode

from .errors import BadInput, BadValue, UnknownParameter, UnknownQuery
from .names import BASE, rebase
from .project import Project
from .store import Store, clauses, syntax_fault
from .values import Parameter, Value

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
_CLOSED = re.compile(r"(?<![?$:\w-])(service|from)(?![\w:-])", re.I)
_SLOT = re.compile(r"^([ \t]*)VALUES[ \t]+\?(\w+)[ \t]*\{[ \t]*(.*?)[ \t]*\}[ \t]*$", re.M)


@dataclass(frozen=True)
class Column:
    """A variable of an answer: its JSON type (`iri`, `term`, `edtf`, `date` …) and its meaning."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Answer:
    """Rows of terms (`None` where unknown) under `columns`; `total` counts them before paging."""

    query: "Query"
    version: str
    values: dict[str, list[str]]
    columns: tuple[Column, ...]
    rows: list[tuple]
    total: int
    reason: str | None = None

    @property
    def complete(self) -> bool:
        """Whether `rows` are all there are; if not, `reason` says why."""
        return self.reason is None

    def __iter__(self):
        """The rows, as dictionaries from column to plain Python values."""
        from .formats import plain

        names = [column.name for column in self.columns]
        return (dict(zip(names, map(plain, row), strict=True)) for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self):
        """The rows as a `pandas.DataFrame`, one column a variable; needs pandas."""
        import pandas

        return pandas.DataFrame(list(self), columns=[column.name for column in self.columns])


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

    @property
    def iri(self) -> NamedNode:
        """The permanent name of the question."""
        return NamedNode(f"{BASE}query/{self.name}")

    @cached_property
    def sparql(self) -> str:
        """The text without its header."""
        return "\n".join(line for line in self.text.splitlines() if not line.startswith("#+")) + "\n"

    def bind(self, values: Mapping[str, Iterable[Value]], base: str = BASE) -> str:
        """The text with terms put where parameters stand; a parameter without a value keeps its
        default or, if it has none, loses its lines. Values are serialised terms, never pasted text.
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
        return _SLOT.sub(slot, rebase(self.sparql, base))

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
        texts = {k: [v] if isinstance(v, str) else list(v) for k, v in values.items()}
        terms = {}
        for name, given in texts.items():
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "none"
                raise UnknownParameter(name, f"{self.name} has no parameter {name!r}; it has: {known}.")
            terms[name] = [self.parameters[name].read(text, store) for text in given]
        for parameter in self.parameters.values():
            if parameter.required and not terms.get(parameter.name):
                raise BadValue(parameter.name, f"{self.name} needs {parameter.name}: give {parameter.takes}.")
        names, rows = store.select(self.bind(terms, store.base))
        wanted = tuple(column.name for column in self.columns)
        if tuple(names) != wanted:
            raise BadInput(f"queries/{self.name}.rq: columns {wanted} but the text selects {names}.")
        page = rows[offset : None if limit is None else offset + limit]
        shown = f"rows {offset + 1} to {offset + len(page)}" if page else "no row"
        left = f"{shown} of {len(rows)}: limit or offset was given"
        reason = None if len(page) == len(rows) else left
        return Answer(self, store.version, texts, self.columns, page, len(rows), reason)


def read(project: Project) -> dict[str, Query]:
    """All questions of a project, by name. Raises `BadInput` with the file and what is wrong."""
    return {path.stem: parse(path) for path in project.questions()}


def get(queries: Mapping[str, Query], name: str) -> Query:
    """The question of a name. Raises `UnknownQuery` with near matches."""
    from difflib import get_close_matches

    if name in queries:
        return queries[name]
    near = get_close_matches(name, queries, 3)
    hint = f" did you mean {' or '.join(near)}?" if near else " `patgraph queries` lists them."
    raise UnknownQuery(f"No question is called {name!r};{hint}")


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
        header = yaml.safe_load(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", error)
        raise BadInput(f"{path}{line}: the header is not YAML: {problem}.") from error
    if not isinstance(header, dict) or not {"title", "description", "columns"} <= header.keys():
        raise BadInput(f"{path}: the #+ header needs title, description and columns.")
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
        tuple(_columns(path, header["columns"])),
        {k: [*map(str, v)] if isinstance(v, list) else str(v)
         for k, v in (header.get("example") or {}).items()},
        text,
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


def _check(path: Path, query: Query):
    """A question that cannot be asked is found when it is read, not when it is asked."""
    try:
        solutions = pyoxigraph.Store().query(query.text)
    except SyntaxError as error:
        raise BadInput(f"{path}: {syntax_fault(error)}") from error
    if _CLOSED.search(query.sparql) and clauses(query.sparql) & {"ServiceGraphPattern", "DatasetClause"}:
        raise BadInput(f"{path}: SERVICE and FROM are not for questions; ask the graphs that are here.")
    selected = [variable.value for variable in solutions.variables]
    wanted = [column.name for column in query.columns]
    if selected != wanted:
        raise BadInput(f"{path}: the header's columns are {wanted}, the text selects {selected}.")
