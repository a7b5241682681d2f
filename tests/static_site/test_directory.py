"""A directory that is there whole or not at all."""

import pytest

from patgraph.errors import BadValue, BuildInProgress
from patgraph.static_site.directory import whole_directory

MARK = "mark.json"


def write(target, text):
    """A marked directory with one file."""
    with whole_directory(target, MARK) as place:
        (place / "page").write_text(text)
        (place / MARK).write_text("{}")


def test_it_is_put_in_its_place_when_it_is_whole(tmp_path):
    """Its parents are made, an empty directory and a former one of ours are replaced, and nothing else is
    left beside it."""
    target = tmp_path / "a" / "site"
    write(target, "first")
    (target / "old").write_text("gone with the next")
    write(target, "second")
    (tmp_path / "empty").mkdir()
    write(tmp_path / "empty", "third")
    assert sorted(path.name for path in target.iterdir()) == [MARK, "page"]
    assert (target / "page").read_text() == "second" and (tmp_path / "empty/page").read_text() == "third"
    assert [path.name for path in target.parent.iterdir()] == ["site"]


def test_what_is_not_ours_is_never_replaced(tmp_path):
    """A directory with other files, and a file, stay as they are."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home/letter").write_text("dear")
    (tmp_path / "file").write_text("text")
    for name in ("home", "file"):
        with pytest.raises(BadValue, match="name a"):
            write(tmp_path / name, "site")
    assert (tmp_path / "home/letter").read_text() == "dear" and (tmp_path / "file").read_text() == "text"
    assert not (tmp_path / "home/page").exists()


def test_an_error_leaves_what_was_there(tmp_path):
    """The former one whole, and nothing of the new one."""
    write(tmp_path / "site", "former")
    with pytest.raises(RuntimeError), whole_directory(tmp_path / "site", MARK) as place:
        (place / "page").write_text("half")
        raise RuntimeError
    assert (tmp_path / "site/page").read_text() == "former"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_who_died_meanwhile_is_no_hindrance(tmp_path):
    """What a process left that was killed: half a directory, or the former one under another name."""
    (tmp_path / ".site.part").mkdir()
    (tmp_path / ".site.part/half").write_text("half")
    write(tmp_path / ".site.before", "former")
    with pytest.raises(RuntimeError), whole_directory(tmp_path / "site", MARK) as place:
        assert not [*place.iterdir()]
        raise RuntimeError
    assert (tmp_path / "site/page").read_text() == "former"


def test_two_do_not_write_the_same(tmp_path):
    """The second is told so, and the first goes on."""
    with whole_directory(tmp_path / "site", MARK) as place:
        (place / MARK).write_text("{}")
        with pytest.raises(BuildInProgress):
            write(tmp_path / "site", "second")
    assert (tmp_path / "site" / MARK).exists() and not (tmp_path / "site/page").exists()
