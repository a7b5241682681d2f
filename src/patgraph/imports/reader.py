"""Imports: a table, read by a mapping, as a file of the project.

Each row is a passage of the table, which is the source document; a row may be several, one for each group of
columns that stands on its own pages. All faults of all rows are found before anything is said of any.
"""

from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from patgraph.dataset.project import Project
from patgraph.dataset.rows import Fault, Row, rows
from patgraph.dataset.sources import SourceText
from patgraph.errors import BadInput, BadTable
from patgraph.files import whole
from patgraph.names import term
from patgraph.rdf import Facts

from . import cells as as_rdf
from .cells import NoFit
from .cited_documents import CitedDocuments, as_slug
from .earlier_rows import EarlierRows, given_values
from .mapping import Mapping, Reading, Rule, fill
from .trig_writer import WRITTEN, evidence, reference


@dataclass(frozen=True)
class Said:
    """A passage of the table to be: its name, the row, what it says, whose page it rests on."""

    name: str
    row: Row
    number: int
    statements: tuple[Triple, ...] = ()
    pages: tuple[str, ...] = ()
    modality: str = "stated"
    authority: int = 0
    silence: str = ""
    repeats: str = ""
    note: str = ""


@dataclass
class Import:
    """What an import comes to: the file, its content, and the rows (by line) that were left out, with why."""

    path: Path
    content: bytes = b""
    passages: list[Said] = field(default_factory=list)
    #: What we say ourselves: of each thing its properties, in the order they were met.
    ours: dict[NamedNode, dict[NamedNode, list]] = field(default_factory=dict)
    statements: list[Triple] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


def prepare(table: Path, mapping: Mapping, project: Project) -> Import:
    """Read a table by a mapping, against what the project has without it; nothing is written.

    Raises `BadTable` with every row that does not fit, and `BadInput` where a file cannot be read.
    """
    try:
        text = SourceText(mapping.document.id, table.read_bytes().decode())
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{table}: {error}") from error
    kind = "evidence" if mapping.target == "evidence" else "reference"
    suffix = "trig" if mapping.target == "evidence" else "ttl"
    path = project.root / "data" / kind / f"{mapping.document.id}.{suffix}"
    if path.exists() and not path.read_text(encoding="utf-8").startswith(WRITTEN):
        raise BadInput(f"{path}: written by hand; give the document of the mapping another id.")
    found = Import(path)
    _Reader(table, text, mapping, Facts(project.with_file(path, None).quads()), found).read()
    write = evidence if mapping.target == "evidence" else reference
    found.content = write(mapping, text, found).encode()
    return found


def save(found: Import):
    """Put the file in its place, whole or not at all. Raises `OSError`."""
    found.path.parent.mkdir(exist_ok=True)
    whole(found.path, found.content)


