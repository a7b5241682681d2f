"""A trial: a process that finds where the body of a stranger's query stands, and that can be killed.

The engine is asked too, of nothing: it recurses, and a query too large for its stack ends the process that it
runs in, here and in stores that have the same engine.

Q  to the process: `query`, `base`, `moment`, until which its plan may take
H  what was found: the `Form`, and whether this was the `last` query, since the process is still at its plan
X  instead: the error, and `last`
"""

import asyncio
import contextlib
import dataclasses
import json
import resource
import signal
import sys
import threading
import time
from typing import Any

import pyoxigraph

from patgraph import errors

from . import frames, scope
from .screen import screen

#: A process whose server is gone ends itself.
_ALONE = 60
_MEMORY = 512 << 20
#: Smaller than an Oxigraph server's own: what would end such a store ends this process, and is not sent.
_STACK = 1 << 20
_PATIENCE, _LEAST = 0.5, 0.1


class Trial:
    """One such process, started when it is first needed."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def try_query(self, text: str, base: str, planned: float | None = None) -> scope.Form:
        """What `screen` and `scope.parse_query` give or raise; `NotEvaluated` where a parser ended the
        process; `LimitReached` where the engine has not planned it within `planned` seconds, if they are
        given. Whoever cancels this ends the process.
        """
        # A clock of the whole system: the time that a process takes to start counts too.
        moment = None if planned is None else time.monotonic() + min(planned, _ALONE / 2)
        asked = {"query": text, "base": base, "moment": moment}
        try:
            letter, content = await self._exchange(frames.message(frames.QUERY, asked))
        except EOFError:
            self.close()
            raise errors.NotEvaluated(
                "The query is too long or too deep to be put inside the view."
            ) from None
        except BaseException:
            self.close()
            raise
        told = json.loads(content)
        if told.pop("last"):
            self.close()  # It would go on planning; the next query gets another.
            if planned is not None:
                raise errors.LimitReached(
                    f"The engine had no plan for the query after {planned:.3g} s, so the store was not "
                    "asked it; ask with fewer patterns.",
                    "seconds",
                    planned,
                )
        if letter == frames.ERROR:
            raise frames.raised(told)
        told["dataset"], told["outside"] = tuple(told["dataset"]), frozenset(told["outside"])
        return scope.Form(**told)

    async def _exchange(self, question: bytes) -> tuple[bytes, bytes]:
        process = self._process
        if process is None or process.returncode is not None:
            pipe = asyncio.subprocess.PIPE
            process = self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", __name__, stdin=pipe, stdout=pipe
            )
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(question)
        return await frames.receive_frame(process.stdout)

    async def end(self) -> None:
        """End the process, and see that it has ended."""
        process = self._process
        self.close()
        if process is not None:
            await process.wait()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()


def main() -> None:
    """Read queries until the other side is gone."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_answer)
    thread.start()
    thread.join()


def _answer() -> None:
    while True:
        try:
            _, content = frames.read_frame(sys.stdin.buffer.read)
        except EOFError:
            return
        signal.alarm(_ALONE)
        try:
            letter, told = _read(**json.loads(content))
        except (MemoryError, RecursionError):
            return
        signal.alarm(0)
        sys.stdout.buffer.write(frames.message(letter, told))
        sys.stdout.buffer.flush()


def _read(query: str, base: str, moment: float | None) -> tuple[bytes, dict[str, Any]]:
    """What is told of a query."""
    letter, tried = frames.HEAD, None
    try:
        # On the same line, so that the store counts lines as the caller does.
        told = dataclasses.asdict(scope.parse_query(f"BASE <{base}> {query}"))
        screen(query, base)
        tried = threading.Thread(target=_plan, args=(query, base), daemon=True)
        tried.start()
        # What is too deep shows at once; to plan hundreds of patterns takes long.
        tried.join(_PATIENCE if moment is None else max(_LEAST, moment - time.monotonic()))
        told["outside"] = sorted(told["outside"])
    except errors.PatgraphError as error:
        letter, told = frames.ERROR, frames.told(error)
    return letter, told | {"last": tried is not None and tried.is_alive()}


def _plan(query: str, base: str) -> None:
    # Only whether it ends the process matters: what else is wrong the store says.
    with contextlib.suppress(SyntaxError, RuntimeError, ValueError, OSError):
        pyoxigraph.Store().query(query, base_iri=base)


if __name__ == "__main__":
    main()
