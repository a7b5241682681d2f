"""Mappings: how the rows of a table become statements, declared as CSVW metadata.

Columns, their datatypes, and the templates of subjects, properties and values are CSV on the Web (W3C,
`tableSchema` with `aboutUrl`, `propertyUrl`, `valueUrl`) and are read by the library `csvw`. What CSVW has
no words for stands in one annotation of the table, `https://w3id.org/patgraph/import`: the document that
the table is, variables computed from cells, the pages that rows cite, which columns make one passage, what
is left out and why, and the types and names of new things. `docs/import.md` shows how to write one.
"""

import json
import re
import warnings
from collections.abc import Mapping as Named
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path

from patgraph.errors import BadInput, in_words
from patgraph.names import RECONCILED

from .layout import Layout, read_layout

KEY = "https://w3id.org/patgraph/import"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Document:
    """The table as a source document, or, for reference data, as a register."""

    id: str
    title: str
    label: str
    rights: str
    issued: str = ""
    type: str = ""
    authority: int = 4
    description: str = ""
    license: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A value computed from a cell or another variable, in a row that has a value for all that it `needs`:
    `match` picks a part of it, `written` (a form of `strptime`) makes a day of it, `translate` replaces it,
    `lookup` finds the thing that has it as the value of these properties, one after another, `reconcile` the
    thing of a kind that it names, as `/reconcile` does and a file of decisions keeps. With `earlier`,
    the value is that of the row before: of the rows that have a value for each of these names and the same
    value for the first, the last whose `source` sorts before this row's.
    """

    source: tuple[str, ...]
    needs: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    match: str = ""
    written: str = ""
    translate: Named[str, str] | None = None
    lookup: tuple[str, ...] = ()
    reconcile: str = ""


@dataclass(frozen=True, kw_only=True)
class CitedDocument:
    """A page that rows cite, and how they spell it; each spelling is a text to be found in a cell. Who
    published it is an organisation of the project.
    """

    id: str
    spellings: tuple[str, ...]
    label: str = ""
    url: str = ""
    type: str = ""
    issued: str = ""
    publisher: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What holds for the rows whose cells all match: `because` is told to who imports; `silence` is the
    reason that a row without any fact gets, `repeats` the passage that such a row repeats.
    """

    where: Named[str, str]
    because: str
    silence: str = "second-hand"
    repeats: str = ""

    def fits(self, values: Named[str, str]) -> bool:
        """Whether a row is one of those."""
        return all(re.search(pattern, values.get(name, "")) for name, pattern in self.where.items())


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One passage of a row: the columns it reads, those without which it says nothing, where its pages are
    named, and how much it weighs, if not what the document does. A row that a rule of `editorial` fits is an
    editor's inference, never evidence.
    """

    slug: str
    columns: tuple[str, ...]
    needs: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    modality: str = ""
    authority: int = 0
    left_out: tuple[Rule, ...] = ()
    editorial: tuple[Rule, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What we say of a thing that the statements of a row are about, unless the project has it already."""

    about: str
    label: str
    says: Named[str, str | list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """A mapping file, read: the table as CSVW describes it, and our annotation of it."""

    path: Path
    table: object
    layout: Layout
    target: str
    document: Document
    row: str
    readings: tuple[Reading, ...]
    variables: Named[str, Variable]
    pages: tuple[CitedDocument, ...]
    left_out: tuple[Rule, ...]
    things: tuple[Thing, ...]

    @cached_property
    def columns(self) -> dict:
        """The columns by name, virtual ones too."""
        return {column.name: column for column in self.table.tableSchema.columns}

    @cached_property
    def printed(self) -> list:
        """The columns that the table itself has."""
        return [column for column in self.table.tableSchema.columns if not column.virtual]

    def column(self, title: str):
        """The printed column of a title, where there is one."""
        return next((c for c in self.printed if c.has_title(title)), None)

    @property
    def decisions(self) -> Path:
        """The file of decisions on the names that it reconciles."""
        return self.path.with_suffix(".decisions.csv")


def read_mapping(path: Path) -> Mapping:
    """The mapping in a file. Raises `BadInput` with what is wrong and where."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        ours = content.pop(KEY)
    except OSError as error:
        raise BadInput(in_words(error)) from error
    except ValueError as error:
        raise BadInput(f"{path}: no mapping: {error}") from error
    except (KeyError, AttributeError, TypeError) as error:
        raise BadInput(f"{path}: no mapping: it has no {KEY!r}; see docs/import.md.") from error
    try:
        layout = read_layout(content.pop("dialect", None))
    except (TypeError, ValueError) as error:
        raise BadInput(f"{path}: {error}") from error
    table = _table(path, content)
    try:
        return _checked(_mapping(path, table, layout, ours))
    except (TypeError, ValueError, KeyError, AttributeError, re.error) as error:
        raise BadInput(f"{path}: {KEY}: {error}") from error


def _table(path: Path, content: dict):
    try:
        from csvw import Table
    except ImportError as error:
        raise BadInput("Reading a mapping needs csvw: pip install 'patgraph[import]'.") from error
    # csvw would fetch what is named and not written out, from wherever it is.
    if not isinstance(content.get("tableSchema", {}), dict):
        raise BadInput(f"{path}: tableSchema: write it out in the mapping; one elsewhere is not fetched.")
    with warnings.catch_warnings():
        # What csvw would put up with is a mistake here.
        warnings.simplefilter("error")
        try:
            table = Table.fromvalue(content)
        except (Warning, ValueError, TypeError, AttributeError, AssertionError) as error:
            raise BadInput(f"{path}: not CSVW: {error}") from error
    nameless = [c for c in table.tableSchema.columns if not c.name]
    if nameless or not table.tableSchema.columns:
        raise BadInput(f"{path}: tableSchema: give every column a name.")
    return table


def _mapping(path: Path, table, layout: Layout, ours: dict) -> Mapping:
    ours = dict(ours)
    target = ours.pop("target", "evidence")
    if target not in ("evidence", "reference"):
        raise ValueError(f"target is evidence or reference, not {target!r}.")
    found = Mapping(
        path,
        table,
        layout,
        target,
        _of(Document, ours.pop("document")),
        ours.pop("row", "row-{_row}"),
        tuple(_of(Reading, about) for about in ours.pop("readings")),
        {name: _of(Variable, about) for name, about in ours.pop("variables", {}).items()},
        tuple(_of(CitedDocument, about) for about in ours.pop("pages", [])),
        tuple(_of(Rule, about) for about in ours.pop("leftOut", [])),
        tuple(_of(Thing, about) for about in ours.pop("things", [])),
    )
    if ours:
        raise ValueError(f"unknown: {', '.join(sorted(ours))}.")
    return found


def _of(kind, about: dict):
    """One of our classes from JSON: names in camel case, lists as tuples."""
    rules = {"left_out", "editorial"}
    given = {re.sub(r"[A-Z]", lambda m: f"_{m[0].lower()}", name): value for name, value in about.items()}
    known = {each.name: each for each in fields(kind)}
    for name, value in given.items():
        if name not in known:
            raise ValueError(f"{kind.__name__}: unknown: {name}; there are {', '.join(known)}.")
        if "tuple" in str(known[name].type):
            value = [value] if isinstance(value, str) else value
            given[name] = tuple(_of(Rule, rule) for rule in value) if name in rules else tuple(value)
    return kind(**given)


def _checked(mapping: Mapping) -> Mapping:
    """Every name that a mapping uses is a column or a variable, every pattern is one, every slug is one."""
    if not _SLUG.fullmatch(mapping.document.id):
        raise ValueError(f"document: id {mapping.document.id!r}: lower-case letters, digits and hyphens.")
    names = {*mapping.columns, "_row"}
    for name, variable in mapping.variables.items():
        _known(names, (*variable.source, *variable.needs, *variable.earlier), f"variable {name}")
        re.compile(variable.match)
        if variable.reconcile and variable.reconcile not in RECONCILED:
            raise ValueError(
                f"variable {name}: reconcile is one of {', '.join(RECONCILED)}, not {variable.reconcile!r}."
            )
        if variable.reconcile and variable.lookup:
            raise ValueError(f"variable {name}: lookup or reconcile, not both.")
        names.add(name)
    for reading in mapping.readings:
        where = f"reading {reading.slug}"
        _known(set(mapping.columns), reading.columns, where)
        _known(names, (*reading.needs, *reading.cites), where)
        for name in reading.columns:
            column = mapping.columns[name]
            for part in ("aboutUrl", "propertyUrl"):
                if not column.inherit(part):
                    raise ValueError(f"{where}: column {name} has no {part}.")
            for part in ("aboutUrl", "propertyUrl", "valueUrl"):
                template = column.inherit(part)
                _known(names, template.variable_names if template else (), f"column {name}: {part}")
        if mapping.target == "evidence" and not mapping.document.issued:
            raise ValueError("document: say when it was issued.")
    for rule in (*mapping.left_out, *(r for g in mapping.readings for r in (*g.left_out, *g.editorial))):
        _known(names, rule.where, "where")
        _known(names, _FIELD.findall(rule.repeats), "repeats")
        for pattern in rule.where.values():
            re.compile(pattern)
    for thing in mapping.things:
        texts = [thing.about, thing.label]
        for value in thing.says.values():
            texts += [value] if isinstance(value, str) else value
        _known(names, [n for text in texts for n in _FIELD.findall(text)], f"thing {thing.about}")
    return mapping


def _known(names: set[str], used, where: str):
    for name in used:
        if name not in names:
            raise ValueError(f"{where}: no column and no earlier variable is named {name!r}.")


def fill(template: str, values: Named[str, str]) -> str | None:
    """A text with its `{names}` filled in; nothing where one of them has no value."""
    names = _FIELD.findall(template)
    if not all(values.get(name) for name in names):
        return None
    return _FIELD.sub(lambda match: values[match[1]], template)