class _Reader:
    def __init__(self, table: Path, text: SourceText, mapping: Mapping, known: Facts, found: Import):
        self._table, self._text, self._mapping = table, text, mapping
        self._known, self._found = known, found
        self._faults: list[tuple[int, str]] = []
        self._names: dict[str, int] = {}
        self._columns: list = []
        self._cites = CitedDocuments(mapping, known, self._ours)
        self._earlier = EarlierRows(mapping, known)

    def read(self):
        self._earlier.note(self._text.text)
        number = None
        for record in rows(self._text.text, **self._mapping.dialect):
            if isinstance(record, Fault):
                self._faults.append((record.line, f"no CSV: {record.reason}"))
            elif number is None:
                number = 0
                if not self._header(record):
                    break
            else:
                number += 1
                self._row(record, number)
        if number is None and not self._faults:
            self._faults.append((1, "the table is empty."))
        if self._faults:
            raise BadTable(self._table, self._faults)

    def _computed(self, name: str, values: dict) -> str | None:
        variable = self._mapping.variables[name]
        if variable.earlier:
            return self._earlier.value(name, values)
        return as_rdf.compute(variable, values, self._known)

    def _header(self, row: Row) -> bool:
        """Which column stands where; a header that is not the mapping's makes all rows unreadable."""
        columns = [self._mapping.column(cell) for cell in row.cells]
        unknown = [cell for cell, column in zip(row.cells, columns, strict=True) if column is None]
        missing = [c.name for c in self._mapping.printed if c not in columns]
        if unknown:
            self._faults.append((row.line, f"the mapping has no column {', '.join(map(repr, unknown))}."))
        if missing:
            self._faults.append((row.line, f"the table has no column {', '.join(missing)}."))
        if len({c.name for c in columns if c}) < len(row.cells) - len(unknown):
            self._faults.append((row.line, "a column stands there twice."))
        self._columns, self._names = columns, {"header": row.line}
        self._say(Said("header", row, 0, silence="heading"))
        return not self._faults

    def _row(self, row: Row, number: int):
        before = len(self._faults)

        def fault(message):
            self._faults.append((row.line, str(message)))

        if len(row.cells) != len(self._columns):
            fault(f"{len(row.cells)} cells where the header has {len(self._columns)}.")
            return
        given = list(zip(self._columns, row.cells, strict=True))
        values = given_values(self._columns, row)
        values["_row"] = str(number)
        rule = next((r for r in self._mapping.left_out if r.fits(values)), None)
        if rule:
            self._leave_out(row, number, values, rule, fault)
            return
        cells = {}
        for column, cell in given:
            try:
                cells[column.name] = column.read(cell)
            except ValueError as error:
                fault(f"{column.name}: {error}.")
        for name in self._mapping.variables:
            try:
                value = self._computed(name, values)
                if value:
                    values[name] = value
            except NoFit as error:
                fault(f"{name}: {error}")
        if len(self._faults) > before:
            return  # What is said below would only repeat it.
        try:
            self._readings(row, number, values, cells)
        except NoFit as error:
            fault(error)

    def _leave_out(self, row, number, values, rule: Rule, fault):
        for name in self._mapping.variables:
            try:
                values[name] = self._computed(name, values) or ""
            except NoFit:
                continue  # It is left out, so it need not fit; its name may use what does.
        self._found.left_out.append((row.line, rule.because))
        try:
            self._silent(row, number, values, rule)
        except NoFit as error:
            fault(error)

    def _silent(self, row, number, values, rule: Rule):
        repeats = fill(rule.repeats, values) or ""
        name = self._name(row, number, values)
        self._say(Said(name, row, number, silence=rule.silence, repeats=repeats, note=rule.because))

    def _readings(self, row: Row, number: int, values: dict, cells: dict):
        silent, spoke = None, False
        fits = [r for r in self._mapping.readings if all(values.get(name) for name in r.needs)]
        for reading in fits:
            rule = next((r for r in reading.left_out if r.fits(values)), None)
            if rule:
                self._found.left_out.append((row.line, f"{reading.slug}: {rule.because}"))
                silent = silent or rule
                continue
            statements = as_rdf.statements(self._mapping, reading, values, cells)
            if not statements:
                continue
            rule = next((r for r in reading.editorial if r.fits(values)), None)
            if rule:
                self._found.left_out.append((row.line, f"{reading.slug}: {rule.because}"))
                silent = silent or rule
                for triple in statements:
                    self._ours(triple.subject, triple.predicate, triple.object)
                note = Literal(rule.because, language="en")
                self._ours(statements[0].subject, term("skos:editorialNote"), note)
            else:
                spoke = True
                pages = self._pages(reading, values) if self._mapping.target == "evidence" else ()
                modality = reading.modality or ("reported" if pages else "stated")
                name = self._name(row, number, values, reading.slug)
                self._say(Said(name, row, number, statements, pages, modality, reading.authority))
            self._things(statements, values)
        if silent and not spoke:
            self._silent(row, number, values, silent)
        elif not spoke:
            raise NoFit("no reading of the mapping says anything of it, and no rule leaves it out.")

    def _pages(self, reading: Reading, values: dict) -> tuple[str, ...]:
        """The documents that a row names, from the first of its columns that names any."""
        for name in reading.cites:
            found = self._cites.cited(values.get(name, ""))
            if found:
                return found
        if reading.cites:
            raise NoFit(f"{reading.slug}: no page is named in {' or '.join(reading.cites)}.")
        return ()

    def _things(self, statements, values: dict):
        """Types, names and more of what the statements are about, where the project has no type for it."""
        met = {node for triple in statements for node in (triple.subject, triple.object)}
        for thing in self._mapping.things:
            about = fill(thing.about, values)
            node = as_rdf.iri(about) if about else None
            if node not in met or self._known.all(node, term("rdf:type")):
                continue
            label = fill(thing.label, values)
            if label is None:
                raise NoFit(f"{thing.about}: nothing to name it by; its label is {thing.label!r}.")
            for name, given in thing.says.items():
                for template in [given] if isinstance(given, str) else given:
                    text = fill(template, values)
                    if text is not None:
                        predicate = term("rdf:type" if name == "a" else name)
                        self._ours(node, predicate, as_rdf.value(text))
                if name == "a" and term("skos:prefLabel") not in self._found.ours[node]:
                    self._ours(node, term("skos:prefLabel"), Literal(label, language="en"))

    def _name(self, row: Row, number: int, values: dict, reading="") -> str:
        name = as_slug("-".join(filter(None, (fill(self._mapping.row, values) or f"row-{number}", reading))))
        if name in self._names:
            raise NoFit(f"its passage is named {name}, as that of line {self._names[name]} is.")
        self._names[name] = row.line
        return name

    def _say(self, said: Said):
        self._found.passages.append(said)
        self._found.statements += said.statements

    def _ours(self, subject, predicate, value):
        values = self._found.ours.setdefault(subject, {}).setdefault(predicate, [])
        if value not in values:
            values.append(value)
