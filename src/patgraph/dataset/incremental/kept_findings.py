"""What validation found of a dataset, kept with it: of another that differs little, only what the difference
can reach is validated.

CACHE/findings/{key}.json       what the rules found, behind a digest of the rest and of the program
CACHE/graphs/{key}/             the dataset of which they found it (see `kept`)
CACHE/findings/{key}.of.{former}.json
                                what they found after a change that took a build of everything, and what that
                                has changed in the former dataset

All were written once and stay as they are: what comes later is compared with them, and changes a copy of the
store that ends with it. So several processes may go on from one at a time.
"""

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from patgraph import files
from patgraph.dataset.project import Project
from patgraph.dataset.texts.sources import SourceText
from patgraph.dataset.validation.compared import compared_again
from patgraph.dataset.validation.node_places import Where
from patgraph.dataset.validation.report import Report, Result
from patgraph.dataset.validation.rules import Rules, paths, read_rules
from patgraph.dataset.validation.shacl import RUNS
from patgraph.dataset.validation.shacl_results import Finding, ntriples
from patgraph.dataset.validation.validate import Examined, lines_computed, reported
from patgraph.errors import BuildInProgress, NoStore, StoreOccupied, StoreUnwritable
from patgraph.names import VIEW, graph
from patgraph.rdf import Dataset, parse_nquads
from patgraph.sparql.reach import NotUnderstood
from patgraph.store import snapshot
from patgraph.store.working_copy import working_copy

from .changed_inputs import Difference, Inputs, difference
from .delta import Text, delta
from .kept_borrowing import kept_borrowing
from .query_rules import finding_of, rows_of
from .rebuilding import rebuilt
from .revalidation import Found, below, revalidated

#: Where more lines differ than this everything is validated.
_MOST = 4_000


class Beyond(NamedTuple):
    """The lines that a dataset has no longer, and those that it has beside, of one that is kept."""

    removed: list[str]
    added: list[str]


class _Kept(NamedTuple):
    """What is in a file: what was found, of which version and what has changed since that, and what is known
    of where nodes stand.
    """

    version: str
    beyond: Beyond
    found: Found
    computed: list[bytes]
    known: dict[str, Any]
    places: dict[str, Any]
    inputs: Inputs | None


class Reached(NamedTuple):
    """What was found after a change: of which version, what has changed since that, and what the files said
    then.
    """

    version: str
    beyond: Beyond
    found: Found
    computed: list[bytes]
    where: Where
    before: Inputs | None


#: Is given what was found where everything was built.
Keep = Callable[[Reached], object]


def keep_findings(
    place: Path,
    graph: Path | None,
    program: bytes,
    dataset: Dataset,
    examined: Examined,
    inputs: Inputs | None = None,
) -> bool:
    """Keep what a validation of everything has found, its dataset, and what the files said, in a file and a
    directory; without one whoever calls keeps the dataset himself. It is not kept where its shapes are not
    understood, or the disk is full.
    """
    with contextlib.suppress(OSError, StoreUnwritable, StoreOccupied, BuildInProgress, NotUnderstood):
        found = _understood(examined)
        if len(examined.store) != dataset.size:  # The engine has one number where the text has two.
            return False
        reached = Reached(dataset.version, Beyond([], []), found, examined.computed, examined.where, None)
        if graph is not None:
            snapshot.write_snapshot(dataset, graph)
        keep_reached(place, program, reached, inputs)
        return True
    return False


def keep_reached(place: Path, program: bytes, reached: Reached, inputs: Inputs | None) -> None:
    """Keep what was found, and what the files said, in a file. Raises `OSError`."""
    found, where = reached.found, reached.where
    body = {
        "version": reached.version,
        "beyond": reached.beyond,
        "rules": found.rules.json,
        "rows": found.rows,
        "others": found.others,
        "classes": found.classes,
        "computed": [line.decode() for line in reached.computed],
        "known": where.known,
        "places": where.places.known if where.places is not None else None,
        "inputs": inputs,
    }
    place.parent.mkdir(parents=True, exist_ok=True)
    files.keep_sealed(place, json.dumps(body, ensure_ascii=False).encode(), program)


def _understood(examined: Examined) -> Found:
    """The findings as rows of queries, and those of property shapes. Raises `NotUnderstood` where the rows do
    not say just what pySHACL does.
    """
    rules = _rules(examined.shapes)
    queries = {f"<{rule.rule}>": rule for rule in rules.queries}
    others = [finding for finding in examined.findings if finding.rule not in queries]
    said = Counter(finding for finding in examined.findings if finding.rule in queries)
    rows = {queries[name].rule: rows_of(queries[name], examined.store) for name in {f.rule for f in said}}
    told = {finding_of(rule, row) for rule in rules.queries for row in rows.get(rule.rule, ())}
    if Counter(told) != said or any(finding.focus.startswith("_:") for finding in others):
        raise NotUnderstood("pySHACL says something else")
    return Found(rules, rows, others, dict(below(sorted(rules.classes), examined.store)))


@lru_cache(maxsize=2)
def _rules(shapes: Any) -> Rules:
    """The rules of shapes: those of one project stay the same from one validation to the next."""
    return read_rules(shapes)


