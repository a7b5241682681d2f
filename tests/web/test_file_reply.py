"""Files as replies: all of them and parts, whether the system has them in memory or not."""

import asyncio
import os
import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patgraph.web.http import file_reply
from patgraph.web.http.file_reply import FileReply
from tests.support.stand_ins import replace_for

CONTENT = os.urandom(300_000)


def asked(path, **headers):
    """What a caller gets of a file."""

    async def ask():
        transport = httpx.ASGITransport(FileReply(path, media_type="application/octet-stream"))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.get("/", headers=headers)

    return asyncio.run(ask())


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A file of more than two pieces."""
    found = tmp_path_factory.mktemp("files") / "file"
    found.write_bytes(CONTENT)
    return found


@given(st.integers(0, len(CONTENT) - 1), st.integers(0, len(CONTENT)))
def test_any_part_is_that_part(path, first, length):
    """From any byte to any other, over the ends of pieces too."""
    reply = asked(path, range=f"bytes={first}-{first + length}")
    assert reply.status_code == 206 and reply.content == CONTENT[first : first + length + 1]


def test_what_has_to_be_fetched_from_the_disk_is_waited_for_elsewhere(path, monkeypatch):
    """Where the system has nothing of a file in memory, or cannot say so, a thread reads it: the whole file
    comes all the same; so it does where the system has some of a piece."""
    read, threads = os.preadv, []
    elsewhere = asyncio.to_thread

    def to_thread(*given):
        threads.append(given)
        return elsewhere(*given)

    def nothing(descriptor, buffers, place, flags=0):
        if flags:
            raise BlockingIOError
        return read(descriptor, buffers, place)

    def some(descriptor, buffers, place, flags=0):
        return read(descriptor, [memoryview(buffers[0])[:7]] if flags else buffers, place)

    replace_for(monkeypatch, file_reply, "asyncio", to_thread=to_thread)
    assert asked(path).content == CONTENT and not threads
    replace_for(monkeypatch, file_reply, "os", preadv=some)
    assert asked(path).content == CONTENT and threads
    threads.clear()
    replace_for(monkeypatch, file_reply, "os", preadv=nothing)
    assert asked(path).content == CONTENT and threads


def test_a_file_gives_way_where_the_loop_has_much_else_to_do(path, monkeypatch):
    """After each piece others have at least as long again as they took, and the file comes whole."""
    rest, pauses = asyncio.sleep, []

    async def late(seconds):
        if seconds == file_reply._PAUSE:
            time.sleep(0.01)
        pauses.append(seconds)
        await rest(0)

    replace_for(monkeypatch, file_reply, "asyncio", sleep=late)
    assert asked(path).content == CONTENT
    given = [pause for pause in pauses if pause != file_reply._PAUSE]
    assert len(given) >= len(CONTENT) // file_reply._PIECE
    assert all(0.009 <= pause <= file_reply._LONGEST for pause in given)
