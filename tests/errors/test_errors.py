"""The tree of errors: light to import, all of it under one name, as it is drawn."""

import re
import subprocess
import sys

import pytest

from patgraph import errors


def below(kind, depth=0):
    """The classes below one, each with how deep it stands."""
    for child in kind.__subclasses__():
        yield depth, child
        yield from below(child, depth + 1)


def test_every_error_is_imported_from_one_place():
    """A class of the tree is found by its name in `patgraph.errors`: names travel between processes."""
    assert all(getattr(errors, kind.__name__) is kind for _, kind in below(errors.PatgraphError))


def test_the_tree_is_as_it_is_drawn():
    """The drawing has every class, at its place, in the order of the documentation."""
    drawn = re.findall(r"^([│ ]*)[├└]── (\w+)", errors.__doc__, re.M)
    drawn = [(len(lead) // 4, name) for lead, name in drawn]
    known = [(depth, kind.__name__) for depth, kind in below(errors.PatgraphError)]
    assert sorted(drawn) == sorted(known)


@pytest.mark.parametrize("module", ["patgraph.errors", "patgraph.files", "patgraph.sparql.frames"])
def test_the_cellar_is_light(module):
    """What every process loads, loads no HTTP, no YAML and no engine."""
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert module in loaded.split()
    assert not {"httpx", "yaml", "pyoxigraph", "rdflib", "asyncio"} & set(loaded.split())
