"""The dataset described: a DCAT-AP 3 catalogue, and VoID with counts taken from the graph itself.

Nothing of this is in the hashed quads: it is made from the built graph when it is served.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from patgraph.graph import Graph
from patgraph.media import FORMATS
from patgraph.names import DEF, FOREIGN, SHAPES, slug, space, term
from patgraph.things.terms import Vocabulary
from patgraph.things.thing import TYPE, Things

from . import counts
from .counts import Counts
from .dump_kinds import Dump, DumpKind

_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_VCARD = "http://www.w3.org/2006/vcard/ns#"
_SPDX = "http://spdx.org/rdf/terms#"
_ADMS = "http://purl.org/adms/"
_DCATAP = "http://data.europa.eu/r5r/"
_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
_SPARQL = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
_ABOUT = (
    "What central government did about failing councils in England, and what came of it: councils, teams of "
    "consultants, reviews, ratings and judgements, each fact traced to the passage of the document that says "
    "it, with every disagreement of the documents kept."
)
_THEMES = {"GOVE": "Government and public sector", "SOCI": "Population and society"}
_KEYWORDS = ("local government", "social services", "intervention", "performance action teams", "evidence",
             "England")  # fmt: skip


@dataclass
class DatasetDescription:
    """Makes the description of a graph's dataset, which has `services` beside its files, or none."""

    graph: Graph
    things: Things
    words: Vocabulary
    services: bool = True
    _found: list[Triple] = field(default_factory=list)

    @property
    def iri(self) -> NamedNode:
        """The name of the dataset."""
        return NamedNode(f"{self.graph.store.base}dataset")

    @cached_property
    def counts(self) -> Counts:
        """What the view holds."""
        return counts.of_view(self.graph.store)

    @cached_property
    def evidence(self) -> tuple[int, int]:
        """How many statements passages make, and how many passages there are."""
        return counts.of_evidence(self.things)

    @cached_property
    def period(self) -> tuple[str, str] | None:
        """The first and the last day on which something that the graph tells of could have happened."""
        return counts.period(self.things)

    @cached_property
    def has_versions(self) -> bool:
        """Whether an earlier version is on record, so that what changed since can be told."""
        return bool(self.graph.store.names(f"{self.graph.store.base}id/version/"))

    def void(self, here: str, kinds: Iterable[DumpKind]) -> list[Triple]:
        """VoID, for a server whose address is `here` (it ends in a slash), with these kinds of dumps."""
        return self._anew()._void(here, kinds)

    def dcat(self, here: str, kinds: Iterable[DumpKind], dumps: dict[str, Dump]) -> list[Triple]:
        """The catalogue, with VoID, for a server at `here` that has these kinds of dumps; of those that are
        built size and digest are told.
        """
        made = self._anew()
        made._catalogue(here)
        made._dataset(here)
        for kind in kinds:
            made._distribution(here, kind, dumps.get(kind.name))
        if self.services:
            made._services(here)
        return made._void(here, kinds)

    def _anew(self) -> "DatasetDescription":
        """One that says nothing yet and has counted already: two requests never share what they say."""
        _ = self.counts, self.evidence, self.period, self.words.graphs
        made = copy(self)
        made._found = []
        return made

    def _say(self, subject, **values):
        """`dcterms_title="…"`: statements, of texts (English), terms, or lists of either."""
        for name, given in values.items():
            predicate = _name(name)
            for value in given if isinstance(given, list | tuple) else [given]:
                node = Literal(value, language="en") if isinstance(value, str) else value
                self._found.append(Triple(subject, predicate, node))

    def _a(self, subject, *kinds: str) -> NamedNode:
        self._found += [Triple(subject, TYPE, _name(kind.replace(":", "_"))) for kind in kinds]
        return subject

    def _concept(self, scheme: str, name: str, label: str, *kinds: str) -> NamedNode:
        """A concept of one of the EU's lists, described so that a reader needs no other file."""
        node = self._a(NamedNode(f"{_EU}{scheme}/{name}"), "skos:Concept", *kinds)
        listed = self._a(NamedNode(f"{_EU}{scheme}"), "skos:ConceptScheme")
        self._say(node, skos_prefLabel=label, skos_inScheme=listed)
        self._say(listed, dcterms_title=scheme.replace("-", " "))
        return node

    def _shared(self) -> dict:
        """What catalogue, dataset and distributions say alike."""
        editors = NamedNode(f"{self.graph.store.base}id/organisation/editors")
        self._say(self._a(editors, "foaf:Agent"), foaf_name=self.things.label(editors))
        kind = self._a(NamedNode(f"{_ADMS}licencetype/Attribution"), "skos:Concept")
        kinds = self._a(NamedNode(f"{_ADMS}licencetype/1.0"), "skos:ConceptScheme")
        self._say(kind, skos_prefLabel="Attribution", skos_inScheme=kinds)
        self._say(kinds, dcterms_title="Types of licence")
        licence = self._a(_LICENCE, "dcterms:LicenseDocument")
        self._say(licence, dcterms_title="CC BY 4.0", dcterms_type=kind)
        language = self._concept("language", "ENG", "English", "dcterms:LinguisticSystem")
        return {"dcterms_publisher": editors, "dcterms_license": _LICENCE, "dcterms_language": language}

    def _contact(self, here: str) -> NamedNode:
        node = self._a(NamedNode(f"{self.iri.value}#contact"), "vcard:Kind", "vcard:Organization")
        editors = NamedNode(f"{self.graph.store.base}id/organisation/editors")
        self._say(node, vcard_fn=Literal(self.things.label(editors)), vcard_hasURL=NamedNode(here))
        return node

    def _place(self) -> list[NamedNode]:
        england = self._a(
            NamedNode("http://statistics.data.gov.uk/id/statistical-geography/E92000001"), "dcterms:Location"
        )
        self._say(england, skos_prefLabel="England")
        return [england, self._concept("country", "GBR", "United Kingdom", "dcterms:Location")]

    def _themes(self) -> list[NamedNode]:
        return [self._concept("data-theme", code, label) for code, label in _THEMES.items()]

    def _catalogue(self, here: str):
        node = self._a(NamedNode(f"{self.iri.value}#catalogue"), "dcat:Catalog")
        themes = self._themes()
        self._say(
            node, dcterms_title="The patgraph catalogue", dcterms_description="The patgraph dataset and its "
            "services.", dcat_dataset=self.iri, dcat_service=[*map(NamedNode, self._service_names())],
            foaf_homepage=self._a(NamedNode(here), "foaf:Document"), dcterms_spatial=self._place(),
            dcat_themeTaxonomy=NamedNode(themes[0].value.rsplit("/", 1)[0]), **self._shared(),
        )  # fmt: skip
        self._say(node, **self._dates())

    def _dates(self) -> dict:
        """When the words were issued and last changed; the facts have no day but their version."""
        ontology = NamedNode(DEF[:-1])
        return {
            f"dcterms_{name}": value
            for name in ("issued", "modified")
            if (value := self.things.value(ontology, term(f"dcterms:{name}"))) is not None
        }

    def _dataset(self, here: str):
        node, version = self._a(self.iri, "dcat:Dataset"), Literal(self.graph.version)
        ontology = self._a(NamedNode(f"{DEF[:-1]}/{self.words.version}"), "dcterms:Standard")
        rules = self._a(NamedNode(SHAPES[:-1]), "dcterms:Standard")
        self._say(ontology, dcterms_title=f"The patgraph ontology, {self.words.version}")
        self._say(rules, dcterms_title="The patgraph shapes")
        rights = self._concept("access-right", "PUBLIC", "public", "dcterms:RightsStatement")
        when = self._concept("frequency", "IRREG", "irregular", "dcterms:Frequency")
        page = self._a(NamedNode(f"{here}dataset"), "foaf:Document")
        shared = self._shared()
        self._say(
            node, dcterms_title="patgraph", dcterms_description=_ABOUT, dcat_keyword=list(_KEYWORDS),
            dcat_theme=self._themes(), dcterms_spatial=self._place(), dcterms_accessRights=rights,
            dcterms_accrualPeriodicity=when, dcat_landingPage=page, dcat_version=version,
            dcterms_identifier=Literal(self.iri.value), dcterms_conformsTo=[ontology, rules],
            dcterms_creator=shared["dcterms_publisher"], dcat_contactPoint=self._contact(here), **shared,
        )  # fmt: skip
        if self.period:
            period = self._a(BlankNode("period"), "dcterms:PeriodOfTime")
            first, last = (Literal(day, datatype=term("xsd:date")) for day in self.period)
            self._say(period, dcat_startDate=first, dcat_endDate=last)
            self._say(node, dcterms_temporal=period)
        self._say(node, **self._dates())

    def _distribution(self, here: str, kind: DumpKind, dump: Dump | None):
        base, form = f"{self.iri.value}#", FORMATS[kind.form]
        node = self._a(NamedNode(base + kind.name), "dcat:Distribution")
        file = NamedNode(f"{here}dumps/{kind.name}")
        format_ = self._concept("file-type", form.file_type, form.file_type, "dcterms:MediaTypeOrExtent")
        if dump is not None:
            checksum = self._a(NamedNode(f"{base}{kind.name}-sha256"), "spdx:Checksum")
            sha256 = self._a(NamedNode(f"{_SPDX}checksumAlgorithm_sha256"), "spdx:ChecksumAlgorithm")
            digest = Literal(dump.sha256, datatype=term("xsd:hexBinary"))
            size = Literal(str(dump.size), datatype=term("xsd:nonNegativeInteger"))
            self._say(checksum, spdx_algorithm=sha256, spdx_checksumValue=digest)
            self._say(node, dcat_byteSize=size, spdx_checksum=checksum)
        self._say(
            node, dcterms_title=kind.title, dcterms_description=kind.holds, dcat_accessURL=file,
            dcat_downloadURL=file, dcat_mediaType=self._media(form.media), dcterms_format=format_,
            **{k: v for k, v in self._shared().items() if k != "dcterms_publisher"},
            dcatap_availability=self._concept("planned-availability", "STABLE", "stable"),
        )  # fmt: skip
        if kind.of or kind.is_packed:
            self._say(node, **{f"dcat_{'package' if kind.of else 'compress'}Format": self._media(kind.media)})
        self._say(self.iri, dcat_distribution=node)

    def _media(self, media: str) -> NamedNode:
        return self._a(NamedNode(_IANA + media.split(";")[0]), "dcterms:MediaType")

    def _service_names(self) -> list[str]:
        return [f"{self.iri.value}#sparql", f"{self.iri.value}#api"] if self.services else []

    def _services(self, here: str):
        self._say(self._a(_SPARQL, "dcterms:Standard"), dcterms_title="SPARQL 1.1 Protocol")
        openapi = self._a(NamedNode("https://spec.openapis.org/oas/v3.1.0"), "dcterms:Standard")
        self._say(openapi, dcterms_title="OpenAPI 3.1")
        rights = NamedNode(f"{_EU}access-right/PUBLIC")
        sparql, api = map(NamedNode, self._service_names())
        shared = {k: v for k, v in self._shared().items() if k != "dcterms_language"}
        for node, title, words, place, described, standard in (
            (sparql, "SPARQL", "Free queries of the view and, with GRAPH, of every passage.", "sparql",
             "sparql", _SPARQL),
            (api, "Questions", "Typed questions, each with its address, in many formats.", "queries",
             "openapi.json", openapi),
        ):  # fmt: skip
            self._say(
                self._a(node, "dcat:DataService"), dcterms_title=title, dcterms_description=words,
                dcat_endpointURL=NamedNode(here + place), dcat_contactPoint=self._contact(here),
                dcat_endpointDescription=NamedNode(here + described),
                dcat_servesDataset=self.iri, dcterms_conformsTo=standard, dcat_theme=self._themes(),
                dcat_keyword=list(_KEYWORDS), dcterms_accessRights=rights, **shared,
            )  # fmt: skip

    def _void(self, here: str, kinds: Iterable[DumpKind]) -> list[Triple]:
        base, held = self.graph.store.base, self.counts
        node = self._a(self.iri, "void:Dataset")
        self._say(
            node, dcterms_title="patgraph", dcterms_license=_LICENCE, foaf_homepage=NamedNode(here),
            void_sparqlEndpoint=[NamedNode(f"{here}sparql")] if self.services else [],
            void_uriSpace=Literal(f"{base}id/"),
            void_rootResource=NamedNode(f"{here}things"),
            void_exampleResource=counts.examples(self.graph.store), void_vocabulary=self._vocabularies(),
            void_dataDump=[NamedNode(f"{here}dumps/{k.name}") for k in kinds if not k.of],
            void_triples=Literal(held.triples), void_entities=Literal(held.entities),
            void_distinctSubjects=Literal(held.subjects), void_distinctObjects=Literal(held.objects),
            void_classes=Literal(len(held.classes)), void_properties=Literal(len(held.properties)),
        )  # fmt: skip
        for number, (kind, count) in enumerate(held.classes.items()):
            part = BlankNode(f"class{number}")
            self._say(node, void_classPartition=part)
            self._say(part, void_class=kind, void_entities=Literal(count))
        for number, (predicate, (triples, subjects, objects)) in enumerate(held.properties.items()):
            part = BlankNode(f"property{number}")
            self._say(node, void_propertyPartition=part)
            self._say(
                part, void_property=predicate, void_triples=Literal(triples),
                void_distinctSubjects=Literal(subjects), void_distinctObjects=Literal(objects),
            )  # fmt: skip
        self._subsets(node)
        return self._found

    def _subsets(self, node: NamedNode):
        statements, passages = self.evidence
        evidence = self._a(NamedNode(f"{self.iri.value}#evidence"), "void:Dataset")
        self._say(
            evidence, dcterms_title="What the passages say, a graph each", void_triples=Literal(statements),
            void_entities=Literal(passages), void_uriSpace=Literal(space("passage", self.graph.store.base)),
        )  # fmt: skip
        self._say(node, void_subset=evidence)
        for name, count in self.words.graphs:
            if name != self.graph.store.view:
                self._say(self._a(name, "void:Dataset"), void_triples=Literal(count))
                self._say(node, void_subset=name)
        for predicate, count in counts.links_out(self.graph.store).items():
            links = NamedNode(f"{self.iri.value}#links-{slug(predicate)}")
            self._say(
                self._a(links, "void:Linkset"), void_linkPredicate=predicate, void_subjectsTarget=node,
                void_triples=Literal(count),
            )  # fmt: skip
            self._say(node, void_subset=links)

    def _vocabularies(self) -> list[NamedNode]:
        used = {*self.counts.classes, *self.counts.properties}
        spaces = (DEF, *FOREIGN.values())
        return [NamedNode(s) for s in spaces if any(node.value.startswith(s) for node in used)]


def _name(name: str) -> NamedNode:
    prefix, _, local = name.partition("_")
    own = {"spdx": _SPDX, "dcatap": _DCATAP, "vcard": _VCARD}
    return NamedNode(own[prefix] + local) if prefix in own else term(f"{prefix}:{local}")
