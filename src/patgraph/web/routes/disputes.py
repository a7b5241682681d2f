"""Which disagreements touch a row of an answer, and which of its columns."""

from collections.abc import Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from patgraph.names import pat, slug
from patgraph.questions.citing.citations import Support
from patgraph.things.thing import Things
from patgraph.web.stories.told import MILD

from .answer_heads import ColumnHead


class Dispute(NamedTuple):
    """A disagreement that a row rests on a side of: its page, its name, and what of the row is disputed: the
    column, or where no column has the value the property.
    """

    node: NamedNode
    label: str
    of: str


def disputes(things: Things, support: Support, row: Sequence, shown: Sequence[ColumnHead]) -> list[Dispute]:
    """The disagreements of a row, each once, but for kinds that make nothing disputed."""
    found: dict[NamedNode, Dispute] = {}
    for citation in support.citations:
        rivals = set(citation.disputed_by)
        for iri in citation.disagreements if rivals else ():
            node = NamedNode(iri)
            sides = {side.value for side in things.values(node, pat("candidate"))}
            kinds = {slug(kind) for kind in things.values(node, pat("disagreementType"))}
            if node in found or kinds <= MILD or rivals.isdisjoint(sides):
                continue
            subjects, properties = (set(things.values(node, pat(n))) for n in ("subject", "property"))
            values = [o for s, p, o in citation.facts if s in subjects and p in properties]
            of = _columns(things, values, row, shown) or ", ".join(map(things.label, properties))
            found[node] = Dispute(node, things.label(node), of)
    return list(found.values())


def _columns(things: Things, values: Sequence, row: Sequence, shown: Sequence[ColumnHead]) -> str:
    """The columns whose cells have one of these values."""
    texts = set(values)
    for value in values:
        if isinstance(value, NamedNode):
            texts |= {edtf.value for edtf in things.values(value, pat("edtf"))}
        elif isinstance(value, Literal):
            texts.add(value.value)
    heads = []
    for head in shown:
        cell = row[head.at]
        of_date = head.column.type == "edtf" and cell is not None and cell.value in texts
        if cell is not None and (cell in texts or of_date):
            heads.append(head.words)
    return ", ".join(heads)
