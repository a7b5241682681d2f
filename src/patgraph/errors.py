"""Everything that can go wrong, as one tree. Each error says what, where and what to do.

PatgraphError                    exit 2, HTTP 500
├── BadInput                     a file of the project cannot be read as it stands
│   ├── BadDate                  a date IRI that is not one of ours
│   ├── BadTable                 rows of a table that do not fit their mapping, all of them
│   └── SourceMismatch           a passage and its source text do not agree
├── BuildInProgress              another build writes to the same store
├── Invalid                      exit 1: the shapes found violations; carries the report
├── NoStore                      the store is missing, empty or of another format
├── LimitReached                 HTTP 503: a query was ended; `more` names the limit and its value
│   ├── DeadlinePassed           it took longer than it may
│   ├── OutOfMemory              it needed more memory than it may
│   └── WorkerLost               its process died for a reason that is none of the query's
├── Busy                         HTTP 503: all places are taken, `Retry-After` says when to come again
├── Offline                      no outside host can be reached; nothing was changed
├── StoreUnwritable              a full disk, a missing permission; an OSError too
├── StoreOccupied                a remote store holds something that patgraph did not write
├── RemoteFault                  HTTP 502, a remote store answers wrongly
│   ├── RemoteTooLarge           HTTP 503, it answers with more than is read; `more` has the limit
│   └── RemoteUnavailable        HTTP 503, it cannot be reached, is too slow, or changes just now
└── Refused                      what a caller asked for cannot be answered
    ├── UnknownQuery             HTTP 404
    ├── UnknownDocument          HTTP 404
    ├── UnknownThing             HTTP 404, names near matches
    ├── UnknownFormat            HTTP 406
    ├── NotServed                HTTP 410: another version of the dataset than the one served
    ├── MalformedQuery           HTTP 400, `more` has line, column and what was expected
    │   └── NestedTooDeep        HTTP 400: the engine's stack is not deep enough for it
    ├── Closed                   HTTP 403: SERVICE to a host that is not open, or an update
    ├── NotEvaluated             HTTP 400: a query that parses but asks for what the engine cannot do
    ├── BadRequest               HTTP 400, 405, 408, 413, 415: not as the protocol has it
    ├── TooManyRequests          HTTP 429: more than one client may ask
    ├── Unscoped                 HTTP 422, a query that a remote store cannot be asked
    └── BadValue                 HTTP 422, names the parameter, and what may have been meant
        ├── BadPage              HTTP 422: limit or offset
        └── UnknownParameter     HTTP 422
"""

import signal


class PatgraphError(Exception):
    """The root: `status` is the HTTP status, `exit` the exit status of the command.

    `more` are further members of the problem document, `headers` further headers of the response.
    """

    status = 500
    exit = 2
    title = "Something went wrong"
    more: dict = {}  # noqa: RUF012 (replaced, never changed)
    headers: dict = {}  # noqa: RUF012


class BadInput(PatgraphError):
    """A file of the project cannot be read as it stands; the message names it, and the line if it can."""

    title = "A file cannot be read"


class BadDate(BadInput):
    """A date IRI whose slug is not an EDTF date in our spelling."""

    title = "Not a date"


class BadTable(BadInput):
    """Rows of a table that do not fit their mapping; `faults` has the line and the reason of each."""

    title = "A table does not fit"

    def __init__(self, table, faults):
        self.faults = sorted(faults)
        lines = "".join(f"{table}:{line}: {reason}\n" for line, reason in self.faults)
        count = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"
        super().__init__(f"{count}; nothing was written.\n{lines}".rstrip())


class BuildInProgress(PatgraphError):
    """Another build holds the lock of the store."""

    title = "Another build is under way"


class Invalid(PatgraphError):
    """Validation found violations; `report` has them."""

    exit = 1
    title = "The graph does not hold"

    def __init__(self, message, report=None):
        super().__init__(message)
        self.report = report


class NoStore(PatgraphError):
    """The store is missing, damaged or of another format."""

    status = 503
    title = "No usable store"


class LimitReached(PatgraphError):
    """A query was ended because it reached a limit; `more` has `limit` (its name) and `value`."""

    status = 503
    title = "A limit was reached"

    def __init__(self, message, limit="", value=None):
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

    def __init__(self, message, retry_after=1):
        super().__init__(message)
        self.headers = {"Retry-After": str(retry_after)}


class Offline(PatgraphError):
    """No outside host can be reached; nothing was changed."""

    status = 503
    title = "No network"


class StoreUnwritable(PatgraphError, OSError):
    """A store cannot be written: a full disk, a missing permission; what it held is there still."""

    title = "The store cannot be written"


class StoreOccupied(PatgraphError):
    """A remote store holds something that patgraph did not write; nothing was changed."""

    title = "Something else is in the store"


class RemoteFault(PatgraphError):
    """A remote store answers wrongly; the message has its address, never a password. `code` is the
    HTTP status it gave, where it gave one.
    """

    status = 502
    title = "The remote store answers wrongly"

    def __init__(self, message, code=None):
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

    def __init__(self, message, most=None):
        super().__init__(message)
        self.more = {"limit": "bytes", "value": most}


class Refused(PatgraphError):
    """What a caller asked for cannot be answered."""

    status = 400
    title = "Not answered"


class UnknownQuery(Refused):
    """No question has this name; `near` has what may have been meant."""

    status = 404
    title = "Unknown question"

    def __init__(self, message, near=()):
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

    def __init__(self, message, near=()):
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

    def __init__(self, message, present):
        super().__init__(message)
        self.more = {"present": present}
        self.headers = {"Link": f'<{present}>; rel="latest-version"'}


class MalformedQuery(Refused):
    """A SPARQL text that does not parse."""

    title = "Malformed query"


class NestedTooDeep(MalformedQuery):
    """A query whose brackets lie deeper than the engine's stack."""

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

    def __init__(self, message, status=400, headers=None):
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


class TooManyRequests(Refused):
    """More than one client may ask at a time, or in a time."""

    status = 429
    title = "Too many requests"

    def __init__(self, message, retry_after=1):
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

    def __init__(self, parameter, message, near=()):
        super().__init__(message)
        self.parameter = parameter
        self.near = tuple(near)
        self.more = {"parameter": parameter} | ({"near": list(near)} if near else {})


class BadPage(BadValue):
    """A limit or an offset that is no whole number, or a page larger than may be asked for."""

    title = "No such page"


class UnknownParameter(BadValue):
    """The question has no parameter of this name."""

    title = "Unknown parameter"


def too_late(seconds: float) -> DeadlinePassed:
    """A query took longer than so many seconds."""
    return DeadlinePassed(f"The query was ended after {seconds:g} s; ask for less.", "seconds", seconds)


def too_large(memory: int) -> OutOfMemory:
    """A query needed more than so many MiB."""
    text = f"The query was ended because it needed more than {memory} MiB; ask for less."
    return OutOfMemory(text, "memory (MiB)", memory)


def cause_of_death(status: int, seconds: float, memory: int) -> PatgraphError:
    """Why a worker died, by its exit status: minus the number of a signal, or its own."""
    if status in (-signal.SIGSEGV, -signal.SIGBUS):
        return NestedTooDeep("The query is nested too deeply for the engine; make it flatter.")
    if status == -signal.SIGALRM:
        return too_late(seconds)
    if status in (-signal.SIGABRT, -signal.SIGKILL):
        # The engine aborts where it gets no memory; the kernel kills where the machine has none.
        return too_large(memory)
    return WorkerLost("The process that evaluated the query is gone; ask again.", "worker")
