"""A reader: a process that finds where the body of a stranger's query stands, and that can be killed.

The engine is asked too, of nothing: it recurses, and a query too large for its stack ends the process that it
runs in, here and in stores that have the same engine. A line of JSON in (the query, its base, the moment
until which its plan may take), a line out (the `Form`, or the error).
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

import pyoxigraph

from patgraph import errors

from . import scope
from .screen import screen

#: A reader whose server is gone ends itself.
_ALONE = 60
_MEMORY = 512 << 20
#: Smaller than an Oxigraph server's own: what would end such a store ends the reader, and is not sent.
_STACK = 1 << 20
_PATIENCE, _LEAST = 0.5, 0.1
_LINE = 16 << 20


class Reader:
    """One such process, started when it is first needed."""

    def __init__(self):
        self._process: asyncio.subprocess.Process | None = None

    async def read(self, text: str, base: str, planned: float | None = None) -> scope.Form:
        """What `screen` and `scope.read` give or raise; `NotEvaluated` where a parser ended the process;
        `LimitReached` where the engine has not planned it within `planned` seconds, if they are given.
        Whoever cancels this ends the process.
        """
        # A clock of the whole system: the time that a process takes to start counts too.
        moment = None if planned is None else time.monotonic() + min(planned, _ALONE / 2)
        if self._process is None or self._process.returncode is not None:
            pipe = asyncio.subprocess.PIPE
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", __name__, stdin=pipe, stdout=pipe, limit=_LINE
            )
        try:
            self._process.stdin.write(json.dumps([text, base, moment]).encode() + b"\n")
            line = await self._process.stdout.readline()
        except BaseException:
            self.close()
            raise
        if not line:
            self.close()
            raise errors.NotEvaluated("The query is too long or too deep to be put inside the view.")
        told = json.loads(line)
        if told.pop("last"):
            self.close()  # It would go on planning; the next query gets another.
            if planned is not None:
                raise errors.LimitReached(
                    f"The engine had no plan for the query after {planned:.3g} s, so the store was not "
                    "asked it; ask with fewer patterns.",
                    "seconds",
                    planned,
                )
        if "error" in told:
            error = getattr(errors, told["error"])(told["message"])
            error.more = told["more"]
            raise error
        told["dataset"], told["outside"] = tuple(told["dataset"]), frozenset(told["outside"])
        return scope.Form(**told)

    async def end(self):
        """End the process, and see that it has ended."""
        process = self._process
        self.close()
        if process is not None:
            await process.wait()

    def close(self):
        """End the process."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()


def main():
    """Read queries until the other side is gone."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_read)
    thread.start()
    thread.join()


def _read():
    for line in sys.stdin.buffer:
        signal.alarm(_ALONE)
        tried = None
        try:
            text, base, moment = json.loads(line)
            # On the same line, so that the store counts lines as the caller does.
            told = dataclasses.asdict(scope.read(f"BASE <{base}> {text}"))
            screen(text, base)
            tried = threading.Thread(target=_try, args=(text, base), daemon=True)
            tried.start()
            # What is too deep shows at once; to plan hundreds of patterns takes long.
            tried.join(_PATIENCE if moment is None else max(_LEAST, moment - time.monotonic()))
            told["outside"] = sorted(told["outside"])
        except errors.PatgraphError as error:
            told = {"error": type(error).__name__, "message": str(error), "more": error.more}
        except (MemoryError, RecursionError):
            return
        signal.alarm(0)
        told["last"] = tried is not None and tried.is_alive()
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _try(text: str, base: str):
    # Only whether it ends the process matters: what else is wrong the store says.
    with contextlib.suppress(SyntaxError, RuntimeError, ValueError, OSError):
        pyoxigraph.Store().query(text, base_iri=base)


if __name__ == "__main__":
    main()
