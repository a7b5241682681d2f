"""Reference data: the 150 councils of 2002, their codes, what became of them, and each known error of the
lists that they were compiled from."""

import csv
import os
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from patgraph.errors import UnknownCode
from patgraph.names import BASE, PREFIXES, curie, graph, pat, term

#: A directory with the lists that the reference data were compiled from, for the test that compares them.
LISTS = os.environ.get("PATGRAPH_OPENDATA")
STATISTICS = "http://statistics.data.gov.uk/id/statistical-geography/"
#: Counties of which the registers' code, website and slug are those of the unitary council of 2009.
UNITARIES = {
    "cornwall": "CON",
    "durham": "DUR",
    "northumberland": "NBL",
    "shropshire": "SHR",
    "wiltshire": "WIL",
}
#: Areas whose address at the Office for National Statistics was not seen.
UNSEEN = {"E10000001", "E10000004", "E10000005", "E10000010", "E10000022", "E10000026", "E10000033"}
ORDERS = {
    "bedfordshire": "SI 2008/907", "cheshire": "SI 2008/634", "cornwall": "SI 2008/491",
    "durham": "SI 2008/493", "northumberland": "SI 2008/494", "shropshire": "SI 2008/492",
    "wiltshire": "SI 2008/490", "bournemouth": None, "poole": None, "buckinghamshire": None,
    "cumbria": None, "dorset": None, "north-yorkshire": None, "northamptonshire": None, "somerset": None,
}  # fmt: skip
LICENCES = {
    "digital-land/organisation-collection": "open-government-licence/version/3",
    "digital-land/organisation-dataset": "open-government-licence/version/3",
    "openregister/local-authority-data": "open-government-licence/version/3",
    "openregister/government-organisation-data": "open-government-licence/version/3",
    "drkane/geo-lookups": "open-government-licence/version/3",
    "mysociety/uk_local_authority_names_and_codes": "licenses/by/4.0",
    "data-to-insight/ofsted-ilacs-scrape-tool": "MIT",
    "osmlab/name-suggestion-index": "BSD-3-Clause",
    "alphagov/local-links-manager": "MIT",
    "communitiesuk/submit-social-housing-lettings-and-sales-data": "MIT",
}
#: Registers of which no licence is known: facts alone were taken.
UNLICENSED = (
    "mysociety/mapit", "BenGoodair/adults_social_care_data", "slendeavours/ONS_Population_Estimates",
)  # fmt: skip
#: What the list has otherwise than the register itself.
CORRECTED = {("st-helens", "gov_uk_slug"): "st-helens"}


class Said:
    """What the resolved view says, by subject and property."""

    def __init__(self, store):
        self.store = store

    def __call__(self, name, prop):
        """The values of a property (a CURIE), in their shortest form."""
        node = name if isinstance(name, NamedNode) else term(name)
        return {_short(quad.object) for quad in self.store.quads(node, term(prop), None, self.store.view)}

    def of(self, kind):
        """The things of a class."""
        found = self.store.quads(None, term("rdf:type"), term(kind), self.store.view)
        return sorted((quad.subject for quad in found), key=str)

    def codes(self, name):
        """The codes of a thing, by scheme."""
        found = defaultdict(set)
        for node in self(name, "adms:identifier"):
            (scheme,), (text,) = self(term(node), "pat:codeScheme"), self(term(node), "skos:notation")
            found[scheme.rsplit("/", 1)[-1]].add(text)
        return dict(found)


def _short(value):
    return curie(value.value) if isinstance(value, NamedNode) else value.value


@pytest.fixture(scope="module")
def said(graph):
    return Said(graph.store)


@pytest.fixture(scope="module")
def councils(said):
    """The councils of 2002, by slug."""
    return [slug(node) for node in said.of("pat:Council") if not said(node, "pat:started")]


def slug(node):
    return (node.value if isinstance(node, NamedNode) else node).rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def led(graph, code):
    """Where a code leads: (what it identifies, council of 2002, relation, date)."""
    return {
        (slug(row["identifies"]), slug(row["council"]), row["relation"], row["date"])
        for row in graph.query("council-of-code", code=code)
    }


