"""Validation: does the graph hold? pySHACL over the resolved view and over the evidence.

Shapes say with `rdfs:isDefinedBy` which of the two they are for: `pats:resolved` are run on the view
as a plain graph (so that counts mean what they say), `pats:evidence` on the whole store (so that
`GRAPH` reaches the passages).
"""

import logging
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, cast

import pyoxigraph
from pyoxigraph import Literal, NamedNode

from patgraph import at_work
from patgraph.dataset.collector import collector_paused
from patgraph.dataset.project import Project
from patgraph.dataset.texts.sources import SourceText
from patgraph.errors import BadInput
from patgraph.names import VIEW, curie, is_passage, term
from patgraph.rdf import Dataset, load, parse_nquads
from patgraph.tables.spreadsheets import BEGINNINGS, is_computed

from .compared import compared
from .node_places import Where, mismatch
from .report import SEVERITIES, Report, Result
from .shacl import RUNS, judged, node_shapes, only, shapes_of
from .shacl_results import Finding, read_findings, results

#: Where a line of N-Quads has a literal that begins so: no quotation mark inside one stands without its sign.
_FORMULA = re.compile(rb'> "(?:%b|\\[trn])' % b"|".join(re.escape(sign.encode()) for sign in BEGINNINGS))


class Examined(NamedTuple):
    """What a validation found on the way: the store and the shapes it asked, what these found, the lines with
    texts that may be computed, what is known of where nodes stand.
    """

    store: pyoxigraph.Store
    shapes: Any
    findings: list[Finding]
    computed: list[bytes]
    where: Where


@collector_paused()
def validate(
    dataset: Dataset,
    project: Project | None = None,
    texts: dict[str, SourceText] | None = None,
    tell: Callable[[str], None] = lambda step: None,
    keep: Callable[[Examined], None] = lambda examined: None,
) -> Report:
    """Check a dataset (under the original base) against its own shapes, and, where source texts are
    given, every passage against its words. With the project's files at hand, results say where.

    `keep` is told what was found on the way to the report.
    """
    tell("validating")
    # rdflib prints a traceback for a literal that is none of its datatype; shapes say it better.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    # Sorted: what stands together is looked up together, which makes queries twice as fast.
    store = pyoxigraph.Store()
    load(store, dataset.text)
    shapes = shapes_of(store)
    if not len(shapes):
        raise BadInput("No shapes to validate against: ontology/shapes/ is empty, or the store has none.")
    at_work.say("ontology/shapes/resolved.ttl or evidence.ttl")
    # Two thirds of it is the engine's work, which lets another thread go on.
    with ThreadPoolExecutor(len(RUNS)) as pool:
        found = list(pool.map(lambda run: judged(store, only(shapes, run), run), RUNS))
    graphs = [each.serialize(format="nt") for each in found]
    findings = [
        finding
        for run, text in zip(RUNS, graphs, strict=True)
        for finding in read_findings(run, text.encode())
    ]
    where = Where(store, project.places() if project is not None else None)
    computed = lines_computed(dataset.text)
    count = node_shapes(shapes)
    of_texts = compared(dataset, texts, where) if texts is not None else ()
    report = reported(findings, computed, where, of_texts, count, "".join(graphs))
    keep(Examined(store, shapes, findings, computed, where))
    return report


def reported(
    findings: Iterable[Finding],
    computed: list[bytes],
    where: Where,
    of_texts: Iterable[Result],
    shapes: int,
    ntriples: str,
) -> Report:
    """What was found, in order, with what the source texts say."""
    found = [*results(findings, where), *_computed(computed, where), *of_texts]
    found.sort(key=lambda r: (SEVERITIES.index(r.severity), *_line(r.place), r.shape, r.focus, r.message))
    return Report(tuple(dict.fromkeys(found)), shapes, ntriples)


def _line(place: str) -> tuple[str, int]:
    path, _, line = place.rpartition(":")
    return path, int(line or 0)


def lines_computed(text: bytes) -> list[bytes]:
    """The lines of N-Quads with a text that a spreadsheet may compute: to search all of it is cheaper than to
    look at every quad.
    """
    return [text[text.rfind(b"\n", 0, at.start()) + 1 : text.find(b"\n", at.end()) + 1]
            for at in _FORMULA.finditer(text)]  # fmt: skip


def _computed(lines: list[bytes], where: Where) -> Iterable[Result]:
    """Texts that a spreadsheet would compute, where somebody stated them; a rule of a shape is no cell."""
    for quad in parse_nquads(b"".join(lines)):
        said = cast(Literal, quad.object).value
        about = quad.subject if isinstance(quad.subject, NamedNode) else quad.graph_name
        if is_computed(said) and quad.graph_name != NamedNode(VIEW) and quad.predicate != term("sh:select"):
            said_in = quad.graph_name if is_passage(quad.graph_name) else about
            yield mismatch(
                cast(NamedNode, said_in), where, f"{curie(quad.predicate.value)} {said[:60]!r} of "
                f"{curie(str(getattr(about, 'value', '')))} begins as a formula does: CSV and TSV have an "
                "apostrophe before it. Begin it otherwise, if the source does.", "Warning", "pats:Computed",
            )  # fmt: skip
