"""Bounds of a command that reads a project: it ends in time and within memory, whatever its files hold.

Engines may be stuck where no signal reaches Python, or end the process with words of their own. So a process
beside looks on: it ends the command at a bound, and says by its name what file it was at.
"""

import contextlib
import functools
import os
import resource
import select
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from patgraph import at_work
from patgraph.characters import visible

from .parameters import Amount

_SECONDS, _MEBIBYTES = 3600.0, 8192
#: Seconds between two looks.
_LOOK = 0.2


def within_bounds(command: Callable) -> Callable:
    """Give a command `--timeout` and `--memory`, and end it there."""

    @functools.wraps(command)
    def run(*arguments, seconds: float, mebibytes: int, **options):
        with watched(seconds, mebibytes):
            return command(*arguments, **options)

    for option in (
        click.option("--memory", "mebibytes", type=click.IntRange(1), default=_MEBIBYTES, show_default=True,
                     envvar="PATGRAPH_WORK_MEMORY", help="MiB at which it is ended."),
        click.option("--timeout", "seconds", type=Amount(0, min_open=True), default=_SECONDS,
                     envvar="PATGRAPH_WORK_TIMEOUT", show_default=True,
                     help="Seconds after which it is ended."),
    ):  # fmt: skip
        run = option(run)
    return run


@contextlib.contextmanager
def watched(seconds: float, mebibytes: int) -> Iterator[None]:
    """A block that ends, with this process, after so many seconds or beyond so much memory: with SIGKILL, as
    nothing else is sure to reach it, and a message on standard error.
    """
    at_work.board()
    at_work.say("the beginning")
    ended, end = os.pipe()
    parent, pid = os.getpid(), os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            os.close(end)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            _watch(parent, ended, seconds, mebibytes)
        os._exit(0)
    os.close(ended)
    try:
        yield
    finally:
        os.close(end)
        os.waitpid(pid, 0)


def _watch(parent: int, ended: int, seconds: float, mebibytes: int) -> None:
    until = time.monotonic() + seconds
    while not select.select([ended], [], [], max(0.0, min(until - time.monotonic(), _LOOK)))[0]:
        if time.monotonic() >= until:
            bound = f"{seconds:g} s have passed; --timeout gives it more"
        elif _memory(parent) > mebibytes:
            bound = f"it takes more than {mebibytes} MiB; --memory gives it more"
        else:
            continue
        text = visible(f"patgraph: ended while it was at {at_work.said()}: {bound}.")
        with contextlib.suppress(OSError):
            os.write(2, f"{text}\n".encode())
        os.kill(parent, signal.SIGKILL)
        return


def _memory(pid: int) -> int:
    """MiB that a process has in memory; 0 where the system does not say."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize() >> 20
