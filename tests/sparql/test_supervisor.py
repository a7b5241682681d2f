"""The supervisor: workers that cannot be had are tried for again, ever later, and it is said."""

import asyncio
import itertools
import logging

import pytest

from patgraph.errors import WorkerLost
from patgraph.sparql import supervisor as module
from patgraph.sparql.supervisor import Supervisor
from patgraph.sparql.worker_handle import WorkerHandle
from tests.support.stand_ins import replace_for


class Control:
    """A control socket that only counts what is sent to it."""

    def fileno(self):
        return -1


@pytest.fixture
def quick(monkeypatch):
    """Pauses that are short."""
    monkeypatch.setattr(module, "_FIRST_PAUSE", 0.001)
    monkeypatch.setattr(module, "_LONGEST_PAUSE", 0.01)


def supervisor(launch=None, **heard):
    """One that has no zygote yet."""
    told = {"ready": lambda worker: None, "died": lambda worker: None} | heard
    return Supervisor(launch, workers=2, **told)


def lifeless(number, status):
    """A worker that has ended with a status and was never asked."""

    class Writer:
        transport = type("Transport", (), {"abort": lambda self: None})()

        def is_closing(self):
            return True

        def close(self):
            pass

    worker = WorkerHandle(number, None, Writer())
    worker.death.set_result(status)
    return worker


def test_without_descriptors_a_worker_is_tried_for_again(monkeypatch, quick):
    """While no channel can be opened nothing is given up: the fork is tried again until it can."""

    async def run():
        found, tried = supervisor(), []
        found._zygote = zygote = module._LaunchedZygote(None, Control())

        def full(*_):
            tried.append(1)
            raise OSError(24, "Too many open files")

        replace_for(monkeypatch, module, "socket", socketpair=full)
        await found._fork(zygote)
        while len(tried) < 5:
            await asyncio.sleep(0.001)
        assert "Too many open files" in found.trouble
        found._zygote = None
        await asyncio.sleep(0.05)
        assert len(tried) < 20
        found.works()
        assert found.trouble is None

    asyncio.run(run())


def test_workers_that_die_as_they_start_are_paused_for_and_told_once(monkeypatch, quick, caplog):
    """One line with the cause and what to set, however often it is tried; each pause is longer."""

    async def run():
        found, forked = supervisor(), []
        found._zygote = module._LaunchedZygote(None, Control())

        async def fork(zygote):
            forked.append(asyncio.get_running_loop().time())
            if len(forked) < 8:
                found.replace(lifeless(len(forked), 1))

        monkeypatch.setattr(found, "_fork", fork)
        found.replace(lifeless(0, 1))
        while len(forked) < 8:
            await asyncio.sleep(0.001)
        pauses = [later - earlier for earlier, later in itertools.pairwise(forked)]
        assert max(pauses) >= 0.008
        assert "--memory" in found.trouble

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())
    assert [record.levelname for record in caplog.records if record.name == "patgraph.workers"] == ["ERROR"]


def test_those_that_end_with_the_service_are_no_trouble(caplog):
    """Who ends a service as soon as it has begun is not told that its workers end as they start."""

    async def run():
        found = supervisor()
        await found.close()
        for number in range(10):
            found.replace(lifeless(number, 1))
        assert found.trouble is None

    with caplog.at_level(logging.WARNING):
        asyncio.run(run())
    assert not caplog.records


def test_one_that_was_asked_is_replaced_at_once(monkeypatch):
    """A query that ends its worker is no trouble of the pool's."""

    async def run():
        found, forked = supervisor(), []
        found._zygote = module._LaunchedZygote(None, Control())

        async def fork(zygote):
            forked.append(zygote)

        monkeypatch.setattr(found, "_fork", fork)
        for number in range(10):
            worker = lifeless(number, -9)
            worker.asked = True
            found.replace(worker)
        await asyncio.sleep(0.01)
        assert len(forked) == 10 and found.trouble is None

    asyncio.run(run())


def test_a_zygote_that_cannot_be_started_is_not_started_for_each_query():
    """Until the next try who asks is told why, and nothing is started for him."""

    async def run():
        tried = []

        def launch():
            tried.append(1)
            raise WorkerLost("no memory", "worker")

        found = supervisor(launch)
        for _ in range(8):
            with pytest.raises(WorkerLost, match="no memory"):
                await found.start()
        assert len(tried) < 8 and "no memory" in found.trouble

    asyncio.run(run())
