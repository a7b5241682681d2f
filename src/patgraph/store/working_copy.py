"""A copy of a snapshot's store for somebody to change; the snapshot stays as it is."""

import hashlib
import mmap
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyoxigraph

from patgraph import files
from patgraph.errors import NoStore
from patgraph.names import BASE

from . import verified
from .embedded import NQUADS
from .manifest import read_manifest, require_unaltered

#: Beside a store: that its files, and its text, were found to be as they were written (see `verified`).
STORE_NOTE, _TEXT_NOTE = "verified.json", "text-verified.json"
#: A copy ends with its lock, which its owner holds.
_LOCK = ".lock"


@contextmanager
def working_copy(directory: Path, version: str) -> Iterator[tuple[pyoxigraph.Store, mmap.mmap]]:
    """The store of a version that is in use, as a copy to be changed, which ends with the block, and its
    N-Quads. What the engine never changes in place is not copied, but pointed at: to give it a second name
    would change what its directory says of it. Raises `NoStore` where there is none of that version, or it is
    damaged; whatever the engine raises.
    """
    source = (directory / "current").resolve()
    about = read_manifest(source)
    if about["version"] != version or about["base"] != BASE:
        raise NoStore(f"{source}: of another version.")
    require_unaltered(source, about, directory / STORE_NOTE)
    _sweep(directory)
    handle, name = tempfile.mkstemp(prefix=".copy-", suffix=_LOCK, dir=directory)
    os.close(handle)
    lock, copy = Path(name), Path(name.removesuffix(_LOCK))
    held = files.held_open(lock)
    try:
        copy.mkdir()
        for name in about["files"]:
            _take(source / "store" / name, copy / name)
        with (
            open(source / NQUADS, "rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
        ):
            _require_text(source / NQUADS, text, version, directory / _TEXT_NOTE)
            yield pyoxigraph.Store(str(copy)), text
    finally:
        shutil.rmtree(copy, ignore_errors=True)
        lock.unlink(missing_ok=True)
        held.close()


def _require_text(path: Path, text: mmap.mmap, version: str, note: Path) -> None:
    if verified.is_noted(note, version, [path]):
        return
    before = verified.Seen()
    before.look(path)
    if hashlib.sha256(text).hexdigest() != version:
        raise NoStore(f"{path}: damaged, its digest is not its version.")
    before.leave(note, version)


def _take(path: Path, copy: Path) -> None:
    if path.suffix == ".sst":
        with suppress(OSError):
            copy.symlink_to(path)
            return
    shutil.copyfile(path, copy)


def _sweep(directory: Path) -> None:
    """What processes that were killed have left behind: who still has a copy holds its lock."""
    for lock in directory.glob(f".copy-*{_LOCK}"):
        with suppress(OSError), files.locked_for_writing(lock):
            shutil.rmtree(lock.with_name(lock.name.removesuffix(_LOCK)), ignore_errors=True)
            lock.unlink()
