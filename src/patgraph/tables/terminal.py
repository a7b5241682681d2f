"""Tables for terminals: columns side by side, long cells in several lines."""

import textwrap
from collections.abc import Sequence

#: Characters in a line of a cell, where nothing else is said.
WIDEST = 32


def text_table(heads: Sequence[str], rows: Sequence[Sequence[str]], widest: Sequence[int | None] = ()) -> str:
    """A table in plain text. `widest` has for each column the characters of a line, none for one that is not
    to be broken; without it all are broken.
    """
    from tabulate import tabulate

    widths = widest or [WIDEST] * len(heads)
    # Not by tabulate itself, whose 0.10 takes what it is to break for numbers and stops at "6,681".
    cells = [
        [text if width is None else _broken(text, width) for text, width in zip(row, widths, strict=True)]
        for row in rows
    ]
    return tabulate(cells, heads, "simple", disable_numparse=True)


def _broken(text: str, width: int) -> str:
    return "\n".join(part for line in text.splitlines() for part in textwrap.wrap(line, width))
