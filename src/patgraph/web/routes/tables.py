"""The tables of things: a page that shows how to join them, at `/tables`, and each file."""

import base64
import hashlib
import json
import zipfile

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from patgraph.errors import UnknownThing
from patgraph.exports.dumps import Dumps
from patgraph.exports.export import CROISSANT, CSVW, PACKAGE
from patgraph.exports.linking_tables import ACROSS
from patgraph.exports.things_tables import row_counts
from patgraph.media import FORMATS, types
from patgraph.store import Store
from patgraph.tables import croissant, csvw, spreadsheets
from patgraph.tables import csv_text as delimited
from patgraph.web.http import paging, replies
from patgraph.web.openapi import refusals
from patgraph.web.pages import Pages
from patgraph.web.server.client_queue import wait_without_place
from patgraph.web.server.routing import Routes

#: Extension -> the archive that has such files.
_ARCHIVES = {"csv": "things-csv.zip", "json": "things-csv.zip", "parquet": "things-parquet.zip"}
_METADATA = FORMATS["csvw"].media
#: File -> its media type, where that is not its extension's.
_DESCRIBED = {CSVW: _METADATA, CROISSANT: FORMATS["jsonld"].media}


class TableRoutes:
    """`/tables` and `/tables/{name}`."""

    def __init__(self, store: Store, pages: Pages, dumps: Dumps):
        self._store, self._pages, self._dumps = store, pages, dumps

    def add_to(self, routes: Routes):
        """Register the addresses."""
        files = {media: {} for media in (*types(_ARCHIVES).values(), *_DESCRIBED.values())}
        routes.get(
            "/tables", self.tables, "The tables of things", tags=["dataset"],
            responses={200: {"content": {"text/html": {}}}, **refusals.problems(503)},
        )  # fmt: skip
        routes.get(
            "/tables/{name}", self.table, "A table of things as CSV or Parquet", tags=["dataset"],
            responses={200: {"content": files}, **refusals.problems(404, 503)},
        )  # fmt: skip

    def tables(self, request: Request) -> Response:
        """The tables of things, and how to join them: in a spreadsheet, in pandas, in DuckDB, in R. Nobody
        waits for the files: until they are made it tells the rows of each table, and not yet the columns.
        """
        archive = next(kind for kind in self._dumps.kinds if kind.name == _ARCHIVES["json"])
        made = self._dumps.ready(archive.name) is not None
        if made:
            sheets = {each["name"]: each for each in json.loads(self._content(PACKAGE))["resources"]}
        else:
            counted = row_counts(self._store)
            sheets = {name: {"rows": counted.get(name)} for name in (*counted, *ACROSS)}
        page = self._pages.text(
            "tables.html", made=made, listed=sheets,
            parquet=any(kind.name == _ARCHIVES["parquet"] for kind in self._dumps.kinds),
        )  # fmt: skip
        if not made:  # Last, for the page would share the interpreter with what makes them.
            self._dumps.making(archive)
        return replies.reply(request, page, "html", **({} if made else {"Cache_Control": "no-cache"}))

    async def table(self, request: Request, name: str) -> Response:
        """A table of things as CSV or Parquet, or what describes the tables: `datapackage.json`,
        `csv-metadata.json`, `croissant.json`. In CSV an apostrophe stands before what a spreadsheet would
        compute; `raw=true` leaves it away, `bom=true` begins with a byte-order mark.
        """
        await self._made(request, name)
        return await run_in_threadpool(self._file, request, name)

    async def _made(self, request: Request, name: str):
        """Wait until the archive that has a file is there."""
        archive = _ARCHIVES.get(name.rpartition(".")[2])
        kind = next((kind for kind in self._dumps.kinds if kind.name == archive), None)
        if kind is not None and self._dumps.ready(kind.name) is None:
            wait_without_place(request.scope)
            await self._dumps.made(kind)

    def _file(self, request: Request, name: str) -> Response:
        made = self._content(name)
        raw, bom = (self._switch(request, name, switch) for switch in ("raw", "bom"))
        made = delimited.as_given(made) if raw else made
        made = spreadsheets.BYTE_ORDER_MARK + made if bom else made
        if name == CROISSANT:
            # Who loads it from here has no files beside it.
            place = f"{request.base_url}tables/"
            made = csvw.text(croissant.served_from(json.loads(made), place)).encode()
        digest = hashlib.sha256(made)
        form = _DESCRIBED.get(name) or FORMATS[name.rpartition(".")[2]].media
        headers = {"Repr_Digest": f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"}
        if name.endswith(".csv"):
            headers["Link"] = f'</tables/{CSVW}>; rel="describedby"; type="{_METADATA}"'
        return replies.reply(request, made, form, **headers)

    def _switch(self, request: Request, name: str, switch: str) -> bool:
        """Whether a CSV is asked for otherwise than it is kept. Raises `BadValue`."""
        paging.once(request.query_params, switch)
        return paging.flag(request.query_params, switch) and name.endswith(".csv")

    def _content(self, name: str) -> bytes:
        """A file of an archive. Raises `UnknownThing`."""
        archive = _ARCHIVES.get(name.rpartition(".")[2], "")
        if self._dumps.ready(archive):
            with zipfile.ZipFile(self._dumps.place / archive) as packed:
                if name in packed.namelist():
                    return packed.read(name)
        raise UnknownThing(f"No table is called {name[:200]!r}; /tables lists them.")
