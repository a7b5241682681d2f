"""The scope of a query: its body put inside the view, for stores whose default graph is another.

    SELECT ?c WHERE { ?c a pat:Council }
    SELECT ?c WHERE { GRAPH <…/graph/view> { ?c a pat:Council } }

Where the body stands is found by rdflib's own grammar, whose productions are put together here once
more with marks around the outermost group. A `GRAPH ?passage` inside still reaches the passages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from threading import Lock

import pyoxigraph
from pyoxigraph import NamedNode

from .errors import MalformedQuery, Refused, Unscoped
from .names import is_unicode
from .store import syntax_fault

#: Deeper than this no question of ours or anyone's goes; parsers recurse.
MAX_DEPTH = 100
#: A parameter's line, as `queries.Query.bind` writes it.
_VALUES = re.compile(r"^([ \t]*VALUES[ \t]+\?\w+[ \t]*)\{.*\}[ \t]*$", re.M)
_ALONE = re.compile(r"^([ \t]*VALUES[ \t]+\?\w+[ \t]*)\{[ \t]*(<[^<>\s]*>)[ \t]*\}[ \t]*$", re.M)
#: A name of nothing.
NOTHING = "urn:x-patgraph:nothing"
_LOCK = Lock()  # rdflib's parser is not thread-safe.


@dataclass(frozen=True)
class Form:
    """What a parser found: the text it read, the kind of query, where its body stands, and the names
    of the graphs it asks for itself (`FROM`).
    """

    text: str
    kind: str
    start: int | None
    end: int | None
    dataset: tuple[str, ...]
    outside: frozenset[str]

    def inside(self, view: NamedNode) -> str:
        """The text with its body inside a graph. Raises `Unscoped` where that changes its meaning."""
        if self.kind == "DESCRIBE":
            raise Unscoped(
                "DESCRIBE: a remote store takes what it says from all its graphs, and so from both sides "
                "of every disagreement; write CONSTRUCT { ?thing ?p ?o } WHERE { … } instead."
            )
        if self.start is None:
            raise Unscoped(
                "CONSTRUCT WHERE { … } has one group for two things; write CONSTRUCT { … } WHERE { … }, "
                "which can be put inside the view."
            )
        if "EXISTS" in self.outside:
            raise Unscoped(
                "EXISTS outside the body (in SELECT, GROUP BY, HAVING or ORDER BY) would look outside the "
                "view; BIND it to a variable inside WHERE { … }."
            )
        start, end = self.start, self.end
        return f"{self.text[:start]}{{ GRAPH {view} {self.text[start:end]} }}{self.text[end:]}"


@lru_cache(512)
def read(text: str) -> Form:
    """Parse a query. Raises `MalformedQuery`; `Refused` for `SERVICE`, at whatever depth."""
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import expandUnicodeEscapes

    if not is_unicode(text):
        raise MalformedQuery("The query is not Unicode text.")
    if _depth(text) > MAX_DEPTH:
        raise MalformedQuery(f"The query nests more than {MAX_DEPTH} brackets; make it flatter.")
    try:
        text = expandUnicodeEscapes(text)
    except (ValueError, OverflowError) as error:
        raise MalformedQuery(f"An escape stands for no character ({error}).") from error
    _once(text, r"\\[uU]")
    try:
        with _LOCK:
            query = _grammar().parse_string(text, parse_all=True)[1]
    except (ParseException, RecursionError, ValueError, KeyError, TypeError) as error:
        try:
            pyoxigraph.Store().query(text)
        except (SyntaxError, ValueError) as fault:
            said = syntax_fault(fault) if isinstance(fault, SyntaxError) else str(fault)
            raise MalformedQuery(said) from fault
        raise Unscoped(
            f"The query is SPARQL, but where its body stands was not found ({error}); write it more plainly."
        ) from error
    if "ServiceGraphPattern" in _names(query):
        raise Refused("SERVICE is closed: no other machine is asked on your behalf. Ask that one yourself.")
    around = {key: value for key, value in query.items() if key != "where"}
    names = _names(around)
    return Form(
        text,
        query.name.removesuffix("Query").upper(),
        dict.get(query, "start"),
        dict.get(query, "end"),
        tuple(_sources(query)),
        frozenset({"EXISTS"} if names & {"Builtin_EXISTS", "Builtin_NOTEXISTS"} else ()),
    )


def bound(text: str) -> Form:
    """Parse a question with values put into it. Where only its values are new it is not parsed again,
    which would take a tenth of a second: the values stand inside the body.
    """
    _once(text, r"\\\\[uU]")
    form = read(_VALUES.sub(r"\1{ UNDEF }", text))
    before, after = form.text[: form.start], form.text[form.end :]
    if not (text.startswith(before) and text.endswith(after)):
        return read(text)
    # Inside a UNION, Virtuoso takes a value that stands alone for a constant and gives it back as a
    # text; with one beside it that nothing has, it does not. Neither do the rows change, since a
    # parameter's variable stands in a required pattern, or in a comparison.
    inner = _ALONE.sub(rf"\1{{ \2 <{NOTHING}> }}", text[form.start : len(text) - len(after)])
    return replace(form, text=before + inner + after, end=len(before) + len(inner))


def _once(text: str, escape: str):
    """Raises `Unscoped` where an engine that reads escapes before anything else, as the standard has it,
    would see another text than our parser: a quote, or the end of a comment.
    """
    if re.search(escape, text):
        raise Unscoped(r"A backslash before u or U is read in two ways by SPARQL engines; leave it out.")


def _depth(text: str) -> int:
    """How deep brackets nest, at most; those in strings and comments count too, which errs safely."""
    deepest = depth = 0
    for mark in re.findall(r"[({\[\])}]", text):
        depth += 1 if mark in "({[" else -1
        deepest = max(deepest, depth)
    return deepest


def _sources(query) -> Iterator[str]:
    for clause in dict.get(query, "datasetClause", ()):
        name = dict.get(clause, "default") or dict.get(clause, "named")
        yield str(name) if "://" in str(name) else ""


def _names(node) -> set[str]:
    """The names of the productions that a parsed query is made of."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    found, left = set(), [node]
    while left:
        node = left.pop()
        if isinstance(node, CompValue):
            found.add(node.name)
        if isinstance(node, dict):
            left.extend(node.values())
        elif isinstance(node, list | tuple | set | ParseResults):
            left.extend(node)
    return found


