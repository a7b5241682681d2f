"""Snapshots: a built dataset on disk, written whole or not at all, read by any number of processes.

STORE/{version}/         frozen once it has this name
  store/                 the engine's files, only ever opened read-only
  dataset.nq             the same quads, sorted
  manifest.json          format, version, base, counts, a digest of every file and of itself; last
  search.json            what search finds in it, kept by `things.search_entries`; may be missing
STORE/current            a symbolic link to the version in use, replaced in one step
STORE/.lock              held while a build writes
STORE/.new-…             what a build writes before it is whole; swept by the next build
STORE/.copy-…            a copy of store/ that somebody changes for himself (see `working_copy`)
"""

import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

import pyoxigraph

from patgraph import files
from patgraph.errors import BuildInProgress, NoStore, StoreUnwritable
from patgraph.names import BASE
from patgraph.rdf import Dataset, load, rebased

from .embedded import NQUADS, EmbeddedStore
from .manifest import FORMAT, MANIFEST, digest_of, read_manifest, read_nquads, require_unaltered, seal
from .snapshot_place import require_place

#: Is told of each step as it begins.
Tell = Callable[[str], None]


def write_snapshot(dataset: Dataset, directory: Path, tell: Tell = lambda step: None) -> Path:
    """Write a dataset into a store and make it the current one; its directory comes back.

    Until the last step nothing that readers see has changed. Raises `BuildInProgress`,
    `StoreOccupied`; `StoreUnwritable` (a full disk, say) leaves the store as it was.
    """
    with begun(dataset, directory, tell) as new:
        return new.publish()


def copy_snapshot(place: Path, directory: Path) -> None:
    """Make a snapshot the current one of another store, of which there is none yet. Raises `BuildInProgress`,
    `NoStore`, `OSError`; then there is none still.
    """
    version = read_manifest(place)["version"]
    directory.mkdir(parents=True, exist_ok=True)
    with _alone(directory):
        _sweep(directory)
        new = Path(tempfile.mkdtemp(prefix=".new-", dir=directory))
        shutil.copytree(place, new, dirs_exist_ok=True)
        for path in sorted(new.rglob("*")):
            files.sync(path)
        new.rename(directory / version)
        _point(directory, version)


@contextmanager
def begun(dataset: Dataset, directory: Path, tell: Tell = lambda step: None) -> Iterator["NewSnapshot"]:
    """Write a dataset into a store while the block does something else, which may `publish` it then; what was
    not published when the block ends is gone. Raises what `write_snapshot` raises.
    """
    new = NewSnapshot(dataset, directory, tell)
    with ExitStack() as held:
        with new.unwritable():
            require_place(directory)
            is_there = directory.exists()
            directory.mkdir(parents=True, exist_ok=True)
            held.enter_context(_alone(directory))
            _sweep(directory)
        new.written = held.enter_context(ThreadPoolExecutor(1)).submit(_whole_or_new, dataset, directory)
        try:
            yield new
        finally:
            if not new.published:
                wait([new.written])
                with suppress(OSError):
                    _sweep(directory)
                    if not is_there:
                        (directory / ".lock").unlink(missing_ok=True)
                        directory.rmdir()


class NewSnapshot:
    """A dataset that is being written into a store, of which readers see nothing until it is published."""

    written: "Future[Path]"

    def __init__(self, dataset: Dataset, directory: Path, tell: Tell) -> None:
        self.published = False
        self._dataset, self._directory, self._tell = dataset, directory, tell

    def opened(self) -> EmbeddedStore:
        """It, opened read-only once it is written; to be let go of before it is published."""
        with self.unwritable():
            place = self._written()
            engine = pyoxigraph.Store.read_only(str(place / "store"))
        return EmbeddedStore(engine, self._dataset.version, self._dataset.base, place)

    def publish(self) -> Path:
        """Make it the current one; its directory comes back."""
        directory, version = self._directory, self._dataset.version
        with self.unwritable():
            place, final = self._written(), directory / version
            if place != final:
                if final.exists():
                    # Damaged, or it would not be written again; out of the way in one step.
                    final.rename(directory / f".new-damaged-{os.getpid()}")
                place.rename(final)
                files.sync(directory)
            before = _version_in_use(directory)
            _point(directory, version)
            self.published = True
            _forget(directory, {version, before})
            return final

    def _written(self) -> Path:
        if not self.written.done():
            self._tell("writing")
        return self.written.result()

    @contextmanager
    def unwritable(self) -> Iterator[None]:
        """A block whose errors say that the store cannot be written: the engine raises either."""
        try:
            yield
        except (OSError, RuntimeError) as error:
            directory, size = self._directory, len(self._dataset.nquads)
            raise StoreUnwritable(
                f"{directory}: cannot be written ({error}); what was there before is there still. Make room "
                f"(about {size * 3 // 1_000_000 + 1} MB) or permission, and build again."
            ) from error


