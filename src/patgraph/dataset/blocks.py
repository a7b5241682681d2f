"""The blocks of an evidence file as its lines have them: slips that no parser sees, or names elsewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

from patgraph.errors import BadInput

#: What a brace may stand in without being one, and braces.
_TOKEN = re.compile(r'"""(?s:.*?)"""|"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*|[{}]')
#: Quotation marks of print, which editors put where straight ones were typed.
_CURLY = re.compile("[“”„‘’«»]")
#: What the parser says where a text has no end.
_OF_TEXTS = re.compile("Line jumps|.*Unexpected end of file")
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


def said_at(lines: list[str], line: int, spelt: re.Pattern[str], last: bool = False) -> int:
    """The first or the last line where something stands in the description that begins at a line, or, of a
    passage, between its braces; else that line.
    """
    found = [number for number in _block(lines, line) if spelt.search(lines[number - 1])]
    return (found[-1] if last else found[0]) if found else line


def _block(lines: list[str], line: int) -> Iterator[int]:
    """The lines of a description, and of the braces that follow it under its name."""
    number = line
    for number in range(line, len(lines) + 1):
        yield number
        if re.search(r"(?:^|\s)\.\s*$", lines[number - 1]):
            break
    name = lines[line - 1].partition(" ")[0]
    number += 1
    while number <= len(lines) and not lines[number - 1].strip():
        number += 1
    if number <= len(lines) and re.fullmatch(rf"{re.escape(name)}\s*\{{.*", lines[number - 1].rstrip()):
        while number <= len(lines):
            yield number
            if lines[number - 1].startswith("}"):
                return
            number += 1


def remedy(text: str, line: int, reason: str) -> str:
    """What to do where a parser says this of a line; an empty text where its words say so."""
    words = text.split("\n")[line - 1]
    if curly := _CURLY.search(reason) or (_OF_TEXTS.match(reason) and _CURLY.search(words)):
        return f"the mark {curly[0]} neither opens nor ends a text: write a straight one (\" or ')."
    if _OF_TEXTS.match(reason) and re.search("[\"']", words):
        return (
            "a text that is opened here is not ended on its line: end it with the mark that opens it, or "
            'have a text of several lines between three of them (""").'
        )
    if found := re.match(r"The prefix (\S*:) has not", reason):
        return f"declare it at the head of the file (@prefix {found[1]} <…> .), or correct its spelling."
    if not reason.startswith("A dot is"):
        return (
            "this is no statement: write SUBJECT PROPERTY VALUE . (a remark begins with #), or take it out."
        )
    return ""
