"""`patgraph serve`: the service."""

import contextlib
import ipaddress
import os
from pathlib import Path

import click

from patgraph.commands.shared.options import (
    Steps,
    memory_option,
    open_graph,
    place_of,
    project_option,
    sources_option,
    store_options,
    timeout_option,
)
from patgraph.commands.shared.parameters import Amount
from patgraph.errors import BadValue, WorkerLost

#: Quads up to which free queries are asked of a copy in memory; beyond, of the snapshot on disk.
_IN_MEMORY = 2_000_000


@click.command()
@store_options
@project_option
@sources_option
@click.option("--host", default="127.0.0.1", envvar="PATGRAPH_HOST", show_default=True)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, envvar="PATGRAPH_PORT", show_default=True
)
@timeout_option
@memory_option
@click.option("--workers", type=click.IntRange(1, 256), default=4, envvar="PATGRAPH_WORKERS",
              show_default=True, help="How many free queries are evaluated at a time.")  # fmt: skip
@click.option("--queue", type=click.IntRange(0), default=64, envvar="PATGRAPH_QUEUE", show_default=True,
              help="How many more may wait.")  # fmt: skip
@click.option("--client-queries", type=click.IntRange(1), default=8, envvar="PATGRAPH_CLIENT_QUERIES",
              show_default=True, help="How many free queries one client may have under way.")  # fmt: skip
@click.option("--client-rate", default="1200/minute", envvar="PATGRAPH_CLIENT_RATE", show_default=True,
              help="How many free queries one client may ask in a time.")  # fmt: skip
@click.option("--client-requests", type=click.IntRange(1), default=2, envvar="PATGRAPH_CLIENT_REQUESTS",
              show_default=True,
              help="How many other requests of a client are worked on at a time; 64 more wait.")  # fmt: skip
@click.option("--client-connections", type=click.IntRange(1), default=256, show_default=True,
              envvar="PATGRAPH_CLIENT_CONNECTIONS",
              help="How many connections one client may have open.")  # fmt: skip
@click.option("--proxy", multiple=True, metavar="ADDRESS", envvar="PATGRAPH_PROXY",
              help="A proxy, or a network of them, that is believed about who asks (X-Forwarded-For); may be "
              "given again. Without it: none.")  # fmt: skip
@click.option("--allow-service", multiple=True, metavar="HOST[:PORT]", envvar="PATGRAPH_ALLOW_SERVICE",
              help="A host that SERVICE may call; give it again for more. Without it: none.")  # fmt: skip
@click.option("--host-name", multiple=True, metavar="NAME", envvar="PATGRAPH_HOST_NAME",
              help="A name by which /mcp is reached, beside this machine's; may be given again.")  # fmt: skip
@click.option("--drain", type=Amount(0), default=0.0, envvar="PATGRAPH_DRAIN", show_default=True,
              help="Seconds of grace after SIGTERM: /health says so, all is still answered.")  # fmt: skip
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True,
              envvar="PATGRAPH_LOG_FORMAT", help="Logs for people, or JSON lines.")  # fmt: skip
@click.option("--access-log/--no-access-log", default=False, envvar="PATGRAPH_ACCESS_LOG", show_default=True,
              help="Log each request.")  # fmt: skip
@click.option("--dumps", envvar="PATGRAPH_DUMPS", metavar="DIR", type=click.Path(path_type=Path),
              help="Where dumps are kept; default: dumps/ in a store that can be written, else one that goes "
              "with the server.")  # fmt: skip
@click.option("--contact", default="", envvar="PATGRAPH_CONTACT", metavar="ADDRESS",
              help="Where reports of errors go: an e-mail address, or a web address in which {page} stands "
              "for the page's. Without it pages say that none is named.")  # fmt: skip
def serve(store, project, sources, host, port, timeout, memory, workers, queue, client_queries, client_rate,
          client_requests, client_connections, proxy, allow_service, host_name, drain, log_format, access_log,
          dumps, contact):  # fmt: skip
    """Serve the questions, and free queries, over HTTP."""
    from patgraph.sparql.free_queries import Limits
    from patgraph.web.app import app_for
    from patgraph.web.routes.contact import read_contact
    from patgraph.web.server.client_limits import ClientLimits
    from patgraph.web.server.client_queue import at_work
    from patgraph.web.server.makers import Makers
    from patgraph.web.server.operation import log_to_stderr
    from patgraph.web.server.serving import serve as serve_app

    contact, tell = read_contact(contact), Steps()
    tell("opening")
    log_to_stderr(log_format)
    limits = Limits(timeout, memory, workers, queue)
    allowed = frozenset(name.lower() for name in allow_service)
    graph = open_graph(store, project, sources)
    try:
        app = app_for(
            graph,
            ClientLimits(limits, allowed, client_queries, client_rate, client_requests, host_name),
            _too_large(store, sources),
            access_log=access_log,
            dumps=dumps or _beside(store),
            contact=contact,
        )
    except ValueError as error:
        raise BadValue("client-rate", f"--client-rate {client_rate!r}: write it as 1200/minute.") from error
    if app.state.made:
        # Before there are threads and connections; without makers the service does their work.
        with contextlib.suppress(WorkerLost):
            number, prepare = at_work(client_requests), app.state.prepare
            app.state.makers = Makers(app.state.made, app.state.refuse, number, prepare)
    serve_app(app, host, port, drain, tell.done, [*map(_network, proxy)], client_connections)


def _network(text: str) -> str:
    """An address or a network, as it was written. Raises `BadValue` where it is neither."""
    try:
        ipaddress.ip_network(text)
    except ValueError as error:
        raise BadValue("proxy", f"--proxy {text!r}: give an address, or a network as 10.0.0.0/8.") from error
    return text


def _beside(store: str | None) -> Path | None:
    """The directory of dumps in a store that can be written."""
    directory = place_of(store)
    if not isinstance(directory, Path) or not os.access(directory, os.W_OK):
        return None
    return directory / "dumps"


def _too_large(store: str | None, sources: Path | None) -> Path | None:
    """The engine's directory of a snapshot that is not to be copied into memory once more."""
    directory = None if sources else place_of(store)
    if not isinstance(directory, Path):
        return None
    from patgraph.store import snapshot

    place = snapshot.current_place(directory)
    return place / "store" if snapshot.quad_count(place) > _IN_MEMORY else None
