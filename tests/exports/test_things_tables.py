"""Tables of things: whole, joinable, accepted by the tools of others, joined as their page says."""

import csv
import hashlib
import html
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections import defaultdict

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import NamedNode

from patgraph.dataset.resolution.passage_lists import LISTED
from patgraph.exports.dumps import Dumps
from patgraph.exports.export import CROISSANT, CSVW, PACKAGE
from patgraph.exports.linking_tables import ACROSS
from patgraph.exports.things_tables import row_counts, tables
from patgraph.names import pat, term
from patgraph.tables import arrow
from patgraph.tables import csv_text as delimited
from patgraph.tables.columns import TYPES

IDENTIFIER = NamedNode("http://www.w3.org/ns/adms#identifier")

#: Tables that point at none but each other, for validators that take their time.
FEW = (
    "council", "area", "concept", "concern", "engagement", "organisation", "star-rating", "event", "review",
    "intervention", "judgement",
)  # fmt: skip


@pytest.fixture(scope="module")
def every_table(graph):
    """The tables, by name."""
    return {table.name: table for table in tables(graph.store)}


@pytest.fixture(scope="module")
def folder(site, tmp_path_factory):
    """The archive as it is served, unpacked."""
    directory = tmp_path_factory.mktemp("tables")
    zipfile.ZipFile(io.BytesIO(site.get("/dumps/things-csv.zip").content)).extractall(directory)
    return directory


@pytest.fixture(scope="module")
def page(site):
    """The page that shows how to join, as text."""
    return site.get("/tables").text


def examples(page, attribute):
    """The blocks of a page with an attribute, each with its value."""
    found = re.findall(
        rf'<pre class="example" tabindex="0" data-{attribute}="([^"]*)">(.*?)</pre>', page, re.S
    )
    return [(value, html.unescape(text)) for value, text in found]


def rows(sheet):
    """The rows of a sheet as dictionaries."""
    names = [column.name for column in sheet.columns]
    return [dict(zip(names, row, strict=True)) for row in sheet.rows]


@pytest.mark.slow
def test_nothing_that_the_view_says_of_things_is_left_out(graph, every_table):
    """Each statement of the view about a thing is in its sheet, under the property's column; what follows
    from another (wider types, `about` from `council`) apart, and the lists in which words are looked for.
    """
    view = graph.store.view
    edtf = {q.subject: q.object.value for q in graph.store.quads(None, pat("edtf"), None, view)}
    wider = defaultdict(set)
    for quad in graph.store.quads(None, term("rdfs:subClassOf"), None, view):
        wider[quad.object.value].add(quad.subject.value)
    columns = {name: defaultdict(list) for name in every_table}
    for name, sheet in every_table.items():
        for index, column in enumerate(sheet.columns):
            columns[name][column.property].append(index)
    found = {name: {row[0]: row for row in sheet.rows} for name, sheet in every_table.items() if sheet.key}
    seen = 0
    for quad in graph.store.quads(graph=view):
        subject = quad.subject.value
        rest = subject.removeprefix(graph.store.base)
        kind = rest.split("/")[1] if rest.startswith("id/") else rest.split("/")[0]
        if rest == subject or (kind == "concept") != rest.startswith("concept/") or kind not in found:
            continue
        row, value = found[kind][subject], quad.object
        if quad.predicate in (term("rdfs:label"), term("skos:prefLabel")):
            assert row[1] == value.value
            continue
        if quad.predicate == IDENTIFIER:
            assert subject in rows_by_id(found["code"][value.value], every_table["code"], "identifies")
            continue
        if quad.predicate in (term("rdf:type"), pat("about"), term("rdfs:comment"), pat("council"), LISTED):
            continue
        cells = [row[index] for index in columns[kind][quad.predicate.value]]
        values = {str(v) for cell in cells for v in (cell if isinstance(cell, list) else [cell])}
        said = edtf.get(value, value.value) if isinstance(value, NamedNode) else value.value
        said = {"true": "True", "false": "False"}.get(said, said)
        assert said in values or value.value in values, (subject, quad.predicate, value)
        seen += 1
    assert seen > 20_000


