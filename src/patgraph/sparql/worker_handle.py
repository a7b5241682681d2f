"""A worker process as the server holds it: asked through its channel, lowered, ended by its handle."""

import asyncio
import contextlib
import os
import select
import signal
from dataclasses import dataclass, field

#: How much nicer it becomes when it takes long: a fifth to a sixth of what a light one gets.
_LOWER = 8


@dataclass(eq=False)
class WorkerHandle:
    """A worker process: its channel, and the handle by which it is killed."""

    number: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    pid: int = 0
    handle: int = -1
    #: Since when it is there, and whether it was ever asked anything: one that ends before ends by itself.
    born: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    asked: bool = False
    #: What will lower it if it takes long, and its niceness before that has been: then others go before it.
    light: asyncio.TimerHandle | None = None
    before: int | None = None
    #: Its exit status, when it has one.
    death: "asyncio.Future[int]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def is_dead(self) -> bool:
        """Whether it has ended, though nobody may have told yet."""
        if self.handle < 0:
            return True
        # Not `select`, which knows no handle above 1023: a service may have more open.
        ended = select.poll()
        ended.register(self.handle, select.POLLIN)
        return bool(ended.poll(0))

    @property
    def was_killed(self) -> bool:
        """Whether its end was a SIGKILL."""
        return self.death.done() and self.death.result() == -signal.SIGKILL

    def signal(self, number: int) -> None:
        """Send it a signal, where it is there still."""
        if self.handle >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, number)

    def lower(self) -> None:
        """From now on it gets a small share of processor time where others want some: what is light goes
        before it. Not what is left alone: beside any busy program of the machine that would be nothing.
        """
        if self.before is None and not self.is_dead:
            with contextlib.suppress(OSError):
                niceness = os.getpriority(os.PRIO_PROCESS, self.pid)
                os.setpriority(os.PRIO_PROCESS, self.pid, niceness + _LOWER)
                self.before = niceness

    def raise_again(self) -> bool:
        """Whether it has its share of processor time, again where it was lowered; without the right to do
        that a service has another in its stead.
        """
        with contextlib.suppress(OSError):
            if self.before is not None and not self.is_dead:
                os.setpriority(os.PRIO_PROCESS, self.pid, self.before)
                self.before = None
        return self.before is None

    def kill(self) -> None:
        """End it now, whatever it is in the middle of."""
        # To end takes time of the processor, too.
        self.raise_again()
        self.signal(signal.SIGKILL)
        if not self.writer.is_closing():
            self.writer.transport.abort()

    def bury(self, status: int) -> None:
        """It has ended: let go of what the server holds of it."""
        self.writer.close()
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1
        if not self.death.done():
            self.death.set_result(status)
