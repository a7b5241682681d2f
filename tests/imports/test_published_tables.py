"""Tables as they are published: titles, headers, encodings and workbooks are read as said, or refused;
names and former codes lead to councils; a fault has its line, column and cell."""

import copy
import json
import shutil

import odf.opendocument
import odf.table
import odf.text
import openpyxl
import pytest

from patgraph.dataset.project import Project
from patgraph.dataset.texts.coverage import unaccounted
from patgraph.dataset.texts.sources import SourceText, digest
from patgraph.errors import BadInput, BadTable
from patgraph.imports import decisions, mapping, reader
from patgraph.names import BASE
from tests.support.paths import ROOT

MAPPING = {
    "@context": "http://www.w3.org/ns/csvw",
    "url": "t.csv",
    "tableSchema": {
        "columns": [
            {"name": "code", "titles": ["Code", "GSS"]},
            {"name": "name", "titles": "Name"},
            {
                "name": "clients", "titles": "Clients", "datatype": "integer",
                "aboutUrl": "figure:{council}-clients", "propertyUrl": "pat:value",
            },
        ]
    },
    mapping.KEY: {
        "document": {"id": "clients", "label": "T", "title": "T", "issued": "2013", "rights": "Facts only."},
        "row": "{council}",
        "variables": {"council": {"source": "code", "lookup": ["pat:gssCode", "pat:area"]}},
        "leftOut": [{"where": {"code": "^Source"}, "because": "a note."}],
        "readings": [{"slug": "clients", "columns": ["clients"]}],
    },
}  # fmt: skip
ROWS = "E09000014,Haringey,5\nE08000026,Coventry,6\n"


@pytest.fixture
def small(tmp_path):
    """A project of three councils: one whose area has a former code, one with a name in English."""
    for room in ("ontology", "data/reference", "queries"):
        (tmp_path / "small" / room).mkdir(parents=True)
    prefixes = "".join(f"@prefix {p}: <{BASE}id/{p}/> .\n" for p in ("area", "council", "code"))
    (tmp_path / "small/data/reference/councils.ttl").write_text(
        prefixes
        + f"@prefix pat: <{BASE}def#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        + "@prefix adms: <http://www.w3.org/ns/adms#> .\n"
        + "".join(
            f"council:{n.lower()} a pat:Council ; pat:area area:{n.lower()} ;\n"
            f'  skos:prefLabel "{n} Council"@en ; skos:altLabel "{n}"@en .\n'
            for n in ("Haringey", "Coventry", "Gateshead")
        )
        + 'area:haringey pat:gssCode "E09000014" .\narea:coventry pat:gssCode "E08000026" .\n'
        + 'area:gateshead pat:gssCode "E08000037" ; adms:identifier code:old .\n'
        + f'code:old skos:notation "E08000020" ; pat:codeScheme <{BASE}concept/code-scheme/gss> .\n'
    )
    return Project(tmp_path / "small")


