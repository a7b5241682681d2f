"""`patgraph query`: a question explained, and its answer sorted and filtered."""

import csv
import io
import shlex

import pytest


@pytest.mark.parametrize("name", ["engagements", "why", "engagement-graph", "council-of-code"])
def test_the_help_of_a_question_names_what_it_takes_and_gives(run, small_graph, name):
    """Parameters with whether they are required, the columns of its table, and its example as a command."""
    query = small_graph.queries[name]
    done = run("query", name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    told = " ".join(done.stdout.split())
    assert query.title in told
    for parameter in query.parameters.values():
        assert f" {parameter.name}=… {'Required: ' if parameter.required else ''}" in told
        assert " ".join(parameter.description.split()) in told
    for column in query.columns:
        assert " ".join(column.meaning.split()) in told
    example = next(line for line in done.stdout.splitlines() if line.startswith(f"  patgraph query {name} "))
    pairs = [pair.partition("=") for pair in shlex.split(example)[3:]]
    assert {key: value for key, _, value in pairs} == query.example


def test_the_example_of_help_is_answered(run, small_built):
    """The last line of a question's help is a command that works."""
    told = run("query", "engagements", "-h").stdout
    example = told.partition("Example:\n")[2].splitlines()[0].split()
    done = run(*example[1:], "--store", small_built)
    assert (done.returncode, done.stderr) == (0, "")


def test_help_of_a_question_that_there_is_not_names_near_ones(run):
    """A mistyped name is told as a mistyped name, also with --help."""
    done = run("query", "engagments", "--help")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean engagements" in done.stderr


def test_an_answer_is_sorted_and_filtered_as_its_address_would(run, small_built, small_graph):
    """--sort, --where and --has keep the rows that `sort=`, `where.` and `has.` keep, in that order."""
    from patgraph.questions.arranging import read_arrangement

    pairs = [("sort", "-council"), ("has.council", "council")]
    query = small_graph.queries["councils"]
    answer = query.answer(small_graph.store, {}, arranged=read_arrangement(query, pairs))
    options = ("--sort", "-council", "--has", "council=council")
    done = run("query", "councils", *options, "--format", "csv", "--store", small_built)
    told = [row["council"] for row in csv.DictReader(io.StringIO(done.stdout))]
    assert len(told) > 1
    assert told == [row["council"] for row in answer]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--sort", "strat"), "did you mean start"),
        (("--sort", "start", "--sort", "end"), "give it once"),
        (("--where", "council"), "write --where COLUMN=VALUE"),
        (("--where", "coucil=haringey"), "did you mean council"),
        (("--has", "council="), "an empty value"),
    ],
)
def test_a_wrong_column_says_which_there_are(run, small_built, options, message):
    """Exit status 2, and what to write instead."""
    done = run("query", "engagements", *options, "--store", small_built)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
