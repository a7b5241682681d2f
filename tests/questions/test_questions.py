"""The questions: each file is whole, and two engines give the same rows in the same order."""

import multiprocessing
import re
import resource
import time
from contextlib import suppress
from decimal import Decimal
from hashlib import sha256

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Store
from rdflib.plugins.sparql import prepareQuery

from patgraph.dataset.assemble import assemble
from patgraph.errors import BadValue, UnknownParameter
from patgraph.names import VIEW
from patgraph.questions import catalogue
from patgraph.questions.question_file import read_question, read_questions
from patgraph.rdf import Dataset
from patgraph.store.embedded import EmbeddedStore, in_memory
from tests.support.examples import examples
from tests.support.paths import ROOT
from tests.support.questions import NAMES, calls

WANTED = {
    "councils", "council-facts", "engagements", "work-streams", "people-in-roles", "products", "reviews",
    "timeline", "active-on", "star-history", "special-measures", "durations", "review-to-team",
    "consultancy-outcomes", "requested-outcomes", "judgement-grid", "why", "disagreements",
    "source-agreement", "planned-and-actual", "gaps", "figures", "find-words", "shared-concerns",
    "concern-frequency", "concerns", "condition-readings", "conditions", "readiness",
    "conditions-and-outcome", "lessons", "voices-compared", "activities-by-firm", "service-focus",
    "framework", "framework-echoes", "literature", "single-source", "soft-facts", "coverage", "areas",
    "outside-links", "by-region", "improvements", "activities",
}  # fmt: skip
FORBIDDEN = re.compile(r"(?<![?\w:-])(SERVICE|FROM|LOAD|DESCRIBE)(?![\w:-])", re.I)
#: Their columns do not tell all their records apart, so rows can look alike.
ALIKE = {"figures", "people-in-roles"}

#: Without a value they count, or list what can be asked for: with one the rows are others.
#: Reference figures come with their measure only.
COUNTED_FIRST = {"figures", "findings", "framework", "single-source", "soft-facts"}
#: What rdflib is not asked, which joins parts row by row and takes minutes for each even on the sample: a
#: question whole, or with just these values given. All of them are compared on Virtuoso and on Oxigraph's
#: server, in test_remote_questions.py.
SLOW_ON_RDFLIB = {
    "careers": ..., "disagreements": ..., "disagreements-by-pair": ..., "engagements": ...,
    "events": ..., "latest-grades": ..., "legal-powers": ..., "rules-applied": ...,
    "figures": ..., "financial-support": ...,
    "findings": ..., "framework": ..., "framework-echoes": ..., "gaps": ..., "grades": ...,
    "grades-around-interventions": ..., "intervention-counts": ..., "interventions": ...,
    "names": ..., "never-intervened": ..., "organisation-codes": ...,
    "outside-links": ..., "planned-and-actual": ..., "record": ..., "recovery-times": ...,
    "repeat-interventions": ...,
    "reviews": ..., "shared-concerns": ..., "single-source": ..., "soft-facts": ..., "special-measures": ...,
    "star-history": ..., "team-tasks": ..., "timeline": ..., "under-intervention": ..., "why-sent": ...,
    "council-facts": [{"council"}], "coverage": [{"document"}], "find-words": [{"words"}],
}  # fmt: skip
#: In the sample most memberships say nothing, and rdflib leaves out rows in which every column is unbound.
UNBOUND = {"people-in-roles"}
#: Of how many passages of a long document, or things of a kind that tables have very many of, the sample has
#: one.
LONG = {
    "/passage/dh-2004/": 10, "/passage/area-send/": 20, "/passage/annual-ratings/": 20,
    "/passage/cpa-scores/": 50, "/passage/cqc-assessments/": 50,
    "/passage/exceptional-financial-support/": 20, "/passage/intervention-events/": 10,
    "/passage/interventions-1999-2026/": 20, "/passage/joint-targeted-inspections/": 20,
    "/passage/ofsted-reports/": 100, "/passage/ofsted-scrape": 100, "/passage/rating-distributions/": 5,
    "/passage/star-distribution/": 5, "/passage/star-ratings-partial/": 20,
    "/id/judgement/": 50, "/id/review/": 10, "/id/figure/": 25, "/id/code/": 10, "/id/document/http": 60,
    "/id/arrangement/": 5, "/id/disagreement/": 5, "/id/gap/": 5, "/id/lesson/": 3, "/id/view/": 5,
    "/graph/reference/hexmap": 6,
}  # fmt: skip
#: Teams that no call names: what rdflib looks up for each of all of them, for each, goes with their square.
LEFT_OUT = tuple(f"/id/engagement/{place}" for place in (
    "coventry", "lambeth", "north-east-lincolnshire", "oldham", "windsor-and-maidenhead",
))  # fmt: skip
#: Seconds of processor time that rdflib has for one call. What takes longer is to be made quicker, or named
#: above with the reason.
MOST = 60


