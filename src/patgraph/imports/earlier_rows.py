"""Earlier rows: what a row says of the one before it, such as the grade that an inspection replaced."""

from contextlib import suppress

from patgraph.dataset.rows import Row, rows
from patgraph.rdf import Facts

from .cells import NoFit, compute
from .mapping import Mapping


class EarlierRows:
    """The values that rows have of each variable with `earlier`, by what the rows share."""

    def __init__(self, mapping: Mapping, known: Facts):
        self._mapping, self._known = mapping, known
        self._values: dict[tuple[str, str], list[str]] = {}

    def note(self, text: str):
        """Read a table once, before its rows are; what does not fit is told when it is read."""
        if not any(variable.earlier for variable in self._mapping.variables.values()):
            return
        records = (r for r in rows(text, **self._mapping.dialect) if isinstance(r, Row))
        header = next(records, None)
        columns = [self._mapping.column(cell) for cell in header.cells] if header else []
        for record in records:
            self._row(given_values(columns, record))

    def _row(self, values: dict[str, str]):
        for name, variable in self._mapping.variables.items():
            if not variable.earlier:
                with suppress(NoFit):
                    values[name] = compute(variable, values, self._known) or ""
                continue
            text = next((values[s] for s in variable.source if values.get(s)), None)
            if text and all(values.get(each) for each in variable.earlier):
                self._values.setdefault((name, values[variable.earlier[0]]), []).append(text)

    def value(self, name: str, values: dict[str, str]) -> str | None:
        """The value of a variable in the row before one that has these values."""
        variable = self._mapping.variables[name]
        now = next((values[s] for s in variable.source if values.get(s)), None)
        known = self._values.get((name, values.get(variable.earlier[0], "")), [])
        return max((text for text in known if now and text < now), default=None)


def given_values(columns: list, row: Row) -> dict[str, str]:
    """The cells of a row that have a value, by column."""
    given = [(c, cell) for c, cell in zip(columns, row.cells, strict=False) if c]
    return {column.name: cell for column, cell in given if cell not in column.inherit_null()}
