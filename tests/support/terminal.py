"""The command as a user has it on a terminal: in a pseudo-terminal of its own, with a window of a size."""

import fcntl
import os
import pty
import struct
import termios

from tests.support.paths import PATGRAPH, ROOT


def on_terminal(*arguments, columns: int = 80, lines: int = 24, **environment: str) -> tuple[int, str]:
    """The exit status of `patgraph` with these arguments, and what the terminal was sent."""
    kept = {k: v for k, v in os.environ.items() if k == "PATH" or k.startswith("PYTHON")}
    names = kept | {"TERM": "xterm", "PATGRAPH_CACHE": ""} | environment
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        os.chdir(ROOT)
        os.execve(PATGRAPH, [str(PATGRAPH), *map(str, arguments)], names)
    sent = b""
    while piece := _piece(terminal):
        sent += piece
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), sent.decode().replace("\r\n", "\n")


def _piece(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # The other end is closed.
        return b""
