"""Refused: what a caller asked for cannot be answered."""

from collections.abc import Collection, Mapping

from .root import PatgraphError


class Refused(PatgraphError):
    """What a caller asked for cannot be answered."""

    status = 400
    title = "Not answered"


class UnknownQuery(Refused):
    """No question has this name; `near` has what may have been meant."""

    status = 404
    title = "Unknown question"

    def __init__(self, message: str, near: Collection[str] = ()) -> None:
        super().__init__(message)
        self.more = {"near": list(near)} if near else {}


class UnknownDocument(Refused):
    """No source text has this name."""

    status = 404
    title = "Unknown document"


class UnknownThing(Refused):
    """The graph speaks of no such thing; `near` are names that may have been meant."""

    status = 404
    title = "Unknown thing"
    near: tuple[str, ...] = ()

    def __init__(self, message: str, near: Collection[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)
        self.more = {"near": list(near)} if near else {}


class UnknownFormat(Refused):
    """No such format, or none of those a caller accepts."""

    status = 406
    title = "No such format"


class NotServed(Refused):
    """A permanent address names a version of the dataset that is not, or no longer, served here; `present`
    is where the same question is asked of the version that is.
    """

    status = 410
    title = "Another version is served"

    def __init__(self, message: str, present: str) -> None:
        super().__init__(message)
        self.more = {"present": present}
        self.headers = {"Link": f'<{present}>; rel="latest-version"'}


class MalformedQuery(Refused):
    """A SPARQL text that does not parse."""

    title = "Malformed query"


class NestedTooDeep(MalformedQuery):
    """A query whose brackets lie deeper, or whose groups have more parts, than are read here; `more` has the
    place, `limit` (depth or parts) and `value`.
    """

    title = "Nested too deeply"


class Closed(Refused):
    """What this service never does for a stranger: call another host, change the graph."""

    status = 403
    title = "Closed"


class NotEvaluated(Refused):
    """A query that parses but asks for what the engine cannot do."""

    title = "Not evaluated"


class BadRequest(Refused):
    """A request that is not as the protocol has it; `status` says in which way."""

    title = "Not as the protocol has it"

    def __init__(self, message: str, status: int = 400, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


class TooManyRequests(Refused):
    """More than one client may ask at a time, or in a time."""

    status = 429
    title = "Too many requests"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.headers = {"Retry-After": str(retry_after)}


class Unscoped(Refused):
    """A query whose body cannot be put inside the view, so that a remote store cannot be asked it."""

    status = 422
    title = "Not for a remote store"


class BadValue(Refused):
    """A value that its parameter does not take; `parameter` names it, `near` has what may have been meant."""

    status = 422
    title = "Wrong value"
    parameter: str = ""
    near: tuple[str, ...] = ()

    def __init__(self, parameter: str, message: str, near: Collection[str] = ()) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.near = tuple(near)
        self.more = {"parameter": parameter} | ({"near": list(near)} if near else {})


class BadPage(BadValue):
    """A limit or an offset that is no whole number, or a page larger than may be asked for."""

    title = "No such page"


class UnknownCode(BadValue):
    """No register that the graph knows has this code; `near` has those that are like it."""

    status = 404
    title = "Unknown code"


class UnknownParameter(BadValue):
    """The question has no parameter of this name."""

    title = "Unknown parameter"
