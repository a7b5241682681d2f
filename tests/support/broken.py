"""The broken files, read: `tests/broken/`, see `tests/dataset/test_shapes.py`."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from patgraph.names import PREFIXES, graph
from tests.support.paths import ROOT

FILES = sorted((ROOT / "tests" / "broken").glob("*.trig"))
EDITORIAL = graph("editorial")


@dataclass(frozen=True)
class Broken:
    """A broken file: what is in it, and which (shape, thing) must be reported."""

    name: str
    quads: tuple[Quad, ...]
    caught: tuple[tuple[str, str], ...]
    built: bool


@cache
def read(path: Path) -> Broken:
    """A broken file."""
    text = path.read_text(encoding="utf-8")
    prefixes = PREFIXES | dict(re.findall(r"@prefix ([\w-]+): <(.+?)> \.", text))

    def iri(name: str) -> str:
        prefix, _, local = name.partition(":")
        return name[1:-1] if name.startswith("<") else prefixes[prefix] + local

    caught = re.findall(r"^# caught by (pats:\S+) at (\S+)$", text, re.MULTILINE)
    quads = parse(path=str(path), format=RdfFormat.TRIG)
    return Broken(
        path.stem,
        tuple(into(q, EDITORIAL) if isinstance(q.graph_name, DefaultGraph) else q for q in quads),
        tuple((shape, iri(thing)) for shape, thing in caught),
        "\n# into: built\n" in text,
    )


def into(quad: Quad, name: NamedNode) -> Quad:
    """A quad, in another graph."""
    return Quad(quad.subject, quad.predicate, quad.object, name)
