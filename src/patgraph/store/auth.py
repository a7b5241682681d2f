"""How we say to a remote store who we are."""

from collections.abc import Generator

import httpx


class AuthWhereAsked(httpx.Auth):
    """User and password in the way the other side asks for, and only where it asks."""

    def __init__(self, user: str, password: str) -> None:
        self._ways = {"basic": httpx.BasicAuth(user, password), "digest": httpx.DigestAuth(user, password)}
        self._way: dict[str, str] = {}

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        place = f"{request.url.scheme}://{request.url.netloc.decode()}{request.url.path}"
        if place in self._way:
            yield from self._ways[self._way[place]].auth_flow(request)
            return
        response = yield request
        asked = response.headers.get("www-authenticate", "").split(" ")[0].lower()
        if response.status_code != 401 or asked not in self._ways:
            return
        self._way[place] = asked
        flow = self._ways[asked].auth_flow(request)
        again = next(flow)
        try:
            # Digest begins with a request that is refused, as ours has been.
            again = flow.send(response) if asked == "digest" else again
            while True:
                response = yield again
                again = flow.send(response)
        except StopIteration:
            return
