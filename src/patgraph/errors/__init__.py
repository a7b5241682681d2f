"""Everything that can go wrong, as one tree. Each error says what, where and what to do.

All are imported from here, by name; a name is an address in the documentation and travels between processes.

PatgraphError                    exit 2, HTTP 500
├── BadInput                     a file of the project cannot be read as it stands
│   ├── BadDate                  a date IRI that is not one of ours
│   └── BadTable                 rows of a table that do not fit their mapping, all of them
├── BuildInProgress              another build writes to the same store
├── Invalid                      exit 1: the shapes found violations; carries the report
├── NoStore                      the store is missing, empty or of another format
├── LimitReached                 HTTP 503: a query was ended; `more` names the limit and its value
│   ├── DeadlinePassed           it took longer than it may
│   ├── OutOfMemory              it needed more memory than it may
│   └── WorkerLost               its process died for a reason that is none of the query's
├── Busy                         HTTP 503: all places are taken, `Retry-After` says when to come again
├── Offline                      no outside host can be reached; nothing was changed
├── MissingLibrary               a library of an extra is not installed; an ImportError too
├── StoreUnwritable              HTTP 507: a full disk, a missing permission; an OSError too
├── StoreOccupied                a store's place holds something that patgraph did not write
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
    │   └── NestedTooDeep        HTTP 400: deeper, or of more parts, than are read here
    ├── Closed                   HTTP 403: SERVICE to a host that is not open, or an update
    ├── NotEvaluated             HTTP 400: a query that parses but asks for what the engine cannot do
    ├── BadRequest               HTTP 400, 405, 408, 413, 415, 431: not as the protocol has it
    ├── TooManyRequests          HTTP 429: more than one client may ask
    ├── Unscoped                 HTTP 422, a query that a remote store cannot be asked
    └── BadValue                 HTTP 422, names the parameter, and what may have been meant
        ├── BadPage              HTTP 422: limit or offset
        ├── UnknownCode          HTTP 404, names the near ones
        └── UnknownParameter     HTTP 422
"""

from .building import (
    BadDate,
    BadInput,
    BadTable,
    BuildInProgress,
    Invalid,
    NoStore,
)
from .limits import (
    Busy,
    DeadlinePassed,
    LimitReached,
    OutOfMemory,
    WorkerLost,
)
from .outside import (
    MissingLibrary,
    Offline,
    RemoteFault,
    RemoteTooLarge,
    RemoteUnavailable,
    StoreOccupied,
    StoreUnwritable,
)
from .query_ends import cause_of_death, too_large, too_late
from .refused import (
    BadPage,
    BadRequest,
    BadValue,
    Closed,
    MalformedQuery,
    NestedTooDeep,
    NotEvaluated,
    NotServed,
    Refused,
    TooManyRequests,
    UnknownCode,
    UnknownDocument,
    UnknownFormat,
    UnknownParameter,
    UnknownQuery,
    UnknownThing,
    Unscoped,
)
from .root import (
    PatgraphError,
)
from .system import in_words

__all__ = [
    "BadDate",
    "BadInput",
    "BadPage",
    "BadRequest",
    "BadTable",
    "BadValue",
    "BuildInProgress",
    "Busy",
    "Closed",
    "DeadlinePassed",
    "Invalid",
    "LimitReached",
    "MalformedQuery",
    "MissingLibrary",
    "NestedTooDeep",
    "NoStore",
    "NotEvaluated",
    "NotServed",
    "Offline",
    "OutOfMemory",
    "PatgraphError",
    "Refused",
    "RemoteFault",
    "RemoteTooLarge",
    "RemoteUnavailable",
    "StoreOccupied",
    "StoreUnwritable",
    "TooManyRequests",
    "UnknownCode",
    "UnknownDocument",
    "UnknownFormat",
    "UnknownParameter",
    "UnknownQuery",
    "UnknownThing",
    "Unscoped",
    "WorkerLost",
    "cause_of_death",
    "in_words",
    "too_large",
    "too_late",
]