@pytest.fixture(scope="module")
def sample(project):
    """The project with some passages of the long source and of the long tables, some of the things that these
    have very many of, and all others: rdflib takes minutes for what the engine answers in milliseconds, and
    differs from it on few rows as on many."""

    def kept(quad):
        graph, subject = quad.graph_name.value, getattr(quad.subject, "value", "")
        if subject.endswith(LEFT_OUT):
            return False
        # What is said in a passage, and of one, goes with it.
        name = graph if "/passage/" in graph else subject
        every = next((each for part, each in LONG.items() if part in f"{name} {graph}"), 1)
        return int(sha256(name.encode()).hexdigest(), 16) % every == 0

    quads = [*project.quads(), *catalogue.quads(project.questions())]
    return assemble(project, filter(kept, quads))


@pytest.fixture(scope="module")
def first(project, sample):
    """The sample in the engine."""
    return in_memory(sample.nquads, sample.version)


@pytest.fixture(scope="module")
def second(sample):
    """The sample in rdflib: passages as named graphs, the view as the default graph too."""
    store = rdflib.Dataset(default_union=False)
    store.parse(data=sample.nquads, format="nquads")
    view = Store()
    view.bulk_load(sample.nquads, format=RdfFormat.N_QUADS)
    triples = view.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(VIEW))
    store.default_graph.parse(data=triples, format="nt")
    return store


@pytest.fixture(scope="module")
def bounded(second):
    """What gives the rows of a text in rdflib, or `None` where that takes too much processor time."""
    found = Bounded(lambda text: _rows(second.query(text)))
    yield found
    found.close()


@pytest.fixture(scope="module")
def shuffled(dataset):
    """The dataset in a store filled in another order."""
    quads = sorted(dataset.quads, key=lambda quad: hash(str(quad)))
    engine = Store()
    engine.extend(quads)
    return EmbeddedStore(engine, dataset.version)


def comparable(term):
    """A term in a form both engines share: numbers by value, the rest by N-Triples."""
    if term is None:
        return None
    if isinstance(term, rdflib.Literal) and isinstance(term.value, int | Decimal | float | bool):
        return str(term.value)
    if isinstance(term, Literal) and not term.language:
        kind = term.datatype.value.rsplit("#", 1)[-1]
        if kind == "boolean":
            return str(term.value == "true")
        if kind == "integer":
            return str(int(term.value))
        if kind in ("decimal", "double"):
            return str(Decimal(term.value))
    return term.n3() if hasattr(term, "n3") else str(term)


def test_the_questions_of_the_catalogue_are_there():
    """No question has been renamed or lost."""
    assert set(NAMES) >= WANTED


ASKED_OF_BOTH = [name for name in NAMES if SLOW_ON_RDFLIB.get(name) is not ... and name not in UNBOUND]


@pytest.mark.engine
@pytest.mark.parametrize("name", ASKED_OF_BOTH)
def test_two_engines_give_the_same_rows_in_the_same_order(graph, first, bounded, name):
    """pyoxigraph and rdflib agree on every question with every example that rdflib can answer."""
    query = graph.queries[name]
    for values in calls(query):
        if set(values) in SLOW_ON_RDFLIB.get(name, []):
            continue
        terms = {k: [query.parameters[k].read(t, graph.store) for t in ([v] if isinstance(v, str) else v)]
                 for k, v in values.items()}  # fmt: skip
        text = query.bind(terms)
        wanted = [tuple(map(comparable, row)) for row in _asked(first, query, text)]
        found = bounded(text)
        if query.form == "construct" and found is not None:
            wanted, found = sorted(wanted), sorted(found)  # A graph has no order.
        assert found is not None, f"rdflib takes more than {MOST} seconds for {name} with {values}"
        assert found == wanted, f"{name} with {values}"


