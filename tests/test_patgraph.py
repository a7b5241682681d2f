"""patgraph as Python sees it: its public names, and how little is loaded for what needs little."""

import re
import subprocess
import sys

import pytest

import patgraph
from tests.support.paths import ROOT

#: What talks to others or reads files of ours: heavy, and of no use to a process that needs none of it.
HEAVY = {
    "fastapi", "httpx", "jinja2", "pyshacl", "rdflib", "SPARQLWrapper", "starlette", "tabulate", "tantivy",
    "uvicorn", "yaml",
}  # fmt: skip


def loaded(program: str) -> set[str]:
    """The top names of all modules that a fresh interpreter has after a program."""
    told = f"{program}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_the_public_names_are_these():
    """What is promised to callers is there under its name, and nothing else is promised."""
    promised = {"Address", "Answer", "Graph", "PatgraphError", "Query", "__version__", "open"}
    assert set(patgraph.__all__) == set(dir(patgraph)) == promised
    for name in promised - {"__version__"}:
        assert getattr(patgraph, name).__name__ == name
    with pytest.raises(AttributeError, match="Grahp"):
        _ = patgraph.Grahp


def test_documents_use_public_names_only():
    """`patgraph.NAME` in a document, called or in its Python, is a public name."""
    texts = [
        path.read_text() for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md"))
    ]
    python = [block for text in texts for block in re.findall(r"```python\n(.*?)```", text, re.S)]
    used = {name for text in texts for name in re.findall(r"\bpatgraph\.(\w+)\(", text)}
    used |= {name for block in python for name in re.findall(r"\bpatgraph\.(\w+)", block)}
    assert "open" in used and used <= set(patgraph.__all__)


@pytest.mark.parametrize("module", ["patgraph", "patgraph.errors"])
def test_errors_load_little(module):
    """Who only catches our errors waits for neither HTTP, YAML nor the engine."""
    assert not loaded(f"import {module}") & {*HEAVY, "pyoxigraph"}


def test_the_process_of_strangers_queries_loads_little():
    """The zygote, which workers are forked from, has no HTTP, no reader of files and no second engine."""
    found = loaded("import patgraph.sparql.zygote")
    assert "pyoxigraph" in found and not found & HEAVY


def test_help_loads_little():
    """Help is there at once: no command loads what carries it out before it is carried out. All are asked in
    one process, which has loaded nothing of it after any.
    """
    commands = ([], *([name] for name in ("serve", "query", "sparql", "links", "export", "import", "build")))
    found = loaded(
        f"from patgraph.cli import main\n"
        f"for command in {commands}: main([*command, '--help'], standalone_mode=False)"
    )
    assert "click" in found and not found & HEAVY