@cache
def _grammar():
    """SPARQL's `Query`, of rdflib's productions, with the places of the outermost group."""
    from pyparsing import CaselessKeyword, Empty, OneOrMore, Optional, Suppress, ZeroOrMore, rest_of_line
    from rdflib.plugins.sparql import parser as of
    from rdflib.plugins.sparql.parserutils import Comp, Param, ParamList

    def word(text):
        return CaselessKeyword(text).ignore("#" + rest_of_line)

    def mark(name):
        # At the end nothing is skipped: a comment may follow.
        place = Empty().leave_whitespace() if name == "end" else Empty().ignore("#" + rest_of_line)
        return Param(name, place.set_parse_action(lambda _text, at, _tokens: [at]))

    sources = ZeroOrMore(ParamList("datasetClause", of.DatasetClause))
    body = Optional(word("WHERE")) + mark("start") + Param("where", of.GroupGraphPattern) + mark("end")
    tail = of.SolutionModifier + of.ValuesClause
    select = Comp("SelectQuery", of.SelectClause + sources + body + tail)
    ask = Comp("AskQuery", word("ASK") + sources + body + tail)
    whole = Comp("ConstructQuery", word("CONSTRUCT") + of.ConstructTemplate + sources + body + tail)
    about = OneOrMore(ParamList("var", of.VarOrIri)) | "*"
    describe = Comp("DescribeQuery", word("DESCRIBE") + about + sources + Optional(body) + tail)
    first = ZeroOrMore(Suppress("#" + rest_of_line))
    query = first + of.Prologue + first + (select | whole | of.ConstructQuery | describe | ask)
    return query.parse_with_tabs()