def test_all_150_councils_are_there_and_hold(report, said, councils):
    """Their types are those of 2002, each lies in one of nine regions, and no rule is broken."""
    assert report.conforms
    assert len(councils) == 150
    types = Counter(slug(next(iter(said(f"council:{c}", "org:classification")))) for c in councils)
    assert types == {
        "metropolitan-district": 36, "unitary": 46, "county": 34, "london-borough": 32,
        "city-corporation": 1, "sui-generis": 1,
    }  # fmt: skip
    regions = Counter(slug(next(iter(said(f"area:{c}", "pat:within")))) for c in councils)
    assert regions == {
        "london": 33, "north-west": 22, "south-east": 19, "south-west": 16, "yorkshire-and-the-humber": 15,
        "west-midlands": 14, "north-east": 12, "east-of-england": 10, "east-midlands": 9,
    }  # fmt: skip


def test_a_council_its_area_and_its_codes_are_three_things(said, councils):
    """No GSS code is a council's, no other code an area's, and no code is a council or an area."""
    areas = {slug(node): node for node in said.of("pat:Area")}
    for council in councils:
        assert "gss" not in said.codes(f"council:{council}")
        assert set(said.codes(areas[council])) == {"gss"}
    both = set(said.of("adms:Identifier")) & {*said.of("pat:Council"), *said.of("pat:Area")}
    assert len(said.of("adms:Identifier")) > 1500 and not both


def test_codes_are_unique_where_they_must_be(said, councils):
    """One thing a code and scheme; one council of 2002 a code; one code of each scheme a council of 2002."""
    texts = Counter(
        (*said(c, "pat:codeScheme"), *said(c, "skos:notation")) for c in said.of("adms:Identifier")
    )
    assert set(texts.values()) == {1}
    of_2002 = Counter(node for c in councils for node in said(f"council:{c}", "adms:identifier"))
    assert set(of_2002.values()) == {1}
    counts = Counter()
    for council in councils:
        for scheme, found in said.codes(f"council:{council}").items():
            assert len(found) == 1, (council, scheme)
            counts[scheme] += 1
    assert counts["dfe"] == counts["snac"] == 150
    assert counts["local-authority-register"] == counts["org-id"] == counts["gov-uk-slug"] == 143
    assert counts["wikidata"] == 147 and counts["billing-authority"] == 143


def test_every_code_says_which_register_it_stands_in(said):
    """A code names registers, and each of those that a licence is known for has it in the graph."""
    named = set()
    for code in said.of("adms:Identifier"):
        sources = said(code, "dcterms:source")
        assert sources, code
        named |= sources
    for register, licence in LICENCES.items():
        address = NamedNode(f"https://github.com/{register}")
        assert any(licence in found for found in said(address, "dcterms:license")), register
    assert {n for n in named if n.startswith("https://github.com/")} <= {
        f"https://github.com/{r}" for r in (*LICENCES, *UNLICENSED)
    }


@pytest.fixture(scope="module")
def reference(graph):
    """The graphs of reference data, each with its statements."""
    names = (name for name in graph.store.sizes() if name.value.startswith(f"{BASE}graph/reference/"))
    return {name: list(graph.store.quads(graph=name)) for name in names}


def test_every_reference_graph_says_its_licence_and_origin(reference):
    """Title, description, licence, rights and sources, of each graph of reference data."""
    said = defaultdict(set)
    for quad in (quad for quads in reference.values() for quad in quads):
        said[quad.subject].add(quad.predicate)
    assert len(reference) >= 7
    wanted = {term(f"dcterms:{p}") for p in ("title", "description", "license", "rights", "source")}
    for name in reference:
        assert wanted <= said[name], name


def test_gateshead_has_its_later_code_beside_the_former(graph, said):
    """E08000037 is of a later boundary: both codes lead to the council, and no address made with the later
    one is said to be the same area."""
    assert said.codes("area:gateshead") == {"gss": {"E08000020", "E08000037"}}
    assert not [link for link in said("area:gateshead", "schema:sameAs") if "E08000037" in link]
    assert f"{STATISTICS}E08000037" in said("area:gateshead", "rdfs:seeAlso")
    for code in ("E08000020", "E08000037"):
        assert led(graph, code) == {("gateshead", "gateshead", "same", None)}


