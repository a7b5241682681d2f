"""What the files of a project said when it was built, and what they say otherwise now."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, Quad

from patgraph.dataset.kept_quads import KeptQuads
from patgraph.dataset.project import Project
from patgraph.dataset.reading import part_key, parts, unnamed
from patgraph.names import graph, is_passage
from patgraph.rdf import QuadTerms
from patgraph.sparql.reach import NotUnderstood

_RULES = graph("shapes")


class Inputs(NamedTuple):
    """The key of each file under which its quads are kept, by its path, and the quads that are said more than
    once, as N-Quads have them.
    """

    keys: dict[str, str]
    twice: list[str]


def inputs(project: Project) -> Inputs:
    """What the files of a project say. Raises `BadInput`."""
    kept, keys = KeptQuads(), {}
    seen: set[QuadTerms] = set()
    twice: dict[QuadTerms, None] = {}
    for part in parts(project):
        key = keys[_path(project, part.path)] = part_key(project, part)
        for quad in kept.read(key, part.read):
            if quad in seen:
                twice[quad] = None
            seen.add(quad)
    return Inputs(keys, [str(Quad(*quad)) for quad in twice])


def inputs_since(before: Inputs | None, project: Project, added: Iterable[str]) -> Inputs:
    """Likewise, where it is known what they said before, and which quads a build of both has then that it had
    not. Some that are said once may be among those that are said more than once. Raises `BadInput`.
    """
    if before is None:
        return inputs(project)
    kept, keys = KeptQuads(), {}
    new, twice = {*added}, dict.fromkeys(before.twice)
    seen: set[str] = set()
    for part in parts(project):
        path = _path(project, part.path)
        key = keys[path] = part_key(project, part)
        if key == (former := before.keys.get(path)):
            continue
        was = kept.find(former) if former is not None else ()
        if was is None:
            return inputs(project)
        already = {*was}
        for quad in kept.read(key, part.read):
            if quad not in already:
                said = str(Quad(*quad))
                if said in seen or said not in new:
                    twice[said] = None
                seen.add(said)
    return Inputs(keys, [*twice])


class Difference(NamedTuple):
    """The quads that the files of a project no longer say, and those that they say now; and where rules have
    changed, all that are now.
    """

    removed: list[Quad]
    added: list[Quad]
    rules: list[Quad] | None = None


def difference(before: Inputs, project: Project, store: pyoxigraph.Store) -> Difference:
    """What the files of a project say otherwise. The store has what was built before. Raises `BadInput`;
    `NotUnderstood` where it cannot be told of the files that changed.
    """
    kept = KeptQuads()
    found = {_path(project, part.path): part for part in parts(project)}
    keys = {path: part_key(project, part) for path, part in found.items()}
    changed = [p for p in sorted(keys.keys() | before.keys.keys()) if keys.get(p) != before.keys.get(p)]
    gone: dict[QuadTerms, None] = {}
    come: dict[QuadTerms, None] = {}
    # In the order of a build, so that the first fault is told.
    now = {path: kept.read(keys[path], found[path].read) for path in found if path in changed}
    for path in (path for path in changed if not path.startswith("ontology/shapes/")):
        was = kept.find(before.keys[path]) if path in before.keys else []
        if was is None:
            raise NotUnderstood("what a file said is no longer kept")
        said = now.get(path, [])
        _require_once(said)
        if {before.keys.get(path), keys.get(path)} & kept.blank:
            was, said = _named(was, said)
        gone |= dict.fromkeys(was)
        come |= dict.fromkeys(said)
    rules = None
    if any(path.startswith("ontology/shapes/") for path in changed):
        of_rules = [part for part in found.values() if part.graph == _RULES]
        rules = [Quad(*q) for part in of_rules for q in kept.read(part_key(project, part), part.read)]
    kept.tidy([*keys.values(), *before.keys.values()])
    removed = [Quad(*quad) for quad in gone if quad not in come]
    added = [Quad(*quad) for quad in come if quad not in gone]
    twice = {*before.twice}
    if any(str(quad) in twice for quad in removed):
        raise NotUnderstood("another file may say it still")
    return Difference(removed, [quad for quad in added if quad not in store], rules)


def _named(was: list[QuadTerms], said: list[QuadTerms]) -> tuple[list[QuadTerms], list[QuadTerms]]:
    """The quads of a file before and now, without those of nodes that have no name, which have to be the
    same. Raises `NotUnderstood`.
    """
    if unnamed(was) != unnamed(said):
        raise NotUnderstood("nodes without a name")
    was, said = ([q for q in quads if BlankNode not in (type(q[0]), type(q[2]))] for quads in (was, said))
    return was, said


def _path(project: Project, path: Any) -> str:
    return str(path.relative_to(project.root).as_posix())


def _require_once(said: Iterable[QuadTerms]) -> None:
    """Raises `NotUnderstood` where a passage states something twice, which counts."""
    told = [quad for quad in said if is_passage(quad[3])]
    if len({*told}) < len(told):
        raise NotUnderstood("a passage says something twice")
