"""Paging: which part of an answer is asked for, and where the others are (RFC 8288)."""

from collections.abc import Mapping

from patgraph.errors import BadPage, BadValue
from patgraph.questions.permalinks import RESERVED, QuestionRequest

#: Rows on a page for people, and most rows with citations at once, where no limit is given.
PAGE = 100
MOST_CITED = 1000


def part_asked(
    parameters: Mapping[str, str], html: bool, citations: bool
) -> tuple[int | None, int, int | None]:
    """Limit, offset, and the limit that holds where none is given: data is whole, a page has `PAGE` rows,
    and citations come `MOST_CITED` at a time. Raises `BadPage`.
    """
    for name in RESERVED:
        once(parameters, name)
    for name in ("raw", "bom"):  # A caller who errs is told so, whatever the format.
        flag(parameters, name)
    limit, offset = (_number(parameters, name) for name in ("limit", "offset"))
    if limit is not None and limit > MOST_CITED and (citations or html):
        raise BadPage(
            "limit", f"limit: with citations at most {MOST_CITED} rows at a time; follow the links."
        )
    return limit, offset or 0, PAGE if html else MOST_CITED if citations else None


def once(parameters: Mapping[str, str], name: str):
    """Nothing where a parameter has one value at most. Raises `BadPage` or `BadValue`: of two values
    neither may be dropped unsaid.
    """
    given = dict.fromkeys(parameters.getlist(name)) if hasattr(parameters, "getlist") else ()
    if len(given) > 1:
        kind = BadPage if name in ("limit", "offset") else BadValue
        raise kind(name, f"{name}: give it once, not {' and '.join(repr(text[:80]) for text in given)}.")


def one(parameters: Mapping[str, str], name: str, default: str = "") -> str:
    """The one text of a parameter, or the default. Raises `BadPage` or `BadValue` for two."""
    once(parameters, name)
    return parameters.get(name, default)


def flag(parameters: Mapping[str, str], name: str) -> bool:
    """Whether a switch is on. Raises `BadValue`."""
    once(parameters, name)
    text = parameters.get(name)
    if text not in (None, "true", "false"):
        raise BadValue(name, f"{name}: {text[:80]!r} is neither true nor false.", ("true", "false"))
    return text == "true"


def within(parameters: Mapping[str, str], name: str, default: int, most: int) -> int:
    """A whole number from 0 to `most`, or the default. Raises `BadValue`."""
    once(parameters, name)
    text = parameters.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most):
        raise BadValue(name, f"{name}: {text[:50]!r} is not a whole number from 0 to {most}.")
    return int(text)


def part_addresses(asked: QuestionRequest, total: int, extension: str, version: str | None) -> dict[str, str]:
    """The addresses of the first, previous, next and last part, as far as there are such. They name the
    version, so that parts of two versions are never put together unawares.
    """
    limit, offset = asked.size, asked.offset
    if limit is None:
        # All from some row on: what is left out comes in parts as long as that.
        limit = offset
    if not limit or (offset == 0 and total <= limit):
        return {}
    last = max(0, (total - 1) // limit * limit)
    places = {"first": 0, "prev": max(0, min(offset, total) - limit) if offset else None,
              "next": offset + limit if offset + limit < total else None, "last": last}  # fmt: skip
    return {
        rel: asked.address(extension, version, limit=limit, offset=place)
        for rel, place in places.items()
        if place is not None
    }


def link_entries(found: Mapping[str, str]) -> list[str]:
    """Entries of a `Link` header, from relation to address."""
    return [f'<{address}>; rel="{rel}"' for rel, address in found.items()]


def _number(parameters: Mapping[str, str], name: str) -> int | None:
    text = parameters.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadPage(name, f"{name}: {text[:80]!r} is not a whole number from 0 up.")
    return int(text)