@pytest.mark.parametrize(
    ("council", "old", "new"),
    [("barnsley", "E08000016", "E08000038"), ("sheffield", "E08000019", "E08000039")],
)
def test_areas_whose_boundary_moved_in_2025_have_both_codes(graph, said, council, old, new):
    """Both lead to the council, each with the year until or since which it holds, and its list and order."""
    assert said.codes(f"area:{council}") == {"gss": {old, new}}
    for code, ends in ((old, "until"), (new, "from")):
        assert led(graph, code) == {(council, council, "same", None)}
        (row,) = graph.query("council-of-code", code=code)
        assert str(row[ends]) == "2025" and row["from" if ends == "until" else "until"] is None
    assert "https://www.legislation.gov.uk/uksi/2024/1328" in said(
        f"code:gss-{new.lower()}", "dcterms:source"
    )


def test_every_council_of_2002_has_its_number_of_social_services(graph, said, councils):
    """150 numbers of three digits, of which the five counties that became unitary handed theirs on; where the
    Department for Education gives the same to another council, both are led to, each with its scheme."""
    numbers = {council: said.codes(f"council:{council}")["cassr"] for council in councils}
    assert all(len(found) == 1 for found in numbers.values())
    assert len({number for found in numbers.values() for number in found}) == 150
    for county in UNITARIES:
        assert said.codes(f"council:{county}-2009")["cassr"] == numbers[county]
    rows = graph.query("council-of-code", code="309")
    schemes = {(slug(row["council"]), slug(row["scheme"])) for row in rows}
    assert schemes == {("salford", "cassr"), ("haringey", "dfe")}


def test_slugs_are_those_of_gov_uk(graph, said):
    """St Helens without the point; the councils made since 2019 have theirs, and two share their county's."""
    assert said.codes("council:st-helens")["gov-uk-slug"] == {"st-helens"}
    for council, found in {
        "bournemouth-christchurch-and-poole": "bournemouth-christchurch-poole", "cumberland": "cumberland",
        "westmorland-and-furness": "westmorland-and-furness",
        "north-northamptonshire": "north-northamptonshire",
        "west-northamptonshire": "west-northamptonshire", "dorset-2019": "dorset",
        "buckinghamshire-2020": "buckinghamshire",
    }.items():  # fmt: skip
        assert said.codes(f"council:{council}")["gov-uk-slug"] == {found}
    assert {c for _, c, _, _ in led(graph, "dorset")} == {"dorset"}


@pytest.mark.parametrize(
    ("code", "near"),
    [("E09000099", "E09000009"), ("E0900014", "E09000014"), ("GB-LAE-XYZ", None), ("999", None),
     ("Haringay", None)],
)  # fmt: skip
def test_an_unknown_code_is_refused_with_the_near_ones(graph, code, near):
    """No empty table, which looks like an answer."""
    with pytest.raises(UnknownCode, match="no register has") as caught:
        graph.query("council-of-code", code=code)
    assert caught.value.status == 404
    assert near is None or near in caught.value.near


def test_a_code_is_read_as_people_write_it(graph):
    """In small letters, with blanks around it."""
    assert led(graph, " e09000014 ") == led(graph, "E09000014") != set()


def test_bedfordshire_is_not_bedford(graph, said):
    """E10000001 is the county's; Bedford's own code leads to the county as its predecessor."""
    assert led(graph, "E10000001") == {("bedfordshire", "bedfordshire", "same", None)}
    for code in ("E06000055", "BDF", "822", "Q16239012", "gb-lae-bdf"):
        assert [(c, r, d) for _, c, r, d in led(graph, code)] == [("bedfordshire", "successor", "2009-04-01")]
    assert said.codes("area:bedford") == {"gss": {"E06000055"}}
    names = said("council:bedfordshire", "skos:altLabel") | said("council:bedfordshire", "skos:prefLabel")
    assert "Bedford" not in names


