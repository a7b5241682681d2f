"""Imports: a table, read by a mapping, as a file of the project.

Each row is a passage of the table, which is the source document; a row may be several, one for each group of
columns that stands on its own pages. All faults of all rows are found before anything is said of any.
"""

import os
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from .errors import BadInput, BadTable
from .facts import Facts
from .mapping import Mapping, Reading, Rule, Variable, fill
from .names import BASE, PREFIXES, pat, term
from .project import Project
from .rows import Fault, Row, rows
from .sources import SourceText, digest
from .trig import WRITTEN, evidence, reference

_ADDRESS = re.compile(r"https?://[^\s;,)\]\"<>]+")
_LONGEST = 80


@dataclass(frozen=True)
class Said:
    """A passage of the table to be: its name, the row, what it says, whose page it rests on."""

    name: str
    row: Row
    number: int
    statements: tuple[Triple, ...] = ()
    pages: tuple[str, ...] = ()
    modality: str = "stated"
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
    place = found.path.parent
    place.mkdir(exist_ok=True)
    for left in place.glob(f".{found.path.name}.*.part"):
        left.unlink(missing_ok=True)  # of an import that was killed
    part = place / f".{found.path.name}.{os.getpid()}.part"
    with part.open("wb") as file:
        file.write(found.content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, found.path)


class _NoFit(ValueError):
    """Something of a row does not fit; the message says what."""


