"""A small project that holds: all of the ontology, the shapes and the questions, three councils and one
document. Built and validated in a second, where the real one takes eight.

Its data lie in `tests/small/`. In its ontology nothing is said of things that only the real data describe
(the documents that terms come from, examples, the conditions and who has to meet them).
"""

import shutil
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from patgraph.names import BASE, PREFIXES
from tests.support.paths import ROOT

SMALL = ROOT / "tests/small"
#: The text that its one document was read from.
SOURCES = SMALL / "sources"
_NEEDS_THE_DATA = ("condition.ttl",)
#: The vocabularies that its data and the build name concepts of.
_NEEDED = {
    "answer", "authority-type", "code-scheme", "document-type", "intervention-type", "modality", "rule",
    "silence-reason", "step",
}  # fmt: skip


def small_project(root: Path) -> Path:
    """Write the files of the small project into a directory, which comes back."""
    shutil.copytree(SMALL / "data", root / "data")
    shutil.copytree(ROOT / "queries", root / "queries")
    left_out = shutil.ignore_patterns(*_NEEDS_THE_DATA)
    shutil.copytree(ROOT / "ontology", root / "ontology", ignore=left_out)
    for path in [root / "ontology/patgraph.ttl", *(root / "ontology/vocabularies").glob("*.ttl")]:
        quads = parse(path=str(path), format=RdfFormat.TURTLE)
        kept = [Triple(q.subject, q.predicate, q.object) for q in quads if not _is_of_the_data(q.object)]
        path.write_bytes(serialize(kept, format=RdfFormat.TURTLE, prefixes=PREFIXES))
    return root


def least_of(root: Path) -> Path:
    """Leave of the files of a small project what it holds with, and two questions: for what is built again
    and again, in a quarter of the time.
    """
    vocabularies = (root / "ontology/vocabularies").glob("*.ttl")
    left_out = [path for path in vocabularies if path.stem not in _NEEDED]
    for path in (*left_out, *sorted((root / "queries").glob("*.rq"))[2:]):
        path.unlink()
    return root


def _is_of_the_data(node) -> bool:
    return isinstance(node, NamedNode) and node.value.startswith(f"{BASE}id/")
