"""Sheets: a table for each kind of thing, for people who have no RDF.

Nothing is listed twice. A sheet's rows are the things `…/id/{kind}/…` that the view speaks of (and the
concepts, `…/concept/…`), its columns the properties that they have there: so whatever the graph learns to
say has a column on the day it is said. What each column means is read from the ontology.

- A thing or concept is its IRI, with `{column}Label` beside it; a date its EDTF, with `{column}Earliest` and
  `{column}Latest`.
- Of a property that has several values in a row the cell holds a list; in CSV its parts are joined by the
  column's `separator`.
- A row that concerns one council has `council`, `councilLabel` and a column for each register that has a
  code for councils; `code` has every code there is, with what it identifies.
- `link` has every link between things, one a row; `statement` everything that every passage says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from pyoxigraph import Literal, NamedNode

from patgraph.names import ID_KINDS, PREFIXES, curie, is_passage, pat, slug, term
from patgraph.store import Store
from patgraph.tables.table import Column, Sheet, folded, listed, literal, names, referring, text

_TYPE, _LABEL, _COMMENT = term("rdf:type"), term("rdfs:label"), term("rdfs:comment")
_NAME, _DEFINITION, _NARROWER = term("skos:prefLabel"), term("skos:definition"), term("rdfs:subClassOf")
_IDENTIFIER = NamedNode("http://www.w3.org/ns/adms#identifier")
_SCHEME, _NOTATION = pat("codeScheme"), term("skos:notation")
_COUNCIL, _ABOUT, _AREA, _GSS, _EDTF = map(pat, ("council", "about", "area", "gssCode", "edtf"))
#: What a thing belongs to: followed, in this order, to the one council that it concerns.
_BELONGS = (pat("engagement"), term("org:organization"), pat("subject"), _ABOUT)
#: And the other way: an area belongs to the council whose area it is, a code to what it identifies.
_OWNED = (_AREA, _IDENTIFIER)


def sheets(store: Store) -> list[Sheet]:
    """The sheets of a graph, in a settled order, each with its rows by IRI."""
    return _Maker(store).all()


class _Maker:
    def __init__(self, store: Store):
        self.store = store
        self.said: dict = defaultdict(lambda: defaultdict(list))
        self.owned: dict = defaultdict(list)
        for quad in store.quads(graph=store.view):
            self.said[quad.subject][quad.predicate].append(quad.object)
            if quad.predicate in _OWNED:
                self.owned[quad.object].append(quad.subject)
        self.wider = defaultdict(set)
        for node, values in self.said.items():
            self.wider[node].update(values.get(_NARROWER, ()))
        self._councils: dict = {}
        self.registers = {"gssCode": "GSS code"}
        self.codes = self._codes()
        self.schemes = sorted({name for codes in self.codes.values() for name in codes}, key=_code_order)

    def all(self) -> list[Sheet]:
        kinds = defaultdict(list)
        for node in self.said:
            if kind := self.kind(node):
                kinds[kind].append(node)
        order = {kind: number for number, kind in enumerate(ID_KINDS)}
        listed_kinds = sorted(kinds, key=lambda kind: (order.get(kind, len(order)), kind))
        made = [self._sheet(kind, sorted(kinds[kind], key=str)) for kind in listed_kinds]
        made += [self._links(), self._statements()]
        ids = {sheet.name: {row[0] for row in sheet.rows} for sheet in made if sheet.key}
        return [referring(sheet, ids) for sheet in made]

    # --- what is known of one thing

    def kind(self, node) -> str | None:
        """The kind of a thing, as its IRI has it."""
        rest = getattr(node, "value", "") if isinstance(node, NamedNode) else ""
        if rest.startswith(f"{self.store.base}concept/"):
            return "concept"
        head = f"{self.store.base}id/"
        return rest[len(head) :].split("/")[0] if rest.startswith(head) else None

    def one(self, node, predicate):
        """The first value that the view takes."""
        values = self.said[node].get(predicate) if node in self.said else None
        return min(values, key=str) if values else None

    def label(self, node) -> str | None:
        """The name of a thing; `None` where nobody gives it one."""
        found = self.one(node, _LABEL) or self.one(node, _NAME) or self.one(node, term("dcterms:title"))
        return found.value if found else None

    def council(self, node, seen: frozenset = frozenset()):
        """The one council that a thing concerns: itself, the one it names, or that of what it belongs to."""
        if node not in self._councils:
            found = self._council(node, seen | {node})
            if seen:
                return found  # Cut short where a circle closes, so not kept.
            self._councils[node] = found
        return self._councils[node]

    def _council(self, node, seen: frozenset):
        if self.kind(node) == "council":
            return node
        said = self.said.get(node, {})
        if _COUNCIL in said:
            return said[_COUNCIL][0] if len(set(said[_COUNCIL])) == 1 else None
        for near in (*(said.get(name, ()) for name in _BELONGS), self.owned.get(node, ())):
            if kept := {c for n in near if n not in seen and (c := self.council(n, seen))}:
                return kept.pop() if len(kept) == 1 and len(set(near)) == 1 else None
        return None

    def _codes(self) -> dict:
        """The codes of each council and of its area, by the name of their column."""
        found: dict = {}
        for node in [node for node in self.said if self.kind(node) == "council"]:
            codes = defaultdict(set)
            for holder in (node, *self.said[node].get(_AREA, ())):
                said = self.said.get(holder, {})
                for name, value in self._identifiers(holder):
                    codes[name].add(value)
                # An area that had several codes says which holds; `code` has the others.
                if _GSS in said:
                    codes["gssCode"] = {value.value for value in said[_GSS]}
            found[node] = {name: sorted(values) for name, values in codes.items() if values}
        return found

    def _identifiers(self, node) -> Iterator[tuple[str, str]]:
        """The codes that a thing has itself, each under the name of its column."""
        for code in self.said.get(node, {}).get(_IDENTIFIER, ()):
            scheme, value = self.one(code, _SCHEME), self.one(code, _NOTATION)
            if scheme is not None and value is not None:
                name = _code_name(slug(scheme))
                self.registers[name] = self.label(scheme) or name
                yield name, value.value

    def _meaning(self, predicate: NamedNode) -> str:
        found = self.one(predicate, _DEFINITION) or self.one(predicate, _COMMENT)
        return found.value if found else f"As {curie(predicate.value)} has it."

    # --- sheets

    def _sheet(self, kind: str, nodes: list[NamedNode]) -> Sheet:
        properties = {p for node in nodes for p in self.said[node]} - {_LABEL, _NAME, _COUNCIL, _IDENTIFIER}
        if not any(_COMMENT in self.said[n] and _DEFINITION not in self.said[n] for n in nodes):
            properties.discard(_COMMENT)  # It says again what skos:definition says.
        if all(set(self.said[n].get(_ABOUT, ())) == set(self.said[n].get(_COUNCIL, ())) for n in nodes):
            properties.discard(_ABOUT)  # It only follows from pat:council.
        called = names(properties)
        columns = [Column("id", "iri", "The name of the thing: a permanent address.")]
        cells = [[node.value for node in nodes]]
        columns.append(Column("label", "string", "What it is called.", _NAME.value))
        cells.append([self.label(node) for node in nodes])
        self._add_council(kind, nodes, columns, cells)
        taken = {column.name for column in columns} | set(called.values())
        for column, values in (*self._own_codes(nodes, taken), *self._identified(nodes)):
            columns.append(column)
            cells.append(values)
        for predicate in sorted(properties, key=lambda p: called[p]):
            for column, values in self._columns(called[predicate], predicate, nodes):
                # A class that all have is told by the sheet itself.
                if predicate != _TYPE or len({str(value) for value in values}) > 1:
                    columns.append(column)
                    cells.append(values)
        title, meaning = self._about(kind, nodes)
        return Sheet(kind, title, meaning, tuple(columns), list(zip(*cells, strict=True)))

    def _about(self, kind: str, nodes: list[NamedNode]) -> tuple[str, str]:
        shared = set.intersection(*(set(self.said[node].get(_TYPE, ())) for node in nodes))
        known = sorted(
            self._narrowest(shared), key=lambda c: (not c.value.startswith(PREFIXES["pat"]), str(c))
        )
        found = self.one(known[0], _DEFINITION) if known and kind != "concept" else None
        title = kind.replace("-", " ").capitalize()
        row = f"One row for each {title.lower()}."
        return title, f"{row} {found.value}" if found else row

    def _narrowest(self, classes: Iterable) -> set:
        """Classes without those that another of them is a kind of."""
        classes = set(classes)
        return classes - set().union(*(self.wider.get(c, set()) - {c} for c in classes))

    def _add_council(self, kind: str | None, nodes: list, columns: list[Column], cells: list[list]):
        """The council of each row, and its codes; nothing where no row has one."""
        councils = [self.council(node) for node in nodes]
        if not any(councils):
            return
        if kind != "council":
            meaning = "The one council that the row concerns: it names it, or what it belongs to does."
            columns.append(Column("council", "iri", meaning, _COUNCIL.value))
            cells.append([getattr(council, "value", None) for council in councils])
            columns.append(Column("councilLabel", "string", "What the council is called."))
            cells.append([self.label(council) for council in councils])
        if kind == "code":
            return  # It is one.
        for name in self.schemes:
            if name == "gssCode" and any(_GSS in self.said.get(node, ()) for node in nodes):
                continue  # Areas have it themselves.
            whose = "the area that the council serves" if name == "gssCode" else "the council"
            values = [self.codes.get(council, {}).get(name, []) for council in councils]
            column = Column(name, "string", f"{self.registers[name]} of {whose}.")
            columns.append(listed(column, values))
            cells.append(folded(values))

    def _columns(self, name: str, predicate: NamedNode, nodes: list) -> Iterator[tuple[Column, list]]:
        """The columns of a property, each with its cells."""
        given = [sorted(self.said[node].get(predicate, ()), key=str) for node in nodes]
        if predicate == _TYPE:
            given = [sorted(self._narrowest(values), key=str) for values in given]
        every = [value for values in given for value in values]
        meaning = self._meaning(predicate)
        iri = predicate.value
        if all(isinstance(value, Literal) for value in every):
            kind, read = literal(every)
            values = [[read(value.value) for value in values] for values in given]
            column = listed(Column(name, kind, meaning, iri), values)
            yield column, folded(values)
        elif all(self.one(value, _EDTF) is not None for value in every):
            for suffix, kind, part in (("", "edtf", "edtf"), ("Earliest", "date", "earliest"),
                                       ("Latest", "date", "latest")):  # fmt: skip
                read = str if kind == "edtf" else date.fromisoformat
                values = [
                    [read(found.value) for value in values if (found := self.one(value, pat(part)))]
                    for values in given
                ]
                more = {"Earliest": " The first day it may be.", "Latest": " The last day it may be."}
                column = Column(name + suffix, kind, meaning + more.get(suffix, ""), None if suffix else iri)
                yield listed(column, values), folded(values)
        else:
            values = [[text(value) for value in values] for values in given]
            yield listed(Column(name, "iri", meaning, iri), values), folded(values)
            labels = [[self.label(value) or text(value) for value in values] for values in given]
            if any(self.label(value) for value in every):
                about = Column(f"{name}Label", "string", f"What {name} is called.")
                yield listed(about, labels), folded(labels)

    def _own_codes(self, nodes: list, taken: set[str]) -> Iterator[tuple[Column, list]]:
        """The codes that things have themselves, a column for each register."""
        found = [defaultdict(list) for _ in nodes]
        for node, codes in zip(nodes, found, strict=True):
            for name, value in sorted(self._identifiers(node)):
                codes[name].append(value)
        for name in sorted({name for codes in found for name in codes} - taken, key=_code_order):
            values = [codes[name] for codes in found]
            yield (
                listed(Column(name, "string", f"{self.registers[name]} of the thing."), values),
                folded(values),
            )

    def _identified(self, nodes: list) -> Iterator[tuple[Column, list]]:
        """What each code identifies; nothing of things that identify none."""
        given = [[n for n in self.owned.get(node, ()) if node in self.said[n].get(_IDENTIFIER, ())]
                 for node in nodes]  # fmt: skip
        if any(given):
            given = [sorted(values, key=str) for values in given]
            values = [[value.value for value in values] for values in given]
            labels = [[self.label(value) or value.value for value in values] for values in given]
            about = Column("identifies", "iri", "The things that the code identifies.")
            yield listed(about, values), folded(values)
            about = Column("identifiesLabel", "string", "What they are called.")
            yield listed(about, labels), folded(labels)

    def _links(self) -> Sheet:
        """Every link between things that the view takes, a row each."""
        found = sorted(
            (node.value, predicate.value, value.value)
            for node, said in self.said.items()
            if self.kind(node)
            for predicate, values in said.items()
            for value in values
            if self.kind(value)
        )
        heads = (
            Column("subject", "iri", "The thing that the link starts from."),
            Column("subjectKind", "string", "The sheet it is a row of."),
            Column("subjectLabel", "string", "What it is called."),
            Column("property", "string", "The property that links, as the column of a sheet is called."),
            Column("value", "iri", "The thing that the link leads to."),
            Column("valueKind", "string", "The sheet that is a row of."),
            Column("valueLabel", "string", "What that is called."),
        )
        rows = []
        for subject, predicate, value in found:
            one, other = NamedNode(subject), NamedNode(value)
            rows.append((subject, self.kind(one), self.label(one), slug(NamedNode(predicate)),
                         value, self.kind(other), self.label(other)))  # fmt: skip
        meaning = "One row for each link between two things: for joins by what a cell lists."
        return Sheet("link", "Link", meaning, heads, rows, None)

    def _statements(self) -> Sheet:
        """What every passage says, a statement a row."""
        found = sorted((q for q in self.store.quads() if is_passage(q.graph_name, self.store.base)), key=str)
        found.sort(key=lambda q: q.graph_name.value)
        columns = [
            Column("passage", "iri", "The passage that says it."),
            Column("document", "iri", "The document it stands in."),
            Column("subject", "iri", "The thing that it is said of."),
            Column("subjectLabel", "string", "What that is called."),
            Column("property", "string", "What is said of it, as the column of a sheet is called."),
            Column("value", "string", "The value: an IRI, a number, a text."),
            Column("valueLabel", "string", "What the value is called, where it is a thing."),
            Column("taken", "boolean", "Whether the graph takes it: a column of a sheet then has the value."),
        ]
        cells: list[list] = [[] for _ in columns]
        for quad in found:
            document = self.one(quad.graph_name, pat("inDocument"))
            thing = isinstance(quad.object, NamedNode)
            row = (
                quad.graph_name.value, document.value if document else None, text(quad.subject),
                self.label(quad.subject), slug(quad.predicate), text(quad.object),
                self.label(quad.object) if thing else None,
                quad.object in self.said[quad.subject].get(quad.predicate, ()),
            )  # fmt: skip
            for cell, column in zip(row, cells, strict=True):
                column.append(cell)
        self._add_council(None, [quad.subject for quad in found], columns, cells)
        meaning = (
            "One row for each statement of a passage: the evidence for each value, also for those that were "
            "not taken."
        )
        return Sheet("statement", "Statement", meaning, tuple(columns), list(zip(*cells, strict=True)), None)


def _code_name(scheme: str) -> str:
    first, *rest = scheme.split("-")
    return first + "".join(map(str.capitalize, rest)) + "Code"


def _code_order(name: str):
    return name != "gssCode", name
