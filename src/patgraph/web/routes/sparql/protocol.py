"""The SPARQL 1.1 Protocol, query side: what a request asks for, or what is wrong with it."""

import asyncio
import codecs
import math
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.requests import ClientDisconnect, Request

from patgraph.errors import BadRequest, Closed

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
_LARGEST, _SHORT, _PATIENCE = 1 << 20, 16 * 1024, 10.0
#: Ours are `timeout`, and `as` and `example` for the page; `format` is as good as `as` where it is a name we
#: know; what is not listed is ignored.
_ONCE = ("query", "timeout", "as", "example")


@dataclass(frozen=True)
class SparqlRequest:
    """A request: `query` (`None`: the description is asked for), the graphs it names (`None`: it names none),
    the seconds the caller wants to wait, the format (`also`: as other services have it named) and the example
    of the page.
    """

    query: str | None
    default: list[str] | None = None
    named: list[str] | None = None
    seconds: float | None = None
    form: str | None = None
    example: str | None = None
    also: str | None = None


async def read_request(request: Request) -> SparqlRequest:
    """What a request asks for. Raises `BadRequest`; `Closed` for an update."""
    found = pairs(request.scope["query_string"], "The query string")
    if request.method == "POST":
        found += await _posted(request)
    elif request.method not in METHODS:
        allow = {"Allow": ", ".join(METHODS)}
        raise BadRequest(f"{request.method} is no operation of the protocol; use GET or POST.", 405, allow)
    values: dict[str, list[str]] = {}
    for key, value in found:
        values.setdefault(key, []).append(value)
    if "update" in values:
        if request.method != "POST":
            raise BadRequest("An update is POSTed; and this service takes none, it is for reading.")
        _once(values, "update", "query")
        raise Closed("This service is for reading: it takes no update.")
    for key in _ONCE:
        _once(values, key)
    if request.method == "POST" and "query" not in values:
        raise BadRequest("A POST needs a query: query=… in the form, or the query itself as the body.")
    names = "default-graph-uri", "named-graph-uri"
    graphs = [[_iri(key, iri) for iri in values.get(key, [])] for key in names]
    default, named = graphs if any(graphs) else (None, None)
    one = {key: values[key][0] for key in _ONCE if key in values}
    seconds, also = _seconds(one.get("timeout")), values.get("format", [None])[0]
    return SparqlRequest(one.get("query"), default, named, seconds, one.get("as"), one.get("example"), also)


async def _posted(request: Request) -> list[tuple[str, str]]:
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    if media not in (FORM, QUERY, UPDATE):
        said = f"Content-Type {media!r}" if media else "No Content-Type"
        raise BadRequest(f"{said}: send {FORM} or {QUERY}.", 415, {"Accept-Post": f"{FORM}, {QUERY}"})
    for parameter in parameters.split(";"):
        key, _, charset = parameter.partition("=")
        if key.strip().lower() == "charset" and not _is_utf8(charset.strip().strip('"')):
            raise BadRequest(f"charset {charset.strip()}: the protocol has UTF-8 only.", 415)
    coding = request.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity"):
        raise BadRequest(
            f"Content-Encoding {coding[:40]!r}: send the body as it is.", 415, {"Accept-Encoding": "identity"}
        )
    if media == UPDATE:
        raise Closed("This service is for reading: it takes no update.")
    content = await body(request)
    if media == FORM:
        return await form(content)
    return [("query", _utf8(content, "The query").removeprefix("\ufeff"))]


async def body(request: Request) -> bytes:
    """The body of a request. Raises `BadRequest` for one that is too large, breaks off, or does not come."""
    held = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE):
            async for piece in request.stream():
                held += piece
                if len(held) > _LARGEST:
                    raise BadRequest(
                        f"The body is larger than {_LARGEST} bytes.", 413, {"Connection": "close"}
                    )
    except TimeoutError:
        raise BadRequest(
            f"The body did not come within {_PATIENCE:g} s.", 408, {"Connection": "close"}
        ) from None
    except ClientDisconnect:
        # Nobody hears it; but it is counted as what it is, and no fault of ours.
        raise BadRequest("The body broke off.", 400, {"Connection": "close"}) from None
    return bytes(held)


async def form(content: bytes) -> list[tuple[str, str]]:
    """The fields of a form. Raises `BadRequest`. A long one is read outside the event loop: each escape in it
    takes its time.
    """
    if len(content) > _SHORT:
        return await asyncio.to_thread(pairs, content, "The form")
    return pairs(content, "The form")


def pairs(encoded: bytes, what: str) -> list[tuple[str, str]]:
    """The fields of a form or a query string, called `what` where they are none. Raises `BadRequest`."""
    try:
        text = encoded.decode("ascii")
    except UnicodeDecodeError:
        text = _utf8(encoded, what)
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=10_000)
    except UnicodeDecodeError as error:
        raise BadRequest(f"{what} is not UTF-8: {error.reason}.") from error
    except ValueError as error:
        raise BadRequest(f"{what} has too many fields.") from error


def _utf8(content: bytes, what: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"{what} is not UTF-8: {error.reason} at byte {error.start}.") from error


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in ("utf-8", "ascii")
    except (LookupError, ValueError):
        return False


def _once(values: dict[str, list[str]], *keys: str):
    given = [(key, value) for key in keys for value in values.get(key, [])]
    if len(given) > 1:
        raise BadRequest(f"{' and '.join(keys)}: given {len(given)} times; give one.")


def _iri(key: str, text: str) -> str:
    try:
        if ":" not in text:
            raise ValueError("it is relative")
        return NamedNode(text).value
    except ValueError as error:
        raise BadRequest(f"{key}: {text[:200]!r} is no absolute IRI ({error}).") from error


def _seconds(text: str | None) -> float | None:
    if text is None or text == "":
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds > 0):
        raise BadRequest(f"timeout: {text[:50]!r} is no number of seconds above 0.")
    return seconds