@pytest.mark.parametrize(("county", "code"), UNITARIES.items())
def test_codes_of_the_unitary_of_2009_are_not_the_countys(graph, said, county, code):
    """Register code, org-id, slug, website (and, of two, the Wikidata item) stand with the successor."""
    old, new = f"council:{county}", f"council:{county}-2009"
    borrowed = {
        "local-authority-register",
        "org-id",
        "gov-uk-slug",
        "billing-authority",
        "parliament-thesaurus",
    }
    assert not borrowed & set(said.codes(old)) and not said(old, "foaf:homepage")
    found = said.codes(new)
    assert found["local-authority-register"] == {code} and found["org-id"] == {f"GB-LAE-{code}"}
    assert found["gov-uk-slug"] and said(new, "foaf:homepage")
    if county in ("durham", "northumberland"):
        assert "wikidata" not in said.codes(old)
        assert not [link for link in said(old, "schema:sameAs") if "wikidata" in link]
    else:
        assert said.codes(old)["wikidata"] != found["wikidata"]
    assert [(c, r) for _, c, r, _ in led(graph, code)] == [(county, "successor")]


def test_addresses_that_were_not_seen_are_only_pointed_to(said):
    """Seven areas of 2002, all later areas and the regions: rdfs:seeAlso; the others schema:sameAs."""
    same, pointed = set(), set()
    for area in said.of("pat:Area"):
        same |= {x for x in said(area, "schema:sameAs") if x.startswith(STATISTICS)}
        pointed |= {x for x in said(area, "rdfs:seeAlso") if x.startswith(STATISTICS)}
    assert {f"{STATISTICS}{code}" for code in UNSEEN} <= pointed
    assert len(same) == 150 - len(UNSEEN) - 1  # and Gateshead
    assert not same & pointed


def test_company_numbers_of_today_are_not_the_firms_of_2002(said):
    """A company number identifies nothing; the firm points to it, and no identity is claimed elsewhere."""
    numbers = [c for c in said.of("adms:Identifier") if "companies-house" in c.value]
    assert len(numbers) == 3
    for number in numbers:
        assert not list(said.store.quads(None, term("adms:identifier"), number, said.store.view))
        assert "not certainly the firm of 2002" in next(iter(said(number, "skos:editorialNote")))
    for firm in said.of("pat:Consultancy"):
        assert not said(firm, "schema:sameAs") and not said(firm, "adms:identifier"), firm


@pytest.mark.parametrize(
    ("body", "differing"),
    [
        ("social-services-inspectorate", ("1990s", "1971", "1985")),
        ("national-care-standards-commission", ("2002", "2000")),
        ("office-of-the-deputy-prime-minister", ("2002", "2003")),
    ],
)
def test_unsettled_starts_are_gaps_not_dates(said, body, differing):
    """Where pages differ or are vague, no start is stated, and a gap says what they have."""
    assert not said(f"organisation:{body}", "pat:started")
    gap = f"gap:{body}-started"
    assert said(gap, "pat:gapReason") == {curie(PREFIXES["concept"] + "gap-reason/unsettled")}
    (why,) = said(gap, "dcterms:description")
    assert all(year in why for year in differing)


def test_what_is_unverified_is_left_out(said):
    """Chapter numbers, and addresses made of them; Wikidata items of bodies; a register's other office."""
    for act in ("local-government-act-1999", "education-act-1996"):
        assert not said(f"legislation:{act}", "schema:legislationIdentifier")
        assert not said(f"legislation:{act}", "schema:sameAs")
        assert said(f"gap:{act}-number", "pat:property") == {"schema:legislationIdentifier"}
    verified = {"department-for-education", "department-for-communities-and-local-government"}
    for kind in ("pat:Department", "pat:Inspectorate", "pat:Consultancy"):
        for body in said.of(kind):
            assert ("wikidata" in said.codes(body)) == (slug(body) in verified), body
    assert "D12" in said.codes("organisation:department-of-health")["government-register"]
    assert not said.codes("organisation:office-of-the-deputy-prime-minister")
    assert not list(said.store.quads(NamedNode(f"{BASE}id/code/government-register-ot537")))


