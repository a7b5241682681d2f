"""A story told: the statements of each part, with their words and the passages that say them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from patgraph.names import pat, rebase, slug, term
from patgraph.things.thing import Term, Things

from .parts import Part, read_stories

#: Kinds of disagreement that do not make a value disputed; nobody disputes an end for having planned another.
MILD = {"refinement", "wording", "naming", "plan-and-outcome"}
_FLAG = term("xsd:boolean")
#: The columns that place a statement in time, the first that it has, and how they are said.
_WHEN = {"date": "{}", "start": "{}", "planned": "planned for {}", "lasted": "in force {}"}
_SLOT = re.compile(r"VALUES \?thing \{[^}]*\}")
#: Words of labels that never begin small.
_PROPER = ("London", "Ofsted", "Whitehall")


class Told:
    """The values of a column in one statement: as links where they are things; without any it is false, its
    words empty.
    """

    def __init__(self, nodes: list[Term], things: Things, href: Callable[[Term], str]):
        self.nodes, self._things, self._href = nodes, things, href

    def __bool__(self) -> bool:
        return bool(self.nodes)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.nodes)

    @property
    def text(self) -> str:
        """Without links."""
        return str(_joined([escape(self._text(node)) for node in self.nodes]).unescape())

    @property
    def lower(self) -> Markup:
        """As links that begin small, for the middle of a sentence."""
        return _joined([self._shown(node, _small(self._text(node))) for node in self.nodes])

    def __html__(self) -> Markup:
        return _joined([self._shown(node, self._text(node)) for node in self.nodes])

    def _text(self, node: Term) -> str:
        if isinstance(node, Literal) and node.datatype == _FLAG:
            return "yes" if node.value in ("true", "1") else "no"
        return self._things.label(node)

    def _shown(self, node: Term, text: str) -> Markup:
        # A date has a page, but nobody goes there from a sentence: its words are enough.
        if not isinstance(node, NamedNode) or self._things.kind(node) == "date":
            return escape(text)
        return Markup('<a href="{}">{}</a>').format(self._href(node), text)


@dataclass(frozen=True)
class Statement:
    """One statement of a story: its words, what it is about, who says it, and where that is disputed."""

    words: Markup
    about: NamedNode
    property: NamedNode
    values: dict[str, Told]
    passages: tuple[NamedNode, ...]
    ours: tuple[NamedNode, ...]
    disputes: tuple[NamedNode, ...]

    @property
    def when(self) -> Markup:
        """When it was, in a timeline or a strip."""
        told = (
            Markup(words).format(self.values[name]) for name, words in _WHEN.items() if name in self.values
        )
        return next(told, Markup("no date"))

    @property
    def grade(self) -> str:
        """The grade of a strip."""
        value = self.values["value"].text
        if self.property != pat("stars"):
            return value
        return {"0": "no stars", "1": "1 star"}.get(value, f"{value} stars")


@dataclass(frozen=True)
class ToldPart:
    """A part with its statements, as many as are shown; `total` is how many there are, `nothing` what is
    said where there is none.
    """

    part: Part
    statements: tuple[Statement, ...]
    total: int
    nothing: Markup

    @property
    def scales(self) -> dict[str, list[Statement]]:
        """The statements of a strip by the scale that they are on: grades of two scales do not compare."""
        found: dict[str, list[Statement]] = {}
        for statement in self.statements:
            named = [
                statement.values[name].text for name in ("service", "series") if name in statement.values
            ]
            if len(named) == 2 and named[1].startswith(named[0]):
                del named[0]
            scale = ": ".join(named).replace("?", "").replace("star rating", "Stars of social services")
            found.setdefault(scale, []).append(statement)
        return found


class Storyteller:
    """Tells the stories of the things of a store; `href` gives the address of a thing."""

    def __init__(self, things: Things, href: Callable[[Term], str]):
        self._things, self._href = things, href

    def tell(self, node: NamedNode) -> list[ToldPart]:
        """The parts of a thing's story that have something to say, in the order of the file."""
        return self.tell_of(self._things.kind(node), node)

    def tell_of(self, kind: str, node: NamedNode | None = None) -> list[ToldPart]:
        """The parts of a kind's story; without a thing its queries are asked as they stand."""
        told = [self._part(part, node) for part in read_stories().get(kind, ())]
        return [each for each in told if each.statements or each.nothing]

    def _part(self, part: Part, node: NamedNode | None) -> ToldPart:
        text = rebase(part.text, self._things.store.base)
        if node is not None:
            text = _SLOT.sub(f"VALUES ?thing {{ {node} }}", text)
        names, rows = self._things.store.select(text)
        found: dict[str, dict[str, dict[Term, None]]] = {}
        for row in rows:
            cells = {name: cell for name, cell in zip(names, row, strict=True) if cell is not None}
            key = str(cells.get("row", (cells["about"], cells["property"])))
            columns = found.setdefault(key, {})
            for name, cell in cells.items():
                columns.setdefault(name, {})[cell] = None
        thing = Told([] if node is None else [node], self._things, self._href)
        kept = list(found.values())[: part.most]
        statements = tuple(self._statement(part, columns, names, thing) for columns in kept)
        nothing = Markup(part.nothing.render(thing=thing)) if not found else Markup()
        return ToldPart(part, statements, len(found), nothing)

    def _statement(self, part: Part, columns: dict[str, dict], names: list[str], thing: Told) -> Statement:
        values = {
            name: Told([*cells], self._things, self._href) for name, cells in columns.items() if name != "row"
        }
        about, property_ = values["about"].nodes[0], values["property"].nodes[0]
        stated = values["value"].nodes if "value" in values else []
        passages, ours = self._evidence(about, property_, stated)
        # A name that no row fills has no value: the words say what is left out then.
        empty = Told([], self._things, self._href)
        words = part.words.render(dict.fromkeys(names, empty) | values, thing=thing)
        return Statement(
            Markup(words), about, property_, values, passages, ours,
            self._disputes(about, None if part.show == "timeline" else property_),
        )  # fmt: skip

    def _evidence(self, about: NamedNode, property_: NamedNode, stated: list[Term]) -> tuple[tuple, tuple]:
        """The passages that say so, in the order of their texts, and the graphs of ours that do."""
        things = self._things
        if self._things.is_passage(about):
            return (about,), ()
        graphs = {q.graph_name for value in stated for q in things.store.quads(about, property_, value)}
        passages = {graph for graph in graphs if things.is_passage(graph)}
        passages |= {value for value in stated if things.is_passage(value)}
        ours = [g for g in graphs if g != things.store.view and not things.is_passage(g)]
        return tuple(sorted(passages, key=things.place)), tuple(sorted(ours, key=str))

    def _disputes(self, about: NamedNode, property_: NamedNode | None) -> tuple[NamedNode, ...]:
        """The disagreements about a value, or about any of a thing, but for those of words alone."""
        things = self._things
        found = things.disagreements(about)
        records = [
            node for key, nodes in found.items() if property_ is None or key == property_ for node in nodes
        ]
        kinds = {node: things.values(node, pat("disagreementType")) for node in records}
        mild = {node for node, of in kinds.items() if all(slug(kind) in MILD for kind in of)}
        return tuple(sorted({*records} - mild, key=str))


def _joined(parts: list[Markup]) -> Markup:
    if len(parts) < 2:
        return parts[0] if parts else Markup()
    return Markup(", ").join(parts[:-1]) + Markup(" and ") + parts[-1]


def _small(text: str) -> str:
    """A name as it stands in the middle of a sentence, unless it is an abbreviation or a name of its own."""
    word = text.split(" ", 1)[0]
    named = word in _PROPER or word[1:] != word[1:].lower() or len(word) == 1
    return text if named else text[0].lower() + text[1:]
