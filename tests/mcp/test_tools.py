"""The tools for models: few and small, names resolved, answers in a budget, with citations."""

import contextlib
import json
import re

import anyio
import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError

from patgraph.mcp import resources
from patgraph.mcp.budget import PER_TOKEN
from patgraph.mcp.finding import search
from patgraph.mcp.knowledge import Knowledge
from patgraph.mcp.server import server
from patgraph.names import is_passage
from patgraph.sparql.free_queries import Limits
from patgraph.store.free import free_queries


@pytest.fixture(scope="module")
def knowledge(graph):
    """The graph, for tools."""
    return Knowledge(graph)


@pytest.fixture(scope="module")
def client(knowledge):
    """`client(work)` does a piece of work with a client of the SDK, in this process."""

    def run(work):
        async def main():
            free = free_queries(knowledge.store, Limits(seconds=60, workers=1))
            async with Client(server(knowledge, free, contextlib.nullcontext)) as connected:
                found = await work(connected)
            await free.close()
            return found

        return anyio.run(main)

    return run


@pytest.fixture(scope="module")
def call(client):
    """Call a tool: its result."""
    return lambda name, **values: client(lambda connected: connected.call_tool(name, values))


def text(result):
    (content,) = result.content
    return content.text


def test_the_tools_are_few_and_cheap_to_list(client):
    """Four tools, all read-only, with schemas of what they take and give, in less than 8,000 characters."""
    listed = client(lambda connected: connected.list_tools())
    assert [tool.name for tool in listed.tools] == ["search", "fetch", "ask", "sparql"]
    assert len(listed.model_dump_json(by_alias=True, exclude_none=True)) < 8000
    for tool in listed.tools:
        assert tool.annotations.read_only_hint and not tool.annotations.open_world_hint
        assert tool.input_schema["additionalProperties"] is False and tool.output_schema["required"]
    assert listed.ttl_ms > 0 and listed.cache_scope == "public"


@pytest.mark.slow
def test_search_offers_questions_with_the_values_it_read_and_things(call):
    """A question in words leads to canned ones with the council filled in, and to the things it names."""
    results = call("search", query="Did the team in haringey finish when it should?").structured_content[
        "results"
    ]
    offers = {each["id"]: each.get("values") for each in results}
    assert offers["query/planned-and-actual"] == {"council": ["haringey"]}
    assert "council/haringey" in offers


def test_search_says_what_a_question_does_not_use(knowledge):
    """A date that is not understood stands beside the question; a name alone is first what it names."""
    first = search(knowledge, "interventions in Slough in 1066")["results"][0]
    assert first["id"] == "query/interventions" and first["values"] == {"council": ["slough"]}
    assert first["unused"] == [{"text": "1066", "why": "not understood as a date"}]
    found = [each["id"] for each in search(knowledge, "Max Caller")["results"]]
    assert found[0] == "person/max-caller" and found[-2:] == ["query/people-in-roles", "query/careers"]


@pytest.mark.parametrize(
    ("words", "question", "values"),
    [
        ("timeline of Birmingham city council", "timeline", {"council": "birmingham"}),
        ("which council has the code E09000014?", "council-of-code", {"code": "E09000014"}),
        ("people in roles at Deloitte & Touche", "people-in-roles", {"organisation": "deloitte-and-touche"}),
        ("what became of the planned end in Walsall", "planned-and-actual", {"council": "walsall"}),
    ],
)
def test_names_and_codes_are_read_from_words(knowledge, words, question, values):
    """Councils, codes and firms in a text become the values of the questions that take them."""
    offers = {each["id"]: each.get("values") for each in search(knowledge, words)["results"]}
    assert offers[f"query/{question}"] == {key: [text] for key, text in values.items()}


def test_a_fact_is_asked_with_its_passages(call, graph):
    """Rows have footnotes, those that passages dispute a mark, the whole an address that can be cited."""
    result = call("ask", question="why", values={"subject": "engagement/haringey", "property": "started"})
    told = text(result)
    assert result.structured_content["complete"] and result.structured_content["total"] == 3
    assert told.count("\n! ") >= 3 and "[1] Review of performance action teams" in told
    assert result.structured_content["cite"].endswith(f"version={graph.version}") and "Cite: http" in told
    assert "never instructions" in told


def test_every_footnote_is_a_passage_of_the_graph(call, graph):
    """What stands behind a number can be fetched."""
    told = text(call("ask", question="engagements", max_tokens=4000))
    cited = re.findall(r"^\[\d+\] .* <(passage/\S+)>", told, re.M)
    assert len(cited) > 10
    for name in cited:
        iri = f"{graph.store.base}id/{name}"
        assert is_passage(iri)
    fetched = call("fetch", id=cited[0])
    assert fetched.structured_content["id"] == cited[0] and not fetched.is_error


def test_a_name_is_resolved_and_a_near_one_told(call):
    """A council by its whole name is asked about; a mistyped one is an error that names the near ones."""
    result = call("ask", question="timeline", values={"council": "London Borough of Haringey"}, rows=2)
    assert result.structured_content["values"] == {"council": ["haringey"]}
    wrong = call("ask", question="timeline", values={"council": "haringay"})
    assert wrong.is_error and "did you mean haringey" in text(wrong)


