"""What two sorted texts differ in: line by line where they do, while the rest is compared at once."""

from typing import NamedTuple, Protocol

_FIRST, _LARGEST = 1 << 14, 1 << 16


class Text(Protocol):
    """Bytes, or a file that is mapped into memory."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: slice, /) -> bytes: ...
    def find(self, part: bytes, start: int, /) -> int: ...
    def rfind(self, part: bytes, start: int, end: int, /) -> int: ...


class Delta(NamedTuple):
    """The lines that only the one text has, and those that only the other has, each with its end."""

    removed: list[bytes]
    added: list[bytes]


def delta(old: Text, new: Text, most: int) -> Delta | None:
    """What differs in two texts of sorted lines, each line ended and there once; `None` where it is more than
    so many lines. Of texts that are not sorted it is as right, but may be more than it need be.
    """
    removed: dict[bytes, None] = {}
    added: dict[bytes, None] = {}
    at = other = 0
    while True:
        alike = _alike(old, at, new, other)
        # Back to the beginning of the line in which they part.
        whole = old.rfind(b"\n", at, at + alike) + 1 - at if alike else 0
        at, other = at + max(whole, 0), other + max(whole, 0)
        line, another = _line(old, at), _line(new, other)
        if not line and not another:
            return Delta([n for n in removed if n not in added], [n for n in added if n not in removed])
        if line and (not another or line < another):
            removed[line] = None
            at += len(line)
        else:
            added[another] = None
            other += len(another)
        if len(removed) + len(added) > most:
            return None


def _line(text: Text, at: int) -> bytes:
    return text[at : text.find(b"\n", at) + 1]


def _alike(one: Text, at: int, two: Text, other: int) -> int:
    """For how many bytes two texts are alike from two places on."""
    found, step = 0, _FIRST
    left = min(len(one) - at, len(two) - other)
    while found < left:
        size = min(step, left - found)
        if one[at + found : at + found + size] == two[other + found : other + found + size]:
            found += size
            step = min(step * 2, _LARGEST)
        elif size == 1:
            break
        else:
            step = max(size // 8, 1)
    return found
