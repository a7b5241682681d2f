"""Source texts: every passage is proved by its words; a changed character is caught."""

import pytest

from patgraph.dataset.texts import sources
from patgraph.dataset.texts.sources import SourceText
from patgraph.dataset.validation.validate import validate
from patgraph.errors import BadInput, BadValue, UnknownDocument
from tests.support.small_project import SOURCES

TEXT = (
    "Chapter One\n\nFirst things\nfirst.\n\nThe team began in May.\n\n"
    "Chapter Two\n\nThe team  began\nin June.\n"
)


@pytest.fixture
def directory(tmp_path):
    """A directory with one small source text."""
    (tmp_path / "small.txt").write_text(TEXT)
    return tmp_path


def test_offsets_digest_and_locator_of_found_words(directory):
    """`locate` finds words whatever the white space, and prints what proves them."""
    blocks = sources.passages("small", "team began in", directory)
    assert len(blocks) == 2
    start = TEXT.index("team  began")
    words = TEXT[start : start + len("team  began\nin")]
    assert f"pat:startOffset {start} ;" in blocks[1]
    assert f'pat:digest "{sources.digest(words)}"' in blocks[1]
    assert 'pat:locator "Chapter One, paragraph 2"' in blocks[0]
    assert 'pat:locator "Chapter Two, paragraph 1"' in blocks[1]


def test_an_unknown_document_names_the_known_ones(directory):
    """A misspelt document is refused with what there is."""
    with pytest.raises(UnknownDocument, match=r"did you mean small\? there are small"):
        sources.passages("smal", "team", directory)


def test_words_that_are_not_there_show_the_nearest(directory):
    """A slip in the words is answered with the place most like them, as the text spells it."""
    with pytest.raises(
        BadValue, match=r'did you mean "The team began in May\." \(33 to 56, Chapter One, paragraph 1\)'
    ):
        sources.passages("small", "The teem begann in May", directory)
    with pytest.raises(BadValue, match="spell them as the text does"):
        sources.passages("small", "nothing of this kind was ever written", directory)


def test_a_directory_without_texts_is_refused(tmp_path):
    """An empty directory is an error, not an empty answer."""
    with pytest.raises(BadInput, match="holds no source text"):
        sources.read_texts(tmp_path)
    with pytest.raises(BadInput, match="no such directory"):
        sources.read_texts(tmp_path / "nowhere")


def test_a_text_that_is_not_utf8_is_refused(tmp_path):
    """A byte that is no UTF-8 is named with its place."""
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9")
    with pytest.raises(BadInput, match="at byte 3"):
        sources.read_texts(tmp_path)


def test_a_text_that_cannot_be_read_hinders_no_other(directory):
    """What is wrong with one document is told to who asks for that: file, line, and what to do."""
    (directory / "bad.txt").write_bytes(b"one\ntwo\ncaf\xe9")
    (directory / "twice.txt").write_text("a")
    (directory / "twice.csv").write_text("a")
    (directory / "folder.txt").mkdir()
    assert len(sources.passages("small", "team began in", directory)) == 2
    for name, said in (
        ("bad", r"bad\.txt:3: not UTF-8 .*save it as UTF-8"),
        ("twice", r"twice\.csv: there is twice\.txt too"),
        ("folder", r"folder\.txt: cannot be read"),
    ):
        with pytest.raises(BadInput, match=said):
            sources.passages(name, "a", directory)


def test_every_passage_has_the_words_of_its_digest(read_whole, texts):
    """Offsets and digests of all passages, and the SHA-256 of all documents, fit the source texts."""
    problems = [r for r in read_whole if r.shape == "pats:Digest"]
    # A table that is not at hand is a warning, which names it.
    assert all(r.severity == "Warning" and r.focus.rsplit("/", 1)[-1] not in texts for r in problems)


def test_a_changed_character_is_caught_and_its_passage_named(unruled, project, texts):
    """One letter changed within a passage: the passage is named, with file, line and remedy."""
    text = texts["dh-2004"].text
    at = text.index("began work at the end of October 2002") + 30
    changed = texts | {"dh-2004": SourceText("dh-2004", f"{text[:at]}X{text[at + 1 :]}")}
    problems = [r for r in validate(unruled, project, changed).results if r.shape == "pats:Digest"]
    named = [r for r in problems if "/passage/" in r.focus]
    assert named and all("haringey" in r.focus for r in named)
    assert all("patgraph locate dh-2004" in r.message for r in named)
    assert all(r.place.startswith("data/evidence/dh-2004.trig:") for r in named)
    assert any(r.focus.endswith("document/dh-2004") for r in problems)


def test_moved_words_are_found_again(unruled, project, texts):
    """Where the words only moved, the message says where they stand now."""
    text = texts["cc-2004-01"].text
    changed = texts | {"cc-2004-01": SourceText("cc-2004-01", "New\n" + text)}
    problems = [r for r in validate(unruled, project, changed).results if "/passage/cc-2004-01/" in r.focus]
    assert problems and all("correct the offsets" in r.message for r in problems)


def test_no_words_are_stored(dataset):
    """The built dataset has no quotation."""
    assert b'def#quote> "' not in dataset.nquads


@pytest.mark.slow
def test_words_appear_where_the_texts_are_at_hand(run, small_files, tmp_path):
    """With --sources a question can look into the words; they are not written to the store."""
    store, words = tmp_path / "store", "asked for by the"
    given = ("--project", small_files, "--store", store)
    done = run("build", *given, "--sources", SOURCES)
    assert done.returncode == 0, done.stderr
    asked = ("query", "find-words", f"words={words}", "--format", "csv", *given)
    without, shown = run(*asked), run(*asked, "--sources", SOURCES)
    assert without.returncode == shown.returncode == 0
    assert "passage/note-2004/asked" in shown.stdout and "passage/note-2004/asked" not in without.stdout
    assert not [path for path in store.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]
