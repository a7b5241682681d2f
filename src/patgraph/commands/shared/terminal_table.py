"""A table that fits a window: its columns wrapped, or, where too little would be left of them, each row as a
record of its own, a line a cell.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from patgraph.characters import visible, visible_lines

#: A column is not made narrower than this, or than its longest word up to the second, where there is room.
_NARROWEST, _WORD = 14, 24
_BETWEEN = 2
#: So many rows are drawn at a time, so that the first are seen while the others are drawn.
_AT_ONCE = 200
#: A line under the heads, and none elsewhere.
_UNDER_HEADS = Box("    \n    \n -  \n    \n    \n    \n    \n    \n", ascii=True)
HEAD, SOFT, WARN = "bold", "dim", "yellow"

Row = Sequence[str]


def table_texts(heads: Row, rows: Iterable[Row], below: str, width: int, colour: bool) -> Iterator[str]:
    """Heads, rows and what is said below them, piece by piece, in a window of so many columns. Columns in
    which no row has anything are left out and named; so are, where there is no room, those in which all rows
    have the same. No control character of a cell is left.
    """
    console = console_of(width, colour)
    heads, rows = [visible(head) for head in heads], [[visible_lines(cell) for cell in row] for row in rows]
    notes = [visible(below)]
    cells = {head: [row[at] for row in rows] for at, head in enumerate(heads)}
    empty = [head for head, column in cells.items() if column and not any(column)]
    if empty:
        notes.append(f"Empty in all rows: {', '.join(empty)}.")
    cells = {head: column for head, column in cells.items() if head not in empty}
    if not _fits(cells, width) and len(rows) > 1:
        alike = {head: column[0] for head, column in cells.items() if len({*column}) == 1}
        cells = {head: column for head, column in cells.items() if head not in alike}
        notes += [f"{head} in all rows: {text}" for head, text in alike.items()]
    draw = _table if _fits(cells, width) else _records
    for piece in draw(cells, width):
        yield drawn(console, piece)
    yield drawn(console, Group("", *(Text(note, SOFT) for note in notes)))


def _fits(cells: dict[str, list[str]], width: int) -> bool:
    """Whether enough is left of each column when they share the window."""
    needed = [_widest(head, column) for head, column in cells.items()]
    return sum(min(each, _NARROWEST) for each in needed) <= width - _BETWEEN * (len(needed) - 1)


def _widest(head: str, column: list[str]) -> int:
    return max(cell_len(line) for cell in (head, *column) for line in cell.split("\n"))


def _widths(cells: dict[str, list[str]], width: int) -> list[int]:
    """How wide each column is: as its widest cell, or, the widest first, as much narrower as it has to be."""
    room = width - _BETWEEN * (len(cells) - 1)
    widths = [min(_widest(head, column), room) for head, column in cells.items()]
    least = [
        max(_NARROWEST, min(_WORD, max(map(cell_len, " ".join([head, *column]).split()), default=0)))
        for head, column in cells.items()
    ]
    while sum(widths) > room:
        above = [at for at, each in enumerate(widths) if each > least[at]] or range(len(widths))
        widths[max(above, key=widths.__getitem__)] -= 1
    return widths


def _table(cells: dict[str, list[str]], width: int) -> Iterator[RenderableType]:
    widths, rows = _widths(cells, width), [*zip(*cells.values(), strict=True)]
    for first in range(0, len(rows) or 1, _AT_ONCE):
        table = Table(
            box=_UNDER_HEADS, show_edge=False, pad_edge=False, padding=(0, _BETWEEN - 1, 0, 0),
            header_style=HEAD, show_header=not first,
        )  # fmt: skip
        for head, each in zip(cells, widths, strict=True):
            table.add_column(Text(head), overflow="fold", width=each)
        for row in rows[first : first + _AT_ONCE]:
            table.add_row(*map(_cell, cells, row))
        yield table


def _records(cells: dict[str, list[str]], width: int) -> Iterator[RenderableType]:
    broad = max(map(cell_len, cells))
    for number, row in enumerate(zip(*cells.values(), strict=True), 1):
        table = Table.grid(padding=(0, _BETWEEN, 0, 0))
        table.add_column(style=HEAD, width=broad)
        table.add_column(overflow="fold")
        for head, cell in zip(cells, row, strict=True):
            if cell:
                table.add_row(Text(head), _cell(head, cell))
        yield Group(Text(f"-- {number} ".ljust(width, "-"), SOFT), table)


def _cell(head: str, text: str) -> Text:
    return Text(text, WARN if head == "disputed" and text == "yes" else "")


def console_of(width: int, colour: bool) -> Console:
    """What draws in so many columns, with colour or without; nothing in a text is markup."""
    return Console(
        file=StringIO(), width=width, force_terminal=colour, color_system="standard" if colour else None,
        highlight=False, markup=False, emoji=False, legacy_windows=False,
    )  # fmt: skip


def drawn(console: Console, shown: RenderableType) -> str:
    """The lines of what is shown, without blanks at their ends."""
    with console.capture() as captured:
        console.print(shown)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().split("\n")[:-1])
