"""The command line as a user runs it, a process a command, without Python starting and importing each time.

`CommandLine` starts `main` as a program. It imports the commands once and forks a process for each that
it is told to run, with arguments, directory, environment and files of its own.
"""

import gc
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path

from tests.support.paths import ROOT

#: What the commands import when they are carried out.
_CARRIED_OUT = (
    "cli", "dataset.assemble", "dataset.validation", "exports.export", "graph", "imports.reader",
    "links.check", "questions.citations", "questions.writers", "sparql.oneshot", "store.fill",
    "store.tried_query",
)  # fmt: skip
#: Seconds that a command may take on a busy machine.
PATIENCE = 600


class CommandLine:
    """Runs commands until it is closed."""

    def __init__(self):
        # What the command imports when it comes to it is imported before, so that it is once. Nothing is
        # buffered: a short command tells both lines at once, and one in a buffer looks like none to come.
        self._program = subprocess.Popen(
            [sys.executable, "-c", "from tests.support.command_line import main; main()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=ROOT, env=_environment(),
        )  # fmt: skip

    def run(self, *arguments, input: str = "", env: dict | None = None, cwd: Path = ROOT):
        """`patgraph` with these arguments: the completed process, with what it wrote as text."""
        with tempfile.TemporaryDirectory() as place:
            files = [Path(place, name) for name in ("in", "out", "err")]
            files[0].write_text(input)
            job = {
                "arguments": ["patgraph", *map(str, arguments)],
                "environment": _environment() | (env or {}),
                "directory": str(cwd),
                "files": [str(file) for file in files],
            }
            self._program.stdin.write(json.dumps(job).encode() + b"\n")
            self._program.stdin.flush()
            pid = self._told(PATIENCE)
            status = self._told(PATIENCE, pid)
            out, err = (file.read_text() if file.exists() else "" for file in files[1:])
        return subprocess.CompletedProcess(job["arguments"], os.waitstatus_to_exitcode(status), out, err)

    def _told(self, seconds: float, pid: int | None = None) -> int:
        with selectors.DefaultSelector() as selector:
            selector.register(self._program.stdout, selectors.EVENT_READ)
            if not selector.select(seconds):
                os.kill(pid or self._program.pid, signal.SIGKILL)
                self._program.stdout.readline()
                raise TimeoutError(f"a command took more than {seconds} seconds")
        return int(self._program.stdout.readline())

    def close(self):
        """End; no command is running."""
        self._program.stdin.close()
        self._program.wait()
        self._program.stdout.close()


def _environment() -> dict[str, str]:
    kept = ("PATGRAPH_CACHE",)
    return {k: v for k, v in os.environ.items() if k in kept or not k.startswith("PATGRAPH_")}


def main():
    """Run what is told on standard input, a line of JSON a command; say its process and its status."""
    import pyarrow.parquet  # noqa: F401
    import pyshacl.graph_abstraction  # noqa: F401
    import rdflib.plugins.stores.memory  # noqa: F401

    for room in _CARRIED_OUT:
        import_module(f"patgraph.{room}")
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    # Unbuffered: a process that is forked takes over nothing that was read ahead.
    with os.fdopen(os.dup(0), "rb", buffering=0) as jobs:
        for line in iter(jobs.readline, b""):
            pid = os.fork()
            if not pid:
                os._exit(_status_of(json.loads(line)))
            os.write(1, b"%d\n" % pid)
            os.write(1, b"%d\n" % os.waitpid(pid, 0)[1])


def _status_of(job: dict) -> int:
    """Be the process of one command, until its end."""
    from patgraph.cli import main as command

    for number, (path, mode) in enumerate(zip(job["files"], ("r", "w", "w"), strict=True)):
        with open(path, mode) as file:
            os.dup2(file.fileno(), number)
    os.chdir(job["directory"])
    os.environ.clear()
    os.environ.update(job["environment"])
    sys.argv = job["arguments"]
    status = 0
    try:
        command()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    for stream in (sys.stdout, sys.stderr):
        if not stream.closed:
            stream.flush()
    return status
