"""Cited rows: the passages behind each row of each question, and none that is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Engine

from patgraph.errors import BadInput
from patgraph.names import BASE, VIEW, pat, term
from patgraph.questions.citing import patterns
from patgraph.questions.citing.citations import cite
from patgraph.questions.citing.met_triples import MetTriples
from patgraph.questions.question_file import read_question
from patgraph.store.embedded import EmbeddedStore
from tests.support.examples import examples
from tests.support.paths import ROOT

NAMES = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
_VIEW, _TYPE, _LABEL = NamedNode(VIEW), term("rdf:type"), term("rdfs:label")
E = "https://example.org/"


def passage(slug):
    return NamedNode(f"{BASE}id/passage/doc/{slug}")


def made(taken, passages, editorial=(), wider=()):
    """A store with a view, passages (slug -> triples; `-` before a slug: denied) and what editors say."""
    document = NamedNode(f"{BASE}id/document/doc")
    quads = [Quad(document, _LABEL, Literal("Doc"), _VIEW)]
    quads += [Quad(*triple, _VIEW) for triple in (*taken, *editorial, *wider)]
    quads += [Quad(*triple, NamedNode(f"{BASE}graph/editorial")) for triple in editorial]
    for number, (slug, triples) in enumerate(passages.items()):
        node = passage(slug.lstrip("-"))
        modality = NamedNode(f"{BASE}concept/modality/{'denied' if slug[0] == '-' else 'stated'}")
        quads += [Quad(*triple, node) for triple in triples]
        about = {_TYPE: pat("Passage"), _LABEL: Literal(slug), pat("inDocument"): document,
                 pat("locator"): Literal(f"paragraph {number}"), pat("modality"): modality,
                 pat("startOffset"): Literal(number), pat("endOffset"): Literal(number + 1),
                 pat("digest"): Literal("0" * 64)}  # fmt: skip
        quads += [Quad(node, p, o, _VIEW) for p, o in about.items()]
    engine = Engine()
    engine.extend(quads)
    return EmbeddedStore(engine, "0" * 64)


def n(name):
    return NamedNode(E + name)


def question(tmp_path, select, columns=("x",)):
    """A question of a text whose columns are all strings."""
    heads = "".join(f"#+   {c}: {{type: string, meaning: m}}\n" for c in columns)
    path = tmp_path / "q.rq"
    path.write_text(f"#+ title: W?\n#+ description: d\n#+ columns:\n{heads}PREFIX : <{E}>\n{select}\n")
    return read_question(path)


def cited(query, store):
    """For each row, by its first value, the slugs of the passages that support it."""
    answer = query.ask(store)
    found = {}
    for row, support in zip(answer.rows, cite(answer, store), strict=True):
        slugs = {citation.passage.iri.rsplit("/", 1)[-1] for citation in support.citations}
        found[getattr(row[0], "value", "").removeprefix(E)] = slugs
    return found


A, B, C = n("a"), n("b"), n("c")
IS, OF, HAS, UP = n("is"), n("of"), n("has"), n("up")
TAKEN = [(A, IS, n("K")), (B, IS, n("K")), (A, HAS, Literal("1")), (B, HAS, Literal("2")),
         (C, OF, A), (A, UP, B), (B, UP, C)]  # fmt: skip
LISTED = [(n("d"), UP, n("l1")), (n("l1"), term("rdf:first"), B), (n("l1"), term("rdf:rest"), n("l2")),
          (n("l2"), term("rdf:first"), C), (n("l2"), term("rdf:rest"), term("rdf:nil"))]  # fmt: skip
TAKEN += LISTED
PASSAGES = {
    "a-is": [(A, IS, n("K"))], "b-is": [(B, IS, n("K"))], "a-1": [(A, HAS, Literal("1"))],
    "a-1-again": [(A, HAS, Literal("1"))], "b-2": [(B, HAS, Literal("2"))], "a-9": [(A, HAS, Literal("9"))],
    "c-of": [(C, OF, A)], "a-up": [(A, UP, B)], "b-up": [(B, UP, C)],
    "list": LISTED[:1], "items": LISTED[1:],
}  # fmt: skip


@pytest.mark.parametrize(
    ("select", "wanted"),
    [
        # A join: each triple's passages, and not the passage of a value that was not taken.
        ("SELECT ?x { ?x :is :K ; :has ?v } ORDER BY ?x",
         {"a": {"a-is", "a-1", "a-1-again"}, "b": {"b-is", "b-2"}}),
        # OPTIONAL that is not met adds nothing.
        ("SELECT ?x { ?x :is :K OPTIONAL { ?s :of ?x } } ORDER BY ?x",
         {"a": {"a-is", "c-of"}, "b": {"b-is"}}),
        # OPTIONAL without a new variable, met for one row only.
        ("SELECT ?x { ?x :is :K OPTIONAL { ?x :has '1' } } ORDER BY ?x",
         {"a": {"a-is", "a-1", "a-1-again"}, "b": {"b-is"}}),
        # UNION: only the branch that gave the row, although the other's triples are true.
        ("SELECT ?x { { ?x :has ?v FILTER(?v = '1') } UNION { ?x :is :K ; :has ?w FILTER(?w = '2') } } "
         "ORDER BY ?x",
         {"a": {"a-1", "a-1-again"}, "b": {"b-is", "b-2"}}),
        # What is absent has no passage.
        ("SELECT ?x { ?x :is :K FILTER NOT EXISTS { ?s :of ?x } }", {"b": {"b-is"}}),
        ("SELECT ?x { ?x :is :K MINUS { ?s :of ?x } }", {"b": {"b-is"}}),
        # What EXISTS finds counts; what its negation looks for does not.
        ("SELECT ?x { ?x :is :K FILTER EXISTS { ?s :of ?x } }", {"a": {"a-is", "c-of"}}),
        ("SELECT ?x { ?x :is :K FILTER(!EXISTS { ?s :of ?x }) }", {"b": {"b-is"}}),
        ("SELECT ?x { ?x :is :K BIND(EXISTS { ?s :of ?x } AS ?e) } ORDER BY ?x",
         {"a": {"a-is", "c-of"}, "b": {"b-is"}}),
        # A value that only an EXISTS asks about.
        ("SELECT ?x { VALUES (?y) { (:c) } ?x :is :K FILTER EXISTS { ?y :of ?x } }", {"a": {"a-is", "c-of"}}),
        # Aggregates: all that was counted, group by group.
        ("SELECT ?x (COUNT(?v) AS ?n) { ?k :has ?v . ?k :is ?x } GROUP BY ?x",
         {"K": {"a-is", "b-is", "a-1", "a-1-again", "b-2"}}),
        ("SELECT (MAX(?v) AS ?x) { ?k :has ?v }", {"2": {"a-1", "a-1-again", "b-2"}}),
        ("SELECT ?x { ?x :has ?v } GROUP BY ?x HAVING (MAX(?v) = '2')", {"b": {"b-2"}}),
        # A group by something that is not shown.
        ("SELECT (SAMPLE(?k) AS ?x) (COUNT(?v) AS ?n) { ?k :has ?v } GROUP BY ?k ORDER BY ?k",
         {"a": {"a-1", "a-1-again"}, "b": {"b-2"}}),
        # A sub-query keeps its LIMIT, DISTINCT and aggregates; names inside it are its own.
        ("SELECT ?x { { SELECT ?x { ?x :has ?v } ORDER BY DESC(?v) LIMIT 1 } ?x :is ?v }",
         {"b": {"b-is", "b-2"}}),
        ("SELECT ?x { { SELECT ?x (COUNT(?v) AS ?n) { ?x :has ?v } GROUP BY ?x } ?x :is :K FILTER(?n = 1) } "
         "ORDER BY ?x",
         {"a": {"a-is", "a-1", "a-1-again"}, "b": {"b-is", "b-2"}}),
        ("SELECT DISTINCT ?x { ?k :is ?x }", {"K": {"a-is", "b-is"}}),
        # Paths, step by step; closures with every edge on the way.
        ("SELECT ?x { ?x :up/:up ?v }", {"a": {"a-up", "b-up"}}),
        ("SELECT ?x { :c ^:up/^:up ?x }", {"a": {"a-up", "b-up"}}),
        ("SELECT ?x { :a :up+ ?x } ORDER BY ?x", {"b": {"a-up"}, "c": {"a-up", "b-up"}}),
        # GRAPH: that passage alone, also for a value that was not taken.
        (f"SELECT ?x {{ ?g a <{pat('Passage').value}> GRAPH ?g {{ ?x :has '9' }} }}", {"a": {"a-9"}}),
        # A sub-query alone in a branch that may not be met; names in full, whatever stands around it.
        ("SELECT ?x { ?x :is :K OPTIONAL { SELECT ?x ?s WHERE { ?s :of ?x } } } ORDER BY ?x",
         {"a": {"a-is", "c-of"}, "b": {"b-is"}}),
        ("SELECT ?x { { SELECT $x (COUNT(*) AS ?n) { $x :has ?v } GROUP BY ?x } ?x :up :b }",
         {"a": {"a-1", "a-1-again", "a-up"}}),
        # A closure that is turned round, brackets of a path, and values after the body.
        ("SELECT ?x { :c ^(:up+) ?x ; ^:up ?b } ORDER BY ?x", {"a": {"a-up", "b-up"}, "b": {"b-up"}}),
        ("SELECT ?x { ?x :is :K } VALUES (?x) { (:a) }", {"a": {"a-is"}}),
        # Blank nodes: one that is named twice is one, brackets and lists are triples.
        ("SELECT ?x { _:k :has ?x . _:k :up [ :is :K ] }", {"1": {"a-1", "a-1-again", "a-up", "b-is"}}),
        ("SELECT ?x { :d :up (:b ?x) }", {"c": {"list", "items"}}),
        # What stands in a comment, a text or an IRI is none of it.
        ("SELECT ?x { # OPTIONAL { ?x :is :K }\n ?x :has '1' FILTER(?x != <urn:x#y>) # }\n }",
         {"a": {"a-1", "a-1-again"}}),
        # The computed, and what a blank node stands for.
        ("SELECT ?x { [] :of ?x . BIND(1 + 1 AS ?two) VALUES (?y) { (1) } }", {"a": {"c-of"}}),
    ],
)  # fmt: skip
def test_a_row_has_the_passages_of_what_its_patterns_met(tmp_path, select, wanted):
    """Of each construct of SPARQL that questions use: these passages, all of them, and no other."""
    columns = ("x", "n") if "AS ?n)" in select.split("{")[0] else ("x",)
    assert cited(question(tmp_path, select, columns), made(TAKEN, PASSAGES)) == wanted


things = st.sampled_from([n(name) for name in "abcdef"])
triples = st.lists(st.tuples(things, st.sampled_from([HAS, OF]), things), max_size=12)


@given(st.lists(triples, min_size=1, max_size=8), st.data())
@examples(60)
def test_all_that_was_counted_is_cited_whatever_the_data(tmp_path_factory, graphs, data):
    """A count's citations are exactly the passages that hold a triple it counted, for any passages and
    any choice of what was taken."""
    query = question(
        tmp_path_factory.mktemp("q"),
        "SELECT ?x (COUNT(?v) AS ?n) { { SELECT DISTINCT ?x ?v { ?x :has ?m . ?m :of ?v } } } "
        "GROUP BY ?x ORDER BY ?x",
        ("x", "n"),
    )
    every = sorted({triple for triples_ in graphs for triple in triples_}, key=str)
    taken = [triple for triple in every if data.draw(st.booleans())]
    passages = {f"p{number}": triples_ for number, triples_ in enumerate(graphs)}
    found = cited(query, made(taken, passages))
    wanted = {}
    for x, has, m in taken:
        for subject, of, _ in taken:
            if has == HAS and of == OF and subject == m:
                used = [(x, has, m), *(t for t in taken if t[0] == m and t[1] == OF)]
                names = {name for name, held in passages.items() if set(used) & set(held)}
                wanted.setdefault(x.value.removeprefix(E), set()).update(names)
    assert found == wanted


def test_what_editors_registers_and_the_build_say_is_told_apart(tmp_path):
    """A row without a passage says where its facts come from; one with passages counts the others."""
    store = made(TAKEN, {"a-is": [(A, IS, n("K"))]}, editorial=[(B, IS, n("K"))], wider=[(C, IS, n("K"))])
    answer = question(tmp_path, "SELECT ?x { ?x :is :K } ORDER BY ?x").ask(store)
    a, b, c = cite(answer, store)
    assert a.reason is None and not a.others
    assert "editor" in b.reason and b.others == {"editorial": 1}
    assert "computed" in c.reason and c.others == {"computed": 1}


def test_a_passage_that_denies_or_disagrees_is_shown_as_that(tmp_path):
    """A denial supports nothing; a passage with another value is named where a disagreement is on record."""
    record, other = n("d"), Literal("9")
    kind = NamedNode(f"{BASE}concept/disagreement-type/conflict")
    on_record = [(record, _TYPE, pat("Disagreement")), (record, pat("subject"), A),
                 (record, pat("property"), HAS),
                 (record, pat("disagreementType"), kind), (record, pat("candidate"), passage("a-1")),
                 (record, pat("candidate"), passage("a-9"))]  # fmt: skip
    told = {"a-1": [(A, HAS, Literal("1"))], "a-9": [(A, HAS, other)], "-no": [(B, HAS, Literal("2"))]}
    store = made([*TAKEN, *on_record], told)
    answer = question(tmp_path, "SELECT ?x { ?x :has ?v } ORDER BY ?x").ask(store)
    a, b = cite(answer, store)
    (citation,) = a.citations
    assert citation.disputed_by == (passage("a-9").value,) and citation.disagreements == (record.value,)
    (denial,) = b.citations
    assert denial.denies and b.reason


def test_what_an_answer_rests_on_is_looked_up_once_for_all_its_formats(graph, monkeypatch):
    """Asked again for the same answer nothing is looked up; another value, or fewer rows, have citations of
    their own.
    """
    query, looked = graph.queries["engagements"], []
    cite(graph.queries["councils"].ask(graph.store, {}, 1), graph.store)  # whatever was asked for before
    of_rows = MetTriples.of_rows
    monkeypatch.setattr(MetTriples, "of_rows", lambda met: looked.append(1) or of_rows(met))
    answers = [query.ask(graph.store, {"council": name}) for name in ("haringey", "haringey", "walsall")]
    first, again, other = (cite(answer, graph.store) for answer in answers)
    assert first == again and len(looked) == 2 and first != other
    every = cite(query.ask(graph.store, {}), graph.store)
    some = cite(query.ask(graph.store, {}, 2, 1), graph.store)
    assert some == every[1:3] and len(looked) == 4


def calls(query):
    """A question's own example, and, where nothing is required, no value at all."""
    required = {k: v for k, v in query.example.items() if query.parameters[k].required}
    return [query.example] if required else [query.example, {}]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_cited_passage_holds_what_it_is_cited_for(graph, name):
    """Of every question: a passage's own graph has each triple it is cited for; a row without support says
    why; and the question asked with all its variables gives the same rows in the same order."""
    query = graph.queries[name]
    kind, wide = "", ""
    if query.form == "select":  # a graph has no order
        plan = patterns.plan(query.sparql)
        kind, wide = plan.kind, plan.wide
    for values in calls(query):
        answer = query.ask(graph.store, values, limit=60)
        if kind in ("rows", "groups"):
            _, rows = graph.store.select(query.bind(answer.terms, graph.store.base, wide))
            width = len(answer.columns)
            assert [row[:width] for row in rows[: len(answer.rows)]] == answer.rows
        supports = cite(answer, graph.store)
        assert len(supports) == len(answer.rows)
        for support in supports:
            for citation in support.citations:
                node = NamedNode(citation.passage.iri)
                assert citation.facts
                for triple in citation.facts:
                    assert Quad(*triple, node) in graph.store.engine, triple
            assert support.reason or any(not c.denies for c in support.citations)