def rows_by_id(row, sheet, name):
    """The values of a column in a row."""
    value = row[[column.name for column in sheet.columns].index(name)]
    return value if isinstance(value, list) else [value]


def test_a_council_that_a_thing_names_is_its_rows_council(graph, every_table):
    """Rows have the council that `pat:council` gives; a work stream without one that of its engagement."""
    by_id = {row["id"]: row for name, sheet in every_table.items() if name != "council" and sheet.key
             for row in rows(sheet)}  # fmt: skip
    for quad in graph.store.quads(None, pat("council"), None, graph.store.view):
        assert by_id[quad.subject.value]["council"] == quad.object.value
    streams = rows(every_table["work-stream"])
    engagements = {row["id"]: row["council"] for row in rows(every_table["engagement"])}
    assert all(row["council"] == engagements[row["engagement"]] for row in streams)
    assert all(row["council"] for row in streams)


def test_every_row_with_a_council_has_its_codes(every_table):
    """The columns of codes hold, in every sheet, what the council's own row holds."""
    councils = {row["id"]: row for row in rows(every_table["council"])}
    codes = [column.name for column in every_table["council"].columns if column.name.endswith("Code")]
    assert "gssCode" in codes
    assert {row["gssCode"] for row in councils.values()} >= {"E08000025", "E09000014"}
    checked = 0
    for name, sheet in every_table.items():
        for row in rows(sheet):
            if name not in ("code", "area") and row.get("council") in councils:
                for code in codes:
                    mine, wanted = row[code], councils[row["council"]][code]
                    assert wanted in (mine, [mine]) or mine in (wanted, [wanted]), (name, row["id"], code)
                checked += 1
    assert checked > 1000


def test_codes_lead_to_what_they_identify(every_table):
    """Each code of a council is a row of `code`; one that a boundary change ended still finds its council."""
    if "code" not in every_table:
        pytest.skip("no codes are in the reference data")
    by_code = defaultdict(set)
    for row in rows(every_table["code"]):
        by_code[row["notation"]].update(row["council"] or ())
    for row in rows(every_table["council"]):
        if row["gssCode"]:
            assert row["id"] in by_code[row["gssCode"]]
    assert by_code["E08000020"] == by_code["E08000037"] != set()
    for old, new in (("E08000016", "E08000038"), ("E08000019", "E08000039")):
        assert by_code[old] == by_code[new] and len(by_code[new]) == 1


def test_a_code_that_two_councils_share_has_both(every_table):
    """A number that a county handed on to the unitary council is of both, in the table too."""
    shared = {row["notation"]: row for row in rows(every_table["code"]) if len(row["council"] or ()) > 1}
    assert {"840", "865", "893", "908", "929", "825", "815", "933"} <= shared.keys()
    (county, unitary) = shared["865"]["councilLabel"]
    assert (county, unitary) == ("Wiltshire County Council", "Wiltshire Council (2009)")
    assert all(row["council"] for row in rows(every_table["code"]) if row["codeSchemeLabel"] == "DfE number")


def test_csv_and_parquet_say_the_same(every_table, graph):
    """Every cell, read back by other readers: lists as lists, dates as dates, unknown as nothing."""
    pyarrow_parquet = pytest.importorskip("pyarrow.parquet")
    for name in ("engagement", "figure", "star-rating", "code", "area"):
        sheet = every_table[name]
        text = list(csv.reader(io.StringIO(delimited.as_csv(sheet).decode())))
        table = pyarrow_parquet.read_table(io.BytesIO(arrow.write(sheet, "parquet")))
        assert text[0] == table.column_names == [column.name for column in sheet.columns]
        for index, column in enumerate(sheet.columns):
            typed, plain = table.column(index).to_pylist(), [row[index] for row in text[1:]]
            for value, cell in zip(typed, plain, strict=True):
                if value is None:
                    assert cell == ""
                elif column.separator:
                    assert cell.split(column.separator) == [str(part) for part in value]
                elif column.type == "decimal":
                    assert float(cell) == value
                else:
                    assert cell == {True: "true", False: "false"}.get(value, str(value)) or cell == str(value)


