"""The files of a project: found, parsed, put into their graphs; and where each name stands in them.

ontology/patgraph.ttl, ontology/vocabularies/*.ttl   …/graph/ontology
ontology/shapes/*.ttl                                …/graph/shapes
data/evidence/{document}.trig                        …/graph/document/{document}, and passages; what a
                                                     table's import says of new things, …/graph/editorial
data/editorial/*.ttl                                 …/graph/editorial
data/reference/{name}.ttl                            …/graph/reference/{name}
queries/{name}.rq                                    …/graph/catalogue (see catalogue.py)
"""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple, cast
from zlib import crc32

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from patgraph import at_work
from patgraph.errors import BadInput, in_words
from patgraph.files import SHIPPED
from patgraph.names import PREFIXES, curie, graph, space

from .blocks import block_twice, missing_brace, remedy
from .name_places import Places, relative

#: How literals of the datatypes that our data uses are written.
_FORMS = {
    PREFIXES["xsd"] + name: form
    for name, form in {
        "boolean": "true|false|1|0",
        "integer": r"[+-]?\d+",
        "nonNegativeInteger": r"\+?\d+",
        "positiveInteger": r"\+?0*[1-9]\d*",
        "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
        "date": r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(Z|[+-]\d\d:\d\d)?",
    }.items()
}
_STRING = NamedNode(PREFIXES["xsd"] + "string")
_ROOMS = ("ontology", "data", "queries")


class Part(NamedTuple):
    """A file of a project: its content, what reads the quads of that, and their graph where they have one."""

    path: Path
    content: bytes
    read: Callable[[], Iterator[Quad]]
    graph: NamedNode | None = None


