"""Connections: an answer that nobody reads ends, and one client has so many and no more."""

import asyncio
import gc
import socket
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patgraph.web.server import serving
from patgraph.web.server.connections import Connections
from patgraph.web.server.serving import Patient
from tests.support.connections import server_of, short


@given(
    st.integers(1, 4),
    st.integers(1, 9),
    st.lists(st.tuples(st.sampled_from("abp"), st.booleans()), max_size=60),
)
def test_connections_add_up(each, most, steps):
    """In whatever order they come and go: no client has more than its share, a proxy is none, all count."""
    opened, here = Connections(each, most, lambda address: address == "p"), []
    for client, comes in steps:
        if comes:
            name = opened.enter(client)
            full = len(here) >= most or (client != "p" and here.count(client) >= each)
            assert (name is None) == full
            here += [] if name is None else [name]
        elif here:
            opened.leave(here.pop())
        assert opened.total == len(here) <= most
    for name in here:
        opened.leave(name)
    assert opened.total == 0 and not opened._open


async def endless(scope, receive, send):
    """An answer that never ends."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while (await asyncio.sleep(0, True)) and not endless.ended:
        await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})


def test_an_answer_that_nobody_reads_ends(monkeypatch):
    """When nothing of it was read for so long the connection ends in the middle; nothing is held for it."""
    monkeypatch.setattr(serving, "STALLED", 0.2)
    monkeypatch.setattr(Patient, "opened", Connections(9, 9))
    endless.ended = False

    async def run():
        server, state = await server_of(endless)
        where = server.sockets[0].getsockname()
        loop = asyncio.get_running_loop()
        caller = socket.socket()
        caller.setblocking(False)
        await loop.sock_connect(caller, where)
        await loop.sock_sendall(caller, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        while not state.connections:
            await asyncio.sleep(0.01)
        async with asyncio.timeout(60):
            while state.connections:
                await asyncio.sleep(0.05)
        assert Patient.opened.total == 0
        endless.ended, came = True, b""
        while piece := await loop.sock_recv(caller, 1 << 20):
            came = piece
        assert not came.endswith(b"0\r\n\r\n")
        caller.close()
        server.close()

    asyncio.run(run())


def test_a_client_has_so_many_connections(monkeypatch):
    """One more is told so, with a problem document, and closed; others are answered; closing makes room."""
    monkeypatch.setattr(Patient, "opened", Connections(2, 9))

    async def ask(where, source):
        reader, writer = await asyncio.open_connection(*where, local_addr=(source, 0))
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        return (await reader.readline()).split()[1], reader, writer

    async def run():
        server, state = await server_of(short)
        where = server.sockets[0].getsockname()
        kept = [await ask(where, "127.0.0.2") for _ in range(2)]
        status, reader, refused = await ask(where, "127.0.0.2")
        rest = await reader.read()
        assert status == b"503" and b"Retry-After" in rest and b"Too many connections" in rest
        kept.append(await ask(where, "127.0.0.3"))
        kept[0][2].close()
        while Patient.opened.total > 2:
            await asyncio.sleep(0.01)
        kept.append(await ask(where, "127.0.0.2"))
        assert [answer[0] for answer in kept] == [b"200"] * 4
        for writer in (refused, *(answer[2] for answer in kept)):
            writer.close()
        async with asyncio.timeout(60):
            while state.connections:
                await asyncio.sleep(0.05)
        server.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    "asked", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHo", b"?\r\n\r\n"]
)
def test_a_connection_leaves_nothing_that_has_to_be_looked_for(monkeypatch, asked):
    """When it is over, answered or not, by whichever side, all of it is gone without a search for garbage."""
    monkeypatch.setattr(Patient, "opened", Connections(9, 9))

    async def run():
        server, state = await server_of(short)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(asked * 2)
        async with asyncio.timeout(60):
            while not state.connections:
                await asyncio.sleep(0.01)
            gone = [weakref.ref(each) for each in state.connections]
            if asked.endswith(b"\r\n\r\n"):
                await reader.readuntil(b"\r\n\r\n")
            writer.close()
            while state.connections or state.tasks:
                await asyncio.sleep(0.01)
            for _ in range(9):
                await asyncio.sleep(0)
        assert [each() for each in gone] == [None]
        server.close()

    gc.disable()
    try:
        asyncio.run(run())
    finally:
        gc.enable()
