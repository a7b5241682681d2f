"""An answer as a notebook shows it."""

from typing import TYPE_CHECKING

from patgraph.tables.html import ROWS, Shown, as_html

if TYPE_CHECKING:
    from .answer import Answer, Row


def summary(answer: "Answer") -> str:
    """The question, its values, and how many rows under how many columns, in a line."""
    values = "".join(f" {name}={','.join(texts)}" for name, texts in answer.values.items())
    some = "" if answer.complete else f" of {answer.total}"
    columns = len(answer.columns)
    return f"<Answer {answer.query.name}{values}: {len(answer)}{some} rows, {columns} columns>"


def as_page_part(answer: "Answer") -> str:
    """The first rows for people: dates in words, a thing by its label, which leads to it."""
    told = answer.in_words()
    names = [column.name for column in told.columns]
    labels = {name: names.index(f"{name}Label") for name in names if f"{name}Label" in names}
    bounds = {f"{c.name}{end}" for c in told.columns if c.type == "edtf" for end in ("Earliest", "Latest")}
    left = bounds | {f"{name}Label" for name in labels}
    shown = [(index, name) for index, name in enumerate(names) if name not in left]

    def cell(row: "Row", index: int, name: str) -> Shown:
        term = row[index]
        text = "" if term is None else getattr(term, "value", str(term))
        label = row[labels[name]] if name in labels else None
        if label is not None:
            return label.value, text
        return (text, text) if told.columns[index].type == "iri" else text

    rows = [[cell(row, index, name) for index, name in shown] for row in told.rows[:ROWS]]
    return as_html(answer.query.title, [name for _, name in shown], rows, _below(answer))


def _below(answer: "Answer") -> str:
    count = f"{answer.total} row{'' if answer.total == 1 else 's'}"
    if len(answer) > ROWS:
        count += f", the first {ROWS} shown"
    elif not answer.complete:
        count += f", {len(answer)} shown"
    return f"{count}. Version {answer.version[:12]}."
