"""What a snapshot's manifest says of its files, and whether they are so."""

import hashlib
import json
from pathlib import Path
from typing import Any

from patgraph.errors import NoStore

from . import verified
from .embedded import NQUADS

FORMAT = 2
MANIFEST = "manifest.json"


def read_manifest(place: Path) -> dict[str, Any]:
    """The manifest of the snapshot in a directory. Raises `NoStore` where there is none, it is of another
    format, or it was altered.
    """
    try:
        about = json.loads((place / MANIFEST).read_bytes())
        if about["format"] != FORMAT:
            kind = about["format"]
            raise NoStore(f"{place}: of store format {kind}, this patgraph reads {FORMAT}; build again.")
        if seal(about) != about["digest"] or place.name not in (about["version"], "current"):
            raise NoStore(f"{place}: damaged, manifest.json was altered; build again.")
        _ = about["version"], about["base"], about["quads"], about["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoStore(f"{place}: no readable manifest.json ({error!r}); build again.") from error
    return about


def require_unaltered(place: Path, manifest: dict[str, Any], note: Path | None = None) -> None:
    """Raises `NoStore` where a file of the engine is not as it was written: given altered files, the
    engine may fail late, answer wrongly, or wait for ever.
    """
    files_of_it = {place / "store" / name: digest for name, digest in manifest["files"].items()}
    if note is not None and verified.is_noted(note, manifest["digest"], files_of_it):
        return
    before = verified.Seen()
    for path, wanted in files_of_it.items():
        try:
            before.look(path)
            found = digest_of(path)
        except OSError as error:
            about = f"store/{path.name} cannot be read ({error})"
            raise NoStore(f"{place}: damaged, {about}; build again.") from error
        if found != wanted:
            raise NoStore(f"{place}: damaged, store/{path.name} is not as it was written; build again.")
    if note is not None:
        before.leave(note, manifest["digest"])


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in lower-case hexadecimal. Raises `OSError`."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal(about: dict[str, Any]) -> str:
    """The digest of a manifest, without itself."""
    told = {key: value for key, value in about.items() if key != "digest"}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def read_nquads(place: Path, manifest: dict[str, Any]) -> bytes:
    """The N-Quads of a snapshot. Raises `NoStore` where their digest is not the version."""
    try:
        quads = (place / NQUADS).read_bytes()
    except OSError as error:
        raise NoStore(f"{place}: dataset.nq cannot be read ({error}); build again.") from error
    if hashlib.sha256(quads).hexdigest() != manifest["version"]:
        raise NoStore(f"{place}: dataset.nq is damaged, its digest is not its version; build again.")
    return quads