def test_what_takes_too_long_is_ended_and_the_next_is_answered(monkeypatch):
    """The process that answers is ended at its limit, and another is there for what is asked next."""
    monkeypatch.setitem(globals(), "MOST", 1)

    def answer(number):
        while number < 0:
            pass
        return number

    bounded = Bounded(answer)
    assert [bounded(1), bounded(-1), bounded(2), bounded(3)] == [1, None, 2, 3]
    bounded.close()


def test_what_rdflib_is_not_asked_is_a_question_that_there_is(graph):
    """The list names questions and values that they are asked with, so that none is left out unseen."""
    for name, left_out in SLOW_ON_RDFLIB.items():
        asked = [set(values) for values in calls(graph.queries[name])]
        assert left_out is ... or all(values in asked for values in left_out), name


def _asked(store, query, text):
    """The rows of a text, or its triples."""
    return store.select(text)[1] if query.form == "select" else [*map(tuple, store.query(text))]


def _rows(answer):
    if answer.type == "CONSTRUCT":
        return [tuple(map(comparable, triple)) for triple in answer]
    return [tuple(comparable(row[variable]) for variable in answer.vars) for row in answer]


class Bounded:
    """Answers from a process of its own, each in so much processor time, or `None`.

    One process answers all: what it reads of its parent's memory is copied once.
    """

    def __init__(self, answer):
        self._answer, self._process = answer, None

    def __call__(self, asked):
        if self._process is None:
            context = multiprocessing.get_context("fork")
            self._ours, theirs = context.Pipe()
            self._process = context.Process(target=self._serve, args=(theirs, self._ours), daemon=True)
            self._process.start()
            theirs.close()
        self._ours.send(asked)
        try:
            return self._ours.recv()
        except EOFError:
            self.close()
            return None

    def _serve(self, wire, other):
        other.close()
        with suppress(EOFError):
            while True:
                asked = wire.recv()
                until = int(time.process_time()) + MOST
                resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))
                wire.send(self._answer(asked))

    def close(self):
        """End the process, if there is one."""
        if self._process is not None:
            self._ours.close()
            self._process.join()
            self._process = None


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_whole(graph, name):
    """Title, description, keywords, an example, and a total order."""
    query = graph.queries[name]
    assert query.title.endswith("?")
    assert query.description and query.keywords
    assert set(query.example) <= set(query.parameters)
    assert {p.name for p in query.parameters.values() if p.required} <= set(query.example)
    assert not FORBIDDEN.search(re.sub(r"<[^>]*>|#.*", "", query.sparql))
    assert "ORDER BY" in query.sparql or query.form == "construct"


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_file_returns_rows_as_it_stands(graph, name):
    """Any SPARQL tool can run the file without knowing our parameters: it gives the same rows as the
    question asked with its defaults and, for what is required, its example; with its example it has rows."""
    query = graph.queries[name]
    assert len(query.ask(graph.store, query.example)) > 0
    rows = _asked(graph.store, query, query.text)
    assert rows
    if not any(p.required for p in query.parameters.values()):
        assert rows == query.ask(graph.store).rows


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_order_is_total(graph, shuffled, name):
    """No two rows are alike, a page is the same slice whenever it is asked, and a store that was
    filled in another order gives the same order of rows."""
    query = graph.queries[name]
    required = {k: v for k, v in query.example.items() if query.parameters[k].required}
    rows = query.ask(graph.store, required).rows
    assert name in ALIKE or len({tuple(map(str, row)) for row in rows}) == len(rows)
    assert query.ask(graph.store, required, limit=3, offset=1).rows == rows[1:4]
    assert query.ask(shuffled, required).rows == rows


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_bound_and_used(graph, name):
    """Each parameter has its VALUES lines, its variable is used besides, and never made by BIND."""
    query = graph.queries[name]
    for parameter in query.parameters:
        assert not re.search(rf"AS\s+\?{parameter}\b", query.sparql.split("WHERE", 1)[1])
        assert re.search(rf"VALUES \?{parameter} \{{", query.sparql)
        alone = re.sub(rf"VALUES \?{parameter} \{{.*\}}", "", query.sparql)
        assert re.search(rf"\?{parameter}\b", alone), f"?{parameter} is bound and never used"


