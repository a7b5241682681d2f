"""What a terminal is shown: nothing that could command it, colour only where it is wanted, and what is longer
than the window through a pager. What is piped is given as it is.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

import click

from patgraph.characters import TerminalText

if TYPE_CHECKING:
    from patgraph.questions.answer import Answer

#: The columns of a text that no terminal shows.
_IN_A_FILE = 100

pager_option = click.option(
    "--no-pager", "pager", flag_value=False, default=True, type=bool,
    help="On a terminal: do not hand what is longer than the window to a pager ($PAGER, else less).",
)  # fmt: skip


def is_terminal() -> bool:
    """Whether somebody reads the answer as it comes."""
    return sys.stdout.isatty()


def has_colour() -> bool:
    """Whether colour is shown: on a terminal that can, where NO_COLOR does not ask for none."""
    return is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def window() -> int:
    """How many columns a text may take: those of the terminal, or what can be read in a file."""
    return shutil.get_terminal_size().columns if is_terminal() else _IN_A_FILE


def styled(text: str, **style: bool | str) -> str:
    """A text in a style, where there is colour."""
    return click.style(text, **style) if has_colour() else text


def answer_texts(answer: "Answer") -> Iterator[str]:
    """The table of an answer: as wide as the window on a terminal, else as it ever is."""
    from patgraph.questions.formats import writers

    if not is_terminal():
        return iter([writers.as_table(answer)])
    from .terminal_table import table_texts

    return table_texts(*writers.for_people(answer), writers.count(answer), window(), has_colour())


def write(content: bytes, pager: bool = True) -> None:
    """Bytes to standard output; a terminal is shown them as text, without control characters."""
    write_pieces([content], pager)


def write_pieces(pieces: Iterable[bytes], pager: bool = True) -> None:
    """The same of bytes that come in pieces."""
    if is_terminal():
        page(_visible(pieces), pager)
        return
    out = sys.stdout.buffer
    for piece in pieces:
        left = memoryview(piece)
        while left:
            # Where nothing is buffered (PYTHONUNBUFFERED), as much is written as there is room for.
            left = left[out.write(left) :]


def page(texts: Iterable[str], pager: bool = True) -> None:
    """Texts that hold no control characters but those of our own styles: with `pager` through it, where they
    are longer than the window and somebody can turn its pages.
    """
    left = iter(texts)
    held, fits = [], True
    if pager and is_terminal() and sys.stdin.isatty():
        columns, lines = shutil.get_terminal_size()
        room = lines - 1
        for text in left:
            held.append(text)
            room -= _lines(text, columns)
            if room < 0:
                fits = False
                break
    if fits:
        for text in chain(held, left):
            click.echo(text, nl=False, color=has_colour())
    else:
        # It ends a line of its own.
        click.echo_via_pager(_without_last_end(chain(held, left)), None if has_colour() else False)


def _lines(text: str, columns: int) -> int:
    """So many lines of a window a text takes."""
    bare = click.unstyle(text)
    return bare.count("\n") + sum((len(line) - 1) // columns for line in bare.split("\n") if line)


def _visible(pieces: Iterable[bytes]) -> Iterator[str]:
    """Pieces as a terminal is shown them: what begins a character or a line end waits for the next."""
    shown, last = TerminalText(), b""
    for piece in pieces:
        yield shown.shown(last, last=False).decode()
        last = piece
    yield shown.shown(last).decode()


def _without_last_end(texts: Iterable[str]) -> Iterator[str]:
    """Texts, but for a line end at the very end."""
    last = ""
    for text in texts:
        if text:
            yield last
            last = text
    yield last.removesuffix("\n")
