"""The names that a question uses, found without a parser."""

import pytest
import rdflib

from patgraph.things.terms import mentioned
from tests.support.parsed import names_in, parsed


@pytest.mark.engine
def test_names_in_a_question_are_those_its_parser_finds(graph):
    """The terms a question uses, found without a parser, are those that rdflib's finds in its algebra, or,
    inside a filter, which that hides in part, in its tree; only datatypes of literals are more.
    """
    for name, query in graph.queries.items():
        read = parsed(query.sparql)
        found = read.names | names_in(read.algebra)
        mine = mentioned(query.sparql)
        assert found - mine <= {str(rdflib.RDF.nil), str(rdflib.RDF.first), str(rdflib.RDF.rest)}, name
        assert all(extra.startswith(str(rdflib.XSD)) for extra in mine - found), (name, mine - found)
