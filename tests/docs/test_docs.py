"""The documents say what is true: commands run, blocks work, tables are not stale."""

import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from click.testing import CliRunner

from patgraph import cli
from tests.support.paths import ROOT

MARKDOWN = sorted([*ROOT.glob("*.md"), *(ROOT / "ontology").glob("*.md"), *(ROOT / "data").glob("*.md"),
                   *(ROOT / "queries").glob("*.md"), *(ROOT / "docs").glob("*.md")])  # fmt: skip


def blocks(path, language):
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(), re.M | re.S)


@pytest.mark.slow
def test_the_readmes_first_answer_is_the_real_one(run, built):
    """The console block of README is what the command prints."""
    (block,) = blocks(ROOT / "README.md", "console")
    command, _, output = block.partition("\n")
    done = run(*command.removeprefix("$ patgraph ").split())
    assert done.returncode == 0
    assert [line.rstrip() for line in done.stdout.rstrip().splitlines()] == [
        line.rstrip() for line in output.rstrip().splitlines()
    ]


@pytest.mark.slow
def test_python_blocks_of_the_readme_run():
    """The Python example runs as it stands."""
    for block in blocks(ROOT / "README.md", "python"):
        done = subprocess.run(
            [sys.executable, "-c", block], cwd=ROOT, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_every_command_is_in_the_readme():
    """README names each command, and no other."""
    named = re.search(r"The commands: (.*?); each", (ROOT / "README.md").read_text(), re.S).group(1)
    assert re.findall(r"`([\w-]+)`", named) == [
        "show", "search", "ask", "queries", "query", "sparql", "serve", "mcp", "export", "build", "validate",
        "fill", "locate", "add-document", "import", "refresh", "release", "links", "completion",
    ]  # fmt: skip
    assert set(re.findall(r"`([\w-]+)`", named)) == set(cli.main.commands)


def test_the_citation_file_says_what_the_package_says():
    """CITATION.cff has what the format asks for, the version and address of the package, and the licence of
    the data; nothing in it is empty."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {"cff-version", "message", "title", "authors"} <= {*cited} and all(cited.values())
    assert str(cited["version"]) == project["version"]
    assert cited["url"] == project["urls"]["Homepage"] and cited["type"] == "dataset"
    assert cited["license"] == "CC-BY-4.0"


def test_make_targets_of_the_documents_exist():
    """`make X` in a document is a target of the Makefile."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    for path in MARKDOWN:
        assert set(re.findall(r"`?make (serve|test|format|build|sbom)\b", path.read_text())) <= targets


def test_the_table_of_questions_is_not_stale(graph):
    """queries/README.md is what the files give; write it anew with `python -m tests.docs.test_docs`."""
    assert (ROOT / "queries" / "README.md").read_text() == table(graph.queries)


def test_the_container_file_names_what_is_there():
    """What it copies is in the repository, the command is ours with its options, and each setting in the
    environment is one that the command reads.
    """
    text = (ROOT / "docs/deploy/Containerfile").read_text()
    copied = [name for line in re.findall(r"^COPY (.*) \S+$", text, re.M) for name in line.split()]
    assert copied and all((ROOT / name).exists() for name in copied)
    serve = cli.main.commands["serve"]
    known = {parameter.envvar for parameter in serve.params}
    assert {name for name in re.findall(r"\b(PATGRAPH_\w+)=", text)} <= known
    (words,) = re.findall(r"^CMD \[(.*)\]$", text, re.M)
    _, command, *options = re.findall(r'"([^"]*)"', words)
    with serve.make_context(command, options, resilient_parsing=True):
        assert cli.main.commands[command] is serve


def test_links_between_documents_lead_somewhere():
    """Relative links and files named in the documents exist."""
    for path in MARKDOWN:
        for link in re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text()):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_files_that_the_map_names_are_there():
    """Every file and folder that README, CONTRIBUTING and the architecture name in code marks exists, from
    the project's root or from `src/patgraph/`.
    """
    places = (ROOT, ROOT / "src" / "patgraph")
    for name in ("README.md", "CONTRIBUTING.md", "docs/architecture.md"):
        words = re.findall(r"`([a-z_]+(?:/[a-z_.]+)*(?:/|\.py|\.html))`", (ROOT / name).read_text())
        assert words
        for word in words:
            assert any((place / word).exists() for place in places), f"{name}: {word}"


def test_documents_for_users_name_no_internals():
    """What users read names no module of ours; the map and the recipes do."""
    for path in (ROOT / "docs").glob("*.md"):
        if path.name != "architecture.md":
            assert not re.findall(
                r"[\w/]+\.py\b|\bsrc/patgraph", re.sub(r"`bench/\w+\.py`", "", path.read_text())
            ), path.name


@pytest.mark.parametrize("command", sorted(cli.main.commands))
def test_help_has_a_sentence_for_each_command(command):
    """Help texts are sentences."""
    shown = CliRunner().invoke(cli.main, [command, "--help"]).output
    assert re.search(r"\n\n  [A-Z].*\.", shown, re.S)


def test_nothing_speaks_of_one_machine():
    """No path of a machine, no address of a package registry in what is committed."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in listed.stdout.split():
        path = ROOT / name
        if path.suffix in (".png", ".ico") or not path.exists():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not re.search(rf"(?<![\w.]){re.escape(str(ROOT.parent))}/", text), name
        assert not re.search(r"https?://[^\s\"']*(pypi\.org/simple|registry\.npmjs)", text), name


def table(queries):
    """What queries/README.md says."""
    lines = [
        "# What can be asked",
        "",
        "One file a question: `queries/{name}.rq`, SPARQL that any tool runs as it stands. The name is the",
        "command (`patgraph query NAME key=value`) and the address (`/queries/NAME`). In the table, what",
        "must be given is **bold**. This page is made from the files.",
        "",
        "| name | asks | with |",
        "|---|---|---|",
    ]
    for query in queries.values():
        takes = ", ".join(f"**{p.name}**" if p.required else p.name for p in query.parameters.values())
        lines.append(f"| [`{query.name}`]({query.name}.rq) | {query.title} | {takes} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    from patgraph.dataset.project import Project
    from patgraph.questions.question_file import read_questions

    (ROOT / "queries" / "README.md").write_text(table(read_questions(Project(ROOT).questions())))
