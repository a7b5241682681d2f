"""The blocks of an evidence file as its lines have them: slips that no parser sees, or names elsewhere."""

import re
from pathlib import Path

from patgraph.errors import BadInput

#: What a brace may stand in without being one, and braces.
_TOKEN = re.compile(r'"""(?s:.*?)"""|"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*|[{}]')
_NAME = re.compile(r"^(\S+)[ \t]*$", re.MULTILINE)


def block_twice(path: Path, text: str) -> None:
    """Raises `BadInput` where a passage is described, or its braces are opened, a second time."""
    for what in (r"(\S+)[ \t]+a[ \t]+pat:Passage\b", r"(\S+)[ \t]*\{"):
        first: dict[str, int] = {}
        line, before = 1, 0
        for match in re.finditer(rf"^{what}", text, re.MULTILINE):
            line, before = line + text.count("\n", before, match.start()), match.start()
            if match[1] in first and match[1] != "graph:editorial":
                raise BadInput(
                    f"{path}:{line}: {match[1]} stands already at line {first[match[1]]}; give the second "
                    "passage a slug of its own, or take it out."
                )
            first[match[1]] = line


def missing_brace(text: str, line: int) -> tuple[int, str] | None:
    """The brace behind a parser's error at a line: where it is missed, and what to do; or nothing."""
    opened: int | None = None
    for token in _TOKEN.finditer(text):
        at = token.start()
        if token[0] == "{":
            if opened is not None:
                return _unclosed(text, opened, _line(text, at), line)
            opened = at
        elif token[0] == "}":
            if opened is None:
                return _unopened(text, at, line)
            opened = None
    return None if opened is None else _unclosed(text, opened, None, line)


def _unclosed(text: str, opened: int, next_: int | None, line: int) -> tuple[int, str] | None:
    here = _line(text, opened)
    name = text[text.rfind("\n", 0, opened) + 1 : opened].strip() or "a passage"
    until = "the end of the file" if next_ is None else f"another opens at line {next_}"
    return (here, f"the brace of {name} is not closed before {until}; close it.") if here <= line else None


def _unopened(text: str, closing: int, line: int) -> tuple[int, str] | None:
    here = _line(text, closing)
    start = max(text.rfind("}", 0, closing), 0)
    for name in _NAME.finditer(text, start, closing):
        if (named := _line(text, name.start())) <= line and name[1] not in "}":
            return named, f"{name[1]} has no opening brace, and one closes at line {here}; open it."
    return (here, "a brace closes that none opened; take it out.") if here <= line else None


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def last_said(text: str, line: int, name: str) -> int:
    """The last line of the description that begins at a line where a property stands; else that line."""
    found = line
    for number, words in enumerate(text.split("\n")[line - 1 :], line):
        if re.search(rf"(?<![\w:-]){re.escape(name)}(?![\w-])", words):
            found = number
        if re.search(r"(?:^|\s)\.\s*$", words):
            break
    return found
