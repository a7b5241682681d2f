"""Characters that a terminal, a log or XML cannot take, and what is written in their place.

A literal may hold any character. Turtle, N-Triples and JSON have escapes for all of them; CSV and TSV are
given as they are, unless a terminal shows them.
"""

import codecs
import io
import re
from collections.abc import Callable

#: What XML 1.0 has no way to say, as UTF-8.
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}".encode()


def visible(text: str) -> str:
    """A line whose control and formatting characters are escapes: it stays one line."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def visible_lines(text: str) -> str:
    """The same of a text that may have lines and tabs."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(c if c in "\n\t" else visible(c) for c in text.replace("\r\n", "\n"))


def for_xml(content: bytes) -> bytes:
    """XML that any parser reads: what no XML can hold is U+FFFD."""
    return _NOT_IN_XML.sub(_REPLACEMENT, content)


def is_xml(media: str) -> bool:
    """Whether a media type is one of XML."""
    return media.partition(";")[0].endswith("+xml")


class XmlFile:
    """A file that writes on as `for_xml` has it, however its pieces are cut."""

    def __init__(self, write: Callable[[bytes], int]) -> None:
        self._write, self._begun = write, b""

    def write(self, content: bytes) -> int:
        """Take a piece; the beginning of a character waits for its end."""
        held = self._begun + content
        cut = next((size for size in (1, 2) if held[-size:] in (b"\xef", b"\xef\xbf")), 0)
        self._begun = held[len(held) - cut :]
        self._write(for_xml(held[: len(held) - cut]))
        return len(content)

    def flush(self) -> None:
        """Nothing waits where a document is whole."""


class TerminalText:
    """What a terminal is shown of bytes that come in pieces."""

    def __init__(self) -> None:
        characters = codecs.getincrementaldecoder("utf-8")("replace")
        self._decoder = io.IncrementalNewlineDecoder(characters, translate=False)

    def shown(self, piece: bytes, last: bool = True) -> bytes:
        """A piece, visible; unless it is the last, what begins a character or ends a line in part waits."""
        return visible_lines(self._decoder.decode(piece, final=last)).encode()
