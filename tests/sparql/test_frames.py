"""Frames: what is said at one end is heard at the other, whole or not at all."""

import asyncio
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patgraph import errors
from patgraph.errors import PatgraphError
from patgraph.sparql import frames

LETTERS = st.sampled_from([frames.QUERY, frames.READY, frames.HEAD, frames.PIECE, frames.END, frames.ERROR])
FRAMES = st.lists(st.tuples(LETTERS, st.binary(max_size=300)), max_size=5)


def dripping(content: bytes, sizes):
    """A channel that gives a few bytes at a time, as many as `sizes` say over and over."""
    file, at = io.BytesIO(content), 0

    def take(most):
        nonlocal at
        at += 1
        return file.read(min(most, sizes[at % len(sizes)]))

    return take


async def received(content: bytes):
    """The frames in some bytes, as an event loop hears them, and how they ended."""
    channel = asyncio.StreamReader()
    channel.feed_data(content)
    channel.feed_eof()
    found = []
    while True:
        try:
            found.append(await frames.receive_frame(channel))
        except EOFError:
            return found


def read(take):
    """The frames of a channel until its end."""
    found = []
    while True:
        try:
            found.append(frames.read_frame(take))
        except EOFError:
            return found


@settings(deadline=None)
@given(FRAMES, st.lists(st.integers(1, 50), min_size=1, max_size=4))
def test_what_is_framed_is_read(sent, sizes):
    """Any frames, in whatever pieces their bytes come, are read as they were sent, in a loop and without."""
    content = b"".join(frames.frame(*each) for each in sent)
    assert read(dripping(content, sizes)) == sent
    assert asyncio.run(received(content)) == sent


@settings(deadline=None)
@given(FRAMES.filter(bool), st.data())
def test_a_truncated_frame_is_the_end_and_never_a_frame(sent, data):
    """Wherever the bytes break off, the frames before are read, and the broken one is `EOFError`."""
    content = b"".join(frames.frame(*each) for each in sent)
    cut = content[: data.draw(st.integers(0, len(content) - 1))]
    whole, size = [], 0
    for each in sent:
        size += len(frames.frame(*each))
        if size <= len(cut):
            whole.append(each)
    assert read(dripping(cut, [7])) == whole
    assert asyncio.run(received(cut)) == whole


def test_a_reset_connection_is_the_end():
    """A process that was killed in the middle is `EOFError` too, whatever the system calls it."""

    def reset(_):
        raise ConnectionResetError

    with pytest.raises(EOFError):
        frames.read_frame(reset)

    async def receive():
        channel = asyncio.StreamReader()
        channel.set_exception(ConnectionResetError())
        await frames.receive_frame(channel)

    with pytest.raises(EOFError):
        asyncio.run(receive())


def below(kind):
    """A class of errors and all below it."""
    return [kind, *(found for child in kind.__subclasses__() for found in below(child))]


def made(kind):
    """An error of a class, whatever it is made of."""
    if issubclass(kind, errors.BadTable):
        return kind("table.csv", [(1, "empty")])
    if issubclass(kind, (errors.BadValue, errors.NotServed)):
        return kind("limit", "text")
    return kind("Ein „Satz“.\nNoch einer.")


@pytest.mark.parametrize("kind", below(PatgraphError), ids=lambda kind: kind.__name__)
def test_an_error_of_every_kind_comes_through(kind):
    """Its class, what it says and what it adds are the same on the other side, and its other attributes can
    be read."""
    sent = made(kind)
    letter, content = frames.read_frame(io.BytesIO(frames.message(frames.ERROR, frames.told(sent))).read)
    came = frames.raised(json.loads(content))
    assert letter == frames.ERROR
    assert (type(came), str(came), came.more) == (kind, str(sent), sent.more)
    assert (came.title, came.exit) == (sent.title, sent.exit)
    assert all(hasattr(came, name) for name in vars(sent))


def test_an_error_that_only_one_side_knows_comes_as_the_nearest():
    """A class of another room's own arrives as the one it is a kind of; a name of none is `WorkerLost`."""

    class Odd(errors.NotEvaluated):
        pass

    assert type(frames.raised(frames.told(Odd("no")))) is errors.NotEvaluated
    for name in ("signal", "too_late", "Exception", "__name__", "nothing"):
        assert type(frames.raised({"error": name, "message": "no", "more": {}})) is errors.WorkerLost
