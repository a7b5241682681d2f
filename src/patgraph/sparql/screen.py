"""What a stranger's query asks for besides this graph, and where it is wrong.

The engine's own parser is asked. A search for words is fooled by comments, strings and escapes, and so is a
second parser that reads escapes otherwise than the engine. So each `service` in a text is misspelt, at the
same length, by a letter that names and strings may hold: what still parses had no such keyword. Only texts
without a live SERVICE are ever parsed here, since the engine answers an ASK as soon as it has parsed it.
"""

import bisect
import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

import pyoxigraph

from patgraph.errors import Closed, MalformedQuery
from patgraph.names import PREFIXES, is_unicode

from .nesting import check_nesting

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.S)
_GAP = r"(?:[ \t\r\n]|#[^\r\n]*(?=[\r\n]))*"
_CALL = re.compile(
    rf"service(?P<gap>{_GAP})(?P<silent>silent)?(?P<more>{_GAP})<(?P<iri>[^<>\"{{}}|^`\\\x00-\x20]*)>", re.I
)
_TOKEN = re.compile(r"\s+|\"[^\"\n]*\"|'[^'\n]*'|<[^<>\s]*>|[?$]?\w[\w:.-]*|\S")
_ITEM = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:\'(?:\\.|[^\'])*\'|[^\]\'])*\]|[^,\s][^,]*')

