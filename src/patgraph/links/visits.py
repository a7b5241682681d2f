"""Visits to addresses of others: polite, bounded in time, each with what came of it.

A host is asked one thing at a time, with a pause between, by its robots.txt, and left alone for as long as
it asks (`Retry-After`). `HEAD` comes first; `GET` where that does not say enough, and then only a page's
beginning is read. Redirects are followed by hand, to tell those that are permanent.
"""

import asyncio
import html
import re
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from patgraph.about import __version__

from .hosts import UNREAD, Host, HostReply, Unreached, Unsure, unreached

AGENT = f"patgraph/{__version__} (+https://w3id.org/patgraph/; checks links)"
#: Most redirects that are followed, and tries where a host is busy or a connection breaks.
_HOPS, _TRIES = 10, 3
#: Bytes of a page that are read, and of a robots.txt.
_PAGE, _RULES = 64 * 1024, 512 * 1024
#: Seconds: the longest that a host may ask us to wait, or to pause.
_PATIENCE, _LONGEST_PAUSE = 60.0, 30.0
_HTML = ("text/html", "application/xhtml+xml")
_ACCEPT = "text/turtle, application/rdf+xml;q=0.9, text/html;q=0.9, */*;q=0.5"
_MISSING = re.compile(
    r"\b(404|page|file|site|resource)\b.{0,20}\bnot\b.{0,10}\bfound\b|^\W*(error )?404\b|\bnot found\W*$"
    r"|\bno longer (available|exists)\b|\bdomain (name )?(is )?(for sale|parked|expired)\b",
    re.I,
)


@dataclass(frozen=True)
class Visit:
    """What came of asking for an address.

    `state`: ok, dead, missing (it answers that nothing is there, under a status that says otherwise), unsure
    (it does not let us see), unreachable (nothing came, or half of it). `moved`: where permanent redirects
    lead. `title`: of an HTML page.
    """

    state: str
    reason: str = ""
    moved: str | None = None
    title: str | None = None


