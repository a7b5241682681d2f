"""The command line as a user runs it, a process a command, without Python starting and importing each time.

`CommandLine` starts `main` as a program. It imports the commands once and forks a process for each that
it is told to run, with arguments, directory, environment and files of its own.
"""

import contextlib
import fcntl
import gc
import json
import os
import pty
import selectors
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import traceback
from importlib import import_module
from pathlib import Path

from tests.support.paths import ROOT

#: What the commands import when they are carried out.
_CARRIED_OUT = (
    "cli", "commands.shared.completing", "commands.shared.shells", "commands.shared.thing_text",
    "dataset.assemble", "dataset.validation.validate", "exports.export", "graph", "imports.reader",
    "links.check", "questions.citing.citations", "questions.formats.writers", "sparql.oneshot", "store.fill",
    "store.tried_query", "things.meant", "things.search_index", "things.did_you_mean", "things.told",
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
            status = self._carried_out(arguments, files, env, cwd)
            out, err = (file.read_text() if file.exists() else "" for file in files[1:])
        return subprocess.CompletedProcess(["patgraph", *map(str, arguments)], status, out, err)

    def run_on_terminal(self, *arguments, columns: int = 80, lines: int = 24, **env: str) -> tuple[int, str]:
        """The exit status of the same on a terminal with a window of a size, and what that was sent."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        sent: list[bytes] = []
        reader = threading.Thread(target=_read_all, args=(ours, sent))
        reader.start()
        status = self._carried_out(arguments, [os.ttyname(theirs)] * 3, {"TERM": "xterm"} | env, ROOT)
        os.close(theirs)
        reader.join()
        os.close(ours)
        return status, b"".join(sent).decode().replace("\r\n", "\n")

    def _carried_out(self, arguments, files, env: dict | None, cwd: Path) -> int:
        job = {
            "arguments": ["patgraph", *map(str, arguments)],
            "environment": _environment() | (env or {}),
            "directory": str(cwd),
            "files": [str(file) for file in files],
        }
        self._program.stdin.write(json.dumps(job).encode() + b"\n")
        self._program.stdin.flush()
        pid = self._told(PATIENCE)
        return os.waitstatus_to_exitcode(self._told(PATIENCE, pid))

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


def _read_all(terminal: int, sent: list[bytes]) -> None:
    """What comes until the other end is closed."""
    with contextlib.suppress(OSError):
        while piece := os.read(terminal, 1 << 16):
            sent.append(piece)


def _environment() -> dict[str, str]:
    """That of the tests, without what says which graph is meant, or how somebody likes their terminal."""
    kept, left = ("PATGRAPH_CACHE",), ("PAGER", "LESS", "NO_COLOR", "COLUMNS", "LINES")
    return {k: v for k, v in os.environ.items() if k in kept or not (k.startswith("PATGRAPH_") or k in left)}


def main():
    """Run what is told on standard input, a line of JSON a command; say its process and its status."""
    import pyarrow.parquet  # noqa: F401
    import pyshacl.graph_abstraction  # noqa: F401
    import rdflib.plugins.stores.memory  # noqa: F401

    for room in _CARRIED_OUT:
        import_module(f"patgraph.{room}")
    # So is what this program is, by which all is kept: every file of it is read for that. What reads
    # questions is ready once it has read one; they are kept, and most commands read none.
    from patgraph.dataset.cache import program
    from patgraph.questions.question_file import read_question

    program()
    read_question(ROOT / "queries/star-history.rq")
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
