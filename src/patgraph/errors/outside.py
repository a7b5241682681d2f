"""Outside this process something does not do its part: the network, a disk, a remote store."""

from .root import PatgraphError


class Offline(PatgraphError):
    """No outside host can be reached; nothing was changed."""

    status = 503
    title = "No network"


class MissingLibrary(PatgraphError, ImportError):
    """A library that patgraph can do without is not installed; the message says how to install it."""

    status = 501
    title = "A library is missing"

    @classmethod
    def of(cls, what: str, library: str, extra: str) -> "MissingLibrary":
        """The error of what needs a library that an extra of ours brings."""
        return cls(f"{what} needs {library}, which is not installed: pip install 'patgraph[{extra}]'.")


class StoreUnwritable(PatgraphError, OSError):
    """A store cannot be written: a full disk, a missing permission; what it held is there still."""

    status = 507
    title = "The store cannot be written"


class StoreOccupied(PatgraphError):
    """The place of a store holds something that patgraph did not write; nothing was changed."""

    title = "Something else is in the store"


class RemoteFault(PatgraphError):
    """A remote store answers wrongly; the message has its address, never a password. `code` is the
    HTTP status it gave, where it gave one.
    """

    status = 502
    title = "The remote store answers wrongly"
    code: int | None = None

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class RemoteUnavailable(RemoteFault):
    """A remote store cannot be reached, is too slow, or is changing its version just now."""

    status = 503
    title = "The remote store is not available"


class RemoteTooLarge(RemoteFault):
    """A remote store answers with more than is read; `more` has `limit` (bytes) and `value`."""

    status = 503
    title = "The answer is too large"

    def __init__(self, message: str, most: int | None = None) -> None:
        super().__init__(message)
        self.more = {"limit": "bytes", "value": most}
