"""The ontology and the vocabularies."""

import owlrl
import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, SKOS

from patgraph.names import BASE, DEF
from tests.support.examples import examples
from tests.support.one_of_each import ENOUGH, SILENT, one_of_each, words_of_owl
from tests.support.paths import ROOT

FILES = sorted((ROOT / "ontology").rglob("*.ttl"))


@pytest.fixture(scope="module")
def words():
    """Terms and vocabularies in one graph."""
    graph = rdflib.Graph()
    graph.parse(ROOT / "ontology" / "patgraph.ttl")
    for path in (ROOT / "ontology" / "vocabularies").glob("*.ttl"):
        graph.parse(path)
    return graph


def own(graph, kind):
    return [s for s in graph.subjects(RDF.type, kind) if str(s).startswith(DEF)]


def test_every_term_is_named_defined_and_sourced(words):
    """One English label, one definition, where it is defined and where it comes from."""
    terms = {t for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty) for t in own(words, kind)}
    assert len(terms) > 80
    for subject in terms:
        assert len(list(words.objects(subject, SKOS.prefLabel))) == 1, subject
        assert len(list(words.objects(subject, SKOS.definition))) == 1, subject
        assert words.value(subject, RDFS.isDefinedBy) == rdflib.URIRef(f"{BASE}def")
        assert words.value(subject, rdflib.DCTERMS.source), subject


def test_every_class_has_an_example(words):
    """An example shows what a definition alone does not."""
    assert not [c for c in own(words, OWL.Class) if not words.value(c, SKOS.example)]


def test_every_concept_is_named_and_defined_in_one_scheme(words):
    """No orphan, no concept in two schemes, no circle of broader concepts."""
    concepts = set(words.subjects(RDF.type, SKOS.Concept))
    assert concepts
    for concept in concepts:
        assert len(list(words.objects(concept, SKOS.prefLabel))) == 1, concept
        assert words.value(concept, SKOS.definition), concept
        (scheme,) = words.objects(concept, SKOS.inScheme)
        assert str(concept).startswith(f"{scheme}/")
        assert (scheme, RDF.type, SKOS.ConceptScheme) in words
        above = words.value(concept, SKOS.broader)
        assert above is None or concept not in set(words.transitive_objects(above, SKOS.broader))


def test_nothing_is_used_that_reasoners_stumble_over(words):
    """No inverses, keys or sameAs; no union as a domain: OWL 2 RL and the house rules."""
    for banned in (OWL.inverseOf, OWL.hasKey, OWL.sameAs, OWL.unionOf, OWL.complementOf):
        assert not list(words.triples((None, banned, None))), banned


def test_one_of_each_is_enough_for_our_ontology(words):
    """It uses no word of OWL whose rules look further than from a thing to its neighbours."""
    assert words_of_owl(words) <= ENOUGH | SILENT


def contradictions(graph: rdflib.Graph) -> list:
    """What OWL RL finds wrong in a graph with its axioms: two things that would have to be one, something in
    classes that share nothing, a value that its datatype does not have.
    """
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    same = [
        (one, other)
        for one, other in graph.subject_objects(OWL.sameAs)
        if one != other
        and (one.startswith(BASE) or (isinstance(one, rdflib.Literal) and one.value != other.value))
    ]
    errors = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return [*same, *graph.subjects(RDF.type, OWL.Nothing), *graph.objects(None, errors)]


@pytest.mark.engine
def test_the_view_is_consistent_under_owl_rl(dataset):
    """Reasoning over the resolved view merges no two things and finds no contradiction."""
    told = [
        quad
        for quad in dataset.view()
        if quad.predicate.value.startswith(DEF) or quad.predicate.value in (str(RDF.type), str(SKOS.broader))
    ]
    literals = {quad.object for quad in told if isinstance(quad.object, pyoxigraph.Literal)}
    assert not [
        each for each in literals if rdflib.Literal(each.value, datatype=each.datatype.value).ill_typed
    ]
    graph = one_of_each(told)
    graph.parse(ROOT / "ontology" / "patgraph.ttl")
    assert contradictions(graph) == []


