"""The lists of passages in which words are looked for."""

import re
from itertools import pairwise

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from patgraph.dataset.resolution import passage_lists
from patgraph.exports.view_facts import ViewFacts
from patgraph.names import VIEW, pat, space, term
from patgraph.things.thing import Things

#: The passages that speak of what has the words in a name, each with the last of these names: of all names.
NAMED = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?passage (MAX(?name) AS ?last) {{
    {{ ?thing skos:prefLabel ?label }} UNION {{ ?thing skos:altLabel ?label }}
    BIND(STR(?label) AS ?name)
    FILTER(CONTAINS(LCASE(?name), LCASE("{}")))
    {{ GRAPH ?passage {{ ?thing ?p ?o }} }} UNION {{ GRAPH ?passage {{ ?s ?p ?thing }} }}
    ?passage <https://w3id.org/patgraph/def#inDocument> ?document
}} GROUP BY ?passage"""
DOCUMENT, PASSAGE, THING = (
    NamedNode(space(kind) + slug)
    for kind, slug in (("document", "one"), ("passage", "one/first"), ("concern", "any"))
)


@pytest.mark.parametrize(
    "words", ["Waltham Forest", "HACKNEY", "2014", "l", "dh-2004", "(", "\\\\", "é", "no such words"]
)
def test_words_are_found_where_any_name_has_them(graph, words):
    """The question, which reads lists, finds what reading every name finds; parts of a list that are no names
    (where a passage stands, what it is called) have no words.
    """
    wanted = {p.value: name.value for p, name in graph.store.select(NAMED.format(words))[1]}
    rows = graph.query("find-words", words=words.replace("\\\\", "\\"))
    found = {row["passage"]: row["speaksOf"] for row in rows}
    assert found == wanted


def test_no_words_reach_from_one_name_to_the_next(graph):
    """A tab stands between names, and in none."""
    for quad in [*graph.store.quads(predicate=passage_lists.LISTED)][:3]:
        names = quad.object.value.split("\t\t")[1].split("\t")
        assert [*graph.query("find-words", words=names[0])]
        assert not [*graph.query("find-words", words="\t".join(names[:2]))]


def test_the_question_reads_every_line_of_a_list(graph):
    """It has a place for each line that a list may have, and no list has more."""
    text = graph.queries["find-words"].sparql
    assert re.findall(r'"\\n([0-9]+) "', text) == [str(place) for place in range(1, passage_lists.EACH + 1)]
    for quad in graph.store.quads(predicate=passage_lists.LISTED):
        lines = [line.partition(" ") for line in quad.object.value.strip("\n").split("\n")]
        assert [place for place, _, _ in lines] == [str(place) for place in range(1, len(lines) + 1)]
        assert len(lines) <= passage_lists.EACH
        begins = [int(line.split("\t")[1]) for _, _, line in lines]
        assert all(one <= next_ for one, next_ in pairwise(begins))


def lists(*names):
    """The lists of one passage, of a thing with these names."""
    view = {
        term("skos:prefLabel"): [(THING, Literal(name)) for name in names],
        pat("inDocument"): [(PASSAGE, DOCUMENT)],
        pat("startOffset"): [(PASSAGE, Literal(7))],
        pat("locator"): [(PASSAGE, Literal("line\tone\ntwo"))],
    }
    stated = [(THING, pat("category"), Literal("text"), PASSAGE)]
    return [*passage_lists.quads(stated, view, NamedNode(VIEW))]


def test_what_would_end_a_line_or_a_name_is_a_space():
    """So a list can be taken apart; and a letter that grows when it is made small, which would have the names
    after it cut at another place, is written without its dot.
    """
    text = "\n1 one/first\t7\tline one two\t\ti\ta b c\tIstanbul\t\n"
    assert lists("a\tb\nc", "\u0130stanbul", "i") == [
        Quad(DOCUMENT, passage_lists.LISTED, Literal(text), NamedNode(VIEW))
    ]
    assert all(len(chr(n).lower()) == 1 for n in range(0x110000) if chr(n) != "\u0130")


def test_what_has_no_name_is_in_no_list():
    """There is nothing that words could be found in."""
    assert not lists()


def test_no_description_of_a_document_has_its_lists(graph):
    """They are as long as all that its passages say: not in its RDF, on its page, nor in the tables."""
    document = NamedNode(space("document") + "dh-2004")
    assert [*graph.store.quads(document, passage_lists.LISTED)]
    things = Things(graph.store)
    assert passage_lists.LISTED not in {triple.predicate for triple in things.document(document)}
    assert passage_lists.LISTED not in {found.iri for found in things.says(document)}
    facts = ViewFacts(graph.store)
    assert passage_lists.LISTED not in facts.said[document]
