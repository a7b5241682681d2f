"""How a query ended that did not end by itself."""

import signal

from .limits import DeadlinePassed, OutOfMemory, WorkerLost
from .refused import NestedTooDeep
from .root import PatgraphError


def too_late(seconds: float) -> DeadlinePassed:
    """A query took longer than so many seconds."""
    return DeadlinePassed(f"The query was ended after {seconds:g} s; ask for less.", "seconds", seconds)


def too_large(memory: int) -> OutOfMemory:
    """A query needed more than so many MiB."""
    text = f"The query was ended because it needed more than {memory} MiB; ask for less."
    return OutOfMemory(text, "memory (MiB)", memory)


def cause_of_death(status: int, seconds: float, memory: int) -> PatgraphError:
    """Why a worker died, by its exit status: minus the number of a signal, or its own."""
    if status in (-signal.SIGSEGV, -signal.SIGBUS):
        return NestedTooDeep(
            "The query ended the engine's process, as one nested too deeply does; make it flatter."
        )
    if status == -signal.SIGALRM:
        return too_late(seconds)
    if status in (-signal.SIGABRT, -signal.SIGKILL):
        # The engine aborts where it gets no memory; the kernel kills where the machine has none.
        return too_large(memory)
    return WorkerLost("The process that evaluated the query is gone; ask again.", "worker")
