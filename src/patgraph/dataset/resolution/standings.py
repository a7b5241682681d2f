"""Standings: what is the first, the last or the lowest of many, so that a question looks it up.

A question would go through all that is said of every council to find its lowest grade, and compare all its
interventions with each other to count them. What a row rests on questions still ask of the evidence itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.names import BASE, pat, term
from patgraph.rdf import QuadTerms

from . import entries, spells
from .known import Found, Known, Pairs

#: What is found here: for questions to look up, and no part of what is said of a thing.
LOOKED_UP = frozenset(map(pat, (
    "candidateDocument", "concernNamed", "concernsCouncil", "countsFrom", "firmestModality",
    "firmestPassage", "firstIntervention", "interventionCount", "interventionIn", "lastIntervention",
    "lastOverallGrade", "latestAdultsGrade", "latestGrade", "lowestGrade", "previousIntervention",
    "reviewBefore",
))) | entries.LOOKED_UP | spells.LOOKED_UP  # fmt: skip

#: What is read here of the view, and the classes of which it is read.
READ = frozenset(map(pat, (
    "council", "started", "inForceAt", "plannedStart", "question", "asAt", "answer", "reported", "category",
    "candidate", "inDocument", "subject", "about", "engagement", "modality", "value", "atLeast", "atMost",
))) | {term("org:organization")} | entries.READ  # fmt: skip
CLASSES = frozenset(map(pat, (
    "Intervention", "Engagement", "Review", "Concern", "Disagreement", "LocalAuthority", "Figure",
))) | entries.CLASSES  # fmt: skip
_OVERALL = NamedNode(f"{BASE}concept/question/ofsted-overall")
_ORGANIZATION = term("org:organization")
_ADULTS = NamedNode(f"{BASE}concept/question/cqc-overall")
#: Its three outcomes are matched with no step.
_AREA = NamedNode(f"{BASE}concept/question/send-outcome")
#: How the services for children, adult social care and special needs were judged as a whole.
_JUDGED = {_OVERALL, _ADULTS, _AREA}
_DENIED = NamedNode(f"{BASE}concept/modality/denied")
NUMBERS = frozenset(map(pat, ("value", "atLeast", "atMost")))


def quads(stated: Iterable[Quad | QuadTerms], view: Pairs, graph: NamedNode) -> Iterator[Quad]:
    """What stands first, last or lowest, as quads of a graph. Takes what passages state, and the subjects and
    objects of each property of the view with what is implied.
    """
    known = Known(view)
    found = chain(_interventions(known), _grades(known), _reviews(known), _concerns(known),
                  _disagreements(known), _modalities(stated, known), _last_grades(known),
                  entries.found(known), spells.found(known))  # fmt: skip
    for subject, property_, value in found:
        if not isinstance(subject, Literal):  # A text as a council is for the rules to tell.
            yield Quad(subject, property_, value, graph)


def _interventions(known: Known) -> Iterator[Found]:
    """Which council each intervention was in, from which day it counts, and the one before it there; of each
    council how many are dated, the first and the last.
    """
    dated: dict[Any, list[tuple[str, Any]]] = defaultdict(list)
    for intervention in known.things("Intervention"):
        councils = known.all(intervention, pat("council"))
        yield from ((intervention, pat("interventionIn"), council) for council in councils)
        counted = min(_begun(intervention, known), default=None)
        if counted is not None:
            key, day = counted
            yield intervention, pat("countsFrom"), day
            for council in councils:
                dated[council].append((key, intervention))
    for council, counted_there in dated.items():
        in_order = [intervention for _, intervention in sorted(counted_there, key=lambda each: each[0])]
        yield council, pat("interventionCount"), Literal(len(in_order))
        yield council, pat("firstIntervention"), in_order[0]
        yield council, pat("lastIntervention"), in_order[-1]
        yield from ((later, pat("previousIntervention"), one) for one, later in pairwise(in_order))


def _begun(intervention: Any, known: Known) -> Iterator[tuple[str, Any]]:
    """The days from which an intervention may count, each after the text by which it is put in order: the
    middle of the days that it may mean, the last of them, and the names.
    """
    for day in known.all(intervention, pat("started")) or known.all(intervention, pat("inForceAt")):
        if (days := known.days(day)) is not None:
            parts = [[int(part) for part in end.split("-")] for end in days]
            years, months, of_month = (sum(both) for both in zip(*parts, strict=True))
            middle = years * 372 + months * 31 + of_month
            yield f"{middle} {days[1]} {day.value} {intervention.value}", day


def _grades(known: Known) -> Iterator[Found]:
    """The lowest and the latest overall grade of each council's services for children, and the latest of its
    adult social care.
    """
    lowest: dict[Any, dict[tuple[Any, ...], Any]] = defaultdict(dict)
    latest: dict[Any, dict[Any, dict[tuple[str, str], Any]]] = {
        _OVERALL: defaultdict(dict), _ADULTS: defaultdict(dict),
    }  # fmt: skip
    for grade, question in known.pairs(pat("question")):
        days = known.days(known.one(grade, pat("asAt")))
        place = known.step(known.one(grade, pat("answer")))
        if question not in latest or days is None or place is None:
            continue
        for council in known.all(grade, pat("council")):
            latest[question][council][days[1], grade.value] = grade
            if question == _OVERALL:
                year, month = (int(part) for part in days[1].split("-")[:2])
                lowest[council][place, -year, -month, grade.value] = grade
    for council, grades in lowest.items():
        yield council, pat("lowestGrade"), grades[min(grades)]
    for question, name in ((_OVERALL, "latestGrade"), (_ADULTS, "latestAdultsGrade")):
        for council, of_council in latest[question].items():
            yield council, pat(name), of_council[max(of_council)]


def _last_grades(known: Known) -> Iterator[Found]:
    """The last overall grade of each council by each judge. Where grades have steps, an answer without one
    says that no grade was given: it does not stand in the place of the last.
    """
    last: dict[tuple[Any, Any], dict[tuple[str, str], Any]] = defaultdict(dict)
    for grade, question in known.pairs(pat("question")):
        if question not in _JUDGED:
            continue
        answer = known.one(grade, pat("answer"))
        if answer is not None and (question == _AREA or known.step(answer) is not None):
            for day in filter(None, map(known.days, known.all(grade, pat("asAt")))):
                for council in known.all(grade, pat("council")):
                    last[council, question][day[1], grade.value] = grade
    for (council, _), grades in last.items():
        yield council, pat("lastOverallGrade"), grades[max(grades)]


def _reviews(known: Known) -> Iterator[Found]:
    """The last review of the council of each engagement that was certainly out before the team began."""
    engagements = known.things("Engagement")
    councils = {council for team in engagements for council in known.all(team, pat("council"))}
    reviews = known.things("Review")
    out: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for review, day in known.pairs(pat("reported")):
        days = known.days(day)
        if review in reviews and days is not None:
            for council in councils.intersection(known.all(review, pat("council"))):
                out[council][days[1]].append(review)
    for team in engagements:
        days = known.days(known.one(team, pat("started")) or known.one(team, pat("plannedStart")))
        if days is None:
            continue
        for council in known.all(team, pat("council")):
            before = [day for day in out[council] if day < days[0]]
            for review in out[council][max(before)] if before else ():
                yield team, pat("reviewBefore"), review


def _concerns(known: Known) -> Iterator[Found]:
    """What concerns sources name for each council, each once."""
    for concern in known.things("Concern"):
        for council in known.all(concern, pat("council")):
            for category in known.all(concern, pat("category")):
                yield council, pat("concernNamed"), category


def _disagreements(known: Known) -> Iterator[Found]:
    """The documents that take part in each disagreement, and the councils that it concerns."""
    for disagreement in known.things("Disagreement"):
        for passage in known.all(disagreement, pat("candidate")):
            for document in known.all(passage, pat("inDocument")):
                yield disagreement, pat("candidateDocument"), document
        for subject in known.all(disagreement, pat("subject")):
            councils = {subject, *known.all(subject, pat("about")), *known.all(subject, _ORGANIZATION)}
            for engagement in known.all(subject, pat("engagement")):
                councils |= {*known.all(engagement, pat("council"))}
            for council in councils & known.things("LocalAuthority"):
                yield disagreement, pat("concernsCouncil"), council


def _modalities(stated: Iterable[Quad | QuadTerms], known: Known) -> Iterator[Found]:
    """How firmly the number of each figure is stated, by the passage that is firmest, the first of these by
    name, of those that give the number which is taken, or of all; nothing of what no passage gives.
    """
    figures, firmest = known.things("Figure"), dict[Any, tuple[bool, int, str, Any, Any]]()
    for subject, property_, number, passage in stated:
        if property_ in NUMBERS and subject in figures:
            modality = known.one(passage, pat("modality"))
            place = known.one(modality, term("schema:position"))
            if modality != _DENIED and place is not None and place.value.isdigit():
                other = number not in known.all(subject, property_)
                stands = other, int(place.value), passage.value, modality, passage
                firmest[subject] = min(firmest.get(subject, stands), stands, key=lambda each: each[:3])
    for figure, (*_, modality, passage) in firmest.items():
        yield figure, pat("firmestModality"), modality
        yield figure, pat("firmestPassage"), passage
