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
from patgraph.errors import BadInput
from patgraph.names import VIEW, curie, is_passage, pat, term
from patgraph.rdf import Dataset, Facts, load, parse_nquads
from patgraph.tables.spreadsheets import BEGINNINGS, is_computed

from .borrowed import borrowed
from .collector import collector_paused
from .coverage import unaccounted
from .findings import Finding, read_findings, results
from .project import Project
from .report import SEVERITIES, Report, Result
from .shacl import RUNS, judged, node_shapes, only, shapes_of
from .sources import SourceText, digest
from .where import Where

#: How far from its place a passage is looked for when its words have moved, in characters.
_NEAR = 5_000
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
    report = reported(findings, computed, where, dataset, texts, count, "".join(graphs))
    keep(Examined(store, shapes, findings, computed, where))
    return report


def reported(
    findings: Iterable[Finding],
    computed: list[bytes],
    where: Where,
    dataset: Dataset,
    texts: dict[str, SourceText] | None,
    shapes: int,
    ntriples: str,
) -> Report:
    """What was found, in order, with what the source texts say of the dataset."""
    found = [*results(findings, where), *_computed(computed, where)]
    if texts is not None:
        found += [*_words(dataset, texts, where), *_borrowed(dataset, texts, where)]
    found.sort(key=lambda r: (SEVERITIES.index(r.severity), *_line(r.place), r.shape, r.focus, r.message))
    return Report(tuple(dict.fromkeys(found)), shapes, ntriples)


def _line(place: str) -> tuple[str, int]:
    path, _, line = place.rpartition(":")
    return path, int(line or 0)


def _words(dataset: Dataset, texts: dict[str, SourceText], where: Where) -> Iterable[Result]:
    """Every passage against the words at its offsets, every document against its text; and every stretch
    of a text that no passage accounts for."""
    facts = Facts(dataset.view())
    for document in facts.subjects(term("rdf:type"), pat("SourceDocument")):
        slug = document.value.rsplit("/", 1)[-1]
        text = texts.get(slug)
        if text is None:
            yield _mismatch(
                document, where, f"no text {slug}.txt or .csv among the sources; add it there.", "Warning"
            )
            continue
        expected = facts.one(document, term("schema:sha256"))
        if expected is not None and expected.value != text.sha256:
            yield _mismatch(
                document, where, f"the text has SHA-256 {text.sha256}, not {expected.value}; "
                "get the text this was read from, or read it again.",
            )  # fmt: skip
        spans: list[tuple[int, int]] = []
        for passage in facts.subjects(pat("inDocument"), document):
            about = [facts.one(passage, pat(p)) for p in ("startOffset", "endOffset", "digest")]
            if None in about or not all(n.value.isdigit() for n in about[:2]):
                continue  # A shape has said so.
            start, end, wanted = int(about[0].value), int(about[1].value), about[2].value
            spans.append((start, end))
            if digest(text.text[start:end]) != wanted:
                yield _mismatch(passage, where, _remedy(text, start, end, wanted))
        # A text that is another one would be unread from end to end.
        for stretch in unaccounted(text, spans) if expected and expected.value == text.sha256 else ():
            place = f"{stretch.start} to {stretch.end} ({text.locator(stretch.start)})"
            yield _mismatch(
                document, where, f"nobody has read {place}: cut a passage that says what it says, or one "
                "with a pat:silenceReason.", shape="pats:Unread",
            )  # fmt: skip


def _borrowed(dataset: Dataset, texts: dict[str, SourceText], where: Where) -> Iterable[Result]:
    """Texts of ours that are a source's own words."""
    for found in borrowed(
        (quad for quad in parse_nquads(dataset.text) if quad.graph_name != NamedNode(VIEW)), texts
    ):
        yield _mismatch(
            found.subject, where, f"{curie(found.property.value)} has words of {found.document} as they "
            f"stand there ({found.words} …): say it in words of yours.", shape="pats:Borrowed",
        )  # fmt: skip


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
            yield _mismatch(
                cast(NamedNode, said_in), where, f"{curie(quad.predicate.value)} {said[:60]!r} of "
                f"{curie(str(getattr(about, 'value', '')))} begins as a formula does: CSV and TSV have an "
                "apostrophe before it. Begin it otherwise, if the source does.", "Warning", "pats:Computed",
            )  # fmt: skip


def _remedy(text: SourceText, start: int, end: int, wanted: str) -> str:
    """Where the words of a digest went, if they are not far."""
    length = end - start
    near = range(max(0, start - _NEAR), min(start + _NEAR, len(text.text) - length) + 1)
    for at in near:
        if digest(text.text[at : at + length]) == wanted:
            return f"its words stand at {at} to {at + length}, not at {start}: correct the offsets."
    return (
        f"the words at {start} to {end} of {text.id} do not have its digest: cut the passage "
        f'again with `patgraph locate {text.id} "words"`.'
    )


def _mismatch(
    node: NamedNode, where: Where, message: str, severity: str = "Violation", shape: str = "pats:Digest"
) -> Result:
    return Result(severity, shape, node.value, f"{curie(node.value)}: {message}", where.place(node.value))
