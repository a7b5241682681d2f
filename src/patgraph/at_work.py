"""What this process is at, on a board that another can read while it is stuck."""

import mmap

_LONGEST = 1000
_board: mmap.mmap | None = None


def board() -> mmap.mmap:
    """The board; a process that is forked later reads what is said on it."""
    global _board
    if _board is None:
        _board = mmap.mmap(-1, _LONGEST + 1)
    return _board


def say(text: str) -> None:
    """Say what is begun now; nothing where nobody has asked for the board."""
    if _board is not None:
        content = text.encode(errors="replace")[:_LONGEST]
        _board[:] = content.ljust(len(_board), b"\0")


def said() -> str:
    """What was said last."""
    return bytes(board()).partition(b"\0")[0].decode(errors="ignore")