def test_frictionless_accepts_the_data_package(folder):
    """A validator of others finds types, keys, sizes and digests of every table as they are described."""
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(folder / PACKAGE))
    assert report.valid, report.flatten(["name", "type", "note"])[:5]
    assert len(report.tasks) >= 28


def test_frictionless_sees_what_is_wrong(folder, tmp_path):
    """The description says enough for a wrong date, a key twice, and a council that is not there."""
    frictionless = pytest.importorskip("frictionless")
    about = json.loads((folder / PACKAGE).read_text())
    about["resources"] = [r for r in about["resources"] if r["name"] in FEW]
    for resource in about["resources"]:
        del resource["bytes"], resource["hash"]
        shutil.copy(folder / resource["path"], tmp_path)
    (tmp_path / PACKAGE).write_text(json.dumps(about))
    engagements = tmp_path / "engagement.csv"
    text = engagements.read_text()
    lines = text.splitlines(keepends=True)
    text = text.replace("id/council/walsall", "id/council/atlantis").replace("2002-07-01", "soon")
    engagements.write_text(text + lines[-1])
    report = frictionless.validate(str(tmp_path / PACKAGE))
    kinds = {kind for (kind,) in report.flatten(["type"])}
    assert {"foreign-key", "type-error", "primary-key"} <= kinds, kinds


@pytest.fixture
def read_once(monkeypatch, tmp_path):
    """csvw reads a table again for each key that points from it or at it: here once, as long as its file
    stays as it is.
    """
    table = pytest.importorskip("csvw").Table
    read, found = table.iterdicts, {}

    def rows_of(self, log=None, with_metadata=False, **options):
        key = str(self.url), (tmp_path / str(self.url)).read_bytes()
        if key not in found:
            found[key] = [*read(self, log, with_metadata=True, **options)]
        return iter(found[key] if with_metadata else [row for _, _, row in found[key]])

    monkeypatch.setattr(table, "iterdicts", rows_of)


def test_csvw_accepts_the_tables(folder, tmp_path, read_once):
    """A CSVW reader of others finds datatypes, lists, keys and references as they are described, and says so
    where a reference is broken.
    """
    csvw = pytest.importorskip("csvw")
    about = json.loads((folder / CSVW).read_text())
    left = {f"{name}.csv" for name in FEW}
    about["tables"] = [table for table in about["tables"] if table["url"] in left]
    for table in about["tables"]:
        schema = table["tableSchema"]
        keys = [k for k in schema.get("foreignKeys", ()) if k["reference"]["resource"] in left]
        schema.pop("foreignKeys", None)
        schema |= {"foreignKeys": keys} if keys else {}
        shutil.copy(folder / table["url"], tmp_path)
    path = tmp_path / CSVW
    path.write_text(json.dumps(about))
    group = csvw.TableGroup.from_file(path)
    assert group.check_referential_integrity(strict=False)
    read = {str(table.url): list(table) for table in group.tables}
    assert set(read) == left and len(read["council.csv"]) >= 24
    names = [row["altLabel"] for row in read["organisation.csv"]]
    assert any(isinstance(value, list) and len(value) > 1 for value in names)
    teams = tmp_path / "engagement.csv"
    teams.write_text(teams.read_text().replace("id/council/walsall", "id/council/atlantis"))
    with pytest.raises(ValueError, match="atlantis"):
        csvw.TableGroup.from_file(path).check_referential_integrity(strict=False)