def test_no_rating_comes_in_as_reference(graph, reference, said):
    """What only repeats our sources is no fact of a register: reference graphs hold no assessment; and what
    was derived (Wakefield without a star in November 2002) is an editor's, with its reason; no evidence."""
    for quad in (quad for quads in reference.values() for quad in quads):
        assert quad.predicate not in (pat("stars"), pat("answer"))
        assert quad.predicate != pat("asAt") or "/id/figure/" in quad.subject.value
        assert "/id/star-rating/" not in quad.subject.value
    derived = term("star-rating:wakefield-2002-11")
    places = {quad.graph_name for quad in graph.store.quads(derived, pat("stars"))}
    assert places == {term("graph:editorial"), term("graph:view")}
    assert said("star-rating:wakefield-2002-11", "skos:editorialNote")


def test_every_council_that_ended_has_successors_date_and_order(graph, councils, said):
    """Fifteen councils in fourteen reorganisations; where the order is not known, a gap says so."""
    found = defaultdict(set)
    for row in graph.query("reorganisations"):
        found[slug(row["original"])].add((row["change"], row["legislation"]))
    assert {c for c in councils if said(f"council:{c}", "pat:ended")} == set(found) == set(ORDERS)
    assert len({change for rows in found.values() for change, _ in rows}) == 14
    for council, rows in found.items():
        assert {number for _, number in rows} == {ORDERS[council]}, council
    missing = {
        slug(row["subject"]) for row in graph.query("gaps") if slug(row["property"]) == "def#legalBasis"
    }
    assert missing == {slug(c) for rows in found.values() for c, number in rows if number is None}


@pytest.mark.slow
def test_every_code_of_today_finds_the_council_of_2002(graph, said, councils):
    """Each code of each council, asked in lower case, leads to the council or to what it came of, and says
    how they relate."""
    before = defaultdict(set)
    for change in said.of("org:ChangeEvent"):
        for new in said(change, "org:resultingOrganization"):
            before[new] |= said(change, "org:originalOrganization")
    later = [node for node in said.of("pat:Council") if slug(node) not in councils]
    assert len(later) == 18
    for node in [*later, *map(term, (f"council:{c}" for c in ("birmingham", "kent", "isles-of-scilly")))]:
        name, wanted = curie(node.value), "successor" if node in later else "same"
        origin = {slug(c) for c in before[name]} & {*councils} if node in later else {slug(name)}
        codes = {text for found in said.codes(name).values() for text in found}
        (area,) = said(name, "pat:area")
        codes |= said.codes(area)["gss"]
        for code in codes:
            rows = {(c, r) for i, c, r, _ in led(graph, code.lower()) if i == slug(node)}
            assert rows == {(c, wanted) for c in origin}, (name, code)


def test_a_number_that_was_handed_on_has_both_councils(graph):
    """Wiltshire's number at the Department for Education is the county's and the unitary council's; the
    county is also what Swindon came out of."""
    assert led(graph, "865") == {
        ("wiltshire", "wiltshire", "same", None),
        ("wiltshire", "swindon", "predecessor", None),
        ("wiltshire-2009", "wiltshire", "successor", "2009-04-01"),
    }


def test_regions_have_their_own_codes(said):
    """Nine regions, E12000001 to E12000009, in the order of the Office for National Statistics."""
    order = [
        "north-east", "north-west", "yorkshire-and-the-humber", "east-midlands", "west-midlands",
        "east-of-england", "london", "south-east", "south-west",
    ]  # fmt: skip
    assert [said(f"area:{name}", "pat:gssCode") for name in order] == [{f"E1200000{n}"} for n in range(1, 10)]


def test_bodies_have_successors_and_dates(graph, said):
    """Who followed whom among inspectorates and departments."""
    followed = {
        (slug(row["before"]), slug(row["after"]))
        for row in graph.query("successions")
        if row["before"] and row["after"]
    }
    assert {
        ("social-services-inspectorate", "commission-for-social-care-inspection"),
        ("joint-review-team", "commission-for-social-care-inspection"),
        ("national-care-standards-commission", "commission-for-social-care-inspection"),
        ("national-care-standards-commission", "healthcare-commission"),
        ("commission-for-social-care-inspection", "care-quality-commission"),
        ("commission-for-social-care-inspection", "ofsted"),
        ("healthcare-commission", "care-quality-commission"),
        ("office-of-the-deputy-prime-minister", "department-for-communities-and-local-government"),
        ("department-of-health", "department-of-health-and-social-care"),
        ("nhs-modernisation-agency", "nhs-institute-for-innovation-and-improvement"),
    } <= followed
    assert said("organisation:social-services-inspectorate", "pat:ended") == {"date:2004-03-31"}
    assert said("organisation:commission-for-social-care-inspection", "pat:started") == {"date:2004-04-01"}


