"""What of a store can be found by search, and kept beside its snapshot, so that nobody waits for it twice.

SNAPSHOT/search.json     a digest, then what `entries` found: the next who opens this snapshot reads it

The digest is of the content and of all that decides it: the version of the store, its base, and the program
that finds entries. What has another is not taken, but made again and put in its place, whole. It can be
deleted at any time, and a place that cannot be written costs only time.
"""

import contextlib
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from patgraph import files, names
from patgraph.errors import BadValue
from patgraph.names import KINDS, curie, pat, slug, term
from patgraph.similar import did_you_mean, near
from patgraph.store import Store

from . import thing
from .thing import Things

#: Where they are kept, in the directory of a snapshot.
KEPT = "search.json"
_LABEL = term("rdfs:label")
_ALSO = tuple(map(term, ("skos:altLabel", "dcterms:title", "foaf:name")))
_CODES = (pat("gssCode"), term("schema:sameAs"))
#: A thing's codes in registers are things of their own, found by what they identify.
_IDENTIFIER, _NOTATION = term("adms:identifier"), term("skos:notation")
_PROSE = ("skos:definition", "dcterms:description", "skos:scopeNote", "skos:example", "schema:keywords")
_TEXTS = (*map(term, _PROSE), pat("quote"))
#: Kinds whose things are found by what they are of, or hold nothing that has a name.
_NEVER = ("graph", "code", "link", "statement")
#: The kinds of things that can be found.
FOUND_KINDS = tuple(sorted(set(KINDS) - set(_NEVER)))


def require_kind(kind: str | None) -> None:
    """Raises `BadValue` for a kind of which nothing can be found; `None` is any."""
    if kind is not None and kind not in FOUND_KINDS:
        similar = near(kind, FOUND_KINDS)
        hint = did_you_mean(similar) or f"there are {', '.join(FOUND_KINDS)}."
        raise BadValue("kind", f"kind: nothing is of the kind {kind[:80]!r}; {hint}", similar)


@dataclass(frozen=True)
class Entry:
    """A thing that can be found: by its label, other names, codes that registers gave it (or its area), the
    ways its IRI is written, and words about it.
    """

    node: NamedNode
    kind: str
    label: str
    also: tuple[str, ...]
    codes: tuple[str, ...]
    spellings: tuple[str, ...]
    words: str


def entries(things: Things) -> list[Entry]:
    """What of a store can be found: whatever has a name of its own under our base, and the terms. Read, where
    it is kept beside the snapshot that was opened; else made, and kept there for the next.
    """
    place = things.store.place
    if place is not None and (kept := _read(place / KEPT, things.store)) is not None:
        return kept
    found = [*_found(things)]
    if place is not None:
        _keep(found, place / KEPT, things.store)
    return found


def _found(things: Things) -> Iterator[Entry]:
    store = things.store
    values: dict = defaultdict(lambda: defaultdict(list))
    for predicate in {*_ALSO, *_CODES, *_TEXTS, _IDENTIFIER, _NOTATION, _LABEL, pat("area")}:
        for quad in store.quads(None, predicate, None, store.view):
            if isinstance(quad.subject, NamedNode):
                values[quad.subject][predicate].append(quad.object)
    for node in sorted(values, key=str):
        said, kind = values[node], things.kind(node)
        if kind not in FOUND_KINDS or _LABEL not in said:
            continue
        label = min(said[_LABEL], key=str).value
        texts = [t.value for p in _TEXTS for t in sorted(said.get(p, ()), key=str)]
        also = sorted({t.value for p in _ALSO for t in said.get(p, ()) if t.value != label})
        places = [node, *said.get(pat("area"), ())]
        codes = [_code(value) for place in places for p in _CODES for value in values[place].get(p, ())]
        given = (one for place in places for one in values[place].get(_IDENTIFIER, ()))
        notations = {text.value for one in given for text in values[one].get(_NOTATION, ())}
        codes += sorted(notations - {slug(node)})
        ways = [slug(node), node.value, curie(node.value), node.value.removeprefix(f"{store.base}id/")]
        ways.append(node.value.removeprefix(store.base))
        spelt = dict.fromkeys(way for way in ways if way not in codes)
        yield Entry(
            node, kind, label, tuple(also), tuple(dict.fromkeys(codes)), tuple(spelt), "\n".join(texts)
        )  # fmt: skip


def _code(value) -> str:
    return value.value if isinstance(value, Literal) else slug(value)


def _keep(found: list[Entry], path: Path, store: Store) -> None:
    rows = [[entry.node.value, *list(vars(entry).values())[1:]] for entry in found]
    content = json.dumps(rows, ensure_ascii=False).encode()
    with contextlib.suppress(OSError):
        files.keep_sealed(path, content, _about(store))


def _read(path: Path, store: Store) -> list[Entry] | None:
    """The entries that were kept for this very store by this very program; else `None`."""
    content = files.read_sealed(path, _about(store))
    if content is None:
        return None
    return [
        Entry(NamedNode(row[0]), row[1], row[2], *map(tuple, row[3:6]), row[6]) for row in json.loads(content)
    ]


def _about(store: Store) -> bytes:
    return json.dumps([_program(), store.version, store.base]).encode()


@cache
def _program() -> str:
    """A digest of what decides how entries are found and written: another program may find others."""
    found = (Path(module).read_bytes() for module in (__file__, thing.__file__, names.__file__))
    return hashlib.sha256(b"\n".join(found)).hexdigest()
