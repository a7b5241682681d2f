"""Reconciliation: names as people write them find their thing, surely or not at all, over the API 0.2."""

import asyncio
import csv
import json
import os
import random
from pathlib import Path
from urllib.parse import quote

import httpx
import jsonschema_rs
import pandas
import pytest
import reconciler as client
from hypothesis import given
from hypothesis import strategies as some

from patgraph.errors import BadRequest, BadValue
from patgraph.names import curie
from patgraph.things.reconcile.matcher import FEATURES, THRESHOLD
from patgraph.things.reconcile.table_cells import is_number
from patgraph.web.app import app_for
from patgraph.web.routes.reconcile import requests
from patgraph.web.server.client_limits import ClientLimits
from tests.support.examples import examples
from tests.support.mistyping import mistyped
from tests.support.paths import ROOT
from tests.support.service import get, post

TABLES = ROOT / "tests" / "things" / "reconcile"


def table(name):
    with (TABLES / name).open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def ask(served):
    """The candidates of one query: `ask("Haringey", type="council")`."""

    def asked(text=None, **more):
        query = ({} if text is None else {"query": text}) | more
        found = post(f"{served}/reconcile", data={"queries": json.dumps({"q": query})}, timeout=60)
        assert found.status_code == 200, found.text
        return found.json()["q"]["result"]

    return asked


def councils(matcher, codes):
    """The councils that have one of some codes."""
    found = set().union(*(matcher.attributes.coded(code) for code in codes.split()))
    return {matcher.entities[n].id for n in found if matcher.entities[n].kind == "council"}


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("Windsor & Maidenhead RBC", "windsor-and-maidenhead"), ("NE Lincs", "north-east-lincolnshire"),
        ("B'ham", "birmingham"), ("LB Haringey", "haringey"), ("Kingston upon Hull", "kingston-upon-hull"),
        ("N.E. Lincolnshire Council", "north-east-lincolnshire"), ("haringey lbc", "haringey"),
        ("Bath & N E Somerset", "bath-and-north-east-somerset"), ("RBKC", "kensington-and-chelsea"),
        ("BANES", "bath-and-north-east-somerset"), ("Council of the City of Wakefield", "wakefield"),
        ("The Borough of Poole", "poole"), ("Bristol, City of", "bristol"), ("Notts CC", "nottinghamshire"),
        ("Kingston-on-Thames", "kingston-upon-thames"), ("Barnsley M.B.C.", "barnsley"),
        ("Saint Helens MBC", "st-helens"), ("Corporation of London", "city-of-london"),
        ("TowerHamlets", "tower-hamlets"), ("Waltham Forest London Borough Council", "waltham-forest"),
        ("Haringey Social Services Department", "haringey"), ("County Durham", "durham-2009"),
        ("Hull City Cuoncil", "kingston-upon-hull"), ("HEREFORDSHIRE COUNTY", "herefordshire"),
    ],
)  # fmt: skip
def test_names_as_people_write_them_find_their_council(matcher, written, slug):
    """Short forms, signs, other words for the kind of authority: the right council is first."""
    first = matcher.find(written, ["council"])[0]
    assert first.entity.id == f"id/council/{slug}"


@pytest.mark.parametrize("kinds", [["council"], None])
def test_lists_that_were_not_written_for_us_find_the_right_council(matcher, kinds):
    """Of the names that the press, Parliament and Ofsted's lists have, 99 in 100 give a council with the code
    that stands beside them first, and no match is wrong."""
    rows, right = table("names.csv"), 0
    for row in rows:
        found, meant = matcher.find(row["name"], kinds), councils(matcher, row["codes"])
        assert meant, row
        right += found[0].entity.id in meant
        assert not found[0].match or found[0].entity.id in meant, row
    assert len(rows) > 300 and right >= 0.99 * len(rows), right


