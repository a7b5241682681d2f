"""A build of what has changed: of a dataset of which another, little different, was built before.

What a change of the files touches (`touched_things`) is made again (`built_again`, `counts_again`,
`standings_again`, `passage_lists_again`), once by what was said before and once by what is said now; what is
in the one and not in the other goes, or comes. What was made of the former has to be what the former dataset
has, and whatever rests on all the rest, or on the order of files, raises `NotUnderstood`: then everything is
to be built.
"""

from typing import Any

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from patgraph.dataset.resolution import standings
from patgraph.dataset.resolution.entailment import Entailment
from patgraph.dataset.resolution.passage_lists import LISTED
from patgraph.names import VIEW, pat, slug, space, term
from patgraph.sparql.reach import NotUnderstood

from .before_and_after import Said
from .built_again import Made, Pair
from .counts_again import Recounted
from .passage_lists_again import listed_again
from .standings_again import standing_again
from .touched_things import COUNTED, DISAGREEMENT, SUBJECT, TYPE, Touched, read_of_all, touched

_VIEW = NamedNode(VIEW)
_FIRST, _RECORDS = pat("firstPassage"), space("disagreement")


def rebuilt(store: pyoxigraph.Store, removed: list[Quad], added: list[Quad]) -> tuple[list[Quad], list[Quad]]:
    """The quads that go from a dataset, and those that come, where such go from its files and such come. The
    store has what was built before. Raises `NotUnderstood`.
    """
    if any(quad not in store for quad in removed) or any(quad in store for quad in added):
        raise NotUnderstood("a number in two forms")
    before, after = Said(store), Said(store, removed, added)
    about = touched(before, after, [*removed, *added])
    ways = (
        [(q.subject, q.object) for q in store.quads_for_pattern(None, term(way), None, _VIEW)]
        for way in ("rdfs:subClassOf", "rdfs:subPropertyOf")
    )
    entailment = Entailment(*ways)
    one, two = (Made(said, about, entailment) for said in (before, after))
    if others := _called_alike(before, about, [*one.found, *two.found]):
        about.subjects |= others
        one, two = (Made(said, about, entailment) for said in (before, after))
    nodes = about.nodes | about.subjects | {quad[0] for made in (one, two) for quad in made.records}
    views = one.view(nodes), two.view(nodes)
    _require_former(before, views[0])
    gone = _quads(views[0]) - _quads(views[1])
    come = _quads(views[1]) - _quads(views[0])
    _require_followed(gone | come, about)
    counted = Recounted(one, two, views, about)
    went, came = [*removed, *gone, *counted.removed], [*added, *come, *counted.added]
    then, change = Said(store, went, came), [*went, *came]
    stood, stand = standing_again(before, then, change)
    unlisted, listed = listed_again(before, then, change)
    return [*went, *stood, *unlisted], [*came, *stand, *listed]


def _called_alike(before: Said, about: Touched, found: list[Any]) -> set[Any]:
    """Other things whose disagreements may be called as those of what is touched."""
    slugs = {slug(each.subject) for each in found}
    ends = tuple(f"-{slug(node)}" for node in about.nodes if node.value.startswith(_RECORDS))
    others: set[Any] = set()
    if slugs or ends:
        records: set[Any] = {quad.subject for quad in before.quads(None, TYPE, DISAGREEMENT, _VIEW)}
        for node in records:
            things: set[Any] = {quad.object for quad in before.quads(node, SUBJECT, None, _VIEW)}
            others |= {t for t in things if slug(t) in slugs or (ends and node.value.endswith(ends))}
    return others - about.subjects


def _quads(view: dict[Any, set[Pair]]) -> set[Quad]:
    return {Quad(node, p, o, _VIEW) for node, said in view.items() for p, o in said}


def _require_former(before: Said, view: dict[Any, set[Pair]]) -> None:
    for node, said in view.items():
        left_out = (COUNTED - {_FIRST}) | standings.LOOKED_UP | {LISTED}
        there = {pair for pair in before.of(node).view if pair[0] not in left_out}
        if there != said:
            raise NotUnderstood(f"{node} is not what it was: {there ^ said}")


def _require_followed(change: set[Quad], about: Touched) -> None:
    """Raises `NotUnderstood` where other things rest on what has changed in the view."""
    for quad in change:
        if read_of_all(quad, about):
            raise NotUnderstood(f"{quad}")
