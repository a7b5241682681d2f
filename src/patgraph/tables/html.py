"""A table as HTML, as a notebook shows it: short, escaped, with names that lead to what they name."""

import re
from collections.abc import Iterable, Sequence
from html import escape

#: So many rows are shown, and so many characters of a cell.
ROWS, LONGEST = 20, 200
#: Only these are addresses that a browser may be led to.
_ADDRESS = re.compile(r"https?://[^\s\"<>]+\Z")

#: A text, or a text and the address it leads to.
Shown = str | tuple[str, str]


def as_html(title: str, columns: Sequence[str], rows: Iterable[Sequence[Shown]], note: str = "") -> str:
    """A caption, a head, the rows that are given and a line below; rows may be without a head."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in rows)
    below = f"<p>{escape(note)}</p>" if note else ""
    top = f"<thead><tr>{head}</tr></thead>" if head else ""
    return f"<div><table><caption>{escape(title)}</caption>{top}<tbody>{body}</tbody></table>{below}</div>"


def short(text: str) -> str:
    """A text as a cell has room for it."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _cell(cell: Shown) -> str:
    if isinstance(cell, str):
        return escape(short(cell))
    text, address = cell
    if not _ADDRESS.match(address):
        return escape(short(text))
    return f'<a href="{escape(address)}">{escape(short(text))}</a>'
