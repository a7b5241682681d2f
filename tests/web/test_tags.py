"""An entity tag holds everything that an answer depends on: same tag, same bytes, same caching headers."""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patgraph.web.app import app_for
from patgraph.web.http.negotiation import LONGEST
from patgraph.web.server import cache
from tests.support.examples import examples
from tests.support.paths import ROOT
from tests.support.wire_bytes import raw, said, tagged

QUESTIONS = {
    "councils": [{}],
    "gaps": [{}],
    "outside-links": [{}],
    "engagements": [{}, {"council": "haringey"}, {"council": "council/haringey"}],
    "engagement-graph": [{}, {"engagement": "haringey"}],
    "why": [{}, {"subject": "engagement/haringey", "property": "started"}],
}
EXTENSIONS = ("", ".csv", ".json", ".html", ".srj", ".ttl", ".jsonld", ".rq", ".parquet", ".xlsx",
              ".csv-metadata.json",
              "/cite.txt", "/cite.json")  # fmt: skip
DOCUMENTS = ("/doc/council/haringey", "/id/council/haringey", "/def", "/def/Council", "/shapes", "/concept",
             "/graph/view", "/things", "/.well-known/void", "/search?q=haringey", "/queries", "/",
             "/static/style.css", "/openapi.json")  # fmt: skip
ACCEPTED = (
    "*/*",
    "text/html",
    "text/turtle",
    "application/ld+json",
    "text/csv",
    "application/json;q=0.5, */*;q=0.1",
)
ENCODINGS = (
    "",
    "identity",
    "gzip",
    "br",
    "zstd",
    "gzip, br;q=0.5",
    "*",
    "gzip;q=0, identity",
    "a" * (LONGEST + 1),
)


@st.composite
def spellings(draw, version):
    """A request as somebody may write it: its address and its headers."""
    headers = {"accept": draw(st.sampled_from(ACCEPTED)), "accept-encoding": draw(st.sampled_from(ENCODINGS))}
    if draw(st.booleans()):
        headers["origin"] = draw(st.sampled_from(("https://a.example", "null")))
    if draw(st.booleans()):
        headers["host"] = draw(st.sampled_from(("a.example", "b.example:8000")))
    if draw(st.integers(0, 2)) == 0:
        path = draw(st.sampled_from(DOCUMENTS))
        return path + (
            draw(st.sampled_from(("", ".ttl", ".nt", ".html"))) if "?" not in path else ""
        ), headers
    name = draw(st.sampled_from([*QUESTIONS]))
    asked = [*draw(st.sampled_from(QUESTIONS[name])).items()]
    for key, values in {
        "version": (version, version[:12], version[:20]), "limit": ("1", "100", "1000"), "offset": ("0", "1"),
        "citations": ("true", "false"), "raw": ("true", "false"),
        "bom": ("true", "false"), "format": ("csv", "html", "json"),
    }.items():  # fmt: skip
        if draw(st.integers(0, 3)) == 0:
            asked.append((key, draw(st.sampled_from(values))))
    text = urlencode(draw(st.permutations(asked)))
    return f"/queries/{name}{draw(st.sampled_from(EXTENSIONS))}{'?' if text else ''}{text}", headers


@pytest.fixture(scope="module")
def apps(small_graph):
    """One service that keeps what it may, and one that keeps nothing."""
    keeps, forgets = app_for(small_graph), app_for(small_graph)
    ready = forgets.front._ready
    assert isinstance(ready, cache.ReadyAnswers)
    ready.find = lambda scope: None
    return keeps, forgets


