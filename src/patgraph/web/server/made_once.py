"""What is the same for all who ask, made once."""

import contextlib
import threading
from collections.abc import Callable, Hashable

from cachetools import LRUCache


class MadeOnce:
    """Bytes that a version fixes, by a name, within `size` bytes: those that were not asked for longest are
    forgotten. However many ask for one, it is made by the first.
    """

    def __init__(self, size: int = 16 * 2**20):
        self._kept: LRUCache = LRUCache(size, getsizeof=lambda body: len(body) + 500)
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, name: Hashable, make: Callable[[], bytes | str]) -> bytes:
        """What has a name, made by `make()` where it is not kept. What that raises is not kept."""
        with self._lock:
            found = self._kept.get(name)
            if found is not None:
                return found
            making = self._making.setdefault(name, threading.Lock())
        with making:
            with self._lock:
                found = self._kept.get(name)
            return found if found is not None else self._make(name, make)

    def _make(self, name: Hashable, make: Callable[[], bytes | str]) -> bytes:
        try:
            made = make()
            found = made.encode() if isinstance(made, str) else made
            # What is larger than all that may be kept is given all the same.
            with self._lock, contextlib.suppress(ValueError):
                self._kept[name] = found
            return found
        finally:
            with self._lock:
                self._making.pop(name, None)
