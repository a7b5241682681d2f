"""Real servers on loopback for the tests: Virtuoso 7, Oxigraph's and Jena's, each with a port of its own."""

import re
import shutil
import subprocess
import sys
import uuid
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from patgraph.rdf import Dataset
from patgraph.store.address import Address
from patgraph.store.genids import named_line
from patgraph.store.store_description import DESCRIPTION, StoreDescription
from tests.support.processes import free_port, running

VIRTUOSO = """\
[Database]
DatabaseFile = {here}/virtuoso.db
ErrorLogFile = {here}/virtuoso.log
LockFile = {here}/virtuoso.lck
TransactionFile = {here}/virtuoso.trx
xa_persistent_file = {here}/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {here}/virtuoso-temp.db
TransactionFile = {here}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
CaseMode = 2
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {here}
ServerThreads = 10
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = {seconds}
"""


@contextmanager
def oxigraph_server(*options: str):
    """An empty Oxigraph server, in memory.

    It would evaluate a query that nobody waits for any more to the end: that is bounded here, to a minute
    unless `options` say otherwise, or a runaway would take a core, and one that sorts all memory, for as long
    as the tests run.
    """
    home = f"http://127.0.0.1:{free_port()}"
    command = [Path(sys.executable).parent / "oxigraph", "serve", "--bind",
               home.removeprefix("http://"), *(options or ("--timeout-s", "60"))]  # fmt: skip
    with running(command, home) as process:
        yield Address.of(f"{home}/query", update=f"{home}/update"), process


@contextmanager
def virtuoso_server(here: Path, rows: int = 1_000_000, seconds: int = 10):
    """An empty Virtuoso 7 that gives so many rows at most (with Debian's configuration 10,000).

    It ends a query after so many seconds.
    """
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("no Virtuoso: install Debian's virtuoso-opensource-7 (as root, `make test` does)")
    http = free_port()
    written = VIRTUOSO.format(here=here, sql=free_port(), http=http, rows=rows, seconds=seconds)
    (here / "virtuoso.ini").write_text(written)
    home = f"http://127.0.0.1:{http}"
    command = [program, "+foreground", "+configfile", here / "virtuoso.ini"]
    with running(command, f"{home}/sparql", cwd=here) as process:
        yield (
            Address.of(
                f"{home}/sparql",
                update=f"{home}/sparql-auth",
                graph_store=f"{home}/sparql-graph-crud-auth",
                user="dba",
                password="dba",
            ),
            process,
        )


@contextmanager
def jena_server(jars: str):
    """Apache Jena's engine over an empty dataset in memory, with the jars of a directory.

    It ends no query: whoever asks waits for five minutes.
    """
    home = f"http://127.0.0.1:{free_port()}"
    program = Path(__file__).parent / "jena" / "Endpoint.java"
    port = home.rpartition(":")[2]
    with running(["java", "-Xmx4g", "-cp", f"{jars}/*", program, port], home) as process:
        yield replace(Address.of(f"{home}/query", update=f"{home}/update"), deadline=300), process


def as_filled(dataset: Dataset) -> bytes:
    """The N-Quads of an engine that a fill has ended in, but for its notes for the next fill."""
    about = StoreDescription(dataset.version, dataset.base, dataset.size, identifier=uuid.uuid4().hex)
    said = (f"{line.removesuffix(' .')} {DESCRIPTION} ." for line in about.lines(whole=True))
    lines = (
        named_line(line, dataset.base) if "_:" in line else line
        for line in dataset.nquads.decode().splitlines()
    )
    return "".join(f"{line}\n" for line in (*lines, *said)).encode()


def load_by_http(address: Address, nquads: bytes):
    """Have Oxigraph's server, or Jena's engine, read N-Quads: in a tenth of the time of a fill."""
    place = address.query.replace("/query", "/store")
    sent = httpx.post(place, content=nquads, headers={"Content-Type": "application/n-quads"}, timeout=600)
    sent.raise_for_status()


def load_virtuoso(here: Path, nquads: bytes):
    """Have the Virtuoso whose files are in a directory read N-Quads with its own loader."""
    port = re.search(r"ServerPort = (.*)", (here / "virtuoso.ini").read_text())[1]
    (here / "given.nq").write_bytes(nquads)
    text = "ld_dir('.', 'given.nq', 'urn:x'); rdf_loader_run(); SELECT ll_error FROM DB.DBA.LOAD_LIST;"
    command = ["isql-vt", port, "dba", "dba", f"EXEC={text}", "VERBOSE=OFF", "BANNER=OFF"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    assert "NULL" in done.stdout, done.stdout + done.stderr
