"""Imports: a table, read by a mapping, as a file of the project.

Each row is a passage of the table, which is the source document; a row may be several, one for each group of
columns that stands on its own pages. All faults of all rows are found before anything is said of any.
"""

from pathlib import Path

from pyoxigraph import Literal

from patgraph.dataset.project import Project
from patgraph.dataset.texts.rows import Fault, Row
from patgraph.dataset.texts.sources import SourceText
from patgraph.errors import BadInput, BadTable
from patgraph.files import whole
from patgraph.names import term
from patgraph.rdf import Facts
from patgraph.tables.spreadsheets import is_computed

from . import cells as as_rdf
from .cells import NoFit
from .cited_documents import CitedDocuments, as_slug
from .deadline import TooSlow, within
from .decisions import Decisions, matcher
from .earlier_rows import EarlierRows
from .found import Import, Said
from .header import columns_of
from .layout import Placed
from .lookups import Lookups
from .mapping import Mapping, Reading, Rule, fill
from .table_text import read_table
from .trig_writer import WRITTEN, evidence, reference

#: Seconds that one row may take.
_ROW = 10.0


def prepare(
    table: Path, mapping: Mapping, project: Project, sheet: str | None = None, decide: bool = False
) -> Import:
    """Read a table (of a workbook: a sheet of it) by a mapping, against what the project has without it.

    Nothing is written, but with `decide` the names that are new in the mapping's file of decisions, also
    where rows do not fit. Raises `BadTable` with every row that does not fit, and `BadInput` where a file
    cannot be read.
    """
    text = read_table(table, mapping.layout.encoding, sheet)
    suffix = "trig" if mapping.target == "evidence" else "ttl"
    path = project.root / "data" / mapping.target / f"{mapping.document.id}.{suffix}"
    if path.exists() and not path.read_text(encoding="utf-8").startswith(WRITTEN):
        raise BadInput(f"{path}: written by hand; give the document of the mapping another id.")
    others = project.with_file(path, None)
    known = Facts(others.quads())
    decisions = Decisions(mapping.decisions, known, lambda: matcher(others))
    found = Import(path, text, decisions)
    try:
        _Reader(table, text, mapping, known, found).read()
    finally:
        if decide:
            decisions.save()
    write = evidence if mapping.target == "evidence" else reference
    found.content = write(mapping, SourceText(mapping.document.id, text), found).encode()
    return found


def save(found: Import):
    """Put the file in its place, whole or not at all. Raises `OSError`."""
    found.path.parent.mkdir(exist_ok=True)
    whole(found.path, found.content)


def keep_text(found: Import, mapping: Mapping, directory: Path):
    """Put the text of a table among the source texts. Raises `OSError`."""
    directory.mkdir(parents=True, exist_ok=True)
    whole(directory / f"{mapping.document.id}.csv", found.text.encode())


