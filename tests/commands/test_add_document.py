"""`patgraph add-document`: a new article, from its text to a project that holds in two rounds."""

import os
import re
import resource
import subprocess
import sys

import pytest

from tests.support.small_project import SOURCES

ARTICLE = """Team for Haringey is praised

The council of Haringey said in February 2003 that it had asked for the team.
The team would stay.

More news
"""
KNOWN = {
    "title": "Team for Haringey is praised",
    "label": "The Gazette, February 2003",
    "issued": "2003-02-07",
    "type": "trade-press-news",
    "authority": "3",
    "publisher": "tests",
    "rights": "The project's own.",
}
OPTIONS = [part for name, value in KNOWN.items() for part in (f"--{name}", value)]


@pytest.fixture
def texts(tmp_path):
    """The source texts of the small project, and one that no document has yet."""
    directory = tmp_path / "texts"
    directory.mkdir()
    for path in SOURCES.iterdir():
        (directory / path.name).write_bytes(path.read_bytes())
    (directory / "gazette-2003.txt").write_text(ARTICLE)
    return directory


def added(run, project, texts, *options):
    """The evidence file that the command writes for the article, and what the command told."""
    done = run("add-document", texts / "gazette-2003.txt", "--project", project, *options)
    return project / "data/evidence/gazette-2003.trig", done


@pytest.mark.slow
def test_one_round_names_all_that_is_missing(run, small_copy, texts):
    """Of a bare skeleton `validate` asks at once for all of the description and every paragraph."""
    path, done = added(run, small_copy, texts)
    assert done.returncode == 0, done.stderr
    assert "patgraph validate --sources" in done.stdout
    found = run("validate", "--project", small_copy, "--sources", texts)
    assert found.returncode == 1
    for shape in (
        "Label-one",
        *(f"SourceDocument-{name}" for name in ("title", "issued", "authority", "rights")),
    ):
        assert f"[pats:{shape}]" in found.stdout, shape
    lines = path.read_text().split("\n")
    for count in (1, 2, 3):
        line = lines.index(f"p:unread-{count} a pat:Passage ;") + 1
        place = f"data/evidence/gazette-2003.trig:{line}: warning: passage:gazette-2003/unread-{count}"
        assert f"{place}: It is still to read" in found.stdout
    assert "nobody has read" not in found.stdout and "gazette-2003/unread-4" not in found.stdout


@pytest.mark.slow
def test_the_second_round_holds(run, small_copy, texts):
    """With its description given and its paragraphs read, the article holds: nothing more is asked."""
    path, _ = added(run, small_copy, texts, *OPTIONS)
    skeleton = path.read_text()
    second = re.search(r"(?ms)^p:unread-2 a .*? \.\n", skeleton)[0]
    cut = run("locate", "gazette-2003", "it had asked for the team.", "--sources", texts).stdout
    cut = cut.replace("p:SLUG", "p:asked").replace(
        "SUBJECT PROPERTY VALUE", "engagement:haringey pat:requested true"
    )
    rest = [
        run("locate", "gazette-2003", words, "--sources", texts).stdout.partition("\n\n")[0]
        .replace("p:SLUG", slug)
        .replace("pat:modality", "pat:silenceReason silence-reason:connective ;\n    pat:modality")
        for slug, words in (("p:said", "The council of Haringey said in"), ("p:stay", "The team would stay."))
    ]  # fmt: skip
    rest[1:1] = [cut]
    read = skeleton.replace(second, "\n\n".join(rest) + "\n")
    path.write_text(read.replace("silence-reason:unread", "silence-reason:heading"))
    found = run("validate", "--project", small_copy, "--sources", texts)
    assert found.returncode == 0, found.stdout
    assert "gazette" not in found.stdout


def test_a_file_that_is_there_is_kept(run, small_copy, texts):
    """A second skeleton does not go over what a curator has written."""
    path, _ = added(run, small_copy, texts)
    path.write_text("mine")
    _, done = added(run, small_copy, texts)
    assert done.returncode == 2 and "is there already" in done.stderr
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--title", 'He said "no"'), "a text of one line"),
        (("--publisher", "Community Care"), "a slug is in small letters"),
        (("--url", "community.example"), "begins with http"),
        (("--issued", "2004/2005"), "is no date: write"),
        (("--issued", ""), "a day such as 2004-01-16"),
        (("--title", ""), "a text of one line"),
        (("--label", " "), "a text of one line"),
        (("--rights", ""), "a text of one line"),
        (("--publisher", ""), "a slug is in small letters"),
        (("--url", ""), "begins with http"),
        (("--type", "trade-pres-news"), "did you mean trade-press-news"),
        (("--type", "zzz"), "describe it in ontology/vocabularies/document-type.ttl"),
        (("--publisher", "test"), "did you mean tests"),
        (("--publisher", "zzz"), "describe it in data/editorial/organisations.ttl"),
    ],
)
def test_what_would_break_the_file_is_refused(run, small_copy, texts, options, said):
    """A value that Turtle cannot hold as it stands is refused with the form it takes; nothing is written."""
    path, done = added(run, small_copy, texts, *options)
    assert done.returncode == 2 and said in done.stderr
    assert not path.exists()


@pytest.mark.parametrize("content", ["", " \n\n"])
def test_an_empty_text_is_refused(run, small_copy, texts, content):
    """A text without words is no document; nothing is written."""
    (texts / "gazette-2003.txt").write_text(content)
    path, done = added(run, small_copy, texts, *OPTIONS)
    assert done.returncode == 2 and "gazette-2003.txt: it is empty" in done.stderr
    assert not path.exists()


def test_a_file_that_may_not_grow_is_not_left_half(small_copy, texts):
    """Where the system does not let the file grow (a quota, `ulimit -f`) nothing is left beside the error,
    so that the next try finds no file that "is there already".
    """
    path = small_copy / "data/evidence/gazette-2003.trig"
    before = sorted(path.parent.iterdir())
    command = [sys.executable, "-m", "patgraph", "add-document", texts / "gazette-2003.txt"]
    done = subprocess.run(
        [*command, "--project", small_copy],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200)),
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2 and f"{path}: " in done.stderr, done.stderr
    assert sorted(path.parent.iterdir()) == before


@pytest.mark.slow
def test_what_is_unread_counts_as_neither_read_nor_silent(run, small_copy, texts):
    """`coverage` shows a document that nobody has read as one of which nothing is read."""
    added(run, small_copy, texts, *OPTIONS)
    told = run("query", "coverage", "document=gazette-2003", "--format", "json", "--project", small_copy)
    assert '"silent": 0' in told.stdout or '"silent":0' in told.stdout, told.stdout
