"""Cells that a spreadsheet would compute, and how a file keeps them from it.

A spreadsheet that opens a file takes a text that begins with one of a few characters for a formula. An
apostrophe before it makes it a text. What begins with apostrophes and one of them gets one more, so that
`as_given` takes away what `as_text` added, and nothing else.
"""

import re

#: OWASP's list (CSV injection), with the full-width forms that some spreadsheets take for the same.
BEGINNINGS = "=+-@\t\r\n＝＋－＠"
#: What spreadsheets of Windows know UTF-8 by.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MARKED = re.compile(f"'*[{re.escape(BEGINNINGS)}]")
#: What is computed of a number is that number.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def is_computed(text: str) -> bool:
    """Whether a spreadsheet would compute a cell of this text: it begins so, and is no number."""
    return text[:1] in BEGINNINGS and text != "" and not _NUMBER.fullmatch(text)


def as_text(text: str) -> str:
    """A cell that a spreadsheet takes for the text or number it is."""
    return f"'{text}" if _MARKED.match(text) and not _NUMBER.fullmatch(text) else text


def as_given(text: str) -> str:
    """The text of a cell that `as_text` wrote."""
    return text[1:] if text[:1] == "'" and _MARKED.match(text) else text
