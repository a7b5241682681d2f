"""What the page about a thing shows: what is said of it, what points at it, and what its kind calls for."""

from pyoxigraph import NamedNode

from patgraph.graph import Graph
from patgraph.names import DEF, pat, term
from patgraph.sentences.questions_about import questions_about
from patgraph.things.thing import DEFINITION, LABEL, TYPE, Property, Things, named
from patgraph.web.http import replies
from patgraph.web.http.addresses import local_address
from patgraph.web.stories.told import Storyteller, ToldPart

from .compare_choice import address_with, compared_as
from .disagreement_page import disagreement_values
from .page_charts import PageChart, chart_of

#: What a page shows of its own accord, above the table.
_HEAD = {LABEL, DEFINITION, term("rdfs:comment"), term("skos:prefLabel"), TYPE, pat("quote")}
#: By what others know it: codes, and its addresses elsewhere. They come last.
_CODES = {
    *map(term, ("adms:identifier", "schema:sameAs", "rdfs:seeAlso", "skos:notation")), pat("gssCode"),
    pat("hexColumn"), pat("hexRow"),
}  # fmt: skip
#: So many things a group are listed on a page; it says so where there are more.
SHOWN = 500
#: So many under a story, which has told what matters: a page stays light.
SHOWN_BELOW = 3


def template_of(things: Things, node: NamedNode) -> tuple[str, dict]:
    """The template of a kind of thing, and what it shows beyond what every page does."""
    kind = things.kind(node)
    if kind == "passage":
        differ = {q.subject: things.disagreements(q.subject) for q in things.graph(node)}
        view = things.store.view
        said = [
            (q, any(things.store.quads(*q.triple, view)), differ[q.subject].get(q.predicate, []))
            for q in things.graph(node)
        ]
        before, after = things.neighbours(node)
        return "passage.html", {
            "graph": said,
            "before": before,
            "after": after,
            "section": things.section(node),
        }
    if kind == "disagreement":
        return "disagreement.html", disagreement_values(things, node)
    if kind in ("document", "section"):
        sections = things.sections(node) if kind == "document" else []
        parts = {section: len(things.within(section)) for section in sections}
        passages = things.passages(node) if kind == "document" else things.within(node)
        if sections:
            held = {passage for section in sections for passage in things.within(section)}
            passages = [passage for passage in passages if passage not in held]
        counts = {passage: sum(1 for _ in things.store.quads(graph=passage)) for passage in passages}
        return "thing.html", {"passages": passages, "counts": counts, "parts": parts}
    return "thing.html", {}


def values_of(graph: Graph, things: Things, node: NamedNode) -> dict:
    """What every page about a thing shows."""
    said, told = things.says(node), storyteller(things).tell(node)
    shown = [p for p in said if p.iri not in _HEAD]
    types = [claim for p in said if p.iri == TYPE for claim in p.claims if claim.taken]
    derived = [claim.value for claim in types if claim.derived and _ours(claim.value)]
    kinds = named(claim.value for claim in types if not claim.derived)
    return {
        "node": node,
        "kinds": kinds or derived,
        "wider": derived if kinds else [],
        "definition": things.value(node, DEFINITION),
        "told": told,
        "chart": (chart := _chart(graph, things, node)),
        "card": chart,
        "compare": address_with([node], graph.store) if compared_as(node, graph.store) else "",
        "said": [p for p in shown if not _derived(p) and p.iri not in _CODES],
        "codes": [p for p in shown if not _derived(p) and p.iri in _CODES],
        "derived": [p for p in shown if _derived(p)],
        "differing": things.disagreements(node),
        "pointing": _not_told(things.pointing(node), told),
        "limit": SHOWN_BELOW if told else SHOWN,
        "asks": questions_about(graph.queries, things, node),
        "forms": replies.DOCUMENTS,
        "place": local_address(node.value, graph.store.base),
        "media": replies.MEDIA,
    }


def _chart(graph: Graph, things: Things, node: NamedNode) -> PageChart | None:
    """What is drawn of a thing under its story: of a council its record."""
    if things.kind(node) != "council":
        return None
    return chart_of(graph, "record", {"council": node.value})


def storyteller(things: Things) -> Storyteller:
    """What tells the stories of things, with the addresses of this site."""
    return Storyteller(
        things, lambda node: local_address(getattr(node, "value", str(node)), things.store.base)
    )


def _not_told(pointing: dict, told: list[ToldPart]) -> dict:
    """What points at a thing, without the passages of a document and what its story has named already."""
    named_ = {statement.about for each in told for statement in each.statements}
    left = {k: [n for n in v if n not in named_] for k, v in pointing.items() if k[1] != pat("inDocument")}
    return {key: nodes for key, nodes in left.items() if nodes}


def _ours(node) -> bool:
    return getattr(node, "value", "").startswith(DEF)


def _derived(property_: Property) -> bool:
    return all(claim.derived for claim in property_.claims)