def test_other_bodies_are_no_council_of_ours(matcher):
    """Districts, fire authorities, places abroad and councils elsewhere in the kingdom: no match, and no
    council as high as the threshold."""
    rows = table("others.csv")
    assert len(rows) > 350
    for row in rows:
        for name in (row["name"], row["name"].upper(), f"The {row['name']}"):
            for kinds in (["council"], None):
                for candidate in matcher.find(name, kinds):
                    assert not candidate.match, (name, candidate)
                    assert candidate.entity.kind != "council" or candidate.score < THRESHOLD, name


def test_a_mistyped_name_finds_its_council_first(matcher):
    """With one typing error in each name of each council, by dice that fall the same each time, the right
    council is first in 99 of 100, and no match is wrong."""
    dice, right, asked = random.Random(2002), 0, 0
    bearing: dict[str, set[str]] = {}
    every = [entity for entity in matcher.entities if entity.kind == "council"]
    for entity in every:
        for name in entity.names:
            bearing.setdefault(name.casefold(), set()).add(entity.id)
    for entity in every:
        for name in entity.names:
            if len(name) > 3:
                found = matcher.find(mistyped(name, dice), ["council"], limit=3)
                asked += 1
                right += bool(found) and found[0].entity.id in bearing[name.casefold()] | _alike(
                    entity, every
                )
                assert not (found and found[0].match) or found[0].entity.id in bearing[name.casefold()]
    assert asked > 300 and right >= 0.99 * asked, (right, asked)


def _alike(entity, every):
    """The councils of other years that are called as this one is."""
    names = {name.casefold() for name in entity.names}
    return {other.id for other in every if names & {name.casefold() for name in other.names}}


@examples(150)
@given(data=some.data())
def test_what_is_typed_badly_is_never_a_wrong_match(matcher, data):
    """However many letters of a name are changed, a match is said only of a council that bears that very
    name; scores stay within their range and fall from first to last."""
    every = [entity for entity in matcher.entities if entity.kind == "council"]
    entity = data.draw(some.sampled_from(every))
    name = data.draw(some.sampled_from(entity.names))
    for seed in data.draw(some.lists(some.integers(0, 10**6), min_size=1, max_size=4)):
        name = mistyped(name, random.Random(seed)) if name else name
    found = matcher.find(name, ["council"], limit=10)
    scores = [candidate.score for candidate in found]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 100 for score in scores)
    assert not any(candidate.match for candidate in found[1:])
    if found and found[0].match:
        assert found[0].entity.id in {entity.id} | _alike(entity, every)


@examples(150)
@given(text=some.text(max_size=80), kinds=some.sampled_from([None, ["council"], ["person", "concept"], []]))
def test_any_text_is_answered(matcher, text, kinds):
    """No text breaks the matcher."""
    for candidate in matcher.find(text, kinds):
        assert 0 <= candidate.score <= 100 and set(candidate.features) <= set(FEATURES)


@pytest.mark.parametrize(
    "ambiguous",
    [
        "Newcastle",
        "Durham",
        "Dorset",
        "London",
        "Kingston",
        "Richmond",
        "BMBC",
        "840",
        "Sussex",
        "Somerset Council",
        "Haringey social services",
    ],
)
def test_what_may_be_another_is_no_match(matcher, ambiguous):
    """A name that several bear, in the graph or outside, is left to the asker."""
    assert not any(candidate.match for candidate in matcher.find(ambiguous, ["council"]))


def test_neighbours_in_name_are_kept_apart(matcher):
    """Bedford is not Bedfordshire, nor Hull Thames, and each is sure."""
    for name, slug in (
        ("Bedford", "bedford"), ("Bedfordshire", "bedfordshire"), ("Nottingham", "nottingham"),
        ("Central Bedfordshire", "central-bedfordshire"), ("Cheshire", "cheshire"),
        ("Cheshire East", "cheshire-east"), ("Northamptonshire", "northamptonshire"),
        ("North Northamptonshire", "north-northamptonshire"), ("Derbyshire", "derbyshire"),
        ("Kingston upon Thames", "kingston-upon-thames"), ("Dorset County Council", "dorset"),
        ("Durham County Council (2009)", "durham-2009"),
    ):  # fmt: skip
        first = matcher.find(name, ["council"])[0]
        assert (first.entity.id, first.match) == (f"id/council/{slug}", True), name


