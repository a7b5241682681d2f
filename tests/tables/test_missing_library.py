"""Where pyarrow is missing, who asks for Parquet or Arrow is told what to install, at every door."""

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from patgraph.cli import main
from patgraph.tables import arrow
from patgraph.web.http import question_formats


@pytest.fixture
def missing(monkeypatch):
    """pyarrow is not installed."""
    monkeypatch.setattr(arrow, "available", lambda: False)
    question_formats._offers.cache_clear()
    yield
    question_formats._offers.cache_clear()


@pytest.mark.parametrize(
    "address",
    ["/queries/councils.parquet", "/queries/councils.arrow", "/queries/councils?format=parquet",
     "/dumps/things-parquet.zip"],
)  # fmt: skip
def test_the_service_names_what_to_install(missing, small_app, address):
    """As an extension, as a parameter, as a dump."""
    refused = TestClient(small_app).get(address)
    assert refused.status_code == 406 and "pip install 'patgraph[tables]'" in refused.json()["detail"]


def test_the_command_names_what_to_install(missing, small_built):
    """`patgraph query --format parquet` is no wrong usage."""
    done = CliRunner().invoke(main, ["query", "councils", "--store", str(small_built), "--format", "parquet"])
    assert done.exit_code == 2 and "pip install 'patgraph[tables]'" in done.output


def test_a_format_that_there_is_not_is_told_as_ever(small_app):
    """Nothing is said of libraries where none would help."""
    refused = TestClient(small_app).get("/queries/councils.xls")
    assert refused.status_code == 406 and "pip" not in refused.json()["detail"]
