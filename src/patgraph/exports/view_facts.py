"""What the view says, looked up thing by thing for the tables: kind, name, council, codes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

from patgraph.dataset.resolution.passage_lists import LISTED
from patgraph.names import curie, pat, slug, term
from patgraph.store import Store

LABEL, COMMENT = term("rdfs:label"), term("rdfs:comment")
NAME, DEFINITION = term("skos:prefLabel"), term("skos:definition")
COUNCIL, ABOUT, GSS = map(pat, ("council", "about", "gssCode"))
IDENTIFIER = term("adms:identifier")
_AREA, _SCHEME, _NOTATION = pat("area"), pat("codeScheme"), term("skos:notation")
_NARROWER = term("rdfs:subClassOf")
#: What a thing belongs to: followed, in this order, to the one council that it concerns.
_BELONGS = (pat("engagement"), term("org:organization"), pat("subject"), ABOUT)
#: And the other way: an area belongs to the council whose area it is, a code to what it identifies.
_OWNED = (_AREA, IDENTIFIER)


class ViewFacts:
    """The view of a store, by subject and property (`said`); `owned` has the subjects of a thing that belongs
    to others; `codes` those of each council, by the name of their column, which `registers` describes.
    """

    def __init__(self, store: Store):
        self.store = store
        self.said: dict = defaultdict(lambda: defaultdict(list))
        self.owned: dict = defaultdict(list)
        for quad in store.quads(graph=store.view):
            if quad.predicate == LISTED:  # To look words up in.
                continue
            self.said[quad.subject][quad.predicate].append(quad.object)
            if quad.predicate in _OWNED:
                self.owned[quad.object].append(quad.subject)
        self.wider = defaultdict(set)
        for node, values in self.said.items():
            self.wider[node].update(values.get(_NARROWER, ()))
        self._councils: dict = {}
        self.registers = {"gssCode": "GSS code"}
        self.codes = self._codes()
        self.schemes = sorted({name for codes in self.codes.values() for name in codes}, key=code_order)

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
        if not values:
            return None
        return values[0] if len(values) == 1 else min(values, key=str)

    def label(self, node) -> str | None:
        """The name of a thing; `None` where nobody gives it one."""
        found = self.one(node, LABEL) or self.one(node, NAME) or self.one(node, term("dcterms:title"))
        return found.value if found else None

    def council(self, node, seen: frozenset = frozenset()):
        """The one council that a thing concerns: itself, the one it names, or that of what it belongs to."""
        if node not in self._councils:
            found = self._council(node, seen | {node})
            if seen:
                return found  # Cut short where a circle closes, so not kept.
            self._councils[node] = found
        return self._councils[node]

    def councils(self, node) -> list:
        """The councils that a code stands for, itself or by their area: two where one handed it on."""
        return sorted(
            {c for owner in self.owned.get(node, ()) if (c := self.council(owner))}, key=lambda c: c.value
        )

    def _council(self, node, seen: frozenset):
        if self.kind(node) == "council":
            return node
        said = self.said.get(node, {})
        if COUNCIL in said:
            return said[COUNCIL][0] if len(set(said[COUNCIL])) == 1 else None
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
                for name, value in self.identifiers(holder):
                    codes[name].add(value)
                # An area that had several codes says which holds; `code` has the others.
                if GSS in said:
                    codes["gssCode"] = {value.value for value in said[GSS]}
            found[node] = {name: sorted(values) for name, values in codes.items() if values}
        return found

    def identifiers(self, node) -> Iterator[tuple[str, str]]:
        """The codes that a thing has itself, each under the name of its column."""
        for code in self.said.get(node, {}).get(IDENTIFIER, ()):
            scheme, value = self.one(code, _SCHEME), self.one(code, _NOTATION)
            if scheme is not None and value is not None:
                name = _code_name(slug(scheme))
                self.registers[name] = self.label(scheme) or name
                yield name, value.value

    def meaning(self, predicate: NamedNode) -> str:
        found = self.one(predicate, DEFINITION) or self.one(predicate, COMMENT)
        return found.value if found else f"As {curie(predicate.value)} has it."

    def narrowest(self, classes: Iterable) -> set:
        """Classes without those that another of them is a kind of."""
        classes = set(classes)
        if len(classes) < 2:
            return classes
        return classes - set().union(*(self.wider.get(c, set()) - {c} for c in classes))


def _code_name(scheme: str) -> str:
    first, *rest = scheme.split("-")
    return first + "".join(map(str.capitalize, rest)) + "Code"


def code_order(name: str):
    return name != "gssCode", name
