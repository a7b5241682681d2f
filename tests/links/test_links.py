"""`patgraph links`, against an outside world on loopback that answers, moves, hangs, lies and dies."""

import csv
import io
import json
import socket
import subprocess
import threading
import time
from itertools import pairwise

import pytest
from click.testing import CliRunner
from pyoxigraph import Quad, RdfFormat, parse

from patgraph import cli
from patgraph.errors import BadInput, Offline
from patgraph.links import findings as outside_links
from patgraph.links.check import Manner, check
from patgraph.links.observations import Observations, usual_place
from patgraph.names import graph as graph_name
from patgraph.rdf import Dataset
from patgraph.store import snapshot
from patgraph.store.embedded import in_memory
from tests.support.outside import (
    busy,
    dies,
    drips,
    only_get,
    outside_world,
    page,
    redirect,
    service,
    slow,
    titled,
)
from tests.support.paths import PATGRAPH

PREFIXES = """
@prefix area: <https://w3id.org/patgraph/id/area/> .
@prefix council: <https://w3id.org/patgraph/id/council/> .
@prefix document: <https://w3id.org/patgraph/id/document/> . @prefix pat: <https://w3id.org/patgraph/def#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix schema: <https://schema.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix geography: <http://statistics.data.gov.uk/def/statistical-geography#> .
@prefix ons: <http://statistics.data.gov.uk/id/statistical-geography/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
"""
WIKIDATA = {"wikidata": "http://wikidata.test/sparql"}
SERVICES = WIKIDATA | {"ons": "http://ons.test/sparql"}
QUICK = Manner(timeout=30, concurrency=8, pause=0, services=SERVICES)
#: Where nothing answers, for as long as a busy machine may take to answer what does.
HANGS = Manner(timeout=2, concurrency=8, pause=0, services=SERVICES)


@pytest.fixture
def world(monkeypatch):
    """An outside world that this process, too, takes for the real one."""
    with outside_world() as outside:
        for name, value in outside.environment.items():
            monkeypatch.setenv(name, value)
        yield outside


@pytest.fixture
def kept(tmp_path):
    """Observations that are fresh for an hour."""
    return Observations(tmp_path / "cache" / "links.sqlite", 3600)