class _Reader:
    def __init__(self, table: Path, text: SourceText, mapping: Mapping, known: Facts, found: Import):
        self._table, self._text, self._mapping = table, text, mapping
        self._known, self._found = known, found
        self._faults: list[tuple[int, str]] = []
        self._names: dict[str, int] = {}
        self._columns: list = []
        self._addresses = {
            _address(url.value): document
            for kind in ("SourceDocument", "Document")
            for document in known.subjects(term("rdf:type"), pat(kind))
            for url in known.all(document, term("schema:url"))
        }

    def read(self):
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

    def _header(self, row: Row) -> bool:
        """Which column stands where; a header that is not the mapping's makes all rows unreadable."""
        columns = [next((c for c in self._mapping.printed if c.has_title(cell)), None) for cell in row.cells]
        unknown = [cell for cell, column in zip(row.cells, columns, strict=True) if column is None]
        missing = [c.name for c in self._mapping.printed if c not in columns]
        if unknown:
            self._faults.append((row.line, f"the mapping has no column {', '.join(map(repr, unknown))}."))
        if missing:
            self._faults.append((row.line, f"the table has no column {', '.join(missing)}."))
        if len({c.name for c in columns if c}) < len(row.cells) - len(unknown):
            self._faults.append((row.line, "a column stands there twice."))
        self._columns = columns
        self._say(Said("header", row, 0, silence="heading"))
        return not self._faults

    def _row(self, row: Row, number: int):
        before = len(self._faults)

        def fault(message):
            self._faults.append((row.line, str(message)))

        if len(row.cells) != len(self._columns):
            fault(f"{len(row.cells)} cells where the header has {len(self._columns)}.")
            return
        values, cells = {"_row": str(number)}, {}
        for column, cell in zip(self._columns, row.cells, strict=True):
            try:
                cells[column.name] = column.read(cell)
            except ValueError as error:
                fault(f"{column.name}: {error}.")
            if cell not in column.inherit_null():
                values[column.name] = cell
        rule = next((r for r in self._mapping.left_out if r.fits(values)), None)
        if rule:
            self._leave_out(row, number, values, rule, fault, before)
            return
        for name, variable in self._mapping.variables.items():
            try:
                value = self._variable(variable, values)
                if value:
                    values[name] = value
            except _NoFit as error:
                fault(f"{name}: {error}")
        if len(self._faults) > before:
            return  # What is said below would only repeat it.
        try:
            self._readings(row, number, values, cells)
        except _NoFit as error:
            fault(error)

    def _leave_out(self, row, number, values, rule: Rule, fault, before):
        for name, variable in self._mapping.variables.items():
            try:
                values[name] = self._variable(variable, values) or ""
            except _NoFit:
                continue  # It is left out, so it need not fit; its name may use what does.
        self._found.left_out.append((row.line, rule.because))
        if len(self._faults) == before:
            try:
                self._silent(row, number, values, rule)
            except _NoFit as error:
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
            statements = self._statements(reading, values, cells)
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
                self._say(Said(name, row, number, statements, pages, modality))
            self._things(statements, values)
        if silent and not spoke:
            self._silent(row, number, values, silent)
        elif not spoke:
            raise _NoFit("no reading of the mapping says anything of it, and no rule leaves it out.")

    def _statements(self, reading: Reading, values: dict, cells: dict) -> tuple[Triple, ...]:
        found = []
        for name in reading.columns:
            column = self._mapping.columns[name]
            value = cells.get(name)
            if column.virtual:
                given = values.get(name) or column.inherit("default")
                try:
                    value = column.read(given) if given else None
                except ValueError as error:
                    raise _NoFit(f"{name}: {error}.") from error
            elif value is None or value == []:
                continue
            template = column.inherit("valueUrl")
            whole = [column.inherit("aboutUrl"), column.inherit("propertyUrl")]
            wanted = {n for t in (*whole, template) if t for n in t.variable_names}
            lacking = sorted(n for n in wanted if not values.get(n))
            if lacking:
                if column.virtual:
                    continue
                raise _NoFit(f"{name}: nothing is known for {', '.join(lacking)}.")
            if template:
                separator = column.inherit("separator")
                parts = values[name].split(separator) if separator and name in values else [None]
                objects = [
                    _expand(template, values if part is None else values | {name: part.strip()})
                    for part in parts
                ]
            elif value is None:
                continue
            else:
                items = value if isinstance(value, list) else [value]
                objects = [_literal(item, column) for item in items if item is not None]
            subject, predicate = (_expand(t, values) for t in whole)
            found += [Triple(subject, predicate, each) for each in objects]
        return tuple(dict.fromkeys(found))

    def _variable(self, variable: Variable, values: dict) -> str | None:
        text = next((values[name] for name in variable.source if values.get(name)), None)
        if text is None:
            return None
        if variable.match:
            match = re.search(variable.match, text)
            if not match:
                return None
            text = match[1] if match.re.groups else match[0]
        if variable.translate is not None:
            if text not in variable.translate:
                raise _NoFit(f"{text!r} is none of {', '.join(map(repr, variable.translate))}.")
            text = variable.translate[text]
        return self._look_up(text, variable.lookup) if variable.lookup else text

    def _look_up(self, text: str, properties: tuple[str, ...]) -> str:
        """The slug of the one thing to which these properties lead back from a text."""
        nodes = [Literal(text)]
        for name in properties:
            nodes = [s for node in nodes for s in self._known.subjects(term(name), node)]
        slugs = sorted({re.split(r"[/#]", node.value)[-1] for node in nodes if isinstance(node, NamedNode)})
        if len(slugs) != 1:
            way = ", then ".join(properties)
            found = f"more than one thing: {', '.join(slugs)}" if slugs else "nothing that the project has"
            raise _NoFit(f"{text!r} leads (by {way}) to {found}.")
        return slugs[0]

    def _pages(self, reading: Reading, values: dict) -> tuple[str, ...]:
        """The documents that a row names, from the first of its columns that names any."""
        for name in reading.cites:
            found = self._cited(values.get(name, ""))
            if found:
                return found
        if reading.cites:
            raise _NoFit(f"{reading.slug}: no page is named in {' or '.join(reading.cites)}.")
        return ()

    def _cited(self, text: str) -> tuple[str, ...]:
        places = []
        for page in self._mapping.pages:
            for spelling in sorted(page.spellings, key=len, reverse=True):
                at = text.find(spelling)
                while at >= 0:
                    places.append((at, self._page(page.id, page.label, page.url, page.type, page.issued)))
                    text = text[:at] + " " * len(spelling) + text[at + len(spelling) :]
                    at = text.find(spelling)
        for match in _ADDRESS.finditer(text):
            known = self._addresses.get(_address(match[0]))
            name = known.value.rsplit("/", 1)[-1] if known else _slug(_address(match[0]))
            if len(name) > _LONGEST:
                name = f"{name[:_LONGEST].rstrip('-')}-{digest(match[0])[:8]}"
            places.append((match.start(), self._page(name, _address(match[0]), match[0])))
        return tuple(dict.fromkeys(name for _, name in sorted(places)))

    def _page(self, name: str, label="", url="", type_="", issued="") -> str:
        """A page as a document of ours, unless the project has it."""
        document = NamedNode(f"{PREFIXES['document']}{name}")
        if not self._known.all(document, term("rdf:type")):
            self._ours(document, term("rdf:type"), pat("Document"))
            self._ours(document, term("skos:prefLabel"), Literal(label or name, language="en"))
            if type_:
                self._ours(document, term("dcterms:type"), NamedNode(f"{BASE}concept/document-type/{type_}"))
            if issued:
                self._ours(document, pat("issued"), NamedNode(f"{PREFIXES['date']}{issued}"))
            if url:
                self._ours(document, term("schema:url"), _iri(url))
        return name

    def _things(self, statements, values: dict):
        """Types, names and more of what the statements are about, where the project has no type for it."""
        met = {node for triple in statements for node in (triple.subject, triple.object)}
        for thing in self._mapping.things:
            about = fill(thing.about, values)
            node = _iri(about) if about else None
            if node not in met or self._known.all(node, term("rdf:type")):
                continue
            label = fill(thing.label, values)
            if label is None:
                raise _NoFit(f"{thing.about}: nothing to name it by; its label is {thing.label!r}.")
            for name, given in thing.says.items():
                for template in [given] if isinstance(given, str) else given:
                    text = fill(template, values)
                    if text is not None:
                        predicate = term("rdf:type" if name == "a" else name)
                        self._ours(node, predicate, _value(text))
                if name == "a":
                    self._ours(node, term("skos:prefLabel"), Literal(label, language="en"))

    def _name(self, row: Row, number: int, values: dict, reading="") -> str:
        name = _slug("-".join(filter(None, (fill(self._mapping.row, values) or f"row-{number}", reading))))
        if name in self._names:
            raise _NoFit(f"its passage is named {name}, as that of line {self._names[name]} is.")
        self._names[name] = row.line
        return name

    def _say(self, said: Said):
        self._found.passages.append(said)
        self._found.statements += said.statements

    def _ours(self, subject, predicate, value):
        values = self._found.ours.setdefault(subject, {}).setdefault(predicate, [])
        if value not in values:
            values.append(value)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _address(url: str) -> str:
    """An address without what differs between spellings of the same."""
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


