"""Where a snapshot may be written: where one is, or nothing."""

import re
from pathlib import Path

from patgraph.errors import StoreOccupied

_VERSION = re.compile("[0-9a-f]{64}")
#: What a store that was taken away or a file system leaves in a place without one; hidden files, as those of
#: a build that was killed or what keeps an empty directory (`.gitkeep`), are no obstacle either.
_NEUTRAL = {"dumps", "verified.json", "lost+found"}


def require_place(directory: Path) -> None:
    """Raises `StoreOccupied` where a store would be written among other things."""
    if directory.exists() and not directory.is_dir():
        raise StoreOccupied(f"{directory}: is a file; a store is a directory: name another place.")
    held = {path.name for path in directory.iterdir()} if directory.exists() else set()
    others = sorted(name for name in held if name not in _NEUTRAL and not name.startswith("."))
    if others and not any(name == "current" or _VERSION.fullmatch(name) for name in held):
        raise StoreOccupied(
            f"{directory}: is no store and not empty (there is {others[0]}); name another place. Nothing was "
            "changed."
        )
