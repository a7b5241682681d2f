"""Modules and functions are small, and every test says what it proves."""

import ast
from collections.abc import Iterator

from tests.support.paths import ROOT

MODULES = sorted((ROOT / "src/patgraph").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
MODULE, FUNCTION = 300, 60
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


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


def test_no_test_module_imports_another_and_every_test_says_what_it_proves():
    """What tests share is in tests/support; each test has a sentence."""
    wrong = []
    for path in TESTS:
        tree = ast.parse(path.read_text())
        said = [name for name in imported(tree) if name.split(".")[-1].startswith("test_") and "." in name]
        tests = (node for node in statements(tree) if isinstance(node, FUNCTIONS))
        said += [t.name for t in tests if t.name.startswith("test_") and not ast.get_docstring(t)]
        wrong += [f"{path.relative_to(ROOT)}: {each}" for each in said]
    assert wrong == []


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