def report_from(
    place: Path,
    graph: Path,
    program: bytes,
    dataset: Callable[[], Dataset],
    project: Project,
    texts: dict[str, SourceText] | None,
    keep: Keep = lambda reached: None,
) -> Report | None:
    """The report on the dataset of a project, from what was found of another; `None` where too much differs,
    or what is kept is not whole, or not understood. The dataset is asked for only where it is not plain what
    the change of the files has changed in it; then what is found is given to `keep`. Raises what these raise.
    """
    kept = _read(place, program)
    if kept is None:
        return None
    try:
        with working_copy(graph, kept.version) as (store, text):
            _go_beyond(store, kept.beyond)
            change = _rebuilt(kept, store, project)
            built = change is None
            if built and not any(kept.beyond):
                change = _compared(text, dataset)
            if change is None:
                return None
            removed, added, _ = change
            where = Where(store, project.places(kept.places), kept.known)
            where.forget([*removed, *added])
            found = _revalidated(kept, store, change)
            gone = {_line(quad) for quad in removed}
            computed = [line for line in kept.computed if line not in gone]
            computed += lines_computed(b"".join(map(_line, added)))
            findings = found.findings
            about = ntriples(findings, paths(found.rules), RUNS)
            of_texts: Iterable[Result] = ()
            if texts is not None:
                before = _borrowing(kept, text, texts, gone)
                of_texts = compared_again(store, [*before, *_stated(added)], texts, where)
            said = reported(findings, sorted(computed), where, of_texts, found.rules.shapes, about)
            if built:
                beyond = Beyond(*([str(quad) for quad in quads] for quads in (removed, added)))
                keep(Reached(kept.version, beyond, found, computed, where, kept.inputs))
            return said
    # The engine raises whatever it meets in files that are not as it wrote them.
    except (NotUnderstood, NoStore, OSError, RuntimeError, ValueError, SyntaxError):
        return None


def _go_beyond(store: pyoxigraph.Store, beyond: Beyond) -> None:
    """Change a store from the dataset that it has to that which was reached."""
    removed, added = (list(parse_nquads(_lines(said))) for said in beyond)
    for quad in removed:
        store.remove(quad)
    store.extend(added)
    for name in {quad.graph_name for quad in removed}:
        if isinstance(name, NamedNode) and not any(store.quads_for_pattern(None, None, None, name)):
            store.remove_graph(name)


def _rebuilt(kept: _Kept, store: pyoxigraph.Store, project: Project) -> Difference | None:
    """The quads that went and that came since; `None` where everything is to be built to know them."""
    with contextlib.suppress(NotUnderstood):
        if kept.inputs is not None:
            removed, added, rules = difference(kept.inputs, project, store)
            return Difference(*rebuilt(store, removed, added), rules)
    return None


def _revalidated(kept: _Kept, store: pyoxigraph.Store, change: Difference) -> Found:
    if change.rules is None:
        return revalidated(kept.found, store, change.removed, change.added)
    from .changed_rules import revalidated_by  # Rules change seldom.

    return revalidated_by(change.rules, kept.found, store, change.removed, change.added)


def _compared(text: Text, dataset: Callable[[], Dataset]) -> Difference | None:
    """Likewise, by the texts of both datasets; `None` where these are too many."""
    change = delta(text, dataset().text, _MOST)
    if change is None:
        return None
    removed, added = (list(parse_nquads(b"".join(lines))) for lines in change)
    if any(quad.graph_name == graph("shapes") for quad in (*removed, *added)):
        raise NotUnderstood("rules have changed, and more that is not followed")
    return Difference(removed, added)


def _borrowing(kept: _Kept, text: Text, texts: dict[str, SourceText], gone: set[bytes]) -> Iterator[Quad]:
    """The statements that may have words of texts, without those that are gone."""
    lines = kept_borrowing(kept.version, text, texts)
    left = gone | {*_lines(kept.beyond.removed).splitlines(keepends=True)}
    yield from parse_nquads(b"".join(line for line in lines if line not in left))
    since = _lines(kept.beyond.added).splitlines(keepends=True)
    yield from _stated(parse_nquads(b"".join(line for line in since if line not in gone)))


def _lines(said: list[str]) -> bytes:
    return "".join(f"{quad} .\n" for quad in said).encode()


def _stated(quads: Iterable[Quad]) -> Iterator[Quad]:
    return (quad for quad in quads if quad.graph_name != NamedNode(VIEW))


def _line(quad: Quad) -> bytes:
    return f"{quad} .\n".encode()


def _read(place: Path, program: bytes) -> _Kept | None:
    content = files.read_sealed(place, program)
    if content is None:
        return None
    body = json.loads(content)
    others = [Finding._make((*each[:-1], tuple(each[-1]))) for each in body["others"]]
    found = Found(Rules.of_json(body["rules"]), body["rows"], others, body["classes"])
    computed = [line.encode() for line in body["computed"]]
    inputs = Inputs(*body["inputs"]) if body["inputs"] else None
    return _Kept(
        body["version"], Beyond(*body["beyond"]), found, computed, body["known"], body["places"], inputs
    )
