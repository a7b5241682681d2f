"""A directory that is there whole or not at all."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from patgraph.errors import BadValue, BuildInProgress
from patgraph.files import sync


@contextlib.contextmanager
def whole_directory(target: Path, mark: str) -> Iterator[Path]:
    """Give an empty directory beside `target`, which is put in its place when the block ends without an
    error; else nothing is left of it. What stood in its place is replaced if it is empty, or has a file
    called `mark`, which whoever writes such a directory writes last.

    Raises `BadValue` where something else stands there, `BuildInProgress` where another process writes it,
    and `OSError`.
    """
    target = target.absolute()
    before, part = (target.with_name(f".{target.name}.{what}") for what in ("before", "part"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with _held(part):
        # Whoever died between two names had put the new one beside, whole: what stood there before goes back.
        if before.exists() and not target.exists():
            before.rename(target)
        _may_be_replaced(target, mark)
        for left in part.iterdir():
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        try:
            yield part
            os.sync()
            shutil.rmtree(before, ignore_errors=True)
            if target.exists():
                target.rename(before)
            part.rename(target)
            sync(target.parent)
        except BaseException:
            if before.exists() and not target.exists():
                before.rename(target)
            shutil.rmtree(part, ignore_errors=True)
            raise
        shutil.rmtree(before, ignore_errors=True)


def _may_be_replaced(target: Path, mark: str):
    if not target.exists():
        return
    if not target.is_dir():
        raise BadValue("output", f"{target} is a file: name a directory.")
    if any(target.iterdir()) and not (target / mark).is_file():
        raise BadValue(
            "output",
            f"{target} holds other files than a site of ours ({mark} is not there), and would be replaced: "
            "name an empty directory, or one that is not there.",
        )


@contextlib.contextmanager
def _held(part: Path) -> Iterator[None]:
    """Hold a directory, made if need be, so that no other process writes there."""
    while True:
        part.mkdir(exist_ok=True)
        handle = os.open(part, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if part.exists() and os.path.samestat(os.fstat(handle), part.stat()):
                yield
                return
        except BlockingIOError as error:
            raise BuildInProgress(f"Another process writes {part}; wait until it is done.") from error
        finally:
            os.close(handle)
