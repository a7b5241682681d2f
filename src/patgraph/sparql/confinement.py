"""What a worker gives up before it reads a stranger's query: network, files, rights, memory beyond a limit.

Each means stands alone, so that one which a system does not permit costs no other. The strongest asks for no
right at all: a process whose table of open files is full can open neither a file nor a socket.
"""

import contextlib
import ctypes
import os
import resource
import signal
import tempfile

_NEWUSER, _NEWNET = 0x10000000, 0x40000000
_PDEATHSIG, _NO_NEW_PRIVS = 1, 38
_NOBODY = 65534
#: A confined worker's open files: standard ones, its channel, its own figures; there is room for no more.
CHANNEL, FULL = 3, 5
_STACK = 64 << 20
_figures: int | None = None
_libc = ctypes.CDLL(None, use_errno=True)


def leave_network() -> bool:
    """Move this process, which must have one thread, into a network of its own where nothing is.

    False where the system permits it neither to root nor to a user in a namespace of its own.
    """
    return any(_libc.unshare(flags) == 0 for flags in (_NEWNET, _NEWUSER | _NEWNET))


def die_with_parent() -> None:
    """The kernel kills this process when the one that forked it ends, however it ends."""
    _libc.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def empty_place() -> int:
    """A directory that has nothing in it and no name any more, as an open file to be shut into."""
    place = tempfile.mkdtemp(prefix="patgraph-")
    try:
        return os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    finally:
        os.rmdir(place)


def keep_only(channel: int) -> None:
    """Close every open file but a channel, which becomes number 3; number 4 is a handle on this process's own
    figures, and the standard ones lead nowhere.
    """
    os.dup2(channel, CHANNEL, inheritable=False)
    os.closerange(CHANNEL + 1, os.sysconf("SC_OPEN_MAX"))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    global _figures
    _figures = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)


def shut_in() -> bool:
    """Make the working directory the root of all that can be seen. False where the system forbids it."""
    try:
        os.chroot(".")
    except OSError:
        return False
    return True


def drop_rights() -> None:
    """From root to nobody, for good; and no program that is run gains a right."""
    if os.geteuid() == 0:
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    _libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)


def limit(memory: int, files: int | None = FULL) -> None:
    """Limit what this process may take: `memory` bytes beyond what it has, so many open files
    (`None`: as many as before), no file written, no core dumped. Its stack may be deeper, for nested queries.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if files is not None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    deep = _STACK if hard == resource.RLIM_INFINITY else min(_STACK, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (deep, hard))
    most = address_space() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def address_space() -> int:
    """How much address space this process has, in bytes."""
    if _figures is None:
        with open("/proc/self/statm", "rb") as file:
            figures = file.read()
    else:
        figures = os.pread(_figures, 128, 0)
    return int(figures.split()[0]) * resource.getpagesize()