def test_codes_of_every_register_reconcile_exactly(matcher):
    """Each code gives the councils that have it, with the highest score, and is a match where they are one; a
    number alone, which may be of any register, is a candidate, and never a match."""
    attributes, seen = matcher.attributes, set()
    for property_ in attributes.properties.values():
        if not property_.code:
            continue
        for number, entity in enumerate(matcher.entities):
            if entity.kind != "council":
                continue
            for code in attributes.values(number, property_):
                condition = [(property_.id, [code.value])]
                found = [matcher.find("", ["council"], condition, limit=20)]
                if property_.id != "gov-uk-slug":  # A slug of words is a name.
                    every = matcher.find(code.value, ["council"], limit=20)
                    alone = [c for c in every if c.features["code"]]
                    assert entity.id in {c.entity.id for c in alone}
                    if is_number(code.value):
                        assert not any(c.match or c.score >= THRESHOLD for c in every), code.value
                    else:
                        found.append(alone)
                for candidates in found:
                    assert entity.id in {c.entity.id for c in candidates}, (property_.id, code.value)
                    assert all(c.score == 100 for c in candidates), code.value
                    assert candidates[0].match == (len(candidates) == 1), code.value
                seen.add(property_.id)
    assert {"gss", "snac", "dfe", "cassr", "local-authority-register", "org-id"} <= seen


@pytest.mark.slow
def test_a_condition_tells_namesakes_apart(ask):
    """With the code, the type or the region beside it, Durham is the one or the other; a condition that does
    not hold takes the match away."""
    for pid, value, slug in (
        ("gssCode", "E06000047", "durham-2009"), ("gss", "E10000010", "durham"), ("type", "County", "durham"),
        ("org:classification", {"id": "concept/authority-type/unitary"}, "durham-2009"),
        ("type", ["Unitary authority", "nonsense"], "durham-2009"),
    ):  # fmt: skip
        first = ask("Durham", type="council", properties=[{"pid": pid, "v": value}])[0]
        assert (first["id"], first["match"]) == (f"id/council/{slug}", True), pid
    region = ask("Haringey", type="council", properties=[{"pid": "region", "v": "London"}])[0]
    assert region["match"] and region["score"] == 100
    wrong = ask("Haringey", type="council", properties=[{"pid": "region", "v": "North East"}])[0]
    assert not wrong["match"] and wrong["score"] < 100
    (only,) = ask(None, type="council", properties=[{"pid": "dfe", "v": 309}])
    assert only["id"] == "id/council/haringey" and only["match"]


def test_types_restrict_or_prefer(ask):
    """`type` keeps others out; with `should` they come behind and are no match; unknown ones find nothing."""
    assert {c["type"][0]["id"] for c in ask("Haringey", type=["area", "engagement"])} <= {
        "area",
        "engagement",
    }
    preferred = ask("Haringey", type="area", type_strict="should", limit=10)
    assert preferred[0]["type"][0]["id"] == "area"
    assert any(c["type"][0]["id"] == "council" and not c["match"] for c in preferred)
    assert ask("Haringey", type="Q515") == []
    assert ask("KPMG", type="https://w3id.org/patgraph/def#Organisation")[0]["match"]


@pytest.mark.slow
def test_every_name_and_every_id_finds_its_thing(matcher):
    """A label, asked with its type, and an id, an IRI or `type/slug` give it, first or beside namesakes."""
    for entity in random.Random(6).sample(matcher.entities, 200):
        for text in (
            entity.label,
            entity.id,
            entity.node.value,
            entity.id.removeprefix("id/"),
            curie(entity.node.value),
        ):
            found = matcher.find(text[:500], [entity.kind], limit=20)
            assert entity.id in [c.entity.id for c in found if c.score == found[0].score], (text, found[:2])


