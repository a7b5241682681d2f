"""The dataset describes itself: counts are recounted, digests taken again, shapes of others run."""

import base64
import hashlib
import io
import os
import zipfile
from collections import Counter
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat
from rdflib import DCAT, DCTERMS, RDF, VOID, URIRef

from patgraph.exports.dump_kinds import KINDS
from patgraph.names import BASE, PREFIXES

DATASET = URIRef(f"{BASE}dataset")
SH = rdflib.Namespace(PREFIXES["sh"])
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


@pytest.fixture(scope="module")
def described(site, taken):
    """The description, as a client reads it when every dump is built."""
    return rdflib.Graph().parse(data=site.get("/dataset.ttl").content, format="turtle")


@pytest.fixture(scope="module")
def taken(site):
    """The dumps, as a client takes them away."""
    site.get("/dataset.ttl")  # Whoever asks for it has them all begun.
    return {kind.name: site.get(f"/dumps/{kind.name}").content for kind in KINDS}


def test_void_counts_are_those_of_the_dump(site, taken):
    """Counted again from the Turtle of the view: statements, subjects, objects, entities, and both
    partitions, class by class and property by property.
    """
    void = rdflib.Graph().parse(data=site.get("/.well-known/void").content, format="turtle")
    view = {q.triple for q in pyoxigraph.parse(taken["view.ttl"], format=RdfFormat.TURTLE)}

    def said(node, name):
        return int(void.value(node, VOID[name]))

    assert said(DATASET, "triples") == len(view)
    assert said(DATASET, "distinctSubjects") == len({t.subject for t in view})
    assert said(DATASET, "distinctObjects") == len({t.object for t in view})
    space = str(void.value(DATASET, VOID.uriSpace))
    entities = {t.subject for t in view if getattr(t.subject, "value", "").startswith(space)}
    assert said(DATASET, "entities") == len(entities)
    members = Counter(str(t.object.value) for t in view if t.predicate.value == str(RDF.type))
    partition = {str(void.value(p, VOID["class"])): said(p, "entities")
                 for p in void.objects(DATASET, VOID.classPartition)}  # fmt: skip
    assert partition == members and said(DATASET, "classes") == len(members)
    uses = Counter(t.predicate.value for t in view)
    partition = {str(void.value(p, VOID.property)): said(p, "triples")
                 for p in void.objects(DATASET, VOID.propertyPartition)}  # fmt: skip
    assert partition == uses and said(DATASET, "properties") == len(uses)


def test_subsets_are_counted(described, taken):
    """The evidence and each of our graphs have the statements that the N-Quads hold."""
    quads = Counter(
        q.graph_name.value for q in pyoxigraph.parse(taken["patgraph.nq"], format=RdfFormat.N_QUADS)
    )
    passages = {name: n for name, n in quads.items() if "/id/passage/" in name}
    evidence = URIRef(f"{BASE}dataset#evidence")
    assert int(described.value(evidence, VOID.triples)) == sum(passages.values())
    for name, count in quads.items():
        if name not in passages and not name.endswith("/graph/view"):
            assert int(described.value(URIRef(name), VOID.triples)) == count


def test_the_description_names_every_dump_with_its_digest(site, described, taken, graph):
    """Each distribution can be fetched, and size and SHA-256 are those of its bytes; that of the N-Quads is
    the version.
    """
    found = set()
    for node in described.objects(DATASET, DCAT.distribution):
        address = str(described.value(node, DCAT.downloadURL))
        assert address.startswith(str(site.base_url))
        name = address.rsplit("/", 1)[-1]
        content = taken[name]
        checksum = described.value(node, SPDX.checksum)
        assert str(described.value(checksum, SPDX.checksumValue)) == hashlib.sha256(content).hexdigest()
        assert int(described.value(node, DCAT.byteSize)) == len(content)
        assert described.value(node, DCTERMS.license) and described.value(node, DCAT.mediaType)
        found.add(name)
    assert found == {kind.name for kind in KINDS}
    version = str(described.value(DATASET, URIRef(f"{DCAT}version")))
    assert version == graph.version == hashlib.sha256(taken["patgraph.nq"]).hexdigest()


def test_every_address_of_the_description_answers(site, described):
    """Landing page, endpoint descriptions and files are there; IRIs keep their base."""
    addresses = {str(o) for p in (DCAT.landingPage, DCAT.downloadURL) for o in described.objects(None, p)}
    assert len(addresses) >= 8
    for address in addresses:
        assert site.head(address).status_code == 200, address
    assert URIRef(f"{BASE}dataset#catalogue") in set(described.subjects(RDF.type, DCAT.Catalog))
    assert (
        site.get("/dataset", headers={"Accept": "text/html"}).headers["content-type"].startswith("text/html")
    )
    assert site.get("/dumps", follow_redirects=False).status_code == 303


