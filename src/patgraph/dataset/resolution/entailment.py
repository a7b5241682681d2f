"""What the ontology implies and questions rely on: wider types, wider properties, labels."""

from collections.abc import Iterable
from typing import Any

from pyoxigraph import NamedNode

from patgraph.names import pat, term
from patgraph.rdf import closure

_TYPE = term("rdf:type")
_MIRRORED = {term("skos:prefLabel"): term("rdfs:label"), term("skos:definition"): term("rdfs:comment")}
_Pairs = Iterable[tuple[Any, Any]]


class Entailment:
    """The wider types of each class, and the properties that each property implies."""

    def __init__(self, classes: _Pairs, properties: _Pairs) -> None:
        """Takes the pairs of `rdfs:subClassOf` and of `rdfs:subPropertyOf` in the view."""
        own = pat("").value
        self.types, wider = (
            closure(pair for pair in pairs if isinstance(pair[1], NamedNode))
            for pairs in (classes, properties)
        )
        self.implied: dict[Any, list[Any]] = {
            property_: [each for each in found if each.value.startswith(own)]
            for property_, found in wider.items()
        }
        for property_, mirror in _MIRRORED.items():
            self.implied[property_] = [*self.implied.get(property_, ()), mirror]

    def of_thing(self, said: Iterable[tuple[Any, Any]]) -> set[tuple[Any, Any]]:
        """What is said of a thing, as property and object, with what that implies."""
        found = set(said)
        for property_, object_ in [*found]:
            found.update((wider, object_) for wider in self.implied.get(property_, ()))
            if property_ == _TYPE:
                found.update((_TYPE, wider) for wider in self.types.get(object_, ()))
        return found
