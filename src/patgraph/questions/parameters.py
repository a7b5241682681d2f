"""Values: what a caller writes for a parameter, read as an RDF term."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from patgraph import dates
from patgraph.errors import BadDate, BadValue, UnknownCode
from patgraph.names import DEF, ID_KINDS, is_unicode, rebase, slug, space, term
from patgraph.similar import did_you_mean, near
from patgraph.store import Store

from .known_codes import known_codes
from .written_values import expand, in_full, in_words, meant_by, property_iri, short, thing_iri, with_article

if TYPE_CHECKING:
    from .header import ParameterHeader

Value = NamedNode | Literal

_CURIE = re.compile(r"(?<![<\w])[a-z]+:[A-Za-z]\w*")
_ANY_THING = "rdfs:Resource"
_ANY_PROPERTY = "rdf:Property"
_VERSION = "pat:DatasetVersion"
#: Which day of a longer date is meant, by the name of the parameter, where its header does not say.
_DAYS = {"from": "earliest", "to": "latest"}
#: So many options are listed where no near match is found.
_FEW = 20
#: Things with their labels, and the things of each slug.
_Known = tuple[list[tuple[NamedNode, str]], dict[str, list[NamedNode]]]
#: The things each parameter can be given, per store and version: a version does not change.
_OPTIONS: WeakKeyDictionary[Store, dict[tuple[str, str], _Known]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Parameter:
    """What a question can be asked with. `kind` is `class`, `scheme` or `datatype`; `of` names it."""

    name: str
    kind: str
    of: str
    description: str
    required: bool
    default: str | None
    #: Of a date: `earliest` or `latest` day of a month or interval; `None` where only a day will do.
    day: str | None = None
    #: Whether a text must be a code that some register gives.
    code: bool = False
    #: Of a number: the least and the most that makes sense.
    minimum: int | None = None
    maximum: int | None = None
    #: Of a number: whether it is the year in which a financial year begins, which may be written as both.
    financial: bool = False
    #: What else holds of a `?value` that has an answer: a pattern.
    where: str = ""

    @classmethod
    def from_header(cls, name: str, about: "ParameterHeader", slot: str) -> "Parameter":
        """From a header's entry and what stands in the text's `VALUES` line."""
        kinds = {"class": about.class_, "scheme": about.scheme, "datatype": about.datatype}
        kind, of = next((kind, of) for kind, of in kinds.items() if of is not None)
        day = (about.day or _DAYS.get(name)) if of == "xsd:date" else None
        default = None if about.required or slot == "UNDEF" else slot
        financial = about.year == "financial"
        more = day, about.code, about.minimum, about.maximum, financial, about.where
        return cls(name, kind, of, about.description, about.required, default, *more)

    @property
    def takes_words(self) -> bool:
        """Whether it takes any text, to look for it."""
        return self.of == "xsd:string" and not self.code

    @property
    def takes(self) -> str:
        """What a value looks like, in words."""
        if self.kind == "scheme":
            return f"a concept of {self.of} (its slug, {self.of}/slug, or IRI)"
        if self.of == _ANY_THING:
            return "a thing (type/slug, such as engagement/haringey, or its IRI)"
        if self.of == _ANY_PROPERTY:
            return "a property (started, pat:started, or its IRI)"
        if self.kind == "class":
            return f"one {self.of} (its slug, type/slug, or IRI)"
        if self.day:
            return (
                f"a day, as 2003-02-15, or a date in EDTF, as 2003-02 or 2002-10/2003-03: its {self.day} day"
            )
        if self.code:
            return "a code as a register writes it, such as E09000014"
        if self.of == "xsd:integer":
            both = ", or a financial year, as 2024-25" if self.financial else ""
            return f"a whole number{self._bounds()}{both}"
        return {"xsd:date": "a day, as 2003-02-15", "xsd:boolean": "true or false"}.get(self.of, "words")

    def _bounds(self) -> str:
        if self.minimum is not None and self.maximum is not None:
            return f" from {self.minimum} to {self.maximum}"
        return f" of at least {self.minimum}" if self.minimum is not None else ""

    def read(self, text: str, store: Store) -> Value:
        """The term a text stands for. Raises `BadValue` or `UnknownCode`, with near matches."""
        if not text or text.isspace():
            raise BadValue(self.name, f"{self.name}: an empty value; leave it out, or give {self.takes}.")
        if not is_unicode(text):
            raise BadValue(self.name, f"{self.name}: {short(text)} is not Unicode text.")
        if self.code:
            return self._known_code(text, store)
        if self.kind == "datatype":
            return self._literal(text)
        if self.of == _ANY_THING:
            return self._existing(text, thing_iri(text, store.base), store)
        if self.of == _ANY_PROPERTY:
            return self._existing(text, property_iri(text, store.base), store)
        return self._option(text, store)

    def write(self, value: Value, store: Store) -> str:
        """The shortest text that `read` takes for a term: the text of its permanent address."""
        if isinstance(value, Literal):
            return value.value
        for start in (DEF,) if self.of == _ANY_PROPERTY else (f"{store.base}id/", store.base):
            local = value.value.removeprefix(start)
            if local != value.value and (self.kind == "datatype" or self.of in (_ANY_THING, _ANY_PROPERTY)):
                return local
        last = slug(value)
        return last if self._known(store)[1].get(last) == [value] else value.value

    def options(self, store: Store) -> list[tuple[NamedNode, str]]:
        """The things that can be given, each with its label; empty where any text may be."""
        return [] if self._takes_any else self._known(store)[0]

    def offered(self, store: Store) -> list[tuple[NamedNode, str]]:
        """Those of the options that have an answer, as far as the header says which do."""
        return [] if self._takes_any else self._known(store, self._held(store))[0]

    def takes_node(self, node: NamedNode, store: Store) -> bool:
        """Whether a thing is one of those that can be given and that have an answer."""
        return node in self._known(store, self._held(store))[1].get(slug(node), ())

    @property
    def _takes_any(self) -> bool:
        return self.kind == "datatype" or self.of in (_ANY_THING, _ANY_PROPERTY)

    def _held(self, store: Store) -> str:
        return _CURIE.sub(lambda name: str(term(name[0])), rebase(self.where, store.base))

    def _known(self, store: Store, held: str = "") -> _Known:
        """The options of which something more holds, and the things of each slug."""
        found = _OPTIONS.setdefault(store, {})
        every = self._pattern(store.base)
        # By itself where it can stand so: else it would be looked for from each of them.
        alone = held and not held.startswith("FILTER")
        some = f"{{ SELECT DISTINCT ?value {{ {held} }} }}" if alone else held
        pattern = store.version, f"{every} . {some}" if held else every
        if pattern not in found or store.version == "unversioned":
            members = store.members(pattern[1])
            slugs: dict[str, list[NamedNode]] = {}
            for node in dict.fromkeys(node for node, _ in members):
                slugs.setdefault(slug(node), []).append(node)
            found[pattern] = members, slugs
        return found[pattern]

    def _pattern(self, base: str) -> str:
        if self.kind == "scheme":
            return f"?value skos:inScheme <{base}concept/{self.of}>"
        return f"?value a {term(self.of)}"

    def _literal(self, text: str) -> Literal:
        try:
            if self.of == "xsd:integer":
                return Literal(self._number(text))
            if self.of == "xsd:boolean":
                return Literal({"true": True, "false": False}[text])
            if self.of == "xsd:date":
                return Literal(self._day(text), datatype=term("xsd:date"))
        except (ValueError, KeyError, BadDate):
            raise BadValue(self.name, f"{self.name}: {short(text)} is not {self.takes}.") from None
        return Literal(text)

    def _number(self, text: str) -> int:
        if self.financial and (years := dates.two_years(text.strip())):
            text = str(years[0]) if years[1] == years[0] + 1 else ""
        number = int(text if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else "")
        if self.minimum is not None and number < self.minimum:
            raise ValueError
        if self.maximum is not None and number > self.maximum:
            raise ValueError
        return number

    def _known_code(self, text: str, store: Store) -> Literal:
        codes = known_codes(store)
        wanted = text.strip().casefold()
        if wanted in codes:
            return Literal(codes[wanted])
        meant = [codes[found] for found in near(wanted, codes, least=0.7)]
        hint = did_you_mean(meant) or f"give {self.takes}."
        raise UnknownCode(self.name, f"{self.name}: no register has {short(text)}; {hint}", meant)

    def _day(self, text: str) -> str:
        first, last = dates.span(text)
        if self.day is None and first != last:
            count, ends = (last - first).days + 1, (first.isoformat(), last.isoformat())
            told = f"{self.name}: {text!r} is {count} days, {first} to {last}; give one of them."
            raise BadValue(self.name, told, ends)
        return (last if self.day == "latest" else first).isoformat()

    def _option(self, text: str, store: Store) -> NamedNode:
        options, slugs = self._known(store)
        for iri in (text, expand(text, store.base), f"{store.base}id/{text}", f"{store.base}concept/{text}"):
            for node in slugs.get(slug(iri or ""), ()):
                if node.value == iri:
                    return node
        by_slug = slugs.get(text, [])
        if len(by_slug) == 1:
            return by_slug[0]
        if self.of == _VERSION and text == store.version:
            # Which version this is, none of its files can say; nothing has come after it.
            return NamedNode(f"{space('version', store.base)}{text}")
        meant = meant_by(text, {node.value: label for node, label in options})
        other = self._of_another_kind(text, store) if self.kind == "class" else ""
        if other:
            # What is there was meant; of like names only those that have it as a word.
            meant = [known for known in meant if f"-{text.lower()}-" in f"-{known}-"]
            hint = f"; {did_you_mean(meant)}" if meant else "."
            raise BadValue(self.name, f"{self.name}: {other}{hint}", meant)
        if meant:
            hint = did_you_mean(meant)
        elif 0 < len(slugs) <= _FEW:
            hint = f"there are {', '.join(sorted(slugs))}."
        else:
            hint = f"give {self.takes}." if not slugs else f"give its slug, such as {min(slugs)}, or its IRI."
        kind = in_words(self.of)
        raise BadValue(self.name, f"{self.name}: no {kind} is called {short(text)}; {hint}", meant)

    def _of_another_kind(self, text: str, store: Store) -> str:
        """What a name stands for that is none of those taken, in words; nothing where nothing has it."""
        nodes = _named(text, store.base)
        taken = self._known(store)[1]
        if not nodes or any(node in taken.get(slug(node), ()) for node in nodes):
            return ""
        # Of its classes the narrowest is said. Asked at once: a remote store may be far.
        label, listed = term("rdfs:label"), " ".join(map(str, nodes))
        _, rows = store.select(
            f"SELECT ?node ?name ?kind {{ VALUES ?node {{ {listed} }} ?node {label} ?name ; a ?type ."
            f" ?type {label} ?kind . FILTER NOT EXISTS {{ ?below {term('rdfs:subClassOf')} ?type ."
            f" FILTER EXISTS {{ ?node a ?below . }} }} }}"
        )
        found = sorted((nodes.index(node), name.value, kind.value) for node, name, kind in rows)
        if not found:
            return ""
        _, name, kind = found[0]
        return f"{short(text)} is {name}, {with_article(kind)}; this takes {with_article(in_full(self.of))}"

    def _existing(self, text: str, iri: str | None, store: Store) -> NamedNode:
        try:
            node = NamedNode(iri or "")
        except ValueError:
            node = None
        if node is None or not iri:
            meant = self._things_named(text, store) if self.of == _ANY_THING else []
            hint = f"; {did_you_mean(meant)}" if meant else "."
            raise BadValue(self.name, f"{self.name}: {short(text)} is not {self.takes}{hint}", meant)
        if store.knows(node):
            return node
        start = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
        locals_ = meant_by(iri[len(start) :], {known: "" for known in store.names(start)})
        # What is offered can be sent as it stands: a thing needs its type.
        meant = [self.write(NamedNode(start + local), store) for local in locals_]
        hint = did_you_mean(meant) or f"give {self.takes}."
        raise BadValue(self.name, f"{self.name}: nothing is called {short(text)}; {hint}", meant)

    def _things_named(self, text: str, store: Store) -> list[str]:
        """The things of whatever type that have a slug, councils first."""
        nodes = _slug_of_any(text, store.base)
        if not nodes:
            return []
        # Asked at once: a remote store may be far.
        listed = " ".join(map(str, nodes))
        _, rows = store.select(f"SELECT DISTINCT ?node {{ VALUES ?node {{ {listed} }} ?node a ?type . }}")
        known = {node for (node,) in rows}
        return [self.write(node, store) for node in nodes if node in known][:5]


def _slug_of_any(text: str, base: str) -> list[NamedNode]:
    """The things of whatever type that may have a slug, councils first."""
    if not re.fullmatch(r"[A-Za-z0-9-]{1,100}", text):
        return []
    return [NamedNode(space(kind, base) + text.lower()) for kind in ID_KINDS]


def _named(text: str, base: str) -> list[NamedNode]:
    """The things that a text may name, by slug, type and slug, or IRI."""
    try:
        return [NamedNode(iri)] if (iri := thing_iri(text, base)) else _slug_of_any(text, base)
    except ValueError:
        return []
