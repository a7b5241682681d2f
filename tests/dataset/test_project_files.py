"""Files of a project as strange editors leave them: read as they are meant, or refused with the place."""

import pytest
from pyoxigraph import RdfFormat

from patgraph.dataset.project import _read
from patgraph.errors import BadInput
from patgraph.questions.question_file import read_question
from tests.support.paths import ROOT

HEAD = "@prefix a: <https://example.org/> .\n"


def quads(path, text):
    """The quads of a file of this text."""
    return list(_read(path, RdfFormat.TURTLE, text.encode()))


def test_marks_and_line_ends_of_windows_change_nothing(tmp_path):
    """A byte-order mark and CRLF: the same quads, and the same question."""
    plain = HEAD + "a:b a:c 'd' .\n"
    said = [quad.triple for quad in quads(tmp_path / "plain.ttl", plain)]
    marked = "\ufeff" + plain.replace("\n", "\r\n")
    assert [quad.triple for quad in quads(tmp_path / "marked.ttl", marked)] == said
    text = (ROOT / "queries" / "councils.rq").read_text(encoding="utf-8")
    (tmp_path / "councils.rq").write_bytes(("\ufeff" + text.replace("\n", "\r\n")).encode())
    assert read_question(tmp_path / "councils.rq").title == read_question(ROOT / "queries/councils.rq").title


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "a:b a:c '2002-02-30'^^<http://www.w3.org/2001/XMLSchema#date> .", "not of its datatype"),
        (HEAD + "a:b a:c '1900-02-29'^^<http://www.w3.org/2001/XMLSchema#date> .", "not of its datatype"),
        (HEAD + "@prefix a: <https://example.com/> .\na:b a:c 1 .", ":2: the prefix a: has another meaning"),
        ("<https://example.org/x/../y> <https://example.org/p> 1 .", "dot segment"),
        ("<https://example.org/y> <https://example.org/p> <https://example.org/./> .", "dot segment"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, text, said):
    """A day that is in no calendar, a prefix with two meanings, a name with a dot segment."""
    with pytest.raises(BadInput, match=said):
        quads(tmp_path / "file.ttl", text)


def test_what_only_looks_so_is_read(tmp_path):
    """The same prefix twice, dots in names and queries, a leap day."""
    text = (
        HEAD + HEAD + "<https://example.org/a..b?c=/../d> a:c "
        "'2004-02-29'^^<http://www.w3.org/2001/XMLSchema#date>, <https://example.org/v1.2/.well-known/x> ."
    )
    assert len(quads(tmp_path / "file.ttl", text)) == 2
