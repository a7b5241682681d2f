"""Where things are kept by content, and by which keys: the user's own directory for caches.

The directory is `PATGRAPH_CACHE`, or the user's own; it can be deleted at any time, and with
`PATGRAPH_CACHE=` nothing is kept.
"""

import hashlib
import os
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

_ENGINES = ("pyoxigraph", "rdflib", "pyshacl")


def cache_directory() -> Path | None:
    """Where things are kept; `None` where nothing is to be."""
    named = os.environ.get("PATGRAPH_CACHE")
    if named is None:
        import platformdirs

        return platformdirs.user_cache_path("patgraph")
    return Path(named) if named else None


def key(parts: Iterable[str | bytes]) -> str:
    """The SHA-256 of this program and of some parts, in their order."""
    found = hashlib.sha256(program())
    for part in parts:
        _add(found, part.encode() if isinstance(part, str) else part)
    return found.hexdigest()


@cache
def program() -> bytes:
    """What this program and its engines are, as a digest: another program may make something else."""
    found = hashlib.sha256()
    for name in (platform.python_version(), *map(version, _ENGINES)):
        _add(found, name.encode())
    root = Path(__file__).parents[1]
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.lark")]):
        _add(found, str(path.relative_to(root)).encode())
        _add(found, path.read_bytes())
    return found.digest()


def _add(digest: "hashlib._Hash", part: bytes) -> None:
    digest.update(len(part).to_bytes(8, "big"))
    digest.update(part)
