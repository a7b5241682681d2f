"""What the source texts say of a dataset: whether passages have their words, what nobody has read, and which
words of theirs are ours.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from patgraph.dataset.texts.borrowed import borrowed
from patgraph.dataset.texts.coverage import unaccounted
from patgraph.dataset.texts.sources import SourceText, digest
from patgraph.names import VIEW, curie, pat, term
from patgraph.rdf import Dataset, Facts, QuadTerms, parse_nquads

from .node_places import Where, mismatch
from .report import Result

_VIEW = NamedNode(VIEW)
#: The properties that are read here, and, of one, the object.
_ASKED = {
    term("rdf:type"): pat("SourceDocument"),
    term("schema:sha256"): None,
    **dict.fromkeys(map(pat, ("inDocument", "startOffset", "endOffset", "digest"))),
}
#: How far from its place a passage is looked for when its words have moved, in characters.
_NEAR = 5_000


def compared(dataset: Dataset, texts: dict[str, SourceText], where: Where) -> Iterable[Result]:
    """What the texts say of a dataset."""
    yield from _words(Facts(dataset.view()), texts, where)
    yield from _borrowed(stated(dataset.text), texts, where)


def compared_again(
    store: pyoxigraph.Store, borrowing: Iterable[Quad], texts: dict[str, SourceText], where: Where
) -> Iterable[Result]:
    """What the texts say of a dataset in a store, of whose quads these alone may have their words."""
    yield from _words(_facts(store), texts, where)
    yield from _borrowed(borrowing, texts, where)


def stated(text: bytes) -> Iterator[Quad]:
    """The quads of N-Quads outside of the view, which has what others have."""
    return (quad for quad in parse_nquads(text) if quad.graph_name != _VIEW)


def _facts(store: pyoxigraph.Store) -> Facts:
    """What is read here of the view, in the order in which its text has it."""
    found: list[QuadTerms] = []
    for predicate, object_ in _ASKED.items():
        quads: list[QuadTerms] = [tuple(q) for q in store.quads_for_pattern(None, predicate, object_, _VIEW)]
        # Of several values the first is taken.
        if len({quad[0] for quad in quads}) < len(quads):
            quads.sort(key=lambda quad: [*map(str, quad)])
        found += quads
    return Facts(found)


def _words(facts: Facts, texts: dict[str, SourceText], where: Where) -> Iterable[Result]:
    """Every passage against the words at its offsets, every document against its text; and every stretch
    of a text that no passage accounts for. Takes what the view says of passages and documents.
    """
    for document in facts.subjects(term("rdf:type"), pat("SourceDocument")):
        slug = document.value.rsplit("/", 1)[-1]
        text = texts.get(slug)
        if text is None:
            yield mismatch(
                document, where, f"no text {slug}.txt or .csv among the sources; add it there.", "Warning"
            )
            continue
        expected = facts.one(document, term("schema:sha256"))
        if expected is not None and expected.value != text.sha256:
            yield mismatch(
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
                yield mismatch(passage, where, _remedy(text, start, end, wanted))
        # A text that is another one would be unread from end to end.
        for stretch in unaccounted(text, spans) if expected and expected.value == text.sha256 else ():
            place = f"{stretch.start} to {stretch.end} ({text.locator(stretch.start)})"
            yield mismatch(
                document, where, f"nobody has read {place}: cut a passage that says what it says, or one "
                "with a pat:silenceReason.", shape="pats:Unread",
            )  # fmt: skip


def _borrowed(quads: Iterable[Quad], texts: dict[str, SourceText], where: Where) -> Iterable[Result]:
    """Texts of ours that are a source's own words."""
    for found in borrowed(quads, texts):
        yield mismatch(
            found.subject, where, f"{curie(found.property.value)} has words of {found.document} as they "
            f"stand there ({found.words} …): say it in words of yours.", shape="pats:Borrowed",
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
