"""The documentation that comes with the program: the files of `docs/`, in the checkout or in the wheel."""

from pathlib import Path

from .files import SHIPPED

_PLACES = [place / "docs" for place in SHIPPED]


def folder() -> Path:
    """Where the documentation lies; there may be nothing, in a package that was cut down."""
    return next((place for place in _PLACES if place.is_dir()), _PLACES[0])


def documents() -> dict[str, Path]:
    """The files of Markdown by name, `tables` for `docs/tables.md`, in the order of their names."""
    return {path.stem: path for path in sorted(folder().glob("*.md"))}


def title(path: Path) -> str:
    """The title of a file: its first line, without the sign of a heading."""
    with path.open(encoding="utf-8") as lines:
        return next(lines, path.stem).lstrip("# ").strip()
