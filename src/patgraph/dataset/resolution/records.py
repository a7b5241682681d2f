"""Records: how disagreements are written down, each with what differs, in a sentence, and its weight.

What an editor wrote stays: the name, the kind, the sentence. Method: `data/README.md`, "Resolution".
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.names import BASE, pat, slug, term
from patgraph.questions.amounts import in_pounds
from patgraph.rdf import Facts, Term

from .disagreements import Disagreement, Passage, Values, compatible, day_range, number, undenied

_TYPE, _KIND, _LABEL = term("rdf:type"), pat("disagreementType"), term("skos:prefLabel")
_SENTENCE = term("dcterms:description")

#: A thing's name.
Namer = Callable[[Term], str]

#: What weighs most is what cannot be so; a refinement weighs nothing, however exact.
_KINDS = {
    "conflict": 4, "self-contradiction": 3, "revision": 3, "transcription": 3, "plan-and-outcome": 2,
    "viewpoint": 2, "scope": 2, "slip": 1, "wording": 1, "naming": 1,
}  # fmt: skip
#: A grade, an amount, and whether a thing was so at all go before days, and days before all else.
_PROPERTIES = {
    "answer": 3, "change": 3, "grade": 3, "requested": 3, "stars": 3, "value": 3,
    "started": 2, "ended": 2, "effectivelyEnded": 2, "appointed": 2, "reported": 2, "issued": 2,
}  # fmt: skip
#: How many sources a sentence names for one value.
_NAMED = 3


def records(
    disagreements: Iterable[Disagreement],
    ours: Facts,
    name: Namer,
    graph: NamedNode,
    sums: Collection[Any] = (),
) -> Iterator[Quad]:
    """The disagreements as quads of a graph; one an editor has written down keeps its IRI. `sums` are the
    things whose numbers are pounds.
    """
    written = {
        (ours.one(node, pat("subject")), ours.one(node, pat("property"))): node
        for node in ours.subjects(_TYPE, pat("Disagreement"))
        if ours.one(node, pat("rule"))
    }
    by_slug = defaultdict(list)
    for record in disagreements:
        by_slug[_slug(record)].append(record)
    values: dict[NamedNode, Values] = {}
    for slug_, same in by_slug.items():
        for record in same:
            node = written.get((record.subject, record.property)) if record.rule else None
            if node is None:
                node = _fresh(slug_, record, len(same) > 1, ours)
                words = f"{name(record.subject)}: {name(record.property)}"
                yield Quad(node, _LABEL, Literal(words, language="en"), graph)
                yield Quad(node, _KIND, concept("disagreement-type", record.kind), graph)
                # Where what we say ourselves was taken, an editor is to say why.
                if record.rule != "editor":
                    words = sentence(record, name, record.subject in sums)
                    yield Quad(node, _SENTENCE, Literal(words, language="en"), graph)
                yield weighed(node, weight(record.kind, record.property, record.values, ours), graph)
            values[node] = record.values
            yield from _settled(node, record, graph)
    for node in ours.subjects(_TYPE, pat("Disagreement")):
        kind, property_ = ours.one(node, _KIND), ours.one(node, pat("property"))
        if kind is not None and property_ is not None:
            yield weighed(node, weight(slug(kind), property_, values.get(node, {}), ours), graph)


def _slug(record: Disagreement) -> str:
    differing = _PLANS.get(slug(record.property), "") if record.kind == "plan-and-outcome" else ""
    return f"{slug(record.subject)}-{differing or _kebab(slug(record.property))}"


def _fresh(slug_: str, record: Disagreement, shared: bool, ours: Facts) -> NamedNode:
    """A name for a record; with the kind of its subject where another has the name without."""
    node = NamedNode(f"{BASE}id/disagreement/{slug_}")
    if not shared and not ours.all(node, _TYPE):
        return node
    kind = record.subject.value.removeprefix(f"{BASE}id/").split("/")[0]
    return NamedNode(f"{BASE}id/disagreement/{kind}-{slug_}")


def _settled(node: NamedNode, record: Disagreement, graph: NamedNode) -> list[Quad]:
    return [
        Quad(node, _TYPE, pat("Disagreement"), graph),
        Quad(node, pat("subject"), record.subject, graph),
        Quad(node, pat("property"), record.property, graph),
        *([Quad(node, pat("rule"), concept("rule", record.rule), graph)] if record.rule else []),
        *(Quad(node, pat("candidate"), NamedNode(p), graph) for p in record.candidates),
        *(Quad(node, pat("accepted"), NamedNode(p), graph) for p in record.accepted),
    ]


def weighed(node: NamedNode, weight: int, graph: NamedNode) -> Quad:
    """What a record weighs, as a quad."""
    return Quad(node, pat("weight"), Literal(weight), graph)


def weight(kind: str, property_: NamedNode, values: Values, facts: Facts) -> int:
    """How much a disagreement weighs, 0 to 10; `values` are those that passages give, where there are any."""
    if kind not in _KINDS:
        return 0
    claims = undenied(values)
    apart = [_distance(a, b, facts) for a, b in combinations(claims, 2) if not compatible(a, b)]
    if any(p.modality == "denied" for ps in values.values() for p in ps):
        apart.append(3)
    return _KINDS[kind] + max(apart, default=0) + _PROPERTIES.get(slug(property_), 1)


def sentence(record: Disagreement, name: Namer, pounds: bool = False) -> str:
    """What differs, in one sentence; numbers as sums of money, where they are `pounds`."""
    claims = undenied(record.values)
    ordered = list(claims.items())
    if record.kind != "plan-and-outcome":  # There the plan comes first.
        ordered.sort(key=lambda claim: min(claim[1]))
    sides = [
        (_words(value, name, pounds), _sources(passages, record.kind, name)) for value, passages in ordered
    ]
    if record.kind == "plan-and-outcome":
        said = "planned was {} in {}, and it came to be {} in {}".format(*sides[0], *sides[1])
    elif len(sides) > 1 and len({sources for _, sources in sides}) == 1:
        one, other = _PLACES.get(record.kind, ("in one place", "in another"))
        parts = [f"{words} {other if place else one}" for place, (words, _) in enumerate(sides)]
        said = f"{sides[0][1]} has {listed(parts)}"
    else:
        said = listed([f"{words} in {sources}" for words, sources in sides])
        said = _LEADS.get(record.kind, "{}").format(said) if len(sides) > 1 else said
    for value, passages in record.values.items():
        denying = [p for p in passages if p.modality == "denied"]
        if denying:
            said += f"; {_words(value, name, pounds)} is denied in {_sources(denying, record.kind, name)}"
    taken = [v for v, ps in claims.items() if any(p.iri in record.accepted for p in ps)]
    if taken and len(claims) > 1:
        said += f"; the graph takes {_words(taken[0], name, pounds)}"
    return f"{name(record.subject)} ({name(record.property)}): {said}."


#: What is added to the name of a record of a plan that came out otherwise.
_PLANS = {"started": "planned-and-actual-start", "ended": "planned-and-actual-end"}
#: How one source has two values.
_PLACES = {"revision": ("at one time", "at another")}
_LEADS = {
    "conflict": "{}, which cannot all be so",
    "revision": "one publisher has {}",
    "transcription": "one page was read as {}",
    "refinement": "{}, which can all be so",
}


def _distance(one: Term, other: Term, facts: Facts) -> int:
    """How far two values that cannot both be true are apart, 1 to 3."""
    mine, theirs = day_range(one), day_range(other)
    if mine and theirs:
        days = max((theirs[0] - mine[1]).days, (mine[0] - theirs[1]).days)
        return 1 if days <= 31 else 2 if days <= 366 else 3
    numbers = number(one), number(other)
    if numbers[0] is not None and numbers[1] is not None:
        low, high = sorted((numbers[0], numbers[1]))
        return 3 if low <= 0 or high > 2 * low else 1 if high <= low * Decimal("1.1") else 2
    steps = step(one, facts), step(other, facts)
    if steps[0] is not None and steps[1] is not None:
        return min(3, max(1, abs(steps[0] - steps[1])))
    return 3 if isinstance(one, Literal) and one.value in ("true", "false") else 2


def step(grade: Term, facts: Facts) -> int | None:
    """The step that a grade is matched with, or, of another scale, falls under."""
    matched = facts.one(grade, term("skos:closeMatch")) or facts.one(grade, term("skos:broadMatch"))
    place = facts.one(matched, term("schema:position"))
    return int(place.value) if place is not None and place.value.isdigit() else None


def _words(value: Term, name: Namer, pounds: bool) -> str:
    if not isinstance(value, Literal):
        return name(value)
    found = number(value)
    if found is not None:
        return in_pounds(found) if pounds else f"{found:,}"
    return {"true": "yes", "false": "no"}.get(value.value, value.value)


def _sources(passages: Iterable[Passage], kind: str, name: Namer) -> str:
    """The names of what says so: the pages that rows cite, or, where these are one, the tables."""
    found: dict[str, None] = {}
    for passage in sorted(passages):
        sources = {passage.document} if kind == "transcription" else passage.witnesses
        found |= dict.fromkeys(name(NamedNode(iri)) for iri in sorted(sources))
    names = list(found)
    if len(names) > _NAMED:
        names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} others"]
    return listed(names)


def listed(words: list[str]) -> str:
    """Words in a row, the last behind an "and"."""
    return ", ".join(words[:-1]) + " and " + words[-1] if words[1:] else "".join(words)


def concept(scheme: str, slug: str) -> NamedNode:
    """A concept of a scheme."""
    return NamedNode(f"{BASE}concept/{scheme}/{slug}")


def _kebab(camel: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in camel)