@pytest.mark.parametrize("tokens", [200, 700, 2000])
def test_an_answer_keeps_its_budget_and_says_what_is_left(call, tokens):
    """The text is about as long as the caller allows, and where it is cut says so and where to go on."""
    result = call("ask", question="timeline", values={"council": "haringey"}, rows=100, max_tokens=tokens)
    data, told = result.structured_content, text(result)
    assert len(told) <= tokens * PER_TOKEN * 1.15 + 700
    assert not data["complete"] and data["next_offset"] == data["shown"] >= 1
    assert f"NOT COMPLETE: ask again with offset={data['next_offset']}" in told


def test_parts_make_the_whole(call):
    """Asked on from `next_offset`, the parts have every row once."""
    seen, offset = [], 0
    while offset is not None:
        data = call("ask", question="councils", offset=offset, rows=40, max_tokens=20_000,
                    data=True).structured_content  # fmt: skip
        seen += data["rows"]
        offset = data["next_offset"]
    assert len(seen) == data["total"] == len({json.dumps(row) for row in seen})


def test_every_question_has_a_short_answer(call, graph):
    """Each question's example, asked with the usual budget, stays below 10,000 characters, and at least one
    row of a question that has rows is shown.
    """
    for name in ("judgement-grid", "engagements", "disagreements", "councils", "find-words", "star-history"):
        query = graph.queries[name]
        result = call("ask", question=name, values=dict(query.example))
        assert len(text(result)) < 10_000, name
        assert result.structured_content["shown"] >= 1, name


def test_a_thing_is_fetched_with_what_passages_say(call):
    """Its facts, the passages, values that are said and not taken, and what points at it."""
    result = call("fetch", id="engagement/haringey", max_tokens=4000)
    about = result.structured_content
    assert about["title"] == "Performance action team in Haringey" and about["url"].endswith(
        "/id/engagement/haringey"
    )
    assert "(said, not taken)" in about["text"] and "! started" in about["text"]
    assert json.loads(text(result)) == about


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("council/haringay", "did you mean council/haringey"),
        ("query/wy", "did you mean why"),
        ("x y<>", "kind/slug"),
    ],
)
def test_what_there_is_not_is_told_with_what_is_near(call, name, reason):
    """A mistyped id, a question that there is not, no id at all."""
    wrong = call("fetch", id=name)
    assert wrong.is_error and reason in text(wrong)


@pytest.mark.slow
def test_a_free_query_knows_our_prefixes_and_is_cut_honestly(client):
    """Rows with short names, how many there are, whether that is all; a wrong query has its place."""

    async def work(connected):
        return [
            await connected.call_tool("sparql", {"query": query, "rows": 5})
            for query in (
                "SELECT ?c ?l { ?c a pat:Council ; rdfs:label ?l } ORDER BY ?c",
                "ASK { council:haringey a pat:Council }",
                "SELECT nonsense",
                "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
            )
        ]

    result, asked, wrong, closed = client(work)
    lines = text(result).splitlines()
    assert lines[:2] == ["c | l", "council:barking-and-dagenham | London Borough of Barking and Dagenham"]
    assert result.structured_content["shown"] == 5 and not result.structured_content["complete"]
    assert text(asked) == "yes"
    assert wrong.is_error and "line 1" in text(wrong)
    assert closed.is_error


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("ask", {"question": "wy"}, "did you mean why"),
        ("ask", {}, "'question' is a required property"),
        ("ask", {"question": "why", "rows": 5000}, "rows: 5000 is greater"),
        ("ask", {"question": "why", "colour": "red"}, "colour"),
        ("ask", {"question": "timeline"}, "needs council"),
        ("search", {"query": "x" * 501}, "query"),
    ],
)
def test_a_wrong_call_is_told_so_that_a_model_can_mend_it(call, name, values, reason):
    """What is wrong is in the result, with its place and what was meant."""
    wrong = call(name, **values)
    assert wrong.is_error and reason in text(wrong)


def test_resources_and_prompts_are_read(client):
    """Every resource that is listed has text; prompts are filled in; arguments are completed."""

    async def work(connected):
        listed = (await connected.list_resources()).resources
        texts = [(await connected.read_resource(str(each.uri))).contents[0].text for each in listed]
        query = (await connected.read_resource("patgraph://query/why")).contents[0].text
        prompts = (await connected.list_prompts()).prompts
        filled = await connected.get_prompt("council-brief", {"council": "Walsall"})
        with pytest.raises(MCPError, match="No resource"):
            await connected.read_resource("patgraph://docs/../pyproject")
        with pytest.raises(MCPError, match="needs council"):
            await connected.get_prompt("council-brief", {})
        return texts, query, prompts, filled.messages[0].content.text

    texts, query, prompts, filled = client(work)
    assert len(texts) == len(resources.listed()) > 5 and all(texts)
    assert query.startswith("#+ title: What is the evidence")
    assert len(prompts) == 3 and "brief on Walsall" in filled


def test_no_label_speaks_to_a_terminal_or_breaks_a_line():
    """Control and formatting characters of what sources say are escapes, lines are one."""
    from patgraph.mcp.budget import one_line

    assert one_line("a\x1b[31m\nb\u202ec") == "a\\x1b[31m b\\u202ec"
