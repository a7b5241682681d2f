"""What is known of a thing, as text: the story of its page, or, where its kind has none, its facts."""

import dataclasses
import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup
from pyoxigraph import NamedNode
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from patgraph.characters import visible
from patgraph.names import DEF, pat, term
from patgraph.things.thing import DEFINITION, TYPE, Things
from patgraph.things.told import KnownThing
from patgraph.web.stories.told import Statement, ToldPart

from .terminal_table import HEAD, SOFT, WARN, console_of, drawn

#: So many facts of a thing without a story are told, and so many others that a name may mean.
_FACTS, _OTHERS = 40, 5
#: What stands above the facts, or says the same.
_TOLD_ABOVE = (DEFINITION, term("skos:prefLabel"), term("rdfs:comment"))


def thing_json(about: KnownThing, told: Sequence[ToldPart], others: list[str]) -> dict[str, Any]:
    """The story and all facts, for a program; `others` are what the name may mean too."""
    story = [
        {
            "title": part.part.title,
            "statements": [_statement_json(statement, part) for statement in part.statements],
            "total": part.total,
            "nothing": _plain(part.nothing) or None,
        }
        for part in told
    ]
    facts = [dataclasses.asdict(fact) for fact in about.facts]
    return dataclasses.asdict(about.thing) | {
        "types": list(about.types), "story": story, "facts": facts, "others": others,
    }  # fmt: skip


def _statement_json(statement: Statement, part: ToldPart) -> dict[str, Any]:
    return {
        "text": _words(statement, part),
        "when": _plain(statement.when) if part.part.show in ("timeline", "strip") else None,
        "about": statement.about.value,
        "property": statement.property.value,
        "passages": [passage.value for passage in statement.passages],
        "disagreements": [node.value for node in statement.disputes],
    }


def thing_texts(
    about: KnownThing,
    told: Sequence[ToldPart],
    others: Sequence[NamedNode],
    things: Things,
    passages: bool,
    width: int,
    colour: bool,
) -> Iterator[str]:
    """The text, part by part; with `passages` all of those that say something, else the first of them."""
    console = console_of(width, colour)
    node = NamedNode(about.thing.iri)
    evidence = _Evidence(things, passages)
    yield drawn(console, Text(visible(about.thing.label), HEAD))
    kinds = ", ".join(map(visible, _types(node, things)))
    yield drawn(console, Text(f"{visible(about.thing.id)}{f' ({kinds})' if kinds else ''}", SOFT))
    definition = things.value(node, DEFINITION)
    if definition is not None:
        yield drawn(console, Group("", Text(visible(things.label(definition)))))
    opening = [part for part in told if part.part.show == "sentence"]
    if opening:
        yield drawn(console, Group("", Text(" ").join(_sentences(opening, evidence))))
    for part in told:
        if part.part.show != "sentence":
            yield drawn(
                console, Group("", Text(part.part.title, HEAD), *_shown(part, node, evidence, things))
            )
    if not told:
        yield drawn(console, Group("", *_facts(about, evidence, things)))
    if things.is_passage(node):
        yield drawn(console, Group("", Text("It says", HEAD), *_said(node, things)))
    if others:
        named = "; ".join(f"{things.label(other)} ({_id(other, things)})" for other in others[:_OTHERS])
        yield drawn(console, Group("", Text(visible(f"Called so too: {named}."), SOFT)))


class _Evidence:
    """Writes who says a statement: the place of a passage, and how many others."""

    def __init__(self, things: Things, all_: bool):
        self._things, self._all = things, all_

    def of(self, statement: Statement, part: ToldPart) -> Text:
        """Who says it, after it, and what disputes it."""
        said = Text()
        for disagreement in statement.disputes[:1]:
            properties = ", ".join(
                map(self._things.label, self._things.values(disagreement, pat("property")))
            )
            said.append(visible(f" (disputed{properties and f': {properties}'})"), WARN)
        if part.part.counts:
            return said
        if statement.passages:
            return said.append(self.places([passage.value for passage in statement.passages]))
        if statement.ours:
            editor = any("editorial" in graph.value for graph in statement.ours)
            said.append(" [an editor]" if editor else " [a register]", SOFT)
        return said

    def places(self, passages: Sequence[str]) -> Text:
        """Where passages stand."""
        labels = [self._things.label(NamedNode(passage)) for passage in passages]
        kept = labels if self._all else labels[:1]
        more = f"; {len(labels) - len(kept)} more" if len(labels) > len(kept) else ""
        return Text(visible(f" [{'; '.join(kept)}{more}]"), SOFT) if labels else Text()


