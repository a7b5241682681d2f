"""Decisions: which thing each name in a table means, kept beside the mapping for people to review.

The matcher of `/reconcile` proposes; a name that it is sure of is taken, any other waits for a person. Both
stand in one CSV file, and what stands there is what an import follows: a later matcher changes nothing that
was decided.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from patgraph.dataset.project import Project
from patgraph.errors import BadInput, in_words
from patgraph.files import whole
from patgraph.names import space, term
from patgraph.rdf import Facts
from patgraph.tables.spreadsheets import as_given, as_text
from patgraph.things.reconcile.matcher import Candidate, Reconciler

from .cells import NoFit

COLUMNS = ("kind", "name", "thing", "by", "near")
#: What stands for a thing where the graph has none of that name.
NONE = "-"


@dataclass(frozen=True)
class Decision:
    """One name: the slug of the thing it means (`-` for none, nothing while nobody has said), who said so,
    and what the matcher found near with its scores.
    """

    kind: str
    name: str
    thing: str
    by: str
    near: str


class Decisions:
    """The decisions of a mapping; `find` is what proposes, made when the first name is new."""

    def __init__(self, path: Path, known: Facts, find: Callable[[], Reconciler]):
        self._path, self._known, self._find = path, known, find
        self._made: dict[tuple[str, str], Decision] = _read(path)
        self._before = len(self._made)

    @cached_property
    def _matcher(self) -> Reconciler:
        return self._find()

    def thing(self, kind: str, name: str) -> str | None:
        """The slug of what a name means; nothing where it was decided that it means none of ours.

        Raises `NoFit` where a person has to say.
        """
        name = " ".join(name.split())
        made = self._made.get((kind, name))
        if made is None:
            made = self._made[kind, name] = self._proposed(kind, name)
        if made.thing == NONE:
            return None
        if not made.thing:
            near = made.near or "nothing"
            raise NoFit(f"{name!r} is no sure name of a {kind} (near: {near}); say which in {self._path}.")
        node = term(f"{kind}:{made.thing}")
        if not self._known.all(node, term("rdf:type")):
            raise NoFit(f"{self._path}: {name!r} is decided as {made.thing!r}, and no {kind} has that name.")
        return made.thing

    def save(self):
        """Put new names into the file, behind those that stand there. Raises `OSError`."""
        if len(self._made) == self._before:
            return
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for made in self._made.values():
            # Names are a stranger's, and people review them in a spreadsheet.
            writer.writerow(map(_shown, (made.kind, made.name, made.thing, made.by, made.near)))
        whole(self._path, out.getvalue().encode())

    def _proposed(self, kind: str, name: str) -> Decision:
        found = self._matcher.find(name, [kind])
        sure = next((each for each in found if each.match), None)
        near = "; ".join(f"{_slug(each, kind)} {each.score:g}" for each in found[:3])
        return Decision(kind, name, _slug(sure, kind) if sure else "", "matcher" if sure else "", near)


def matcher(project: Project) -> Reconciler:
    """The matcher of what the files of a project say now."""
    # A mapping that reconciles nothing builds nothing.
    from patgraph.dataset.assemble import build
    from patgraph.store.embedded import in_memory
    from patgraph.things.search_entries import entries
    from patgraph.things.thing import Things

    dataset = build(project)
    things = Things(in_memory(dataset.nquads, dataset.version, dataset.base))
    return Reconciler(things, entries(things))


def _shown(cell: str) -> str:
    return cell if cell == NONE else as_text(cell)


def _slug(found: Candidate, kind: str) -> str:
    return found.entity.node.value.removeprefix(space(kind))


def _read(path: Path) -> dict[tuple[str, str], Decision]:
    if not path.exists():
        return {}
    try:
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True))
    except OSError as error:
        raise BadInput(in_words(error)) from error
    except (ValueError, csv.Error) as error:
        raise BadInput(f"{path}: no file of decisions: {error}") from error
    if not lines or tuple(lines[0]) != COLUMNS:
        raise BadInput(f"{path}:1: no file of decisions: its header is {','.join(COLUMNS)}.")
    made = {}
    for number, cells in enumerate(lines[1:], 2):
        if len(cells) != len(COLUMNS):
            raise BadInput(f"{path}:{number}: {len(cells)} cells where the header has {len(COLUMNS)}.")
        one = Decision(*(as_given(cell.strip()) for cell in cells))
        if (one.kind, one.name) in made:
            raise BadInput(f"{path}:{number}: {one.name!r} is decided twice.")
        made[one.kind, one.name] = one
    return made
