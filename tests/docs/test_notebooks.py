"""The worked notebooks run from the first cell to the last, and show what they speak of."""

import csv
import re
import shutil
import subprocess

import nbformat
import pytest
from nbclient import NotebookClient

from tests.support.paths import ROOT

NOTEBOOKS = sorted((ROOT / "docs/notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, built, tmp_path):
    """Every cell runs, no cell ends in nothing to look at, and no table of it is empty."""
    book = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in book.cells), "outputs grow stale"
    NotebookClient(book, timeout=120, resources={"metadata": {"path": tmp_path}}).execute()
    for cell in (cell for cell in book.cells if cell.cell_type == "code"):
        shown = [output["data"] for output in cell.outputs if output.output_type == "execute_result"]
        assert shown, cell.source
        for data in shown:
            assert "text/html" not in data or data["text/html"].count("<tr") > 1, cell.source
            assert data["text/plain"] not in ("[]", "{}", "Counter()"), cell.source


def test_there_are_three():
    """A council's story, a join with others, and where sources disagree."""
    assert [path.stem for path in NOTEBOOKS] == ["a-council", "joined", "where-sources-disagree"]


def blocks_of_r():
    """What the page has for R, block by block."""
    return re.findall(r"```r\n(.*?)```", (ROOT / "docs/notebooks.md").read_text(), re.S)


@pytest.mark.skipif(not shutil.which("Rscript"), reason="Rscript is not here")
def test_the_r_page_runs(site):
    """R reads what the page has it read, no row is lost by a join, and a number is one."""
    told = """
    cat(nrow(record), nrow(grades), nrow(joined), is.integer(grades$step), sum(rated$ratings),
        subset(rated, council == "https://w3id.org/patgraph/id/council/haringey")$ratings)
    """
    code = "\n".join([*blocks_of_r(), told]).replace("http://127.0.0.1:8000", str(site.base_url).rstrip("/"))
    done = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    # The page itself shows a table before.
    record, grades, joined, whole, ratings, haringey = done.stdout.split()[-6:]

    def rows(address):
        return [*csv.DictReader(site.get(address).text.splitlines())]

    here = rows("/queries/record.csv?council=haringey")
    assert int(record) == len(here) and len({row["kind"] for row in here}) > 3
    assert grades == joined and int(grades) == len(rows("/queries/grades.csv?question=ofsted-overall"))
    stars = sum(row["kind"] == "star rating" for row in here)
    assert whole == "TRUE" and int(haringey) == stars and int(ratings) > 100


def test_addresses_of_the_r_page_answer(site):
    """What the page has R read is there as CSV, under the columns that it names."""
    heads = {}
    for address in re.findall(r'"(/queries/[^"]+)"', "".join(blocks_of_r())):
        reply = site.get(address)
        assert reply.status_code == 200 and reply.headers["content-type"].startswith("text/csv")
        heads[address.partition(".")[0]] = set(reply.text.splitlines()[0].split(","))
    assert "kind" in heads["/queries/record"] and "council" in heads["/queries/grades"]
    assert {"council", "gssCode"} <= heads["/queries/areas"]
