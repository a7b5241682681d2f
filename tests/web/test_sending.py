"""An answer of `/sparql` on its way out, however its end comes."""

import asyncio
from types import SimpleNamespace

from hypothesis import example, given
from hypothesis import strategies as some

from patgraph.sparql.stream import ResultStream
from patgraph.web.routes.sparql.sending import send_result

REQUEST = SimpleNamespace(scope={"http_version": "1.1"}, method="GET")


@given(some.lists(some.sampled_from([0, 1, 100_000])), some.lists(some.integers(0, 2), max_size=8))
@example([100_000], [1, 0, 1])
def test_an_answer_that_is_whole_ends_once(sizes, coming):
    """Whether its last pieces and its end come before, between or while others are sent: each byte is sent
    once, and the last message, and no other, says that nothing follows."""

    async def run():
        answer, sent = ResultStream({"kind": "triples", "media": "text/turtle"}), []
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
        await send_result(answer, "text/turtle", REQUEST, None, send)
        await others
        return sent, whole

    (start, *bodies), whole = asyncio.run(run())
    assert start["type"] == "http.response.start"
    assert b"".join(message["body"] for message in bodies) == whole
    assert [message.get("more_body", False) for message in bodies] == [True] * (len(bodies) - 1) + [False]