VALID = (
    '{"q0":{"query":"a"}}', '{"q0":{"properties":[{"pid":"x","v":"y"}]}}', "{}", '{"q":{"query":""}}',
    '{"q0":{"query":"a","type":["b"],"limit":5,"type_strict":"all","properties":[{"pid":"p","v":[1,true,'
    '{"id":"x"},"t",0.5]}]}}',
    '{"q0":{"query":null}}', '{"q0":{"query":NaN}}',
    '{"q0":{"query":"a","properties":[{"pid":"x","v":null}]}}',
    '{"q0":{"query":"a","properties":[{"pid":"x","v":[NaN,null,""]}]}}',
)  # fmt: skip
INVALID = (
    "[]", '{"q0":"a"}', '{"q0":{}}', '{"q0":{"limit":1}}', '{"q0":{"properties":[]}}', '{"q":{"query":1}}',
    '{"q0":{"query":["a"]}}', '{"q0":{"query":true}}',
    '{"q0":{"query":"a","limit":"5"}}', '{"q0":{"query":"a","limit":0}}', '{"q0":{"query":"a","props":[]}}',
    '{"q0":{"query":"a","type_strict":"maybe"}}', '{"q0":{"query":"a","properties":[{"pid":"x"}]}}',
    "{", "", "NaN", '{"q0":{"query":"a","limit":true}}',
    '{"q0":{"query":"a","properties":[{"pid":"x","v":{"name":"y"}}]}}',
)  # fmt: skip


def test_requests_are_told_right_from_wrong():
    """What the API has is taken; all else is refused, with its place."""
    for text in VALID:
        requests.queries(text)
    for text in INVALID:
        with pytest.raises((BadRequest, BadValue)) as caught:
            requests.queries(text)
        assert str(caught.value).startswith("queries: ")


def test_bad_requests_get_the_status_that_fits(served):
    """400 for what is no request of the API, 413 for too much, 415 for another media type, 422 for a wrong
    value, 404 for an unknown thing; each a problem document that says what to do."""
    address, form = f"{served}/reconcile", {"content-type": "application/x-www-form-urlencoded"}
    many = json.dumps({str(n): {"query": "x"} for n in range(requests.BATCH + 1)})
    for answer, status in (
        (get(address, params={"queries": "{"}), 400),
        (get(address, params={"queries": "[]"}), 422),
        (get(address, params={"queries": "{}", "extend": "{}"}), 400),
        (get(address, params={"query": "Haringey"}), 400),
        (post(address, data={"x": "y"}), 400),
        (post(address, content=b"queries=%ff", headers=form), 400),
        (post(address, json={"queries": {}}), 415),
        (post(address, data={"queries": many}), 413),
        (post(address, data={"queries": "x" * (1 << 20)}), 413),
        (post(address, data={"extend": '{"ids": "x", "properties": []}'}), 422),
        (post(address, data={"extend": '{"ids":["id/council/kent"],"properties":[{"id":"gss",'
                                             '"settings":{"limit":"many"}}]}'}), 422),
        (get(f"{address}/suggest/entity", params={"prefix": "x" * 501}), 422),
        (get(f"{address}/suggest/type", params={"prefix": "x", "cursor": "-1"}), 422),
        (get(f"{address}/preview", params={"id": "id/council/harringey"}), 404),
        (get(f"{address}/flyout/property", params={"id": "nothing"}), 404),
        (get(f"{address}/properties", params={"type": "nothing"}), 422),
    ):  # fmt: skip
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert len(answer.json()["detail"]) > 20


