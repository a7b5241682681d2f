"""The makers as the service sees them: who works out what, who is ended, and why there may be too few."""

import asyncio
import concurrent.futures
import os
import resource
import signal
import weakref
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from starlette.responses import Response
from starlette.types import Scope

from patgraph.errors import Busy, DeadlinePassed, WorkerLost, too_late
from patgraph.sparql import frames
from patgraph.sparql.free_workers import FreeWorkers
from patgraph.sparql.supervisor import Supervisor
from patgraph.sparql.worker_handle import WorkerHandle
from patgraph.store.deadline import UNTIL, Until

from . import maker
from .leaving import LEFT
from .memory import give_back

#: Seconds that are worked for a caller at most.
WORK = 60.0
#: Seconds in which a maker whose caller has left comes to its next step; then it is ended, and another has
#: its place.
_MERCY = 0.02
#: Seconds after which what is worked out is no light thing any more: what others ask goes before it.
_LIGHT = 0.05
#: Seconds without a question after which makers that have grown are replaced.
_REST = 10.0
#: Seconds between two looks of who waits for a maker, whether there will be one.
_LOOK = 0.2
#: A maker that ends within so many seconds of being asked did not end for what it was asked.
_AT_ONCE = 1.0


class NotMadeHere(Exception):
    """No maker can work this out: the service itself has to."""


class Makers:
    """So many makers (see `maker`) of what `endpoints` answer, or `refuse` where they raise; made before the
    service has an event loop, and used in that. What all would look up is looked up once, by `prepare`, when
    the service has settled; then those that were there before are replaced. Raises `WorkerLost` where no
    process can be forked.
    """

    def __init__(
        self, endpoints: Sequence[maker.Endpoint], refuse: maker.Refuse, number: int,
        prepare: Iterator[object] | None = None,
    ) -> None:  # fmt: skip
        self._number = number
        self._grown: weakref.WeakSet[WorkerHandle] = weakref.WeakSet()
        #: Those that were forked before all was prepared.
        self._early: weakref.WeakSet[WorkerHandle] = weakref.WeakSet()
        self._rests: asyncio.TimerHandle | None = None
        self._forked = [maker.fork(endpoints, refuse, prepare)]
        self._free = FreeWorkers()
        self._supervisor = Supervisor(
            self._first, workers=number, ready=self._free.offer, died=self._mourn,
            lacking="answers are worked out by the service itself", prepared=self._renew,
        )  # fmt: skip
        # Who is lowered has to be raised again; without the right to that he would have to be forked anew.
        self._lowers = os.geteuid() == 0 or resource.getrlimit(resource.RLIMIT_NICE)[0] >= 20

    def _first(self):
        if not self._forked:
            raise WorkerLost("what forked them has ended; start the service again", "worker")
        return self._forked.pop()

    async def start(self) -> None:
        """Have the makers forked."""
        await self._supervisor.start()

    async def close(self) -> None:
        """End all."""
        if self._rests is not None:
            self._rests.cancel()
        await self._supervisor.close()

    @property
    def trouble(self) -> str | None:
        """Why there are too few makers; `None` where there are enough."""
        return self._supervisor.trouble

    async def make(self, number: int, scope: Scope) -> Response:
        """The response of an endpoint to a request; an empty one where its caller leaves. Raises
        `DeadlinePassed` where it takes too long; `NotMadeHere`, `WorkerLost`.
        """
        until = UNTIL.get() or Until(WORK)
        lost = 0
        while True:
            began = asyncio.get_running_loop().time()
            if not self._supervisor.running:
                raise NotMadeHere
            try:
                return await self._made(number, scope, until)
            except DeadlinePassed:
                if not until.ended:
                    raise
                return Response(status_code=LEFT)
            except WorkerLost:
                # They may be killed from outside, all at once too, whatever they work on.
                lost += 1
                at_once = asyncio.get_running_loop().time() - began < _AT_ONCE
                if lost > (self._number if at_once else 1):
                    raise

    async def _made(self, number: int, scope: Scope, until: Until) -> Response:
        found, reusable = await self._take(until), False
        light = asyncio.get_running_loop().call_later(_LIGHT, found.lower) if self._lowers else None
        try:
            found.asked = True
            found.writer.write(maker.message(number, scope, until.left))
            letter, content = await self._answer(found, until)
            self._supervisor.works()
            grown = content[0]
            reusable = grown != maker.LARGE and found not in self._early
            (self._grown.add if grown else self._grown.discard)(found)
            if letter == frames.PIECE:
                return maker.response(content)
            raise maker.fault(content)
        finally:
            self._rest_later()
            if light is not None:
                light.cancel()
            if reusable and not found.death.done() and found.raise_again():
                self._free.offer(found)
            else:
                self._supervisor.replace(found)

    async def _answer(self, found: WorkerHandle, until: Until) -> tuple[bytes, bytes]:
        """What a maker says, while somebody waits for it. Raises `DeadlinePassed`, `WorkerLost`."""
        reply = asyncio.ensure_future(frames.receive_frame(found.reader))
        gone = asyncio.get_running_loop().create_future()
        leaving: concurrent.futures.Future[Any] = concurrent.futures.Future()
        leaving.add_done_callback(lambda _: gone.done() or gone.set_result(None))
        try:
            with until.watching(leaving):
                both = reply, gone
                await asyncio.wait(both, timeout=until.left, return_when=asyncio.FIRST_COMPLETED)
            if not reply.done():
                found.signal(signal.SIGUSR1)
                await asyncio.wait([reply], timeout=_MERCY)
            if not reply.done():
                raise too_late(until.seconds)
            return reply.result()
        except EOFError:
            raise WorkerLost("What worked this out has ended; ask again.", "worker") from None
        finally:
            reply.cancel()

    async def _take(self, until: Until) -> WorkerHandle:
        while self._free.idle:
            # The one that was at work last: what it has looked up is at hand.
            if not (found := self._free.idle.pop()).is_dead:
                return found
            self._supervisor.replace(found)
        with self._free.line() as place:
            while until.left:
                await asyncio.wait([place], timeout=min(until.left, _LOOK))
                if place.done():
                    return place.result()
                if not self._supervisor.running:
                    raise NotMadeHere
            raise Busy("Nothing was free to work this out; come again later.", 5)

    def _rest_later(self) -> None:
        """When nothing has been asked for a while, give back what was taken for it."""
        if self._rests is not None:
            self._rests.cancel()
        self._rests = asyncio.get_running_loop().call_later(_REST, self._rest)

    def _renew(self, early: Iterable[WorkerHandle]) -> None:
        """All is prepared: replace those that were there before, who is at work when he is done."""
        self._early.update(early)
        self._replace(self._early)

    def _replace(self, those: Container[WorkerHandle]) -> None:
        for found in [found for found in self._free.idle if found in those]:
            self._free.drop(found)
            self._supervisor.replace(found)

    def _rest(self) -> None:
        self._replace(self._grown)
        asyncio.get_running_loop().run_in_executor(None, give_back)

    def _mourn(self, dead: WorkerHandle) -> None:
        if self._free.drop(dead):
            self._supervisor.replace(dead)
