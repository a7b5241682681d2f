"""Resolution: what is taken, by which rule, and what is recorded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from patgraph.dataset.resolution.disagreements import compatible, day_range
from patgraph.dataset.resolution.resolve import Resolution
from patgraph.names import BASE, pat, term
from tests.support.examples import examples

DOCUMENTS = {"a": 1, "b": 3, "c": 4}
MODALITIES = ["stated", "reported", "estimated", "hedged", "expected", "denied"]
RULES = ["editor", "modality", "corroboration", "authority", "precision", "repetition", "order"]
SUBJECT = NamedNode(f"{BASE}id/engagement/x")
ANY = NamedNode(f"{BASE}graph/any")


def say(subject, predicate, value):
    return Quad(subject, predicate, value, ANY)


def policy():
    """The words and the policy, as the ontology has them."""
    quads = []
    for scheme, names in (("rule", RULES), ("modality", MODALITIES)):
        for position, name in enumerate(names, 1):
            concept = NamedNode(f"{BASE}concept/{scheme}/{name}")
            quads.append(say(concept, term("skos:inScheme"), NamedNode(f"{BASE}concept/{scheme}")))
            quads.append(say(concept, term("schema:position"), Literal(position)))
    for name in ("started", "stars", "change"):
        quads.append(say(pat(name), term("rdf:type"), term("owl:FunctionalProperty")))
    quads.append(say(pat("stars"), term("rdf:type"), term("qb:MeasureProperty")))
    for name in ("change", "service"):
        quads.append(say(pat(name), term("rdf:type"), term("qb:AttributeProperty")))
    for name, authority in DOCUMENTS.items():
        quads.append(say(document(name), pat("authority"), Literal(authority)))
    return quads


def document(name):
    return NamedNode(f"{BASE}id/document/{name}")


def date(slug):
    return NamedNode(f"{BASE}id/date/{slug}")


def resolve(claims, ours=()):
    """Claims are (document, modality, property, value), one passage each, or with a passage name."""
    evidence, about = [], [*policy(), *ours]
    for number, (doc, modality, prop, value, *name) in enumerate(claims):
        passage = NamedNode(f"{BASE}id/passage/{doc}/{name[0] if name else number}")
        about.append(say(passage, pat("inDocument"), document(doc)))
        about.append(say(passage, pat("modality"), NamedNode(f"{BASE}concept/modality/{modality}")))
        about.append(say(passage, pat("startOffset"), Literal(number)))
        evidence.append(Quad(SUBJECT, pat(prop), value, passage))
    return Resolution(evidence, about)


def taken(resolution, prop):
    return [t.object for t in resolution.taken if t.predicate == pat(prop)]


def only(resolution):
    (record,) = resolution.disagreements
    return record


values = st.sampled_from([date(s) for s in ("2002-07", "2002-08", "2002", "2002-07-21--07-31", "2003")])
claims = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(MODALITIES), st.just("started"), values), max_size=7
)


@given(claims)
def test_one_value_that_a_passage_gives(found):
    """The view takes exactly one value of a single-valued property, and one that some passage gives
    without denying it; none where all only deny."""
    given_values = [value for _, modality, _, value in found if modality != "denied"]
    result = taken(resolve(found), "started")
    assert len(result) == bool(given_values)
    assert set(result) <= set(given_values)


@given(claims)
def test_differing_values_are_recorded(found):
    """There is a record exactly where undenied values differ, or one is denied that another gives."""
    undenied = {value for _, modality, _, value in found if modality != "denied"}
    denied = {value for _, modality, _, value in found if modality == "denied"}
    refused = any(compatible(one, other) for one in undenied for other in denied)
    assert len(resolve(found).disagreements) == (len(undenied) > 1 or refused)


@given(claims)
def test_no_rival_beats_the_winner(found):
    """The value taken is the best by the rules before precision, or a narrower one within such a one that
    somebody states or reports; of those level with the best no rival is given more often than it and its kin.
    """
    stated = [c for c in found if c[1] != "denied"]
    result = taken(resolve(found), "started")
    if not result:
        return
    (winner,) = result

    def rank(value):
        given = [c for c in stated if c[3] == value]
        agreeing = {c[0] for c in stated if compatible(c[3], value)}
        return min(MODALITIES.index(c[1]) for c in given), -len(agreeing), min(DOCUMENTS[c[0]] for c in given)

    best = min(rank(value) for _, _, _, value in stated)
    count = {v: sum(c[3] == v for c in stated) for _, _, _, v in stated if rank(v) == best}
    around = [v for v in count if v == winner or _lies_within(winner, v)]
    assert around
    assert winner in around or any(c[3] == winner and c[1] in ("stated", "reported") for c in stated)
    assert any(count[v] == max(count.values()) for v in count if any(compatible(v, w) for w in around))


def _lies_within(inner, outer):
    (start, end), (first, last) = day_range(inner), day_range(outer)
    return first <= start and end <= last and (start, end) != (first, last)


@given(claims)
def test_nothing_said_more_exactly_is_passed_over(found):
    """No date that a passage states or reports lies within the one that is taken."""
    for winner in taken(resolve(found), "started"):
        said = {value for _, modality, _, value in found if modality in ("stated", "reported")}
        assert not [value for value in said if _lies_within(value, winner)]


def test_the_spelling_of_a_third_value_changes_nothing():
    """Values are weighed, not read: another year as the third value leaves the choice as it is."""
    for third in ("2001", "2003", "1999"):
        slugs = ["2002-08-10", *["2002-08"] * 3, *[third] * 2]
        resolution = resolve([("a", "stated", "started", date(s)) for s in slugs])
        assert taken(resolution, "started") == [date("2002-08-10")]
        assert only(resolution).rule == "repetition"


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ([("a", "stated", "2002"), ("a", "stated", "2002"), ("b", "denied", "2002")], "conflict"),
        ([("a", "stated", "2002"), ("a", "denied", "2002")], "self-contradiction"),
        ([("a", "stated", "2002"), ("b", "denied", "2003")], None),
    ],
)
def test_a_denial_disagrees_with_what_it_denies(found, kind):
    """A denial of a value that somebody gives is a clash; a denial of another value is none."""
    resolution = resolve([(doc, modality, "started", date(slug)) for doc, modality, slug in found])
    assert [record.kind for record in resolution.disagreements] == ([kind] if kind else [])
    assert taken(resolution, "started") == [date("2002")]


def test_our_own_value_against_a_passage_is_a_conflict():
    """What we say goes before passages, and the record says that they differ."""
    ours = [say(SUBJECT, pat("started"), date("2002"))]
    resolution = resolve([("a", "stated", "started", date("2003"))], ours)
    assert (only(resolution).kind, only(resolution).rule) == ("conflict", "editor")


def test_a_denied_value_of_many_is_on_record():
    """Also where a property can have several values, a denial shows."""
    review = NamedNode(f"{BASE}id/review/r")
    resolution = resolve([("a", "hedged", "promptedBy", review), ("b", "denied", "promptedBy", review)])
    assert taken(resolution, "promptedBy") == [review]
    assert only(resolution).kind == "conflict"


def test_attributes_without_a_measure_come_from_one_passage():
    """A bound of one passage is never joined with the change of another."""
    lower, higher = (NamedNode(f"{BASE}concept/change/{name}") for name in ("lower", "higher"))
    found = [("b", "hedged", "change", lower), ("a", "stated", "change", higher)]
    resolution = resolve(found)
    assert taken(resolution, "change") == [higher]
    assert only(resolution).rule == "modality"


@given(claims, st.randoms())
@examples(50)
def test_the_order_of_files_does_not_matter(found, random):
    """Statements may be read in any order."""
    named = [(*claim, f"n{i}") for i, claim in enumerate(found)]
    evidence_first = resolve(named)
    again = Resolution(*(random.sample(part, len(part)) for part in _parts(named)))
    assert set(map(str, evidence_first.taken)) == set(map(str, again.taken))
    assert set(evidence_first.disagreements) == set(again.disagreements)


def _parts(found):
    about, evidence = policy(), []
    for number, (doc, modality, prop, value, name) in enumerate(found):
        passage = NamedNode(f"{BASE}id/passage/{doc}/{name}")
        about.append(say(passage, pat("inDocument"), document(doc)))
        about.append(say(passage, pat("modality"), NamedNode(f"{BASE}concept/modality/{modality}")))
        about.append(say(passage, pat("startOffset"), Literal(number)))
        evidence.append(Quad(SUBJECT, pat(prop), value, passage))
    return evidence, about


@given(values, values)
def test_compatible_is_symmetrical(one, other):
    """Two dates are compatible or not, whichever comes first."""
    assert compatible(one, other) == compatible(other, one)


@pytest.mark.parametrize(
    ("found", "winner", "rule", "kind"),
    [
        ([("b", "stated", "2002-08"), ("b", "stated", "2002-08"), ("a", "stated", "2002-07")],
         "2002-07", "authority", "conflict"),
        ([("a", "stated", "2002-08"), ("b", "stated", "2002-10"), ("a", "stated", "2002-10-21--10-31")],
         "2002-10-21--10-31", "corroboration", "self-contradiction"),
        ([("a", "hedged", "2002-08"), ("c", "stated", "2002-10")], "2002-10", "modality", "conflict"),
        ([("a", "stated", "2002"), ("a", "stated", "2002-10")], "2002-10", "precision", "refinement"),
        ([("a", "stated", "2002-08"), ("a", "stated", "2002-10"), ("a", "stated", "2002-10")],
         "2002-10", "repetition", "self-contradiction"),
        ([("a", "stated", "2002-08"), ("a", "stated", "2002-10")], "2002-08", "order", "self-contradiction"),
        ([("a", "stated", "2002"), ("c", "reported", "2002-10")], "2002-10", "precision", "refinement"),
        ([("a", "stated", "2002"), ("c", "hedged", "2002-10")], "2002", "modality", "refinement"),
        ([("a", "stated", "2002"), ("b", "reported", "2002-08"), ("c", "reported", "2002-10")],
         "2002-08", "authority", "conflict"),
        ([("a", "stated", "2002"), ("b", "stated", "2003"), ("c", "reported", "2002-10")],
         "2002-10", "corroboration", "conflict"),
    ],
)  # fmt: skip
def test_each_rule_decides_where_those_before_it_do_not(found, winner, rule, kind):
    """The rules are tried in order, and the first that tells the values apart is recorded."""
    resolution = resolve([(doc, modality, "started", date(slug)) for doc, modality, slug in found])
    assert taken(resolution, "started") == [date(winner)]
    assert (only(resolution).rule, only(resolution).kind) == (rule, kind)
    passages = {f"{BASE}id/passage/{doc}/{n}": slug for n, (doc, _, slug) in enumerate(found)}
    assert only(resolution).candidates == set(passages)
    assert only(resolution).accepted == {name for name, slug in passages.items() if slug == winner}


def test_an_editors_decision_goes_before_every_rule():
    """A decision in the editorial graph names the passages whose value is taken."""
    node = NamedNode(f"{BASE}id/disagreement/x")
    decision = [
        say(node, term("rdf:type"), pat("Disagreement")),
        say(node, pat("subject"), SUBJECT),
        say(node, pat("property"), pat("started")),
        say(node, pat("accepted"), NamedNode(f"{BASE}id/passage/c/late")),
    ]
    found = [
        ("a", "stated", "started", date("2002-08"), "first"),
        ("c", "hedged", "started", date("2003"), "late"),
    ]
    resolution = resolve(found, decision)
    assert taken(resolution, "started") == [date("2003")]
    assert only(resolution).rule == "editor"


def test_attributes_follow_their_measure():
    """The view never joins a value of one passage with an attribute of another that differs."""
    higher = NamedNode(f"{BASE}concept/change/higher")
    found = [
        ("a", "stated", "stars", Literal(0), "table"),
        ("a", "stated", "stars", Literal(0), "chapter"),
        ("a", "stated", "stars", Literal(1), "profile"),
        ("a", "stated", "change", higher, "profile"),
    ]
    resolution = resolve(found)
    assert taken(resolution, "stars") == [Literal(0)]
    assert taken(resolution, "change") == []


def test_each_value_of_an_attribute_follows_its_measure():
    """So it is for an attribute with several values: those of a passage whose measure was not taken go, be it
    with others or alone, and those of a passage that gives no measure go with it.
    """
    measures = [
        ("a", "stated", "stars", Literal(0), "table"),
        ("c", "stated", "stars", Literal(1), "profile"),
    ]

    def services(*passages):
        found = [(name[0], "stated", "service", Literal(name), name.split("/")[1]) for name in passages]
        return [text.value.split("/")[1] for text in taken(resolve(measures + found), "service")]

    assert services("a/table", "c/profile") == ["table"]
    assert services("c/profile") == []
    assert services("a/table", "a/beside", "c/profile") == ["table", "beside"]


def test_expected_values_give_way_to_firmer_ones():
    """Of a property with several values, those merely expected stand only where nothing firmer does."""
    prompted = NamedNode(f"{BASE}id/review/r"), NamedNode(f"{BASE}id/review/s")
    found = [("a", "expected", "promptedBy", prompted[0]), ("b", "stated", "promptedBy", prompted[1])]
    assert taken(resolve(found), "promptedBy") == [prompted[1]]
    assert taken(resolve(found[:1]), "promptedBy") == [prompted[0]]
