"""Questions kept by content are those that their files hold."""

from dataclasses import fields

import pytest

from patgraph.dataset import kept_questions
from patgraph.dataset.kept_questions import kept_questions as questions
from patgraph.errors import BadInput
from patgraph.questions.question import Query
from patgraph.questions.question_file import read_questions
from tests.support.paths import ROOT

PATHS = sorted((ROOT / "queries").glob("*.rq"))


@pytest.fixture
def read(monkeypatch):
    """Grows with each question whose file is read."""
    found = []
    was = kept_questions.read_question

    def counted(path, content):
        found.append(path)
        return was(path, content)

    monkeypatch.setattr(kept_questions, "read_question", counted)
    return found


def told(found):
    """All that is known of questions, and how they are drawn, in words."""
    names = [field.name for field in fields(Query) if field.name != "drawn"]
    return [([getattr(query, name) for name in names], repr(query.chart)) for query in found.values()]


@pytest.mark.slow
def test_every_question_is_the_same(cache, read):
    """Read, kept, and read of what is kept: parameters, columns, example, chart and all."""
    wanted = told(read_questions(PATHS))
    assert told(questions(PATHS)) == wanted and len(read) == len(PATHS)
    assert told(questions(PATHS)) == wanted and len(read) == len(PATHS)


def test_another_text_is_another_question(cache, read, tmp_path):
    """A change is seen, and so is another name; what is damaged, or cannot be kept, is read."""
    text = PATHS[0].read_text()
    path, other = tmp_path / "one.rq", tmp_path / "other.rq"
    path.write_text(text)
    assert questions([path])["one"].text == text == questions([path])["one"].text and len(read) == 1
    path.write_text(f"{text}\n")
    assert questions([path])["one"].text == f"{text}\n" and len(read) == 2
    path.rename(other)
    assert questions([other])["other"].name == "other" and len(read) == 3
    for kept in (cache / "questions").iterdir():
        kept.write_bytes(kept.read_bytes()[:-1])
    assert questions([other])["other"].name == "other" and len(read) == 4


def test_a_bad_question_is_told_each_time(cache, read, tmp_path):
    """Nothing is kept of what cannot be read."""
    path = tmp_path / "bad.rq"
    path.write_text("SELECT")
    for _ in range(2):
        with pytest.raises(BadInput, match=r"bad\.rq"):
            questions([path])
    assert len(read) == 2
