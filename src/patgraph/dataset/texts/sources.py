"""Source texts: the words behind the passages, their offsets, digests and locators.

No words are stored with the data. Where a directory of source texts is at hand, a passage can be
checked against it, shown, and a new one can be cut.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from pyoxigraph import Literal, Quad

from patgraph.errors import BadInput, BadValue, Refused, UnknownDocument
from patgraph.names import pat
from patgraph.similar import did_you_mean, near, nearest

_HEADING = re.compile(
    r"(Acknowledgements|Annexe \d+|Annexes|Chapter (?:One|Two|Three|Four|Five|Six)|Contents"
    r"|Profile of [^\t]+|READER INFORMATION|References|Similar Articles"
    r"|Summary of (?!Councils)[^\t]+|Table \d+)(?=:|$)"
)


def digest(words: str) -> str:
    """The SHA-256 of a text in UTF-8, in lower-case hexadecimal."""
    return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True)
class SourceText:
    """The text of one source document, read byte for byte as UTF-8; offsets are code points."""

    id: str
    text: str
    #: Whether it is a table: then its rows are what has to be read, not its sentences.
    table: bool = False

    @cached_property
    def sha256(self) -> str:
        """The digest of the whole text."""
        return digest(self.text)

    @cached_property
    def _places(self) -> list[tuple[int, str]]:
        """Where each paragraph begins, with its locator; a heading begins a count of its own."""
        found, offset, heading, count, after_blank = [(0, "opening")], 0, "", 0, True
        for line in self.text.splitlines(keepends=True):
            match = _HEADING.match(line.strip())
            if match:
                heading, count = match.group(1), 0
                found.append((offset, heading))
            elif line.strip() and (after_blank or found[-1][1] == heading):
                count += 1
                found.append((offset, f"{heading}, paragraph {count}".lstrip(", ")))
            after_blank = not line.strip()
            offset += len(line)
        return found

    def locator(self, offset: int) -> str:
        """Where an offset is, in words: the section, and the paragraph counted from its heading."""
        return self._places[bisect_right(self._places, (offset, "\uffff")) - 1][1]

    def find(self, words: str) -> list[tuple[int, int]]:
        """Every stretch that has these words, as (start, end); white space matches any other."""
        pattern = r"\s+".join(map(re.escape, words.split()))
        if not pattern:
            raise Refused("No words to find: give the words of the passage.")
        return [match.span() for match in re.finditer(pattern, self.text)]


def read_texts(directory: Path) -> dict[str, SourceText]:
    """The source texts of a directory, by id: each file `{id}.txt`, or the table `{id}.csv`.

    Raises `BadInput`.
    """
    return {name: _one(paths) for name, paths in _files(directory).items()}


def read_text(path: Path) -> SourceText:
    """The source text of a file, whose name is its id. Raises `BadInput`."""
    try:
        content = path.read_bytes()
        return SourceText(path.stem, content.decode(), path.suffix == ".csv")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{path}:{line}: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8."
        ) from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); mend that, or take it away.") from error


def _files(directory: Path) -> dict[str, list[Path]]:
    """The files of the source texts of a directory, by id; none is read. Raises `BadInput`."""
    if not directory.is_dir():
        raise BadInput(f"{directory}: no such directory of source texts; check --sources.")
    found: dict[str, list[Path]] = {}
    for path in sorted([*directory.glob("*.txt"), *directory.glob("*.csv")]):
        found.setdefault(path.stem, []).append(path)
    if not found:
        raise BadInput(f"{directory}: holds no source text (a file named DOCUMENT.txt or DOCUMENT.csv).")
    return found


def _one(paths: list[Path]) -> SourceText:
    if len(paths) > 1:
        raise BadInput(f"{paths[0]}: there is {paths[1].name} too; keep the one that was read.")
    return read_text(paths[0])


def passages(document: str, words: str, directory: Path) -> list[str]:
    """Blocks to paste into `data/evidence/{document}.trig`, one for each place with these words.

    Raises `UnknownDocument`, and `BadValue` where the text has no such words; each with what may be meant.
    """
    # Only the one that is asked for: what is wrong with another is no hindrance.
    known = _files(directory)
    if document not in known:
        hint = f"{did_you_mean(near(document, known))} there are {', '.join(known)}.".strip()
        raise UnknownDocument(f"No source text {document!r} in {directory}: {hint}")
    text = _one(known[document])
    found = text.find(words)
    if not found:
        raise BadValue("words", f"{document}: no such words; {_meant(text, words)}")
    return [block(text, start, end) for start, end in found]


def _meant(text: SourceText, words: str) -> str:
    """What to do where a text has not these words: the place most like them, spelt as the text does."""
    alike = nearest(words, text.text)
    if alike is None:
        return "spell them as the text does."
    start, end = alike
    found = " ".join(text.text[start:end].split())
    return f'did you mean "{found}" ({start} to {end}, {text.locator(start)})?'


def block(text: SourceText, start: int, end: int, slug: str = "SLUG", modality: str = "stated") -> str:
    """One passage in TriG: its description, and an empty graph to fill in."""
    return f"""\
p:{slug} a pat:Passage ;
    pat:inDocument document:{text.id} ;
    pat:startOffset {start} ;
    pat:endOffset {end} ;
    pat:digest "{digest(text.text[start:end])}" ;
    pat:locator "{text.locator(start)}" ;
    pat:modality modality:{modality} .

p:{slug} {{
    SUBJECT PROPERTY VALUE .
}}
"""


def quotes(view: Iterable[Quad], texts: dict[str, SourceText]) -> list[Quad]:
    """The words of every passage whose text is at hand, as `pat:quote` in the graph of the view."""
    about: dict[Any, dict[str, str]] = {}
    places = {pat(name): name for name in ("inDocument", "startOffset", "endOffset")}
    graph_name = None
    for quad in view:
        name: Any = quad.graph_name
        if quad.predicate in places and name.value.endswith("/graph/view"):
            about.setdefault(quad.subject, {})[places[quad.predicate]] = cast(Literal, quad.object).value
            graph_name = name
    found = []
    for passage, place in about.items():
        text = texts.get(place.get("inDocument", "").rsplit("/", 1)[-1])
        if text and {"startOffset", "endOffset"} <= place.keys():
            words = text.text[int(place["startOffset"]) : int(place["endOffset"])]
            found.append(Quad(passage, pat("quote"), Literal(words), graph_name))
    return found