def prepare(project, content, dialect=None, name="t.csv", sheet=None, about=MAPPING, **ours):
    """What an import of these bytes comes to; `ours` are other variables."""
    about = copy.deepcopy(about) | ({"dialect": dialect} if dialect is not None else {})
    about[mapping.KEY]["variables"] |= ours
    place = project.root.parent
    if content is not None:
        (place / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (place / "m.json").write_text(json.dumps(about))
    return reader.prepare(place / name, mapping.read_mapping(place / "m.json"), project, sheet)


def told(found):
    """The subjects and values that rows state."""
    return [(t.subject.value.rsplit("/", 1)[-1], t.object.value) for t in found.statements]


GOOD = [("haringey-clients", "5"), ("coventry-clients", "6")]


@pytest.mark.parametrize(
    ("content", "dialect"),
    [
        ("Code,Name,Clients\n" + ROWS, None),
        ("Clients by council,,\nCode,Name,Clients\n" + ROWS, {"skipRows": 1}),
        ('A "title" with, quotes\n\nCode,Name,Clients\n' + ROWS, {"skipRows": 2}),
        ("code of,Name,Clients\nGSS,as at,number\n" + ROWS, {"headerRowCount": 2}),
        (ROWS, {"header": False}),
        (ROWS, {"headerRowCount": 0}),
        ("Code, Name ,Clients\n E09000014 ,Haringey, 5\nE08000026,Coventry,6\n", {"trim": True}),
        ("Code, Name,Clients\nE09000014,Haringey, 5\nE08000026,Coventry,6\n", {"skipInitialSpace": True}),
        ("Code,Name,Clients\n# first\n" + ROWS + "# last, of, more, cells\n", {"commentPrefix": "#"}),
        ("Code;Name;Clients\n" + ROWS.replace(",", ";"), {"delimiter": ";"}),
        ("Code,Name,Clients\n,,\n" + ROWS + " , ,\n", {"skipBlankRows": True}),
        ("n,Code,Name,Clients\n1,E09000014,Haringey,5\n2,E08000026,Coventry,6\n", {"skipColumns": 1}),
        (("Code,Name,Clients\n" + ROWS).replace("Haringey", "Härin\u2019gey").encode("cp1252"),
         {"encoding": "windows-1252"}),
        (("Code,Name,Clients\n" + ROWS).encode("utf-16"), {"encoding": "utf-16"}),
        ("Code,Name,Clients\n" + ROWS + "Source: the department\n", None),
    ],
)  # fmt: skip
def test_a_table_is_read_as_its_dialect_says(small, content, dialect):
    """Titles, headers, comments, blanks, encodings, notes: the rows say what they say, and every line with
    anything in it is accounted for by a passage whose digest holds."""
    found = prepare(small, content, dialect)
    assert told(found) == GOOD
    text = SourceText("clients", found.text, table=True)
    assert unaccounted(text, [(said.row.start, said.row.end) for said in found.passages]) == []
    for said in found.passages:
        assert digest(found.text[said.row.start : said.row.end]) in found.content.decode()


@pytest.mark.parametrize(
    ("dialect", "reason"),
    [
        ({"skipRow": 1}, "is skipRows meant"),
        ({"skipRows": -1}, "skipRows is a number"),
        ({"trim": "both"}, "trim is true, false, start or end"),
        ({"delimiter": "||"}, "delimiter is one character"),
        ({"lineTerminators": ["|"]}, "lineTerminators"),
        ({"encoding": "utf-9"}, "utf-9"),
        ({"header": "no"}, "header is true or false"),
        ("dialect.json", "not fetched"),
    ],
)
def test_what_a_dialect_says_and_is_not_done_is_refused(small, dialect, reason):
    """A misspelt property, a value that is none: named, never passed over."""
    with pytest.raises(BadInput, match=reason):
        prepare(small, "Code,Name,Clients\n" + ROWS, dialect)


@pytest.mark.parametrize(
    ("header", "reasons"),
    [
        ("id,Code,Name,Clients", ["column 1: the mapping has no column 'id'"]),
        (
            "Code,NAME,Clients",
            ["column 2: the mapping has no column 'NAME'; it has 'Name'"],
        ),
        ("Code,Name ,Clients", ["'Name '; it has 'Name'; blanks around a title count"]),
        ("x,y,z", ["column 1", "column 2", "column 3", "no column code, name, clients"]),
        ("Code,Name,Clients,GSS", ["code stands there twice: columns 1 and 4"]),
    ],
)
def test_a_title_that_the_mapping_lacks_is_told_with_its_place(small, header, reasons):
    """Whichever column it is, before known ones too: its number, and what the mapping has instead."""
    with pytest.raises(BadTable) as caught:
        prepare(small, f"{header}\n1,E09000014,Haringey,5\n")
    assert {line for line, _ in caught.value.faults} == {1}
    for reason in reasons:
        assert any(reason in told for _, told in caught.value.faults)


def test_a_fault_has_its_line_its_column_and_its_cell(small):
    """Each of several faults of each of several rows."""
    content = "Code,Name,Clients\nE99999999,Nowhere,many\nE08000026,Coventry,6.5\n"
    with pytest.raises(BadTable) as caught:
        prepare(small, content)
    places = [(line, text.split(":")[0]) for line, text in caught.value.faults]
    assert places == [
        (2, "column 1 (code), 'E99999999'"), (2, "column 3 (clients), 'many'"),
        (3, "column 3 (clients), '6.5'"),
    ]  # fmt: skip


def test_a_name_is_looked_up_whatever_its_language(small):
    """Labels have a language, cells none."""
    found = prepare(small, "Code,Name,Clients\nx,Haringey,5\n",
                    council={"source": "name", "lookup": "skos:altLabel"})  # fmt: skip
    assert told(found) == [("haringey-clients", "5")]


def test_a_former_code_leads_to_its_council_and_that_is_told(small):
    """By the look-up of the guide; which council is meant is said with the line."""
    found = prepare(small, "Code,Name,Clients\nE08000020,Gateshead,5\n")
    assert told(found) == [("gateshead-clients", "5")]
    assert found.notes == [(2, "E08000020 is a former code; gateshead is meant.")]


# ---- Workbooks


def workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(path)


def open_document(path, lines):
    book = odf.opendocument.OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="Clients")
    for line in lines:
        row = odf.table.TableRow()
        for value in line:
            kind = "float" if isinstance(value, int) else "string"
            more = {"value": value} if isinstance(value, int) else {}
            cell = odf.table.TableCell(valuetype=kind, **more)
            cell.addElement(odf.text.P(text=str(value)))
            row.addElement(cell)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    book.save(path)


