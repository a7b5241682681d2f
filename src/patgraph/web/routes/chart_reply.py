"""The reply that is a chart: while it waits to be drawn it has no place and no thread of the pages."""

from collections.abc import Mapping

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from patgraph.charts.formats import PreparedChart
from patgraph.charts.renderer import ChartRenderer
from patgraph.errors import Busy
from patgraph.web.server.client_queue import wait_without_place

#: Charts that may wait to be drawn: a screen of them is less than a second's work each.
_MOST_WAITING = 24


class ChartDrawing:
    """Draws for those who wait, one after the other, in a thread of its own."""

    def __init__(self, renderer: ChartRenderer):
        self._renderer = renderer
        self._thread = anyio.CapacityLimiter(1)
        self._waiting = 0

    async def draw(self, chart: PreparedChart) -> bytes:
        """A chart as it is sent. Raises `Busy`, `DeadlinePassed`, `WorkerLost`."""
        if self._waiting >= _MOST_WAITING:
            raise Busy("Many charts are being drawn; ask again in a moment.", 2)
        self._waiting += 1
        try:
            return await anyio.to_thread.run_sync(chart.drawn, self._renderer, limiter=self._thread)
        finally:
            self._waiting -= 1


class ChartReply(Response):
    """A reply whose body is drawn when it is sent."""

    def __init__(self, chart: PreparedChart, media: str, headers: Mapping[str, str]):
        super().__init__(headers=dict(headers), media_type=media)
        self._chart, self._more = chart, dict(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it. Raises what `ChartDrawing.draw` raises, before anything is sent."""
        wait_without_place(scope)
        # A maker may have prepared it; it is drawn here, where one renderer serves all.
        body = await scope["app"].state.drawing.draw(self._chart)
        await Response(body, media_type=self.media_type, headers=self._more)(scope, receive, send)
