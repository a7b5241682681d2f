"""What the view counts of documents, sections and pairs of documents, after a change of what is counted."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.dataset.resolution import agreements
from patgraph.dataset.texts import coverage
from patgraph.names import VIEW, graph, is_passage, pat, slug, space
from patgraph.rdf import QuadTerms
from patgraph.sparql.reach import NotUnderstood

from .built_again import Made, Pair
from .touched_things import BEGINS, ENDS, PART, PASSAGE, SECTION, SILENT, TYPE, WITHIN, Touched

_VIEW = NamedNode(VIEW)
_ABOUT = pat("about")
_COUNTS = (pat("passageCount"), pat("factCount"))
_COUNCILS = pat("councilCount")
_MEASURES = (pat("factCharacters"), pat("silentCharacters"))


class _OfPassage(NamedTuple):
    """What is counted of a passage: its document, where it begins and ends, why it is silent, and how many
    statements it makes.
    """

    document: Any
    start: Any
    end: Any
    silent: Any
    is_passage: bool
    statements: int


class Recounted:
    """What is counted otherwise after a change, as quads of the view that go and that come."""

    def __init__(self, before: Made, after: Made, views: tuple[dict[Any, set[Pair]], dict[Any, set[Pair]]],
                 about: Touched) -> None:  # fmt: skip
        """Takes what is made, and what touched things have in the view, before and after. Raises
        `NotUnderstood`.
        """
        passages, self._unseen = about.passages, about.unseen
        self.removed: set[Quad] = set()
        self.added: set[Quad] = set()
        self._made, self._views, self._store = (before, after), views, before.said
        self._abouts = [{node: _objects(said, _ABOUT) for node, said in view.items()} for view in views]
        #: The sections that come, by their document.
        self._new: dict[Any, list[Any]] = defaultdict(list)
        for node in about.unseen:
            if SECTION in after.facts.all(node, TYPE):
                self._new[after.facts.one(node, PART)].append(node)
        if not self._new.keys() <= about.unseen:
            raise NotUnderstood("a section of a document that was there, or of none")
        changed = {
            passage: found for passage in passages
            if (found := (_of_passage(before, passage), _of_passage(after, passage)))[0] != found[1]
        }  # fmt: skip
        self._statements(changed)
        self._councils(passages)
        self._characters(changed)
        self._agreements()

    def _set(self, node: Any, property_: NamedNode, was: int | None, now: int | None) -> None:
        """One number instead of another, or of none."""
        there: set[Any] = {quad.object for quad in self._store.quads(node, property_, None, _VIEW)}
        if there != (set() if was is None else {Literal(was)}):
            raise NotUnderstood(f"{property_} of {node} is not what it was")
        if was == now:
            return
        if was is not None:
            self.removed.add(Quad(node, property_, Literal(was), _VIEW))
        if now is not None:
            self.added.add(Quad(node, property_, Literal(now), _VIEW))

    def _number(self, node: Any, property_: NamedNode) -> int | None:
        found: list[Any] = [quad.object for quad in self._store.quads(node, property_, None, _VIEW)]
        if found[1:]:
            raise NotUnderstood("two numbers")
        return int(found[0].value) if found else None

    def _sections(self, document: Any) -> list[tuple[Any, int, int]]:
        """The sections of a document; of those that were there no change touches any."""
        facts = self._made[1].facts
        nodes = {q.subject for q in self._store.quads(None, PART, document, _VIEW)}
        nodes.update(self._new.get(document, ()))
        return [
            (node, coverage.number(facts.one(node, BEGINS)), coverage.number(facts.one(node, ENDS)))
            for node in nodes
            if SECTION in facts.all(node, TYPE)
        ]

    def _statements(self, changed: dict[Any, tuple[_OfPassage, _OfPassage]]) -> None:
        more: dict[Any, Counter[NamedNode]] = defaultdict(Counter)
        more |= {node: Counter() for nodes in self._new.values() for node in nodes}
        for found in changed.values():
            for sign, each in zip((-1, 1), found, strict=True):
                if not each.statements or not isinstance(each.document, NamedNode):
                    continue
                start = coverage.number(each.start)
                within = [node for node, begin, end in self._sections(each.document) if begin <= start < end]
                for node in (each.document, *within):
                    more[node][_COUNTS[0]] += sign
                    more[node][_COUNTS[1]] += sign * each.statements
        for node, counts in more.items():
            is_section = node.value.startswith(space("section"))
            before = {property_: self._number(node, property_) for property_ in _COUNTS}
            for property_ in _COUNTS:
                now = (before[property_] or 0) + counts[property_]
                # A document of which nothing is stated is not counted; a section is.
                none = not is_section and not (before[_COUNTS[0]] or 0) + counts[_COUNTS[0]]
                self._set(node, property_, before[property_], None if none else now)

    def _councils(self, passages: Iterable[Any]) -> None:
        """How many things the subjects of a document are about."""
        doubted: dict[Any, set[Any]] = defaultdict(set)
        for passage in passages:
            told = [
                {
                    (self._document(at, passage), quad.subject)
                    for quad in made.said.quads(None, None, None, passage)
                }
                for at, made in enumerate(self._made)
            ]
            for document, subject in told[0] ^ told[1]:
                doubted[document].add(subject)
        for node in self._abouts[0].keys() | self._abouts[1].keys():
            if self._abouts[0].get(node) != self._abouts[1].get(node):
                for at, made in enumerate(self._made):
                    for _, _, passage in made.said.of(node).stated:
                        doubted[self._document(at, passage)].add(node)
        for document, subjects in doubted.items():
            if isinstance(document, NamedNode):
                self._count_councils(document, subjects)

    def _count_councils(self, document: Any, subjects: set[Any]) -> None:
        things = {thing for at in (0, 1) for node in subjects for thing in self._about(at, node)}
        was = self._number(document, _COUNCILS)
        counted = [sum(self._tells(at, document, thing) for thing in things) for at in (0, 1)]
        now = (was or 0) - counted[0] + counted[1]
        self._set(document, _COUNCILS, was, None if self._is_gone(document) else now)

    def _is_gone(self, document: Any) -> bool:
        """Whether nothing is counted of a document now."""
        count = _COUNTS[0]
        came = [q for q in self.added if (q.subject, q.predicate) == (document, count)]
        went = [q for q in self.removed if (q.subject, q.predicate) == (document, count)]
        return not came and (bool(went) or self._number(document, count) is None)

    def _document(self, at: int, passage: Any) -> Any:
        """The document of a passage."""
        if passage in self._views[at]:
            found = _objects(self._views[at][passage], WITHIN)
        else:
            found = {quad.object for quad in self._store.quads(passage, WITHIN, None, _VIEW)}
        if len(found) > 1:
            raise NotUnderstood("a passage of two documents")
        return next(iter(found), None)

    def _about(self, at: int, node: Any) -> set[Any]:
        if node in self._abouts[at]:
            return self._abouts[at][node]
        return {quad.object for quad in self._store.quads(node, _ABOUT, None, _VIEW)}

    def _tells(self, at: int, document: Any, thing: Any) -> bool:
        """Whether a document states something of what is about a thing."""
        abouts = self._abouts[at]
        known = {node for node, things in abouts.items() if thing in things}
        others: set[Any] = set()
        if document not in self._unseen:
            others = {q.subject for q in self._store.quads(None, _ABOUT, thing, _VIEW)} - abouts.keys()
        for node in (*known, *others):
            for quad in self._made[at].said.quads(node):
                if is_passage(quad.graph_name) and self._document(at, quad.graph_name) == document:
                    return True
        return False

    def _characters(self, changed: dict[Any, tuple[_OfPassage, _OfPassage]]) -> None:
        """How far the sections of a document are read."""
        documents = {
            each.document for found in changed.values() for each in found
            if found[0]._replace(statements=0) != found[1]._replace(statements=0)
        }  # fmt: skip
        for document in documents | self._new.keys():
            sections = [node for node, _, _ in self._sections(document)] if document is not None else []
            if not sections:
                continue
            there = [node for node in sections if node not in self._new.get(document, ())]
            was = _measured(self._made[0], document, there, changed)
            for key, count in _measured(self._made[1], document, sections, changed).items():
                self._set(*key, was.get(key), count)

    def _agreements(self) -> None:
        before, after = (agreements.compared(made.resolution) for made in self._made)
        for pair in before.keys() | after.keys():
            gone, come = before.get(pair, Counter()), after.get(pair, Counter())
            if gone == come:
                continue
            node = agreements.agreement(pair)
            was = Counter({how: self._number(node, p) or 0 for how, p in agreements.COUNTS.items()})
            now = Counter({how: was[how] - gone[how] + come[how] for how in was})
            for how, property_ in agreements.COUNTS.items():
                self._set(node, property_, was[how] if any(was.values()) else None,
                          now[how] if any(now.values()) else None)  # fmt: skip
            if any(was.values()) != any(now.values()):
                said = {
                    (q.predicate, q.object) for q in agreements.of_pair(pair, was, self._made[1].name, _VIEW)
                    if q.predicate not in agreements.COUNTS.values()
                }  # fmt: skip
                into = self.added if any(now.values()) else self.removed
                into |= {Quad(node, p, o, _VIEW) for p, o in self._made[1].entailment.of_thing(said)}


def _objects(said: Iterable[Pair], property_: NamedNode) -> set[Any]:
    return {object_ for name, object_ in said if name == property_}


def _of_passage(made: Made, passage: Any) -> _OfPassage:
    facts = made.facts
    document, start, end, silent = (facts.one(passage, p) for p in (WITHIN, BEGINS, ENDS, SILENT))
    statements = sum(1 for _ in made.said.quads(None, None, None, passage))
    return _OfPassage(document, start, end, silent, PASSAGE in facts.all(passage, TYPE), statements)


def _measured(
    made: Made, document: Any, sections: list[Any], changed: Iterable[Any]
) -> dict[tuple[Any, NamedNode], int]:
    """How many characters of the sections of a document stand in passages."""
    facts, said = made.facts, made.said
    place = graph(f"document/{slug(document)}")
    passages = {quad.subject for quad in said.quads(None, WITHIN, document) if quad.graph_name != _VIEW}
    typed = {quad.subject for quad in said.quads(None, TYPE, PASSAGE, place)}
    passages &= typed | {passage for passage in changed if PASSAGE in facts.all(passage, TYPE)}
    for property_ in (WITHIN, BEGINS, ENDS, SILENT):
        gathered: dict[Any, list[Any]] = {passage: [] for passage in passages - {*changed}}
        for quad in said.quads(None, property_, None, place):
            if quad.subject in gathered:
                gathered[quad.subject].append(quad.object)
        facts.gathered[property_] = gathered
    facts.listed[TYPE, PASSAGE], facts.listed[TYPE, SECTION] = [*passages], sections
    counted: list[QuadTerms] = [tuple(quad) for quad in coverage.measured(facts, _VIEW)]
    return {(section, property_): int(count.value) for section, property_, count, _ in counted}
