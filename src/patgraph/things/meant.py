"""The things that a text names outright: by id or IRI, by slug or code, by a whole name. Asked of the
store, so that nobody waits for an index; what is mistyped, or a part of a name, is for `search_index`.
"""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from patgraph.names import KINDS, likelihood, pat, term

from .thing import Things

_NAMES = tuple(map(term, ("rdfs:label", "skos:prefLabel", "skos:altLabel", "foaf:name")))
#: By a code as it is given, or in capitals or small letters; of an area also the council.
_CODE = f"""
SELECT DISTINCT ?thing {{
  {{ SELECT ?of {{
    VALUES ?text {{ $texts }}
    ?code {term("skos:notation")} ?text . ?of {term("adms:identifier")} ?code
  }} }}
  {{ ?of a ?type . BIND(?of AS ?thing) }} UNION {{ ?thing {pat("area")} ?of }}
}}
"""
_NAME = f"""
SELECT DISTINCT ?thing {{
  VALUES ?property {{ {" ".join(map(str, _NAMES))} }}
  ?thing ?property ?text . FILTER(LCASE(STR(?text)) = $texts)
}}
"""


def meant(text: str, things: Things) -> list[NamedNode]:
    """The things of the first of these ways that any is named in, the likeliest first."""
    text = " ".join(text.split())
    for found in (_by_id, _by_slug_or_code, _by_name):
        nodes = [node for node in found(text, things) if things.kind(node)]
        if nodes:
            return sorted({*nodes}, key=lambda node: _order(node, things))
    return []


def _order(node: NamedNode, things: Things) -> tuple[int, str, str]:
    return likelihood(things.kind(node)), things.label(node), node.value


def _by_id(text: str, things: Things) -> list[NamedNode]:
    base = things.store.base
    local = text.removeprefix(base).removeprefix("id/")
    if "/" not in local and "#" not in local:
        return []
    return [node for start in ("id/", "") for node in _there(f"{base}{start}{local}", things)][:1]


def _by_slug_or_code(text: str, things: Things) -> list[NamedNode]:
    base, slug = things.store.base, text.lower()
    starts = [f"{base}{f'id/{kind.name}/' if kind.space is None else kind.space}" for kind in KINDS.values()]
    found = [node for start in starts if start != base for node in _there(f"{start}{slug}", things)]
    concepts = (node for node, _ in things.store.members("?value a skos:Concept"))
    found += [node for node in concepts if node.value.rpartition("/")[2] == slug]
    return [*found, *_asked(_CODE, dict.fromkeys((text, text.upper(), text.lower())), things)]


def _by_name(text: str, things: Things) -> list[NamedNode]:
    return _asked(_NAME, [text.lower()], things)


def _asked(query: str, texts: Iterable[str], things: Things) -> list[NamedNode]:
    _, rows = things.store.select(query.replace("$texts", " ".join(str(Literal(text)) for text in texts)))
    return [node for (node,) in rows if isinstance(node, NamedNode)]


def _there(iri: str, things: Things) -> list[NamedNode]:
    """The thing of an IRI, where there is one."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return []
    return [node] if things.exists(node) else []
