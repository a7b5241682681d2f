"""`patgraph mcp`: the graph for a language model, over standard input and output."""

import contextlib
import threading

import click

from patgraph.commands.shared.options import (
    memory_option,
    open_graph,
    project_option,
    sources_option,
    store_options,
    timeout_option,
)


@click.command()
@store_options
@project_option
@sources_option
@timeout_option
@memory_option
def mcp(store, project, sources, timeout, memory):
    """Serve a language model: the Model Context Protocol over stdin and stdout."""
    import anyio

    from patgraph.errors import BadInput, WorkerLost
    from patgraph.sparql.free_queries import Limits

    try:
        from mcp.server.stdio import stdio_server

        from patgraph.mcp.knowledge import Knowledge
        from patgraph.mcp.server import server
    except ImportError as error:
        raise BadInput("This needs the SDK of the protocol: pip install 'patgraph[mcp]'.") from error
    from patgraph.store.free import free_queries

    graph = open_graph(store, project, sources)
    knowledge = Knowledge(graph)

    async def run():
        free = free_queries(graph.store, Limits(timeout, memory, workers=1, queue=8))
        with contextlib.suppress(WorkerLost):
            # Before the first query, and before threads: the worker is forked.
            await free.start()
        ours = server(knowledge, free, contextlib.nullcontext)
        # What finds names is made while the client says hello.
        threading.Thread(target=lambda: knowledge.search, daemon=True).start()
        try:
            async with stdio_server() as (incoming, outgoing):
                await ours.run(incoming, outgoing, ours.create_initialization_options())
        finally:
            await free.close()

    anyio.run(run)
