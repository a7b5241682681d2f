"""A server of connections alone, in the process of the test."""

import asyncio

import uvicorn

from patgraph.web.server.serving import Patient


async def short(scope, receive, send):
    """An answer that is soon over."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def server_of(app):
    """A server of an application on loopback, which keeps a connection that says nothing."""
    config = uvicorn.Config(app, interface="asgi3", ws="none", log_config=None, timeout_keep_alive=600)
    config.load()
    state = uvicorn.server.ServerState()
    make = lambda: Patient(config=config, server_state=state, app_state={})  # noqa: E731
    return await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0), state
