"""The wire to a remote store: one request and its whole answer, or one of our errors.

Every exchange ends by its deadline, whatever the other side does: drips its answer, sends no end of
it, or nothing. Redirects are not followed, so that a password goes nowhere but where it was meant.
"""

import asyncio
import os
import random
import re
import threading
from concurrent.futures import CancelledError
from dataclasses import dataclass
from functools import cached_property

import httpx

from patgraph.errors import RemoteFault, RemoteTooLarge, RemoteUnavailable

from .address import Address
from .auth import AuthWhereAsked
from .deadline import UNTIL, Until

#: Seconds before the second, third and fourth try, each up to twice as long.
_PAUSES = (0.1, 0.3, 0.9)
_CONNECT = 5.0


@dataclass(frozen=True)
class StoreReply:
    """A whole answer of success."""

    media: str
    headers: httpx.Headers
    content: bytes


@dataclass(frozen=True)
class _Request:
    method: str
    url: str
    body: bytes | None
    headers: dict[str, str]
    accept: tuple[str, ...]


class Wire:
    """Requests to one remote store, over connections that are kept."""

    def __init__(self, address: Address) -> None:
        self.address = address
        #: What the other side last called itself.
        self.server = ""
        self._clients: dict[int, httpx.AsyncClient] = {}
        self._lock = threading.Lock()

    def send(
        self, method: str, url: str, body: bytes | None, headers: dict[str, str], accept: tuple[str, ...] = ()
    ) -> StoreReply:
        """Send one request that may safely be sent twice. `accept`: media types an answer may have.

        Raises `RemoteUnavailable` (not reached, too slow, overloaded), `RemoteTooLarge`, `RemoteFault`
        (anything else that is no whole answer).
        """
        limit = self.address.deadline
        if (until := UNTIL.get()) is None:
            until = Until(limit)
        else:
            limit = min(limit, until.left)
        job = asyncio.run_coroutine_threadsafe(
            self._within(limit, _Request(method, url, body, headers, accept)), _loop()
        )
        try:
            with until.watching(job):
                return job.result()
        except CancelledError:
            raise RemoteUnavailable(f"{url}: who asked has left.") from None
        except BaseException:
            job.cancel()
            raise

    async def _within(self, limit: float, request: _Request) -> StoreReply:
        try:
            async with asyncio.timeout(limit):
                return await self._try(request)
        except TimeoutError:
            raise RemoteUnavailable(
                f"{request.url}: no whole answer within {limit:.3g} seconds; ask for less, or see how the "
                "store is."
            ) from None

    async def _try(self, request: _Request) -> StoreReply:
        url, hung_up, pauses = request.url, False, iter(_PAUSES)
        while True:
            try:
                return await self._once(request)
            except _HungUp as fault:
                # A kept connection may have been closed just then; but a query that fells a server is
                # not sent again and again.
                if hung_up:
                    raise RemoteFault(
                        f"{url}: hung up twice without an answer ({fault})."
                    ) from fault.__cause__
                hung_up = True
            except _Again as fault:
                pause = next(pauses, None)
                if pause is None:
                    raise RemoteUnavailable(f"{url}: {fault}; see whether it runs.") from fault.__cause__
                await asyncio.sleep(max(pause, fault.wait) * (1 + random.random()))

    async def _once(self, request: _Request) -> StoreReply:
        url, began = request.url, False
        try:
            async with self._client.stream(
                request.method, url, content=request.body, headers=request.headers
            ) as answer:
                began, self.server = True, answer.headers.get("server", "")
                content = await self._read(url, answer)
                self._check(url, answer, request.accept, content)
                return StoreReply(_media(answer), answer.headers, content)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _Again(f"cannot be reached ({_plain(error)})") from error
        except httpx.TimeoutException as error:
            raise TimeoutError from error
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            silent = isinstance(error, httpx.NetworkError) or "without sending" in str(error)
            if silent and not began:
                raise _HungUp(_plain(error)) from error
            raise RemoteFault(f"{url}: half an answer ({_plain(error)}); ask again.") from error
        except httpx.HTTPError as error:
            raise RemoteFault(f"{url}: no answer that can be read ({_plain(error)}).") from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise RemoteFault(f"{url}: no address ({error}); write http(s)://host/path.") from error

    async def _read(self, url: str, answer: httpx.Response) -> bytes:
        parts, size = [], 0
        # An answer of failure is only read as far as it is shown.
        most = self.address.most if answer.is_success else 10_000
        async for part in answer.aiter_bytes():
            parts.append(part)
            size += len(part)
            if size > most and answer.is_success:
                raise RemoteTooLarge(
                    f"{url}: an answer of more than {most} bytes was cut off; ask for less.", most
                )
            if size > most:
                break
        return b"".join(parts)

    def _check(self, url: str, answer: httpx.Response, accept: tuple[str, ...], content: bytes) -> None:
        status, said = answer.status_code, self._excerpt(content)
        if answer.is_redirect or 300 <= status < 400:
            place = answer.headers.get("location", "elsewhere")
            raise RemoteFault(f"{url}: redirects to {place}; if that is the store, give its address itself.")
        if status in (429, 503):
            raise _Again(f"is overloaded or down (HTTP {status}: {said})", _seconds(answer))
        if status in (401, 403):
            raise RemoteFault(f"{url}: does not let us in (HTTP {status}); give --user and --password.")
        if status == 404:
            raise RemoteFault(
                f"{url}: nothing there (HTTP 404); give the address of the SPARQL service.", 404
            )
        if status in (408, 504):
            raise RemoteUnavailable(f"{url}: gave up (HTTP {status}: {said}); ask for less.")
        if not answer.is_success:
            raise RemoteFault(f"{url}: HTTP {status}: {said}", status)
        if answer.headers.get("x-sql-state"):
            message = answer.headers.get("x-sql-message", said)
            raise RemoteFault(f"{url}: only a part of the answer ({message}); raise the store's time limit.")
        if rows := answer.headers.get("x-sparql-maxrows"):
            raise RemoteFault(
                f"{url}: the answer was cut after {rows} rows; raise ResultSetMaxRows in the store's "
                "virtuoso.ini, or ask for less."
            )
        if accept and _media(answer) not in accept:
            kind = _media(answer) or "an answer of no media type"
            raise RemoteFault(
                f"{url}: gave {kind}, which is no SPARQL answer ({said}); is the address right?"
            )

    def _excerpt(self, content: bytes) -> str:
        text = re.sub(
            r"<(script|style|head)\b.*?</\1>|<[^>]*>", " ", content.decode("utf-8", "replace"), flags=re.S
        )
        text = "".join(c if c.isprintable() else " " for c in text)
        if self.address.password:
            text = text.replace(self.address.password, "…")
        text = " ".join(text.split())
        return text if len(text) < 300 else f"{text[:300]}…"

    @property
    def _client(self) -> httpx.AsyncClient:
        # One a process: connections do not survive a fork.
        with self._lock:
            if os.getpid() not in self._clients:
                timeout = httpx.Timeout(self.address.deadline, connect=_CONNECT)
                self._clients[os.getpid()] = httpx.AsyncClient(auth=self._auth, timeout=timeout)
            return self._clients[os.getpid()]

    @cached_property
    def _auth(self) -> httpx.Auth | None:
        user, password = self.address.user, self.address.password
        return AuthWhereAsked(user, password or "") if user else None


class _Again(Exception):
    """A fault that may pass; `wait` is how long the other side asked to be left alone, in seconds."""

    def __init__(self, message: str, wait: float = 0.0):
        super().__init__(message)
        self.wait = wait


class _HungUp(Exception):
    """The other side closed the connection instead of answering."""


_loops: dict[int, asyncio.AbstractEventLoop] = {}
_starting = threading.Lock()


def _loop() -> asyncio.AbstractEventLoop:
    """The loop that exchanges run on, in a thread of this process."""
    with _starting:
        if os.getpid() not in _loops:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="patgraph-wire", daemon=True).start()
            _loops[os.getpid()] = loop
        return _loops[os.getpid()]


def _media(answer: httpx.Response) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _seconds(answer: httpx.Response) -> float:
    text = answer.headers.get("retry-after", "")
    return min(float(text), 5.0) if text.isascii() and text.isdigit() else 0.0


def _plain(error: Exception) -> str:
    return str(error) or type(error).__name__
