"""`/changes.atom`: what changed after each version of the dataset, as a feed that readers follow."""

import datetime
from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import Any

from fastapi import Request, Response
from feedgenerator import Atom1Feed

from patgraph import dates
from patgraph.errors import UnknownThing
from patgraph.graph import Graph
from patgraph.web.http import replies
from patgraph.web.openapi import refusals
from patgraph.web.server.routing import Routes

#: The question that has the rows.
QUESTION = "changes"
_MEDIA = "application/atom+xml"
_TITLE = "patgraph: what changed in the dataset"
_SUBTITLE = "One entry for each version that was published: what came after it, document by document."


class ChangeRoutes:
    """`/changes.atom`."""

    def __init__(self, graph: Graph):
        self._graph = graph

    def add_to(self, routes: Routes):
        """Register the address."""
        found = {200: {"content": {_MEDIA: {"schema": {"type": "string"}}}}}
        routes.get(
            f"/{QUESTION}.atom", self.feed, "What changed in the dataset, as a feed",
            tags=["dataset"], responses=found | refusals.problems(404),
        )  # fmt: skip

    def feed(self, request: Request) -> Response:
        """What changed after each version that was published, the latest first, in Atom (RFC 4287)."""
        rows = list(self._graph.query(QUESTION)) if QUESTION in self._graph.queries else []
        if not rows:
            raise UnknownThing("No version of this dataset is on record, so no change is known.")
        here, base = str(request.base_url), self._graph.store.base
        feed = Atom1Feed(
            _TITLE, f"{here}queries/{QUESTION}", _SUBTITLE, language="en", author_name="The patgraph editors",
            feed_url=f"{here}{QUESTION}.atom", feed_guid=f"{base}query/{QUESTION}",
            feed_copyright="CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
        )  # fmt: skip
        for version, changes in groupby(rows, key=lambda row: row["after"]):
            listed = list(changes)
            day = datetime.datetime.combine(
                datetime.date.fromisoformat(listed[0]["byLatest"]), datetime.time(), datetime.UTC
            )
            digest = version.rpartition("/")[2]
            feed.add_item(
                f"New on {dates.label(listed[0]['by'])}, after version {digest[:12]}",
                f"{here}queries/{QUESTION}?since={digest}", None, pubdate=day, updateddate=day,
                unique_id=version, content=_in_words(listed),
            )  # fmt: skip
        return replies.reply(request, feed.writeString("utf-8"), _MEDIA)


def _in_words(rows: Iterable[dict[str, Any]]) -> str:
    """An entry's HTML: the note, and a line for each document and graph."""
    rows = list(rows)
    lines = [f"<li>{escape(row['partLabel'])}: {escape(_difference(row))}</li>" for row in rows]
    return f"<p>{escape(rows[0]['note'])}</p><ul>{''.join(lines)}</ul>"


def _difference(row: dict[str, Any]) -> str:
    """Of one document or graph, in words: `altered; 3 statements removed; 1 passage altered`."""
    told = [row["change"]]
    for thing in ("statement", "passage"):
        for what in ("Added", "Altered", "Removed"):
            count = row.get(f"{thing}s{what}")
            if count:
                told.append(f"{count:,} {thing}{'' if count == 1 else 's'} {what.lower()}")
    return "; ".join(told)