@pytest.mark.slow
def test_same_tag_same_bytes(apps, small_graph):
    """Random spellings of requests, one after another: whatever has one tag has the same bytes and the same
    caching headers, from the cache and without it, in every encoding; what is not changed says the same."""
    keeps, forgets = apps
    known = {}

    @examples(150)
    @given(spellings(small_graph.version))
    def hold(request):
        address, headers = request

        async def all_of_it():
            for app in (forgets, keeps, keeps):
                status, got, body = await raw(app, address, **headers)
                tag = got.get("etag")
                if status != 200 or tag is None or got.get("cache-control") == "no-store":
                    return
                found = known.setdefault(tag, (hashlib.sha256(body).digest(), said(got), address))
                found_headers = got
                assert found[:2] == (hashlib.sha256(body).digest(), said(got)), (address, found[2], tag)
            for app in (keeps, forgets):
                status, got, body = await raw(app, address, "HEAD", **headers)
                # A server leaves the body out, and need not say what only making one would show.
                own, whole = (said(h) | {"content-encoding": ""} for h in (got, found_headers))
                assert (status, got["etag"], own) == (200, tag, whole), address
                length = got.get("content-length", found_headers.get("content-length"))
                assert length == found_headers.get("content-length"), address
                status, got, body = await raw(app, address, **headers, **{"if-none-match": f'"x", {tag}'})
                assert (status, got["etag"], body) == (304, tag, b""), address
                for name in ("cache-control", "vary", "access-control-allow-origin"):
                    assert got.get(name) == found[1][name], (address, name)

        asyncio.run(all_of_it())

    hold()
    assert len(known) > 40


def test_another_spelling_costs_no_compression(small_app, monkeypatch):
    """What is asked for in other words, and is the same, is compressed once."""
    compressed, br = [], cache.ENCODERS["br"]
    monkeypatch.setitem(cache.ENCODERS, "br", lambda body: compressed.append(len(body)) or br(body))
    wanted = {"accept-encoding": "br"}
    for address in ("/openapi.json", "/static/style.css"):
        answers = [asyncio.run(raw(small_app, f"{address}?spelling{n}", **wanted)) for n in range(5)]
        assert len({(headers["etag"], content) for _, headers, content in answers}) == 1
        assert answers[0][1]["content-encoding"] == "br"
    assert len(compressed) == 2


def test_a_permanent_address_is_for_good_and_another_is_not(apps, small_graph):
    """Whichever is asked first."""
    keeps, _ = apps
    for form in (".csv", ".json", ".csv-metadata.json", ".ttl", "/cite.txt", ".html"):
        for name, versions in (("reviews", (True, False)), ("areas", (False, True))):
            for permanent in versions:
                query = f"?version={small_graph.version}" if permanent else ""
                _, got, body = asyncio.run(raw(keeps, f"/queries/{name}{form}{query}"))
                assert ("immutable" in got["cache-control"]) == permanent, (name, form)
                if form == ".csv-metadata.json":
                    assert (small_graph.version in body.decode()) == permanent


ACROSS = """
import json, sys
import patgraph
from patgraph.web.app import app_for
from tests.support.wire_bytes import tagged
app = app_for(patgraph.open(sys.argv[1]))
print(json.dumps([tagged(app, address) for address in json.loads(sys.argv[2])]))
"""


@pytest.mark.slow
def test_processes_agree(small_built, small_app):
    """Two processes, with other seeds of their hashes, never give other bytes under one tag: this one, and
    another. (So it is of documents in all formats of RDF, which `tests/test_rdf_writer.py` asks for.)"""
    addresses = [f"/queries/{name}{form}" for name in ("councils", "gaps") for form in EXTENSIONS]
    addresses += [path for path in DOCUMENTS if "?" not in path]
    addresses += [path + form for path in ("/def/Council", "/things") for form in (".ttl", ".jsonld")]
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    done = subprocess.run(
        [sys.executable, "-c", ACROSS, small_built, json.dumps(addresses)],
        capture_output=True, text=True, check=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed},
    )  # fmt: skip
    known = {}
    here = [tagged(small_app, address) for address in addresses]
    for address, (tag, *found) in zip(2 * addresses, json.loads(done.stdout) + here, strict=True):
        if tag is not None:
            assert known.setdefault(tag, found) == found, address
    assert len(known) > 30
