"""Two judges on one council: bodies that assessed the same service at about the same time, and far apart.

Each grade is a thing of its own and both may stand, so resolution finds nothing there. The rule in words, and
what it finds: `data/README.md`, "Two judges".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date as Day
from itertools import combinations
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.names import BASE, pat, slug, term
from patgraph.rdf import Facts, Term, closure

from .disagreements import Passage, day_range
from .plans import saying
from .records import Namer, concept, listed, step, weighed, weight
from .resolve import Resolution

#: "About the same time": so many days between the two at most.
WINDOW = 366
#: "Far apart": so many of the four steps at least, which is a failing grade against a good one.
APART = 2

_TYPE, _LABEL, _SENTENCE = term("rdf:type"), term("skos:prefLabel"), term("dcterms:description")
_ANSWER, _STARS, _SIDE = pat("answer"), pat("stars"), pat("side")
_ROUND = term("prov:wasGeneratedBy")
#: What gives the grade of an assessment of each class.
_KINDS = {"Judgement": _ANSWER, "StarRating": _STARS}
#: What is read of assessments and of rounds.
READ = {
    _ANSWER, _STARS, _ROUND, term("prov:wasAttributedTo"),
    *map(pat, ("asAt", "conductedBy", "council", "question", "reported", "serviceArea")),
}  # fmt: skip
#: The services that each is a part of.
Wider = dict[Any, set[Any]]

_LIMITS = (
    "They stand at steps {} and {} of four: a help for the eye, since the same step of two frameworks is not "
    "the same achievement. No side is taken."
)


@dataclass(frozen=True)
class Judged:
    """An assessment with all that it is compared by: `grade` is the answer, or the concept of the stars;
    `place` that of its question in its framework; `part` whether its round has a grade of the whole too.
    """

    node: NamedNode
    council: NamedNode
    service: NamedNode
    question: NamedNode | None
    place: int
    grade: NamedNode
    step: int
    day: NamedNode
    days: tuple[Day, Day]
    judges: frozenset[NamedNode]
    round: NamedNode
    passages: tuple[Passage, ...]
    part: bool = False


@dataclass(frozen=True)
class TwoJudges:
    """Two assessments that lie apart, the earlier first, and their services: one, or the wider and then the
    narrower.
    """

    one: Judged
    other: Judged
    services: tuple[NamedNode, ...]

    @property
    def kind(self) -> str:
        """The kind of disagreement."""
        return "scope" if self.services[1:] else "viewpoint"


def quads(resolution: Resolution, name: Namer, graph: NamedNode) -> Iterator[Quad]:
    """The records of two judges on one council, but of those that an editor has written down."""
    facts = resolution.facts
    written = {
        frozenset(facts.all(node, _SIDE)) for node in facts.subjects(_TYPE, pat("Disagreement"))
    }  # fmt: skip
    for found in two_judges(resolution):
        one, other = found.one, found.other
        if frozenset((one.node, other.node)) in written:
            continue
        rest = slug(other.node).removeprefix(f"{slug(one.council)}-")
        node = NamedNode(f"{BASE}id/disagreement/{slug(one.node)}-and-{rest}")
        yield Quad(node, _TYPE, pat("Disagreement"), graph)
        yield Quad(node, _LABEL, Literal(_title(found, name), language="en"), graph)
        yield Quad(node, _SENTENCE, Literal(sentence(found, name, facts), language="en"), graph)
        yield Quad(node, pat("disagreementType"), concept("disagreement-type", found.kind), graph)
        yield Quad(node, pat("subject"), one.council, graph)
        yield Quad(node, pat("property"), _ANSWER, graph)
        for judged in (one, other):
            yield Quad(node, _SIDE, judged.node, graph)
            yield from (Quad(node, pat("candidate"), NamedNode(p.iri), graph) for p in judged.passages)
        values: dict[Term, list[Passage]] = {j.grade: list(j.passages) for j in (one, other)}
        yield weighed(node, weight(found.kind, _ANSWER, values, facts), graph)


def two_judges(resolution: Resolution) -> Iterator[TwoJudges]:
    """Assessments of one council that lie apart, one pair of each two rounds, by council and date."""
    wider = _wider(resolution.facts)
    by_council = defaultdict(list)
    for judged in _of_rounds(_assessments(resolution), wider):
        by_council[judged.council].append(judged)
    for council in sorted(by_council, key=str):
        found: dict[Any, TwoJudges] = {}
        for one, other in combinations(sorted(by_council[council], key=_order), 2):
            if abs(one.step - other.step) < APART or not _are_two(one, other):
                continue
            services = _services(one, other, wider)
            if services:
                two, rounds = TwoJudges(one, other, services), (one.round, other.round)
                found[rounds] = min(found.get(rounds, two), two, key=lambda pair: len(pair.services))
        yield from found.values()


def sentence(two: TwoJudges, name: Namer, facts: Facts) -> str:
    """Who judged what, when, on which scale, and how far that can be compared."""
    sides = "; ".join(_said(judged, name, facts) for judged in (two.one, two.other))
    wide, *narrow = (_small(name(service)) for service in two.services)
    scope = (
        f"The services differ ({narrow[0]}, under {wide}), so both may be so"
        if narrow
        else f"Both judged {wide}"
    )
    council, _, title = _title(two, name).partition(": ")
    return f"{council} ({title}): {sides}. {scope}. {_LIMITS.format(two.one.step, two.other.step)}"


def _title(two: TwoJudges, name: Namer) -> str:
    years = dict.fromkeys(str(judged.days[1].year) for judged in (two.one, two.other))
    services = [_small(name(service)) for service in two.services]
    return f"{name(two.one.council)}: two judges on {listed(services)}, {listed(list(years))}"


def _said(judged: Judged, name: Namer, facts: Facts) -> str:
    judges = listed(sorted(name(body) for body in judged.judges))
    scale = _small(name(facts.one(judged.grade, term("skos:broader"))))
    asked = facts.one(judged.question, term("skos:definition"))
    asked = asked.value.rstrip(".") if asked is not None else name(judged.service)
    return f"{judges}, as at {name(judged.day)}: “{name(judged.grade)}” in the {scale}, on {_small(asked)}"


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _order(judged: Judged) -> tuple[Any, ...]:
    return judged.days, judged.place, judged.node.value


def _are_two(one: Judged, other: Judged) -> bool:
    """Whether two assessments are of two judges, in two rounds, at about the same time."""
    between = max((one.days[0] - other.days[1]).days, (other.days[0] - one.days[1]).days)
    # Rounds of stars follow each other whoever gives them: a history, not two judges.
    stars = one.question is None and other.question is None
    return one.judges != other.judges and one.round != other.round and between <= WINDOW and not stars


def _services(one: Judged, other: Judged, wider: Wider) -> tuple[NamedNode, ...]:
    """The service that both are of; or the wider and then the narrower, if one is of a part of what the other
    is of and its own round has nothing on the whole; else none.
    """
    if one.service == other.service:
        return (one.service,)
    for narrow, wide in ((one, other), (other, one)):
        if wide.service in wider[narrow.service] and not narrow.part:
            return wide.service, narrow.service
    return ()


def _of_rounds(assessments: Iterable[Judged], wider: Wider) -> Iterator[Judged]:
    """The assessments of each council in each round: of several of one service the first in the order of
    questions; of a part of a service marked, where there is one of the whole.
    """
    rounds: dict[Any, dict[NamedNode, Judged]] = defaultdict(dict)
    for judged in sorted(assessments, key=lambda each: (each.place, each.node.value)):
        rounds[judged.council, judged.round].setdefault(judged.service, judged)
    for services in rounds.values():
        for service, judged in services.items():
            yield replace(judged, part=not wider[service].isdisjoint(services))


def _wider(facts: Facts) -> Wider:
    """The services that each is a part of."""
    services = facts.subjects(term("skos:inScheme"), NamedNode(f"{BASE}concept/service-area"))
    found = closure(
        (service, broad) for service in services for broad in facts.all(service, term("skos:broader"))
    )
    return defaultdict(set, found)


def _assessments(resolution: Resolution) -> Iterator[Judged]:
    """The assessments of which all is known that they are compared by; the others are left out."""
    facts = resolution.facts
    taken: dict[Any, list[Any]] = defaultdict(list)
    for triple in resolution.taken:
        if triple.predicate in READ:
            taken[triple.subject, triple.predicate].append(triple.object)

    def all_of(node: Any, property_: NamedNode) -> list[Any]:
        return taken.get((node, property_), []) + facts.all(node, property_)

    def first(node: Any, *properties: NamedNode) -> Any:
        return next((value for p in properties for value in all_of(node, p)), None)

    nodes = [(n, p) for kind, p in _KINDS.items() for n in facts.subjects(_TYPE, pat(kind))]
    for node, property_ in sorted(nodes, key=str):
        value, council, round_ = (first(node, p) for p in (property_, pat("council"), _ROUND))
        judges = all_of(round_, pat("conductedBy")) or all_of(node, term("prov:wasAttributedTo"))
        day = first(node, pat("asAt")) or first(round_, pat("reported"))
        days = day_range(day) if day is not None else None
        if value is None or council is None or not judges or days is None:
            continue
        stars = property_ == _STARS
        grade = concept("answer", f"stars-{value.value}") if stars else value
        reached = step(grade, facts)
        service = first(node, pat("serviceArea")) or (
            concept("service-area", "social-services") if stars else None
        )
        passages = saying(resolution, node, property_, value)
        if reached is None or service is None or not passages:
            continue
        question = first(node, pat("question"))
        place = facts.one(question, term("schema:position"))
        yield Judged(
            node, council, service, question, int(place.value) if place is not None else 0, grade, reached,
            day, days, frozenset(judges), round_ or node, tuple(passages),
        )  # fmt: skip