def quads(turtle):
    return [Quad(t.subject, t.predicate, t.object, graph_name("view"))
            for t in parse((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE)]  # fmt: skip


def links_of(turtle, *hosts):
    """The outside links of some Turtle as the view."""
    store = in_memory("".join(f"{quad} .\n" for quad in quads(turtle)).encode(), "0" * 64)
    return outside_links.outside(store, hosts)


def found(turtle, kept, manner=QUICK, **more):
    """Address -> what is found of it."""
    return {finding.link.address: finding for finding in check(links_of(turtle), kept, manner, **more)}


def state(address, kept, **more):
    """What is found of one page."""
    return found(f"document:a rdfs:seeAlso <{address}> .", kept, **more)[address]


def test_links_are_picked_by_predicate(graph):
    """Of the real graph: outside addresses by the listed relations, with name and code; none of ours."""
    links = outside_links.outside(graph.store)
    relations = {link.relation for link in links}
    assert {"schema:sameAs", "rdfs:seeAlso", "schema:url", "dcterms:source"} <= relations
    assert relations <= set(outside_links.PREDICATES)
    assert not [link for link in links if link.address.startswith("https://w3id.org/patgraph/")]
    (haringey,) = [link for link in links if link.address.endswith("geography/E09000014")]
    assert haringey.codes == ("E09000014",) and "Haringey (area)" in haringey.names
    assert (
        {link.address for link in outside_links.outside(graph.store, ["WWW.doh.gov.uk"])}
        == {link.address for link in links if "//www.doh.gov.uk/" in link.address}
        != set()
    )


def test_codes_come_from_identifiers_too():
    """A GSS code that is a thing of its own is the area's, and the council's; other codes are not it."""
    (link,) = links_of("""council:x pat:area area:x ; schema:sameAs wd:Q1 .
        area:x adms:identifier [ skos:notation "E08000016" ] , [ skos:notation "370" ] .""")
    assert link.codes == ("E08000016",)


def test_what_answers_is_fine_and_is_asked_with_manners(world, kept):
    """A page that answers holds; who asks says who it is, and HEAD comes before GET."""
    world.pages["http://fine.test/page"] = titled("Fine")
    world.pages["http://fine.test/file"] = page("%PDF", media="application/pdf")
    assert state("http://fine.test/page#part", kept).state == "ok"
    assert state("http://fine.test/file", kept).state == "ok"
    assert world.asked("http://fine.test/page") == ["HEAD", "GET"]
    assert world.asked("http://fine.test/file") == ["HEAD"]
    assert len(world.agents) == 1 and world.agents.pop().startswith("patgraph/")


def test_a_host_that_knows_no_head_is_asked_with_get(world, kept):
    """405 to HEAD says nothing of the page."""
    world.pages["http://fine.test/page"] = only_get(titled("Fine"))
    assert state("http://fine.test/page", kept).state == "ok"


def test_a_host_that_hangs_is_given_up(world, kept):
    """Where HEAD hangs GET may answer; where nothing answers, the host's other pages are not waited for."""
    world.pages["http://half.test/page"] = only_get(titled("Fine"), slow(60))
    assert state("http://half.test/page", kept, manner=HANGS).state == "ok"
    world.pages |= {f"http://hang.test/{n}": slow(60) for n in range(9)}
    turtle = "".join(f"document:a rdfs:seeAlso <http://hang.test/{n}> .\n" for n in range(9))
    assert {finding.state for finding in found(turtle, kept, HANGS).values()} == {"unreachable"}
    assert len(world.times("hang.test")) <= 6


@pytest.mark.parametrize(
    ("hops", "want", "new"),
    [
        ([("b", 301), ("c", 308)], "moved", "http://m.test/c"),
        ([("b", 302)], "ok", None),
        ([("b", 303)], "ok", None),
        ([("b", 301), ("c", 302)], "moved", "http://m.test/b"),
        ([("b", 302), ("c", 301)], "ok", None),
        ([("b", 302), ("a", 302)], "dead", None),
        ([("b", 301), ("nothing", 301)], "dead", None),
        ([(f"r{n}", 302) for n in range(14)], "dead", None),
    ],
)
def test_redirects(world, kept, hops, want, new):
    """Permanent ones are told with the new address; temporary ones hold; circles, and what leads to nothing,
    are dead.
    """
    here = "a"
    for to, status in hops:
        world.pages[f"http://m.test/{here}"] = redirect(f"/{to}", status)
        here = to
    if here not in ("a", "nothing"):
        world.pages[f"http://m.test/{here}"] = titled("Here")
    finding = state("http://m.test/a", kept)
    assert (finding.state, finding.new) == (want, new)


@pytest.mark.parametrize(
    ("answer", "want", "word"),
    [
        (page("", 404), "dead", "404"), (page("", 410), "dead", "410"),
        (titled("Page not found | Council"), "contradictory", "not found"),
        (titled("404"), "contradictory", "404"),
        (page("", 403), "unsure", "403"), (page("", 500), "unsure", "500"),
        (slow(60), "unreachable", "within"), (drips, "unreachable", "within"),
        (dies, "unreachable", "broke off"), (busy(99, "0"), "unsure", "429"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(world, kept, answer, want, word):
    """Gone, lying, closed, hanging, dripping, dying pages: each its state and reason, and none takes long."""
    world.pages["http://wrong.test/page"] = answer
    began = time.monotonic()
    finding = state("http://wrong.test/page", kept, manner=HANGS if word == "within" else QUICK)
    assert finding.state == want and word in finding.reason, finding
    assert time.monotonic() - began < 50


def test_nobody_at_home(world, kept):
    """A host that refuses is there, so it is unreachable, not dead, and not offline."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}/"
    assert state(address, kept).state == "unreachable"


def test_a_host_is_left_alone_as_long_as_it_asks(world, kept):
    """After 429 with Retry-After it is asked again no sooner; for an hour, not at all."""
    world.pages["http://busy.test/page"] = busy(1, "1")
    assert state("http://busy.test/page", kept).state == "ok"
    first, second = world.times("busy.test")[1:3]
    assert second - first >= 1
    world.pages["http://closed.test/0"] = busy(99, "3600")
    turtle = "".join(f"document:a rdfs:seeAlso <http://closed.test/{n}> .\n" for n in range(5))
    assert {finding.state for finding in found(turtle, kept).values()} == {"unsure"}
    assert len(world.times("closed.test")) <= 3


def test_robots_are_told_to_stay_away(world, kept):
    """robots.txt is read once a host and obeyed; without one all may be asked."""
    world.pages["http://r.test/robots.txt"] = page("User-agent: *\nDisallow: /private", media="text/plain")
    world.pages |= {f"http://r.test/{name}": titled("Fine") for name in ("private", "open")}
    told = found("document:a rdfs:seeAlso <http://r.test/private> , <http://r.test/open> .", kept)
    assert told["http://r.test/private"].state == "unsure" and told["http://r.test/open"].state == "ok"
    assert world.asked("http://r.test/private") == [] and len(world.asked("http://r.test/robots.txt")) == 1


def test_requests_are_bounded(world, kept):
    """Never more under way than were allowed, never two to one host, and a pause between."""
    for host in "abcdef":
        world.pages |= {f"http://{host}.test/{n}": slow(0.05, page(media="text/plain")) for n in range(3)}
    turtle = "".join(f"document:a rdfs:seeAlso <{address}> .\n" for address in world.pages)
    told = found(turtle, kept, Manner(timeout=30, concurrency=3, pause=0.1))
    assert {finding.state for finding in told.values()} == {"ok"} and len(told) == 18
    assert world.most.pop("") <= 3 and set(world.most.values()) == {1}
    for host in "abcdef":
        times = world.times(f"{host}.test")
        assert all(later - earlier >= 0.1 for earlier, later in pairwise(times))


def test_registers_are_asked_what_they_hold(world, kept):
    """Wikidata: code agrees, code differs, unknown, merged, called otherwise. A differing code contradicts
    only where the graph says the two are one. Its pages are not visited.
    """
    world.pages["http://wikidata.test/sparql"] = service(
        PREFIXES
        + """
        wd:Q1 wdt:P836 "E08000016" ; rdfs:label "Barnsley Metropolitan Borough Council"@en .
        wd:Q2 wdt:P836 "E08000099" ; rdfs:label "Somewhere"@en . wd:Q4 owl:sameAs wd:Q1 .
        wd:Q5 rdfs:label "Paris"@en , "Londres"@fr . wd:Q6 rdfs:label "Borough of Barnsley"@en ."""
    )
    council = """council:barnsley rdfs:label "Barnsley Council"@en ; pat:area area:barnsley .
        area:barnsley pat:gssCode "E08000016" . council:barnsley """
    told = found(council + "schema:sameAs wd:Q1 , wd:Q2 , wd:Q3 , wd:Q4 , wd:Q5 , wd:Q6 .", kept)
    states = {address.rpartition("/")[2]: finding.state for address, finding in told.items()}
    assert states == {
        "Q1": "ok",
        "Q2": "contradictory",
        "Q3": "dead",
        "Q4": "moved",
        "Q5": "contradictory",
        "Q6": "ok",
    }
    assert told["http://www.wikidata.org/entity/Q4"].new == "http://www.wikidata.org/entity/Q1"
    assert "E08000099" in told["http://www.wikidata.org/entity/Q2"].reason
    assert not world.times("www.wikidata.org")
    (related,) = found(council + "rdfs:seeAlso wd:Q2 .", kept).values()
    assert related.state == "ok" and "E08000099" in related.reason


def test_an_item_of_ons_is_visited_and_asked_about(world, kept):
    """In ONS's shape: typed codes, areas called by their code; an address that answers for an area that the
    service does not know contradicts it.
    """
    place = "http://statistics.data.gov.uk"
    world.pages["http://ons.test/sparql"] = service(
        PREFIXES
        + """ons:E08000016 rdfs:label "E08000016" ;
        geography:officialname "Barnsley" ; skos:notation "E08000016"^^geography:gssCode ."""
    )
    for code in ("E08000016", "E08000017"):
        world.pages[f"{place}/id/statistical-geography/{code}"] = redirect(f"{place}/doc/{code}", 303)
        world.pages[f"{place}/doc/{code}"] = page("<a:> <b:> <c:> .", media="text/turtle")
    told = found(
        """area:barnsley rdfs:label "Barnsley (area)"@en ; pat:gssCode "E08000016" ; schema:sameAs
        ons:E08000016 , ons:E08000017 , ons:E08000018 .""",
        kept,
    )
    states = {address.rpartition("/")[2]: finding.state for address, finding in told.items()}
    assert states == {"E08000016": "ok", "E08000017": "contradictory", "E08000018": "dead"}


@pytest.mark.parametrize(
    "broken", [slow(60), dies, page("{", media="application/sparql-results+json"), page("", 500)]
)
def test_a_service_that_fails_costs_only_what_it_knows(world, kept, broken):
    """Where a register's service hangs, dies or lies, that is told, and its items are visited."""
    world.pages["http://wikidata.test/sparql"] = broken
    world.pages["http://www.wikidata.org/entity/Q1"] = titled("Q1")
    warnings = []
    manner = Manner(timeout=2, pause=0, services=WIKIDATA)
    (finding,) = found("council:x schema:sameAs wd:Q1 .", kept, manner, warn=warnings.append).values()
    assert finding.state == "ok" and len(warnings) == 1 and warnings[0].startswith("Wikidata does not answer")


def test_a_website_of_someone_else_is_doubted(world, kept):
    """A homepage whose title is like none of the council's names is unsure, moved or not."""
    world.pages["http://three.test/"] = redirect("http://two.test/")
    world.pages["http://one.test/"] = titled("Walsall Council | Home")
    world.pages["http://two.test/"] = titled("Cheap flights")
    told = found(
        """council:walsall rdfs:label "Walsall Metropolitan Borough Council"@en ;
        foaf:homepage <http://one.test/> , <http://two.test/> , <http://three.test/> .""",
        kept,
    )
    assert [told[f"http://{name}.test/"].state for name in ("one", "two", "three")] == [
        "ok",
        "unsure",
        "unsure",
    ]


def test_what_was_seen_is_kept_and_judged_anew(world, kept):
    """The second run asks nothing that was sure, and still sees that a code was corrected in the graph; after
    its time all is asked again.
    """
    world.pages["http://wikidata.test/sparql"] = service(PREFIXES + 'wd:Q1 wdt:P836 "E08000016" .')
    world.pages["http://fine.test/"] = titled("Fine")
    world.pages["http://closed.test/"] = page("", 403)
    turtle = """area:x pat:gssCode "{}" ; schema:sameAs wd:Q1 ;
        rdfs:seeAlso <http://fine.test/> , <http://closed.test/> ."""
    first = [finding.state for finding in found(turtle.format("E08000017"), kept).values()]
    came = len(world.came)
    second = found(turtle.format("E08000016"), kept)
    assert first == ["unsure", "ok", "contradictory"]
    assert [finding.state for finding in second.values()] == ["unsure", "ok", "ok"]
    assert {url for _, _, url in world.came[came:]} == {
        "http://closed.test/",
        "http://closed.test/robots.txt",
    }
    came = len(world.came)
    found(turtle.format("E08000016"), Observations(kept.place, 0))
    assert {"http://fine.test/", "http://wikidata.test/sparql"} <= {url for _, _, url in world.came[came:]}


def test_hosts_that_are_gone_are_no_missing_network(world, kept, monkeypatch):
    """Where only hosts that cannot be reached are left to ask, those that answered before tell that there is
    a network; without such ones it is taken for missing.
    """
    world.pages["http://fine.test/"] = titled("Fine")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1,gone.invalid")
    with pytest.raises(Offline):
        state("http://gone.invalid/", kept)
    assert not kept.place.exists()
    turtle = "document:a rdfs:seeAlso <http://gone.invalid/> , <http://fine.test/> ."
    for _ in range(2):
        states = [finding.state for finding in found(turtle, kept).values()]
        assert states == ["ok", "unreachable"]


def test_the_cache_is_where_xdg_has_it(monkeypatch, tmp_path):
    """XDG_CACHE_HOME counts where it is absolute; a file that is none of ours is refused with its name."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert usual_place() == tmp_path / "patgraph" / "links.sqlite"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert usual_place().parts[-3] == ".cache"
    other = tmp_path / "notes.txt"
    other.write_text("nothing of the kind, though long enough to be read " * 9)
    with pytest.raises(BadInput, match=r"notes\.txt"):
        Observations(other, 60).fresh()


# The command.


@pytest.fixture
def store(tmp_path):
    """A store with some outside links."""

    def make(turtle):
        snapshot.write_snapshot(Dataset(frozenset(quads(turtle))), tmp_path / "store")
        return tmp_path / "store"

    return make


@pytest.mark.slow
def test_the_command_reports_in_three_formats(world, run, store, tmp_path):
    """Table of what does not hold, JSON and CSV of all; status 1 for a dead link, 0 without one."""
    world.pages["http://fine.test/"] = titled("Fine")
    world.pages["http://m.test/old"] = redirect("http://fine.test/")
    where = store("document:a rdfs:seeAlso <http://fine.test/> , <http://gone.test/> , <http://m.test/old> .")
    options = ("links", "--store", where, "--pause", 0, "--timeout", 30, "--cache", tmp_path / "c.sqlite")
    done = run(*options)
    assert done.returncode == 1, done.stderr
    assert "gone.test" in done.stdout and "→ http://fine.test/" in done.stdout
    assert "3 links: 1 ok, 1 moved, 1 dead" in done.stderr and "asking" in done.stderr

    def again(*more):
        return CliRunner().invoke(cli.main, [*map(str, options), *more])

    rows = json.loads(again("--format", "json").stdout)["links"]
    assert [row["state"] for row in rows] == ["ok", "dead", "moved"]
    told = list(csv.DictReader(io.StringIO(again("--format", "csv").stdout)))
    assert [row | {"new": row["new"] or ""} for row in rows] == told
    only = again("--only", "fine.test", "--all")
    assert only.exit_code == 0 and "1 links: 1 ok" in only.stderr and "fine.test" in only.stdout
    assert "1 links: 1 ok" in again("--limit", "1").stderr
    for wrong, word in (("--only=nowhere.test", "nowhere.test"), ("--service=viaf=http://x/", "wikidata")):
        refused = again(wrong)
        assert refused.exit_code == 2 and word in refused.stderr


def test_offline_it_says_so_and_changes_nothing(run, store, tmp_path):
    """Where no host can be reached: status 2, a sentence, no report, no cache."""
    where = store("document:a rdfs:seeAlso <http://a.invalid/> , <https://b.invalid/> .")
    environment = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "NO_PROXY": "*"}
    done = run("links", "--store", where, "--timeout", 2, env=environment)
    assert done.returncode == 2 and "No network" in done.stderr and done.stdout == ""
    assert not (tmp_path / "cache").exists()


@pytest.mark.slow
def test_a_killed_run_is_resumed(world, store, tmp_path):
    """After SIGKILL in the middle, the next run asks only what was not seen, and reports all."""
    names = [f"http://many.test/{n:02}" for n in range(24)]
    # Who comes after the twelfth has no answer until the process is dead: it cannot have ended before.
    dead = threading.Event()

    def answer(handler):
        if len(world.came) > 12:
            dead.wait(600)
        page(media="text/plain")(handler)

    world.pages |= dict.fromkeys(names, answer)
    where = store("".join(f"document:a rdfs:seeAlso <{name}> .\n" for name in names))
    command = [PATGRAPH, "links", "--store", where, "--pause", "0", "--cache", tmp_path / "c.sqlite"]
    command = [*map(str, command), "--format", "json"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(world.came) <= 12:
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    dead.set()
    seen = Observations(tmp_path / "c.sqlite", 3600).fresh()
    came = len(world.came)
    assert 5 <= len(seen) < len(names)
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    again = {url for _, method, url in world.came[came:] if method == "HEAD"}
    assert done.returncode == 0 and len(json.loads(done.stdout)["links"]) == len(names)
    assert again == {name for name in names if f"visit {name}" not in seen}
