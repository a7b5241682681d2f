"""A literal may hold any character; every format and every place where it is shown can take it."""

import xml.etree.ElementTree as ElementTree

import pyoxigraph
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from patgraph import characters, rdf_writer
from patgraph.questions.formats import writers
from patgraph.sparql.worker import PieceWriter, write_result

#: Any text, with those characters more often that XML and terminals cannot take.
ODD = "\x00\x01\x0b\x1b\x9b\ufffe\uffff\u202e\n\t"
TEXTS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(ODD)))
S, P = NamedNode("http://example.org/s"), NamedNode("http://example.org/p")


def as_xml_has_it(text):
    """The text with what XML cannot say replaced, and line ends as a parser gives them."""
    kept = (c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text)
    return "".join(kept).replace("\r\n", "\n").replace("\r", "\n")


def rows(text):
    """A result with one literal."""
    return pyoxigraph.Store().query(f"SELECT ?x {{ VALUES ?x {{ {Literal(text)} }} }}")


def lines(text):
    """A text, its line ends as a parser gives them."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


@given(TEXTS)
def test_rdf_xml_can_be_read(text):
    """Whatever a literal holds, the document is well-formed and has the literal, but what XML cannot hold."""
    document = ElementTree.fromstring(rdf_writer.write([Triple(S, P, Literal(text))], "rdf", {}))
    (value,) = document.iter("{http://example.org/}p")
    assert lines(value.text) == as_xml_has_it(text)


@given(TEXTS)
def test_results_in_xml_can_be_read(text):
    """From the command line's writer and from the worker of free queries, in pieces as they come."""
    pieces = []
    writer = PieceWriter(pieces.append)
    write_result(rows(text), "application/sparql-results+xml", writer)
    writer.flush()
    for content in (writers.free(rows(text), "srx"), b"".join(pieces)):
        (value,) = ElementTree.fromstring(content).iter("{http://www.w3.org/2005/sparql-results#}literal")
        assert lines(value.text) == as_xml_has_it(text)


@given(TEXTS, st.integers(1, 5))
@example("a\r\nb\r\n\r", 5)
@example("\r", 4)
def test_however_the_pieces_are_cut(text, size):
    """XML and terminals get the same from pieces that end within a character or within the end of a line."""
    content, found = f"<x>{text}</x>".encode(), []
    file, terminal, shown = (
        characters.XmlFile(lambda piece: found.append(piece) or 0),
        characters.TerminalText(),
        b"",
    )
    for at in range(0, len(content), size):
        file.write(content[at : at + size])
        shown += terminal.shown(content[at : at + size], last=at + size >= len(content))
    assert b"".join(found) == characters.for_xml(content)
    assert shown.decode() == characters.visible_lines(content.decode())


@given(TEXTS)
def test_what_is_shown_is_visible(text):
    """Lines stay lines; nothing else is left that speaks to a terminal; visible text is as it was."""
    assert characters.visible(text).isprintable()
    assert characters.visible_lines(text).replace("\n", "").replace("\t", "").isprintable()
    if text.isprintable():
        assert characters.visible(text) == characters.visible_lines(text) == text
