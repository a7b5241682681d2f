"""Files that are there whole or not at all, and locks that the kernel lets go of when their holder dies."""

import contextlib
import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

_HERE = Path(__file__).parent
#: Where the files of the project come with the program: within the package in a wheel, else above it.
SHIPPED = (_HERE / "files", _HERE.parent.parent)


def keep_sealed(path: Path, content: bytes, about: bytes = b"") -> None:
    """Put a file in its place as `whole` does, under a line with a digest of its content and of what that is
    `about`. Raises `OSError`.
    """
    whole(path, _seal(content, about) + b"\n" + content)


def read_sealed(path: Path, about: bytes = b"") -> bytes | None:
    """The content that `keep_sealed` put there, about just that; else `None`."""
    try:
        seal, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return content if seal == _seal(content, about) else None


def _seal(content: bytes, about: bytes) -> bytes:
    return hashlib.sha256(b"\n".join([about, content])).hexdigest().encode()


def whole(path: Path, content: bytes) -> None:
    """Put a file in its place: whoever looks, even after the process or the machine has died at any moment,
    finds the old content or the new, whole. Its directory must be there. Raises `OSError`, which names the
    file; then the old content is there still, and nothing beside it. What is there and no file, a pipe or a
    device, is not written to; through a link the file that it leads to is.

    What is not whole yet stands beside it as `.NAME.part`; the next who writes the same file takes that over.
    """
    place = path.resolve()
    if place.exists() and not place.is_file():
        kind = "it is a directory" if place.is_dir() else "a pipe or a device is there"
        raise OSError(errno.EINVAL, f"{kind}, where a file is to be written; name another place", str(path))
    try:
        _put(place, content)
    except OSError as error:
        # Not the file beside it, of which the caller knows nothing.
        error.filename = str(path if place.parent.is_dir() else path.parent)
        raise


def _put(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    with _mine(part) as file:
        try:
            file.truncate(0)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.replace(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sync(path.parent)


@contextlib.contextmanager
def locked(path: Path, wait: bool = True) -> Iterator[None]:
    """Hold the lock of a file, which is made if need be. Without `wait` raises `BlockingIOError` where
    another holds it.
    """
    while True:
        with open(path, "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            # Who held it before may have taken it away; then another would lock another file.
            if _is_there(handle, path):
                yield
                return


def held_open(path: Path) -> IO[str]:
    """A file that is locked until it is closed, or this process ends."""
    handle = open(path, "w")  # noqa: SIM115 (it is to stay open)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def held_for_reading(path: Path) -> IO[bytes]:
    """A file, open; until it is closed, `locked_for_writing` finds that somebody reads. Raises `OSError`."""
    handle = open(path, "rb")  # noqa: SIM115 (it is to stay open)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
    except BaseException:
        handle.close()
        raise
    return handle


@contextlib.contextmanager
def locked_for_writing(path: Path) -> Iterator[None]:
    """Hold a file that is there. Raises `BlockingIOError` where somebody reads, `FileNotFoundError`."""
    with open(path, "rb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def sync(path: Path) -> None:
    """See that a file's content, or a directory's list, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _mine(part: Path) -> Iterator[IO[bytes]]:
    """An open file that nobody else writes: who comes second waits, and then has one of his own."""
    while True:
        with open(part, "ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            # Who held it before has put it in its place, or away.
            if _is_there(file, part):
                yield file
                return


def _is_there(file: IO[Any], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