def open_snapshot(directory: Path, note: Path | None = None) -> EmbeddedStore:
    """The current snapshot of a store, opened read-only. Raises `NoStore` where none can be read.

    With a place for a `note`, files are not read through that were when it was left there (see `verified`).
    """
    current = directory / "current"
    if not current.exists():
        raise NoStore(f"{directory}: no graph here; build one with `patgraph build --store {directory}`.")
    place = current.resolve()
    # Before anything is read: a build that comes meanwhile leaves it as it is, and what this process starts
    # finds it for as long as the store is in use.
    reads = _held_by_reader(place)
    try:
        manifest = read_manifest(place)
        require_unaltered(place, manifest, note)
        engine = pyoxigraph.Store.read_only(str(place / "store"))
    except (OSError, RuntimeError) as error:
        raise NoStore(f"{place}: damaged ({error}); build again.") from error
    found = EmbeddedStore(engine, manifest["version"], manifest["base"], place)
    if reads is not None:
        weakref.finalize(found, reads.close)
    return found


def take_away(directory: Path) -> None:
    """Remove a store, unless somebody reads one of its snapshots."""
    with ExitStack() as held, suppress(BlockingIOError):
        # What is current is a link to one of them, and one who locks both would wait for himself.
        for place in (path for path in directory.iterdir() if not path.is_symlink()):
            with suppress(FileNotFoundError, NotADirectoryError):
                held.enter_context(files.locked_for_writing(place / MANIFEST))
        shutil.rmtree(directory, ignore_errors=True)


def current_place(directory: Path) -> Path:
    """The directory of the version in use. Raises `NoStore` where there is none."""
    found = (directory / "current").resolve()
    read_manifest(found)
    return found


def quad_count(place: Path) -> int:
    """How many quads the snapshot in a directory has."""
    return read_manifest(place)["quads"]


def read_dataset(directory: Path) -> Dataset:
    """The current snapshot as a dataset again, under the original base. Raises `NoStore`."""
    place = (directory / "current").resolve()
    about = read_manifest(place)
    text, base = read_nquads(place, about), about["base"]
    return Dataset.of_text(text if base == BASE else rebased(text, base, BASE), base)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    with ExitStack() as held:
        try:
            held.enter_context(files.locked(directory / ".lock", wait=False))
        except BlockingIOError:
            raise BuildInProgress(f"{directory}: another build is writing here; try again later.") from None
        yield


def _whole_or_new(dataset: Dataset, directory: Path) -> Path:
    """Where a dataset is whole in a store: under its name, or else in a directory that is written now."""
    final = directory / dataset.version
    if _is_whole(final, dataset.version):
        return final
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=directory))
    new.chmod(0o755)
    engine = pyoxigraph.Store(str(new / "store"))
    load(engine, dataset.nquads)
    engine.optimize()
    engine.flush()
    del engine
    (new / NQUADS).write_bytes(dataset.nquads)
    about = {
        "format": FORMAT,
        "version": dataset.version,
        "base": dataset.base,
        "quads": dataset.size,
        "files": {path.name: digest_of(path) for path in sorted((new / "store").iterdir())},
    }
    about["digest"] = seal(about)
    (new / MANIFEST).write_text(json.dumps(about, indent=2) + "\n")
    for path in sorted(new.rglob("*")):
        files.sync(path)
    files.sync(new)
    return new


def _version_in_use(directory: Path) -> str | None:
    current = directory / "current"
    if current.is_symlink():
        return os.readlink(current)
    try:
        return str(read_manifest(current)["version"]) if current.is_dir() else None
    except NoStore:
        return None


def _point(directory: Path, version: str) -> None:
    current = directory / "current"
    if current.is_dir() and not current.is_symlink():
        # A store that was copied with its links followed: what it has gets its own name.
        own = _version_in_use(directory)
        place = directory / own if own else None
        current.rename(directory / f".new-copied-{os.getpid()}" if place is None or place.exists() else place)
    link = directory / f".link-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(version)
    os.replace(link, directory / "current")
    files.sync(directory)


def _sweep(directory: Path) -> None:
    """What a build that was killed left behind."""
    for leftover in [*directory.glob(".new-*"), *directory.glob(".link-*")]:
        shutil.rmtree(leftover) if leftover.is_dir() and not leftover.is_symlink() else leftover.unlink()


def _forget(directory: Path, kept: set[str | None]) -> None:
    """Keep the current snapshot and the one before it, and whatever somebody still reads."""
    for path in directory.iterdir():
        if len(path.name) == 64 and path.is_dir() and path.name not in kept:
            try:
                with files.locked_for_writing(path / MANIFEST):
                    shutil.rmtree(path)
            except FileNotFoundError:
                shutil.rmtree(path)
            except BlockingIOError:
                continue


def _held_by_reader(place: Path) -> IO[bytes] | None:
    """The manifest, open and locked as one that is read; `None` where there is none to hold."""
    try:
        return files.held_for_reading(place / MANIFEST)
    except OSError:
        return None


def _is_whole(place: Path, version: str) -> bool:
    try:
        about = read_manifest(place)
        read_nquads(place, about)
        require_unaltered(place, about)
        return len(pyoxigraph.Store.read_only(str(place / "store"))) == about["quads"]
    except (NoStore, OSError, RuntimeError):
        return False