#: What gives rows that the whole answer has not: what one source says is not what is taken of all, and seats
#: on boards are told where a role is asked for.
ASKED_APART = {
    "durations": {"document"},
    "engagements": {"document"},
    "people-in-roles": {"role"},
    "special-measures": {"document"},
    "why-sent": {"document"},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_narrowing_keeps_whole_records(graph, name):
    """A parameter that picks records only leaves rows out: with an optional value given, every row
    stood in the whole answer too (a question of one day or one council apart, which has no whole)."""
    query = graph.queries[name]
    if name in COUNTED_FIRST or any(p.required or p.default for p in query.parameters.values()):
        pytest.skip("has no answer without a value")
    whole = {tuple(map(str, row)) for row in query.ask(graph.store).rows}
    for values in calls(query):
        if not ASKED_APART.get(name, set()).isdisjoint(values):
            continue
        part = {tuple(map(str, row)) for row in query.ask(graph.store, values).rows}
        assert part <= whole, values


hostile = st.one_of(
    st.text(max_size=60),
    st.sampled_from(['"', "\\", "\\u0022 }", "} UNION {", "\n#", "'''", '""" }', "?x", "<>", "\t", "\x00"]),
)


@pytest.fixture(scope="module")
def find_words():
    """A question that takes any text."""
    return read_question(ROOT / "queries" / "find-words.rq")


#: What stands where the words of a question are, and around them.
_SLOT = re.compile(r"(?<=VALUES \?words \{ ).*(?= \})")


@pytest.mark.engine
@given(hostile)
@examples(100)
def test_no_value_changes_a_query(find_words, words):
    """Whatever text is given, the query that runs has the same shape, with that text as a literal."""
    try:
        value = find_words.parameters["words"].read(words, None)
    except BadValue:
        assert not words.strip()
        return
    bound, plain = (find_words.bind({"words": [each]}) for each in (value, Literal("x")))
    # Only where the words stand is it another text.
    slots = _SLOT.findall(bound)
    assert slots and _SLOT.split(bound) == _SLOT.split(plain)
    for slot in set(slots):
        # The engine reads back exactly the words.
        alone = f"SELECT ?words {{ VALUES ?words {{ {slot} }} }}"
        assert [row["words"].value for row in Store().query(alone)] == [words]
        # Another parser sees the same query. (rdflib decodes \\uXXXX even where the backslash is escaped.)
        if not re.search(r"\\[uU]|[\x00\ud800-\udfff]", words):
            other = alone.replace(slot, '"x"')
            assert _shape(prepareQuery(alone).algebra) == _shape(prepareQuery(other).algebra)


@pytest.mark.engine
def test_the_worst_value_changes_no_whole_query(find_words):
    """What would end a text, a block and a line, read by another parser in all that runs."""
    words = '\'""" \\ } } UNION { ?x ?p "o" # \n\t'
    bound, plain = (find_words.bind({"words": [Literal(each)]}) for each in (words, "x"))
    assert _shape(prepareQuery(bound).algebra) == _shape(prepareQuery(plain).algebra)


def _shape(node):
    if isinstance(node, rdflib.Literal):
        return "literal"
    if isinstance(node, dict):
        return [getattr(node, "name", ""), *[(k, _shape(node[k])) for k in sorted(node)]]
    if isinstance(node, list | tuple | set):
        return [_shape(item) for item in node]
    return re.sub(r"N[0-9a-f]{32}", "N", str(node))


def test_a_thing_is_given_as_slug_path_curie_or_iri(graph):
    """Four spellings of one council give one answer."""
    query = graph.queries["engagements"]
    spellings = [
        "haringey",
        "council/haringey",
        "council:haringey",
        "https://w3id.org/patgraph/id/council/haringey",
    ]
    answers = [query.ask(graph.store, {"council": text}).rows for text in spellings]
    assert answers[0] and all(answer == answers[0] for answer in answers)


def test_a_property_is_given_by_name_curie_or_iri(graph):
    """`started`, `pat:started` and the IRI are one property."""
    query = graph.queries["why"]
    answers = [
        query.ask(graph.store, {"subject": "engagement/haringey", "property": text}).rows
        for text in ("started", "pat:started", "https://w3id.org/patgraph/def#started")
    ]
    assert answers[0] and all(answer == answers[0] for answer in answers)


def test_several_values_are_any_of_them(graph):
    """Two values of one parameter give the rows of both."""
    query = graph.queries["engagements"]
    both = query.ask(graph.store, {"council": ["haringey", "swindon"]})
    assert len(both) == 2


def test_values_that_do_not_fit_are_refused(graph):
    """The parameter is named, with near matches or what it takes."""
    query = graph.queries["engagements"]
    for values, message in (
        ({"council": "birmigham"}, "did you mean birmingham"),
        ({"council": "kpmg"}, "'kpmg' is KPMG, a consultancy; this takes a council"),
        ({"consultancy": "KPMGG"}, "did you mean kpmg"),
        ({"from": "2002-13-01"}, "a day, as 2003-02-15"),
        ({"from": ""}, "empty value"),
        ({"from": "2004", "to": "2002"}, "to: 2002-12-31 is before 2004-01-01, with which from begins"),
        ({"from": "2002-05-02", "to": "2002-05-01"}, "is before 2002-05-02"),
    ):
        with pytest.raises(BadValue, match=message) as caught:
            query.ask(graph.store, values)
        assert caught.value.parameter in values
    with pytest.raises(UnknownParameter, match="it has: council"):
        query.ask(graph.store, {"town": "x"})


@pytest.mark.parametrize(
    "given", ["woking", "Woking", "council/woking", "https://w3id.org/patgraph/id/council/woking"]
)
def test_what_is_of_another_kind_is_not_said_to_be_missing(graph, given):
    """A thing that is there and is none of those asked for is named with its kind."""
    with pytest.raises(BadValue) as caught:
        graph.queries["engagements"].ask(graph.store, {"council": given})
    takes = "this takes a council that ran social services."
    assert str(caught.value) == f"council: {given!r} is Woking Borough Council, a district; {takes}"
    assert not caught.value.near
    assert graph.query("record", council=given.replace("W", "w"))
    with pytest.raises(BadValue, match="no council is called 'Woking'; did you mean woking"):
        graph.query("record", council="Woking")


def test_every_class_that_is_taken_is_named_so(graph):
    """Every class that a parameter takes is spoken of in the same way."""
    for name, value, message in (
        ("people-in-roles", {"holder": "woking"}, "a district; this takes a person."),
        ("interventions", {"power": "woking"}, "a district; this takes a law or a section of one."),
        ("engagements", {"consultancy": "ofsted"}, "'ofsted' is Ofsted, an inspectorate; this takes a cons"),
        (
            "engagements",
            {"consultancy": "deloitte"},
            "no consultancy is called 'deloitte'; did you mean delo",
        ),
    ):
        with pytest.raises(BadValue, match=message):
            graph.queries[name].ask(graph.store, value)


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u00a0", "\u3000"])
def test_spaces_alone_are_no_value(graph, blank):
    """Whatever takes words, a code, a day or a name: what shows nothing is nothing to look for."""
    texts = 0
    for query in graph.queries.values():
        for parameter in query.parameters.values():
            with pytest.raises(BadValue, match="an empty value"):
                parameter.read(blank, graph.store)
            texts += parameter.of == "xsd:string"
    assert texts >= 4


def test_the_catalogue_in_rdf_says_what_the_files_say(graph):
    """Each question is an executable with its text, parameters and columns."""
    _, rows = graph.store.select(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?q ?text (COUNT(DISTINCT ?p) AS ?n) "
        "{ ?q a sh:SPARQLExecutable . { ?q sh:select ?text } UNION { ?q sh:construct ?text } "
        "OPTIONAL { ?q sh:parameter ?p } }"
        "GROUP BY ?q ?text ORDER BY ?q"
    )
    listed = {node.value.rsplit("/", 1)[-1]: (text.value, int(count.value)) for node, text, count in rows}
    assert listed == {n: (q.sparql, len(q.parameters)) for n, q in graph.queries.items()}


def test_a_moved_base_answers_the_same(project, small_dataset):
    """Built under another base, questions work and speak of that base."""
    base = "https://example.org/kg/"
    moved = Dataset.of_text(small_dataset.text, base)
    store = in_memory(moved.nquads, moved.version, base)
    answer = read_questions(project.questions())["engagements"].ask(store, {"council": "haringey"})
    assert [row["council"] for row in answer] == [f"{base}id/council/haringey"]