class _Reader:
    def __init__(self, table: Path, text: str, mapping: Mapping, known: Facts, found: Import):
        self._table, self._text, self._mapping = table, text, mapping
        self._known, self._found = known, found
        self._faults: list[tuple[int, str]] = []
        self._names: dict[str, int] = {}
        self._columns: list = []
        self._cites = CitedDocuments(mapping, known, self._ours)
        self._earlier = EarlierRows(mapping, self._found_by)
        self._lookups = Lookups(known)

    def read(self):
        records = list(self._mapping.layout.records(self._text))
        data = [each.row for each in records if isinstance(each, Placed) and each.part == "row"]
        if self._header(records, data):
            if self._earlier.wanted:
                for row in data:
                    self._earlier.note(self._values(row))
            for number, row in enumerate(data, 1):
                try:
                    with within(_ROW):
                        self._row(row, number)
                except TooSlow:
                    text = (
                        f"reading it took more than {_ROW:g} s: a pattern of the mapping (match, where, "
                        "leftOut, format) never comes to an end; write it without repetitions in repetitions."
                    )
                    raise BadTable(self._table, [*self._faults, (row.line, text)]) from None
        for record in records:
            if isinstance(record, Fault):
                self._faults.append((record.line, f"no CSV: {record.reason}"))
        if self._faults:
            raise BadTable(self._table, self._faults)

    def _header(self, records: list, data: list[Row]) -> bool:
        """Which column stands where; a header that is not the mapping's makes all rows unreadable."""
        placed = [each for each in records if isinstance(each, Placed)]
        header = [each.row for each in placed if each.part == "header"]
        if not header and (self._mapping.layout.headers or not data):
            if not any(isinstance(each, Fault) for each in records):
                self._faults.append((1, "the table is empty."))
            return False
        width = len(data[0].cells) if data else 0
        self._columns, faults = columns_of(self._mapping, header, width)
        self._faults += faults
        counts = dict.fromkeys(("above", "header", "comment"), 0)
        for each in placed:
            if each.part != "row":
                counts[each.part] += 1
                number = f"-{counts[each.part]}" if counts[each.part] > 1 else ""
                self._names[name := f"{each.part}{number}"] = each.row.line
                silence = "page-furniture" if each.part == "comment" else "heading"
                self._say(Said(name, each.row, 0, silence=silence, part=each.part))
        return not faults

    def _values(self, row: Row) -> dict[str, str]:
        """The cells of a row that have a value, by column."""
        given = zip(self._columns, row.cells, strict=False)
        return {column.name: cell for column, cell in given if cell not in column.inherit_null()}

    def _found_by(self, name: str, values: dict) -> str | None:
        """The value of a variable. Raises `NoFit`."""
        variable = self._mapping.variables[name]
        if variable.earlier:
            return self._earlier.value(name, values)
        text = as_rdf.text_of(variable, values)
        if text is None or not (variable.lookup or variable.reconcile):
            return text
        if variable.reconcile:
            return self._found.decisions.thing(variable.reconcile, text)
        return self._lookups.slug(text, variable.lookup)

    def _row(self, row: Row, number: int):
        before = len(self._faults)

        def fault(message):
            self._faults.append((row.line, str(message)))

        values = self._values(row)
        values["_row"] = str(number)
        rule = next((r for r in self._mapping.left_out if r.fits(values)), None)
        if rule:
            self._leave_out(row, number, values, rule, fault)
            return
        if len(row.cells) != len(self._columns):
            fault(f"{len(row.cells)} cells where the header has {len(self._columns)}.")
            return
        cells = {}
        for column, cell in zip(self._columns, row.cells, strict=True):
            try:
                cells[column.name] = column.read(cell)
            except ValueError as error:
                fault(f"{self._place(column.name, values)}{error}.")
        self._lookups.notes.clear()
        for name in self._mapping.variables:
            try:
                value = self._found_by(name, values)
                if value:
                    values[name] = value
            except NoFit as error:
                source = next((s for s in self._mapping.variables[name].source if values.get(s)), name)
                fault(f"{self._place(source, values)}{name}: {error}")
        self._found.notes += [(row.line, note) for note in self._lookups.notes]
        if len(self._faults) > before:
            return  # What is said below would only repeat it.
        try:
            self._readings(row, number, values, cells)
        except NoFit as error:
            fault(error)

    def _place(self, name: str, values: dict) -> str:
        """Where a value stands in its row: the column's number and name, and the cell."""
        place = next((n for n, c in enumerate(self._columns, 1) if c.name == name), None)
        return f"column {place} ({name}), {values.get(name, '')!r}: " if place else ""

    def _leave_out(self, row, number, values, rule: Rule, fault):
        for name in self._mapping.variables:
            try:
                values[name] = self._found_by(name, values) or ""
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
            for text in (t.object.value for t in statements if isinstance(t.object, Literal)):
                if is_computed(text):
                    note = (
                        f"{text[:60]!r} begins as a formula does: CSV and TSV have an apostrophe before it."
                    )
                    self._found.notes.append((row.line, note))
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
