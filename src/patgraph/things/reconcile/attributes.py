"""Attributes: the properties of things that can be reconciled, as conditions and as columns to take away.

A property is one of the ontology or of a vocabulary that it uses, named by its CURIE; or a short way over
several (`region`, `type`); or a register's code, named by the register (`gss`, `dfe`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Day
from functools import cached_property, lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode

from patgraph.dataset.resolution.passage_lists import LISTED
from patgraph.names import curie, pat, slug, term
from patgraph.things.thing import DEFINITION, LABEL, TYPE, Term, Things

from . import name_words, official_words, table_cells

_NOTATION, _SCHEME, _AREA = term("skos:notation"), pat("codeScheme"), pat("area")
_EARLIEST, _LATEST, _DATE = pat("earliest"), pat("latest"), term("xsd:date")
_WITHIN, _GSS, _SORT = pat("within"), pat("gssCode"), term("org:classification")
_SAME = (term("schema:sameAs"), term("rdfs:seeAlso"))
_IDENTIFIER = NamedNode("http://www.w3.org/ns/adms#identifier")
#: What is the same of every thing, or of no use in a table.
_LEFT_OUT = {LABEL, TYPE, term("skos:prefLabel"), _IDENTIFIER, LISTED}
_OWN = {
    "name": "Name", "code": "Code of whatever register", "iri": "IRI", "slug": "Slug",
    "other-name": "Other names", "definition": "Definition",
    "type": "Type of authority or other thing", "region": "Region",
}  # fmt: skip
_OTHER_WAYS = {
    "gsscode": "gss", "ons": "gss", "onscode": "gss", "gss2002area": "gss", "snaccode": "snac",
    "dfecode": "dfe", "dfelanumber": "dfe", "dfenumber": "dfe", "newlacode": "gss", "lanewcode": "gss",
    "oldlacode": "dfe", "laoldcode": "dfe", "registercode": "local-authority-register",
    "cassrcode": "cassr", "dhcode": "cassr", "dhnumber": "cassr", "urn": "ofsted-urn",
    "lacode": "code", "councilcode": "code", "localauthoritycode": "code", "areacode": "code",
    "orgidcode": "org-id", "govukslug": "gov-uk-slug", "label": "name", "altlabel": "other-name",
    "authoritytype": "type", "classification": "type", "id": "iri", "uri": "iri",
}  # fmt: skip


@dataclass(frozen=True)
class Attribute:
    """A property that can be asked for: its id, its name, and the kinds of thing that have it."""

    id: str
    name: str
    kinds: frozenset[str]
    node: NamedNode | None = None
    code: bool = False


@dataclass(frozen=True)
class Condition:
    """What a property and values of it ask for: the things that have one of them (`None` where the property
    or every value is unknown, so that nothing is asked), and the values that mean nothing here.
    """

    numbers: set[int] | None
    unknown: tuple[str, ...] = ()


class Attributes:
    """The properties of some things of a store; `entities` are (thing, kind, names), and are meant by their
    number in that order.
    """

    def __init__(self, things: Things, entities: Sequence[tuple[NamedNode, str, tuple[str, ...]]]):
        self._things, self._entities = things, entities
        self._codes: dict[str, set[int]] = defaultdict(set)
        self._registers: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._labels: dict[str, str] = {}
        for number, (node, _, _) in enumerate(entities):
            for place in (node, *things.values(node, _AREA)):
                self._collect(number, place)

    def _collect(self, number: int, place: NamedNode):
        for value in self._things.values(place, _GSS):
            self._add(number, "gss", value.value)
        for code in self._things.values(place, _IDENTIFIER):
            scheme = self._things.value(code, _SCHEME)
            register = slug(scheme) if isinstance(scheme, NamedNode) else "other"
            if register not in self._labels and scheme is not None:
                self._labels[register] = self._things.label(scheme)
            for value in self._things.values(code, _NOTATION):
                self._add(number, register, value.value)
        for predicate in _SAME:
            for value in self._things.values(place, predicate):
                if isinstance(value, NamedNode):
                    self._codes[value.value].add(number)

    def _add(self, number: int, register: str, code: str):
        if code not in self._registers[register][number]:
            self._registers[register][number].append(code)
        # A code that is a word (a slug) says no more than the name, which others may bear.
        if not re.fullmatch("[a-z-]{5,}", code):
            self._codes[_key(code)].add(number)

    def coded(self, text: str) -> set[int]:
        """The things that some register gives a code; or whose address elsewhere it is."""
        return set(self._codes.get(_key(text), ())) | set(self._codes.get(text.strip(), ()))

    @cached_property
    def properties(self) -> dict[str, Attribute]:
        """All there are, by id: the short ones, the registers, then the others by name."""
        kinds = {node: kind for node, kind, _ in self._entities}
        every, store = frozenset(kinds.values()), self._things.store
        found = {name: Attribute(name, label, every) for name, label in _OWN.items()}
        found["region"] = Attribute("region", "Region", frozenset(("council", "area")))
        for register, numbers in sorted(self._registers.items()):
            having = frozenset(self._entities[number][1] for number in numbers)
            label = self._labels.get(register, f"{register.upper()} code")
            found[register] = Attribute(register, label, having, None, True)
        used: dict[NamedNode, set[str]] = defaultdict(set)
        for node, kind in kinds.items():
            for quad in store.quads(node, graph=store.view):
                if not isinstance(quad.object, BlankNode):
                    used[quad.predicate].add(kind)
        for node in sorted(used.keys() - _LEFT_OUT, key=lambda n: (self._things.label(n).lower(), n.value)):
            short = curie(node.value)
            label = self._things.label(node)
            name = label if label != short else re.sub(r"([a-z])([A-Z])", r"\1 \2", slug(node)).lower()
            found[short] = Attribute(short, name[:1].upper() + name[1:], frozenset(used[node]), node)
        return found

    @cached_property
    def _ways(self) -> dict[str, str]:
        """The ways to write a property: its id or IRI; without signs, as registers and tables head it."""
        ways = {name: name for name in self.properties}
        ways |= {found.node.value: name for name, found in self.properties.items() if found.node}
        ways |= {way: name for way, name in _OTHER_WAYS.items() if name in self.properties}
        for name, found in self.properties.items():
            for way in (_squeezed(name), _squeezed(found.name)):
                ways.setdefault(way, name)
        return ways

    def property(self, name: str) -> Attribute | None:
        """The property that a name means: its id, its IRI, or a way people write it."""
        found = self._ways.get(name) or self._ways.get(_squeezed(name))
        return self.properties[found] if found else None

    def identifies(self, name: str, values: Iterable) -> bool:
        """Whether a value of this property is a code of one register, or the name of one thing."""
        found = self.property(name)
        if found is not None and found.id == "code":
            return not self.bare(name, values)
        return found is not None and (found.code or found.id in ("iri", "slug"))

    def bare(self, name: str, values: Iterable) -> bool:
        """Whether the values are numbers of no register that is said."""
        found = self.property(name)
        return found is not None and found.id == "code" and all(
            table_cells.is_number(str(value)) for value in values
        )  # fmt: skip

    def values(self, number: int, property_: Attribute) -> list[Term]:
        """The values a thing has of a property, in a settled order."""
        node, kind, names = self._entities[number]
        if property_.code:
            return [Literal(code) for code in self._registers[property_.id].get(number, ())]
        if property_.node is not None:
            return self._things.values(node, property_.node)
        of = self._things.values
        own = {
            "code": lambda: [
                Literal(code) for known in self._registers.values() for code in known.get(number, ())
            ],
            "name": lambda: [Literal(names[0])],
            "iri": lambda: [Literal(node.value)],
            "slug": lambda: [Literal(slug(node))],
            "other-name": lambda: [Literal(name) for name in names[1:]],
            "definition": lambda: of(node, DEFINITION),
            "type": lambda: of(node, _SORT) or [Literal(kind)],
            "region": lambda: [
                region
                for place in (of(node, _AREA) if kind == "council" else [node])
                for region in of(place, _WITHIN)
            ],
        }
        return own[property_.id]()

    def condition(self, name: str, values: Iterable) -> Condition | None:
        """What some values (texts, numbers, or `{"id": …}`) of a property ask for; `None` for a property that
        there is not. A date is had by what may be of that date; a value that no vocabulary has asks nothing.
        """
        found = self.property(name)
        if found is None:
            return None
        numbers: set[int] = set()
        unknown = []
        values = list(values)
        for value in values:
            having = self._having(found, value)
            if having is None:
                unknown.append(str(value["id"] if isinstance(value, dict) else value))
            else:
                numbers |= having
        return Condition(None if len(unknown) == len(values) else numbers, tuple(unknown))

    def _having(self, found: Attribute, value) -> set[int] | None:
        """The things that have a value; `None` where it is none of the property."""
        if found.id == "code":
            return self.coded(str(value["id"] if isinstance(value, dict) else value))
        spans = self._spans(found.id)
        if spans and not isinstance(value, dict):
            asked = table_cells.days(value)
            if asked is None:
                return None
            return {number for number, first, last in spans if first <= asked[1] and asked[0] <= last}
        table = self._table(found.id)
        having = set().union(*(table.get(key, ()) for key in _asked(value)))
        meant = None if isinstance(value, dict) else official_words.meant(found.id, str(value))
        for slug_ in meant or ():
            having |= table.get(slug_, set())
        # A value of a vocabulary is known or not; a text or a code that nothing has is another body's.
        return having if having or meant is not None or not self._of_things(found.id) else None

    @lru_cache(256)  # noqa: B019  (as long as its server lives)
    def known_values(self, name: str) -> list[str]:
        """The names of the things and concepts that are values of a property."""
        found = self.property(name)
        if found is None:
            return []
        numbers = range(len(self._entities))
        nodes = {value for number in numbers for value in self.values(number, found)}
        return sorted({self._things.label(node) for node in nodes if isinstance(node, NamedNode)})

    @lru_cache(256)  # noqa: B019  (as long as its server lives)
    def _of_things(self, name: str) -> bool:
        """Whether all values of a property are things or concepts."""
        found = self.properties[name]
        values = [v for number in range(len(self._entities)) for v in self.values(number, found)]
        return name == "type" or (bool(values) and all(isinstance(value, NamedNode) for value in values))

    @lru_cache(256)  # noqa: B019  (as long as its server lives)
    def _spans(self, name: str) -> list[tuple[int, Day, Day]]:
        """The days between which a property's dates lie, of each thing; nothing for one of other values."""
        found, spans = self.properties[name], []
        if found.node is None:
            return []
        for number in range(len(self._entities)):
            for value in self.values(number, found):
                days = self._days(value)
                if days is None:
                    return []
                spans.append((number, *days))
        return spans

    def _days(self, value: Term) -> tuple[Day, Day] | None:
        if isinstance(value, Literal):
            return table_cells.days(value.value) if value.datatype == _DATE else None
        first, last = self._things.value(value, _EARLIEST), self._things.value(value, _LATEST)
        if first is None or last is None:
            return None
        return Day.fromisoformat(first.value), Day.fromisoformat(last.value)

    @lru_cache(256)  # noqa: B019  (as long as its server lives)
    def _table(self, name: str) -> dict[str, set[int]]:
        """Which things have a value, by the ways to write it."""
        table: dict[str, set[int]] = defaultdict(set)
        for number in range(len(self._entities)):
            for value in self.values(number, self.properties[name]):
                for key in self._ways_to_write(value):
                    table[key].add(number)
        return table

    def _ways_to_write(self, value: Term) -> set[str]:
        if not isinstance(value, NamedNode):
            return set(_asked(value.value))
        also = [text.value for text in self._things.values(value, term("skos:altLabel"))]
        also += [text.value for text in self._things.values(value, _GSS)]
        names = [self._things.label(value), slug(value), value.value, *also]
        names.append(value.value.removeprefix(self._things.store.base))
        return {key for name in names for key in _asked(name)}


def _asked(value) -> list[str]:
    """The keys that a value is looked up by."""
    if isinstance(value, dict):
        value = value["id"]
    if isinstance(value, bool):
        value = str(value).lower()
    text = str(value).strip()
    read = " ".join(sorted(name_words.read_name(text).words)) if len(text) < 300 else ""
    return list(dict.fromkeys(key for key in (text, text.casefold(), _key(text), read) if key))


def _key(code: str) -> str:
    """A code as it is compared: whatever the case, unless it is a few letters that could be a word; without
    the `.0` of a spreadsheet.
    """
    code = re.sub(r"^(\d+)\.0$", r"\1", code.strip())
    return code if code.isalpha() and len(code) < 5 else code.casefold()


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.rpartition(":")[2].lower())