def test_what_a_request_means_nothing_by_is_said(served):
    """Types and properties that there are not are named in notes, not passed over in silence."""
    query = {"query": "Kent", "type": "concil", "properties": [{"pid": "regio", "v": "x"}]}
    answer = get(f"{served}/reconcile", params={"queries": json.dumps({"q": query})}).json()
    assert answer["q"]["result"] == []
    assert "council" in answer["q"]["notes"][0] and "region" in answer["q"]["notes"][1]


def test_a_blank_cell_costs_nothing_and_an_unknown_value_is_a_note(served):
    """`null` and `NaN` are no condition and spoil no batch; a value that no vocabulary has is named, with
    near ones, and takes no match away."""
    batch = (
        '{"a":{"query":"Kent","type":"council","properties":[{"pid":"region","v":null},{"pid":"gss","v":NaN},'
        '{"pid":"type","v":["nan",""]}]},"b":{"query":null},"c":{"query":NaN,"type":"council"},'
        '"d":{"query":"Kent","type":"council","properties":[{"pid":"region","v":"South Eest"}]}}'
    )
    answer = post(f"{served}/reconcile", data={"queries": batch})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["a"]["result"][0]["match"] and "notes" not in found["a"]
    assert found["b"]["result"] == found["c"]["result"] == []
    assert found["d"]["result"][0]["match"] and found["d"]["result"][0]["score"] == 100
    (note,) = found["d"]["notes"]
    assert "South Eest" in note and "South East" in note


def test_a_client_that_asks_too_often_is_told_when_to_come_again(small_graph):
    """The limits of a client hold here too."""
    transport = httpx.ASGITransport(app_for(small_graph, ClientLimits(rate="2/day")))

    async def thrice():
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as browser:
            form = {"queries": '{"q":{"query":"Kent"}}'}
            return [await browser.post("/reconcile", data=form) for _ in range(3)]

    asked = asyncio.run(thrice())
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert int(asked[2].headers["retry-after"]) >= 1


def test_an_openrefine_like_client_completes_its_flow(served):
    """From the manifest alone: types are guessed from a sample, the column is matched in one batch from
    another origin, a cell is looked up by hand, previewed and viewed, and columns are taken away."""
    origin = {"Origin": "https://refine.example"}
    with httpx.Client(headers=origin, follow_redirects=True) as browser:
        first = browser.get(f"{served}/reconcile")
        manifest = first.json()
        assert first.headers["access-control-allow-origin"] == "*" and "0.2" in manifest["versions"]
        names = ["LB Haringey", "NE Lincs", "Walsall MBC", "Oxford City Council"]
        queries = {str(n): {"query": name, "limit": 3} for n, name in enumerate(names)}
        sample = browser.post(f"{served}/reconcile", data={"queries": json.dumps(queries)}).json()
        guessed = sample["0"]["result"][0]["type"][0]["id"]
        assert guessed == "council" and guessed in {t["id"] for t in manifest["defaultTypes"]}
        assert len(names) <= manifest["batchSize"]
        queries = {key: query | {"type": guessed} for key, query in queries.items()}
        batch = browser.post(f"{served}/reconcile", data={"queries": json.dumps(queries)})
        assert batch.headers["access-control-allow-origin"] == "*"
        matched = [[c["id"] for c in batch.json()[key]["result"] if c["match"]] for key in queries]
        assert [len(ids) for ids in matched] == [1, 1, 1, 0]
        (haringey,) = matched[0]
        typed = manifest["suggest"]["entity"]
        hits = browser.get(typed["service_url"] + typed["service_path"], params={"prefix": "harin"}).json()
        assert haringey in [hit["id"] for hit in hits["result"]]
        name = quote(haringey, safe="")
        flyout = browser.get(typed["service_url"] + typed["flyout_service_path"].replace("${id}", name))
        assert flyout.json()["id"] == haringey and "Haringey" in flyout.json()["html"]
        preview = browser.get(manifest["preview"]["url"].replace("{{id}}", name))
        assert preview.status_code == 200 and "London Borough of Haringey" in preview.text
        view = browser.get(manifest["view"]["url"].replace("{{id}}", name), headers={"Accept": "text/turtle"})
        assert f"<{manifest['identifierSpace']}{haringey}>" in view.text or "council:haringey" in view.text
        offer = manifest["extend"]["propose_properties"]
        proposed = browser.get(offer["service_url"] + offer["service_path"], params={"type": guessed}).json()
        assert {"gss", "region", "dfe"} <= {p["id"] for p in proposed["properties"]}
        columns = [{"id": "gss"}, {"id": "region"}, {"id": "region", "settings": {"content": "label"}}]
        extend = {"ids": [haringey], "properties": columns[:2]}
        extended = browser.post(f"{served}/reconcile", data={"extend": json.dumps(extend)}).json()
        rows, area = extended["rows"], {"id": "area", "name": "Area"}
        assert rows[haringey]["gss"] == [{"str": "E09000014"}]
        assert rows[haringey]["region"] == [{"id": "id/area/london", "name": "London"}]
        # A column of things of one type says so, and OpenRefine goes on from it; one of texts does not.
        assert [column.get("type") for column in extended["meta"]] == [None, area]
        extend["properties"] = columns[2:]
        as_texts = browser.post(f"{served}/reconcile", data={"extend": json.dumps(extend)}).json()
        assert "type" not in as_texts["meta"][0]
        page = browser.get(manifest["documentation"]).text
        assert all(f'id="{feature}"' in page for feature in FEATURES)


