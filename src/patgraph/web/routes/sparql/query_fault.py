"""What is wrong with a query, as a sentence with the place marked."""

import re
from typing import NamedTuple


class QueryFault(NamedTuple):
    """A sentence; what could stand there; the number of the line, and its text before, at and after the
    place. Without a place the number is 0.
    """

    sentence: str
    expected: str
    line: int
    before: str = ""
    at: str = ""
    after: str = ""


def fault_in(query: str, title: str, message: str) -> QueryFault:
    """The fault of a query, from what is said of it: `line 3, column 1: …. Expected one of: …`."""
    sentence, _, expected = message.partition("Expected one of: ")
    sentence, _, listed = sentence.partition("; expected one of: ")
    told = f"{title}: {sentence.strip()}"
    found = re.search(r"line (\d+), column (\d+)", message)
    lines = query.splitlines()
    if not found or not 1 <= int(found[1]) <= len(lines):
        return QueryFault(told, expected or listed, 0)
    line, at = lines[int(found[1]) - 1], max(0, int(found[2]) - 1)
    return QueryFault(
        told, expected or listed, int(found[1]), line[:at], line[at : at + 1] or " ", line[at + 1 :]
    )
