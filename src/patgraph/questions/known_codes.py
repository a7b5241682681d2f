"""The codes that registers give, as they are written."""

from weakref import WeakKeyDictionary

from patgraph.names import term
from patgraph.store import Store

_CODES: WeakKeyDictionary[Store, tuple[str, dict[str, str]]] = WeakKeyDictionary()
_EVERY_CODE = f"""
SELECT DISTINCT ?text {{ ?code a {term("adms:Identifier")} ; {term("skos:notation")} ?text }}
"""


def known_codes(store: Store) -> dict[str, str]:
    """Every code of the view as it is written, by its text in small letters."""
    kept = _CODES.get(store)
    if kept is None or kept[0] != store.version or store.version == "unversioned":
        _, rows = store.select(_EVERY_CODE)
        kept = _CODES[store] = store.version, {text.value.casefold(): text.value for (text,) in rows}
    return kept[1]
