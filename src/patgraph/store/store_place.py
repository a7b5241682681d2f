"""Where a snapshot may be written: where one is, or nothing."""

import re
from pathlib import Path

from patgraph.errors import StoreOccupied

_VERSION = re.compile("[0-9a-f]{64}")
#: What a build that was killed, a store that was taken away or the file system leaves in a place without one.
_NEUTRAL, _LEFTOVERS = {".lock", "dumps", "verified.json", "lost+found"}, (".new-", ".link-", ".copy-")


def require_place(directory: Path) -> None:
    """Raises `StoreOccupied` where a store would be written among other things."""
    if directory.exists() and not directory.is_dir():
        raise StoreOccupied(f"{directory}: is a file; a store is a directory: name another place.")
    held = {path.name for path in directory.iterdir()} if directory.exists() else set()
    others = sorted(name for name in held if name not in _NEUTRAL and not name.startswith(_LEFTOVERS))
    if others and not any(name == "current" or _VERSION.fullmatch(name) for name in held):
        raise StoreOccupied(
            f"{directory}: is no store and not empty (there is {others[0]}); name another place. Nothing was "
            "changed."
        )
