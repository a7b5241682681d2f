"""Validation: does the graph hold? pySHACL over the resolved view and over the evidence.

Shapes say with `rdfs:isDefinedBy` which of the two they are for: `pats:resolved` are run on the view
as a plain graph (so that counts mean what they say), `pats:evidence` on the whole store (so that
`GRAPH` reaches the passages).
"""

import logging
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, cast

import pyoxigraph
from pyoxigraph import Literal, NamedNode

from patgraph import at_work
from patgraph.errors import BadInput
from patgraph.names import SHAPES, VIEW, curie, is_passage, pat, term
from patgraph.rdf import Dataset, Facts, load, parse_nquads
from patgraph.similar import did_you_mean, near
from patgraph.tables.spreadsheets import BEGINNINGS, is_computed

from .borrowed import borrowed
from .collector import collector_paused
from .coverage import unaccounted
from .project import Project
from .report import SEVERITIES, Report, Result
from .shacl import data_of, only, shapes_of
from .sources import SourceText, digest

#: The runs, each with the graph that its rules see; none for all of them.
_RUNS = {"evidence": None, "resolved": VIEW}
#: How far from its place a passage is looked for when its words have moved, in characters.
_NEAR = 5_000
#: What a shape says of a name that nothing has.
_UNKNOWN = re.compile(r"^unknown (?:term|class|thing) (https?://[^\s]+):")
#: Where a line of N-Quads has a literal that begins so: no quotation mark inside one stands without its sign.
_FORMULA = re.compile(rb'> "(?:%b|\\[trn])' % b"|".join(re.escape(sign.encode()) for sign in BEGINNINGS))
_IRI = re.compile(r"(?<!<)https?://[^\s<>\"]*[^\s<>\".,:;]")


@collector_paused()
def validate(
    dataset: Dataset,
    project: Project | None = None,
    texts: dict[str, SourceText] | None = None,
    tell: Callable[[str], None] = lambda step: None,
) -> Report:
    """Check a dataset (under the original base) against its own shapes, and, where source texts are
    given, every passage against its words. With the project's files at hand, results say where.
    """
    import rdflib

    tell("validating")
    # rdflib prints a traceback for a literal that is none of its datatype; shapes say it better.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    # Sorted: what stands together is looked up together, which makes queries twice as fast.
    store = pyoxigraph.Store()
    load(store, dataset.text)
    shapes = shapes_of(store)
    if not len(shapes):
        raise BadInput("No shapes to validate against: ontology/shapes/ is empty, or the store has none.")
    found = rdflib.Graph()
    at_work.say("ontology/shapes/resolved.ttl or evidence.ttl")
    # Two thirds of it is the engine's work, which lets another thread go on.
    with ThreadPoolExecutor(len(_RUNS)) as pool:
        for results in pool.map(partial(_judged, store, shapes), _RUNS):
            found += results
    where = _Where(store, project)
    results = [*_results(found, where)]
    results += _computed(dataset.text, where)
    if texts is not None:
        results += [*_words(dataset, texts, where), *_borrowed(dataset, texts, where)]
    results.sort(key=lambda r: (SEVERITIES.index(r.severity), *_line(r.place), r.shape, r.focus, r.message))
    count = len(set(shapes.subjects(rdflib.RDF.type, rdflib.SH.NodeShape)))
    return Report(tuple(dict.fromkeys(results)), count, found.serialize(format="nt"))


def _judged(store: pyoxigraph.Store, shapes: Any, run: str) -> Any:
    """What pySHACL finds by the rules of a run, as a graph. Raises `BadInput` where it cannot run them."""
    import pyshacl
    import rdflib

    try:
        _, results, reason = pyshacl.validate(
            data_of(store, _RUNS[run]),
            shacl_graph=only(shapes, run), advanced=True, allow_warnings=True, inplace=True,
        )  # fmt: skip
    except Exception as error:  # pySHACL lets through whatever a broken shape makes it raise.
        raise BadInput(f"ontology/shapes/{run}.ttl: pySHACL cannot run it: {error}") from error
    if not isinstance(results, rdflib.Graph):
        raise BadInput(f"ontology/shapes/{run}.ttl: pySHACL cannot run it: {reason}")
    return results


def _line(place: str) -> tuple[str, int]:
    path, _, line = place.rpartition(":")
    return path, int(line or 0)