def test_croissant_describes_the_files(folder):
    """A JSON-LD processor finds each file with its digest and size, and in each a field for every column of
    its head, typed by schema.org; names are told apart."""
    jsonld = pytest.importorskip("pyld").jsonld
    here, cr, sc = "http://here.test/", "http://mlcommons.org/croissant/", "https://schema.org/"
    (said,) = jsonld.expand(json.loads((folder / CROISSANT).read_text()), {"base": here})

    def one(node, name):
        value = node[name][0]
        return value["@value"] if "@value" in value else value["@id"].removeprefix(here)

    files = {node["@id"].removeprefix(here): node for node in said[f"{sc}distribution"]}
    assert {*files} == {path.name for path in folder.glob("*.csv")}
    for name, node in files.items():
        content = (folder / name).read_bytes()
        assert one(node, f"{sc}sha256") == hashlib.sha256(content).hexdigest()
        assert one(node, f"{sc}contentSize") == f"{len(content)} B" and one(node, f"{sc}contentUrl") == name
    fields = [field for records in said[f"{cr}recordSet"] for field in records[f"{cr}field"]]
    assert len({field["@id"] for field in fields}) == len(fields)
    heads = defaultdict(list)
    for field in fields:
        source = field[f"{cr}source"][0]
        heads[one(source, f"{cr}fileObject")].append(one(source[f"{cr}extract"][0], f"{cr}column"))
        assert one(field, f"{cr}dataType").removeprefix(sc) in {kind.schema_org for kind in TYPES.values()}
    for name in files:
        with open(folder / name, newline="") as file:
            assert next(csv.reader(file)) == heads[name], name


def test_mlcroissant_reads_the_tables(folder):
    """Where MLCommons' own reader is at hand: valid, and as many rows as the CSV has."""
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(str(folder / CROISSANT))
    assert not dataset.metadata.ctx.issues.errors
    for name in ("council", "engagement", "code"):
        with open(folder / f"{name}.csv", newline="") as file:
            assert len([*dataset.records(name)]) == len([*csv.DictReader(file)])


@pytest.mark.slow
def test_the_command_makes_the_same_files(run, small_built, small_app, tmp_path):
    """`patgraph export --format csv --of things` gives the bytes of the archive."""
    done = run("export", "--store", small_built, "--format", "csv", "--of", "things", "-o", tmp_path)
    assert done.returncode == 0, done.stderr
    archive = zipfile.ZipFile(io.BytesIO(TestClient(small_app).get("/dumps/things-csv.zip").content))
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        name: archive.read(name) for name in archive.namelist()
    }