def _sentences(parts: Sequence[ToldPart], evidence: _Evidence) -> Iterator[Text]:
    for part in parts:
        for statement in part.statements:
            yield Text(_words(statement, part)) + evidence.of(statement, part)
        if not part.statements:
            yield Text(_plain(part.nothing))


def _shown(part: ToldPart, node: NamedNode, evidence: _Evidence, things: Things) -> Iterator[RenderableType]:
    if not part.statements:
        yield Text(_plain(part.nothing))
        return
    if part.part.show == "strip":
        for scale, statements in part.scales.items():
            yield Padding(Text(visible(scale)), (0, 0, 0, 2))
            yield _grid(
                [(_plain(s.when), Text(visible(s.grade)) + evidence.of(s, part)) for s in statements], 4
            )
    else:
        heads = {
            "timeline": lambda statement: _plain(statement.when),
            "facts": lambda statement: visible(things.label(statement.property)),
        }
        head = heads.get(part.part.show, lambda statement: "-")
        yield _grid([(head(s), Text(_words(s, part)) + evidence.of(s, part)) for s in part.statements], 2)
    yield from _more(part, node)


def _more(part: ToldPart, node: NamedNode) -> Iterator[RenderableType]:
    shown = f"{len(part.statements)} of {part.total} are shown. " if part.total > len(part.statements) else ""
    every = ""
    if part.part.all:
        value = f"{part.part.all.parameter}={node.value.rpartition('/')[2]}"
        every = f"All: patgraph query {part.part.all.question} {shlex.quote(value)}"
    if shown or every:
        yield Padding(Text(visible(f"{shown}{every}".strip()), SOFT), (0, 0, 0, 2))


def _facts(about: KnownThing, evidence: _Evidence, things: Things) -> Iterator[RenderableType]:
    told = {things.label(property_) for property_ in _TOLD_ABOVE}
    facts = [fact for fact in about.facts if fact.property not in told and fact.value != "[ ]"]
    rows: list[tuple[str, Text]] = []
    for fact in facts[:_FACTS]:
        text = Text(visible(fact.value))
        if not fact.taken:
            text.append(" (said, not taken)", SOFT)
        if fact.disputed:
            text.append(" (disputed)", WARN)
        rows.append((visible(fact.property), text + evidence.places(fact.passages)))
    heads = [head for head, _ in rows]
    # What has several values is named once.
    again = [head == before for head, before in zip(heads, ["", *heads], strict=False)]
    yield _grid([("" if once else head, text) for once, (head, text) in zip(again, rows, strict=True)], 0)
    if len(facts) > _FACTS:
        yield Text(f"{_FACTS} of {len(facts)} facts are shown; --format json has all.", SOFT)


def _said(passage: NamedNode, things: Things) -> Iterator[RenderableType]:
    """What a passage says, a line a statement."""
    for quad in things.graph(passage):
        told = f"{things.label(quad.subject)}: {things.label(quad.predicate)}: {things.label(quad.object)}"
        taken = any(things.store.quads(*quad.triple, things.store.view))
        yield Padding(Text(visible(told if taken else f"{told} (not taken)")), (0, 0, 0, 2))


def _grid(rows: Sequence[tuple[str, Text]], indent: int) -> Padding:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(max_width=28, overflow="fold")
    table.add_column(overflow="fold")
    for head, text in rows:
        table.add_row(Text(head), text)
    return Padding(table, (0, 0, 0, indent))


def _words(statement: Statement, part: ToldPart) -> str:
    """A statement without links."""
    if part.part.show == "strip":
        return visible(statement.grade)
    if part.part.show == "facts":
        return visible(statement.values["value"].text)
    return _plain(statement.words)


def _plain(words: Markup) -> str:
    return visible(" ".join(words.striptags().split()))


def _types(node: NamedNode, things: Things) -> list[str]:
    """What somebody says it is, without what only follows from that."""
    claims = [claim for property_ in things.says(node) if property_.iri == TYPE for claim in property_.claims]
    stated = [claim.value for claim in claims if claim.taken and not claim.derived]
    return [things.label(kind) for kind in stated if str(kind.value).startswith(DEF)]


def _id(node: NamedNode, things: Things) -> str:
    base = things.store.base
    return node.value.removeprefix(f"{base}id/").removeprefix(base)