class _Where:
    """Where a node stands in the files, and which passages state something of it."""

    def __init__(self, store: pyoxigraph.Store, project: Project | None):
        self._store = store
        self._project = project
        self._known: dict[str, str] = {}

    def place(self, iri: str, twice: str = "") -> str:
        """`file:line`, or an empty text; of the second value, where a property has two in one description."""
        if self._project is None or "://" not in iri:
            return ""
        if iri not in self._known:
            self._known[iri] = self._project.where(iri) if self._from_files(NamedNode(iri)) else ""
        return self._project.where_last(iri, twice) if twice and self._known[iri] else self._known[iri]

    def meant(self, iri: str) -> str:
        """` did you mean council:haringey?` for a name that nothing has; or an empty text."""
        start = max(iri.rfind("/"), iri.rfind("#")) + 1
        described = self._store.quads_for_pattern(None, term("rdf:type"), None, NamedNode(VIEW))
        names = {getattr(quad.subject, "value", "") for quad in described}
        alike = near(iri[start:], sorted(n[start:] for n in names if n.startswith(iri[:start])), least=0.7)
        hint = did_you_mean(curie(iri[:start] + name) for name in alike)
        return f" D{hint[1:]}" if hint else ""

    def passages(self, subject: str, predicate: str) -> tuple[str, ...]:
        """The passages that state a property of a subject, each with its place."""
        if "://" not in subject or "://" not in predicate:  # a blank node, a path of several steps
            return ()
        quads = self._store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)
        stating = sorted({cast(NamedNode, q.graph_name).value for q in quads if is_passage(q.graph_name)})
        return tuple(f"{self.place(iri)} {curie(iri)}".strip() for iri in stating)

    def _from_files(self, node: NamedNode) -> bool:
        """Whether anything but the view, which the build makes, names a node: no file is to be read through
        for what stands in none.
        """
        ways = ((node, None, None, None), (None, node, None, None), (None, None, node, None))
        quads = (quad for way in ways for quad in self._store.quads_for_pattern(*way))
        return any(self._store.quads_for_pattern(None, None, None, node)) or any(
            quad.graph_name != NamedNode(VIEW) for quad in quads
        )


def _results(found: Any, where: _Where) -> Iterable[Result]:
    from rdflib import RDF, SH

    for node in found.subjects(RDF.type, SH.ValidationResult):
        focus, value = str(found.value(node, SH.focusNode)), found.value(node, SH.value)
        if focus == VIEW and value is not None:  # asked once of the whole: the value is at fault
            focus, value = str(value), None
        path = found.value(node, SH.resultPath)
        # A constraint's message comes in full; property shapes have no name, their parent does.
        message = " ".join(dict.fromkeys(str(m) for m in found.objects(node, SH.resultMessage)))
        severity = str(found.value(node, SH.resultSeverity)).rsplit("#", 1)[-1]
        shape = str(found.value(node, SH.sourceConstraint) or found.value(node, SH.sourceShape))
        shape = curie(shape) if shape.startswith(SHAPES) else _parent(found, node)
        about = f"{curie(focus)}: {_IRI.sub(lambda iri: curie(iri[0]), message)}"
        if value is not None and str(value) not in message and str(value) != focus:
            about += f" (found: {curie(str(value))})"
        passages = where.passages(focus, str(path)) if path is not None else ()
        if unknown := _UNKNOWN.search(message):
            about += where.meant(unknown[1])
        place = where.place(focus, str(path) if shape == "pats:OneValue-twice" else "")
        yield Result(severity, shape, focus, about, place, passages)


def _parent(found: Any, node: Any) -> str:
    from rdflib import SH

    return curie(str(found.value(node, SH.sourceConstraintComponent)))


def _words(dataset: Dataset, texts: dict[str, SourceText], where: _Where) -> Iterable[Result]:
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


def _borrowed(dataset: Dataset, texts: dict[str, SourceText], where: _Where) -> Iterable[Result]:
    """Texts of ours that are a source's own words."""
    for found in borrowed(
        (quad for quad in parse_nquads(dataset.text) if quad.graph_name != NamedNode(VIEW)), texts
    ):
        yield _mismatch(
            found.subject, where, f"{curie(found.property.value)} has words of {found.document} as they "
            f"stand there ({found.words} …): say it in words of yours.", shape="pats:Borrowed",
        )  # fmt: skip


def _computed(text: bytes, where: _Where) -> Iterable[Result]:
    """Texts that a spreadsheet would compute, where somebody stated them; a rule of a shape is no cell.

    `text` is the dataset's N-Quads: to search it is cheaper than to look at every quad.
    """
    lines = (text[text.rfind(b"\n", 0, at.start()) + 1 : text.find(b"\n", at.end()) + 1]
             for at in _FORMULA.finditer(text))  # fmt: skip
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
    node: NamedNode, where: _Where, message: str, severity: str = "Violation", shape: str = "pats:Digest"
) -> Result:
    return Result(severity, shape, node.value, f"{curie(node.value)}: {message}", where.place(node.value))
