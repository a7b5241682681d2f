"""Headers: which column of the mapping stands where in a table; everything that does not fit is told."""

from collections.abc import Sequence

from patgraph.dataset.texts.rows import Row
from patgraph.similar import near

from .mapping import Mapping

#: A fault: the line, and what is wrong.
Fault = tuple[int, str]


def columns_of(mapping: Mapping, rows: Sequence[Row], width: int) -> tuple[list, list[Fault]]:
    """The columns of a table by place (none where the mapping has none), and what is wrong with its header.

    A header of several rows gives a column several titles, one of which the mapping has. A table without a
    header (`width` cells in its first row) has the mapping's columns in their order.
    """
    if not rows:
        return _unnamed(mapping, width)
    line, faults, columns = rows[0].line, [], []
    for place in range(max(len(row.cells) for row in rows)):
        titles = [row.cells[place] for row in rows if place < len(row.cells)]
        met = {id(c): c for title in titles if title and (c := mapping.column(title)) is not None}
        if len(met) > 1:
            both = " and ".join(c.name for c in met.values())
            faults.append((line, f"column {place + 1} has titles of two columns: {both}."))
        columns.append(next(iter(met.values()), None))
        if not met:
            faults.append((line, _unknown(mapping, place, titles)))
    names = [c.name for c in columns if c is not None]
    missing = [c.name for c in mapping.printed if c.name not in names]
    if missing:
        faults.append((line, f"the table has no column {', '.join(missing)}."))
    for name in dict.fromkeys(names):
        places = [str(n) for n, c in enumerate(columns, 1) if c is not None and c.name == name]
        if len(places) > 1:
            faults.append((line, f"the column {name} stands there twice: columns {' and '.join(places)}."))
    return columns, faults


def _unknown(mapping: Mapping, place: int, titles: Sequence[str]) -> str:
    told = " / ".join(map(repr, titles))
    known = {title.casefold(): title for c in mapping.printed for title in _titles(c)}
    meant = near(" ".join(titles[0].split()).casefold(), known)
    hint = f"; it has {', '.join(repr(known[each]) for each in meant)}" if meant else ""
    if any(title != title.strip() for title in titles):
        hint += "; blanks around a title count, unless its dialect says trim"
    return f"column {place + 1}: the mapping has no column {told}{hint}."


def _titles(column) -> list[str]:
    given = column.titles
    return [*(given.getfirst(),)] if given else [column.name]


def _unnamed(mapping: Mapping, width: int) -> tuple[list, list[Fault]]:
    columns = list(mapping.printed)
    if len(columns) == width:
        return columns, []
    return columns, [(1, f"the table has {width} columns and no header; the mapping has {len(columns)}.")]