class Project:
    """A directory with `ontology/`, `data/` and `queries/`."""

    def __init__(self, root: Path):
        """Raises `BadInput` where a room is missing."""
        self.root = Path(root)
        self._instead: dict[Path, bytes | None] = {}
        for room in _ROOMS:
            if not (self.root / room).is_dir():
                raise BadInput(f"{self.root}: no directory {room}/ here; name the project with --project.")

    @classmethod
    def find(cls, root: Path | None = None) -> "Project":
        """The project at a path; without one the working directory's, else the installed one."""
        if root is not None:
            return cls(root)
        for place in (Path.cwd(), *SHIPPED):
            if all((place / room).is_dir() for room in _ROOMS):
                return cls(place)
        return cls(Path.cwd())

    def with_file(self, path: Path, content: bytes | None) -> "Project":
        """This project as it would be with this content in a file, or, with none, without the file."""
        other = Project(self.root)
        other._instead = self._instead | {path: content}
        return other

    def quads(self) -> Iterator[Quad]:
        """Everything the Turtle and TriG files say, each statement in its graph.

        Raises `BadInput` with file and line where a file does not parse, or where an evidence file
        holds a graph that is not a passage of its document.
        """
        for part in self.parts():
            yield from part.read()

    def parts(self) -> Iterator[Part]:
        """The Turtle and TriG files, each with its content and what reads its quads; see `quads`."""
        turtle = (
            ("ontology", ("patgraph.ttl", "vocabularies/*.ttl"), "ontology"),
            ("ontology", ("shapes/*.ttl",), "shapes"),
            ("data", ("editorial/*.ttl",), "editorial"),
            ("data", ("reference/*.ttl",), "reference/{}"),
        )
        for room, patterns, name in turtle:
            for path in self._files(room, *patterns):
                content = self._content(path)
                about = graph(name.format(path.stem))
                yield Part(path, content, partial(_read, path, RdfFormat.TURTLE, content, about), about)
        for path in self._files("data", "evidence/*.trig"):
            content = self._content(path)
            yield Part(path, content, partial(_evidence, path, content))

    def questions(self) -> list[Path]:
        """The files of the questions, by name."""
        return self._files("queries", "*.rq")

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Every file in the rooms, whatever its kind: its path below the root, and its bytes."""
        there = {path for room in _ROOMS for path in (self.root / room).rglob("*") if path.is_file()}
        for path in sorted(there | self._instead.keys()):
            content = self._instead[path] if path in self._instead else path.read_bytes()
            if content is not None:
                yield path.relative_to(self.root).as_posix(), content

    def where(self, iri: str) -> str:
        """`file:line` where a name is first described (at the start of a line), else first used."""
        return self.places().where(iri)

    def places(self, known: dict[str, Any] | None = None) -> Places:
        """What looks names up in the files; `known` is what another has found, maybe in other files."""
        if known is None:
            return self._places
        return Places(relative(self.root, self._told), lambda path: self._content(self.root / path), known)

    @cached_property
    def _places(self) -> Places:
        return Places(relative(self.root, self._told), lambda path: self._content(self.root / path))

    @cached_property
    def _told(self) -> list[Path]:
        """The files in which names are looked for, in that order."""
        files = self._files("data", "evidence/*.trig", "editorial/*.ttl", "reference/*.ttl")
        return [*files, *self._files("ontology", "**/*.ttl")]

    def _files(self, room: str, *patterns: str) -> list[Path]:
        found = [path for pattern in patterns for path in sorted(self._glob(room, pattern))]
        for path in found:
            if not re.fullmatch(r"[A-Za-z0-9._-]+", path.name):
                raise BadInput(f"{path}: name it with letters, digits and hyphens; the name becomes an IRI.")
        return found

    def _glob(self, room: str, pattern: str) -> set[Path]:
        place = self.root / room
        added = {p for p in self._instead if p.is_relative_to(place) and p.relative_to(place).match(pattern)}
        there = {*place.glob(pattern), *added}
        return {path for path in there if self._instead.get(path, b"") is not None}

    def _content(self, path: Path) -> bytes:
        content = self._instead.get(path)
        at_work.say(str(path))
        try:
            return path.read_bytes() if content is None else content
        except OSError as error:
            raise BadInput(in_words(error)) from error


def _evidence(path: Path, content: bytes) -> Iterator[Quad]:
    own = f"{space('passage')}{path.stem}/"
    about, editorial = graph(f"document/{path.stem}"), graph("editorial")
    block_twice(path, content.decode(errors="replace"))
    for quad in _read(path, RdfFormat.TRIG, content):
        place = quad.graph_name
        if isinstance(place, DefaultGraph):
            _is_description(path, quad, own)
            yield Quad(quad.subject, quad.predicate, quad.object, about)
        elif (isinstance(place, NamedNode) and place.value.startswith(own)) or place == editorial:
            yield quad
        else:
            name = curie(getattr(place, "value", "a blank node"))
            raise BadInput(
                f"{path}: the graph {name} is no passage of {path.stem}; "
                f"name it <{own}…> or put it into the file of its own document."
            )


def _is_description(path: Path, quad: Quad, own: str) -> None:
    """Raises `BadInput` for a statement outside the braces that describes no passage, document or section."""
    subject = getattr(quad.subject, "value", "")
    described = own, space("document"), space("section")
    if isinstance(quad.subject, NamedNode) and not subject.startswith(described):
        raise BadInput(
            f"{path}: {curie(subject)} {curie(quad.predicate.value)} … stands outside the braces of a "
            "passage, where it would be ours; move it into the passage that says it, or to data/editorial/."
        )


def _is_of_its_datatype(literal: Literal) -> bool:
    form = _FORMS.get(literal.datatype.value)
    if form is not None and not re.fullmatch(form, literal.value):
        return False
    return literal.datatype.value != PREFIXES["xsd"] + "date" or _is_day(literal.value)


def _is_day(text: str) -> bool:
    """Whether a date of the common era is in the calendar."""
    day = re.match(r"(\d{4})-(\d\d)-(\d\d)(?!\d)", text)
    try:
        return day is None or day[1] == "0000" or bool(date(*map(int, day.groups())))
    except ValueError:
        return False


_PREFIX = re.compile(
    r"^[ \t]*(?:@prefix|prefix)[ \t]+([\w-]*):[ \t]*<([^<>\s]*)>", re.IGNORECASE | re.MULTILINE
)
_DOTS = re.compile(r"//[^/]+(?:/[^?#]*)?/\.\.?(?:[/?#]|$)")


@cache
def _as_held(literal: Literal) -> Literal:
    """A literal as a store holds it: `409` where a file has `409.0`, any whole number as `xsd:integer`. Else
    a store's dump would have other bytes than the build.
    """
    scratch = Store()
    scratch.add(Quad(_STRING, _STRING, literal))
    return cast(Literal, next(iter(scratch)).object)


def _read(path: Path, kind: RdfFormat, content: bytes, graph_name: NamedNode | None = None) -> Iterator[Quad]:
    """The quads of a file; of a graph, where one is named, whatever graph the file has them in."""
    # Blank nodes get a name of their file, so that two files never share one.
    own = f"f{crc32(str(path).encode())}x"

    def apart(node: Any) -> Any:
        return BlankNode(f"{own}{node.value}") if isinstance(node, BlankNode) else node

    try:
        # Editors of Windows put a mark before the first line.
        content = content.removeprefix(BOM_UTF8)
        _one_meaning(path, content.decode(errors="replace"))
        # A dot segment is written as one, or with an escape: most files need no look at their names.
        dotted = b"/." in content or b"\\" in content
        for quad in parse(input=content, format=kind):
            subject, predicate, object_, name = quad
            for node in (subject, predicate, object_) if dotted else ():
                if isinstance(node, NamedNode) and "/." in node.value and _DOTS.search(node.value):
                    raise ValueError(f"<{node.value}> has a dot segment; a name is written without.")
            if isinstance(object_, Triple):
                raise ValueError("a triple term (RDF 1.2) stands in it; state the triple in a passage.")
            if isinstance(object_, Literal) and not object_.language and object_.datatype != _STRING:
                if not _is_of_its_datatype(object_):
                    about = f"{curie(getattr(subject, 'value', '_'))} {curie(predicate.value)}"
                    raise ValueError(f"{about}: {object_} is not of its datatype; correct one of them.")
                object_ = _as_held(object_)
            if graph_name is None and isinstance(subject, NamedNode) and isinstance(object_, NamedNode):
                yield quad
            else:
                yield Quad(apart(subject), predicate, apart(object_), graph_name or name)
    except SyntaxError as error:
        reason = re.sub(r"^Parser error at line.*?: | \(.*line \d+\)$", "", error.msg)
        line = error.lineno or 1
        text = content.decode(errors="replace")
        missed = missing_brace(text, line) if kind == RdfFormat.TRIG else None
        if missed:
            raise BadInput(f"{path}:{missed[0]}: {missed[1]} (The parser: {reason}, line {line}.)") from error
        done = remedy(text, line, reason)
        told = f"{done} (The parser: {reason}.)" if done else reason
        raise BadInput(f"{path}:{line}:{error.offset}: {told}") from error
    except ValueError as error:
        raise BadInput(f"{path}: {error}") from error


def _one_meaning(path: Path, text: str) -> None:
    """Raises `BadInput` for a prefix that is declared twice with two meanings."""
    known: dict[str, str] = {}
    for match in _PREFIX.finditer(text):
        if known.setdefault(match[1], match[2]) != match[2]:
            line = text.count("\n", 0, match.start()) + 1
            raise BadInput(f"{path}:{line}: the prefix {match[1]}: has another meaning above; give it one.")