#: What may come next, where it is no word or sign; all else with a blank in it is a sentence of the engine's.
#: What else queries are often written with.
_OTHERS = {
    "dbo": "http://dbpedia.org/ontology/",
    "dbr": "http://dbpedia.org/resource/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
_SORTS = ("a name", "a number", "its end")


def syntax_fault(error: SyntaxError) -> str:
    """What the engine found wrong in a SPARQL text: line, column, and what it expected there."""
    match = re.match(r"error at (\d+):(\d+): expected (.*)", error.msg, re.S)
    if not match:
        return error.msg
    line, column, expected = match.groups()
    # The engine lists its character classes too; they help nobody.
    words = [w for w in re.findall(r'"((?:[^"\\]|\\.)*)"|(\b[A-Z]{2,}\b)', expected) if any(w)]
    known = list(dict.fromkeys(a or b for a, b in words))[:12]
    hint = f"; expected one of: {' '.join(known)}" if known else ""
    return f"line {line}, column {column}: not SPARQL here{hint}"


@dataclass(frozen=True)
class Screened:
    """What was found: whether the query names its own dataset (`FROM`), and whether it calls others."""

    dataset: bool
    service: bool


def screen(text: str, base: str | None = None, allowed: Collection[str] = ()) -> Screened:
    """Look a query over before it is evaluated. `allowed` are the hosts that SERVICE may call.

    Raises `MalformedQuery` (with line, column, what was expected), `NestedTooDeep` (see `check_nesting`);
    `Closed` for a SERVICE that is not open.
    """
    if not is_unicode(text):
        raise MalformedQuery("The query is not Unicode text.")
    check_nesting(text)
    inert, calls = text, 0
    if re.search("service", text, re.I):
        if allowed:
            inert, calls = _CALL.subn(lambda match: _graph(match, allowed), text)
        inert = _misspell(inert, "service")
    if inert != text:
        error = _parse(inert, base)
        if error:
            if _at_service(error, inert):
                raise Closed(_closed(allowed))
            raise fault(error, inert, base)
    if not re.search("from", inert, re.I):
        return Screened(False, calls > 0)
    return Screened(_parse(_misspell(inert, "from"), base) is not None, calls > 0)


def fault(error: SyntaxError, text: str, base: str | None = None) -> MalformedQuery:
    """What is wrong in a text without a live SERVICE: line, column, and what may stand there."""
    place = _PLACE.match(error.msg or str(error))
    if not place:
        return MalformedQuery(str(error.msg or error))
    offset = _offset(text, int(place[1]), int(place[2]))
    tokens, keywords, sentences = _items(place[3])
    if sentences:
        named = re.search(r"([\w.-]*):[\w.-]*$", text[:offset])
        if named and sentences[0] == "Prefix not found":
            return _malformed(text, named.start(), [], _undeclared(named[1]))
        return _malformed(text, offset, [], sentences[0])
    if not tokens:
        offset = max((offset - len(word) for word in keywords), default=offset)
    offset, expected = _narrow(text, min(max(offset, 0), len(text)), base)
    told = [item for item in expected if " " in item and item not in _SORTS]
    if told:
        return _malformed(text, offset, [], told[0])
    return _malformed(text, offset, expected or [*tokens, *keywords])


def _undeclared(prefix: str) -> str:
    """What to do about a prefix that a query does not declare: the line to add, or those that it may mean."""
    known = PREFIXES | _OTHERS
    if prefix in known:
        return f"the prefix {prefix}: is not declared; begin with PREFIX {prefix}: <{known[prefix]}>"
    # The standard library: a worker that has given up its files can load no other.
    meant = [f"PREFIX {name}: <{known[name]}>" for name in difflib.get_close_matches(prefix, known, 2, 0.7)]
    hint = f"one of {', '.join(meant)}" if meant else f"PREFIX {prefix[:40]}: <…>"
    return f"the prefix {prefix[:40]}: is not declared, and is none of ours; begin with {hint}"


def _narrow(text: str, offset: int, base: str | None) -> tuple[int, list[str]]:
    """The place of the error, and what may stand there.

    The engine reads as many characters as a keyword has before it compares, so its own place may lie beyond
    the true one, or hide it. The longest beginning that could still go on is what is right about a text.
    """
    if len(text) > 50_000:
        return offset, []
    ends = [match.end() for match in _TOKEN.finditer(text) if match[0].strip()]
    right = bisect.bisect_left(ends, True, key=lambda end: not _may_follow(text[:end], base))
    end = ends[right - 1] if right else 0
    expected = _may_follow(text[:end], base) or []
    blank = re.compile(r"\s*").match(text, end)
    following = blank.end() if blank else end
    return (following if following < len(text) else end), expected


def _may_follow(head: str, base: str | None) -> list[str]:
    """What may come after a beginning; nothing where it is wrong already."""
    tokens, keywords, sentences = _expected(head, base, len(head))
    found = [*tokens, *sentences]
    for length in range(1, 10):
        _, keywords, _ = _expected(head + "\x01" * length, base, len(head) + length)
        found += [word for word in keywords if len(word) == length]
    return list(dict.fromkeys(found))


def _expected(text: str, base: str | None, at: int) -> tuple[list[str], list[str], list[str]]:
    error = _parse(text, base)
    if error is None:
        return ["its end"], [], []
    place = _PLACE.match(error.msg or "")
    if not place or _offset(text, int(place[1]), int(place[2])) < at:
        return [], [], []
    return _items(place[3])


def _items(listed: str) -> tuple[list[str], list[str], list[str]]:
    """Tokens, keywords and sentences among what the engine expected; character classes help nobody."""
    tokens, keywords, sentences = [], [], []
    for item in _ITEM.findall(listed):
        item = item.strip()
        if item.startswith('"'):
            tokens.append(item[1:-1].replace('\\"', '"').replace("\\\\", "\\"))
        elif item.startswith("["):
            if "'0'" in item and "'A'" not in item and "B7" not in item:
                tokens.append("a number")
            elif "'A'" in item:
                tokens.append("a name")
        elif re.fullmatch(r"\w+", item):
            keywords.append(item)
        elif item:
            sentences.append(item)
    return list(dict.fromkeys(tokens)), keywords, sentences


def _malformed(text: str, offset: int, expected: list[str], sentence: str = "") -> MalformedQuery:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    found = _TOKEN.match(text, offset)
    here = f"at {found[0][:40]!r}" if found and found[0].strip() else "at its end"
    hint = f" Expected one of: {' '.join(expected[:24])}" if expected else ""
    said = f"{sentence}." if sentence else f"not SPARQL {here}.{hint}"
    error = MalformedQuery(f"line {line}, column {column}: {said}")
    error.more = {"line": line, "column": column, "expected": expected}
    return error


def _parse(text: str, base: str | None) -> SyntaxError | None:
    try:
        pyoxigraph.Store().query(text, base_iri=base)
    except SyntaxError as error:
        return error
    except (RuntimeError, ValueError, OSError):
        pass  # It parses; what it asks for is another matter.
    return None


def _misspell(text: str, word: str) -> str:
    return re.sub(word, lambda match: "ẑ" + match[0][1:], text, flags=re.I)


def _graph(match: re.Match[str], allowed: Collection[str]) -> str:
    # GRAPH <iri> { … } may stand wherever SERVICE <iri> { … } may, and calls nobody.
    if not is_allowed(match["iri"], allowed):
        return match[0]
    return f"GRAPH  {match['gap']}{' ' * len(match['silent'] or '')}{match['more']}<{match['iri']}>"


def is_allowed(iri: str, allowed: Collection[str]) -> bool:
    """Whether SERVICE may call an address, where these hosts are allowed."""
    try:
        parts = urlsplit(iri)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        return False
    host = (parts.hostname or "").lower()
    shown = f"[{host}]" if ":" in host else host
    if "@" in parts.netloc or not host:
        return False
    usual = port in (80, 443)
    return f"{shown}:{port}" in allowed or (usual and shown in allowed)


def _at_service(error: SyntaxError, text: str) -> bool:
    place = _PLACE.match(error.msg or "")
    if not place:
        return False
    offset = _offset(text, int(place[1]), int(place[2]))
    return any(m.start() <= offset <= m.end() + 1 for m in re.finditer("ẑervice", text, re.I))


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + column - 1, len(text))


def _closed(allowed: Collection[str]) -> str:
    if allowed:
        return f"SERVICE is open to {', '.join(sorted(allowed))} only, each named by its whole <address>."
    return "SERVICE is closed: this service asks no other machine. Ask that one yourself."
