"""Hosts as they are visited: whose turn it is, what a host answered, why there was no answer."""

import asyncio
import contextlib
import email.utils
import socket
import time
import urllib.request
from dataclasses import dataclass

import httpx


class Unreached(Exception):
    """No answer. `there`: whether something was reached, if only a refusal; `named`: whether a name server
    knows the host; `late`: whether it was waited for in vain.
    """

    def __init__(self, message: str, there: bool = True, named: bool = True, late: bool = False):
        super().__init__(message)
        self.there, self.named, self.late = there, named, late


#: A request that was waited for in vain counts one, one that reached nobody two.
_FAILURES = 4
#: The robots.txt of a host that has not been asked for it yet.
UNREAD = object()


class Unsure(Exception):
    """The host is there, but does not let us see."""


class Host:
    """A host: whose turn it is, when next, and whether it is to be asked at all."""

    def __init__(self, name: str, scheme: str, pause: float):
        self.name, self.scheme, self.pause = name, scheme, pause
        self.rules = UNREAD
        self.reading = asyncio.Lock()
        self.failures, self.closed = 0, None
        self._line, self._next = asyncio.Lock(), 0.0

    @contextlib.asynccontextmanager
    async def turn(self, slots: asyncio.Semaphore):
        """One request's turn. Raises at once what closed the host, where it is closed."""
        async with self._line:
            if self.closed:
                raise self.closed
            await asyncio.sleep(self._next - time.monotonic())
            async with slots:
                try:
                    yield
                finally:
                    self._next = max(self._next, time.monotonic() + self.pause)

    def fails(self, error: Unreached) -> bool:
        """Take note of a failure; whether it is one that costs time, so that it is not tried again. After
        some of those in a row a host is closed.
        """
        self.failures += (2 if not error.there else 1) if error.late or not error.there else 0
        if self.failures >= _FAILURES:
            self.closed = error
        return self.failures > 0

    def rest(self, seconds: float):
        """Leave the host alone for so long."""
        self._next = max(self._next, time.monotonic() + seconds)


@dataclass(frozen=True)
class HostReply:
    """An answer, with as much of its body as was read."""

    status_code: int
    headers: httpx.Headers
    content: bytes

    @property
    def is_redirect(self) -> bool:
        return self.status_code in (301, 302, 303, 307, 308) and "location" in self.headers

    @property
    def is_success(self) -> bool:
        return 200 <= self.status_code < 300

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def retry_after(self) -> float | None:
        """Seconds; `None` where nothing that can be read was asked for."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return float(text)
        try:
            return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
        except ValueError:
            return None


def unreached(error: Exception) -> Unreached:
    """Why a connection was not made."""
    causes = _causes(error)
    refused = any(isinstance(each, ConnectionRefusedError) for each in causes)
    nameless = any(isinstance(each, socket.gaierror) for each in causes)
    # Behind a proxy it is the proxy's name that is not known.
    temporary = any(getattr(each, "errno", None) == socket.EAI_AGAIN for each in causes)
    temporary |= bool(urllib.request.getproxies())
    return Unreached(
        "the host has no address" if nameless else f"cannot be reached ({error or type(error).__name__})",
        there=refused or "CERTIFICATE" in str(error).upper() or isinstance(error, httpx.ProxyError),
        named=not nameless or temporary,
    )


def _causes(error: BaseException | None) -> list[BaseException]:
    """An exception and all that led to it."""
    found, left = [], [error]
    while left:
        each = left.pop()
        if each is not None and each not in found:
            found.append(each)
            left += [each.__cause__, each.__context__, *getattr(each, "exceptions", ())]
    return found
