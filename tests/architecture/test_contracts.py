"""The rooms: what may import what is a contract, and each contract fails when it is broken."""

import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.support.paths import BIN, ROOT

CONTRACTS = ROOT / ".importlinter"
#: A forbidden import for each contract: the module that is given it, and the line.
BREAKS = {
    "floors": ("dates.py", "import patgraph.store.snapshot"),
    "web": ("web/http/replies.py", "import patgraph.web.app"),
    "dataset": ("dataset/texts/rows.py", "import patgraph.dataset.kept"),
    "worker": ("sparql/screen.py", "import httpx"),
    "http": ("store/snapshot.py", "import starlette"),
    "rooms": ("sparql/screen.py", "import patgraph.sparql.pool"),
}


def read() -> ConfigParser:
    """The contracts as they are written."""
    found = ConfigParser()
    found.read(CONTRACTS)
    return found


def names() -> list[str]:
    """The last part of each contract's section."""
    return [name.rpartition(":")[2] for name in read().sections() if ":contract:" in name]


def lint(root, contracts):
    """What import-linter says of a source tree."""
    command = [BIN / "lint-imports", "--config", contracts, "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(root)}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the source, with its contracts."""
    root = tmp_path_factory.mktemp("source")
    left_out = shutil.ignore_patterns("__pycache__", "static", "*.html")
    shutil.copytree(ROOT / "src/patgraph", root / "patgraph", ignore=left_out)
    shutil.copy(CONTRACTS, root / ".importlinter")
    return root


@pytest.mark.slow
def test_the_contracts_are_kept(tree):
    """All of them, with no exception listed. (`make check` asks import-linter itself.)"""
    done = lint(tree, CONTRACTS)
    assert done.returncode == 0, done.stdout
    assert "ignore_imports" not in CONTRACTS.read_text()


def test_each_contract_has_a_way_to_break_it():
    """None is written that nobody has seen fail."""
    assert set(names()) == set(BREAKS)


@pytest.fixture(scope="module")
def broken(tree):
    """What is said of each contract where each has its forbidden import, by the contract's name."""
    was = {}
    for path, line in BREAKS.values():
        module = tree / "patgraph" / path
        was.setdefault(module, module.read_text())
        module.write_text(f"{module.read_text()}\n\n{line}\n")
    try:
        done = lint(tree, tree / ".importlinter")
    finally:
        for module, text in was.items():
            module.write_text(text)
    assert done.returncode == 1, done.stdout
    _, *told = re.split(r"^(\S.*)\n-+\n", done.stdout.partition("Broken contracts")[2], flags=re.M)
    return dict(zip(told[::2], told[1::2], strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("name", BREAKS)
def test_a_forbidden_import_breaks_its_contract(broken, name):
    """With one line added the contract is broken, and says which module imports which."""
    path, line = BREAKS[name]
    module = f"patgraph.{path.removesuffix('.py').replace('/', '.')}"
    said = broken[read()[f"importlinter:contract:{name}"]["name"]]
    assert re.search(rf"{module} ?-> ?{line.removeprefix('import ')}\b", said) or (
        name == "rooms" and f".{Path(path).stem}" in said
    ), said


def test_what_reads_a_strangers_query_starts_small():
    """The program that workers are forked from loads no HTTP, no store and no rdflib, whatever the contracts
    do not see."""
    code = "import sys, patgraph.sparql.zygote; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"httpx", "fastapi", "starlette", "rdflib", "yaml", "jinja2"}
    assert not [name for name in done.stdout.split() if name.startswith("patgraph.store")]