def test_dumps_say_the_same(taken, graph):
    """N-Quads and TriG hold the same statements; so do the two of RDF 1.2, where each passage reifies just
    what its graph says, beside the view.
    """
    quads = list(pyoxigraph.parse(taken["patgraph.nq"], format=RdfFormat.N_QUADS))
    trig = list(pyoxigraph.parse(taken["patgraph.trig"], format=RdfFormat.TRIG))
    assert Counter(q.graph_name for q in quads) == Counter(q.graph_name for q in trig)
    reifies = pyoxigraph.NamedNode(f"{PREFIXES['rdf']}reifies")
    for name, form in (("patgraph-rdf12.ttl", RdfFormat.TURTLE), ("patgraph-rdf12.nt", RdfFormat.N_TRIPLES)):
        triples = [q.triple for q in pyoxigraph.parse(taken[name], format=form)]
        said = {(t.subject, t.object) for t in triples if t.predicate == reifies}
        passages = {(q.graph_name, q.triple) for q in quads if "/id/passage/" in q.graph_name.value}
        assert said == passages
        assert len(triples) - len(said) == sum(q.graph_name == graph.store.view for q in quads)


@pytest.mark.slow
def test_the_command_exports_rdf_12(run, small_built, small_app):
    """`patgraph export` gives the same bytes as the dump."""
    served = TestClient(small_app)
    for form, name in (("turtle12", "patgraph-rdf12.ttl"), ("ntriples12", "patgraph-rdf12.nt")):
        dump = served.get(f"/dumps/{name}")
        assert dump.status_code == 200
        assert run("export", "--store", small_built, "--format", form).stdout == dump.content.decode()


def test_tables_are_the_answers(site, taken, graph):
    """The CSV and Parquet archives have one table a question, with the rows that its page has."""
    parquet = pytest.importorskip("pyarrow.parquet")
    csv = zipfile.ZipFile(io.BytesIO(taken["tables-csv.zip"]))
    tables = zipfile.ZipFile(io.BytesIO(taken["tables-parquet.zip"]))
    assert {n.removesuffix(".csv") for n in csv.namelist()} == set(graph.queries)
    assert {n.removesuffix(".parquet") for n in tables.namelist()} == set(graph.queries)
    for name in ("councils", "engagements", "timeline"):
        query = graph.queries[name]
        values = {k: v for k, v in query.example.items() if query.parameters[k].required}
        served = site.get(f"/queries/{name}.csv", params=values).content
        assert csv.read(f"{name}.csv") == served
        rows = parquet.read_table(io.BytesIO(tables.read(f"{name}.parquet"))).num_rows
        assert rows == query.ask(graph.store, values).total


def test_dumps_can_be_resumed_and_checked(site, taken):
    """A part of a dump can be asked for; ETag and digest are of the whole."""
    response = site.get("/dumps/view.ttl", headers={"Range": "bytes=100-199"})
    assert response.status_code == 206 and response.content == taken["view.ttl"][100:200]
    digest = base64.b64encode(hashlib.sha256(taken["view.ttl"]).digest()).decode()
    assert response.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert site.get("/dumps/nothing.nq").status_code == 404


def test_a_strange_host_breaks_nothing(site):
    """A Host header that no address can be made of gets the base instead."""
    assert site.get("/.well-known/void", headers={"Host": 'x"><y'}).status_code in (200, 400)


@pytest.fixture(scope="module")
def shacl():
    """A directory with shapes of others: DCAT-AP's `*.ttl`, SIB's `spex.shacl`."""
    directory = os.environ.get("PATGRAPH_SHACL")
    if not directory:
        pytest.skip("PATGRAPH_SHACL is not set: the shapes of DCAT-AP and SIB are not at hand")
    return Path(directory)


def violations(data, shapes):
    """What breaks shapes of others, as (path, message), severities below violation left out."""
    # SEMIC's generated file names property shapes without a path, which say nothing.
    for owner, shape in list(shapes.subject_objects(SH.property)):
        if (shape, SH.path, None) not in shapes:
            shapes.remove((owner, SH.property, shape))
    # With RDFS, where everything is an rdfs:Resource, as one of the files demands.
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="rdfs", allow_warnings=True)
    return [
        (report.value(result, SH.resultPath), str(report.value(result, SH.resultMessage)))
        for result in report.objects(None, SH.result)
        if report.value(result, SH.resultSeverity) == SH.Violation
    ]


def test_dcat_ap_shapes_hold(described, shacl):
    """DCAT-AP's own shapes find no violation in the catalogue.

    One rule of theirs cannot hold: their list of vocabularies wants the algorithm of a checksum under
    https://spdx.org/rdf/terms, where SPDX's own namespace, which the other files use, is http.
    """
    files = [path for path in shacl.rglob("*.ttl") if "imports" not in path.name]
    assert files
    for path in files:
        shapes = rdflib.Graph().parse(path)
        broken = violations(described, shapes)
        if "mdr-vocabularies" in path.name:
            broken = [found for found in broken if found[0] != SPDX.algorithm]
        assert not broken, (path.name, broken[:3])


def test_spex_shapes_hold(site, shacl):
    """SIB's shapes of example queries hold for the catalogue of questions, as the view has it."""
    served = site.get("/graph/view.nt").text.splitlines()
    about = "\n".join(line for line in served if line.startswith(("_:", f"<{BASE}query/")))
    data = rdflib.Graph().parse(data=about, format="nt")
    assert len(set(data.subjects(RDF.type, SH.SPARQLExecutable))) >= 20
    # The file has an escape that Turtle does not know.
    text = (shacl / "spex.shacl").read_text().replace("\\s", "\\\\s")
    assert not violations(data, rdflib.Graph().parse(data=text, format="turtle"))
