"""Charts: each keeps to Vega-Lite's own schema, says the numbers of its table, and stays a picture."""

import importlib.util
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema_rs
import pytest
from pyoxigraph import Literal

from patgraph.charts import chart_text, svg
from patgraph.charts.chart_text import MOST_TOLD
from patgraph.charts.drawn_rows import MOST_DRAWN, DrawnRows
from patgraph.charts.formats import may_be_drawn, size_about, write_chart
from patgraph.charts.renderer import ChartRenderer
from patgraph.charts.specification import on_light_ground, specification
from patgraph.dataset.kept_questions import kept_questions
from patgraph.errors import BadPage, DeadlinePassed, UnknownFormat, WorkerLost
from patgraph.questions.chart_header import PALETTE
from tests.support.paths import ROOT

CHARTS = [name for name, query in kept_questions((ROOT / "queries").glob("*.rq")).items() if query.chart]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def renderer():
    """What draws, started once."""
    with ChartRenderer(60) as started:
        yield started


@pytest.fixture(scope="module")
def drawn(graph):
    """The specification, title and words of a question's chart, asked with its example, and its answer."""

    @cache
    def of(name):
        answer = graph.query(name, **graph.queries[name].example)
        return *specification(answer, on_light_ground), answer

    return of


@pytest.fixture(scope="module")
def schema():
    """Vega-Lite's own schema; the names of its definitions are no URIs, which this validator wants."""
    # Altair has it as a file; to import Altair for it takes a second.
    (place,) = importlib.util.find_spec("altair").submodule_search_locations
    text = Path(place, "vegalite/v6/schema/vega-lite-schema.json").read_text()
    whole = json.loads(text, object_hook=_with_slugs)
    whole["definitions"] = {_slug(name): about for name, about in whole["definitions"].items()}
    return jsonschema_rs.validator_for(whole)


def _with_slugs(part):
    begins = "#/definitions/"
    if isinstance(named := part.get("$ref"), str):
        part["$ref"] = begins + _slug(named.removeprefix(begins))
    return part


def _slug(name):
    return re.sub(r"\W", lambda found: f"-{ord(found[0])}-", name)


@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_keeps_to_the_schema_of_vega_lite(name, drawn, schema):
    """The whole specification is one that Vega-Lite's own schema takes."""
    assert [error.message[:200] for error in schema.iter_errors(drawn(name)[0])] == []


@pytest.mark.parametrize("name", CHARTS)
def test_the_words_of_a_chart_say_what_its_table_says(name, drawn):
    """Each row of the table is told in order, with every column that is drawn, and nothing besides."""
    whole, _, told, answer = drawn(name)
    chart, table = answer.query.chart, [*answer.in_words()]
    if chart.count:
        keys = [tuple(row[column] for column in chart.count) for row in table]
        rows = [[*key, keys.count(key)] for key in dict.fromkeys(keys)]
    elif chart.fold:
        beside = [name for name in _columns(chart.fields, answer) if name in table[0]]
        rows = [
            [*(row[column] for column in beside), words, row[column]]
            for row in table
            for column, words in chart.fold.columns.items()
        ]
    else:
        beside = _columns(chart.fields, answer)
        rows = [[row.get(column) for column in beside] for row in table]
    assert f"{len(rows)} item" in told and told.startswith(chart.caution)
    at = 0
    for number, row in enumerate(rows, 1):
        at = told.index(f"\n{number}. ", at)
        end = told.find(f"\n{number + 1}. ", at)
        line = told[at : None if end < 0 else end]
        for value in row:
            assert f": {_word(value)}" in line, (name, number, value, line)
    assert len(whole["data"]["values"]) == len(rows)