def test_by_region_counts_all_councils_and_teams(graph):
    """All 150 are counted, and all teams; nearly every council is named by some text or table, and the 18
    successors are too."""
    rows = list(graph.query("by-region"))
    assert sum(row["councils"] for row in rows) == 150
    assert len(list(graph.query("councils", named="true"))) == 149 + 18
    assert sum(row["engagements"] for row in rows) == 13


def test_by_region_counts_every_intervention_once(graph):
    """A region has as many as `interventions` lists of it, in as many councils, later ones among them."""
    rows = {row["regionLabel"]: row for row in graph.query("by-region")}
    for name, row in rows.items():
        listed = list(graph.query("interventions", region=row["region"]))
        assert row["interventions"] == len({each["intervention"] for each in listed}), name
        assert row["councilsIntervened"] == len({each["council"] for each in listed}), name
    everywhere = {each["intervention"] for each in graph.query("interventions")}
    assert sum(row["interventions"] for row in rows.values()) == len(everywhere) == 216
    assert rows["North East"]["councilsIntervened"] == 4


@pytest.mark.skipif(not LISTS, reason="PATGRAPH_OPENDATA is not set: the lists are not at hand")
def test_reference_data_are_the_lists_cell_by_cell(said, councils):
    """Every code, name, date and address of the list is in the graph, at the council or what replaced it."""
    with (Path(LISTS) / "council-identifiers-2002.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    by_code = {next(iter(said(f"area:{c}", "pat:gssCode"))): c for c in councils}
    assert len(listed) == len(by_code) == 150
    schemes = {
        "register_code": "local-authority-register", "org_id": "org-id", "snac": "snac",
        "dfe_la_number": "dfe",
        "billing_authority": "billing-authority", "parliament_thesaurus": "parliament-thesaurus",
        "gov_uk_slug": "gov-uk-slug", "wikidata": "wikidata",
    }  # fmt: skip
    for row in listed:
        council = by_code[row["gss_2002_area"]]
        name, area = f"council:{council}", f"area:{council}"
        names = said(name, "skos:prefLabel") | said(name, "skos:altLabel")
        assert re.sub(" +", " ", row["council_2002"]) in names
        assert said(area, "pat:within") == {f"area:{row['region']}"}
        assert said(name, "pat:ended") == ({f"date:{row['end_date']}"} if row["end_date"] else set())
        heir = f"council:{council}-2009" if council in UNITARIES else name
        for column, scheme in schemes.items():
            owner = name if column in ("snac", "dfe_la_number") else heir
            if column == "wikidata" and council not in ("durham", "northumberland"):
                owner = name
            if row[column]:
                wanted = CORRECTED.get((council, column), row[column])
                assert said.codes(owner)[scheme] == {wanted}, (council, column)
        links = {
            link for node in (name, area) for p in ("schema:sameAs", "rdfs:seeAlso") for link in said(node, p)
        }
        columns = (
            "statistics_data_gov_uk_uri",
            "opendatacommunities_uri",
            "opendatacommunities_area_uri",
            "os_uri",
        )
        assert {row[column] for column in columns if row[column]} <= links
        if row["website"]:
            assert {x.rstrip("/") for x in said(heir, "foaf:homepage")} == {row["website"].rstrip("/")}


def test_literals_of_the_reference_graphs_are_plain(reference):
    """Codes are plain strings and names are English, so that they join and are found."""
    for quad in reference[graph("reference/codes")]:
        if isinstance(quad.object, Literal):
            language = "en" if quad.predicate != term("skos:notation") else None
            assert quad.object.language == language, quad
