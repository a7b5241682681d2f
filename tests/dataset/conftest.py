"""What the tests of the dataset share."""

import pytest
from pyoxigraph import NamedNode, Quad

from patgraph.names import SHAPES, graph, pat, term
from patgraph.rdf import Dataset

#: What the view says of documents and passages that their texts are compared with.
SAID = {
    term("rdf:type"),
    term("schema:sha256"),
    *map(pat, ("inDocument", "startOffset", "endOffset", "digest")),
}
#: A rule that says nothing.
RULE = {term("rdf:type"): term("sh:NodeShape"), term("rdfs:isDefinedBy"): NamedNode(f"{SHAPES}resolved")}


@pytest.fixture(scope="session")
def unruled(dataset):
    """Documents and passages, with one rule that says nothing in place of all: their words are compared
    whatever rules say."""
    node = NamedNode(f"{SHAPES}Nothing")
    rule = {Quad(node, predicate, value, graph("shapes")) for predicate, value in RULE.items()}
    # In the graphs of their files too: what only the build says has no place in any.
    kept = frozenset(q for q in dataset.quads if q.predicate in SAID and q.graph_name != graph("shapes"))
    return Dataset(kept | rule)


@pytest.fixture(scope="session")
def validated(tmp_path_factory):
    """The least of the small project, as `project`, and what is kept of it once it was validated, as `cache`:
    to copy, and to leave as they are.
    """
    from patgraph.dataset.kept import kept_dataset, kept_report
    from patgraph.dataset.project import Project
    from tests.support.small_project import least_of, small_project

    root = tmp_path_factory.mktemp("validated")
    project = Project(least_of(small_project(root / "project")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATGRAPH_CACHE", str(root / "cache"))
        kept_report(project, lambda: kept_dataset(project), again=True)
    return root


@pytest.fixture(scope="session")
def read_whole(unruled, project, texts):
    """What is found when every passage is compared with its words, and every text with its passages."""
    from patgraph.dataset.validation.validate import validate

    return validate(unruled, project, texts).results