LINES = [
    ["Clients by council"], [], ["Code", "Name", "Clients"],
    ["E09000014", "Haringey\nLondon", 5], ["E08000026", "Coventry", 6],
]  # fmt: skip


def test_a_sheet_is_read_and_its_text_kept(small, tmp_path):
    """Row N of the sheet is line N of the text that passages are cut from; numbers have no point."""
    workbook(tmp_path / "t.xlsx", {"Notes": [["none"]], "Table 1": LINES})
    found = prepare(small, None, {"skipRows": 2}, "t.xlsx", "Table 1")
    assert told(found) == GOOD
    assert [said.row.line for said in found.passages] == [1, 3, 4, 5]
    about = mapping.read_mapping(tmp_path / "m.json")
    reader.keep_text(found, about, tmp_path / "texts")
    assert (tmp_path / "texts/clients.csv").read_text() == (
        "Clients by council,,\n\nCode,Name,Clients\nE09000014,Haringey London,5\nE08000026,Coventry,6\n"
    )


def test_an_open_document_is_read(small, tmp_path):
    """A workbook of LibreOffice's kind, with one sheet, needs no name of it."""
    open_document(tmp_path / "t.ods", LINES[2:])
    assert told(prepare(small, None, None, "t.ods")) == GOOD


@pytest.mark.parametrize(
    ("name", "sheet", "reason"),
    [
        ("t.xlsx", None, "say which sheet with --sheet: 'Notes', 'Table 1'"),
        ("t.xlsx", "Table 2", "no sheet 'Table 2'; there are 'Notes', 'Table 1'"),
        ("bad.xlsx", None, "no workbook that can be read"),
        ("t.csv", "Table 1", "has no sheets"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_told(small, tmp_path, name, sheet, reason):
    """Several sheets and none named, one that is not there, a file that is none."""
    workbook(tmp_path / "t.xlsx", {"Notes": [["none"]], "Table 1": LINES})
    (tmp_path / "bad.xlsx").write_text("no zip")
    with pytest.raises(BadInput, match=reason):
        prepare(small, "Code,Name,Clients\n" if name == "t.csv" else None, None, name, sheet)


# ---- Names, decided


def decided(project, content):
    """What a table comes to whose names are reconciled, new ones put into the file of decisions."""
    about = copy.deepcopy(MAPPING)
    about[mapping.KEY]["variables"]["council"] = {"source": "name", "reconcile": "council"}
    place = project.root.parent
    (place / "t.csv").write_text(f"Code,Name,Clients\n{content}")
    (place / "m.json").write_text(json.dumps(about))
    return reader.prepare(place / "t.csv", mapping.read_mapping(place / "m.json"), project, decide=True)


def test_names_are_matched_and_the_decisions_kept(small, tmp_path, monkeypatch):
    """A sure name is taken; one that is not sure is a fault that names the file; what a person writes there
    is followed, and the matcher is not asked again."""
    shutil.copytree(ROOT / "ontology", small.root / "ontology", dirs_exist_ok=True)
    file = tmp_path / "m.decisions.csv"
    content = 'x,Haringey [note 3],5\nx,Coventrey,6\nx,"Gateshead, all",7\n'
    with pytest.raises(BadTable) as caught:
        decided(small, content)
    (line, reason), *_ = caught.value.faults
    assert line == 3 and "'Coventrey' is no sure name of a council (near: coventry" in reason
    assert str(file) in reason
    lines = file.read_text().splitlines()
    assert lines[0] == ",".join(decisions.COLUMNS)
    assert lines[1].startswith("council,Haringey [note 3],haringey,matcher,haringey 100")
    assert lines[2].startswith("council,Coventrey,,,coventry")
    text = file.read_text().replace("Coventrey,,", "Coventrey,coventry,me")
    file.write_text(text.replace('"Gateshead, all",,', '"Gateshead, all",gateshead,me'))
    monkeypatch.setattr(reader, "matcher", lambda project: pytest.fail("the matcher is asked again"))
    found = decided(small, content)
    assert [name for name, _ in told(found)] == ["haringey-clients", "coventry-clients", "gateshead-clients"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("council,Haringey,atlantis,me,", "decided as 'atlantis', and no council has that name"),
        ("council,Haringey,haringey,me", ":2: 4 cells"),
        ("council,Haringey,-,me,\ncouncil,Haringey,haringey,me,", ":3: 'Haringey' is decided twice"),
    ],
)
def test_a_decision_that_is_none_is_told(small, tmp_path, line, reason):
    """A thing that there is not, a line that is short, a name that is there twice."""
    (tmp_path / "m.decisions.csv").write_text(f"{','.join(decisions.COLUMNS)}\n{line}\n")
    with pytest.raises(BadInput, match=reason):
        decided(small, "x,Haringey,5\n")
