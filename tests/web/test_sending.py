"""An answer of `/sparql` on its way out, however its end comes."""

import asyncio
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from patgraph.sparql.stream import ResultStream
from patgraph.web.routes.sparql.sending import COMPLETE, send_result

REQUEST = SimpleNamespace(scope={"http_version": "1.1"}, method="GET")


@given(
    some.lists(some.sampled_from([0, 1, 100_000, 600_000]), max_size=8),
    some.lists(some.integers(0, 2), max_size=8),
    some.sampled_from(["text/turtle", "text/csv", "application/sparql-results+json"]),
)
@example([100_000], [1, 0, 1], "application/sparql-results+json")
@example([600_000, 600_000, 1], [1, 0, 1], "text/turtle")
def test_an_answer_that_is_whole_ends_once(sizes, coming, media):
    """Whether its last pieces and its end come before, between or while others are sent: each byte is sent
    once, and the last message, and no other, says that nothing follows. Turtle that came in pieces says in
    its last line that it is all.
    """

    async def run():
        answer, sent = ResultStream({"kind": "triples", "media": media}), []
        left = [bytes([65 + n % 26]) * size for n, size in enumerate(sizes)]
        whole = b"".join(left)

        def come():
            if left:
                answer.put(left.pop(0))
            elif not answer.complete:
                answer.end(None)

        first, *more = coming or [0]

        async def send(message):
            for _ in range(more.pop(0) if more else 0):
                come()
            sent.append(message)

        async def keep_coming():
            while not answer.complete:
                await asyncio.sleep(0.001)
                come()

        for _ in range(first):
            come()
        others = asyncio.ensure_future(keep_coming())
        await send_result(answer, media, REQUEST, None, send)
        await others
        return sent, whole

    (start, *bodies), whole = asyncio.run(run())
    assert start["type"] == "http.response.start"
    in_pieces = b"content-length" not in dict(start["headers"])
    end = COMPLETE if in_pieces and media == "text/turtle" else b""
    assert b"".join(message["body"] for message in bodies) == whole + end
    if media != "application/sparql-results+json" and sum(sizes) < 1 << 20:
        assert not in_pieces
    assert [message.get("more_body", False) for message in bodies] == [True] * (len(bodies) - 1) + [False]


@pytest.mark.parametrize("media", ["text/csv", "text/tab-separated-values", "text/turtle"])
def test_what_could_look_whole_is_held_back_until_it_is(media):
    """Below 1 MiB an answer whose format has no end of its own is sent whole; one that a limit cuts is none
    at all, however long its first part has been there.
    """
    from patgraph.errors import DeadlinePassed

    async def run(error):
        answer, sent = ResultStream({"kind": "solutions", "media": media}), []

        async def send(message):
            sent.append(message)

        answer.put(b"a" * 200_000)
        sending = asyncio.ensure_future(send_result(answer, media, REQUEST, None, send))
        await asyncio.sleep(0.7)
        assert not sent
        answer.end(error)
        await sending
        return sent

    start, body = asyncio.run(run(None))
    assert dict(start["headers"])[b"content-length"] == b"200000" and len(body["body"]) == 200_000
    with pytest.raises(DeadlinePassed):
        asyncio.run(run(DeadlinePassed("too late", "seconds", 1)))
