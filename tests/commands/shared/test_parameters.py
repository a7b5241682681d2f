"""What every command refuses of its options and arguments: what is no value; and what it does not use."""

import click
import pytest

from patgraph.cli import main

#: Bytes that are no UTF-8, as a program is handed them.
BYTES = "\udcff\udcfe"


def _all():
    """Every parameter of every command, with the command's name."""
    return [(name, each) for name, command in main.commands.items() for each in command.params]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", BYTES), "not UTF-8"),
        (("search", BYTES), "not UTF-8"),
        (("sparql", "-q", BYTES), "not UTF-8"),
        (("query", "councils", "--has", f"council={BYTES}"), "not UTF-8"),
        (("show", ""), "give a word"),
        (("search", ""), "give a word"),
        (("ask", "  "), "give a word"),
        (("sparql", "-q", "ASK {}", "--timeout", "nan"), "not a number up to"),
        (("sparql", "-q", "ASK {}", "--timeout", "inf"), "not a number up to"),
        (("sparql", "-q", "ASK {}", "--memory", "9" * 30), "not in the range"),
    ],
)
def test_what_cannot_be_meant_is_refused(run, small_built, arguments, message):
    """Exit status 2, nothing on standard output, and what is wrong with which of them."""
    done = run(*arguments, "--store", small_built)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr and "fault of ours" not in done.stderr


@pytest.mark.parametrize("place", ["", " ", "ftp://x/y", "http://", "http://[x", "file:///x"])
@pytest.mark.parametrize("command", ["query", "build", "validate"])
def test_a_place_that_is_none_is_refused(run, command, place):
    """A store is a directory or an http(s) address; nothing empty is this directory."""
    done = run(command, *(["councils"] if command == "query" else []), "--store", place)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--store" in done.stderr and "http(s)://" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("query", "councils", "--bom"), "--bom is for --format csv"),
        (("query", "by-region", "--format", "svg", "--citations"), "--citations says nothing in a chart"),
        (("query", "councils", "--update", "http://127.0.0.1:9/"), "--update is for a --store over HTTP"),
        (("sparql", "-q", "ASK {}", "--user", "me"), "--user is for a --store over HTTP"),
        (("export", "--format", "nq", "--of", "things"), "--of is for --format csv"),
        (("export", "--format", "ttl", "--jobs", "2"), "--jobs is for --format site"),
        (("validate", "--project", "."), "--project says nothing"),
    ],
)
def test_what_has_nothing_to_say_is_told(run, small_built, arguments, message):
    """The answer is given, and on standard error it is said which option it does not use."""
    done = run(*arguments, "--store", small_built)
    assert done.returncode == 0 and done.stdout
    assert message in done.stderr and done.stderr.count("it is not used") == 1


def test_what_the_environment_says_of_another_store_is_no_fault(run, small_built):
    """There it stands for all commands, also for those that ask a directory."""
    done = run("query", "councils", "--store", small_built, env={"PATGRAPH_UPDATE": "http://127.0.0.1:9/"})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("command", "parameter"), _all())
def test_every_text_and_number_is_of_a_kind_that_refuses(command, parameter):
    """No command takes bytes for a text, or what is no number for seconds."""
    kind = parameter.type
    assert type(kind) is not click.types.StringParamType
    if isinstance(kind, click.FloatRange | click.types.FloatParamType):
        for text in ("nan", "inf", "1e300"):
            with pytest.raises(click.BadParameter):
                kind.convert(text, parameter, None)


def test_nothing_shown_is_not_nothing_found(run, small_built):
    """With --limit 0 a search counts."""
    done = run("search", "haringey", "--limit", "0", "--store", small_built)
    assert done.returncode == 0
    assert "0 shown" in done.stdout and "No thing" not in done.stdout


@pytest.mark.parametrize("content", [b"\xff\xfeA\0S\0K\0", b"ASK {\n# \xe9\n}"])
def test_a_query_that_is_no_utf8_is_refused_without_its_bytes(run, small_built, tmp_path, content):
    """The file and the line are named."""
    (tmp_path / "asked.rq").write_bytes(content)
    done = run("sparql", "asked.rq", "--store", small_built, cwd=tmp_path)
    line = 1 if content[0] == 0xFF else 2
    assert done.returncode == 2
    assert done.stderr.startswith(f"patgraph: asked.rq:{line}: not UTF-8") and "\\x" not in done.stderr


def test_a_query_may_begin_with_a_mark(run, small_built, tmp_path):
    """As editors on Windows begin files."""
    (tmp_path / "asked.rq").write_bytes(b"\xef\xbb\xbfASK {}")
    assert run("sparql", tmp_path / "asked.rq", "--store", small_built).stdout == "true\n"


@pytest.mark.parametrize("is_file", [True, False])
def test_a_store_is_not_built_among_other_things(run, small_files, tmp_path, is_file):
    """A directory of something else, or a file, is refused and left as it was."""
    place = tmp_path / "data"
    mine = place if is_file else place / "mine"
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    done = run("build", "--project", small_files, "--store", place)
    assert (done.returncode, done.stdout) == (2, "")
    assert str(place) in done.stderr and "name another place" in done.stderr
    assert sorted(tmp_path.rglob("*")) == before and mine.read_text() == "mine"
