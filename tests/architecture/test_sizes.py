"""Modules and functions are small, and every test says what it proves."""

import ast
from pathlib import Path

import pytest

from tests.support.paths import ROOT

MODULES = sorted((ROOT / "src/patgraph").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
MODULE, FUNCTION = 300, 60
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def imported(tree: ast.Module) -> set[str]:
    """The modules that a module imports, by their whole names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    return found


def named(path: Path) -> str:
    """How a file is called in the id of a test."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TESTS, ids=named)
def test_no_test_module_imports_another_and_every_test_says_what_it_proves(path):
    """What tests share is in tests/support; each test has a sentence."""
    tree = ast.parse(path.read_text())
    assert not [name for name in imported(tree) if name.split(".")[-1].startswith("test_") and "." in name]
    tests = [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS) and node.name.startswith("test_")]
    assert not [test.name for test in tests if not ast.get_docstring(test)]


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_module_and_no_function_is_long(path):
    """At most 300 lines a module, 60 a function."""
    text = path.read_text()
    assert len(text.splitlines()) <= MODULE
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, FUNCTIONS) and node.end_lineno - node.lineno >= FUNCTION
    ]
    assert not long
