"""Entries: the day on which what happened in a council stands in a list of all councils, so that the events
of a month are found by their days and not by going through all there are.

What a row rests on the question still asks of the evidence itself.
"""

from collections.abc import Iterator
from typing import Any

from pyoxigraph import NamedNode

from patgraph.names import BASE, pat, term

from .known import Found, Known

#: What is found here.
LOOKED_UP = frozenset(map(pat, (
    "gradedOn", "noticeOn", "ratedOn", "reviewedOn", "supportedOn", "takenOverOn",
)))  # fmt: skip
_ROUND, _COUNCIL = term("prov:wasGeneratedBy"), pat("council")
_STARTED, _REPORTED, _AS_AT, _QUESTION = map(pat, ("started", "reported", "asAt", "question"))
#: What is read here of the view, and the classes of which it is read.
READ = frozenset({
    _ROUND, _COUNCIL, _STARTED, _REPORTED, _AS_AT, _QUESTION,
    *map(pat, ("answer", "stars", "serviceArea", "provider", "measure")),
})  # fmt: skip
CLASSES = frozenset(map(pat, ("Intervention", "Review", "Section114Notice", "StarRating")))
#: The questions whose answer is a grade of the whole.
_OVERALL = {
    NamedNode(f"{BASE}concept/question/{name}")
    for name in (
        "annual-adults", "annual-children", "apa-grade", "apa-overall", "apa-three-categories",
        "cpa-category", "cpa-stars", "cqc-overall", "ofsted-overall", "send-outcome",
    )
}  # fmt: skip
_SUPPORT = NamedNode(f"{BASE}concept/measure/exceptional-financial-support")


def found(known: Known) -> Iterator[Found]:
    """The day of each rating, overall grade, review that gave none, notice, sum of support, and of each
    service that passed to a provider, of a council.
    """
    for property_, thing, day in _dated(known):
        if known.all(thing, _COUNCIL):
            yield thing, pat(property_), day


def _dated(known: Known) -> Iterator[tuple[str, Any, Any]]:
    for rating in known.things("StarRating"):
        if known.all(rating, pat("stars")) and not known.all(rating, pat("serviceArea")):
            rounds = known.all(rating, _ROUND)
            published = [day for each in rounds for day in known.all(each, _REPORTED)]
            yield from (("ratedOn", rating, day) for day in published or known.all(rating, _AS_AT))
    graded: set[Any] = set()
    for grade, question in known.pairs(_QUESTION):
        if question in _OVERALL:
            graded.update(known.all(grade, _ROUND))
            if known.all(grade, pat("answer")):
                yield from (("gradedOn", grade, day) for day in known.all(grade, _AS_AT))
    interventions, reviews = known.things("Intervention"), known.things("Review")
    for review in reviews - graded:
        days = known.all(review, _REPORTED) or known.all(review, _STARTED)
        yield from (("reviewedOn", review, day) for day in days)
    for event, _ in known.pairs(pat("provider")):
        if event not in interventions and event not in reviews:
            yield from (("takenOverOn", event, day) for day in known.all(event, _STARTED))
    for notice in known.things("Section114Notice"):
        yield from (("noticeOn", notice, day) for day in known.all(notice, _STARTED))
    for figure, measure in known.pairs(pat("measure")):
        if measure == _SUPPORT:
            yield from (("supportedOn", figure, day) for day in known.all(figure, _AS_AT))
