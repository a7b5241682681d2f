"""A result as it comes from a worker: pieces, until the end, an error or a limit."""

import asyncio
import collections
from collections.abc import AsyncIterator, Callable, Mapping

#: So much is held for a caller who takes it slowly; then the worker waits, and its deadline does not.
_BUFFERED = 8 << 20


class ResultStream:
    """An answer as it comes: `kind` and `media` at once, then its pieces.

    Iterating raises `DeadlinePassed`, `OutOfMemory`, `WorkerLost` or `NotEvaluated` where the rest does not
    come; what was given until then is not the whole.
    """

    def __init__(self, head: Mapping[str, str]) -> None:
        self.kind, self.media = head["kind"], head["media"]
        self.complete = False
        self._pieces: collections.deque[bytes] = collections.deque()
        self._held = 0
        self._error: BaseException | None = None
        self._over: list[Callable[[], None]] = []
        self._changed = asyncio.Event()
        self.room = asyncio.Event()
        self.room.set()

    @property
    def finished(self) -> bool:
        """Whether all of it has come and been taken."""
        return self.complete and not self._pieces

    async def piece(self, patience: float | None = None) -> bytes | None:
        """The next piece; `None` at the end, or when none came within `patience` seconds."""
        while not self._pieces:
            if self._error:
                raise self._error
            if self.complete:
                return None
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), patience)
            except TimeoutError:
                return None
        piece = self._pieces.popleft()
        self._held -= len(piece)
        if self._held < _BUFFERED:
            self.room.set()
        return piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := await self.piece()) is not None:
            yield piece

    def put(self, piece: bytes) -> None:
        """Another piece has come."""
        self._pieces.append(piece)
        self._held += len(piece)
        if self._held >= _BUFFERED:
            self.room.clear()
        self._changed.set()

    def end(self, error: BaseException | None) -> None:
        """Nothing more comes; without an error that was all of it."""
        self._error, self.complete = error, error is None
        self._changed.set()
        while self._over:
            self._over.pop()()

    def when_over(self, call: Callable[[], None]) -> None:
        """Call something as soon as nothing more comes, taken or not."""
        if self.complete or self._error:
            call()
        else:
            self._over.append(call)
