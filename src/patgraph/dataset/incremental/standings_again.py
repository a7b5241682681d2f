"""What stands first, last or lowest of many (`standings`), after a change of what these are: council by
council, disagreement by disagreement, figure by figure.

What the change touches is found by the properties that are read, followed back from what has changed to what
has a standing. Of these, and of all that they are compared with, `standings` is asked as it is of everything.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.dataset.resolution import standings
from patgraph.names import VIEW, is_passage, pat, term
from patgraph.rdf import QuadTerms
from patgraph.sparql.reach import NotUnderstood

from .before_and_after import Said
from .touched_things import COUNCIL, ROUND, SUBJECT, TYPE, WITHIN

_VIEW = NamedNode(VIEW)
_MODALITY, _ENGAGEMENT, _ABOUT, _CANDIDATE = map(pat, ("modality", "engagement", "about", "candidate"))
_ORGANIZATION, _MATCH, _PLACE = term("org:organization"), term("skos:closeMatch"), term("schema:position")
_DAYS = tuple(map(pat, ("started", "inForceAt", "plannedStart", "asAt", "reported")))
_OF_DAY = [(way,) for way in _DAYS]
#: What is read of a thing for the standing of others: how these are found from it, step by step.
_BACK: dict[Any, list[tuple[Any, ...]]] = {
    pat("earliest"): _OF_DAY,
    pat("latest"): _OF_DAY,
    WITHIN: [(_CANDIDATE,)],
    _MATCH: [(pat("answer"),)],
    _PLACE: [(_MATCH, pat("answer"))],
    _ABOUT: [(SUBJECT,)],
    _ORGANIZATION: [(SUBJECT,)],
    _ENGAGEMENT: [(SUBJECT,)],
    COUNCIL: [(_ENGAGEMENT, SUBJECT)],
    pat("reported"): [(ROUND,)],
}
#: Likewise of what is a council, or no longer one.
_OF_COUNCIL = [(SUBJECT,), (_ABOUT, SUBJECT), (_ORGANIZATION, SUBJECT), (COUNCIL, _ENGAGEMENT, SUBJECT)]
#: By which more is read of what they lead to.
_ON = {
    *_DAYS,
    COUNCIL,
    SUBJECT,
    _ENGAGEMENT,
    _ABOUT,
    _CANDIDATE,
    _ORGANIZATION,
    _MATCH,
    _MODALITY,
    pat("answer"),
    ROUND,
}
#: How far they lead: from a disagreement to its subject, the team of that, its council.
_STEPS = 4
#: Of more things than this everything is built.
_MOST = 5_000


def standing_again(before: Said, after: Said, change: Iterable[Quad]) -> tuple[set[Quad], set[Quad]]:
    """The quads of standings that go, and those that come. Takes what is said before a change and after it
    with all that it makes of the view, and the quads that differ. Raises `NotUnderstood`.
    """
    files, view = ([quad for quad in change if (quad.graph_name == _VIEW) == made] for made in (False, True))
    if any(quad.predicate in standings.LOOKED_UP for quad in change):
        raise NotUnderstood("a file says what stands first")
    saids = before, after
    changed = _touched(saids, files, view)
    if not changed:
        return set(), set()
    wanted, compared = _compared(saids, changed)
    was, now = (_found(said, wanted, compared) for said in saids)
    said_there = (quad for node in wanted for quad in before.quads(node, None, None, _VIEW))
    there = {quad for quad in said_there if quad.predicate in standings.LOOKED_UP}
    if there != was:
        raise NotUnderstood(f"what stands first is not what it was: {there ^ was}")
    gone, come = was - now, now - was
    for subject, predicate, object_, _ in gone:
        if any(quad.graph_name != _VIEW for quad in before.quads(subject, predicate, object_)):
            raise NotUnderstood("a file says what stood first")
    return gone, come


def _touched(saids: tuple[Said, Said], files: Iterable[Quad], view: Iterable[Quad]) -> set[Any]:
    """The things whose standing, or that of what they are compared with, may be another now."""
    found: set[Any] = {quad.subject for quad in files if quad.predicate in standings.NUMBERS}
    for subject, predicate, object_, _ in view:
        of_class = predicate == TYPE and object_ in standings.CLASSES
        if not (of_class or predicate in standings.READ or predicate in _BACK):
            continue
        found.add(subject)
        ways = _BACK.get(predicate, [])
        if of_class and object_ == pat("LocalAuthority"):
            ways = _OF_COUNCIL
        for said in saids:
            for way in ways:
                found |= _followed_back(said, subject, way)
            if predicate in (pat("question"), ROUND):
                # A review that gave a grade is told by it.
                found.update(quad.object for quad in said.quads(subject, ROUND, None, _VIEW))
            if predicate == _MODALITY and is_passage(subject):
                stated = said.quads(None, None, None, subject)
                found.update(quad.subject for quad in stated if quad.predicate in standings.NUMBERS)
            if predicate == _PLACE and any(True for _ in said.quads(None, _MODALITY, subject, _VIEW)):
                raise NotUnderstood("another order of modalities")
    return found


def _followed_back(said: Said, node: Any, way: Iterable[Any]) -> set[Any]:
    """What leads to a thing by one property after the other, the last one first."""
    here = {node}
    for property_ in way:
        here = {quad.subject for each in here for quad in said.quads(None, property_, each, _VIEW)}
    return here


def _compared(saids: tuple[Said, Said], changed: set[Any]) -> tuple[set[Any], set[Any]]:
    """The things whose standing is asked for: those that have changed, their councils and all that is of
    these; and all that they are compared with, for each of them may be of other councils too.
    """
    wanted = changed | _councils(saids, changed)
    wanted |= _of_councils(saids, wanted)
    compared = wanted | _of_councils(saids, _councils(saids, wanted))
    compared |= {q.subject for said in saids for node in wanted for q in said.quads(None, ROUND, node, _VIEW)}
    if len(compared) > _MOST:
        raise NotUnderstood("it is compared with too much")
    return wanted, compared


def _councils(saids: tuple[Said, Said], nodes: Iterable[Any]) -> set[Any]:
    found = {q.object for said in saids for node in nodes for q in said.quads(node, COUNCIL, None, _VIEW)}
    return {council for council in found if not isinstance(council, Literal)}


def _of_councils(saids: tuple[Said, Said], councils: Iterable[Any]) -> set[Any]:
    return {q.subject for said in saids for each in councils for q in said.quads(None, COUNCIL, each, _VIEW)}


def _found(said: Said, wanted: set[Any], compared: set[Any]) -> set[Quad]:
    """The standings of what is wanted."""
    view: dict[Any, list[tuple[Any, Any]]] = defaultdict(list)
    seen: set[Any] = set()
    numbers = [*_numbers(said, wanted)]
    here = compared | {passage for _, _, _, passage in numbers}
    for _ in range(_STEPS + 1):
        seen |= here
        there: set[Any] = set()
        for node in here:
            for subject, predicate, object_, _ in said.quads(node, None, None, _VIEW):
                view[predicate].append((subject, object_))
                if predicate in _ON and not isinstance(object_, Literal):
                    there.add(object_)
        here = there - seen
    _require_one_order(numbers, view)
    return {quad for quad in standings.quads(numbers, view, _VIEW) if quad.subject in wanted}


def _numbers(said: Said, nodes: Iterable[Any]) -> Iterator[QuadTerms]:
    """What passages state of numbers of things."""
    for node in nodes:
        for quad in said.quads(node):
            if quad.predicate in standings.NUMBERS and is_passage(quad.graph_name):
                yield tuple(quad)


def _require_one_order(numbers: Iterable[QuadTerms], view: dict[Any, list[tuple[Any, Any]]]) -> None:
    """Raises `NotUnderstood` where of two modalities that stand in one place the first is taken."""
    passages = {passage for _, _, _, passage in numbers}
    modalities = {modality for passage, modality in view[_MODALITY] if passage in passages}
    places = [place for node, place in view[_PLACE] if node in modalities]
    if len({*places}) < len(places):
        raise NotUnderstood("two modalities in one place")
