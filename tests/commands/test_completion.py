"""What a shell is told when it completes a word of the command."""

import os
import subprocess

import pytest

from tests.support.paths import PATGRAPH


@pytest.fixture(scope="module")
def completed(run, small_built):
    """What is offered for the last of some words, as the shell passes them."""

    def offered(*words: str, shell: str = "bash", store=small_built) -> list[str]:
        asked = {
            "COMP_WORDS": " ".join(("patgraph", *words)),
            "COMP_CWORD": words[-1] if shell == "fish" else str(len(words)),
            "_PATGRAPH_COMPLETE": f"{shell}_complete",
            "PATGRAPH_STORE": str(store),
        }
        done = run(env=asked)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    return offered


@pytest.mark.parametrize(
    ("words", "offers"),
    [
        (("quer",), ["queries", "query"]),
        (("query", "engagem"), ["engagement-graph", "engagements"]),
        (("query", "engagements", "cou"), ["council="]),
        (("query", "engagements", "council", "=", "hari"), ["haringey"]),
        (("query", "engagements", "council", "=", "haringey", "--sort", "startK"), ["startKind"]),
        (("query", "engagements", "--where", "startK"), ["startKind="]),
        (("query", "why", "subject", "=", "engagement/har"), ["engagement/haringey"]),
        (("query", "why", "property", "=", "startOff"), ["startOffset"]),
        (("query", "engagements", "--format", "=", "parq"), ["parquet"]),
        (("show", "counc"), ["council/"]),
        (("show", "council/har"), ["council/haringey"]),
        (("search", "x", "--kind", "pers"), ["person"]),
        (("query", "nosuch", "x"), []),
        (("query", "engagements", "nosuch", "=", "x"), []),
    ],
)
def test_bash_is_offered_what_may_stand_there(completed, words, offers):
    """Commands, questions, parameters, columns, values, things; where bash has broken a word at `=`, the
    part after it.
    """
    assert [line.partition(",")[2] for line in completed(*words) if line] == offers


def test_values_need_a_graph_that_is_there(completed, tmp_path):
    """No store, or a service: no values, no message, and no graph is built."""
    for store in (tmp_path, "http://127.0.0.1:9/sparql"):
        assert completed("query", "engagements", "council", "=", "hari", store=store) == [""]
        assert completed("query", "engagements", "cou", store=store) == ["plain,council="]


def test_zsh_and_fish_are_told_what_a_word_stands_for(completed):
    """The word as it was typed, whole, and its label."""
    told = completed("query", "engagements", "council=hari", shell="zsh")
    assert told == ["plain", "council=haringey", "London Borough of Haringey"]
    told = completed("query", "engagements", "council=hari", shell="fish")
    assert told == ["plain,council=haringey\tLondon Borough of Haringey"]
    for shell in ("zsh", "fish"):
        assert "--format=parquet" in "\n".join(completed("query", "x", "--format=parq", shell=shell))


@pytest.mark.slow
def test_the_script_for_bash_completes(run, small_built):
    """bash itself, given the script, offers the value; and leaves no blank after `council=`."""
    script = run("completion", "bash").stdout
    assert "-o nospace" in script
    words = "COMP_WORDS=(patgraph query engagements council = hari); COMP_CWORD=5"
    asked = f'{script}\n{words}\n_patgraph_completion {PATGRAPH}\necho "${{COMPREPLY[*]}}"'
    environment = os.environ | {"PATGRAPH_STORE": str(small_built)}
    done = subprocess.run(["bash", "--norc", "-c", asked], env=environment, capture_output=True, text=True)
    assert done.stdout == "haringey\n", done.stderr


def test_the_scripts_of_the_others_leave_no_blank_after_a_key(run):
    """zsh is told so; fish does so by itself."""
    assert run("completion", "zsh").stdout.count('"${ending[@]}"') == 2
    assert run("completion", "fish").stdout.startswith("function _patgraph_completion")
