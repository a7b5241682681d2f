"""Everything that can go wrong, as one tree. Each error says what, where and what to do.

PatgraphError                    exit 2, HTTP 500
├── BadInput                     a file of the project cannot be read as it stands
│   ├── BadDate                  a date IRI that is not one of ours
│   └── SourceMismatch           a passage and its source text do not agree
├── BuildInProgress              another build writes to the same store
├── Invalid                      exit 1: the shapes found violations; carries the report
├── NoStore                      the store is missing, empty or of another format
└── Refused                      what a caller asked for cannot be answered
    ├── UnknownQuery             HTTP 404
    ├── UnknownDocument          HTTP 404
    ├── UnknownThing             HTTP 404, names near matches
    ├── UnknownFormat            HTTP 406
    ├── MalformedQuery           HTTP 400
    └── BadValue                 HTTP 422, names the parameter
        └── UnknownParameter     HTTP 422
"""


class PatgraphError(Exception):
    """The root: `status` is the HTTP status, `exit` the exit status of the command."""

    status = 500
    exit = 2
    title = "Something went wrong"


class BadInput(PatgraphError):
    """A file of the project cannot be read as it stands; the message names it, and the line if it can."""

    title = "A file cannot be read"


class BadDate(BadInput):
    """A date IRI whose slug is not an EDTF date in our spelling."""

    title = "Not a date"


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


class Refused(PatgraphError):
    """What a caller asked for cannot be answered."""

    status = 400
    title = "Not answered"


class UnknownQuery(Refused):
    """No question has this name."""

    status = 404
    title = "Unknown question"


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


class UnknownFormat(Refused):
    """No such format, or none of those a caller accepts."""

    status = 406
    title = "No such format"


class MalformedQuery(Refused):
    """A SPARQL text that does not parse."""

    title = "Malformed query"


class BadValue(Refused):
    """A value that its parameter does not take; `parameter` names it."""

    status = 422
    title = "Wrong value"

    def __init__(self, parameter, message):
        super().__init__(message)
        self.parameter = parameter


class UnknownParameter(BadValue):
    """The question has no parameter of this name."""

    title = "Unknown parameter"
