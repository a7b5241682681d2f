"""A site, written once: of the small graph without the concepts that nothing names, with a few questions."""

import pytest


@pytest.fixture(scope="session")
def few(small_graph):
    """That graph."""
    import patgraph
    from patgraph.rdf import nquads
    from patgraph.store.embedded import in_memory

    store = small_graph.store
    concept = f"{store.base}concept/"
    quads = [*store.quads()]
    named = {q.object for q in quads if not q.subject.value.startswith(concept)}

    def left_out(node) -> bool:
        return node.value.startswith(concept) and "/" in node.value[len(concept) :] and node not in named

    kept = [quad for quad in quads if not left_out(quad.subject)]
    questions = {name: small_graph.queries[name] for name in ("disagreements", "engagements", "timeline")}
    return patgraph.Graph(in_memory(nquads(kept), store.version, store.base), questions)


@pytest.fixture(scope="session")
def written(few, tmp_path_factory):
    """Where the site is, under the path it was made for, and what was said of it."""
    from patgraph.static_site.rules import SiteSize
    from patgraph.static_site.site import write_site

    place = tmp_path_factory.mktemp("host") / "patgraph"
    return place, write_site(few, place, "https://example.org/patgraph/", SiteSize(("ttl",), 20))
