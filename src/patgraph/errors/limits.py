"""Limits: what a query may take, and how many may ask."""

from typing import Any

from .root import PatgraphError


class LimitReached(PatgraphError):
    """A query was ended because it reached a limit; `more` has `limit` (its name) and `value`."""

    status = 503
    title = "A limit was reached"

    def __init__(self, message: str, limit: str = "", value: Any = None) -> None:
        super().__init__(message)
        self.more = {"limit": limit, "value": value}


class DeadlinePassed(LimitReached):
    """A query took longer than it may."""

    title = "The deadline has passed"


class OutOfMemory(LimitReached):
    """A query needed more memory than it may."""

    title = "The memory limit was reached"


class WorkerLost(LimitReached):
    """The process that evaluated a query died, for a reason that is none of the query's."""

    title = "The query was lost"


class Busy(PatgraphError):
    """All places are taken."""

    status = 503
    title = "Too busy"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.headers = {"Retry-After": str(retry_after)}