#: Questions of one thing a row, with the properties that their rows show, and of which thing.
SIMPLE = {
    "star-history": ("a pat:StarRating", ["council", "asAt", "stars", "change"]),
    "special-measures": ("a pat:Intervention", ["council", "started", "ended"]),
}


@pytest.mark.parametrize("name", SIMPLE)
def test_no_passage_is_missing(graph, name):
    """For questions of one record a row: among the passages of all rows together are all that state, of those
    records, one of the properties shown as the view has it; the others tell of rounds, rules and causes."""
    query = graph.queries[name]
    kind, properties = SIMPLE[name]
    found = {c.passage.iri for s in cite(query.ask(graph.store), graph.store) for c in s.citations}
    shown = " ".join(f"pat:{p}" for p in properties)
    extra = ("FILTER NOT EXISTS { ?s a pat:Engagement } ?s pat:council ?any"
             if name == "special-measures" else
             "FILTER NOT EXISTS { ?s pat:serviceArea ?area } ?s pat:council ?any "
             "FILTER(EXISTS { ?s pat:stars ?n } || EXISTS { ?s pat:change ?m })")  # fmt: skip
    _, rows = graph.store.select(
        f"PREFIX pat: <{pat('').value}> SELECT DISTINCT ?g {{ VALUES ?p {{ {shown} }} ?s {kind} ; ?p ?o . "
        f"?g a pat:Passage . GRAPH ?g {{ ?s ?p ?o }} {extra} }}"
    )
    assert found >= {row[0].value for row in rows}


