"""Doors: where connections wait until they are taken. All of a client wait at one door, so that who comes to
another does not stand behind a crowd of one client's.
"""

import contextlib
import ctypes
import secrets
import socket
import struct

#: How many doors there are, and how many connections are taken at each in one turn of the event loop, which
#: takes one for each socket that listens: who comes after a hundred others would wait for a hundred turns.
_DOORS, _AT_ONCE = 32, 2
#: How many where there is but one door.
_AT_ONE = 8
#: Linux' number for what chooses among sockets of one address; Python has no name for it.
_ATTACH = 51
#: Where the head of a packet begins, for a filter.
_HEAD = 0xFFF00000
#: Steps of a filter (classic BPF): load a byte, a word; copy to X; add X, differ from X; multiply, shift,
#: modulo; jump, jump where equal; give A.
_BYTE, _WORD, _COPY, _ADD, _XOR, _MUL, _SHIFT, _MOD = 0x30, 0x20, 0x07, 0x0C, 0xAC, 0x24, 0x74, 0x94
_GO, _EQUAL, _GIVE = 0x05, 0x15, 0x16


def open_doors(host: str, port: int, by_client: bool = True) -> list[socket.socket]:
    """Sockets that are bound to an address and are to listen in this order. Unless `by_client`, or where the
    system cannot tell clients apart, connections of all come to any door. Raises `OSError` where the address
    is not to be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened: list[socket.socket] = []
    try:
        # Alone first: doors of one address would be opened beside those of another service too.
        with _bound(family, host, port, alone=True) as first:
            port = first.getsockname()[1]
        with contextlib.suppress(OSError):
            opened += (_bound(family, host, port) for _ in range(_DOORS))
        if not opened:
            # A system that knows of one at most.
            opened.append(_bound(family, host, port, alone=True))
            return opened + [opened[0].dup() for _ in range(_AT_ONE - 1)]
        if by_client:
            with contextlib.suppress(OSError):
                _tell_apart(opened[0])
        return opened + [each.dup() for each in opened for _ in range(_AT_ONCE - 1)]
    except BaseException:
        for each in opened:
            each.close()
        raise


def _bound(family: int, host: str, port: int, alone: bool = False) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if not alone:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind((host, port))
        return made
    except BaseException:
        made.close()
        raise


def _tell_apart(first: socket.socket) -> None:
    """Choose the door by who comes: an IPv4 address, or the network of 64 bits that one IPv6 line has; nobody
    can know beforehand with whom he shares one.
    """
    mixed, again = (secrets.randbits(32) | 1 for _ in range(2))
    steps = [
        (_BYTE, 0, 0, _HEAD), (_SHIFT, 0, 0, 4), (_EQUAL, 0, 2, 4),
        (_WORD, 0, 0, _HEAD + 12), (_GO, 0, 0, 5),
        (_WORD, 0, 0, _HEAD + 8), (_MUL, 0, 0, mixed), (_COPY, 0, 0, 0), (_WORD, 0, 0, _HEAD + 12),
        (_ADD, 0, 0, 0),
        (_MUL, 0, 0, mixed), (_COPY, 0, 0, 0), (_SHIFT, 0, 0, 15), (_XOR, 0, 0, 0), (_MUL, 0, 0, again),
        (_SHIFT, 0, 0, 16), (_MOD, 0, 0, _DOORS), (_GIVE, 0, 0, 0),
    ]  # fmt: skip
    text = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    first.setsockopt(socket.SOL_SOCKET, _ATTACH, struct.pack("@HP", len(steps), ctypes.addressof(text)))
