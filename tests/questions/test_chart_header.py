"""The chart of a question's header: what it cannot take is told with line and place."""

import pytest

from patgraph.errors import BadInput
from patgraph.questions.question_file import read_question

GOOD = """\
#+ title: What?
#+ description: A test.
#+ chart:
#+   title: Things
#+   caution: Only a test.
#+   mark: bar
#+   encoding:
#+     x: {field: number, type: quantitative, scale: {range: [blue]}}
#+     y: {field: x, type: nominal}
#+ columns:
#+   x: {type: string, meaning: a thing}
#+   number: {type: integer, meaning: how many}
SELECT ?x ?number WHERE { ?x ?p ?number } ORDER BY ?x ?number
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("mark: bar", "mark: image", r"q\.rq:6: chart\.mark"),
        ("mark: bar", "data: {url: x}\n#+   mark: bar", r"q\.rq:6: unknown in chart: data"),
        ("mark: bar", "mark: {type: bar, href: x}", "unknown in .*href"),
        ("y: {field: x,", "url: {field: x,", r"q\.rq:9: unknown in chart\.encoding: url"),
        ("y: {field: x,", "href: {field: x,", r"unknown in chart\.encoding: href"),
        ("{field: x, type", "{field: z, type", "draws z, which is no column; there are x, number"),
        ("[blue]", '["url(x)"]', r"is one of ground, ink"),
        ("[blue]", "[blue], scheme: reds", "scheme; take it out"),
        ("type: quantitative, scale", "scale", "needs type: quantitative"),
        ("#+   caution: Only a test.\n", "", "chart needs caution"),
        (
            "mark: bar\n",
            "count: [x]\n#+   mark: bar\n",
            "draws number, which is no .*; there are x, rows",
        ),
        ("#+   mark: bar\n", "", "has a mark, or layers"),
        ("mark: bar\n", "day: when\n#+   mark: bar\n", "a line at when, which is no parameter"),
        ("mark: bar\n", "count: [y]\n#+   mark: bar\n", "draws y"),
    ],
)
def test_a_chart_that_is_not_ours_to_draw_is_refused_when_its_file_is_read(tmp_path, old, new, message):
    """No image, address, link or expression gets in, and no column that is not there."""
    assert old in GOOD
    path = tmp_path / "q.rq"
    path.write_text(GOOD)
    assert read_question(path).chart.fields == ["number", "x"]
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(BadInput, match=message):
        read_question(path)