class Visitor:
    """Visits, with `concurrency` requests under way at most, each ended after `timeout` seconds, and `pause`
    seconds between two to one host. To be used as an asynchronous context.
    """

    def __init__(self, timeout: float = 10.0, concurrency: int = 8, pause: float = 1.0):
        self._timeout, self._pause = timeout, pause
        self._slots = asyncio.Semaphore(concurrency)
        self._hosts: dict[str, Host] = {}

    async def __aenter__(self):
        # Under a limit of time of our own: a peer that drips never lets a read time out.
        self._client = httpx.AsyncClient(headers={"User-Agent": AGENT}, timeout=self._timeout + 1)
        return self

    async def __aexit__(self, *_):
        await self._client.aclose()

    async def reaches(self, address: str) -> bool:
        """Whether there is a network up to the host of an address; a refusal is an answer too."""
        try:
            await self._rules(self._host(address))
        except Unreached as error:
            return error.there
        except Unsure:
            pass
        return True

    async def visit(self, address: str) -> Visit:
        """Ask for an address, following redirects."""
        here, moved, permanent, seen = urldefrag(address)[0], None, True, set()
        while True:
            if here in seen or len(seen) > _HOPS:
                circle = "in a circle" if here in seen else f"more than {_HOPS} times"
                return Visit("dead", f"redirects {circle}")
            seen.add(here)
            try:
                reply = await self._ask(here)
            except Unreached as error:
                gone = error.there is False and error.named is False
                return Visit("dead" if gone else "unreachable", str(error), moved)
            except Unsure as error:
                return Visit("unsure", str(error), moved)
            if reply.is_redirect:
                to = urldefrag(urljoin(here, reply.headers["location"]))[0]
                if urlsplit(to).scheme not in ("http", "https"):
                    return Visit("unsure", f"redirects to {to[:200]}", moved)
                permanent &= reply.status_code in (301, 308)
                moved, here = (to if permanent else moved), to
                continue
            return _seen(reply, moved)

    async def _ask(self, url: str) -> HostReply:
        host = self._host(url)
        rules = await self._rules(host)
        if rules is None or not rules.can_fetch("patgraph", url):
            why = "asks programs to stay away" if rules else "cannot be read"
            raise Unsure(f"robots.txt of {host.name} {why}")
        try:
            reply = await self._request("HEAD", url)
        except Unreached as error:
            # There are hosts that leave HEAD without an answer.
            if not error.there:
                raise
            return await self._request("GET", url)
        looked_at = reply.is_success and reply.media in _HTML
        return await self._request("GET", url) if reply.status_code >= 400 or looked_at else reply

    async def _request(self, method: str, url: str, most: int = _PAGE) -> HostReply:
        host, broken = self._host(url), None
        for left in reversed(range(_TRIES)):
            async with host.turn(self._slots):
                try:
                    reply = await self._send(method, url, most)
                except Unreached as error:
                    if host.fails(error) or broken:
                        raise
                    broken = error
                    continue
                host.failures = 0
            if reply.status_code not in (429, 503):
                return reply
            wait = reply.retry_after
            if wait is not None and wait > _PATIENCE:
                host.closed = Unsure(f"{host.name} asks to be left alone for {wait:.0f} seconds")
                raise host.closed
            if left:
                host.rest(wait if wait is not None else self._pause * 2)
        raise broken or Unsure(f"HTTP {reply.status_code}, asked {_TRIES} times")

    async def _send(self, method: str, url: str, most: int) -> HostReply:
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client.stream(method, url, headers={"Accept": _ACCEPT}) as answer,
            ):
                content = b""
                if method == "GET" and not answer.has_redirect_location:
                    async for part in answer.aiter_bytes():
                        content += part
                        if len(content) >= most:
                            break
                return HostReply(answer.status_code, answer.headers, content[:most])
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise unreached(error) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise Unreached(f"no answer within {self._timeout:g} seconds", late=True) from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
            raise Unsure(f"no address that can be asked for ({error})") from error
        except httpx.HTTPError as error:
            raise Unreached(f"the answer broke off ({error or type(error).__name__})") from error

    async def _rules(self, host: Host) -> RobotFileParser | None:
        """A host's robots.txt; `None` where it has one that it does not show."""
        async with host.reading:
            if host.rules is UNREAD:
                url = f"{host.scheme}://{host.name}/robots.txt"
                for _ in range(5):
                    reply = await self._request("GET", url, _RULES)
                    if not reply.is_redirect:
                        break
                    url = urljoin(url, reply.headers["location"])
                host.rules = None
                if reply.status_code < 500:
                    host.rules = RobotFileParser()
                    text = reply.content.decode("utf-8", "replace") if reply.is_success else ""
                    host.rules.parse(text.splitlines())
                    delay = host.rules.crawl_delay("patgraph")
                    host.pause = max(host.pause, min(float(delay or 0), _LONGEST_PAUSE))
        return host.rules

    def _host(self, url: str) -> Host:
        parts = urlsplit(url)
        if parts.netloc not in self._hosts:
            self._hosts[parts.netloc] = Host(parts.netloc, parts.scheme, self._pause)
        return self._hosts[parts.netloc]


def _seen(reply: HostReply, moved: str | None) -> Visit:
    status, title = reply.status_code, None
    if status in (404, 410):
        return Visit("dead", f"HTTP {status}", moved)
    if not reply.is_success:
        return Visit("unsure", f"HTTP {status}", moved)
    if reply.media in _HTML:
        found = re.search(r"<title[^>]*>(.*?)</title>", reply.content.decode("utf-8", "replace"), re.S | re.I)
        title = " ".join(html.unescape(found[1]).split())[:200] if found else None
        if title and _MISSING.search(title):
            return Visit("missing", f"HTTP {status}, but its title is {title!r}", moved, title)
    return Visit("ok", "", moved, title)
