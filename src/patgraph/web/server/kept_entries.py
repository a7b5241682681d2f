"""What is kept within a number of bytes: what is asked for again outlives what was asked for once."""

import operator
from typing import Generic, Protocol, TypeVar

from cachetools import LRUCache


class Sized(Protocol):
    """What has a size in bytes."""

    @property
    def size(self) -> int:
        """How many bytes it takes."""


Entry = TypeVar("Entry", bound=Sized)


class KeptEntries(Generic[Entry]):
    """Entries by a digest, within `size` bytes. What was asked for once has a quarter of them: whoever asks
    for one thing after the other, each once, pushes nothing out that others ask for again, and fills no more.
    """

    def __init__(self, size: int) -> None:
        self.largest = size // 4
        size_of = operator.attrgetter("size")
        self._once: LRUCache[bytes, Entry] = LRUCache(self.largest, getsizeof=size_of)
        self._again: LRUCache[bytes, Entry] = LRUCache(size - self.largest, getsizeof=size_of)

    def get(self, digest: bytes) -> Entry | None:
        """An entry, which from now on has been asked for again; `None` where it is not kept."""
        found = self._again.get(digest)
        if found is None and (found := self._once.pop(digest, None)) is not None:
            self._again[digest] = found
        return found

    def put(self, digest: bytes, entry: Entry) -> None:
        """Keep an entry that is not kept yet and no larger than `largest`."""
        if digest not in self._again:
            self._once[digest] = entry

    @property
    def used(self) -> int:
        """How many bytes are kept."""
        return int(self._once.currsize + self._again.currsize)
