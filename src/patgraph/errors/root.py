"""The root of all errors."""

from typing import Any


class PatgraphError(Exception):
    """The root: `status` is the HTTP status, `exit` the exit status of the command.

    `more` are further members of the problem document, `headers` further headers of the response.
    """

    status = 500
    exit = 2
    title = "Something went wrong"
    more: dict[str, Any] = {}  # noqa: RUF012 (replaced, never changed)
    headers: dict[str, str] = {}  # noqa: RUF012