@pytest.mark.engine
def test_a_contradiction_in_our_terms_is_found(words):
    """Of each kind that our ontology can tell, beside what holds: two classes told, led to or led from, two
    values, two things, no such day.
    """
    text = """
        @prefix : <https://w3id.org/patgraph/id/> . @prefix pat: <https://w3id.org/patgraph/def#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        :told a pat:Council, pat:Consultancy .
        :led-to a pat:Event . :council pat:area :led-to .
        :led-from a pat:Passage ; pat:hexRow 3 .
        :values pat:hexColumn 1, 2 .
        :things pat:area :one, :other .
        :day pat:earliest "2003-02-30"^^xsd:date .
        :holds a pat:Council ; pat:area :area . :area pat:hexRow 4 , "04"^^xsd:integer .
    """
    graph = one_of_each(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE))
    graph.parse(ROOT / "ontology" / "patgraph.ttl")
    found = [str(each).replace(BASE, "") for each in contradictions(graph)]
    for wrong in ("id/told", "id/led-to", "id/led-from", "id/things/near", "Literal('2'", "2003-02-30"):
        assert any(wrong in each for each in found), (wrong, found)
    assert not any(right in each for right in ("id/holds", "id/area", "04") for each in found)


def _triples(subjects, predicates, objects):
    return st.tuples(*map(st.sampled_from, (subjects, predicates, objects)))


def _owl(*names):
    return [f"<{OWL}{name}>" for name in names]


_THINGS = [f"<{BASE}id/{name}>" for name in "abcd"]
_TERMS = [f"<{DEF}{name}>" for name in "pqr"]
_CLASSES = [f"<{DEF}{name}>" for name in "ABC"]
_KINDS = _owl("FunctionalProperty", "InverseFunctionalProperty", "AsymmetricProperty", "IrreflexiveProperty")
_AXIOMS = (
    _triples(_TERMS, ["a"], _KINDS),
    _triples(_TERMS, [*_owl("propertyDisjointWith"), f"<{RDFS.subPropertyOf}>"], _TERMS),
    _triples(_TERMS, [f"<{RDFS.domain}>", f"<{RDFS.range}>"], _CLASSES),
    _triples(_CLASSES, [*_owl("disjointWith"), f"<{RDFS.subClassOf}>"], _CLASSES),
)
_FACTS = (_triples(_THINGS, _TERMS, [*_THINGS, '"1"', '"2"']), _triples(_THINGS, ["a"], _CLASSES))


@pytest.mark.engine
@examples(40)
@given(st.lists(st.one_of(_AXIOMS), max_size=6), st.lists(st.one_of(_FACTS), max_size=12))
def test_one_of_each_holds_just_when_all_do(axioms, told):
    """With any axioms of the kinds that are enough, OWL RL finds something wrong in one of each kind of thing
    just when it does in all of them.
    """
    text = "".join(f"{' '.join(each)} .\n" for each in told)
    whole = rdflib.Graph().parse(data=text, format="turtle")
    small = one_of_each(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE))
    for graph in (whole, small):
        graph.parse(data="".join(f"{' '.join(each)} .\n" for each in axioms), format="turtle")
    assert bool(contradictions(whole)) == bool(contradictions(small))


def test_policy_is_complete(words):
    """Rules and modalities each have a place of their own in their order."""
    for scheme, count in (("rule", 8), ("modality", 6)):
        members = words.subjects(SKOS.inScheme, rdflib.URIRef(f"{BASE}concept/{scheme}"))
        places = sorted(int(words.value(m, rdflib.URIRef("https://schema.org/position"))) for m in members)
        assert places == list(range(1, count + 1))


def test_files_are_formatted():
    """turtlefmt leaves the ontology as it is."""
    import subprocess
    import sys
    from pathlib import Path

    command = [Path(sys.executable).parent / "turtlefmt", "--check", "--indentation", "4", ROOT / "ontology"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[:2000]