def _word(value):
    """A cell as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not said" if value is None else value


def _columns(fields, answer):
    """What a table for people has of the columns that are drawn: a date for its bounds."""
    names = {column.name: column for column in answer.columns}
    found = []
    for field in fields:
        date = field.removesuffix("Earliest").removesuffix("Latest")
        found.append(date if date in names and names[date].type == "edtf" else field)
    return [name for name in dict.fromkeys(found) if name in names]


@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_names_its_caution_its_source_and_its_size(name, drawn):
    """Under the title stands what may be concluded, at the foot the version and the permanent address."""
    whole, title, _, answer = drawn(name)
    assert " ".join(whole["title"]["subtitle"]) == answer.query.chart.caution
    assert " ".join(whole["title"]["text"]) == title
    foot = " ".join(whole["vconcat"][1]["encoding"]["text"]["value"])
    assert answer.version[:12] in foot and f"{answer.base}query/{name}?" in foot
    assert may_be_drawn(answer) and all(100 < pixels < 6000 for pixels in size_about(answer))


def test_a_chart_of_one_day_has_a_line_at_that_day(graph):
    """Where a question is asked for a day its chart says where that is; where it is not, there is no line."""
    whole, _, _ = specification(graph.query("under-intervention", on="2026-03-01"), on_light_ground)
    (line,) = (layer for layer in whole["vconcat"][0]["layer"] if "data" in layer)
    assert line["data"]["values"] == [{"day": "2026-03-01"}] and line["mark"]["type"] == "rule"
    others = {name for name in CHARTS if graph.queries[name].chart.day}
    assert others == {"under-intervention"}


def test_the_first_name_stands_clear_of_the_axis(graph, renderer):
    """Names that stand above what they name have room for the first of them, under the axis."""
    answer = graph.query("under-intervention", on="2026-03-01", council="warrington")
    root = ElementTree.fromstring(write_chart(answer, "svg", renderer))
    whole, _, _ = specification(answer, on_light_ground)
    view = whole["vconcat"][0]
    step, padding = view["height"]["step"], view["encoding"]["y"]["scale"]["padding"]
    # A name of 12 pixels stands 11 above its row.
    assert step * padding > 12 + 11
    assert any("Warrington" in (text.text or "") for text in root.iter(f"{SVG}text"))


def test_sums_have_separators(graph):
    """Pounds stand as £54,000,000 where a chart draws them as texts and in its words, and as spans of many;
    stars and grades in the same column stay as they are, and an axis has numbers with separators.
    """
    answer = graph.query("record", council=["haringey", "croydon"])
    whole, _, told = specification(answer, on_light_ground)
    drawn = {(row["kind"], row["value"]) for row in whole["data"]["values"]}
    sums = [row["value"] for row in answer if row["kind"] == "exceptional financial support"]
    assert sums and {f"£{int(value):,}" for value in sums if value} <= {value for _, value in drawn}
    assert ("star rating", "no stars") in drawn
    assert all(
        value.startswith("£") for kind, value in drawn if kind == "exceptional financial support" and value
    )
    assert not [value for kind, value in drawn if kind != "exceptional financial support" and "£" in value]
    support = graph.query(
        "financial-support", council=["croydon", "birmingham", "thurrock", "slough", "woking"]
    )
    whole, _, told = specification(support, on_light_ground)
    assert all(isinstance(row["sum"], int | None) for row in whole["data"]["values"])
    assert '"format": ",d"' in json.dumps(whole["vconcat"][0])
    few = specification(graph.query("financial-support", council="croydon"), on_light_ground)[2]
    assert re.search(r"sum: £\d{1,3}(,\d{3})+;", few) and not re.search(r"sum: \d", few + told)


def test_colours_stand_out_from_their_ground():
    """Colours of kinds, and the ends of the scale of steps, differ from both grounds by 3:1 at least."""
    for name in ("ink", "soft", "blue", "orange", "green", "purple", "ochre", "grey", "step1", "step4"):
        for at in (0, 1):
            assert _contrast(PALETTE[name][at], PALETTE["ground"][at]) >= 3, (name, at)


def _contrast(one, other):
    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_an_svg_has_a_role_a_name_both_schemes_and_only_what_draws(graph, renderer):
    """It is read as one picture; labels with markup stay words; nothing in it can act or fetch."""
    answer = graph.query("judgement-grid", **graph.queries["judgement-grid"].example)
    hostile = '<script>x</script><a href="#">" onload="x" &amp; ]]>'
    rows = [(row[0], Literal(hostile), *row[2:]) for row in answer.rows[:1]]
    written = write_chart(replace(answer, rows=rows, total=1), "svg", renderer)
    root = ElementTree.fromstring(written)
    assert root.get("role") == "img" and root.get("aria-labelledby") == "chart-title chart-text"
    assert root[0].tag == f"{SVG}title" and root[1].tag == f"{SVG}desc"
    assert "prefers-color-scheme: dark" in root[2].text
    assert "<script>x</script>" in root[1].text
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert not tags & {"script", "a", "image", "foreignObject", "use"}, tags
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in attributes if name.startswith("on") or "href" in name]
    assert b"var(--ink)" in written


def test_what_xml_cannot_hold_is_not_drawn(graph):
    """A control character in a label is replaced before it comes to what draws."""
    answer = graph.query("judgement-grid", **graph.queries["judgement-grid"].example)
    row = (answer.rows[0][0], Literal("a\x07b"), *answer.rows[0][2:])
    whole, _, _ = specification(replace(answer, rows=[row], total=1))
    assert whole["data"]["values"][0]["councilLabel"] == "a\N{REPLACEMENT CHARACTER}b"


def test_large_numbers_are_told_whole(graph):
    """Of very many rows the least and the greatest number are said to their last digit."""
    answer = graph.query("judgement-grid", **graph.queries["judgement-grid"].example)
    drawn = DrawnRows([], ["people"], [[str(1_234_567 + count)] for count in range(MOST_TOLD + 1)])
    assert "people: from 1234567 to 1234647." in chart_text.told(answer, answer.query.chart, drawn)


def test_what_is_no_picture_is_not_sent():
    """An element that no chart of ours has, and text that is no XML, are refused."""
    for drawn in (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', b"<svg", b"<svg/>"):
        with pytest.raises(WorkerLost):
            svg.finished(drawn, "", "")


def test_a_png_is_one(graph, renderer):
    """The same chart as PNG, for slides."""
    answer = graph.query("requested-outcomes")
    assert write_chart(answer, "png", renderer).startswith(b"\x89PNG")


def test_a_question_without_a_chart_and_one_with_too_much_to_draw_say_so(graph):
    """Both are refused by name, before anything is drawn."""
    with pytest.raises(UnknownFormat, match="sources has no chart"):
        write_chart(graph.query("sources"), "svg", ChartRenderer())
    whole = graph.query("interventions")
    assert not may_be_drawn(whole) and whole.total < MOST_DRAWN
    with pytest.raises(BadPage, match="give a parameter a value"):
        write_chart(whole, "svg", ChartRenderer())


READY = "import sys,time; o=sys.stdout.buffer; o.write(b'R'+bytes(8)); o.flush();"
ENDS, HANGS = f"{READY} sys.stdin.buffer.read(1)", f"{READY} time.sleep(600)"
DRAWS = (
    f"{READY} sys.stdin.buffer.read(1); o.write(b'D'+(5).to_bytes(8)+b'drawn'); o.flush(); time.sleep(600)"
)


@pytest.mark.parametrize(
    ("program", "error", "seconds"),
    [(ENDS, WorkerLost, 60), (HANGS, DeadlinePassed, 0.2), ("", WorkerLost, 60)],
)
def test_a_program_that_ends_or_hangs_costs_one_chart(program, error, seconds):
    """The caller is told, the process is ended, and the next chart is drawn by another."""
    with ChartRenderer(seconds) as renderer:
        renderer.command = (sys.executable, "-c", program)
        with pytest.raises(error) as told:
            renderer.draw({}, "svg")
        assert told.value.status == 503
        renderer.command = (sys.executable, "-c", DRAWS)
        renderer._seconds = 60
        assert renderer.draw({}, "svg") == b"drawn"


def test_what_cannot_be_drawn_says_so_and_the_next_is_drawn(renderer):
    """A specification that Vega-Lite refuses is an error of that chart alone."""
    with pytest.raises(WorkerLost, match="could not be drawn"):
        renderer.draw({"mark": {"type": "none of them"}}, "svg")
    assert renderer.draw({"mark": "point", "data": {"values": []}}, "svg").startswith(b"<svg")
