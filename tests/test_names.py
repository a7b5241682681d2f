"""Names: the table of kinds, and which names are those of passages."""

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from patgraph.names import (
    BASE,
    ID_KINDS,
    KINDS,
    PREFIXES,
    RECONCILED,
    filed,
    is_passage,
    likelihood,
    place_of,
    plural,
    space,
)


def test_every_kind_with_names_of_its_own_has_a_prefix_and_a_heading():
    """Whoever adds a kind adds one row: its prefix, its heading and its place come from there."""
    assert ID_KINDS[0] == "council" and {"passage", "date"} <= {*ID_KINDS}
    for kind in ID_KINDS:
        assert PREFIXES[kind] == space(kind) == f"{BASE}id/{kind}/"
    assert all(kind.plural == plural(name) and kind.plural for name, kind in KINDS.items())
    assert plural("") == "Others" and plural("star-gate") == "Star gate"


def test_each_rank_is_given_once():
    """Ranks say an order, so no two kinds share one; a kind without a rank, or unknown, comes last."""
    for ranks in ([k.searched for k in KINDS.values()], [k.reconciled for k in KINDS.values()]):
        given = [rank for rank in ranks if rank]
        assert len(given) == len({*given})
    assert min(KINDS, key=likelihood) == RECONCILED[0] == "council"
    assert likelihood("code") == likelihood("nothing") > max(k.searched or 0 for k in KINDS.values())


def test_passages_are_told_by_their_names():
    """Whatever a graph's name can be, and under the base of the store."""
    passage = NamedNode(f"{space('passage')}doc/one")
    assert is_passage(passage) and is_passage(passage.value)
    other = "https://example.org/kg/"
    assert is_passage(NamedNode(f"{other}id/passage/doc/one"), other) and not is_passage(passage, other)
    for node in (NamedNode(f"{BASE}graph/view"), BlankNode(), DefaultGraph(), Literal(passage.value), None):
        assert not is_passage(node)


@pytest.mark.parametrize(
    ("label", "listed", "place"),
    [("London Borough of Haringey", "Haringey, London Borough of", "Haringey"),
     ("Royal Borough of Windsor and Maidenhead", "Windsor and Maidenhead, Royal Borough of",
      "Windsor and Maidenhead"),
     ("Walsall Metropolitan Borough Council", "Walsall Metropolitan Borough Council", "Walsall"),
     ("City of Bradford Metropolitan District Council", "Bradford Metropolitan District Council, City of",
      "Bradford"),
     ("Durham County Council (2009)", "Durham County Council (2009)", "Durham County Council (2009)"),
     ("Deloitte & Touche", "Deloitte & Touche", "Deloitte & Touche"),
     ("Council for Healthcare Regulatory Excellence",) * 3],
)  # fmt: skip
def test_a_council_is_filed_by_its_place(label, listed, place):
    """A council stands in a list by the name of its place, and is called by that where there is no room."""
    assert filed(label) == listed and place_of(label) == place