def test_the_pandas_client_reconciles_a_column(served):
    """The package `reconciler`, written for Wikidata, matches a column with codes beside it."""
    frame = pandas.DataFrame({"council": ["Haringey", "Durham"], "gss": ["E09000014", "E06000047"]})
    found = client.reconcile(
        frame["council"], type_id="council", property_mapping={"gss": frame["gss"]},
        reconciliation_endpoint=f"{served}/reconcile",
    )  # fmt: skip
    assert list(found["id"]) == ["id/council/haringey", "id/council/durham-2009"] and all(found["match"])


def test_the_preview_fits_a_frame_and_runs_nothing(served):
    """It may be framed by others, loads nothing, has no script, and what data says in it is text."""
    answer = get(f"{served}/reconcile/preview", params={"id": "council/windsor-and-maidenhead"})
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors" not in policy
    assert "x-frame-options" not in answer.headers and "<script" not in answer.text
    assert "Windsor &amp; Maidenhead" in answer.text and len(answer.text) < 4000
    page = get(f"{served}/reconcile/about")
    assert page.headers["x-frame-options"] == "DENY"


def test_a_batch_is_answered_query_by_query(served, matcher):
    """1,000 queries in one batch get what each would get alone."""
    names = [name for entity in matcher.entities if entity.kind == "council" for name in entity.names]
    names = (names * 4)[: requests.BATCH]
    queries = {str(n): {"query": name, "type": "council", "limit": 1} for n, name in enumerate(names)}
    answer = post(f"{served}/reconcile", data={"queries": json.dumps(queries)}, timeout=60).json()
    assert list(answer) == list(queries)
    for n in range(0, requests.BATCH, 97):
        assert answer[str(n)]["result"][0]["id"] == matcher.find(names[n], ["council"])[0].entity.id


@pytest.fixture(scope="module")
def specs():
    """The directory of version 0.2 in a copy of reconciliation-api/specs."""
    given = os.environ.get("PATGRAPH_RECONCILIATION_SPECS")
    if not given:
        pytest.skip(
            "PATGRAPH_RECONCILIATION_SPECS is not set: a copy of reconciliation-api/specs is not at hand"
        )
    return Path(given) / "0.2"


