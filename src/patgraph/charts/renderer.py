"""Where charts are drawn: a process of its own, started with the first, and again after it was lost."""

import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from typing import Any

from patgraph.errors import Busy, DeadlinePassed, WorkerLost

from .drawing import DRAWN, FAILED, HEAD, READY
from .specification import VEGA_LITE

_PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "TZ")
#: Seconds in which the program is there, in which a chart is drawn, and for which one waits for others.
STARTS, DRAWS, WAITS = 60.0, 10.0, 20.0
#: Callers who may wait for their turn: each holds a thread of the service.
_MOST_WAITING = 6


class ChartRenderer:
    """Draws one chart after the other, for any thread; `close` ends its process."""

    #: The program.
    command = (sys.executable, "-m", "patgraph.charts.drawing")

    def __init__(self, seconds: float = DRAWS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()
        self._waiting = 0

    def __enter__(self) -> "ChartRenderer":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def draw(self, specification: dict[str, Any], form: str) -> bytes:
        """A specification of Vega-Lite as `svg` or `png`. Raises `DeadlinePassed`, `WorkerLost` and
        `Busy`; after each of them the next chart is drawn.
        """
        if self._waiting >= _MOST_WAITING:
            raise Busy("Many charts are being drawn; ask again in a moment.", 2)
        self._waiting += 1
        try:
            if not self._turn.acquire(timeout=WAITS):
                raise Busy("Many charts are being drawn; ask again in a moment.", 2)
        finally:
            self._waiting -= 1
        try:
            return self._draw(specification, form)
        except BaseException:
            # Whatever is left of its answer must not be taken for that of the next.
            self._end()
            raise
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the process, if there is one."""
        with self._turn:
            self._end()

    def _draw(self, specification: dict[str, Any], form: str) -> bytes:
        process = self._running()
        asked = {"form": form, "specification": json.dumps(specification), "release": VEGA_LITE}
        content = json.dumps(asked).encode()
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(HEAD.pack(DRAWN, len(content)) + content)
            process.stdin.flush()
        kind, drawn = self._answer(process, self._seconds)
        if kind == FAILED:
            raise WorkerLost(f"The chart could not be drawn: {drawn.decode()[:300]}")
        return drawn

    def _running(self) -> subprocess.Popen[bytes]:
        process = self._process
        if process is not None and process.poll() is None:
            return process
        self._end()
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        try:
            process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=environment,
            )  # fmt: skip
        except OSError as error:
            raise WorkerLost(f"The program that draws charts could not be started: {error}.") from error
        self._process = process
        kind, _ = self._answer(process, STARTS)
        if kind != READY:
            raise WorkerLost("The program that draws charts did not begin as it should; ask again.")
        return process

    def _answer(self, process: subprocess.Popen[bytes], seconds: float) -> tuple[bytes, bytes]:
        deadline = time.monotonic() + seconds
        kind, length = HEAD.unpack(self._read(process, HEAD.size, deadline, seconds))
        return kind, self._read(process, length, deadline, seconds)

    def _read(self, process: subprocess.Popen[bytes], length: int, deadline: float, seconds: float) -> bytes:
        assert process.stdout is not None
        found = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while len(found) < length:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise DeadlinePassed(
                        f"The chart was not drawn in {seconds:g} s; ask for fewer rows, or again.",
                        "seconds",
                        seconds,
                    )
                piece = os.read(process.stdout.fileno(), min(1 << 20, length - len(found)))
                if not piece:
                    raise WorkerLost("The program that draws charts ended while it drew; ask again.")
                found += piece
        return bytes(found)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