def test_what_questions_do_not_use_is_refused():
    """A text that cannot be taken apart is an error that says so, not an answer without citations."""
    with pytest.raises(BadInput, match="do not use"):
        patterns.plan("SELECT ?x { SERVICE <https://example.org/> { ?x ?p ?o } }")
    with pytest.raises(BadInput, match="sequences"):
        patterns.plan("SELECT ?x { ?x (<x:a>|<x:b>) ?o }")
    with pytest.raises(BadInput, match="give it a name"):
        patterns.plan("SELECT (COUNT(?x) AS ?n) { ?x ?p ?o } GROUP BY STR(?o)")
    with pytest.raises(BadInput, match="prefix other: is not declared"):
        patterns.plan("SELECT ?x { ?x other:p ?o }")
    with pytest.raises(BadInput, match="line 1, column"):
        patterns.plan("SELECT ?x { ?x ?p }")
    with pytest.raises(BadInput, match="Only a SELECT"):
        patterns.plan("ASK { ?x ?p ?o }")


def test_a_value_that_was_not_asked_for_is_nothing_to_rest_on(graph):
    """Rows cite by which firm a team came only where a firm is asked for."""

    def properties(**values):
        answer = graph.query("work-streams", council="haringey", **values)
        cited = cite(answer, graph.store)
        return {fact[1] for support in cited for each in support.citations for fact in each.facts}

    assert properties(consultancy="kpmg") == properties() | {pat("consultancy")} != properties()
