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

import hashlib
import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

import pyoxigraph

from patgraph import files
from patgraph.errors import BuildInProgress, NoStore, StoreUnwritable
from patgraph.names import BASE
from patgraph.rdf import Dataset, load, rebased

from .embedded import NQUADS, EmbeddedStore

FORMAT = 2
_MANIFEST = "manifest.json"
#: Is told of each step as it begins.
Tell = Callable[[str], None]


def write_snapshot(dataset: Dataset, directory: Path, tell: Tell = lambda step: None) -> Path:
    """Write a dataset into a store and make it the current one; its directory comes back.

    Until the last step nothing that readers see has changed. Raises `BuildInProgress`;
    `StoreUnwritable` (a full disk, say) leaves the store as it was.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return _write(dataset, directory, tell)
    except (OSError, RuntimeError) as error:  # The engine raises either.
        raise StoreUnwritable(
            f"{directory}: cannot be written ({error}); what was there before is there still. Make room "
            f"(about {len(dataset.nquads) * 3 // 1_000_000 + 1} MB) or permission, and build again."
        ) from error


def _write(dataset: Dataset, directory: Path, tell: Tell) -> Path:
    with _alone(directory):
        _sweep(directory)
        final = directory / dataset.version
        if not _is_whole(final, dataset.version):
            tell("writing")
            _write_new(dataset, directory, final)
        before = _version_in_use(directory)
        _point(directory, dataset.version)
        _forget(directory, {dataset.version, before})
    return final


def open_snapshot(directory: Path) -> EmbeddedStore:
    """The current snapshot of a store, opened read-only. Raises `NoStore` where none can be read."""
    current = directory / "current"
    if not current.exists():
        raise NoStore(f"{directory}: no graph here; build one with `patgraph build --store {directory}`.")
    place = current.resolve()
    # Before anything is read: a build that comes meanwhile leaves it as it is, and what this process starts
    # finds it for as long as the store is in use.
    reads = _held_by_reader(place)
    try:
        manifest = manifest_of(place)
        unaltered(place, manifest)
        engine = pyoxigraph.Store.read_only(str(place / "store"))
    except (OSError, RuntimeError) as error:
        raise NoStore(f"{place}: damaged ({error}); build again.") from error
    found = EmbeddedStore(engine, manifest["version"], manifest["base"], place)
    if reads is not None:
        weakref.finalize(found, reads.close)
    return found


def current_place(directory: Path) -> Path:
    """The directory of the version in use. Raises `NoStore` where there is none."""
    found = (directory / "current").resolve()
    manifest_of(found)
    return found


def quad_count(place: Path) -> int:
    """How many quads the snapshot in a directory has."""
    return manifest_of(place)["quads"]


def read_dataset(directory: Path) -> Dataset:
    """The current snapshot as a dataset again, under the original base. Raises `NoStore`."""
    place = (directory / "current").resolve()
    about = manifest_of(place)
    text, base = _nquads(place, about), about["base"]
    return Dataset.of_text(text if base == BASE else rebased(text, base, BASE), base)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    with ExitStack() as held:
        try:
            held.enter_context(files.locked(directory / ".lock", wait=False))
        except BlockingIOError:
            raise BuildInProgress(f"{directory}: another build is writing here; try again later.") from None
        yield


def _write_new(dataset: Dataset, directory: Path, final: Path) -> None:
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=directory))
    try:
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
            "files": {path.name: _digest(path) for path in sorted((new / "store").iterdir())},
        }
        about["digest"] = _seal(about)
        (new / _MANIFEST).write_text(json.dumps(about, indent=2) + "\n")
        for path in sorted(new.rglob("*")):
            files.sync(path)
        files.sync(new)
        if final.exists():
            # Damaged, or it would not be written again; out of the way in one step.
            final.rename(directory / f".new-damaged-{os.getpid()}")
        new.rename(final)
        files.sync(directory)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _version_in_use(directory: Path) -> str | None:
    current = directory / "current"
    if current.is_symlink():
        return os.readlink(current)
    try:
        return str(manifest_of(current)["version"]) if current.is_dir() else None
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
                with files.locked_for_writing(path / _MANIFEST):
                    shutil.rmtree(path)
            except FileNotFoundError:
                shutil.rmtree(path)
            except BlockingIOError:
                continue


def _held_by_reader(place: Path) -> IO[bytes] | None:
    """The manifest, open and locked as one that is read; `None` where there is none to hold."""
    try:
        return files.held_for_reading(place / _MANIFEST)
    except OSError:
        return None


def _is_whole(place: Path, version: str) -> bool:
    try:
        about = manifest_of(place)
        _nquads(place, about)
        unaltered(place, about)
        return len(list(pyoxigraph.Store.read_only(str(place / "store")))) == about["quads"]
    except (NoStore, OSError, RuntimeError):
        return False


def manifest_of(place: Path) -> dict[str, Any]:
    """What a snapshot says of itself. Raises `NoStore` where it was altered, or is of another format."""
    try:
        about = json.loads((place / _MANIFEST).read_bytes())
        if about["format"] != FORMAT:
            kind = about["format"]
            raise NoStore(f"{place}: of store format {kind}, this patgraph reads {FORMAT}; build again.")
        if _seal(about) != about["digest"] or place.name not in (about["version"], "current"):
            raise NoStore(f"{place}: damaged, manifest.json was altered; build again.")
        _ = about["version"], about["base"], about["quads"], about["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoStore(f"{place}: no readable manifest.json ({error!r}); build again.") from error
    return about


def unaltered(place: Path, manifest: dict[str, Any]) -> None:
    """Raises `NoStore` where a file of the engine is not as it was written: given altered files, the
    engine may fail late, answer wrongly, or wait for ever.
    """
    for name, wanted in manifest["files"].items():
        try:
            found = _digest(place / "store" / name)
        except OSError as error:
            raise NoStore(f"{place}: damaged, store/{name} cannot be read ({error}); build again.") from error
        if found != wanted:
            raise NoStore(f"{place}: damaged, store/{name} is not as it was written; build again.")


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seal(about: dict[str, Any]) -> str:
    """The digest of a manifest, without itself."""
    told = {key: value for key, value in about.items() if key != "digest"}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _nquads(place: Path, manifest: dict[str, Any]) -> bytes:
    try:
        quads = (place / NQUADS).read_bytes()
    except OSError as error:
        raise NoStore(f"{place}: dataset.nq cannot be read ({error}); build again.") from error
    if hashlib.sha256(quads).hexdigest() != manifest["version"]:
        raise NoStore(f"{place}: dataset.nq is damaged, its digest is not its version; build again.")
    return quads
