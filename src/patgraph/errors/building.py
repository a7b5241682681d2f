"""Building: what cannot be read, does not hold, or has no store to go to or come from."""

from collections.abc import Iterable, Sequence
from typing import Any

from .root import PatgraphError


class BadInput(PatgraphError):
    """A file of the project cannot be read as it stands; the message names it, and the line if it can."""

    title = "A file cannot be read"


class BadDate(BadInput):
    """A date IRI whose slug is not an EDTF date in our spelling."""

    title = "Not a date"


class BadTable(BadInput):
    """Rows of a table that do not fit their mapping; `faults` has the line and the reason of each."""

    title = "A table does not fit"
    faults: Sequence[tuple[int, str]] = ()

    def __init__(self, table: object, faults: Iterable[tuple[int, str]]) -> None:
        self.faults = sorted(faults)
        lines = "".join(f"{table}:{line}: {reason}\n" for line, reason in self.faults)
        count = f"{len(self.faults)} fault{'' if len(self.faults) == 1 else 's'}"
        super().__init__(f"{count}; nothing was written.\n{lines}".rstrip())


class BuildInProgress(PatgraphError):
    """Another build holds the lock of the store."""

    title = "Another build is under way"


class Invalid(PatgraphError):
    """Validation found violations; `report` has them."""

    exit = 1
    title = "The graph does not hold"
    report: Any = None

    def __init__(self, message: str, report: Any = None) -> None:
        super().__init__(message)
        self.report = report


class NoStore(PatgraphError):
    """The store is missing, damaged or of another format."""

    status = 503
    title = "No usable store"
