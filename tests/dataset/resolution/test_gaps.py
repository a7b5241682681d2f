"""Gaps have the passage at which to begin."""

PREFIX = "PREFIX pat: <https://w3id.org/patgraph/def#> "


def test_a_gap_has_the_first_passage_that_speaks_of_its_subject(graph):
    """`pat:firstPassage` is the least of the passages in which the subject stands, and of it where it is one;
    no gap has another.
    """
    passages = {row[0] for row in graph.store.select(PREFIX + "SELECT ?p { ?p pat:inDocument ?document }")[1]}
    wanted = {}
    for gap, subject in graph.store.select(PREFIX + "SELECT ?gap ?it { ?gap a pat:Gap ; pat:subject ?it }")[
        1
    ]:
        stated = [*graph.store.quads(subject=subject), *graph.store.quads(object=subject)]
        speaking = ({quad.graph_name for quad in stated} | {subject}) & passages
        if speaking:
            wanted[gap] = min(speaking, key=lambda passage: passage.value)
    assert len(wanted) > 100
    assert dict(graph.store.select(PREFIX + "SELECT ?gap ?p { ?gap pat:firstPassage ?p }")[1]) == wanted
