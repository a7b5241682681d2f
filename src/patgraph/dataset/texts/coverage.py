"""Reading: has every stretch of a source text been read?

A text is cut into stretches: the sentences of its paragraphs, the cells of its table rows, the items of
its lists; a source that is a table itself, into its rows. A stretch is accounted for where a passage
overlaps it, be it one that carries a fact or one that says why there is none (`pat:silenceReason`). What
no passage overlaps has not been read.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.names import BASE, pat, term
from patgraph.rdf import Facts, QuadTerms

from .rows import Row, rows
from .sources import SourceText

#: A text none of whose lines is longer than this is wrapped: its paragraphs end at blank lines.
_WRAPPED = 100
_TYPE, _SECTION = term("rdf:type"), pat("Section")
_CELLS = re.compile(r"\t|</?(?:p|ul|li)\b[^>\n]*>|•")
_SENTENCE = re.compile(r"[.!?:;][\"'’”)\]]*\s+(?=[\"'‘“(\[]?[A-Z0-9])")
#: The reason of a passage that nobody has read yet.
_UNREAD = NamedNode(f"{BASE}concept/silence-reason/unread")
#: What a full stop ends that is no sentence.
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|al|Ref|ref|Vol|No|Ed|Dr|Mr|St|vs?|pp?|[A-Z])\.)$")


@dataclass(frozen=True, order=True)
class Stretch:
    """A piece of a text that has to be read, by its offsets in code points."""

    start: int
    end: int


def stretches(text: str) -> Iterator[Stretch]:
    """The sentences, cells and items of a text, in order; markup and white space belong to none."""
    for block in paragraphs(text):
        for start, end in _split(_CELLS, text, block.start, block.end):
            yield from _sentences(text, start, end)


def paragraphs(text: str) -> Iterator[Stretch]:
    """The paragraphs of a text that have a word, without the white space around them."""
    lines = [*re.finditer(r"[^\n]+", text)]
    wrapped = max((len(line[0]) for line in lines), default=0) <= _WRAPPED
    for block in re.finditer(r"\S[^\n]*(?:\n[^\n\S]*\S[^\n]*)*", text) if wrapped else lines:
        words = block[0]
        if re.search(r"\w", words):
            lead = len(words) - len(words.lstrip())
            yield Stretch(block.start() + lead, block.start() + len(words.rstrip()))


def unaccounted(text: SourceText, spans: Iterable[tuple[int, int]]) -> list[Stretch]:
    """The stretches of a text that none of the spans (start, end) overlaps."""
    read = _merged(spans)
    ends = [end for _, end in read]

    def met(stretch: Stretch) -> bool:
        place = bisect_left(ends, stretch.start + 1)
        return place < len(read) and read[place][0] < stretch.end

    cut = _rows(text.text) if text.table else stretches(text.text)
    return [stretch for stretch in cut if not met(stretch)]


def _rows(text: str) -> Iterator[Stretch]:
    """The rows of a table that have anything in them, its header too."""
    for row in rows(text):
        if isinstance(row, Row) and any(row.cells):
            yield Stretch(row.start, row.end)


def measured(facts: Facts, graph: NamedNode) -> list[Quad]:
    """How far each section is read, as quads of a graph: characters in passages that carry a fact, and
    characters that stand only in passages that carry none. Takes what we say of sections and passages.
    """
    telling: dict[NamedNode, list[tuple[int, int]]] = defaultdict(list)
    silent: dict[NamedNode, list[tuple[int, int]]] = defaultdict(list)
    for passage in facts.subjects(term("rdf:type"), pat("Passage")):
        reason = facts.one(passage, pat("silenceReason"))
        if reason == _UNREAD:
            continue
        kind = silent if reason else telling
        kind[facts.one(passage, pat("inDocument"))].append(_span(facts, passage))
    quads = []
    for section in facts.subjects(term("rdf:type"), pat("Section")):
        document, (begin, end) = facts.one(section, term("dcterms:isPartOf")), _span(facts, section)
        told, all_ = (
            covered((max(a, begin), min(b, end)) for a, b in spans if a < end and b > begin)
            for spans in (telling[document], telling[document] + silent[document])
        )
        for name, count in (("factCharacters", told), ("silentCharacters", all_ - told)):
            quads.append(Quad(section, pat(name), Literal(count), graph))
    return quads


def counted(
    stated: Iterable[Quad | QuadTerms], view: Mapping[Any, Iterable[tuple[Any, Any]]], graph: NamedNode
) -> list[Quad]:
    """How many passages of each source and of each section state something, how many statements they make,
    and, of a source, of how many councils and other things these are told (`pat:about`), as quads of a graph.
    Takes what passages state, and the subjects and objects of each property of the view with what is implied.
    """
    within, part = pat("inDocument"), term("dcterms:isPartOf")
    begins, ends = pat("startOffset"), pat("endOffset")
    read = {property_: dict(view.get(property_, ())) for property_ in (within, begins, ends, part)}
    about: dict[Any, set[Any]] = defaultdict(set)
    for subject, value in view.get(pat("about"), ()):
        about[subject].add(value)
    sections = {subject for subject, kind in view.get(_TYPE, ()) if kind == _SECTION}
    statements: Counter[Any] = Counter()
    subjects: dict[Any, set[Any]] = defaultdict(set)
    documents = read[within]
    for subject, _, _, passage in stated:
        document = documents.get(passage)
        if isinstance(document, NamedNode):  # a text is none, as a shape has yet to say
            statements[passage] += 1
            subjects[document].add(subject)
    by_document: dict[Any, list[tuple[int, int]]] = defaultdict(list)
    for passage, count in statements.items():
        by_document[read[within][passage]].append((number(read[begins].get(passage)), count))
    quads = []
    for document, counts in by_document.items():
        councils = {council for subject in subjects[document] for council in about.get(subject, ())}
        quads += _counts(document, [count for _, count in counts], graph)
        quads.append(Quad(document, pat("councilCount"), Literal(len(councils)), graph))
    for section in sections:
        begin, end = (number(read[offset].get(section)) for offset in (begins, ends))
        held = by_document.get(read[part].get(section), ())
        quads += _counts(section, [count for start, count in held if begin <= start < end], graph)
    return quads


def _counts(node: Any, statements: list[int], graph: NamedNode) -> list[Quad]:
    """How many passages and statements there are, by those of each passage."""
    return [
        Quad(node, pat("passageCount"), Literal(len(statements)), graph),
        Quad(node, pat("factCount"), Literal(sum(statements)), graph),
    ]


def covered(spans: Iterable[tuple[int, int]]) -> int:
    """How many characters the spans cover, each counted once."""
    return sum(end - start for start, end in _merged(spans))


def _span(facts: Facts, node: NamedNode) -> tuple[int, int]:
    """The offsets of a passage or a section; nothing where a shape has yet to ask for them."""
    found = [facts.one(node, pat(name)) for name in ("startOffset", "endOffset")]
    return (number(found[0]), number(found[1])) if None not in found else (0, 0)


def number(offset: Any) -> int:
    """An offset; nothing where a shape has yet to say that it is none."""
    return int(offset.value) if offset is not None and offset.value.isdigit() else 0


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif start < end:
            found.append((start, end))
    return found


def _split(at: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for mark in [*at.finditer(text, start, end), None]:
        yield start, mark.start() if mark else end
        start = mark.end() if mark else end


def _sentences(text: str, start: int, end: int) -> Iterator[Stretch]:
    begin = start
    for mark in [*_SENTENCE.finditer(text, start, end), None]:
        stop = mark.end() if mark else end
        if mark and _ABBREVIATION.search(text[begin : mark.start() + 1]):
            continue
        words = text[begin:stop]
        if re.search(r"\w", words):
            lead = len(words) - len(words.lstrip())
            yield Stretch(begin + lead, begin + len(words.rstrip()))
        begin = stop
