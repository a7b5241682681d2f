"""Earlier rows: what a row says of the one before it, such as the grade that an inspection replaced."""

from collections.abc import Callable
from contextlib import suppress

from .cells import NoFit
from .mapping import Mapping


class EarlierRows:
    """The values that rows have of each variable with `earlier`, by what the rows share; `compute` gives the
    value of any other variable in a row.
    """

    def __init__(self, mapping: Mapping, compute: Callable[[str, dict[str, str]], str | None]):
        self._mapping, self._compute = mapping, compute
        self._values: dict[tuple[str, str], list[str]] = {}

    @property
    def wanted(self) -> bool:
        """Whether any variable looks back."""
        return any(variable.earlier for variable in self._mapping.variables.values())

    def note(self, values: dict[str, str]):
        """Note a row, before any is read; what does not fit is told when it is."""
        for name, variable in self._mapping.variables.items():
            if not variable.earlier:
                with suppress(NoFit):
                    values[name] = self._compute(name, values) or ""
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
