"""Modules and functions are small, and every test says what it proves."""

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.support.paths import ROOT

MODULES = sorted((ROOT / "src/patgraph").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
MODULE, FUNCTION = 300, 60
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@pytest.fixture(scope="module")
def tests():
    """What each test module says, by its path."""
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in TESTS}


def statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """All statements of a module, however deep: what is imported and defined stands in no expression."""
    left: list[ast.AST] = [tree]
    while left:
        node = left.pop()
        if isinstance(node, ast.stmt):
            yield node
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            left += getattr(node, part, ())


def imported(tree: ast.Module) -> set[str]:
    """The modules that a module imports, by their whole names."""
    found = set()
    for node in statements(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    return found


def test_no_test_module_imports_another_and_every_test_says_what_it_proves(tests):
    """What tests share is in tests/support; each test has a sentence."""
    wrong = []
    for path, tree in tests.items():
        said = [name for name in imported(tree) if name.split(".")[-1].startswith("test_") and "." in name]
        functions = (node for node in statements(tree) if isinstance(node, FUNCTIONS))
        said += [t.name for t in functions if t.name.startswith("test_") and not ast.get_docstring(t)]
        wrong += [f"{path}: {each}" for each in said]
    assert wrong == []


def replaced_for_all(tree: ast.Module) -> list[str]:
    """What a test replaces in a library of Python's own, for whoever else is in its process too."""
    libraries = sys.stdlib_module_names
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = (each for each in calls if isinstance(each.func, ast.Attribute) and each.func.attr == "setattr")
    said = (ast.unparse(each.args[0]) for each in named if len(each.args) == 3)
    return [name for name in said if name.split(".")[-1] in libraries]


def test_no_test_replaces_a_part_of_a_library_for_all(tests):
    """Services of other tests may run in threads beside it: `replace_for` gives it to one module of ours."""
    assert replaced_for_all(ast.parse('patch.setattr(ours.time, "sleep", none)')) == ["ours.time"]
    assert replaced_for_all(ast.parse('patch.setattr(ours, "sleep", none)')) == []
    wrong = {path: names for path, tree in tests.items() if (names := replaced_for_all(tree))}
    assert wrong == {}


def test_no_module_and_no_function_is_long():
    """At most 300 lines a module, 60 a function."""
    long = []
    for path in MODULES:
        text = path.read_text()
        lines = len(text.splitlines())
        said = [f"{lines} lines"] if lines > MODULE else []
        said += [
            f"{node.name}: {node.end_lineno - node.lineno + 1}"
            for node in statements(ast.parse(text))
            if isinstance(node, FUNCTIONS) and node.end_lineno - node.lineno >= FUNCTION
        ]
        long += [f"{path.relative_to(ROOT)}: {each}" for each in said]
    assert long == []