def test_each_table_is_served(site, folder):
    """Alone, with its digest, a tag that gives 304, and the address of its description."""
    response = site.get("/tables/council.csv")
    assert response.content == (folder / "council.csv").read_bytes()
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert '</tables/csv-metadata.json>; rel="describedby"' in response.headers["link"]
    again = site.get("/tables/council.csv", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304 and not again.content
    listed = site.get("/tables/datapackage.json").json()["resources"]
    for resource in listed[:4]:
        content = site.get(f"/tables/{resource['path']}").content
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
    metadata = site.get("/tables/csv-metadata.json")
    assert metadata.headers["content-type"] == "application/csvm+json"
    said = site.get("/tables/croissant.json")
    assert said.headers["content-type"] == "application/ld+json"
    for each in said.json()["distribution"][:2]:
        assert each["contentUrl"].startswith("http://") and each["contentUrl"].endswith(
            f"/tables/{each['@id']}"
        )
        assert hashlib.sha256(site.get(f"/tables/{each['@id']}").content).hexdigest() == each["sha256"]
    assert site.get("/tables/nothing.csv").status_code == site.get("/tables/council.xlsx").status_code == 404
    assert site.get("/tables/council.parquet").content[:4] == b"PAR1"
    assert 'href="/tables"' in site.get("/").text


@pytest.fixture(scope="module")
def workplace(folder, page, tmp_path_factory):
    """The folder where the archive was unpacked, with the list that the page shows."""
    place = tmp_path_factory.mktemp("work")
    for path in folder.glob("*.csv"):
        (place / path.name).symlink_to(path)
    for name, text in examples(page, "file"):
        (place / name).write_text(text)
    return place


def test_the_page_joins_in_pandas(page, workplace, monkeypatch, capsys):
    """The block of the page runs as it stands and finds both teams in Birmingham and the one in Haringey."""
    pytest.importorskip("pandas")
    monkeypatch.chdir(workplace)
    (code,) = [text for language, text in examples(page, "language") if language == "python"]
    scope = {}
    exec(compile(code, "page", "exec"), scope)
    joined = scope["joined"]
    assert list(joined["gss"]).count("E08000025") == 2
    assert set(joined.loc[joined["gss"] == "E09000014", "councilLabel"]) == {"London Borough of Haringey"}
    assert "Haringey" in capsys.readouterr().out


def test_the_page_joins_in_duckdb(page, workplace, monkeypatch):
    """So do those in SQL; a code of today finds the council of 2002, a list is one row a value, and the dates
    of Haringey come with their evidence.
    """
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(workplace)
    blocks = [text for language, text in examples(page, "language") if language == "sql"]
    queries = [query for block in blocks for query in block.split(";") if query.strip()]
    joined, today, listed, evidence = (duckdb.sql(query).fetchall() for query in queries)
    assert [row[0] for row in joined].count("E08000025") == 2
    assert {row[2] for row in today if row[0] == "E06000056"} == {"Bedfordshire County Council"}
    assert any("Bedfordshire" in (row[3] or "") for row in today)
    names = [row[1] for row in listed]
    assert len(names) > len(set(names))
    assert len(evidence) == 3 and sum(row[2] for row in evidence) == 1


def test_the_page_joins_in_r(page, workplace):
    """And the one in R, where R is."""
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not here")
    (code,) = [text for language, text in examples(page, "language") if language == "r"]
    done = subprocess.run(["Rscript", "-e", code], cwd=workplace, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "Haringey" in done.stdout, done.stderr


def test_the_formulas_point_at_their_columns(page, folder):
    """Each formula of the page names the columns of the table that hold what the page says it gives, as the
    head of that table has them.
    """
    found = examples(page, "formula")
    assert len(found) == 3
    for wanted, formula in found:
        name, label = wanted.split()
        head = next(csv.reader((folder / f"{name}.csv").open()))
        columns = re.findall(rf'INDEX\({name}!\$A:\$ZZ, 0, MATCH\("(\w+)", {name}!\$1:\$1, 0\)\)', formula)
        assert {*columns} == {"gssCode", label} <= {*head} and len(head) <= 702


def test_rows_are_counted_as_they_are_made(graph, every_table):
    """What the page tells before the files are there is what they have: tables, their order, their rows."""
    counted = row_counts(graph.store)
    assert [*counted, *ACROSS] == [*every_table]
    assert counted == {name: len(every_table[name].rows) for name in counted}


def test_the_page_of_tables_waits_for_no_file(graph, app, monkeypatch):
    """Until the archive is made the page has each table with its rows, says that columns are to come, is kept
    by nobody, and has the archive begun.
    """
    begun = []
    monkeypatch.setattr(Dumps, "ready", lambda self, name: None)
    monkeypatch.setattr(Dumps, "making", lambda self, kind: begun.append(kind.name))
    shown = TestClient(app).get("/tables")
    assert begun == ["things-csv.zip"]
    assert shown.headers["cache-control"] == "no-cache" and "are being made" in shown.text
    assert {*re.findall(r'href="/tables/([\w-]+)\.csv"', shown.text)} == {*row_counts(graph.store), *ACROSS}
    assert len(examples(shown.text, "formula")) == 3 and "<details><summary>" not in shown.text
