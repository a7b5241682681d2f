"""The scope of a query: its body put inside the view, for stores whose default graph is another.

    SELECT ?c WHERE { ?c a pat:Council }
    SELECT ?c WHERE { GRAPH <…/graph/view> { ?c a pat:Council } }

Where the body stands is found with the grammar in `sparql.lark` (see `grammar`). A `GRAPH ?passage` inside
still reaches the passages.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import pyoxigraph
from lark import Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken
from pyoxigraph import NamedNode

from patgraph.errors import Closed, MalformedQuery, PatgraphError, Unscoped
from patgraph.names import is_unicode

from .grammar import branches, is_a, nodes, syntax_tree, word
from .nesting import check_nesting
from .screen import screen, syntax_fault

#: The engine says best what is wrong with a query, but it recurses: longer ones it is not asked about.
_EXPLAINED = 4_000
#: Longer texts are read anew each time.
_KEPT = 20_000
#: A parameter's line, as `Query.bind` writes it.
_VALUES = re.compile(r"^([ \t]*VALUES[ \t]+\?\w+[ \t]*)\{.*\}[ \t]*$", re.M)
_ALONE = re.compile(r"^([ \t]*VALUES[ \t]+\?\w+[ \t]*)\{[ \t]*(<[^<>\s]*>)[ \t]*\}[ \t]*$", re.M)
_BY_NUMBER = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|\\([uU])|.)", re.S)
_KINDS = {
    "select": "SELECT", "ask": "ASK", "describe": "DESCRIBE", "construct": "CONSTRUCT", "short": "CONSTRUCT"
}  # fmt: skip
#: A name of nothing.
NOTHING = "urn:x-patgraph:nothing"


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


def parse_query(text: str) -> Form:
    """Parse a query. Raises `MalformedQuery`, `NestedTooDeep` (see `check_nesting`); `Closed` for `SERVICE`,
    at whatever depth; `Unscoped` where escapes, or the whole, are read in one way by some engines and
    otherwise by others.
    """
    if not is_unicode(text):
        raise MalformedQuery("The query is not Unicode text.")
    try:
        text = _BY_NUMBER.sub(lambda m: chr(int(m[1] or m[2], 16)), text)
    except (ValueError, OverflowError) as error:
        raise MalformedQuery(f"An escape stands for no character ({error}).") from error
    if not is_unicode(text):
        raise MalformedQuery("An escape stands for half a character.")
    # An engine that reads escapes before anything else, as the standard has it, sees another text than one
    # that reads pairs from the left: a quote, or the end of a comment.
    if re.search(r"\\[uU]", text):
        raise Unscoped(r"A backslash before u or U is read in two ways by SPARQL engines; leave it out.")
    check_nesting(text)
    return _form(text)


def parse_bound(text: str) -> Form:
    """Parse a question with values put into it. Where only its values are new it is not parsed again: they
    stand inside the body.
    """
    text = _unambiguous(text)
    form = _form(_VALUES.sub(r"\1{ UNDEF }", text))
    before, after = form.text[: form.start], form.text[form.end :]
    if not (text.startswith(before) and text.endswith(after)):
        return _form(text)
    # Inside a UNION, Virtuoso takes a value that stands alone for a constant and gives it back as a
    # text; with one beside it that nothing has, it does not. Neither do the rows change, since a
    # parameter's variable stands in a required pattern, or in a comparison.
    inner = _ALONE.sub(rf"\1{{ \2 <{NOTHING}> }}", text[form.start : len(text) - len(after)])
    return replace(form, text=before + inner + after, end=len(before) + len(inner))


def _unambiguous(text: str) -> str:
    """A text of ours, with its escapes spelt so that all engines read them alike, whether they resolve
    numbers first or pairs from the left: where an escaped backslash stands before a u, that is written by
    number. Always with eight digits: some take up to eight after a small u too.
    """

    def spelt(match: re.Match[str]) -> str:
        if match[1]:
            return f"\\U0000{match[1]}"
        return f"\\\\\\U{ord(match[2]):08X}" if match[2] else match[0]

    return _ESCAPE.sub(spelt, text)


def _form(text: str) -> Form:
    return _kept(text) if len(text) <= _KEPT else _parsed(text)


def _parsed(text: str) -> Form:
    try:
        tree = syntax_tree(text)
    except UnexpectedInput as error:
        raise _fault(text, error) from error
    parts = nodes([tree])
    if any(is_a(node, "SERVICE") for node in parts):
        raise Closed("SERVICE is closed: no other machine is asked on your behalf. Ask that one yourself.")
    query = next(node for node in branches(tree) if node.data in _KINDS)
    body = next((node for node in branches(query) if node.data == "body"), None)
    around = [node for node in query.children if node is not body]
    outside = {"EXISTS"} if any(is_a(node, "exists") for node in nodes(around)) else set()
    start = end = None
    if body is not None:
        group = branches(body)[-1]
        start, end = word(group, 0).start_pos, word(group, -1).end_pos
    sources = tuple(_source(node) for node in branches(query) if node.data == "source")
    return Form(text, _KINDS[query.data], start, end, sources, frozenset(outside))


#: `_parsed`, of texts that are not too long to be kept.
_kept = lru_cache(512)(_parsed)


def _fault(text: str, error: UnexpectedInput) -> PatgraphError:
    """Why a text could not be read: in the engine's words where it is short. Raises as `screen`."""
    if len(text) <= _EXPLAINED:
        # An ASK is evaluated as soon as it is parsed, and so would be a SERVICE in it.
        screen(text)
        try:
            pyoxigraph.Store().query(text)
        except (SyntaxError, ValueError, OSError) as fault:
            return MalformedQuery(syntax_fault(fault) if isinstance(fault, SyntaxError) else str(fault))
        return Unscoped(
            f"The query is SPARQL, but not of version 1.1, so where its body stands was not found (line "
            f"{error.line}, column {error.column}); write it more plainly."
        )
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    place = "at its end" if at_end else f"line {error.line}, column {error.column}"
    return MalformedQuery(f"{place}: not SPARQL 1.1 here.")


def _source(clause: Tree[Token]) -> str:
    """The graph that FROM names; nothing where it is not written out."""
    name = word(clause, -1)
    return name[1:-1] if name.type == "IRI" and "://" in name else ""
