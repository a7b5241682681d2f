"""What a page shows of rows is bounded, however much a query brings."""

import json

import pyoxigraph
import pytest

from patgraph.sparql.worker import CELL, COLUMNS, ROWS, SIZE, TABLE, PieceWriter, write_result


def table(query):
    """The first line, the rows, and how many bytes they are."""
    pieces = []
    writer = PieceWriter(pieces.append)
    write_result(pyoxigraph.Store().query(query), TABLE, writer)
    writer.flush()
    content = b"".join(pieces)
    head, *rows = map(json.loads, content.splitlines())
    return head, rows, len(content)


@pytest.mark.parametrize(
    ("columns", "cell", "rows"),
    [(COLUMNS + 1, 1, 5), (2, CELL + 1, 5), (1, 1, ROWS + 1), (COLUMNS, CELL, 40), (3, 30_000, 30)],
)
def test_rows_columns_cells_and_bytes_have_limits(columns, cell, rows):
    """One past each limit, and far past the bytes: what is shown is within all of them and says what is not
    shown; what is within all is whole."""
    names = [f"?c{number}" for number in range(columns)]
    row = f"({' '.join([json.dumps('x' * cell)] * columns)}) "
    (shown, count), found, size = table(
        f"SELECT {' '.join(names)} {{ VALUES ({' '.join(names)}) {{ {row * rows} }} }}"
    )
    assert count == columns and len(shown) == min(columns, COLUMNS)
    more = found[-1] is None
    found = found[:-1] if more else found
    assert size <= SIZE + 5 and len(found) <= ROWS and more == (len(found) < rows)
    assert more == (rows > ROWS or rows * min(columns, COLUMNS) * min(cell, CELL) > SIZE)
    for cells in found:
        assert cells == [["Literal", "x" * min(cell, CELL), cell > CELL]] * len(shown)
