"""Dates for people: "by the beginning of August 2002" where data has `[2002-07-01..2002-08-10]`."""

from weakref import WeakKeyDictionary

from patgraph.names import PREFIXES
from patgraph.store import Store

_ASKED = (
    f"PREFIX pat: <{PREFIXES['pat']}> PREFIX skos: <{PREFIXES['skos']}> "
    "SELECT ?edtf (STR(?name) AS ?words) { ?day a pat:DateRange ; pat:edtf ?edtf ; skos:prefLabel ?name }"
)
#: The words of each store and version: a version does not change.
_KNOWN: WeakKeyDictionary[Store, dict[str, dict[str, str]]] = WeakKeyDictionary()


def date_words(store: Store) -> dict[str, str]:
    """The name of each date of a store, by its EDTF string."""
    found = _KNOWN.setdefault(store, {})
    if store.version not in found or store.version == "unversioned":
        found[store.version] = {edtf.value: words.value for edtf, words in store.select(_ASKED)[1]}
    return found[store.version]