@pytest.fixture(scope="module")
def accept(specs):
    """Whether a schema of the API takes a value: `accept("manifest", value)`; it raises where not."""
    read = {path.stem: json.loads(path.read_text()) for path in (specs / "schemas").glob("*.json")}
    outside = "http://swagger.io/v2/schema.json"
    scheme = {"definitions": {"securityDefinitions": {"additionalProperties": True}}}
    kept = [(schema.get("$id", f"urn:{name}"), _bare(schema)) for name, schema in read.items()]
    registry = jsonschema_rs.Registry([*kept, (outside, scheme)], draft=jsonschema_rs.Draft7)
    checks = {
        name: jsonschema_rs.Draft7Validator(_bare(schema), registry=registry) for name, schema in read.items()
    }
    return lambda name, value: checks[name].validate(value)


def _bare(schema):
    """A schema without the name of its draft, which is not one that stands still."""
    return {key: value for key, value in schema.items() if key != "$schema"}


def test_the_schemas_of_the_api_take_every_answer(served, accept):
    """A run over all endpoints, with everything that the answers can have."""

    def get(path, **parameters):
        answer = get(f"{served}/reconcile{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    accept("manifest", get(""))
    queries = {
        "a": {"query": "Durham", "limit": 50}, "b": {"query": "zzzzzz", "type": "council"},
        "c": {"query": ""},
        "d": {"query": "Haringey", "type": "nothing", "properties": [{"pid": "nothing", "v": 1}]},
        "e": {"properties": [{"pid": "region", "v": "London"}], "limit": 100},
        "f": {"query": "E09000014", "type_strict": "should", "type": ["area"]},
    }  # fmt: skip
    accept("reconciliation-query-batch", queries)
    accept("reconciliation-result-batch", get("", queries=json.dumps(queries)))
    for prefix in ("", "a", "co", "council/", "E09000014"):
        accept("suggest-entities-response", get("/suggest/entity", prefix=prefix, cursor=1))
        accept("suggest-properties-response", get("/suggest/property", prefix=prefix))
        accept("suggest-types-response", get("/suggest/type", prefix=prefix))
    from patgraph.names import RECONCILED

    for kind in RECONCILED:
        proposal = get("/properties", type=kind, limit=40)
        accept("data-extension-property-proposal", proposal)
        some_ids = [c["id"] for c in get("/suggest/entity", prefix="a", type=kind)["result"]]
        extend = {"ids": ["id/council/haringey", "nothing", *some_ids], "properties": proposal["properties"]}
        extend["properties"].append({"id": "nothing", "settings": {"limit": 2}})
        accept("data-extension-query", extend)
        answer = post(f"{served}/reconcile", data={"extend": json.dumps(extend)})
        accept("data-extension-response", answer.json())


def test_the_examples_of_the_api_are_classified_right(served, specs):
    """Each example of a request is taken or refused as the API's authors have it, by the reader and over
    HTTP."""
    seen = 0
    for what, name, read in (
        ("reconciliation-query-batch", "queries", requests.queries),
        ("data-extension-query", "extend", requests.extension),
    ):
        for path in sorted((specs / "examples" / what).glob("*/*.json")):
            answer = post(f"{served}/reconcile", data={name: path.read_text()})
            seen += 1
            if path.parent.name == "valid":
                read(path.read_text())
                assert answer.status_code == 200, path
            else:
                with pytest.raises(BadValue):
                    read(path.read_text())
                assert answer.status_code == 422, path
    assert seen >= 9


def test_the_schemas_and_the_examples_agree(accept, specs):
    """What stands for the API's validator here tells its own examples of answers right."""
    for what in ("manifest", "reconciliation-result-batch", "data-extension-response"):
        for path in (specs / "examples" / what).glob("*/*.json"):
            value = json.loads(path.read_text())
            if path.parent.name == "valid":
                accept(what, value)
            elif path.stem != "bad-authentication":
                with pytest.raises(jsonschema_rs.ValidationError):
                    accept(what, value)
