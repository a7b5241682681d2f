"""A copy of a snapshot's store for somebody to change; the snapshot stays as it is."""

import hashlib
import mmap
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyoxigraph

from patgraph.errors import NoStore
from patgraph.names import BASE

from .embedded import NQUADS
from .snapshot import manifest_of, unaltered

#: Seconds after which a working copy is nobody's.
_LONG = 3_600


@contextmanager
def working_copy(directory: Path, version: str) -> Iterator[tuple[pyoxigraph.Store, mmap.mmap]]:
    """The store of a version that is in use, as a copy to be changed, which ends with the block, and its
    N-Quads. What the engine never changes in place is not copied, but pointed at: to give it a second name
    would change what its directory says of it. Raises `NoStore` where there is none of that version, or it is
    damaged; whatever the engine raises.
    """
    source = (directory / "current").resolve()
    about = manifest_of(source)
    if about["version"] != version or about["base"] != BASE:
        raise NoStore(f"{source}: of another version.")
    _sweep_copies(directory)
    copy = Path(tempfile.mkdtemp(prefix=".copy-", dir=directory))
    try:
        for path in (source / "store").iterdir():
            if path.name in about["files"]:
                _link(path, copy / "store" / path.name)
        unaltered(copy, about)
        with (
            open(source / NQUADS, "rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
        ):
            if hashlib.sha256(text).hexdigest() != version:
                raise NoStore(f"{source}: dataset.nq is damaged.")
            yield pyoxigraph.Store(str(copy / "store")), text
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def _link(path: Path, copy: Path) -> None:
    copy.parent.mkdir(exist_ok=True)
    if path.suffix == ".sst":
        with suppress(OSError):
            copy.symlink_to(path)
            return
    shutil.copyfile(path, copy)


def _sweep_copies(directory: Path) -> None:
    """What processes that were killed have left behind; a copy is needed for seconds."""
    for left in directory.glob(".copy-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _LONG:
                shutil.rmtree(left)
