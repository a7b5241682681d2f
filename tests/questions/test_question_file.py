"""Files of questions and ready joins: what is wrong with one is said with its file, line and place."""

import pytest

from patgraph.errors import BadInput
from patgraph.questions.header import JoinHeader, QuestionHeader, read_header
from patgraph.questions.question_file import read_question

GOOD = """\
#+ title: What?
#+ description: A test.
#+ parameters:
#+   one: {datatype: xsd:string, description: a word}
#+ columns:
#+   x: {type: string, meaning: a thing}
SELECT ?x WHERE {
  VALUES ?one { UNDEF }
  ?s ?p ?x . FILTER(!BOUND(?one) || ?x = ?one)
} ORDER BY ?x
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("#+ title: What?\n", "", "needs title"),
        ("title: What?", "title: [", "not YAML"),
        ("#+ description", "#+ note: x\n#+ description", "unknown in the header: note"),
        ("VALUES ?one { UNDEF }", "", "no line VALUES"),
        ("datatype: xsd:string", "datatype: xsd:float", "datatype is one of"),
        ("datatype: xsd:string, ", "", "one of class, scheme, datatype"),
        ("type: string, m", "type: text, m", "columns.x.type is one of thing, term"),
        ("SELECT ?x", "SELECT ?y", "the text selects"),
        ("ORDER BY ?x", "ORDER ?x", r"q\.rq: line \d+, column"),
        ("VALUES ?one { UNDEF }", "VALUES ?one { UNDEF } # any", "alone on its line"),
        ("  ?s ?p ?x", "  { VALUES ?one { UNDEF } ?s ?p ?x }\n  ?s ?p ?x", "alone on its line"),
        ("  ?s ?p ?x", '  VALUES ?one { "a" }\n  ?s ?p ?x', "same default"),
        (
            "one: {datatype: xsd:string, description: a word}",
            "one: word",
            r"one has to be {name: value}, not 'word'",
        ),
        (
            "x: {type: string, meaning: a thing}",
            "x: string",
            r"q\.rq:6: columns\.x has to be {name: value}, not 'string'",
        ),
        ("meaning: a thing", "meaning: ", r"q\.rq:6: columns\.x\.meaning is empty; write what it is"),
        ("meaning: a thing", "meaning: a, thing", r"q\.rq:6: unknown in columns\.x: thing"),
        ("meaning: a thing", "meaning: 5", r"q\.rq:6: columns\.x\.meaning has to be a text, not 5"),
        ("title: What?", "title:", r"q\.rq:1: title is empty"),
        ("#+ title: What?", "#+ - title", r"q\.rq:\d: the header is not YAML"),
        ("title: What?", "title: 2004-13-25", r"q\.rq: the header has a day that is none: month"),
        ("#+ parameters", "#+ keywords: one, two\n#+ parameters", r"q\.rq:3: keywords has to be a list"),
        ("#+ parameters", "#+ keywords: [one, 2]\n#+ parameters", r"q\.rq:3: keywords\.1 has to be a text"),
        (
            "#+ columns:",
            "#+ example: {one: {a: b}}\n#+ columns:",
            r"rq:5: example\.one is a value, or a list",
        ),
        ("#+ columns:", "#+ example: {two: b}\n#+ columns:", "two, which is no parameter"),
        ("#+   one:", "#+   on:", "parameters has the name True, which is no text; put it in quotes"),
        (
            "datatype: xsd:string",
            "class: foo:Bar",
            r"rq:4: parameters\.one\.class is a name with a prefix",
        ),
        ("datatype: xsd:string", "scheme: Some Role", r"parameters\.one\.scheme is the slug of a vocabulary"),
        ("xsd:string, d", "xsd:string, required: often, d", "required has to be true or false, not 'often'"),
        ("xsd:string, d", "xsd:string, day: latest, d", "day is earliest or latest, of a parameter with"),
        ("#+   x: {type: string, meaning: a thing}\n", "", "the header needs columns"),
        ("#+ columns:\n#+   x: {type: string, meaning: a thing}\n", "", "the header needs columns"),
        ("#+ ", "# ", "no header: put title"),
        ("SELECT ?x WHERE", "CONSTRUCT { ?s ?p ?x } WHERE", "leave columns out"),
        ("SELECT ?x WHERE", "ASK", "a question is a SELECT or a CONSTRUCT"),
        ("SELECT ?x WHERE", "SELECT ?x FROM <urn:x> WHERE", "SERVICE and FROM are not for questions"),
    ],
)
def test_a_broken_question_says_what_is_wrong(tmp_path, old, new, message):
    """The file, the line where there is one, and what is missing."""
    assert old in GOOD
    path = tmp_path / "q.rq"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(BadInput, match=message) as caught:
        read_question(path)
    assert "q.rq" in str(caught.value)


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    """Each fault has its own line, with the line of the file that it stands in."""
    path = tmp_path / "q.rq"
    path.write_text(GOOD.replace("title: What?", "title:").replace("type: string", "type: text"))
    with pytest.raises(BadInput) as caught:
        read_question(path)
    assert [text.split(": ")[0].rpartition("/")[2] for text in str(caught.value).splitlines()] == [
        "q.rq:1",
        "q.rq:6",
    ]


def test_lines_are_those_of_the_file(tmp_path):
    """Where other lines stand between those of the header, too."""
    path = tmp_path / "q.rq"
    path.write_text("# a licence\n\n" + GOOD.replace("meaning: a thing", "meaning: "))
    with pytest.raises(BadInput, match=r"q\.rq:8: columns\.x\.meaning"):
        read_question(path)


def test_an_example_is_text_whatever_yaml_takes_it_for(tmp_path):
    """Days, numbers and truth are given as they stand in the file."""
    path = tmp_path / "q.rq"
    path.write_text(GOOD.replace("#+ columns:", "#+ example: {one: [2003-02-15, 7, true, a]}\n#+ columns:"))
    assert read_question(path).example == {"one": ["2003-02-15", "7", "true", "a"]}


JOIN = "#+ title: Whose?\n#+ description: A join.\n#+ runs: here\n#+ columns: {x: a thing}\nSELECT ?x {}\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("runs: here", "runs: anywhere", r"j\.rq:3: runs is one of 'here' or 'there', not 'anywhere'"),
        ("x: a thing", "x: ", r"j\.rq:4: columns\.x is empty"),
        ("#+ title: Whose?\n", "", "the header needs title"),
        ("#+ runs", "#+ keywords: [a]\n#+ runs", r"j\.rq:3: unknown in the header: keywords"),
    ],
)
def test_a_broken_join_says_what_is_wrong(tmp_path, old, new, message):
    """Ready joins are read by the same reader, against what belongs in their own header."""
    assert old in JOIN and read_header(tmp_path / "j.rq", JOIN, JoinHeader).columns == {"x": "a thing"}
    with pytest.raises(BadInput, match=message):
        read_header(tmp_path / "j.rq", JOIN.replace(old, new), JoinHeader)


def test_no_text_is_a_fault_of_ours(tmp_path):
    """Whatever YAML stands in a header, it is read or refused."""
    for said in (
        "x",
        "5",
        "[]",
        "{}",
        "~",
        "title",
        "{1: 2}",
        "{title: {a: b}}",
        "&a [*a]",
        "!!binary aGk=",
        "? {a: b}",
    ):
        with pytest.raises(BadInput):
            read_header(tmp_path / "q.rq", f"#+ {said}\nSELECT ?x {{}}\n", QuestionHeader)
