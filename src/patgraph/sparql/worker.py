"""What a worker does: read a query from its channel, evaluate it, write the answer in frames, again.

Q  to the worker: `query`, `base`, `view`, `default`, `named`, `media`, `seconds`, `allowed`
H  what the answer is: `kind` (boolean, solutions, triples) and `media`, its media type
E  its end: whether the worker `retires`; X, an error, says so too
"""

import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from typing import IO, Any, cast

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, QueryBoolean, QuerySolutions, QueryTriples

from patgraph import errors
from patgraph.characters import XmlFile, is_xml
from patgraph.media import SOLUTION_ENGINES, TRIPLE_ENGINES
from patgraph.names import PREFIXES
from patgraph.rdf import Result

from . import confinement, frames
from .screen import fault, screen

#: A piece is sent when it is full; after a while a smaller one is, but not a bare head without a row.
_PIECE, _PATIENCE, _LEAST = 64 * 1024, 0.2, 1024
#: After so many queries, or when it has kept so much of its memory, a worker gives way to a fresh one.
_QUERIES, _KEPT = 1000, 0.25
#: The kernel ends a query by itself so long after its deadline, should the server be too busy to.
_GRACE = 0.05

#: A table for a page: JSON lines, first the variables and how many there are, then rows of terms as texts,
#: and `null` where there are more rows. So many rows, columns, characters of a cell and bytes in all it has
#: at most: what a page costs those who make and read it does not grow with what is asked.
TABLE, ROWS, COLUMNS, CELL, SIZE = "application/x-patgraph-table", 1000, 50, 1000, 512 * 1024


class PieceWriter:
    """A file that sends what is written to it in pieces: when one is full, or after a while."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send, self._held, self._since = send, bytearray(), time.monotonic()

    def write(self, content: bytes) -> int:
        self._held += content
        size = len(self._held)
        if size >= _PIECE or (size >= _LEAST and time.monotonic() - self._since > _PATIENCE):
            self.flush()
        return len(content)

    def flush(self) -> None:
        if self._held:
            self._send(bytes(self._held))
            self._held.clear()
        self._since = time.monotonic()


def serve_channel(engine: pyoxigraph.Store, memory: int, channel: int) -> None:
    """Answer what comes through the channel until it is closed, or the worker has grown too large."""
    send = sender(channel)
    at_birth = confinement.address_space()
    for _ in range(_QUERIES):
        try:
            _, content = frames.read_frame(lambda size: os.read(channel, size))
        except EOFError:
            return
        asked = json.loads(content)
        signal.setitimer(signal.ITIMER_REAL, asked["seconds"] + _GRACE)
        closing = send_answer(engine, asked, send)
        signal.setitimer(signal.ITIMER_REAL, 0)
        retires = confinement.address_space() - at_birth > memory * _KEPT
        letter = frames.ERROR if closing else frames.END
        send(frames.message(letter, closing | {"retires": retires}))
        if retires:
            return


def send_answer(
    engine: pyoxigraph.Store, asked: dict[str, Any], send: Callable[[bytes], None]
) -> dict[str, Any]:
    """Send the answer; what went wrong comes back (see `frames.told`), if anything did."""
    try:
        result = evaluate(engine, asked)
        kind, media = offered(result, asked)
        send(frames.message(frames.HEAD, {"kind": kind, "media": media}))
        writer = PieceWriter(lambda piece: send(frames.frame(frames.PIECE, piece)))
        write_result(result, media, writer)
        writer.flush()
    except MemoryError:
        return frames.told(errors.OutOfMemory("memory"))
    except errors.PatgraphError as error:
        return frames.told(error)
    except Exception as error:
        return frames.told(errors.NotEvaluated(str(error)))
    return {}


def offered(result: Result, asked: Mapping[str, Any]) -> tuple[str, str]:
    """The kind of a result, and the media type in which it is wanted. Raises `UnknownFormat`."""
    kind = "solutions" if isinstance(result, QuerySolutions) else "triples"
    kind = "boolean" if isinstance(result, QueryBoolean) else kind
    media = asked["media"][kind]
    if media is None:
        named = asked.get("format")
        said = f"No format {named!r}" if named else "None of the formats you accept is one"
        raise errors.UnknownFormat(f"{said} for this result ({kind}).")
    return kind, media


def evaluate(engine: pyoxigraph.Store, asked: Mapping[str, Any]) -> Result:
    """Look a query over and begin to evaluate it; the engine's result. Raises what `screen` raises, and
    `NotEvaluated`.

    The request's graphs go before the query's own; where neither names any, the default graph is `view`.
    """
    text, base = asked["query"], asked["base"]
    found = screen(text, base, asked["allowed"])
    dataset: dict[str, Any] = {}
    if asked["default"] is not None:
        dataset["default_graph"] = [NamedNode(iri) for iri in asked["default"]]
        dataset["named_graphs"] = [NamedNode(iri) for iri in asked["named"]]
    elif not found.dataset:
        dataset["default_graph"] = [NamedNode(asked["view"]) if asked["view"] else DefaultGraph()]
    try:
        return engine.query(text, base_iri=base, **dataset)
    except SyntaxError as error:
        # Screened: no live SERVICE is in the text, or it is one that may be called.
        raise fault(error, text, base) if not found.service else errors.MalformedQuery(error.msg) from error
    except (RuntimeError, ValueError, OSError) as error:
        raise errors.NotEvaluated(f"The engine does not evaluate this: {error}") from error


def write_result(result: Result, media: str, writer: PieceWriter) -> None:
    """Write a result in a media type, piece by piece."""
    file = cast(IO[bytes], XmlFile(writer.write) if is_xml(media) else writer)
    if isinstance(result, QueryTriples):
        form = TRIPLE_ENGINES["text/turtle" if media == TABLE else media]
        pyoxigraph.serialize(result, file, format=form, prefixes=PREFIXES)
    elif isinstance(result, QuerySolutions) and media == TABLE:
        _write_table(result, writer)
    else:
        result.serialize(
            file, format=SOLUTION_ENGINES["application/sparql-results+json" if media == TABLE else media]
        )


def _write_table(result: QuerySolutions, writer: PieceWriter) -> None:
    names = [variable.value[:CELL] for variable in result.variables[:COLUMNS]]
    size = writer.write(json.dumps([names, len(result.variables)]).encode() + b"\n")
    for count, solution in enumerate(result):
        row = json.dumps([_cell(solution[place]) for place in range(len(names))]).encode() + b"\n"
        size += len(row)
        if count == ROWS or size > SIZE:
            writer.write(b"null\n")
            return
        writer.write(row)


def _cell(term: object) -> list[object] | None:
    """A term in a table: its kind, its text, and whether that was cut."""
    if term is None:
        return None
    text = str(getattr(term, "value", term))
    return [type(term).__name__, text[:CELL], len(text) > CELL]


def sender(channel: int) -> Callable[[bytes], None]:
    """What sends all of its bytes through a channel."""

    def send(content: bytes) -> None:
        view = memoryview(content)
        while view:
            view = view[os.write(channel, view) :]

    return send
