"""A free query of the command line, in a process of its own."""

import io

import pyoxigraph as ox
import pytest

COUNTING = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GRAPH = "CONSTRUCT { <http://example.org/s> <http://example.org/p> 'é' } WHERE {}"


@pytest.mark.slow
def test_the_command_line_ends_what_runs_away(run, built):
    """`patgraph sparql` keeps its deadline, and refuses what nests deeper than is read."""
    done = run("sparql", "--store", built, "--timeout", "1", "-q", COUNTING)
    assert done.returncode == 2 and "ended after 1 s" in done.stderr
    deep = run("sparql", "--store", built, "-", input="ASK {{ {}{} }}".format("{" * 50, "}" * 50))
    assert deep.returncode == 2 and "nested too deeply" in deep.stderr and "column 56" in deep.stderr
    assert run("sparql", "--store", built, "-q", "ASK {}").stdout == "true\n"
    quads = run("sparql", "--store", built, "-q", GRAPH, "--format", "nquads")
    assert len(list(ox.parse(io.BytesIO(quads.stdout.encode()), ox.RdfFormat.N_QUADS))) == 1
