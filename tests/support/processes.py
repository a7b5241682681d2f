"""Programs that tests start: a port, a wait until they answer, their end, and what is below them."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen, seconds: float = 300):
    """Wait until something answers there, or the process has ended."""
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=60).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)


@contextmanager
def running(command: list, url: str, **options):
    """A server, from when it answers until the block ends."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        wait_for(url, process)
        yield process
    finally:
        process.kill()
        process.wait()


def descendants(pid: int) -> list[int]:
    """The processes below one."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # a thread that ended meanwhile has none
            for child in task.read_text().split():
                found += [int(child), *descendants(int(child))]
    return found


def pool_of(pid: int) -> list[int]:
    """What forks the workers of free queries of a server, and them."""
    return _family(pid, lambda command: b"sparql.zygote" in command)


def makers_of(pid: int) -> list[int]:
    """What forks the makers of answers of a server, and them."""
    return _family(pid, lambda command: b"serve" in command)


def _family(pid: int, is_head: Callable[[bytes], bool]) -> list[int]:
    for child in descendants(pid):
        with suppress(OSError):
            if is_head(Path(f"/proc/{child}/cmdline").read_bytes()):
                return [child, *descendants(child)]
    return []


def computing(pid: int) -> list[int]:
    """The workers of a server that are computing; what forks them is none."""
    found = []
    for each in pool_of(pid)[1:]:
        with suppress(OSError):
            if Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[0] == "R":
                found.append(each)
    return found


def processor_time(pid: int, below: bool = False) -> float:
    """The seconds of processor time that a process has taken; with `below`, that of its children too, those
    that have ended included.
    """
    try:
        figures = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # It has ended meanwhile; the one above counts what it took.
    seconds = sum(map(int, figures[11 : 15 if below else 13])) / os.sysconf("SC_CLK_TCK")
    return seconds + (sum(map(processor_time, descendants(pid))) if below else 0)


def eventually(holds: Callable[[], object], seconds: float = 100) -> bool:
    """Whether something comes to hold in time; a busy machine has time enough."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
