"""Short slices: who wants the processor often and for moments alone gets it at once, and no more of it."""

import contextlib
import ctypes
import os
import platform
import struct

#: Linux has no name for it in most C libraries: the number of `sched_setattr`, by the kind of machine.
_NUMBERS = {"x86_64": 314, "aarch64": 274, "riscv64": 274}
#: `struct sched_attr`: its size, policy, flags, niceness, priority, and the runtime, deadline and period.
_FORM = "=IIQiIQQQ"
_OTHER, _RESET_ON_FORK = 0, 1
#: The shortest slice there is, in nanoseconds.
_SHORTEST = 100_000


def ask_for_short_slices() -> bool:
    """Ask the system for short slices for the thread that calls: it then need not wait until others that
    compute have had long ones. That takes no right, and costs them none of their share. What this thread
    forks or starts later has slices as usual. False where the system has no such thing (before Linux 6.12
    it may take the wish and do nothing).
    """
    number = _NUMBERS.get(platform.machine())
    if number is None or platform.system() != "Linux" or os.sched_getscheduler(0) != _OTHER:
        return False
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    size = struct.calcsize(_FORM)
    wish = struct.pack(_FORM, size, _OTHER, _RESET_ON_FORK, niceness, 0, _SHORTEST, 0, 0)
    with contextlib.suppress(AttributeError):
        return ctypes.CDLL(None).syscall(number, 0, wish, 0) == 0
    return False
