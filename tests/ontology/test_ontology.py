"""The ontology and the vocabularies."""

import owlrl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

from patgraph.names import BASE, DEF
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


@pytest.mark.engine
def test_the_view_is_consistent_under_owl_rl(dataset):
    """Reasoning over the resolved view merges no two things and finds no contradiction."""
    told = (
        f"{quad.subject} {quad.predicate} {quad.object} .\n"
        for quad in dataset.view()
        if quad.predicate.value.startswith(DEF) or quad.predicate.value in (str(RDF.type), str(SKOS.broader))
    )
    view = rdflib.Graph().parse(data="".join(told), format="nt")
    view.parse(ROOT / "ontology" / "patgraph.ttl")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(view)
    same = {(s, o) for s, o in view.subject_objects(OWL.sameAs) if s != o and str(s).startswith(BASE)}
    assert not same
    assert not list(view.subjects(RDF.type, OWL.Nothing))
    errors = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    assert not list(view.objects(None, errors))


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