def _iri(text: str) -> NamedNode:
    """An IRI, or a CURIE with a prefix of ours."""
    prefix, colon, _ = text.partition(":")
    try:
        if colon and prefix in PREFIXES:
            return term(text)
        if re.match(r"https?://", text):
            return NamedNode(text)
    except ValueError as error:
        raise _NoFit(f"{text!r}: {error}") from error
    raise _NoFit(f"{text!r} is neither an http(s) address nor a name with a prefix of ours.")


def _expand(template, values: dict) -> NamedNode:
    return _iri(template.expand({k: v for k, v in values.items() if v}))


def _value(text: str):
    """What a thing is said to have: a name where it is one, else words."""
    prefix, colon, _ = text.partition(":")
    if colon and (prefix in PREFIXES or re.match(r"https?://\S+$", text)) and " " not in text:
        return _iri(text)
    return Literal(text, language="en")


def _literal(value, column) -> Literal:
    """A value as csvw read it, in the lexical form of XML Schema."""
    datatype = column.inherit("datatype")
    base = datatype.base if datatype else "string"
    if isinstance(value, bool):
        return Literal("true" if value else "false", datatype=term("xsd:boolean"))
    if isinstance(value, (int, float, Decimal)):
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        if isinstance(value, Decimal) and value == value.to_integral() and base != "decimal":
            text = str(int(value))
        return Literal(text, datatype=term("xsd:decimal" if base == "number" else f"xsd:{base}"))
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=term(f"xsd:{base.lower()}"))
    if isinstance(value, str):
        language = column.inherit("lang")
        return Literal(value, language=language) if language not in (None, "", "und") else Literal(value)
    raise _NoFit(f"{column.name}: values of the datatype {base} are not written.")
